"""Signing in and out."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_scopes import scope

from lajur.registers.authority.kept import kept_form
from lajur.registers.authority.pages import page
from lajur.registers.authority.throttle import seconds_left
from lajur.registers.authority.watching import Event, note
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.forms import SignInForm
from lajur.registers.organisation.models import Person
from lajur.registers.organisation.signin.begin import begin, remember_device
from lajur.registers.organisation.signin.factors import has_factor
from lajur.registers.organisation.signin.pending import expect
from lajur.registers.organisation.signin.providers import offered
from lajur.registers.organisation.signin.throttling import Gate
from lajur.registers.organisation.views.language import greet
from lajur.ui.pages import render_page

SIGN_IN_PARTS: list[Callable[[HttpRequest], SafeString]] = []
"""What rooms above put below the sign-in form (the demonstration lists its accounts)."""


@page(public=True)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; who does not exist and who mistyped get the same answer."""
    wanted = wanted_path(request)
    if request.user.is_authenticated and request.method != "POST":
        return redirect(wanted)
    form, status, wait = SignInForm(request.POST if request.method == "POST" else None), 200, 0
    if form.is_valid():
        now, given = timezone.now(), form.cleaned_data
        gate = Gate.of(request, given["username"])
        often = gate.enter(now)
        person = authenticate(request, **given) if often is None else None
        if isinstance(person, Person):
            gate.passed()
            return let_in(request, person, wanted)
        if often is None:
            gate.failed(now)
            note(Event.FAILED, request, what="sandi")
            form.add_error(None, _("Nama pengguna atau kata sandi salah. Periksa huruf besar dan kecilnya."))
        else:
            wait = seconds_left(often)
            note(Event.HELD_BACK, request, what="sandi")
            form.add_error(None, sentence(often))
        status = 429 if wait else 422
    elif form.is_bound:
        status = 422
    parts = [part(request) for part in SIGN_IN_PARTS]
    context = {"form": form, "wanted": wanted, "parts": parts, "providers": offered()}
    answer = render_page(request, "organisation/sign_in.html", context, status=status)
    if wait:
        answer["Retry-After"] = str(wait)
    return answer


def let_in(request: HttpRequest, person: Person, wanted: str, *, factor: str = "") -> HttpResponse:
    """After the first proof: sign in, or ask for the second step. `factor`: what proved more already, if anything."""
    with scope(agency=person.agency):
        more = not factor and has_factor(person)
    if more:
        expect(request, person, wanted, timezone.now())
        return redirect("organisation.second_step")
    begin(request, person, factor=factor)
    answer = redirect(wanted)
    greet(answer, person)
    remember_device(answer, request, person)
    return answer


def wanted_path(request: HttpRequest) -> str:
    """The page of ours that somebody wanted before signing in, else the front page."""
    path = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(path, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return path if safe else settings.LOGIN_REDIRECT_URL


@page(public=True)
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    note(Event.SIGNED_OUT, request)
    logout(request)
    messages.success(request, _("Anda sudah keluar."))
    answer = redirect(settings.LOGIN_URL)
    # Nothing of this person stays on a machine that others share, pages to go back to included.
    answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose secret does not match any more, after signing in or out elsewhere (Django's CSRF check)."""
    if (answer := kept_form(request)) is not None:
        return answer
    why = _("Formulir ini kedaluwarsa: Anda keluar atau masuk lagi di tempat lain. Muat ulang, lalu kirim lagi.")
    return render_page(request, "403.html", {"reason": why}, status=403)
