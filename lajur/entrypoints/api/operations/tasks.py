"""Tasks: what waits, what a step asks for, and doing it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.conf import settings
from django.db.models import DateTimeField, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from ninja import File, Query
from ninja.files import UploadedFile

from lajur.casework.cases import actions, models
from lajur.casework.cases.plugging import Plugged, plugged
from lajur.casework.cases.queries import answers_of, inbox_tasks, records_by_number, visible_cases
from lajur.casework.cases.views.files import receive
from lajur.casework.cases.views.filling import work_for
from lajur.casework.cases.views.loading import LoadedTask, the_task
from lajur.casework.documents.actions import Given, KeptFile
from lajur.casework.documents.queries import numbers_in
from lajur.casework.documents.uploads import reference, referred
from lajur.engine.advance import return_targets
from lajur.engine.definition import END
from lajur.engine.refusal import Refusal, Words
from lajur.entrypoints.api import shapes
from lajur.entrypoints.api.door import TokenRequest, allow, done, operation
from lajur.entrypoints.api.operations.cases import after
from lajur.entrypoints.api.paging import Cursor, Limit, moment, paged
from lajur.entrypoints.api.problems import TOO_BIG, Denied
from lajur.registers.authority.permissions import may
from lajur.registers.authority.words import sentence, spoken
from lajur.registers.procedures.queries import sop_of

READ, WRITE, TAG = "tasks:read", "tasks:write", "tasks"
ONE = "/cases/{uuid:case_id}/tasks/{task:task}"
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Sorts tasks without a limit behind all others."""


@operation("GET", "/tasks", needs="cases.inbox", scope=READ, answers=shapes.Tasks, tag=TAG)
def list_tasks(
    request: TokenRequest,
    part: Annotated[Literal["mine", "all"], Query("mine", description="Mine: those I can act on now.")],
    cursor: Cursor,
    limit: Limit,
) -> shapes.Tasks:
    """Open tasks, the nearest deadline first: those the person can act on, or all of the cases he may see."""
    allow(request)
    found: QuerySet[models.Task] = inbox_tasks(request.actor)
    if part == "all":
        visible = visible_cases(request.actor).values("id")
        found = models.Task.objects.filter(
            agency_id=request.actor.agency, status=models.TaskStatus.OPEN, case_id__in=visible
        )
    sooner = Coalesce("due_at", Value(NEVER), output_field=DateTimeField())
    rows, more = paged(
        found.annotate(until=sooner).select_related("case"), "until", "id", moment, cursor=cursor, limit=limit
    )
    return shapes.Tasks(items=[line(row, request.now) for row in rows], next=more)


@operation("GET", ONE, needs="cases.view", scope=READ, answers=shapes.Task, tag=TAG)
def read_task(request: TokenRequest, case_id: UUID, task: str) -> shapes.Task:
    """A task with its standard and the questions of its form."""
    loaded = my_task(request, case_id, task)
    sop, step, state, row = loaded.sop, loaded.step, loaded.state, loaded.row
    records = records_by_number(case_id)
    held = {
        kind: [records[number].id for number in numbers_in(state.documents[kind]) if number in records]
        for kind in sop.needs_of(step)
        if kind in state.documents
    }
    may_complete = loaded.is_open and not row.waits_for_child and may(request.actor, "cases.complete_step", loaded)
    plug = plugged(step, lambda: work_for(request, loaded)) if loaded.is_open else None
    return shapes.Task(
        case=case_id,
        key=row.key,
        step=row.step,
        no=step.no,
        title=step.title,
        lane=step.lane,
        status=status_of(row),
        actors=[UUID(person) for person in loaded.actors] if loaded.is_open else [],
        may_complete=bool(may_complete),
        opened_at=row.opened_at,
        due_at=row.due_at,
        done_at=row.done_at,
        done_by=row.done_by_id,
        done_for=row.done_for_id,
        exit=row.exit or None,
        waits_for_child=row.waits_for_child,
        time=step.standard.text,
        needs=[
            shapes.Need(kind=kind, title=sop.documents[kind].title, records=held.get(kind, []))
            for kind in sop.needs_of(step)
        ],
        yields=[shapes.Yield(kind=kind, title=sop.documents[kind].title) for kind in sop.yields_of(step)],
        plug=plug_of(plug),
        form=[
            shapes.Asked(
                key=asked.key, label=asked.label, kind=asked.kind, required=asked.required, help=asked.help,
                options=[(value, label) for value, label in asked.options],
                minimum=asked.minimum, maximum=asked.maximum,
            )
            for asked in step.fields
            if plug is None or asked.key not in plug.answers
        ],
        exits=[
            shapes.Way(
                exit=way.label,
                target=None if way.target == END else way.target,
                is_return=sop.is_return(step, way.target),
            )
            for way in step.exits
        ],
        appoints=list(step.appoints),
        returns_to=list(return_targets(sop, state, row.key)) if loaded.is_open else [],
        answers=answers_of(row),
    )  # fmt: skip


@operation("POST", f"{ONE}/files", needs="cases.complete_step", scope="records:write", answers=shapes.Upload,
           status=201, tag="records")  # fmt: skip
def upload_file(
    request: TokenRequest, case_id: UUID, task: str, kind: Annotated[shapes.Key, Query(...)],
    file: UploadedFile = File(...),  # noqa: B008
) -> shapes.Upload:  # fmt: skip
    """Send a file for a task; it is safe on disk when this is answered, and becomes a record with the step."""
    loaded = my_task(request, case_id, task)
    if kind not in loaded.sop.documents:
        done(unknown_kind(kind))
    if (file.size or 0) > settings.UPLOAD_LIMIT:
        raise Denied(TOO_BIG, 413)
    kept = receive(request, loaded, kind, file)
    return receipt(kept, purpose(case_id, task, kind), timezone.now())


@operation("POST", f"{ONE}/complete", needs="cases.complete_step", scope=WRITE, answers=shapes.Moved, tag=TAG)
def complete_task(request: TokenRequest, case_id: UUID, task: str, given: shapes.CompleteTask) -> shapes.Moved:
    """Finish a task, or decide: `exit` names the way out."""
    my_task(request, case_id, task)
    moved = actions.complete_step(
        case_id=case_id,
        task=task,
        exit=given.exit,
        answers=given.answers,
        outputs=handed_in(given.outputs, "outputs", case_id, task),
        attachments=handed_in(given.attachments, "attachments", case_id, task),
        without=given.without,
        appoints={lane: tuple(people) for lane, people in given.appoints.items()},
        note=given.note,
        passing=given.passing,
        by=request.actor,
        now=request.now,
    )
    return after(done(moved))


@operation("POST", f"{ONE}/return", needs="cases.return_step", scope=WRITE, answers=shapes.Moved, tag=TAG)
def return_task(request: TokenRequest, case_id: UUID, task: str, given: shapes.ReturnTask) -> shapes.Moved:
    """Send the work back to an earlier step; what was done stays done."""
    my_task(request, case_id, task)
    moved = actions.return_step(
        case_id=case_id, task=task, target=given.target, reason=given.reason, by=request.actor, now=request.now
    )
    return after(done(moved))


@operation("POST", f"{ONE}/skip", needs="cases.skip_step", scope=WRITE, answers=shapes.Moved, tag=TAG)
def skip_task(request: TokenRequest, case_id: UUID, task: str, given: shapes.GivenReason) -> shapes.Moved:
    """Go on without doing the step: a deviation."""
    my_task(request, case_id, task)
    moved = actions.skip_step(case_id=case_id, task=task, reason=given.reason, by=request.actor, now=request.now)
    return after(done(moved))


@operation("POST", f"{ONE}/hand-over", needs="cases.hand_over", scope=WRITE, answers=shapes.Moved, tag=TAG)
def hand_over_task(request: TokenRequest, case_id: UUID, task: str, given: shapes.HandOver) -> shapes.Moved:
    """Give an open task to other persons of the agency."""
    my_task(request, case_id, task)
    moved = actions.hand_over(
        case_id=case_id, task=task, persons=given.persons, reason=given.reason, by=request.actor, now=request.now
    )
    return after(done(moved))


@operation("POST", f"{ONE}/call-again", needs="cases.call_again", scope=WRITE, answers=shapes.Moved, tag=TAG)
def call_again(request: TokenRequest, case_id: UUID, task: str) -> shapes.Moved:
    """Start the SOP that a task waits for once more, after its case was cancelled. The new case is the last of the
    case's `children`."""
    my_task(request, case_id, task)
    return after(done(actions.call_again(case_id=case_id, task=task, by=request.actor, now=request.now)))


def plug_of(plug: Plugged | None) -> shapes.Plug | None:
    if plug is None:
        return None
    refusal = plug.refusal
    missing = None if refusal is None else shapes.Missing(
        code=refusal.code, detail=sentence(refusal), passable=refusal.passable
    )  # fmt: skip
    return shapes.Plug(
        name=plug.name, meaning=spoken(plug.plug.meaning), leads=plug.leads, makes=list(plug.makes), missing=missing
    )


def my_task(request: TokenRequest, case_id: UUID, task: str) -> LoadedTask:
    """A task of the agency for which the operation's permission was given."""
    loaded = the_task(request, case_id, task)
    allow(request, loaded)
    return loaded


def line(row: models.Task, now: datetime) -> shapes.TaskLine:
    sop = sop_of(row.case.edition_id)
    step = sop.steps[row.step]
    held = json.loads(row.case.state)["documents"]
    return shapes.TaskLine(
        case=row.case_id,
        number=row.case.number,
        procedure=row.case.procedure,
        subject=row.case.subject,
        key=row.key,
        step=row.step,
        no=step.no,
        title=step.title,
        opened_at=row.opened_at,
        due_at=row.due_at,
        late=bool(row.due_at and row.due_at < now),
        missing=[kind for kind in sop.needs_of(step) if kind not in held],
    )


def status_of(row: models.Task) -> Any:
    """The code, whose choices `shapes` repeats and pydantic checks."""
    return row.status


def receipt(kept: KeptFile, meant: str, at: datetime) -> shapes.Upload:
    return shapes.Upload(file=reference(kept, meant), name=kept.name, size=kept.size, sha256=kept.sha256, at=at)


def purpose(case_id: UUID, task: str, kind: str) -> str:
    return f"{case_id}:{task}:{kind}"


def handed_in(documents: Sequence[shapes.Document], place: str, case_id: UUID, task: str) -> list[Given]:
    """Documents as the action takes them; a reference that is forged, old or meant for something else is refused."""
    found = []
    for index, document in enumerate(documents):
        if (document.file is None) == (document.text is None):
            raise Denied(wrong(f"{place}.{index}", Words("Isi salah satu: file atau text.")), 422)
        kept = referred(document.file, purpose(case_id, task, document.kind)) if document.file else None
        if document.file and kept is None:
            why = Words("Rujukan berkas ini tidak sah atau untuk tugas dan jenis lain; unggah lagi.")
            raise Denied(wrong(f"{place}.{index}", why), 422)
        found.append(Given(document.kind, kept, document.text or ""))
    return found


def wrong(place: str, why: Words) -> Refusal:
    return Refusal("masukan-belum-benar", "Masukan belum benar; lihat keterangan pada tiap isian.", {}, {place: why})


def unknown_kind(kind: str) -> Refusal:
    return Refusal("jenis-tidak-dikenal", "Jenis dokumen “{kind}” tidak ada pada SOP ini.", {"kind": kind})
