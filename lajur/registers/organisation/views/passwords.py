"""Setting one's own password: in the account, or by a link from the administrator."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scope

from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.actions import change_password, set_password_by_link
from lajur.registers.organisation.actors import actor_for
from lajur.registers.organisation.administration_forms import ChangePasswordForm, NewPasswordForm
from lajur.registers.organisation.models import Person
from lajur.registers.organisation.passwords import link_holds
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.organisation.signin.throttling import Gate
from lajur.registers.organisation.views.people import put_errors
from lajur.ui.pages import render_page


@page(needs="organisation.own_account")
def own_password(request: SignedRequest) -> HttpResponse:
    """Change the own password; whoever else is signed in with the old one is out."""
    form = ChangePasswordForm(request.POST if request.method == "POST" else None)
    gate, now = Gate.of(request, request.user.username, "bukti"), timezone.now()
    if form.is_valid() and (often := gate.enter(now)) is not None:
        form.add_error("lama", sentence(often))
    if form.is_valid():
        result = change_password(
            by=request.actor,
            now=request.now,
            person=request.user,
            old=form.cleaned_data["lama"],
            password=form.cleaned_data["baru"],
        )
        if getattr(result, "code", "") != "sandi-lama-salah":
            gate.passed()
        if not isinstance(result, Refusal):
            update_session_auth_hash(request, result)
            messages.success(request, _("Kata sandi sudah diganti. Perangkat lain harus masuk lagi."))
            return redirect("organisation.account")
        put_errors(form, result)
    return render_page(request, "organisation/own_password.html", {"form": form}, status=422 if form.errors else 200)


@page(public=True)
def password_link(request: HttpRequest, person_id: UUID, token: str) -> HttpResponse:
    """Set a first or new password by a link; a spent link and one that never was look the same."""
    person = Person.objects.anywhere(id=person_id)
    now = request.now  # type: ignore[attr-defined]
    if person is None or not link_holds(person, token, now):
        return _answer(request, {"form": None, "why": ""}, 410)
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with scope(agency=person.agency):
            result = set_password_by_link(
                by=actor_for(person, now), now=now, person=person, token=token, password=form.cleaned_data["baru"]
            )
        if not isinstance(result, Refusal):
            messages.success(request, _("Kata sandi sudah disimpan. Silakan masuk."))
            return redirect("organisation.sign_in")
        if result.code == "tautan-tidak-berlaku":
            return _answer(request, {"form": None, "why": sentence(result)}, 410)
        put_errors(form, result)
    return _answer(request, {"form": form, "shown": person}, 422 if form.errors else 200)


def _answer(request: HttpRequest, context: dict[str, object], status: int) -> HttpResponse:
    answer = render_page(request, "organisation/password_link.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
