"""The register of legal bases: all of them, one of them with its history and the SOPs that rest on it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.authority.permissions import may
from lajur.registers.authority.words import faults, sentence
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.laws.register import Law, law_in, record_law, register
from lajur.registers.procedures.models import LawEntry, LawStatus
from lajur.ui.forms import DateField, Form, Select, TextInput
from lajur.ui.pages import render_page

FIELDS = {"dasar", "status", "oleh", "sumber"}


class LawForm(Form):
    dasar = forms.CharField(
        label=gettext_lazy("Dasar hukum"),
        max_length=500,
        widget=TextInput(),
        help_text=gettext_lazy("Seperti pada lembar SOP: jenis, nomor, tahun, dan tentang apa."),
    )
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=LawStatus.choices, widget=Select())
    oleh = forms.CharField(
        label=gettext_lazy("Diubah atau dicabut oleh"), max_length=300, required=False, widget=TextInput()
    )
    sejak = DateField(label=gettext_lazy("Sejak tanggal"), required=False)
    sumber = forms.CharField(
        label=gettext_lazy("Sumber"),
        max_length=300,
        widget=TextInput(),
        help_text=gettext_lazy("Lembaran negara, berita negara, atau laman resmi tempat hal ini tertulis."),
    )


@page(needs="procedures.watch", verbs=("GET",))
def laws(request: SignedRequest) -> HttpResponse:
    """Every law that the agency's SOPs rest on or that it has recorded."""
    rows = register(request.user.agency)
    context = {
        "rows": rows, "wanting": sum(row.is_wanting for row in rows), "labels": dict(LawStatus.choices),
        "can_record": bool(may(request.actor, "procedures.laws")),
    }  # fmt: skip
    return render_page(request, "procedures/law_register.html", context)


@page(needs="procedures.laws")
def new_law(request: SignedRequest) -> HttpResponse:
    """Record a law that no SOP rests on yet, or any by its citation."""
    form = LawForm(request.POST if request.method == "POST" else None)
    saved = _saved(request, form)
    return saved or render_page(request, "procedures/law_new.html", {"form": form}, status=422 if form.errors else 200)


def the_law(request: SignedRequest, kind: str, number: int, year: int) -> tuple[Law | None, list[LawEntry]]:
    """A law of the agency's register and its history. Raises Http404."""
    found = law_in(request.user.agency, (kind, number, year))
    if found[0] is None and not found[1]:
        raise Http404
    return found


@page(needs="procedures.watch", subject=the_law)
def law(request: SignedRequest, found: tuple[Law | None, list[LawEntry]]) -> HttpResponse:
    """Who rests on it, what was said of it when, and the form to say something new."""
    about, told = found
    can_record = bool(may(request.actor, "procedures.laws"))
    title = about.title if about else told[0].title
    fate = about.fate if about else None
    started: dict[str, Any] = {"dasar": title}
    if fate is not None:
        own = about.own if about else None
        started |= {"status": fate.status, "oleh": fate.by, "sejak": fate.since, "sumber": own.source if own else ""}
    form = LawForm(request.POST if request.method == "POST" and "status" in request.POST else None, initial=started)
    if request.method == "POST" and "status" not in request.POST:
        outcome = record_law(by=request.actor, now=request.now, title=title, status="")
        if isinstance(outcome, Refusal):
            messages.error(request, sentence(outcome))
        else:
            messages.success(request, _("Catatan instansi ditarik; yang berlaku kembali ialah bawaan Lajur."))
        return redirect("procedures.laws")
    saved = _saved(request, form)
    context = {
        "title": title, "law": about, "told": told, "form": form, "can_record": can_record, "fate": fate,
        "labels": dict(LawStatus.choices), "own": bool(told and told[0].status),
    }  # fmt: skip
    return saved or render_page(request, "procedures/law.html", context, status=422 if form.errors else 200)


def _saved(request: SignedRequest, form: LawForm) -> HttpResponse | None:
    """The way on after what was sent is recorded; None where nothing is, with the reason in the form."""
    if not form.is_bound or not form.is_valid():
        return None
    given = form.cleaned_data
    outcome = record_law(
        by=request.actor, now=request.now, title=given["dasar"], status=given["status"], by_law=given["oleh"],
        since=given["sejak"], source=given["sumber"],
    )  # fmt: skip
    if isinstance(outcome, LawEntry):
        messages.success(request, _("Status dasar hukum tercatat."))
        return redirect("procedures.law", outcome.kind, outcome.number, outcome.year)
    for name, text in faults(outcome).items():
        form.add_error(name if name in FIELDS else None, text)
    if not form.errors:
        form.add_error(None, sentence(outcome))
    return None
