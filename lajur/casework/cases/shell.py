"""The shell around the engine: read a case, advance it, write everything down.

Shared by the actions of this app; each of them is one permission and one command.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from lajur.casework.cases import store
from lajur.casework.cases.models import TaskStatus
from lajur.casework.cases.rows import Rows
from lajur.casework.cases.store import Held
from lajur.casework.documents.actions import NewRecords
from lajur.engine import commands as do
from lajur.engine import events as ev
from lajur.engine.advance import Outcome, advance, not_running
from lajur.engine.commands import Command
from lajur.engine.definition import Sop, Step
from lajur.engine.refusal import Refusal
from lajur.registers.authority import prepared
from lajur.registers.authority.actions import Refused
from lajur.registers.authority.chain import write
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor, day_of
from lajur.registers.organisation.rules import Day
from lajur.registers.procedures.queries import sop_of
from lajur.registers.reference.queries import calendar_for
from lajur.ui.formats import full_moment

if TYPE_CHECKING:
    from lajur.casework.cases.plugging import Doing

NO_SUCH_CASE = Refusal("pelaksanaan-tidak-ada", "Pelaksanaan ini tidak ada.")


@dataclass(frozen=True, slots=True)
class TaskSubject:
    """What permissions on a task look at. `day` is the roster as it is now, under the case's lock."""

    procedure: str
    lane: str
    assignees: tuple[str, ...]
    day: Day


@dataclass(slots=True)
class Moved:
    """What a move did, for the action that asked for it."""

    held: Held
    sop: Sop
    outcome: Outcome
    stands_for: str | None


Then = Callable[[Moved, Actor, datetime], Refusal | None]
"""What a move sets off elsewhere, inside its transaction; a refusal undoes the move too."""


def task_subject(held: Held, sop: Sop, task: str, now: datetime) -> TaskSubject | Refusal:
    """What `may` is asked about for an open task; a refusal that tells who was first when it is closed."""
    token = held.state.open.get(task)
    if token is None:
        return closed_already(held, task)
    lane = sop.steps[token.step].lane
    return TaskSubject(held.procedure, lane, token.assignees, day_of(held.agency, now))


_CLOSED_BY = (
    "SELECT t.status, t.done_at, t.done_by_id, p.name FROM cases_task t JOIN organisation_person p"
    " ON p.id = t.done_by_id WHERE t.case_id = $1 AND t.key = $2 AND t.agency_id = $3 AND t.done_at IS NOT NULL"
)


def closed_already(held: Held, task: str) -> Refusal:
    """Tell the one who comes second who was first, and when; also when that was the last step of the case."""
    if (found := prepared.run(_CLOSED_BY, (held.id, task, held.agency.id))) is not None:
        status, by, name = ((value or b"").decode() for value in (found[0], found[2], found[3]))
        at = prepared.moment(found[1])
        assert at is not None
        return Refusal(
            "tugas-tidak-terbuka",
            "Tugas ini sudah {status} oleh {name} pada {when}.",
            {
                "status": str(TaskStatus(status).label).lower(),
                "name": name,
                "when": full_moment(at, held.agency.zone),
                "by": by,
                "at": at.isoformat(),
            },
        )
    if not held.state.is_running:
        return not_running(held.state)
    return Refusal("tugas-tidak-terbuka", "Tugas ini tidak ada pada pelaksanaan {number}.", {"number": held.number})


def move_task(
    *,
    case_id: UUID | str,
    task: str,
    by: Actor,
    needs: str,
    now: datetime,
    command: Callable[[Held, Sop, NewRecords], Command | Refusal],
    then: Then | None = None,
    note: str = "",
    plugs: Doing | None = None,
) -> Moved | Refusal:
    """Ask `may` about the task, advance, write; `then` sees to what the move sets off in other cases, `plugs` takes
    part where the step has plugs."""

    def attempt(held: Held) -> Moved | Refusal:
        return _move_held(held, task, by=by, needs=needs, now=now, command=command, then=then, note=note)

    remembered = store.recall(case_id, by.agency)
    if remembered is not None and task in remembered.state.open and not (plugs and _has_plugs(remembered, task)):
        moved = attempt(remembered)
        if isinstance(moved, Moved):
            return moved
        store.forget(case_id, by.agency)  # the case may have gone on elsewhere: refuse only what was read
    held = store.read(case_id, by.agency)
    if held is None:
        may(by, needs, None)
        return NO_SUCH_CASE
    if plugs and _has_plugs(held, task):
        return _with_plugs(held, task, attempt, plugs)
    return attempt(held)


def _has_plugs(held: Held, task: str) -> bool:
    token = held.state.open.get(task)
    step = sop_of(held.edition).steps[token.step] if token else None
    return step is not None and (step.form is not None or bool(step.effects))


def _with_plugs(read: Held, task: str, attempt: Callable[[Held], Moved | Refusal], plugs: Doing) -> Moved | Refusal:
    """The move and what its plugs make and set off, all or nothing, by one officer at a time."""
    agency = read.agency.id
    try:
        with transaction.atomic():
            held = store.read(read.id, agency, lock=True)
            assert held is not None
            moved = attempt(held)
            if isinstance(moved, Refusal):
                raise Refused(moved)
            if (refusal := plugs.after(moved, moved.sop.steps[task.rpartition(".")[0]])) is not None:
                raise Refused(refusal)
            moved.held = store.read(read.id, agency) or moved.held
            return moved
    except Refused as refused:
        store.forget(read.id, agency)
        return refused.refusal


def _move_held(
    held: Held,
    task: str,
    *,
    by: Actor,
    needs: str,
    now: datetime,
    command: Callable[[Held, Sop, NewRecords], Command | Refusal],
    then: Then | None,
    note: str,
) -> Moved | Refusal:
    sop = sop_of(held.edition)
    subject = task_subject(held, sop, task, now)
    allowed = may(by, needs, subject if not isinstance(subject, Refusal) else None)
    if isinstance(subject, Refusal):
        return subject
    if not allowed:
        return allowed
    records = NewRecords(agency=by.agency, case=held.id, last=held.records, task=task, by=by.person, at=now)
    asked = command(held, sop, records)
    if isinstance(asked, Refusal):
        return asked
    return move(held, sop, asked, by=by, now=now, stands_for=allowed.stands_for, records=records, then=then, note=note)


def move(
    held: Held,
    sop: Sop,
    command: Command,
    *,
    by: Actor,
    now: datetime,
    stands_for: str | None = None,
    records: NewRecords | None = None,
    then: Then | None = None,
    note: str = "",
) -> Moved | Refusal:
    """Advance a case by `command` and write what came of it, all or nothing."""
    outcome = advance(sop, held.state, command, now, calendar_for(held.agency))
    if isinstance(outcome, Refusal):
        return outcome
    moved = Moved(held, sop, outcome, stands_for)
    if not outcome.events:
        return moved
    rows = Rows(held, sop, outcome, by, now, stands_for, note)
    alone = then is None or not _concerns_others(moved)
    if alone and rows.is_plain:
        _write(moved, rows, type(command), by, now, records, note)
        return moved
    with transaction.atomic():
        _write(moved, rows, type(command), by, now, records, note)
        rows.apply_rest(held)
        if then is not None and (refusal := then(moved, by, now)) is not None:
            raise Refused(refusal)
    return moved


def _concerns_others(moved: Moved) -> bool:
    """Whether other cases must move along: those this one calls, or the one that called it."""
    ended = not moved.outcome.state.is_running and moved.held.parent is not None
    return ended or any(isinstance(event, ev.ChildCalled) for event in moved.outcome.events)


def split_private(events: Sequence[ev.Event]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Events as JSON without their private fields, and those fields apart as "<index>.<field>"."""
    public, private = [], {}
    for index, event in enumerate(events):
        data = event.to_json()
        for name in event.private:
            if name in data:
                private[f"{index}.{name}"] = data.pop(name)
        public.append(data)
    return public, private


COMMAND_KINDS: dict[type[Any], str] = {
    do.Start: "mulai",
    do.Complete: "selesaikan",
    do.Return: "kembalikan",
    do.Skip: "lewati",
    do.Reassign: "alihkan",
    do.Appoint: "tunjuk",
    do.Cancel: "batalkan",
    do.ChildEnded: "sop-berakhir",
    do.CallAgain: "panggil-lagi",
    do.TellTime: "waktu",
    do.Recalculate: "hitung-ulang",
    do.ChangeEdition: "pindah-edisi",
    do.Take: "ambil",
    do.GiveBack: "lepaskan",
}
"""Command of the engine → kind of its journal entry."""


def _write(
    moved: Moved,
    rows: Rows,
    command: type[Any],
    by: Actor,
    now: datetime,
    records: NewRecords | None,
    note: str,
) -> None:
    """One statement: state, tasks, deviations, records, journal. `held` then stands at the new state."""
    held, state = moved.held, moved.outcome.state
    public, private = split_private(moved.outcome.events)
    if note:
        private["note"] = note
    kind = COMMAND_KINDS[command]
    entry = write(
        held.head,
        held.length + 1,
        kind=kind,
        at=now,
        by=by.person,
        stands_for=moved.stands_for,
        events=public,
        private=private,
        records=records.digests if records else None,
    )
    store.save(
        held,
        state,
        entry,
        kind=kind,
        at=now,
        by=by.person,
        closed=rows.closed,
        opened=rows.opened,
        deviations=rows.deviations,
        records=records,
    )


def append(
    held: Held,
    *,
    kind: str,
    event: dict[str, Any],
    by: Actor,
    now: datetime,
    private: dict[str, Any] | None = None,
    stands_for: str | None = None,
) -> None:
    """Journal something that does not move the case: a comment, an answer to a deviation."""
    kept = {f"0.{name}": text for name, text in (private or {}).items() if text}
    entry = write(
        held.head,
        held.length + 1,
        kind=kind,
        at=now,
        by=by.person,
        stands_for=stands_for,
        events=[{"e": kind, **event}],
        private=kept,
    )
    store.save(held, held.state, entry, kind=kind, at=now, by=by.person)


def step_of(held: Held, sop: Sop, task: str) -> Step:
    return sop.steps[held.state.open[task].step]
