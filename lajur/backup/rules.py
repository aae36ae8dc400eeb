"""Which backups stay. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days, weeks and months keep their last backup, counted back from the newest that has one."""

    daily: int = 7
    weekly: int = 4
    monthly: int = 12


def kept(made: Iterable[datetime], retention: Retention) -> set[datetime]:
    """Of the times at which backups were made, those to keep; the newest always is."""
    newest_first = sorted(made, reverse=True)
    stay = set(newest_first[:1])
    for count, form in ((retention.daily, "%Y-%m-%d"), (retention.weekly, "%G-%V"), (retention.monthly, "%Y-%m")):
        seen: dict[str, datetime] = {}
        for moment in newest_first:
            seen.setdefault(moment.strftime(form), moment)
        stay |= set(list(seen.values())[:count])
    return stay


def retention_from(text: str) -> Retention | None:
    """ "7,4,12" → days, weeks, months; None for anything else."""
    parts = text.split(",")
    if len(parts) != 3 or not all(part.strip().isdecimal() for part in parts):
        return None
    return Retention(*(int(part) for part in parts))
