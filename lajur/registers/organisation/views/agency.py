"""The agency itself: its kind, and whom its people ask for help."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.authority.words import faults, sentence
from lajur.registers.organisation.actions import describe_agency
from lajur.registers.organisation.models import Agency, AgencyKind
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui.forms import Form, RadioSelect, TextInput
from lajur.ui.pages import render_page

FIELDS = {"kind": "jenis", "phone": "telepon"}


class AgencyForm(Form):
    jenis = forms.ChoiceField(
        label=gettext_lazy("Jenis instansi"), choices=AgencyKind.choices, required=False, widget=RadioSelect
    )
    surel = forms.EmailField(
        label=gettext_lazy("Surel bantuan"),
        required=False,
        widget=TextInput({"inputmode": "email", "autocomplete": "off"}),
        help_text=gettext_lazy("Kotak surat unit yang menolong pegawai, misalnya bantuan@contoh.go.id; bukan orang."),
    )
    telepon = forms.CharField(
        label=gettext_lazy("Telepon bantuan"),
        required=False,
        max_length=40,
        widget=TextInput({"inputmode": "tel", "autocomplete": "off"}),
        help_text=gettext_lazy("Misalnya (0730) 621123."),
    )


@page(needs="organisation.manage")
def agency(request: SignedRequest) -> HttpResponse:
    found = Agency.objects.get(id=request.user.agency_id)
    before: dict[str, Any] = {"jenis": found.kind, "surel": found.contact_email, "telepon": found.contact_phone}
    form = AgencyForm(request.POST if request.method == "POST" else None, initial=before)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        outcome = describe_agency(
            by=request.actor, now=request.now, kind=given["jenis"], email=given["surel"], phone=given["telepon"]
        )
        if not isinstance(outcome, Refusal):
            messages.success(request, _("Data instansi tersimpan."))
            return redirect("organisation.agency")
        for name, text in faults(outcome).items():
            form.add_error(FIELDS.get(name), text)
        if not form.errors:
            form.add_error(None, sentence(outcome))
    context = {"form": form, "found": found}
    return render_page(request, "organisation/agency.html", context, status=422 if form.errors else 200)
