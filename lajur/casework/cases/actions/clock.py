"""What the clock does to cases: remind, mark late, escalate; and deadlines counted anew after a calendar change."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lajur.casework.cases import store
from lajur.casework.cases.shell import NO_SUCH_CASE, Moved, move
from lajur.casework.cases.telling import superiors_over, tell_task, with_substitutes
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
    """Those on whom the task waits, and who stands in for them."""
    token = moved.outcome.state.open[task]
    day = day_of(moved.held.agency, now)
    lane = moved.sop.steps[token.step].lane
    return with_substitutes(day, day.actors(moved.held.procedure, lane, token.assignees))


def _remind(moved: Moved, event: ev.TaskReminded, now: datetime) -> None:
    tell_task(moved, event.task, _actors(moved, event.task, now), NoticeKind.REMINDER, now, event.mark)


def _escalate(moved: Moved, event: ev.DeviationRecorded, now: datetime) -> None:
    """The officers hear that the task is late, and so do their superiors."""
    persons = _actors(moved, event.task, now)
    tell_task(moved, event.task, persons, NoticeKind.LATE, now, 100)
    lane = moved.sop.steps[moved.outcome.state.open[event.task].step].lane
    above = superiors_over(day_of(moved.held.agency, now), moved.held.procedure, lane, persons)
    tell_task(moved, event.task, above, NoticeKind.ESCALATION, now, 100)


@action(needs=NEEDS)
def recalculate_deadlines(*, case_id: UUID | str, why: str, by: Actor, now: datetime) -> Moved | Refusal:
    """Count the deadlines of open tasks anew by the agency's calendar as it is now; old and new are journalled."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    held = store.read(case_id, by.agency)
    if held is None:
        return NO_SUCH_CASE
    return move(held, sop_of(held.edition), Recalculate(why), by=by, now=now)
