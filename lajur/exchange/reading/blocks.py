"""What every format is read into: lines and tables of cells, each knowing its place in the source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Symbol = Literal["", "mulai", "proses", "keputusan", "penghubung"]
Progress = Callable[[int, int], None]
"""Called with what is done and what there is to do."""


def silent(done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands; all count from 1, 0 where the format does not have it. `sheet` names a worksheet."""

    page: int = 0
    sheet: str = ""
    table: int = 0
    row: int = 0
    cell: int = 0
    line: int = 0

    def words(self) -> str:
        parts = [
            f"lembar “{self.sheet}”" if self.sheet else "",
            f"halaman {self.page}" if self.page else "",
            f"tabel {self.table}" if self.table else "",
            f"baris {self.line or self.row}" if self.line or self.row else "",
            f"sel {self.cell}" if self.cell else "",
        ]
        return ", ".join(part for part in parts if part)

    def as_data(self) -> dict[str, int | str]:
        """What of it is known; `row` is the line where there are no rows."""
        known: dict[str, int | str] = {
            "sheet": self.sheet,
            "page": self.page,
            "table": self.table,
            "row": self.line or self.row,
        }
        known["cell"] = self.cell
        return {name: value for name, value in known.items() if value}


NOWHERE = Place()


@dataclass(slots=True)
class Cell:
    """`down` and `across` are the rows and columns that it covers; the covered places hold cells with `covered`.
    `symbols` are the drawn shapes that stand on it."""

    text: str = ""
    place: Place = NOWHERE
    down: int = 1
    across: int = 1
    covered: bool = False
    symbols: tuple[Symbol, ...] = ()


@dataclass(slots=True)
class Line:
    """A line of running text."""

    text: str
    place: Place = NOWHERE


@dataclass(slots=True)
class Table:
    """Rows may differ in length. `links` are drawn arrows: from (row, column) to (row, column), counted from 0."""

    rows: list[list[Cell]]
    links: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    spans_known: bool = False
    """Whether merged cells are told by the format; where they are not, an empty cell may be part of one."""


Block = Line | Table


@dataclass(slots=True)
class Source:
    """A whole file. `notices` tell what was left unread on purpose."""

    blocks: list[Block]
    notices: list[str] = field(default_factory=list)
