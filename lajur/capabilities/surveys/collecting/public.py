"""The page on which anybody answers: small, without an account, without scripts, over a bad line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_scopes import scope

from lajur.capabilities.surveys.collecting import tokens
from lajur.capabilities.surveys.collecting.answering import (
    USED,
    Answers,
    Asked,
    asked_by,
    give_answer,
    is_open,
    open_ticket,
    read_answers,
    survey_by_token,
)
from lajur.capabilities.surveys.collecting.rules import ALIKE, CROWDED, WINDOW, Signs, doubts
from lajur.capabilities.surveys.models import ELEMENTS, Question, QuestionKind, Survey, SurveyState
from lajur.capabilities.surveys.planning.actions import local_day
from lajur.capabilities.surveys.questionnaire import PROFILE
from lajur.capabilities.surveys.results.public import address_of_result
from lajur.engine.refusal import Refusal
from lajur.registers.authority.limits import limited
from lajur.registers.authority.pages import page
from lajur.registers.authority.throttle import address_of, allow
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.actors import clock_actor
from lajur.registers.organisation.clocks import agency_now
from lajur.ui.pages import render_page

FLOOD = 1200
"""Requests of one address in a minute: a hall full of people who read the same poster stays far below."""
TRAP_FIELD = "situs"
"""A field that is not shown; who fills it reads the source and not the page."""
FORM_FIELD = "formulir"
KEPT_FIELDS = (FORM_FIELD, "kalangan", "layanan", "saran")
FORM_MARK, CSRF_MARK = "@formulir@", "@csrf@"
"""What stands for the two tokens in a form that is kept."""
_drawn: dict[tuple[object, ...], str] = {}
"""Untouched forms as this process drew them, by all that they depend on."""


@dataclass(frozen=True, slots=True)
class Row:
    """A question as the page shows it; `value` is what was chosen or typed so far."""

    question: Question
    value: str
    fault: str

    @property
    def options(self) -> list[tuple[str, str]]:
        return [(str(number), word) for number, word in enumerate(self.question.words, start=1)]

    @property
    def is_text(self) -> bool:
        return self.question.kind == QuestionKind.TEXT


@contextmanager
def survey_at(token: str) -> Iterator[tuple[Survey, datetime]]:
    """Inside, what is asked is asked of the survey's agency, at its own time. Http404 for a plan and for no survey."""
    survey = survey_by_token(token)
    if survey is None or survey.state in (SurveyState.PLAN, SurveyState.PROPOSED):
        raise Http404
    with scope(agency=survey.agency):
        yield survey, agency_now(survey.agency, timezone.now())


@page(public=True)
@limited("survei", FLOOD)
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The form behind the public link."""
    return _answer(request, token, None)


@page(public=True)
@limited("survei", FLOOD)
def answer_invited(request: HttpRequest, token: str, secret: str) -> HttpResponse:
    """The form behind an invitation, good for one answer."""
    return _answer(request, token, secret)


@page(public=True, verbs=("GET",))
@limited("survei", FLOOD)
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    with survey_at(token) as (survey, _now):
        return _sent(render_page(request, "surveys/public/thanks.html", {"survey": survey}))


def _answer(request: HttpRequest, token: str, secret: str | None) -> HttpResponse:
    with survey_at(token) as (survey, now):
        today = local_day(now, survey.agency)
        if not is_open(survey, today):
            early = survey.state == SurveyState.OPEN and today < survey.opens_on
            result = "" if early else address_of_result(survey)
            return _over(request, survey, 200 if early else 410, early=early, result=result)
        asked, group = asked_by(survey), 0
        if secret is not None:
            ticket = open_ticket(survey, tokens.digest_of(secret))
            if ticket is None:
                return _over(request, survey, 404, unknown=reverse("surveys.answer", args=[survey.token]))
            if ticket.is_used and request.method != "POST":
                return _over(request, survey, 410, used=True)
            group = ticket.group
        if request.method == "POST":
            return _posted(request, survey, asked, now, group, secret)
        given = tokens.draft_of(request)
        note = _("Jawaban yang Anda simpan di perangkat ini sudah diisikan kembali.") if given else ""
        return _form(request, survey, asked, given, group=group, note=note)


def _posted(
    request: HttpRequest, survey: Survey, asked: Asked, now: datetime, group: int, secret: str | None
) -> HttpResponse:
    given = {name: str(request.POST.get(name, "")) for name in _names(asked)}
    opened = tokens.opened(given[FORM_FIELD], survey.id)
    if request.POST.get("aksi") == "simpan":
        note = _("Tersimpan di perangkat ini selama 14 hari. Buka lagi tautan yang sama untuk melanjutkan.")
        return _kept(_form(request, survey, asked, given, group=group, note=note), survey, given)
    answers = read_answers(asked, given, group=group)
    if opened is None:
        answers.faults.setdefault("", _("Halaman ini terlalu lama terbuka. Periksa jawaban Anda, lalu kirim lagi."))
    if opened is None or answers.faults:
        response = _form(request, survey, asked, given, group=group, faults=answers.faults)
        return _kept(response, survey, given)
    before = tokens.answered_before(request, survey.token)
    trapped = bool(request.POST.get(TRAP_FIELD))
    invited = secret is not None
    crowded, alike = (False, False) if invited else _counted(request, survey, answers)
    signs = Signs(opened.seconds, asked.scales, trapped, before, crowded, alike, invited)
    done = give_answer(
        by=clock_actor(survey.agency, now), now=now, survey=survey, sheet_id=opened.id, answers=answers,
        doubts=doubts(signs), ticket=tokens.digest_of(secret) if secret is not None else None,
    )  # fmt: skip
    if isinstance(done, Refusal):
        if done is USED:
            return _over(request, survey, 410, used=True)
        return _form(request, survey, asked, given, group=group, faults={"": sentence(done)})
    response = redirect("surveys.thanks", survey.token)
    tokens.forget_draft(response, survey.token)
    tokens.note_answered(request, response, survey.token)
    return _sent(response)


def _counted(request: HttpRequest, survey: Survey, answers: Answers) -> tuple[bool, bool]:
    """Whether more came from the same address than from an office, and more of the same scores. The address is only
    counted, as a digest that is gone with its window."""
    place = f"survei:{survey.id}:{address_of(request)}"
    pattern = "".join(str(answers.scores.get(f"u{n}", 0)) for n in range(1, ELEMENTS + 1))
    at = timezone.now()
    crowded = allow(place, limit=CROWDED, window=WINDOW, now=at) is not None
    alike = allow(f"{place}:{pattern}", limit=ALIKE, window=WINDOW, now=at) is not None
    return crowded, alike


def _names(asked: Asked) -> list[str]:
    profile = [key for key, _label, _choices in PROFILE] if asked.survey.asks_profile else []
    return [*KEPT_FIELDS, *(one.key for one in asked.questions), *profile]


def _form(
    request: HttpRequest, survey: Survey, asked: Asked, given: dict[str, str], *, group: int = 0, note: str = "",
    faults: dict[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    """The form with what was given. An untouched one is drawn once and kept; only its two tokens are new each time. One
    that was opened before stays the same form: what was answered in it was not answered just now."""
    before = tokens.answered_before(request, survey.token)
    same = given.get(FORM_FIELD, "")
    token = same if tokens.opened(same, survey.id) is not None else tokens.open_form(survey.id)
    if given or note or faults or before:
        context = _context(survey, asked, given, group=group, note=note, faults=faults or {})
        more = {"token": token, "before": before}
        return _sent(render_page(request, "surveys/public/answer.html", context | more, status=422 if faults else 200))
    key = (survey.id, survey.opened_at, survey.agency.name, group, get_language())
    if key not in _drawn:
        context = _context(survey, asked, {}, group=group) | {"token": FORM_MARK, "csrf_token": CSRF_MARK}
        if len(_drawn) > 100:
            _drawn.clear()
        _drawn[key] = render_page(request, "surveys/public/answer.html", context).content.decode()
    text = _drawn[key].replace(FORM_MARK, token).replace(CSRF_MARK, get_token(request))
    return _sent(HttpResponse(text))


def _context(
    survey: Survey, asked: Asked, given: dict[str, str], *, group: int, note: str = "",
    faults: dict[str, str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    wrong = faults or {}
    rows = {
        part: [Row(one, given.get(one.key, ""), wrong.get(one.key, "")) for one in questions]
        for part, questions in (("elements", asked.elements), ("extras", asked.extras))
    }
    profile = PROFILE if asked.survey.asks_profile else ()
    return {
        "survey": survey, "asked": asked, "given": given, "faults": wrong, "note": note, **rows, "trap": TRAP_FIELD,
        "missing": sum(1 for name in wrong if name),
        "group": next((one for one in asked.groups if one.number == group), None),
        "profile": [(key, label, choices, given.get(key, "")) for key, label, choices in profile],
    }  # fmt: skip


def _over(request: HttpRequest, survey: Survey, status: int, **why: object) -> HttpResponse:
    """Why there is no form here. `why`: `early`, `used`, or as addresses to go on to `unknown` (the form for everybody)
    and `result`."""
    return _sent(render_page(request, "surveys/public/closed.html", {"survey": survey, **why}, status=status))


def _kept(response: HttpResponse, survey: Survey, given: dict[str, str]) -> HttpResponse:
    tokens.keep_draft(response, survey.token, given)
    return response


def _sent(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
