"""Pages of the plan: the survey's own page, its plan, its questions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from lajur.capabilities.surveys.collecting.queries import by_channel, held_sheets, invited, progress_of
from lajur.capabilities.surveys.loading import LoadedQuestion, LoadedSurvey, survey_of, the_question, the_survey
from lajur.capabilities.surveys.models import Question, QuestionKind, Survey, SurveyState
from lajur.capabilities.surveys.planning.actions import (
    begin_plan,
    drop_question,
    save_plan,
    shortcoming,
    word_question,
)
from lajur.capabilities.surveys.planning.forms import PlanForm, QuestionForm
from lajur.capabilities.surveys.planning.rules import asked_for, shared_out
from lajur.casework.cases.queries import visible_cases
from lajur.casework.cases.views.loading import case_path, posted, put_on, tell, the_case
from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page, refused
from lajur.registers.authority.permissions import may
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui.pages import render_page

STATES = {
    SurveyState.PLAN: "nanti", SurveyState.PROPOSED: "menunggu", SurveyState.OPEN: "berjalan",
    SurveyState.CLOSED: "selesai",
}  # fmt: skip
"""State of a survey → the look of its status."""


def framed(request: SignedRequest, loaded: LoadedSurvey, here: str, **more: Any) -> dict[str, Any]:
    """What every page of a survey shows around its own part; `here` is the name of its address."""
    survey = loaded.survey
    is_team = bool(may(request.actor, "surveys.collect", loaded))
    names: list[tuple[str, str, int | None]] = [
        ("surveys.view", _("Kemajuan"), None),
        ("surveys.plan", _("Rencana"), None),
        ("surveys.questions", _("Pertanyaan"), None),
    ]
    if survey.state in (SurveyState.OPEN, SurveyState.CLOSED):
        names += [("surveys.results", _("Hasil"), None)]
    if survey.state == SurveyState.CLOSED:
        names += [("surveys.follow_ups", _("Tindak lanjut"), None)]
    if survey.state in (SurveyState.OPEN, SurveyState.CLOSED) and is_team:
        waiting = held_sheets(survey).count()
        names += [("surveys.poster", _("Poster"), None)]
        if survey.state == SurveyState.OPEN:
            names += [("surveys.invite", _("Undangan"), None), ("surveys.enter_paper", _("Kertas"), None)]
        names += [("surveys.held", _("Ditahan"), waiting or None)]
    tabs = [
        {"label": label, "url": reverse(name, args=[survey.id]), "current": name == here, "count": count}
        for name, label, count in names
    ]
    return {
        "survey": survey, "case": loaded.case, "crumb_case": case_path(loaded.case.id), "tabs": tabs,
        "is_team": is_team, "look": STATES[SurveyState(survey.state)],
        "can_plan": is_team and survey.state == SurveyState.PLAN, **more,
    }  # fmt: skip


@page(needs="surveys.list", verbs=("GET",))
def surveys(request: SignedRequest) -> HttpResponse:
    """Surveys of the cases that the reader may see, the latest period first."""
    mine = visible_cases(request.actor).values("id")
    rows = Survey.objects.filter(agency=request.user.agency, case__in=mine).select_related("case")
    found = [(row, STATES[SurveyState(row.state)]) for row in rows.order_by("-period_until", "-created_at")[:200]]
    return render_page(request, "surveys/surveys.html", {"rows": found})


@page(needs="surveys.view", subject=the_survey, verbs=("GET",))
def survey(request: SignedRequest, loaded: LoadedSurvey) -> HttpResponse:
    """How far it has come, group by group; renews itself where scripts run."""
    found = loaded.survey
    context = framed(
        request, loaded, "surveys.view", progress=progress_of(found), channels=by_channel(found),
        invitations=invited(found), services=list(found.services.all()),
        link=request.build_absolute_uri(reverse("surveys.answer", args=[found.token])),
    )  # fmt: skip
    return render_page(request, "surveys/survey.html", context, part="kemajuan")


@page(needs="surveys.view", subject=the_case)
def begin(request: SignedRequest, loaded: Any) -> HttpResponse:
    """Begin the survey of a case, or go to the one it has. A page of its own, because the task's page is one form,
    whose Enter key must not begin anything."""
    known = survey_of(loaded.case.id)
    if known is None and request.method == "POST":
        made = begin_plan(by=request.actor, now=request.now, case_id=loaded.case.id)
        if isinstance(made, Refusal):
            return refused(request, made)
        known = made
    if known is not None:
        return redirect("surveys.plan", known.id)
    context = {"case": loaded.case, "crumb_case": case_path(loaded.case.id)}
    return render_page(request, "surveys/begin.html", context)


@page(needs="surveys.view", subject=the_survey)
def plan(request: SignedRequest, loaded: LoadedSurvey) -> HttpResponse:
    """The plan: read by everybody of the case, changed by the team until it is proposed."""
    found = loaded.survey
    context = framed(request, loaded, "surveys.plan")
    if not context["can_plan"]:
        return render_page(request, "surveys/plan_read.html", context | _plan_facts(found))
    form = PlanForm(posted(request), survey=found)
    if request.method == "POST" and form.is_valid():
        saved = save_plan(by=request.actor, now=request.now, survey_id=found.id, plan=form.plan())
        if tell(request, saved, _("Rencana tersimpan.")):
            return redirect("surveys.plan", found.id)
    missing = shortcoming(found)
    context |= _plan_facts(found) | {"form": form, "missing": sentence(missing) if missing is not None else ""}
    return render_page(request, "surveys/plan.html", context, status=422 if form.errors else 200)


def _plan_facts(found: Survey) -> dict[str, Any]:
    groups = list(found.groups.all())
    people = sum(group.population for group in groups)
    aim = asked_for(found.sample, found.minimum)
    shares = shared_out(aim, [group.population for group in groups])
    return {
        "groups": groups, "people": people, "aimed": sum(group.minimum for group in groups), "aim": aim,
        "shares": list(zip(groups, shares, strict=True)), "services": list(found.services.all()),
    }  # fmt: skip


@page(needs="surveys.view", subject=the_survey, verbs=("GET",))
def questions(request: SignedRequest, loaded: LoadedSurvey) -> HttpResponse:
    """What is asked, with its scales, as respondents will read it."""
    rows = list(loaded.survey.questions.all())
    context = framed(
        request, loaded, "surveys.questions", elements=[row for row in rows if row.kind == QuestionKind.ELEMENT],
        extras=[row for row in rows if row.kind != QuestionKind.ELEMENT],
    )  # fmt: skip
    return render_page(request, "surveys/questions.html", context)


@page(needs="surveys.plan", subject=the_survey)
def new_question(request: SignedRequest, loaded: LoadedSurvey) -> HttpResponse:
    """Add an extra question."""
    return _question(request, loaded, None)


@page(needs="surveys.plan", subject=the_question)
def question(request: SignedRequest, loaded: LoadedQuestion) -> HttpResponse:
    """Change the words of a question, or put it out of use."""
    return _question(request, loaded, loaded.question)


@page(needs="surveys.plan", subject=the_question, verbs=("POST",))
def dropped(request: SignedRequest, loaded: LoadedQuestion) -> HttpResponse:
    """Take an extra question out."""
    gone = drop_question(by=request.actor, now=request.now, survey_id=loaded.survey.id, number=loaded.question.number)
    tell(request, gone, _("Pertanyaan dibuang."))
    return redirect("surveys.questions", loaded.survey.id)


def _question(request: SignedRequest, loaded: LoadedSurvey, known: Question | None) -> HttpResponse:
    found = loaded.survey
    form = QuestionForm(posted(request), question=known)
    if request.method == "POST" and form.is_valid():
        saved = word_question(
            by=request.actor, now=request.now, survey_id=found.id, number=known.number if known else None,
            wanted=form.wanted(),
        )  # fmt: skip
        if not isinstance(saved, Refusal):
            messages.success(request, _("Pertanyaan tersimpan."))
            return redirect("surveys.questions", found.id)
        put_on(form, saved)
    context = framed(request, loaded, "", form=form, question=known)
    return render_page(request, "surveys/question.html", context, status=422 if form.errors else 200)
