"""What a list of packages would do to the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from lajur.engine.refusal import Words
from lajur.registers.intake.reading import Row, Sorted
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.roll import Fault
from lajur.registers.packages.columns import COLUMN_OF, COLUMNS
from lajur.registers.packages.models import Package
from lajur.registers.packages.rules import unfit

BATCH = 2000
FIELDS = tuple(column.key for column in COLUMNS)


@dataclass(frozen=True, slots=True)
class Taken:
    """A package to be made (`id` None) or changed. `values` are the fields that the list gives."""

    id: UUID | None
    values: Mapping[str, Any]


def sort_packages(by: Actor, rows: list[Row], outcome: Sorted) -> Sorted:
    """Rows of packages that are known change them, empty cells leaving what is there; a code twice is refused."""
    known = _known({row.values["code"] for row in rows})
    seen: dict[str, int] = {}
    for row in rows:
        code = row.values["code"]
        before = known.get(code)
        if code in seen:
            what = Words("Kode ini sudah ada pada baris {row}.", row=seen[code])
            _refuse(outcome, row, "code", what, Words("Hapus salah satu barisnya."))
            continue
        seen[code] = row.number
        whole = {**(before or {}), **row.values}
        if (refusal := unfit(whole)) is not None:
            key = next(iter(refusal.fields))
            _refuse(outcome, row, key, Words(refusal.template), Words("Periksa kedua kolomnya pada baris ini."))
            continue
        if before is None:
            outcome.new += 1
            outcome.taken.append(Taken(None, dict(row.values)))
        elif any(before[name] != value for name, value in row.values.items()):
            outcome.changed += 1
            outcome.taken.append(Taken(before["id"], dict(row.values)))
        else:
            outcome.unchanged += 1
    return outcome


def _refuse(outcome: Sorted, row: Row, key: str, what: Words, mend: Words) -> None:
    outcome.refuse(row.number, row.cells, Fault(row.number, COLUMN_OF[key].title, what, mend))


def _known(codes: set[str]) -> dict[str, dict[str, Any]]:
    """Code → what is known of the package, with its id."""
    found: dict[str, dict[str, Any]] = {}
    wanted = iter(sorted(codes))
    while piece := list(islice(wanted, BATCH)):
        found |= {row["code"]: row for row in Package.objects.filter(code__in=piece).values("id", *FIELDS)}
    return found
