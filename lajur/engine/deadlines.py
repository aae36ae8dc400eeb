"""When a task is due, and when the clock should look at it next."""

from __future__ import annotations

from datetime import date, datetime, time

from lajur.engine.definition import Sop, Standard, Step
from lajur.engine.state import State, Token
from lajur.engine.worktime import Duration, WorkCalendar

REMINDERS = (50, 90)
"""Reminders go out when these percentages of a task's working time are used; at 100 it is late."""


def due_of(
    sop: Sop, state: State, step: Step, opened: datetime, group: str | None, calendar: WorkCalendar
) -> datetime | None:
    """The deadline of a task of `step` opened at `opened`; None where the sheet sets none.

    A row with a merged cell counts from the first row of the cell; a branch without a time of its own counts the time
    of its heading row from when that was opened.
    """
    opened, standard = basis_of(sop, state, step, opened, group)
    if standard.time is not None:
        return calendar.add(opened, standard.time)
    if standard.until_fact is not None:
        return _end_of(state.facts.get(standard.until_fact), calendar)
    return None


def basis_of(sop: Sop, state: State, step: Step, opened: datetime, group: str | None) -> tuple[datetime, Standard]:
    """Whence a task's time counts, and the standard that sets it: its own, its merged cell's or its heading's."""
    standard = step.standard
    if standard.shared_with:
        opened = state.shared.get(standard.shared_with, opened)
        standard = sop.steps[standard.shared_with].standard
    if _is_silent(standard) and group is not None and group in state.groups:
        heading = state.groups[group]
        if sop.steps[heading.step].umbrella:
            opened, standard = heading.opened, sop.steps[heading.step].standard
    return opened, standard


def next_look(opened: datetime, due: datetime | None, mark: int, calendar: WorkCalendar) -> datetime | None:
    """The moment of the next reminder after `mark` per cent, or the deadline itself when all have gone out."""
    if due is None or mark >= 100:
        return None
    upcoming = next((share for share in REMINDERS if share > mark), None)
    if upcoming is None:
        return due
    minutes = calendar.between(opened, due) * upcoming // 100
    return calendar.add(opened, Duration(minutes, "menit")) if minutes else due


def mark_at(token: Token, now: datetime, calendar: WorkCalendar) -> int:
    """The highest reminder mark whose moment has come for `token`, 100 when it is due."""
    mark = token.mark
    while mark < 100:
        look = next_look(token.opened, token.due, mark, calendar)
        if look is None or look > now or look == token.due == now:
            return mark
        mark = next((share for share in REMINDERS if share > mark), 100)
    return mark


def _is_silent(standard: Standard) -> bool:
    return standard.time is None and standard.until_fact is None and not standard.text


def _end_of(day: object, calendar: WorkCalendar) -> datetime | None:
    """The last moment of an ISO day in the agency's zone: a date somebody set means that whole day."""
    if not isinstance(day, str):
        return None
    return datetime.combine(date.fromisoformat(day), time(23, 59, 59), tzinfo=calendar.zone)
