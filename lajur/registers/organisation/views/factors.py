"""My second step: the app with codes, security keys, codes on paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.organisation.models import SecurityKey
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.organisation.signin import actions as act
from lajur.registers.organisation.signin.begin import FACTOR
from lajur.registers.organisation.signin.factors import factors_of, is_required
from lajur.registers.organisation.signin.keys import ask_new, new_credential
from lajur.registers.organisation.signin.pending import CHALLENGE
from lajur.registers.organisation.signin.proof import ProofForm
from lajur.registers.organisation.signin.rules import new_secret, secret_address, secret_text
from lajur.registers.organisation.signin.sealing import seal, unseal
from lajur.registers.organisation.views.people import put_errors
from lajur.registers.organisation.views.second_step import code_input
from lajur.ui.forms import TextInput
from lajur.ui.pages import render_page

NEEDS = "organisation.own_account"
SECRET = "rahasia_aplikasi"  # noqa: S105
"""Session: the sealed secret of an app that has not been proven yet."""


class AppForm(ProofForm):
    field_order = ("kode", "sandi")
    kode = forms.CharField(
        label=gettext_lazy("Kode dari aplikasi"),
        max_length=20,
        widget=code_input(),
        help_text=gettext_lazy("Enam angka yang sedang tampil."),
    )


class KeyForm(ProofForm):
    field_order = ("nama", "sandi")
    nama = forms.CharField(
        label=gettext_lazy("Nama kunci"),
        max_length=60,
        widget=TextInput,
        help_text=gettext_lazy("Supaya Anda mengenalinya, misalnya “kunci USB di gantungan” atau “ponsel saya”."),
    )


@page(needs=NEEDS, verbs=("GET",))
def factors(request: SignedRequest) -> HttpResponse:
    """What is asked of me beside the password, and setting it."""
    required = is_required(request.user.agency, request.actor)
    context = {"factors": factors_of(request.user), "required": required, "passed": request.session.get(FACTOR)}
    return render_page(request, "organisation/factors.html", context)


@page(needs=NEEDS)
def factor_app(request: SignedRequest) -> HttpResponse:
    """Show a secret to an app, as picture and as text, until the app proves that it knows it."""
    form = AppForm(request.POST if request.method == "POST" else None, request=request)
    text = unseal(request.session.get(SECRET, ""), purpose=SECRET)
    secret = bytes.fromhex(text) if text else b""
    if form.is_valid() and secret:
        now, code = timezone.now(), form.cleaned_data["kode"]
        made = act.turn_on_app(by=request.actor, now=now, person=request.user, secret=secret, code=code)
        if not isinstance(made, Refusal):
            del request.session[SECRET]
            return _done(request, made, "aplikasi", _("Aplikasi kode sudah terpasang."))
        put_errors(form, made)
    if not secret:
        secret = new_secret()
        request.session[SECRET] = seal(secret.hex(), purpose=SECRET)
    agency = request.user.agency.name
    import segno

    code = segno.make(secret_address(secret, request.user.username, f"Lajur {agency}"[:60]), micro=False)
    shown = secret_text(secret)
    context = {
        "form": form,
        "picture": code.svg_data_uri(scale=5, border=4, dark="#000", light="#fff"),
        "groups": " ".join(shown[start : start + 4] for start in range(0, len(shown), 4)),
    }
    return _private(render_page(request, "organisation/factor_app.html", context, status=422 if form.errors else 200))


@page(needs=NEEDS)
def factor_app_off(request: SignedRequest) -> HttpResponse:
    form = ProofForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        made = act.turn_off_app(by=request.actor, now=timezone.now(), person=request.user)
        if not isinstance(made, Refusal):
            messages.success(request, _("Aplikasi kode sudah dilepas."))
            return redirect("organisation.factors")
        put_errors(form, made)
    return _ask(request, form, _("Lepas aplikasi kode"), _("Kodenya tidak akan ditanyakan lagi saat Anda masuk."))


@page(needs=NEEDS)
def factor_key(request: SignedRequest) -> HttpResponse:
    """Register a security key or passkey; needs a script, because only the browser can talk to it."""
    form = KeyForm(request.POST if request.method == "POST" else None, request=request)
    host = request.get_host()
    if form.is_valid():
        state = request.session.pop(CHALLENGE, None)
        found = new_credential(host, state, request.POST.get("jawaban", "")) if state else None
        if found is None:
            form.add_error(None, _("Kunci itu belum terbaca. Tekan “Daftarkan kunci”, lalu sentuh kuncinya."))
        else:
            made = act.add_key(
                by=request.actor,
                now=timezone.now(),
                person=request.user,
                name=form.cleaned_data["nama"],
                credential=found[0],
                uses=found[1],
            )
            if not isinstance(made, Refusal):
                return _done(request, made, "kunci", _("Kunci keamanan sudah terdaftar."))
            put_errors(form, made)
    options, request.session[CHALLENGE] = ask_new(host, request.user, factors_of(request.user).keys)
    context = {"form": form, "options": options}
    return _private(render_page(request, "organisation/factor_key.html", context, status=422 if form.errors else 200))


def _own_key(request: SignedRequest, key_id: UUID) -> SecurityKey:
    key = SecurityKey.objects.filter(id=key_id, person=request.user).first()
    if key is None:
        raise Http404
    return key


@page(needs=NEEDS, subject=_own_key)
def factor_key_off(request: SignedRequest, key: SecurityKey) -> HttpResponse:
    form = ProofForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        made = act.remove_key(by=request.actor, now=timezone.now(), person=request.user, key=key)
        if not isinstance(made, Refusal):
            messages.success(request, _("Kunci “%(name)s” sudah dilepas.") % {"name": key.name})
            return redirect("organisation.factors")
        put_errors(form, made)
    title = _("Lepas kunci “%(name)s”") % {"name": key.name}
    return _ask(request, form, title, _("Kunci ini tidak dapat dipakai lagi untuk masuk."))


@page(needs=NEEDS)
def factor_codes(request: SignedRequest) -> HttpResponse:
    """New codes on paper; the old ones end."""
    form = ProofForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        made = act.renew_codes(by=request.actor, now=timezone.now(), person=request.user)
        if not isinstance(made, Refusal):
            return _show_codes(request, made)
        put_errors(form, made)
    why = _("Sepuluh kode pemulihan baru akan ditampilkan sekali. Kode yang lama tidak berlaku lagi.")
    return _ask(request, form, _("Buat kode pemulihan baru"), why)


def _done(request: SignedRequest, codes: list[str], factor: str, told: str) -> HttpResponse:
    """After the first factor its owner has proven himself by it, in this session too."""
    request.session[FACTOR] = factor
    messages.success(request, told)
    return _show_codes(request, codes) if codes else redirect("organisation.factors")


def _show_codes(request: SignedRequest, codes: list[str]) -> HttpResponse:
    return _private(render_page(request, "organisation/factor_codes.html", {"codes": codes}))


def _ask(request: SignedRequest, form: ProofForm, title: str, why: str) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "title": title, "why": why}
    return render_page(request, "organisation/factor_ask.html", context, status=422 if form.errors else 200)


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    return answer
