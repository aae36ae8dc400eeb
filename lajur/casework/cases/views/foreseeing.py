"""What a command would do to a case, in words, before it is carried out: the engine moves a copy, all stays as is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from lajur.casework.cases.models import DeviationKind
from lajur.casework.cases.views.loading import LoadedTask
from lajur.engine import events as ev
from lajur.engine.advance import advance
from lajur.engine.commands import Command
from lajur.engine.refusal import Refusal
from lajur.registers.organisation.queries import names_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.queries import procedure_of, sop_of
from lajur.registers.reference.queries import calendar_for

MANY = 4
"""Names told of those for whom a task will wait."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A step that will open: for whom and until when; `calls` is the title of the SOP it calls instead."""

    title: str
    who: str = ""
    due: datetime | None = None
    calls: str = ""


@dataclass(frozen=True, slots=True)
class Ahead:
    """`deviations` are (what, reason); `finishes` when the case ends; `waits` when other branches must end first."""

    opens: list[Opening] = field(default_factory=list)
    deviations: list[tuple[str, str]] = field(default_factory=list)
    finishes: bool = False
    waits: bool = False


def foresee(request: SignedRequest, loaded: LoadedTask, command: Command) -> Ahead | Refusal:
    """What would come of `command` now; the refusal it would meet."""
    outcome = advance(loaded.sop, loaded.state, command, request.now, calendar_for(request.user.agency))
    if isinstance(outcome, Refusal):
        return outcome
    opened = [event for event in outcome.events if isinstance(event, ev.TaskOpened)]
    actors = {
        event.task: loaded.day.actors(loaded.procedure, loaded.sop.steps[event.step].lane, event.assignees)
        for event in opened
    }
    names = names_of(request.actor.agency, {person for persons in actors.values() for person in persons})
    opens = [_opening(request, loaded, event, [names.get(p, "") for p in actors[event.task]]) for event in opened]
    finishes = any(isinstance(event, ev.CaseFinished) for event in outcome.events)
    moves_on = any(isinstance(event, ev.TaskCompleted | ev.TaskSkipped) for event in outcome.events)
    deviations = [_deviation(loaded, e) for e in outcome.events if isinstance(e, ev.DeviationRecorded)]
    return Ahead(opens, deviations, finishes, moves_on and not opens and not finishes)


def _opening(request: SignedRequest, loaded: LoadedTask, event: ev.TaskOpened, names: list[str]) -> Opening:
    step = loaded.sop.steps[event.step]
    title = _("Langkah %(no)s: %(title)s") % {"no": step.no, "title": step.title}
    if step.call is not None:
        called = procedure_of(request.user.agency, step.call.sop)
        known = sop_of(called.in_force_id).identity.title if called and called.in_force_id else step.call.sop
        return Opening(title, calls=known)
    shown = ", ".join(names[:MANY])
    if len(names) > MANY:
        shown = _("%(names)s, dan %(n)d orang lain") % {"names": shown, "n": len(names) - MANY}
    lane = loaded.sop.lanes[step.lane].title
    return Opening(title, f"{lane} ({shown})" if shown else lane, event.due)


def _deviation(loaded: LoadedTask, event: ev.DeviationRecorded) -> tuple[str, str]:
    what = str(DeviationKind(event.kind).label)
    if event.what and event.what in loaded.sop.documents:
        what = _("%(kind)s: %(title)s") % {"kind": what, "title": loaded.sop.documents[event.what].title}
    return what, event.reason
