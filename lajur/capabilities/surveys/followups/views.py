"""The follow-up plan, one follow-up as its person's task, publishing, and two periods compared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lajur.capabilities.surveys.followups import actions
from lajur.capabilities.surveys.followups.comparing import compared
from lajur.capabilities.surveys.followups.forms import AnalysisForm, DoneForm, FollowUpForm
from lajur.capabilities.surveys.followups.loading import (
    DutySubject,
    PlannedFollowUp,
    as_planners,
    planned_survey,
    the_duty,
    the_planned,
)
from lajur.capabilities.surveys.loading import LoadedSurvey, team_of, the_survey
from lajur.capabilities.surveys.models import Survey, SurveyState
from lajur.capabilities.surveys.planning.views import framed
from lajur.capabilities.surveys.reporting import FollowUp, FollowUpState, Report, ReportState
from lajur.capabilities.surveys.results import tables
from lajur.capabilities.surveys.results.queries import Result, result_of
from lajur.capabilities.surveys.rules import lowest
from lajur.casework.cases.views.loading import posted, put_on, tell
from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.queries import persons_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.queries import sop_of
from lajur.ui.pages import render_page


def report_of(survey: Survey) -> Report:
    """Unsaved where nobody has begun it."""
    return Report.objects.filter(survey=survey).first() or Report(agency=survey.agency, survey=survey)


@page(needs="surveys.view", subject=the_survey, verbs=("GET",))
def follow_ups(request: SignedRequest, loaded: LoadedSurvey) -> HttpResponse:
    """The plan with how far each follow-up is; who may write it finds the ways to do so."""
    survey, report = loaded.survey, report_of(loaded.survey)
    rows = list(FollowUp.objects.filter(survey=survey).select_related("person"))
    titles = {question.number: question.title for question in survey.questions.filter(number__lte=9)}
    writes = survey.state == SurveyState.CLOSED and report.state == ReportState.WRITTEN
    context = framed(request, loaded, "surveys.follow_ups") | {
        "report": report, "today": today_of(request),
        "rows": [(row, titles.get(row.element, "")) for row in rows],
        "done": sum(row.state == FollowUpState.DONE for row in rows),
        "writes": writes and bool(may(request.actor, actions.PLANS, as_planners(loaded))),
        "form": AnalysisForm(initial={"analisis": report.analysis}),
        "approved": report.state == ReportState.APPROVED,
        "publishes": report.state == ReportState.APPROVED
        and bool(may(request.actor, "surveys.publish", publishers_of(loaded))),
        "withdraws": report.published_at is not None and bool(may(request.actor, "surveys.withdraw")),
        "agency": request.user.agency,
    }  # fmt: skip
    return render_page(request, "surveys/follow_ups.html", context)


def today_of(request: SignedRequest) -> Any:
    return request.now.astimezone(ZoneInfo(request.user.agency.zone)).date()


@page(needs="surveys.plan_follow_ups", subject=planned_survey)
def write_analysis(request: SignedRequest, loaded: LoadedSurvey) -> HttpResponse:
    form = AnalysisForm(posted(request), initial={"analisis": report_of(loaded.survey).analysis})
    if request.method == "POST" and form.is_valid():
        outcome = actions.write_analysis(
            by=request.actor, now=request.now, survey_id=loaded.survey.id, analysis=form.cleaned_data["analisis"]
        )
        if not isinstance(outcome, Refusal):
            messages.success(request, _("Analisis disimpan."))
            return redirect("surveys.follow_ups", loaded.survey.id)
        put_on(form, outcome)
    context = {"survey": loaded.survey, "case": loaded.case, "form": form}
    return render_page(request, "surveys/analysis.html", context, status=422 if form.errors else 200)


@page(needs="surveys.plan_follow_ups", subject=planned_survey)
def add_follow_up(request: SignedRequest, loaded: LoadedSurvey) -> HttpResponse:
    return written(request, loaded, None)


@page(needs="surveys.plan_follow_ups", subject=the_planned)
def change_follow_up(request: SignedRequest, loaded: PlannedFollowUp) -> HttpResponse:
    """Change a follow-up of the plan, or drop it."""
    row = loaded.row
    if request.method == "POST" and request.POST.get("lakukan") == "hapus":
        outcome = actions.drop_follow_up(
            by=request.actor, now=request.now, survey_id=loaded.survey.id, number=row.number
        )
        tell(request, outcome, _("Tindak lanjut dihapus dari rencana."))
        return redirect("surveys.follow_ups", loaded.survey.id)
    return written(request, loaded, row)


def written(request: SignedRequest, loaded: LoadedSurvey, row: FollowUp | None) -> HttpResponse:
    result = result_of(loaded.survey, trend=False)
    persons = [(str(one.id), one.name) for one in persons_of(request.user.agency, outside=False) if one.is_active]
    initial: dict[str, Any] = {}
    if row is not None:
        initial = {
            "unsur": row.element, "program": row.programme, "waktu": row.due_on, "penanggung_jawab": str(row.person_id),
        }  # fmt: skip
    form = FollowUpForm(posted(request), initial=initial, elements=weakest_first(result), persons=persons)
    if request.method == "POST" and form.is_valid():
        outcome = actions.write_follow_up(
            by=request.actor, now=request.now, survey_id=loaded.survey.id, number=row.number if row else None,
            planned=form.planned(),
        )  # fmt: skip
        if not isinstance(outcome, Refusal):
            messages.success(request, _("Tindak lanjut disimpan."))
            return redirect("surveys.follow_ups", loaded.survey.id)
        put_on(form, outcome)
    context = {"survey": loaded.survey, "case": loaded.case, "form": form, "row": row}
    return render_page(request, "surveys/follow_up_form.html", context, status=422 if form.errors else 200)


def weakest_first(result: Result) -> list[tuple[int, str]]:
    order = lowest(result.whole, len(result.elements))
    found = []
    for element in order or result.whole.elements:
        question = result.question(element.key)
        value = tables.nrr(element.nrr)
        told = f" ({value})" if value is not None else ""
        found.append((question.number, f"U{question.number} {question.title}{told}"))
    return found


@page(needs="surveys.finish_follow_up", subject=the_duty)
def follow_up(request: SignedRequest, duty: DutySubject) -> HttpResponse:
    """One follow-up as its person sees it: what, until when, and the form that tells it done."""
    row, survey = duty.follow_up, duty.survey.survey
    form = DoneForm(posted(request))
    if request.method == "POST" and form.is_valid():
        outcome = actions.finish_follow_up(
            by=request.actor, now=request.now, survey_id=survey.id, number=row.number, done=form.cleaned_data["hasil"]
        )
        if not isinstance(outcome, Refusal):
            messages.success(request, _("Terima kasih. Tindak lanjut dicatat terlaksana."))
            return redirect("cases.inbox")
        put_on(form, outcome)
    context = {
        "row": row, "survey": survey, "case": duty.survey.case, "form": form, "today": today_of(request),
        "question": survey.questions.filter(number=row.element).first(),
        "open": row.state == FollowUpState.RUNNING,
    }  # fmt: skip
    return render_page(request, "surveys/follow_up.html", context, status=422 if form.errors else 200)


def publishers_of(loaded: LoadedSurvey) -> LoadedSurvey:
    """The survey as the subject of the officers of the row that publishes it."""
    steps = sop_of(loaded.case.edition_id).steps.values()
    lane = next((step.lane for step in steps if "surveys.publish" in step.effects), "")
    team = team_of(loaded.case, lane, loaded.day)
    return replace(loaded, lane=lane, assignees=team.assignees)


def publishing_survey(request: SignedRequest, survey_id: UUID) -> LoadedSurvey:
    return publishers_of(the_survey(request, survey_id))


@page(needs="surveys.publish", subject=publishing_survey, verbs=("POST",))
def publish(request: SignedRequest, loaded: LoadedSurvey) -> HttpResponse:
    outcome = actions.publish_result(
        by=request.actor, now=request.now, survey_id=loaded.survey.id, lane=loaded.lane, assignees=loaded.assignees
    )
    tell(request, outcome, _("Hasil survei sekarang dapat dibaca siapa saja."))
    return redirect("surveys.follow_ups", loaded.survey.id)


@page(needs="surveys.withdraw", subject=the_survey, verbs=("POST",))
def withdraw(request: SignedRequest, loaded: LoadedSurvey) -> HttpResponse:
    outcome = actions.withdraw_result(by=request.actor, now=request.now, survey_id=loaded.survey.id)
    tell(request, outcome, _("Hasil survei ditarik dari halaman umum."))
    return redirect("surveys.follow_ups", loaded.survey.id)


@page(needs="surveys.view", subject=the_survey, verbs=("GET",))
def compare(request: SignedRequest, loaded: LoadedSurvey) -> HttpResponse:
    """This period against an earlier one (`?dengan`, by default the one before), with what was done in between."""
    result = result_of(loaded.survey)
    wanted = request.GET.get("dengan", "")
    before = next((pair for pair in result.before if str(pair[0].id) == wanted), result.previous)
    if before is None:
        raise Http404
    context = framed(request, loaded, "surveys.results") | {
        "earlier": before[0], "found": compared(result, *before),
        "others": [one for one, _figure in result.before if one.id != before[0].id],
        "period": tables.period_of(loaded.survey), "period_before": tables.period_of(before[0]),
    }  # fmt: skip
    return render_page(request, "surveys/compare.html", context)
