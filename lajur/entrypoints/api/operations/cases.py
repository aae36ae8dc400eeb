"""Cases: listing, reading, starting, cancelling, remarks and the story."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import Query

from lajur.casework.cases import actions, models
from lajur.casework.cases.actions.files import note_case_file
from lajur.casework.cases.casefile.gathering import gather, members
from lajur.casework.cases.permissions import StartSubject
from lajur.casework.cases.presentation import Teller, persons_in
from lajur.casework.cases.queries import (
    LoadedCase,
    case_state,
    entries_of,
    load_case,
    open_tasks_of,
    records_by_number,
    visible_cases,
)
from lajur.casework.documents.queries import numbers_in
from lajur.casework.documents.zipping import safe_name, stream
from lajur.engine.refusal import Refusal
from lajur.entrypoints.api import shapes
from lajur.entrypoints.api.door import TokenRequest, allow, done, not_too_often, operation
from lajur.entrypoints.api.paging import Cursor, Limit, after_number, moment, numbered, paged
from lajur.registers.authority.limits import FILES
from lajur.registers.organisation.queries import names_of
from lajur.registers.procedures.queries import procedure_of, sop_of

READ, WRITE, TAG = "cases:read", "cases:write", "cases"


@operation("GET", "/cases", needs="cases.list", scope=READ, answers=shapes.Cases, tag=TAG)
def list_cases(
    request: TokenRequest,
    status: Annotated[shapes.CaseState | None, Query(None)],
    procedure: Annotated[shapes.Key | None, Query(None)],
    search: Annotated[shapes.Key | None, Query(None, description="Words of the number or the subject.")],
    cursor: Cursor,
    limit: Limit,
) -> shapes.Cases:
    """The cases the person may see, the latest first."""
    allow(request)
    found = visible_cases(request.actor)
    if status:
        found = found.filter(status=status)
    if procedure:
        found = found.filter(procedure=procedure)
    for word in (search or "").split()[:6]:
        found = found.filter(Q(number__icontains=word) | Q(subject__icontains=word))
    rows, more = paged(found.defer("state"), "started_at", "id", moment, cursor=cursor, limit=limit, descending=True)
    return shapes.Cases(items=[shapes.CaseLine(**line(row)) for row in rows], next=more)


@operation("POST", "/cases", needs="cases.start", scope=WRITE, answers=shapes.StartedCase, status=201, tag=TAG)
def start_case(request: TokenRequest, given: shapes.StartCase) -> shapes.StartedCase:
    """Start a SOP in force about one subject."""
    found = procedure_of(request.user.agency, given.procedure)
    if found is None or found.in_force_id is None:
        allow(request, StartSubject(given.procedure, ""), needs="procedures.read")
        raise Http404
    allow(request, StartSubject(found.key, sop_of(found.in_force_id).first.lane))
    started = done(
        actions.start_case(
            procedure=found.key,
            subject=given.subject,
            appointments={lane: tuple(people) for lane, people in given.appointments.items()},
            by=request.actor,
            now=request.now,
        )
    )
    return shapes.StartedCase(id=started.case, number=started.number, task=started.task)


@operation("GET", "/cases/{uuid:case_id}", needs="cases.view", scope=READ, answers=shapes.Case, tag=TAG)
def read_case(request: TokenRequest, case_id: UUID) -> shapes.Case:
    """Who, since when, waiting for what."""
    loaded = the_case(request, case_id)
    case, sop, state = loaded.case, sop_of(loaded.case.edition_id), case_state(loaded.case)
    waiting = [
        shapes.OpenTask(
            key=task.key,
            step=task.step,
            no=sop.steps[task.step].no,
            title=sop.steps[task.step].title,
            lane=sop.steps[task.step].lane,
            opened_at=task.opened_at,
            due_at=task.due_at,
            late=bool(task.due_at and task.due_at < request.now),
            waits_for_child=task.waits_for_child,
            actors=[
                UUID(person)
                for person in loaded.day.actors(
                    case.procedure, sop.steps[task.step].lane, [str(person) for person in task.assignees]
                )
            ],
        )
        for task in open_tasks_of(case)
    ]
    return shapes.Case(
        **line(case),
        open=waiting,
        documents={kind: numbers_in(reference) for kind, reference in state.documents.items()},
        appointments={lane: [UUID(person) for person in bound] for lane, bound in state.appointments.items()},
        children=list(case.children.order_by("started_at", "id").values_list("id", flat=True)),
        deviations=state.deviations,
        journal_length=case.journal_length,
    )


@operation("POST", "/cases/{uuid:case_id}/cancel", needs="cases.cancel", scope=WRITE, answers=shapes.Moved, tag=TAG)
def cancel_case(request: TokenRequest, case_id: UUID, given: shapes.GivenReason) -> shapes.Moved:
    """End a case before its end, with every case it has called."""
    the_case(request, case_id)
    moved = done(actions.cancel_case(case_id=case_id, reason=given.reason, by=request.actor, now=request.now))
    return after(moved)


@operation(
    "POST", "/cases/{uuid:case_id}/appointments", needs="cases.appoint", scope=WRITE, answers=shapes.Moved, tag=TAG
)
def appoint(request: TokenRequest, case_id: UUID, given: shapes.Appoint) -> shapes.Moved:
    """Bind a lane of a running case to persons; its open tasks go over to them."""
    allow(request)
    if load_case(request.user.agency, case_id, request.now) is None:
        raise Http404
    moved = actions.appoint(
        case_id=case_id, lane=given.lane, persons=given.persons, reason=given.reason, by=request.actor, now=request.now
    )
    return after(done(moved))


@operation("GET", "/cases/{uuid:case_id}/file", needs="cases.download_file", scope=READ, answers=None, tag=TAG)
def download_case_file(request: TokenRequest, case_id: UUID) -> HttpResponseBase:
    """The whole case as a ZIP, as auditors take it with them. That it was taken stands in the agency's journal."""
    loaded = the_case(request, case_id)
    not_too_often(f"berkas:{request.user.pk}", FILES, timezone.now())
    gathered = gather(request.user.agency, case_id)
    noted = note_case_file(
        case_id=case_id, number=loaded.case.number, length=len(gathered.entries), head=gathered.head,
        by=request.actor, now=request.now,
    )  # fmt: skip
    if isinstance(noted, Refusal):
        done(noted)
    answer = StreamingHttpResponse(stream(members(request.user.agency, gathered)), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{safe_name(loaded.case.number)}.zip"'
    return answer


@operation("GET", "/cases/{uuid:case_id}/comments", needs="cases.view", scope=READ, answers=shapes.Comments, tag=TAG)
def list_comments(request: TokenRequest, case_id: UUID) -> shapes.Comments:
    """Remarks on a case, the oldest first."""
    loaded = the_case(request, case_id)
    rows = loaded.case.comments.order_by("at", "id")[:1000]
    return shapes.Comments(items=[comment(row) for row in rows])


@operation(
    "POST", "/cases/{uuid:case_id}/comments", needs="cases.comment", scope=WRITE, answers=shapes.Comment,
    status=201, tag=TAG,
)  # fmt: skip
def write_comment(request: TokenRequest, case_id: UUID, given: shapes.GivenText) -> shapes.Comment:
    """Write a remark; it stays for good."""
    the_case(request, case_id)
    return comment(done(actions.comment(case_id=case_id, text=given.text, by=request.actor, now=request.now)))


@operation("GET", "/cases/{uuid:case_id}/timeline", needs="cases.view", scope=READ, answers=shapes.Timeline, tag=TAG)
def read_timeline(request: TokenRequest, case_id: UUID, cursor: Cursor, limit: Limit) -> shapes.Timeline:
    """What happened, the latest first, in the words of the case's page."""
    loaded = the_case(request, case_id)
    entries, older = entries_of(loaded.case, before=numbered(cursor), limit=limit)
    names = names_of(request.actor.agency, persons_in(entries))
    teller = Teller(sop_of(loaded.case.edition_id), names, records_by_number(loaded.case.id))
    items = []
    for entry in entries:
        words = teller.tell(entry)
        details = [" ".join(filter(None, (part.text, part.reason))) for part in words.details]
        items.append(
            shapes.Happened(
                number=entry.seq, at=entry.at, by=entry.by, who=words.who, text=words.text, reason=words.reason,
                details=details,
            )
        )  # fmt: skip
    return shapes.Timeline(items=items, next=after_number(older))


def the_case(request: TokenRequest, case_id: UUID) -> LoadedCase:
    """A case of the agency for which the operation's permission was given."""
    loaded = load_case(request.user.agency, case_id, request.now)
    if loaded is None:
        raise Http404
    allow(request, loaded)
    return loaded


def line(case: models.Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "number": case.number,
        "procedure": case.procedure,
        "edition": case.edition_id,
        "subject": case.subject,
        "status": case.status,
        "started_at": case.started_at,
        "started_by": case.started_by_id,
        "ended_at": case.ended_at,
        "parent": case.parent_id,
    }


def comment(row: models.Comment) -> shapes.Comment:
    return shapes.Comment(id=row.id, at=row.at, by=row.by_id, text=row.text)


def after(moved: object) -> shapes.Moved:
    """How the case stands after a move."""
    held = moved.held  # type: ignore[attr-defined]
    state = moved.outcome.state  # type: ignore[attr-defined]
    return shapes.Moved(case=UUID(str(held.id)), status=state.status, open=sorted(state.open))
