"""Data pribadi: one's own copy, copies on request, and erasure with its ground."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lajur.casework.privacy.actions import erase_case, erase_person, export_person
from lajur.casework.privacy.forms import EraseCaseForm, ErasePersonForm, PersonForm
from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page, refused
from lajur.registers.authority.words import faults, sentence
from lajur.registers.organisation.models import Person
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui.forms import Form
from lajur.ui.pages import render_page


def _shown(request: SignedRequest, status: int = 200, **given: Form) -> HttpResponse:
    agency = request.user.agency
    context = {
        "copies": given.get("copies") or PersonForm(agency=agency, prefix="salin"),
        "person": given.get("person") or ErasePersonForm(agency=agency, prefix="orang"),
        "case": given.get("case") or EraseCaseForm(prefix="perkara"),
    }
    return render_page(request, "privacy/home.html", context, status=status)


def _sent(request: SignedRequest, person: Person) -> HttpResponse:
    made = export_person(by=request.actor, now=request.now, person=person)
    if isinstance(made, Refusal):
        return refused(request, made)
    answer = HttpResponse(made, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="data-pribadi-{request.now:%Y%m%d}.zip"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _kept(form: Form, result: Refusal) -> None:
    told = {name: why for name, why in faults(result).items() if name in form.fields}
    for name, why in told.items():
        form.add_error(name, why)
    if not told:
        form.add_error(None, sentence(result))


@page(needs="privacy.export")
def own(request: SignedRequest) -> HttpResponse:
    """Everything held about oneself: explained, then downloaded."""
    if request.method == "POST":
        return _sent(request, request.user)
    return render_page(request, "privacy/own.html", {})


@page(needs="privacy.erase", verbs=("GET",))
def home(request: SignedRequest) -> HttpResponse:
    return _shown(request)


@page(needs="privacy.erase")
def export(request: SignedRequest) -> HttpResponse:
    """A person's copy, on his request."""
    if request.method != "POST":
        return redirect("privacy.home")
    form = PersonForm(request.POST, agency=request.user.agency, prefix="salin")
    return _sent(request, form.cleaned_data["orang"]) if form.is_valid() else _shown(request, 422, copies=form)


@page(needs="privacy.erase")
def erase(request: SignedRequest) -> HttpResponse:
    """Make somebody who has left nameless."""
    if request.method != "POST":
        return redirect("privacy.home")
    form = ErasePersonForm(request.POST, agency=request.user.agency, prefix="orang")
    if form.is_valid():
        given = form.cleaned_data
        result = erase_person(
            by=request.actor, now=request.now, person=given["orang"], basis=given["dasar"], reason=given["alasan"],
            with_texts=given["tulisan"],
        )  # fmt: skip
        if not isinstance(result, Refusal):
            messages.success(request, _("Data pribadinya terhapus; penghapusannya tercatat dalam jurnal."))
            return redirect("privacy.home")
        _kept(form, result)
    return _shown(request, 422, person=form)


@page(needs="privacy.erase")
def erase_of_case(request: SignedRequest) -> HttpResponse:
    """Erase what a case holds about people."""
    if request.method != "POST":
        return redirect("privacy.home")
    form = EraseCaseForm(request.POST, prefix="perkara")
    if form.is_valid():
        given = form.cleaned_data
        result = erase_case(
            by=request.actor, now=request.now, number=given["nomor"].strip(), basis=given["dasar"],
            reason=given["alasan"], subject=given["judul"],
        )  # fmt: skip
        if not isinstance(result, Refusal):
            messages.success(request, _("Data pribadi pelaksanaan itu terhapus; penghapusannya tercatat dalam jurnal."))
            return redirect("privacy.home")
        _kept(form, result)
    return _shown(request, 422, case=form)
