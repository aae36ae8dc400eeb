"""Rows of a table made into values by column, the unreadable ones with their reasons. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lajur.engine.refusal import Words
from lajur.registers.intake.cells import Unfit, blank
from lajur.registers.intake.columns import Column
from lajur.registers.organisation.roll import Fault


@dataclass(frozen=True, slots=True)
class Row:
    """`number` as the spreadsheet counts it. `values`: key of a column → value; empty cells are not in it. `cells` as
    they came."""

    number: int
    values: Mapping[str, Any]
    cells: Sequence[Any] = ()


@dataclass(slots=True)
class Sorted:
    """What a list would do: rows to take over (`taken`, each as its register wants it), how many of them are new or
    change something, and rows that go back. `cells` are the bad rows as they came."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    taken: list[Any] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    cells: dict[int, Sequence[Any]] = field(default_factory=dict)

    @property
    def bad(self) -> int:
        return len(self.cells)

    def refuse(self, number: int, cells: Sequence[Any], *faults: Fault) -> None:
        self.cells[number] = cells
        self.faults.extend(faults)

    def returned(self, width: int, say: Any) -> list[list[Any]]:
        """The bad rows as they came, with where they stood, what is wrong and how to mend it; `say` translates."""
        told: dict[int, list[Fault]] = {}
        for fault in self.faults:
            told.setdefault(fault.row, []).append(fault)
        return [
            [
                *[*cells, *[""] * width][:width],
                number,
                "; ".join(
                    f"{fault.column}: {say(fault.what)}" if fault.column else say(fault.what) for fault in faults
                ),
                "; ".join(dict.fromkeys(say(fault.mend) for fault in faults)),
            ]
            for number, cells in sorted(self.cells.items())
            if (faults := told.get(number, []))
        ]


def read_rows(
    table: Sequence[Sequence[Any]], columns: Sequence[Column], match: Sequence[str]
) -> tuple[list[Row], Sorted]:
    """Rows whose every cell fits and that have all that is needed; the others stand in `Sorted`. Empty ones: none."""
    by_key = {column.key: column for column in columns}
    places = [(place, by_key[key]) for place, key in enumerate(match) if key]
    rows: list[Row] = []
    outcome = Sorted()
    for number, cells in enumerate(table[1:], 2):
        if all(blank(cell) for cell in cells[: len(match)]):
            continue
        outcome.rows += 1
        values: dict[str, Any] = {}
        faults: list[Fault] = []
        for place, column in places:
            cell = cells[place] if place < len(cells) else None
            if blank(cell):
                if column.needed:
                    faults.append(Fault(number, column.title, Words("Kosong."), Words("Isi kolom ini.")))
                continue
            try:
                values[column.key] = column.read(cell)
            except Unfit as unfit:
                faults.append(Fault(number, column.title, unfit.what, unfit.mend))
        if faults:
            outcome.refuse(number, cells, *faults)
        else:
            rows.append(Row(number, values, cells))
    return rows, outcome
