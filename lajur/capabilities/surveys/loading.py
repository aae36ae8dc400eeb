"""A survey with what `may` looks at, for pages and actions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.http import Http404

from lajur.capabilities.surveys.models import Question, Survey
from lajur.capabilities.surveys.permissions import TeamSubject
from lajur.casework.cases.models import Case, Task, TaskStatus
from lajur.casework.cases.queries import persons_in_case
from lajur.registers.organisation.actors import Actor, day_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.organisation.rules import Day
from lajur.registers.procedures.queries import sop_of

PLAN_FORM = "surveys.plan"


@dataclass(frozen=True, slots=True)
class LoadedSurvey(TeamSubject):
    """A survey of a case as pages get it: also the subject of their permissions."""

    survey: Survey = field(kw_only=True)
    case: Case = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class LoadedQuestion(LoadedSurvey):
    question: Question = field(kw_only=True)


def survey_of(case_id: UUID | str | None) -> Survey | None:
    """The survey of a case, if it has one."""
    return Survey.objects.filter(case_id=case_id).first() if case_id else None


def lane_of(case: Case) -> str:
    """The lane whose officers plan surveys in this case; empty when no row of its SOP does."""
    steps = sop_of(case.edition_id).steps.values()
    return next((step.lane for step in steps if step.form == PLAN_FORM), "")


def plans_now(case: Case) -> bool:
    """Whether the row that plans surveys is open in this case."""
    keys = [step.key for step in sop_of(case.edition_id).steps.values() if step.form == PLAN_FORM]
    return Task.objects.filter(case=case, step__in=keys, status=TaskStatus.OPEN).exists()


def team_of(case: Case, lane: str, day: Day) -> TeamSubject:
    """Who carries the survey out: holders of the lane, or those whom the lane's open task names."""
    seat = f"{case.procedure}/{lane}"
    named = Task.objects.filter(case=case, seat=seat, status=TaskStatus.OPEN).values_list("assignees", flat=True)
    starter = str(case.started_by_id) if case.started_by_id else None
    persons = tuple(str(person) for assignees in named for person in assignees)
    return TeamSubject(case.procedure, day, starter, lambda: persons_in_case(case), lane=lane, assignees=persons)


def load_survey(found: Survey, day: Day) -> LoadedSurvey:
    """`found` comes with its case."""
    case = found.case
    assert case is not None
    team = team_of(case, found.lane, day)
    return LoadedSurvey(
        team.procedure, day, team.started_by, team.taking_part, lane=team.lane, assignees=team.assignees,
        survey=found, case=case,
    )  # fmt: skip


def the_survey(request: SignedRequest, survey_id: UUID) -> LoadedSurvey:
    """Http404 for what is not in the person's agency."""
    agency = request.user.agency
    found = Survey.objects.filter(agency=agency, id=survey_id, case__isnull=False).select_related("case").first()
    if found is None:
        raise Http404
    found.agency = agency
    return load_survey(found, day_of(agency, request.now))


def the_question(request: SignedRequest, survey_id: UUID, number: int) -> LoadedQuestion:
    """Http404 for what is not in the person's agency."""
    loaded = the_survey(request, survey_id)
    found = loaded.survey.questions.filter(number=number).first()
    if found is None:
        raise Http404
    return LoadedQuestion(
        loaded.procedure, loaded.day, loaded.started_by, loaded.taking_part, lane=loaded.lane,
        assignees=loaded.assignees, survey=loaded.survey, case=loaded.case, question=found,
    )  # fmt: skip


def held_survey(survey_id: UUID, by: Actor, now: datetime) -> LoadedSurvey | None:
    """The survey under its lock, for an action of somebody of its agency."""
    rows = Survey.objects.select_for_update(of=("self",)).select_related("case", "agency")
    found = rows.filter(agency_id=by.agency, id=survey_id, case__isnull=False).first()
    return load_survey(found, day_of(found.agency, now)) if found else None
