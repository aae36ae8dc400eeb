"""What the clock does to cases: remind, mark late, escalate; and deadlines counted anew after a calendar change."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lajur.casework.cases import store
from lajur.casework.cases.shell import NO_SUCH_CASE, Moved, move
from lajur.casework.notices.actions import notify
from lajur.casework.notices.models import NoticeKind
from lajur.engine import events as ev
from lajur.engine.commands import Recalculate, TellTime
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor, day_of
from lajur.registers.procedures.queries import sop_of

NEEDS = "cases.tell_time"


@action(needs=NEEDS)
def tell_time(*, case_id: UUID | str, by: Actor, now: datetime) -> Moved | Refusal:
    """Tell a case what time it is. Safe to repeat: what was told once is not told again."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    held = store.read(case_id, by.agency)
    if held is None:
        return NO_SUCH_CASE
    if not held.state.is_running:
        return Refusal("tidak-berjalan", "Pelaksanaan ini sudah berakhir.")
    moved = move(held, sop_of(held.edition), TellTime(), by=by, now=now)
    if not isinstance(moved, Refusal):
        for event in moved.outcome.events:
            if isinstance(event, ev.TaskReminded):
                _remind(moved, event, now)
            elif isinstance(event, ev.DeviationRecorded):
                _escalate(moved, event, now)
    return moved


def _actors(moved: Moved, task: str, now: datetime) -> tuple[str, ...]:
    token = moved.outcome.state.open[task]
    lane = moved.sop.steps[token.step].lane
    day = day_of(moved.held.agency, now)
    persons = day.actors(moved.held.procedure, lane, token.assignees)
    return tuple(dict.fromkeys([*persons, *(sub for person in persons for sub in day.substitutes_of(person))]))


def _notify(moved: Moved, task: str, persons: tuple[str, ...], kind: NoticeKind, now: datetime, mark: int) -> None:
    held = moved.held
    notify(
        agency=str(held.agency.id),
        persons=persons,
        kind=kind,
        key=f"{held.id}:{task}:{mark}",
        link=f"/pelaksanaan/{held.id}/{task}/",
        at=now,
        params={"number": held.number, "step": moved.sop.steps[moved.outcome.state.open[task].step].title},
    )


def _remind(moved: Moved, event: ev.TaskReminded, now: datetime) -> None:
    _notify(moved, event.task, _actors(moved, event.task, now), NoticeKind.REMINDER, now, event.mark)


def _escalate(moved: Moved, event: ev.DeviationRecorded, now: datetime) -> None:
    """The officers hear that the task is late, and so do their superiors."""
    persons = _actors(moved, event.task, now)
    _notify(moved, event.task, persons, NoticeKind.LATE, now, 100)
    day = day_of(moved.held.agency, now)
    above = tuple(dict.fromkeys(s for person in persons for s in day.superiors_of(person) if s not in persons))
    _notify(moved, event.task, above, NoticeKind.ESCALATION, now, 100)


@action(needs=NEEDS)
def recalculate_deadlines(*, case_id: UUID | str, why: str, by: Actor, now: datetime) -> Moved | Refusal:
    """Count the deadlines of open tasks anew by the agency's calendar as it is now; old and new are journalled."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    held = store.read(case_id, by.agency)
    if held is None:
        return NO_SUCH_CASE
    return move(held, sop_of(held.edition), Recalculate(why), by=by, now=now)
