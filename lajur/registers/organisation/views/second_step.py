"""The second step of signing in: a code of the app, a security key, or a code on paper."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_scopes import scope

from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.authority.throttle import seconds_left
from lajur.registers.authority.watching import Event, note
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.actors import actor_for
from lajur.registers.organisation.models import Person
from lajur.registers.organisation.signin.actions import spend_answer, spend_code
from lajur.registers.organisation.signin.begin import begin, remember_device
from lajur.registers.organisation.signin.factors import Factors, factors_of
from lajur.registers.organisation.signin.keys import answered, ask
from lajur.registers.organisation.signin.pending import CHALLENGE, expected, forget_expected
from lajur.registers.organisation.signin.throttling import Gate
from lajur.registers.organisation.views.language import greet
from lajur.ui.forms import Form, TextInput
from lajur.ui.pages import render_page


def code_input() -> TextInput:
    return TextInput({"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"})


class CodeForm(Form):
    saves = False
    kode = forms.CharField(
        label=gettext_lazy("Kode"),
        max_length=40,
        widget=code_input(),
        help_text=gettext_lazy("Enam angka dari aplikasi kode, atau salah satu kode pemulihan Anda."),
    )


@page(public=True)
def second_step(request: HttpRequest) -> HttpResponse:
    """Only for who has just given the right password."""
    now = timezone.now()
    found = expected(request, now)
    if found is None:
        messages.info(request, _("Waktu untuk langkah kedua sudah habis. Masuk lagi."))
        return redirect("organisation.sign_in")
    person, gate, status, wait, problem = found.person, Gate.of(request, found.person.username, "kode"), 200, 0, ""
    by_key = bool(request.POST.get("jawaban"))
    form = CodeForm(request.POST if request.method == "POST" and not by_key else None)
    with scope(agency=person.agency):
        factors = factors_of(person)
        if by_key or form.is_valid():
            often = gate.enter(now)
            outcome = often if often is not None else _proven(request, person, factors, now)
            if not isinstance(outcome, Refusal):
                gate.passed()
                return _enter(request, person, found.wanted, outcome, factors)
            if often is None:
                gate.failed(now)
            what = "kunci" if by_key else "kode"
            note(Event.FAILED if often is None else Event.HELD_BACK, request, what=what, person=str(person.pk))
            status, wait = (422, 0) if often is None else (429, seconds_left(often))
            problem = sentence(outcome)
        elif form.is_bound:
            status = 422
    if problem and form.is_bound:
        form.add_error("kode" if not wait else None, problem)
        problem = ""
    context: dict[str, Any] = {"form": form, "options": "", "problem": problem}
    if factors.keys:
        context["options"], request.session[CHALLENGE] = ask(request.get_host(), factors.keys)
    answer = render_page(request, "organisation/second_step.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    if wait:
        answer["Retry-After"] = str(wait)
    return answer


def _proven(request: HttpRequest, person: Person, factors: Factors, now: datetime) -> str | Refusal:
    by = actor_for(person, now)
    if not (answer := request.POST.get("jawaban", "")):
        return spend_code(by=by, now=now, person=person, code=request.POST["kode"])
    state = request.session.pop(CHALLENGE, None)
    told = answered(request.get_host(), state, factors.keys, answer) if state else None
    if told is None:
        return Refusal("kunci-tidak-cocok", "Kunci keamanan itu tidak cocok. Coba lagi, atau pakai kode.")
    return spend_answer(by=by, now=now, person=person, answered=told)


def _enter(request: HttpRequest, person: Person, wanted: str, factor: str, factors: Factors) -> HttpResponse:
    forget_expected(request)
    begin(request, person, factor=factor)
    if factor == "pemulihan":
        left = factors.codes_left - 1
        told = ngettext(
            "Kode pemulihan itu tidak berlaku lagi; tersisa %(n)d. Buat yang baru di Akun saya bila hampir habis.",
            "Kode pemulihan itu tidak berlaku lagi; tersisa %(n)d. Buat yang baru di Akun saya bila hampir habis.",
            left,
        )
        messages.warning(request, told % {"n": left})
    answer = redirect(wanted)
    greet(answer, person)
    remember_device(answer, request, person)
    return answer
