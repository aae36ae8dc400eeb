"""Why a task is due when it is: the sum of its working time, day by day, as the calendar itself counts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from lajur.engine.deadlines import basis_of
from lajur.engine.definition import Sop, Step
from lajur.engine.state import State
from lajur.engine.worktime import DayShare, WorkCalendar


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days that follow each other and gave the same: `minutes` each, for the same reason (source string)."""

    first: date
    last: date
    days: int
    minutes: int
    reason: str


@dataclass(frozen=True, slots=True)
class Why:
    """`begin`: whence the time counts. `standard`: the paper's words. `total`: working minutes in all. `moved`: the
    deadline that holds is another one than the sum, because the calendar was changed in between. Without a `time` in
    the standard the deadline is a date that somebody has set, and there are no stretches."""

    begin: datetime
    standard: str
    stretches: tuple[Stretch, ...] = ()
    moved: bool = False

    @property
    def worked(self) -> tuple[Stretch, ...]:
        return tuple(stretch for stretch in self.stretches if stretch.minutes)

    @property
    def skipped(self) -> tuple[Stretch, ...]:
        return tuple(stretch for stretch in self.stretches if not stretch.minutes)

    @property
    def total(self) -> int:
        return sum(stretch.days * stretch.minutes for stretch in self.stretches)


def why_due(
    sop: Sop, state: State, step: Step, task: str, opened: datetime, due: datetime, calendar: WorkCalendar
) -> Why:
    """Of an open task of `step` opened at `opened` and due at `due`."""
    token = state.open.get(task)
    begin, standard = basis_of(sop, state, step, opened, token.group if token else None)
    if standard.time is None:
        return Why(begin, standard.text)
    shares = calendar.explain(begin, standard.time)
    return Why(begin, standard.text, tuple(_stretches(shares)), calendar.add(begin, standard.time) != due)


def _stretches(shares: list[DayShare]) -> list[Stretch]:
    found = []
    for (minutes, reason), days in groupby(shares, key=lambda share: (share.minutes, share.reason)):
        same = list(days)
        found.append(Stretch(same[0].date, same[-1].date, len(same), minutes, reason))
    return found
