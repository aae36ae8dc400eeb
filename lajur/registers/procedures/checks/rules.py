"""When a SOP is to be looked at again, and what is asked then. Pure: what the regulation sets comes in as a value of
the dated table `procedures.pemantauan-sop`."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

MONITORING, EVALUATION = "pemantauan", "evaluasi"
KINDS = (MONITORING, EVALUATION)


@dataclass(frozen=True, slots=True)
class Manner:
    """Every how many months, by which methods, and what an evaluation asks."""

    months: Mapping[str, int]
    methods: tuple[str, ...]
    questions: tuple[str, ...]


def manner(value: Any, shipped: Any) -> Manner:
    """The manner as the table has it; whatever an agency's own row lacks or garbles is taken from the shipped one."""
    own = value if isinstance(value, Mapping) else {}

    def months(kind: str) -> int:
        said = own.get(f"{kind}_bulan")
        return said if isinstance(said, int) and 1 <= said <= 120 else int(shipped[f"{kind}_bulan"])

    def listed(name: str) -> tuple[str, ...]:
        said = own.get(name)
        lines = [str(one).strip() for one in said][:30] if isinstance(said, list) else []
        return tuple(line for line in lines if line) or tuple(shipped[name])

    return Manner({kind: months(kind) for kind in KINDS}, listed("cara"), listed("pertanyaan"))


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of that month where it has no such day."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def next_due(since: date, done: Iterable[date], months: int) -> date:
    """When it is to be looked at next: so long after it was last, or after it came into force."""
    return months_after(max([since, *done]), months)
