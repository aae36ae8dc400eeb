"""How open tasks are grouped by their deadline, and whether one of several officers may take one. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Group = Literal["terlambat", "hari-ini", "minggu-ini", "nanti", "tanpa-tenggat"]
GROUPS: tuple[Group, ...] = ("terlambat", "hari-ini", "minggu-ini", "nanti", "tanpa-tenggat")


@dataclass(frozen=True, slots=True)
class Borders:
    """`now`, and the midnights that end today and this week (Sunday) in the agency's zone."""

    now: datetime
    today: datetime
    week: datetime

    @classmethod
    def at(cls, now: datetime, zone: str) -> Borders:
        place = ZoneInfo(zone)
        day = now.astimezone(place).date()
        tomorrow = day + timedelta(days=1)
        monday = day + timedelta(days=7 - day.weekday())
        return cls(now, datetime.combine(tomorrow, time(), place), datetime.combine(monday, time(), place))

    def group_of(self, due: datetime | None) -> Group:
        if due is None:
            return "tanpa-tenggat"
        if due < self.now:
            return "terlambat"
        if due < self.today:
            return "hari-ini"
        return "minggu-ini" if due < self.week else "nanti"


Hold = Literal["ambil", "lepaskan", ""]


def hold_of(
    actors: Sequence[str], assignees: Sequence[str], holders: Sequence[str], appointed: Sequence[str] = ()
) -> Hold:
    """What one of its `actors` may do with an open task beside doing it: take it while it waits for several, give it
    back once it waits for one by name and there are others in its lane (`appointed`, else its `holders`)."""
    if len(actors) > 1:
        return "ambil"
    others = set(appointed or holders) - set(assignees)
    return "lepaskan" if assignees and others else ""
