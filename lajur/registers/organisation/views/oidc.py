"""Signing in at the agency's own OpenID Connect provider."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django_scopes import scope

from lajur.registers.authority.limits import limited
from lajur.registers.authority.pages import page
from lajur.registers.organisation.models import Match, Person, Provider
from lajur.registers.organisation.signin.oidc import Question, Untrue, proved_more, told_as
from lajur.registers.organisation.signin.oidc_client import address_to_ask, claims_for
from lajur.registers.organisation.signin.providers import offered
from lajur.registers.organisation.signin.sealing import seal, unseal
from lajur.registers.organisation.views.signing import let_in, wanted_path

COOKIE = "lajur_sso"
WAIT = 600
"""Seconds that somebody may be away at the provider."""
TRIES = 60
log = logging.getLogger(__name__)


@page(public=True)
@limited("sso", TRIES)
def sso_begin(request: HttpRequest, slug: str) -> HttpResponse:
    """To the provider. What was asked travels sealed in a cookie of this browser, so that only it can come back."""
    provider = next((one for one in offered() if one.agency.slug == slug), None)
    if provider is None:
        raise Http404
    question = Question.new()
    try:
        answer = redirect(address_to_ask(provider, question, _back(request)))
    except Untrue as problem:
        return _refused(request, problem, _("Layanan masuk instansi Anda tidak dapat dihubungi. Coba lagi nanti."))
    kept = [slug, question.state, question.nonce, question.verifier, wanted_path(request)]
    answer.set_cookie(
        COOKIE, seal(json.dumps(kept), purpose=COOKIE), max_age=WAIT, path=reverse("organisation.sso_return"),
        httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    answer["Cache-Control"] = "no-store"
    return answer


@page(public=True, verbs=("GET",))
@limited("sso", TRIES)
def sso_return(request: HttpRequest) -> HttpResponse:
    """Back from the provider; whoever it names and the agency knows is signed in."""
    answer = _returned(request)
    answer.delete_cookie(COOKIE, path=reverse("organisation.sso_return"), samesite="Lax")
    answer["Cache-Control"] = "no-store"
    return answer


def _returned(request: HttpRequest) -> HttpResponse:
    told = unseal(request.COOKIES.get(COOKIE, ""), purpose=COOKIE, seconds=WAIT)
    slug, state, nonce, verifier, wanted = json.loads(told) if told else ("", "", "", "", "")
    provider = next((one for one in offered() if one.agency.slug == slug), None)
    if provider is None or not constant_time_compare(request.GET.get("state", ""), state):
        why = _("Masuk lewat layanan instansi tidak selesai. Mulai lagi dari halaman ini.")
        return _refused(request, Untrue("state of another browser or sign-in"), why)
    code = request.GET.get("code", "")
    if not code or request.GET.get("iss", provider.issuer) != provider.issuer:
        why = _("Layanan masuk instansi Anda menolak, atau Anda membatalkannya.")
        return _refused(request, Untrue(f"no code: {request.GET.get('error', '')[:60]}"), why)
    try:
        claims = claims_for(provider, code, Question(state, nonce, verifier), _back(request))
    except Untrue as problem:
        return _refused(request, problem, _("Jawaban layanan masuk instansi Anda tidak dapat dipercaya. Coba lagi."))
    person = _found(provider, claims)
    if person is None:
        why = _("Anda belum terdaftar di Lajur dengan data layanan itu. Hubungi administrator instansi Anda.")
        return _refused(request, Untrue("nobody, or several, of that name"), why)
    return let_in(request, person, wanted, factor="penyedia" if proved_more(claims) else "")


def _found(provider: Provider, claims: Mapping[str, Any]) -> Person | None:
    """The one active person of the agency that is meant; nobody is ever made."""
    name = told_as(claims, match=provider.match, claim=provider.claim)
    if not name:
        return None
    which = {"nip": name} if provider.match == Match.NIP else {"email__iexact": name}
    with scope(agency=provider.agency):
        found = list(Person.within.select_related("agency").filter(is_active=True, **which)[:2])
    return found[0] if len(found) == 1 else None


def _back(request: HttpRequest) -> str:
    """Where the provider sends people: under the public address if there is one, as it is registered there."""
    path = reverse("organisation.sso_return")
    return settings.PUBLIC_URL.rstrip("/") + path if settings.PUBLIC_URL else request.build_absolute_uri(path)


def _refused(request: HttpRequest, problem: Untrue, why: str) -> HttpResponse:
    log.warning("sign-in by OpenID Connect failed: %s", problem)
    messages.error(request, why)
    return redirect("organisation.sign_in")
