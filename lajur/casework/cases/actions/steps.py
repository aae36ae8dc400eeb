"""Moving cases step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from lajur.casework.cases import store
from lajur.casework.cases.actions.people import unknown_persons
from lajur.casework.cases.actions.start import call_children, documents_of
from lajur.casework.cases.models import Case, CaseStatus
from lajur.casework.cases.permissions import CaseSubject
from lajur.casework.cases.plugging import Doing
from lajur.casework.cases.shell import NO_SUCH_CASE, Moved, Then, move, move_task
from lajur.casework.cases.store import Held
from lajur.casework.cases.telling import tell_cancelled, tell_task
from lajur.casework.documents import uploads
from lajur.casework.documents.actions import Given, NewRecords
from lajur.casework.documents.models import Record
from lajur.casework.documents.queries import numbers_in
from lajur.casework.notices.models import NoticeKind
from lajur.engine import commands as do
from lajur.engine import events as ev
from lajur.engine.definition import Call, Sop
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.procedures.queries import sop_of


@action(needs="cases.complete_step", atomic=False)
def complete_step(
    *,
    case_id: UUID | str,
    task: str,
    by: Actor,
    now: datetime,
    exit: str | None = None,
    answers: Mapping[str, Any] | None = None,
    outputs: Sequence[Given] = (),
    attachments: Sequence[Given] = (),
    without: Mapping[str, str] | None = None,
    appoints: Mapping[str, tuple[str, ...]] | None = None,
    note: str = "",
    passing: str = "",
) -> Moved | Refusal:
    """Finish a task; the engine says what opens next. `without`: kind → why one goes on without it (a deviation);
    `passing`: why one goes on although the step's form plug says that a condition is not met (a deviation too), for
    the work or for the persons that it appoints."""
    for persons in (appoints or {}).values():
        if (refusal := unknown_persons(by, persons)) is not None:
            may(by, "cases.complete_step", None)
            return refusal

    with uploads.held(by.agency, outputs, attachments) as (results, papers):
        doing = Doing(
            by=by, now=now, exit=exit, answers=answers or {}, outputs=results, passing=passing, appoints=appoints or {}
        )  # fmt: skip

        def command(held: Held, sop: Sop, records: NewRecords) -> do.Complete | Refusal:
            def make(answers: Mapping[str, Any], given: Mapping[str, str], passing: str) -> do.Complete:
                brought, person = records.add(papers), by.person or ""
                return do.Complete(task, person, exit, answers, given, brought, without or {}, appoints or {}, passing)

            return doing.command(held, sop, records, task, make)

        return move_task(
            case_id=case_id,
            task=task,
            by=by,
            needs="cases.complete_step",
            now=now,
            command=command,
            then=follow_up,
            note=note.strip(),
            plugs=doing,
        )


@action(needs="cases.return_step", atomic=False)
def return_step(
    *, case_id: UUID | str, task: str, target: str, reason: str, by: Actor, now: datetime
) -> Moved | Refusal:
    """Send the work back to an earlier step; what was done stays done, the step opens again as a new task."""
    return move_task(
        case_id=case_id,
        task=task,
        by=by,
        needs="cases.return_step",
        now=now,
        command=lambda held, sop, records: do.Return(task, by.person or "", target, reason),
        then=follow_up,
    )


@action(needs="cases.skip_step", atomic=False)
def skip_step(*, case_id: UUID | str, task: str, reason: str, by: Actor, now: datetime) -> Moved | Refusal:
    """Go on without doing the step: a deviation."""
    return move_task(
        case_id=case_id,
        task=task,
        by=by,
        needs="cases.skip_step",
        now=now,
        command=lambda held, sop, records: do.Skip(task, by.person or "", reason),
        then=follow_up,
    )


@action(needs="cases.hand_over")
def hand_over(
    *, case_id: UUID | str, task: str, persons: Sequence[str], reason: str, by: Actor, now: datetime
) -> Moved | Refusal:
    """Give an open task to other persons of the agency, with a reason."""
    if (refusal := unknown_persons(by, persons)) is not None:
        may(by, "cases.hand_over", None)
        return refusal
    moved = move_task(
        case_id=case_id,
        task=task,
        by=by,
        needs="cases.hand_over",
        now=now,
        command=lambda held, sop, records: do.Reassign(task, by.person or "", tuple(persons), reason),
    )
    if not isinstance(moved, Refusal):
        tell_task(moved, task, _others(persons, by), NoticeKind.HANDED_OVER, now, moved.held.length)
    return moved


def _others(persons: Sequence[str], by: Actor) -> list[str]:
    return [person for person in persons if person != by.person]


@action(needs="cases.call_again", atomic=False)
def call_again(*, case_id: UUID | str, task: str, by: Actor, now: datetime) -> Moved | Refusal:
    """Start the called SOP anew after its case was cancelled."""
    return move_task(
        case_id=case_id,
        task=task,
        by=by,
        needs="cases.call_again",
        now=now,
        command=lambda held, sop, records: do.CallAgain(task, by.person or ""),
        then=follow_up,
    )


@action(needs="cases.appoint")
def appoint(
    *, case_id: UUID | str, lane: str, persons: Sequence[str], reason: str, by: Actor, now: datetime
) -> Moved | Refusal:
    """Bind a lane of a running case to persons, its open tasks included."""
    if not (allowed := may(by, "cases.appoint")):
        return allowed
    if (refusal := unknown_persons(by, persons)) is not None:
        return refusal
    held = store.read(case_id, by.agency)
    if held is None:
        return NO_SUCH_CASE
    command = do.Appoint(lane, by.person or "", tuple(persons), reason)
    moved = move(held, sop_of(held.edition), command, by=by, now=now, stands_for=allowed.stands_for)
    if not isinstance(moved, Refusal):
        for event in moved.outcome.events:
            for task in event.tasks if isinstance(event, ev.LaneAppointed) else ():
                tell_task(moved, task, _others(persons, by), NoticeKind.HANDED_OVER, now, moved.held.length)
    return moved


@action(needs="cases.cancel")
def cancel_case(*, case_id: UUID | str, reason: str, by: Actor, now: datetime) -> Moved | Refusal:
    """End a case before its end, and every case it has called."""
    held = store.read(case_id, by.agency)
    starter = str(held.started_by) if held and held.started_by else None
    allowed = may(by, "cases.cancel", CaseSubject(held.procedure if held else "", by.day, starter))
    if held is None:
        return NO_SUCH_CASE
    if not allowed:
        return allowed
    return _cancel(held, reason, by, now, follow_up)


def _cancel(held: Held, reason: str, by: Actor, now: datetime, then: Then | None = None) -> Moved | Refusal:
    waiting = held.state.open
    moved = move(held, sop_of(held.edition), do.Cancel(by.person or "", reason), by=by, now=now, then=then)
    if isinstance(moved, Refusal):
        return moved
    tell_cancelled(moved, waiting, by, now)
    running = Case.objects.filter(parent_id=held.id, status=CaseStatus.RUNNING).values_list("id", flat=True)
    for child_id in running.order_by("id"):
        child = store.read(child_id, by.agency)
        if child is not None and child.state.is_running:
            _cancel(child, reason, by, now)
    return moved


def follow_up(moved: Moved, by: Actor, now: datetime) -> Refusal | None:
    """What a move sets off in other cases: SOPs it called start, and the case that called this one goes on."""
    if (refusal := call_children(moved, by, now)) is not None:
        return refusal
    if moved.held.parent is not None and not moved.outcome.state.is_running:
        return _tell_parent(moved, by=by, now=now)
    return None


def _tell_parent(moved: Moved, *, by: Actor, now: datetime) -> Refusal | None:
    child, ended = moved.held, moved.outcome.state.status
    assert child.parent is not None
    parent = store.read(child.parent, by.agency)
    if parent is None or not parent.state.is_running:
        return None
    token = parent.state.open.get(child.parent_task)
    if token is None or not token.waits_for_child:
        return None
    sop = sop_of(parent.edition)
    call = sop.steps[token.step].call
    assert call is not None
    records = NewRecords(
        agency=by.agency, case=parent.id, last=parent.records, task=child.parent_task, by=by.person, at=now
    )
    documents: dict[str, str] = {}
    if ended == "selesai":
        brought = _brought_back(moved, parent, sop, call)
        taken = records.add(documents_of(child, {ours: reference for ours, (_, reference) in brought.items()}))
        documents = {theirs: taken[ours] for ours, (theirs, _) in brought.items()}
    assert ended in ("selesai", "dibatalkan")
    command = do.ChildEnded(child.parent_task, by.person or "", ended, documents)
    result = move(parent, sop, command, by=by, now=now, records=records, then=follow_up)
    return result if isinstance(result, Refusal) else None


def _brought_back(moved: Moved, parent: Held, sop: Sop, call: Call) -> dict[str, tuple[str, str]]:
    """The caller's kind → the called case's kind and reference, for what the called case has that the caller lacks:
    not what it was handed and never changed. A kind that the row says it takes comes before one of the same name."""
    handed = set(
        Record.objects.filter(case_id=moved.held.id, source__case_id=parent.id).values_list("number", flat=True)
    )
    renamed = dict(call.takes_out)
    brought: dict[str, tuple[str, str]] = {}
    for theirs, reference in moved.outcome.state.documents.items():
        ours = renamed.get(theirs, theirs)
        if ours not in sop.documents or handed.issuperset(numbers_in(reference)):
            continue
        if ours not in brought or theirs in renamed:
            brought[ours] = (theirs, reference)
    return brought
