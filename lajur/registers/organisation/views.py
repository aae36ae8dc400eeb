"""Signing in and out, my account, my substitute."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.actions import arrange_substitute, end_substitution
from lajur.registers.organisation.forms import SignInForm, SubstituteForm
from lajur.registers.organisation.models import Person
from lajur.registers.organisation.queries import find_substitution, holdings_of, persons_of, substitutions_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui.pages import render_page

SIGN_IN_PARTS: list[Callable[[HttpRequest], SafeString]] = []
"""What rooms above put below the sign-in form (the demonstration lists its accounts)."""


@page(public=True)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; who does not exist and who mistyped get the same answer."""
    wanted = wanted_path(request)
    if request.user.is_authenticated and request.method != "POST":
        return redirect(wanted)
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        person = authenticate(request, **form.cleaned_data)
        if person is not None:
            login(request, person)
            return redirect(wanted)
        form.add_error(None, _("Nama pengguna atau kata sandi salah. Periksa huruf besar dan kecilnya."))
    context = {"form": form, "wanted": wanted, "parts": [part(request) for part in SIGN_IN_PARTS]}
    return render_page(request, "organisation/sign_in.html", context, status=422 if form.errors else 200)


def wanted_path(request: HttpRequest) -> str:
    """The page of ours that somebody wanted before signing in, else the front page."""
    path = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(path, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return path if safe else settings.LOGIN_REDIRECT_URL


@page(public=True)
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    logout(request)
    messages.success(request, _("Anda sudah keluar."))
    return redirect(settings.LOGIN_URL)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose secret does not match any more, after signing in or out elsewhere (Django's CSRF check)."""
    why = _("Formulir ini kedaluwarsa: Anda keluar atau masuk lagi di tempat lain. Muat ulang, lalu kirim lagi.")
    return render_page(request, "403.html", {"reason": why}, status=403)


@page(needs="organisation.own_account")
def account(request: SignedRequest) -> HttpResponse:
    """What the installation knows about me, and on what my authority rests."""
    context = {"person": request.user, "holdings": holdings_of(request.user)}
    return render_page(request, "organisation/account.html", context)


@page(needs="organisation.own_account")
def substitutes(request: SignedRequest) -> HttpResponse:
    """Who stands in for me and for whom I stand in; arranging it."""
    return _substitutes(request, None)


@page(needs="organisation.own_account")
def arrange(request: SignedRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("organisation.substitutes")
    form = _form(request, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        chosen = Person.within.filter(id=given["pengganti"]).first()
        if chosen is None:
            raise Http404
        result = arrange_substitute(
            by=request.actor,
            now=request.now,
            absent=request.user,
            substitute=chosen,
            since=given["mulai"],
            until=given["sampai"],
            reason=given["alasan"],
        )
        if not isinstance(result, Refusal):
            messages.success(request, _("%(name)s tercatat sebagai pengganti Anda.") % {"name": chosen.name})
            return redirect("organisation.substitutes")
        form.add_error(None, sentence(result))
    return _substitutes(request, form)


@page(needs="organisation.own_account")
def end(request: SignedRequest, rule_id: UUID) -> HttpResponse:
    """End a substitution of mine: today is its last day, or it never begins."""
    rule = find_substitution(rule_id)
    if rule is None or request.method != "POST":
        raise Http404
    today = request.actor.day.day
    result = end_substitution(by=request.actor, now=request.now, rule=rule, until=today)
    if isinstance(result, Refusal):
        messages.error(request, sentence(result))
    else:
        messages.success(request, _("Penggantian sudah diakhiri."))
    return redirect("organisation.substitutes")


def _form(request: SignedRequest, data: Any) -> SubstituteForm:
    person = request.user
    people = [other for other in persons_of(person.agency, outside=person.is_outside) if other.id != person.id]
    return SubstituteForm(data, people=people, today=request.actor.day.day)


def _substitutes(request: SignedRequest, form: SubstituteForm | None) -> HttpResponse:
    today = request.actor.day.day
    mine, others = substitutions_of(request.user, today)
    context = {"form": form or _form(request, None), "mine": mine, "others": others, "today": today}
    status = 422 if form is not None and form.errors else 200
    return render_page(request, "organisation/substitutes.html", context, status=status)
