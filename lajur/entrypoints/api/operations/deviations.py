"""Deviations: what was not as the sheet says, who answers for it, and what his superior makes of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404
from ninja import Query

from lajur.casework.cases import actions, models
from lajur.casework.cases.permissions import DeviationSubject
from lajur.casework.cases.queries import deviations_to_answer, deviations_to_judge, visible_cases
from lajur.entrypoints.api import shapes
from lajur.entrypoints.api.door import TokenRequest, allow, done, operation
from lajur.entrypoints.api.operations.cases import the_case
from lajur.entrypoints.api.paging import Cursor, Limit, moment, paged
from lajur.registers.organisation.actors import day_of

READ, WRITE, TAG = "deviations:read", "deviations:write", "deviations"
ONE = "/cases/{uuid:case_id}/deviations/{int:number}"


@operation("GET", "/deviations", needs="cases.list", scope=READ, answers=shapes.Deviations, tag=TAG)
def list_deviations(
    request: TokenRequest,
    part: Annotated[
        Literal["answer", "judge", "all"],
        Query("all", description="To be answered or judged by the person, or all he may see."),
    ],
    cursor: Cursor,
    limit: Limit,
) -> shapes.Deviations:
    """Deviations, the latest first."""
    allow(request)
    if part == "answer":
        found = deviations_to_answer(request.actor)
    elif part == "judge":
        found = deviations_to_judge(request.actor)
    else:
        visible = visible_cases(request.actor).values("id")
        found = models.Deviation.objects.filter(agency_id=request.actor.agency, case_id__in=visible)
    rows, more = paged(found, "at", "id", moment, cursor=cursor, limit=limit, descending=True)
    return shapes.Deviations(items=[told(row) for row in rows], next=more)


@operation(
    "GET", "/cases/{uuid:case_id}/deviations", needs="cases.view", scope=READ, answers=shapes.Deviations, tag=TAG
)
def list_case_deviations(request: TokenRequest, case_id: UUID, cursor: Cursor, limit: Limit) -> shapes.Deviations:
    """Deviations of one case in the order of their numbers."""
    loaded = the_case(request, case_id)
    rows, more = paged(loaded.case.deviations.all(), "number", "id", int, cursor=cursor, limit=limit)
    return shapes.Deviations(items=[told(row) for row in rows], next=more)


@operation("POST", f"{ONE}/answer", needs="cases.answer_deviation", scope=WRITE, answers=shapes.Deviation, tag=TAG)
def answer_deviation(request: TokenRequest, case_id: UUID, number: int, given: shapes.GivenText) -> shapes.Deviation:
    """Answer for a deviation; after it was not accepted, once more."""
    the_deviation(request, case_id, number)
    outcome = actions.answer_deviation(
        case_id=case_id, number=number, answer=given.text, by=request.actor, now=request.now
    )
    return told(done(outcome))


@operation("POST", f"{ONE}/judge", needs="cases.judge_deviation", scope=WRITE, answers=shapes.Deviation, tag=TAG)
def judge_deviation(request: TokenRequest, case_id: UUID, number: int, given: shapes.Judge) -> shapes.Deviation:
    """Accept the answer, or not and say why."""
    the_deviation(request, case_id, number)
    outcome = actions.judge_deviation(
        case_id=case_id, number=number, accept=given.accept, judgement=given.judgement, by=request.actor,
        now=request.now,
    )  # fmt: skip
    return told(done(outcome))


def the_deviation(request: TokenRequest, case_id: UUID, number: int) -> None:
    """Http404 for what is not in the agency; asks for the operation's permission."""
    row = models.Deviation.objects.filter(agency_id=request.actor.agency, case_id=case_id, number=number).first()
    if row is None:
        raise Http404
    person = str(row.person_id) if row.person_id else None
    allow(request, DeviationSubject(person, day_of(request.user.agency, request.now)))


def told(row: Any) -> shapes.Deviation:
    """`row` is a Deviation; its codes are checked against those of `shapes` by pydantic."""
    return shapes.Deviation(
        case=row.case_id,
        number=row.number,
        kind=row.kind,
        task=row.task,
        what=row.what or None,
        minutes=row.minutes,
        reason=row.reason,
        person=row.person_id,
        at=row.at,
        status=row.status,
        answer=row.answer,
        answered_at=row.answered_at,
        judged_by=row.judged_by_id,
        judged_at=row.judged_at,
        judgement=row.judgement,
    )
