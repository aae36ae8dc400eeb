"""The SOP sheet as a table: rows, one column per lane, a symbol where the acting lane crosses the row.

The line between two rows is drawn only where the second follows the first; every other way out is written as
"label → number", so nothing depends on following a line with the eyes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Shape = Literal["terminator", "process", "decision"]
State = Literal["selesai", "kini", "nanti", ""]


@dataclass(frozen=True)
class Row:
    """A row of the sheet. `ways` are (label, number it leads to, leads back); `follows` says that the row below is one
    of the next steps; texts are plain, lists keep the sheet's order. `state` lights the row in a case."""

    no: str
    title: str
    lane: str
    shape: Shape = "process"
    needs: Sequence[str] = ()
    time: str = ""
    yields: Sequence[str] = ()
    remark: str = ""
    ways: Sequence[tuple[str, str, bool]] = ()
    follows: bool = True
    state: State = ""
    anchor: str = ""
    url: str = ""
    added: bool = False


@dataclass(frozen=True)
class Cell:
    """A lane's cell in one row: its title for the card view, the pieces of line through it, and the symbol or none."""

    title: str
    lines: tuple[str, ...]
    shape: Shape | Literal[""] = ""

    @property
    def css(self) -> str:
        return " ".join(("lane", *(["acts"] if self.shape else []), *self.lines))


@dataclass(frozen=True)
class Sheet:
    """`lanes`: key → title, in the order of the columns."""

    lanes: Mapping[str, str]
    rows: Sequence[Row]
    caption: str = ""
    with_remarks: bool = field(default=True)

    @property
    def drawn(self) -> list[tuple[Row, list[Cell]]]:
        """Every row with its lane cells. Lines: `in` from the row above straight down into the symbol; `down-l`,
        `down-r` from above and then to the left or right; `over` straight through; `end-l`, `end-r` arriving from the
        left or right and down into the symbol; `out` from the symbol to the row below."""
        places = {key: place for place, key in enumerate(self.lanes)}
        drawn = []
        for index, row in enumerate(self.rows):
            here = places[row.lane]
            above = self.rows[index - 1] if index else None
            came = places[above.lane] if above and above.follows else None
            cells = []
            for key, title in self.lanes.items():
                lines = list(entering(places[key], here, came))
                if places[key] == here and row.follows and index + 1 < len(self.rows):
                    lines.append("out")
                cells.append(Cell(title, tuple(lines), row.shape if places[key] == here else ""))
            drawn.append((row, cells))
        return drawn


def entering(place: int, here: int, came: int | None) -> tuple[str, ...]:
    """Pieces of the line from column `came` (None: no line) in the row above to column `here`, inside `place`."""
    if came is None or not min(here, came) <= place <= max(here, came):
        return ()
    if came == here:
        return ("in",)
    if place == came:
        return ("down-r",) if here > came else ("down-l",)
    if place == here:
        return ("end-l",) if here > came else ("end-r",)
    return ("over",)
