"""Who follows a survey up, for pages and actions: officers of the SOP's rows that call these plugs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.http import Http404

from lajur.capabilities.surveys.loading import LoadedSurvey, held_survey, team_of, the_survey
from lajur.capabilities.surveys.permissions import TeamSubject
from lajur.capabilities.surveys.reporting import FollowUp, Report
from lajur.casework.cases.models import Case
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.organisation.rules import Day
from lajur.registers.procedures.queries import sop_of

REPORT_FORM, DO_FORM, EVALUATE_FORM = "surveys.report", "surveys.follow_ups", "surveys.evaluation"


def planning_lane(case: Case) -> str:
    """The lane whose officers plan follow-ups in this case; empty when no row of its SOP does."""
    steps = sop_of(case.edition_id).steps.values()
    return next((step.lane for step in steps if step.form == REPORT_FORM), "")


def planners_of(case: Case, day: Day) -> TeamSubject:
    return team_of(case, planning_lane(case), day)


def as_planners(loaded: LoadedSurvey) -> LoadedSurvey:
    """The survey as the subject of those who plan its follow-ups."""
    team = planners_of(loaded.case, loaded.day)
    return replace(loaded, lane=team.lane, assignees=team.assignees)


def planned_survey(request: SignedRequest, survey_id: UUID) -> LoadedSurvey:
    """Http404 for what is not in the person's agency."""
    return as_planners(the_survey(request, survey_id))


def held_report(survey_id: UUID, by: Actor, now: datetime) -> tuple[LoadedSurvey, Report] | None:
    """The survey under its lock with its report, which is begun by the first look of an action."""
    held = held_survey(survey_id, by, now)
    if held is None:
        return None
    report, _ = Report.objects.get_or_create(survey=held.survey, defaults={"agency_id": by.agency})
    return as_planners(held), report


@dataclass(frozen=True, slots=True)
class PlannedFollowUp(LoadedSurvey):
    """A follow-up of the plan, as the subject of those who plan."""

    row: FollowUp = field(kw_only=True)


def the_planned(request: SignedRequest, survey_id: UUID, number: int) -> PlannedFollowUp:
    loaded = planned_survey(request, survey_id)
    row = FollowUp.objects.filter(survey=loaded.survey, number=number).first()
    if row is None:
        raise Http404
    return PlannedFollowUp(
        loaded.procedure, loaded.day, loaded.started_by, loaded.taking_part, lane=loaded.lane,
        assignees=loaded.assignees, survey=loaded.survey, case=loaded.case, row=row,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DutySubject:
    """A follow-up, with who else may tell that it is done: those who planned it."""

    person: str
    planners: TeamSubject
    follow_up: FollowUp
    survey: LoadedSurvey


def the_duty(request: SignedRequest, survey_id: UUID, number: int) -> DutySubject:
    loaded = the_survey(request, survey_id)
    found = FollowUp.objects.filter(survey=loaded.survey, number=number).select_related("person").first()
    if found is None:
        raise Http404
    return DutySubject(str(found.person_id), planners_of(loaded.case, loaded.day), found, loaded)
