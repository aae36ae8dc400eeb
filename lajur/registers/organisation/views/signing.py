"""Signing in and out."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lajur.registers.authority.pages import page
from lajur.registers.organisation.forms import SignInForm
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
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        person = authenticate(request, **form.cleaned_data)
        if person is not None:
            login(request, person)
            answer = redirect(wanted)
            greet(answer, person)
            return answer
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
