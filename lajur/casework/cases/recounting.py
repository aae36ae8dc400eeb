"""Which open deadlines a change of the calendar would move: asked before it is made, answered by the engine itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lajur.casework.cases.models import Case, Task, TaskStatus
from lajur.engine import events as ev
from lajur.engine.advance import advance
from lajur.engine.commands import Recalculate
from lajur.engine.definition import Step
from lajur.engine.refusal import Refusal, Words
from lajur.engine.state import State
from lajur.engine.worktime import WorkCalendar
from lajur.registers.organisation.actors import day_of
from lajur.registers.organisation.models import Agency
from lajur.registers.organisation.queries import names_of
from lajur.registers.procedures.queries import sop_of

WHY = Words("kalender kerja berubah")
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Moving:
    """A deadline that would move: `before` → `after`, of a step that `persons` (names) can do."""

    case: Case
    step: Step
    before: datetime | None
    after: datetime | None
    actors: tuple[str, ...]
    persons: tuple[str, ...] = ()

    @property
    def is_later(self) -> bool:
        return self.before is not None and self.after is not None and self.after > self.before


@dataclass(frozen=True, slots=True)
class Foretold:
    """`count` deadlines of `cases` cases would move; `moving` are the first `SHOWN` of them, by their old deadline."""

    count: int
    cases: int
    moving: Sequence[Moving]


def foretell(agency: Agency, calendar: WorkCalendar, now: datetime) -> Foretold:
    """What `recalculate_deadlines` will do to the open tasks of the agency under this calendar."""
    open_tasks = Task.objects.filter(agency=agency, status=TaskStatus.OPEN, due_at__isnull=False)
    wanted = open_tasks.values("case_id")
    found: list[Moving] = []
    day = day_of(agency, now)
    for case in Case.objects.filter(agency=agency, id__in=wanted).order_by("id").iterator(chunk_size=500):
        sop = sop_of(case.edition_id)
        outcome = advance(sop, State.from_json(json.loads(case.state)), Recalculate(WHY), now, calendar)
        if isinstance(outcome, Refusal):
            continue
        for event in outcome.events:
            if isinstance(event, ev.DueMoved) and event.old != event.due:
                token = outcome.state.open[event.task]
                step = sop.steps[token.step]
                actors = tuple(day.actors(case.procedure, step.lane, token.assignees))
                found.append(Moving(case, step, event.old, event.due, actors))
    found.sort(key=lambda one: (one.before or now, str(one.case.id)))
    shown = found[:SHOWN]
    names = names_of(agency, {person for one in shown for person in one.actors})
    named = [replace(one, persons=tuple(names[p] for p in one.actors if p in names)) for one in shown]
    return Foretold(len(found), len({one.case.id for one in found}), named)
