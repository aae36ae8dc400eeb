"""Running cases of older editions: which could go on by the one in force, what would change, why the others cannot.
The engine itself answers."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from lajur.casework.cases.models import Case, CaseStatus
from lajur.engine import events as ev
from lajur.engine.advance import advance
from lajur.engine.commands import ChangeEdition
from lajur.engine.crossing import obstacle
from lajur.engine.definition import Sop, Step
from lajur.engine.refusal import Refusal, Words
from lajur.engine.state import State
from lajur.registers.organisation.models import Agency
from lajur.registers.procedures.models import Edition
from lajur.registers.procedures.queries import sop_of
from lajur.registers.procedures.work import Standing
from lajur.registers.reference.queries import calendar_for

SHOWN = 200
"""Cases on one page: those that began first."""


@dataclass(frozen=True, slots=True)
class Due:
    """An open step and its deadline, now and by the new edition."""

    step: Step
    before: datetime | None
    after: datetime | None

    @property
    def moves(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Crossing:
    """A case, the number of the edition that it runs by, its open steps; why it cannot move (None when it can)."""

    case: Case
    edition: int
    dues: tuple[Due, ...]
    why_not: Words | None


def crossings(agency: Agency, procedure: str, edition: Edition, now: datetime) -> list[Crossing]:
    """The first `SHOWN` running cases of other editions than this one."""
    calendar, new = calendar_for(agency), sop_of(edition.id)
    cases = Case.objects.filter(agency=agency, procedure=procedure, status=CaseStatus.RUNNING)
    cases = cases.exclude(edition=edition).select_related("edition").defer("edition__content").order_by("number")
    found = []
    for case in cases[:SHOWN]:
        old, state = sop_of(case.edition_id), State.from_json(json.loads(case.state))
        asked = ChangeEdition(old, str(case.edition_id), str(edition.id), "", "?")
        outcome = advance(new, state, asked, now, calendar)
        why = obstacle(old, new, state) if isinstance(outcome, Refusal) else None
        moved = {} if isinstance(outcome, Refusal) else {
            event.task: event.due for event in outcome.events if isinstance(event, ev.DueMoved)
        }  # fmt: skip
        sheet = old if why is not None else new
        dues = [
            Due(sheet.steps[token.step], token.due, moved.get(task, token.due)) for task, token in state.open.items()
        ]
        found.append(Crossing(case, case.edition.number, tuple(dues), why))
    return found


def standing_at(agency: Agency, procedure: str, new: Sop) -> list[Standing]:
    """Running cases of a procedure by edition, by the steps that stand open in them, and by whether they could go on by
    `new`."""
    rows = Case.objects.filter(agency=agency, procedure=procedure, status=CaseStatus.RUNNING)
    counted: Counter[tuple[str, tuple[str, ...], Words | None]] = Counter()
    for edition, text in rows.values_list("edition_id", "state").iterator(chunk_size=500):
        state, old = State.from_json(json.loads(text)), sop_of(edition)
        steps = tuple(sorted({token.step for token in state.open.values()}))
        counted[str(edition), steps, obstacle(old, new, state)] += 1
    return [Standing(edition, steps, why, count) for (edition, steps, why), count in counted.items()]
