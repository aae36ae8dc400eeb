"""Forms about people: signing in, arranging a substitute."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lajur.registers.organisation.models import Person
from lajur.ui.forms import DateField, Form, Select, TextInput


class SignInForm(Form):
    saves = False
    username = forms.CharField(
        label=_("Nama pengguna"),
        max_length=150,
        widget=TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Kata sandi"),
        strip=False,
        widget=forms.PasswordInput({"class": "input", "autocomplete": "current-password"}),
    )


class SubstituteForm(Form):
    """`people`: those who may be chosen."""

    pengganti = forms.ChoiceField(label=_("Pengganti"), widget=Select)
    mulai = DateField(label=pgettext_lazy("hari pertama", "Mulai"))
    sampai = DateField(label=_("Sampai dengan"))
    alasan = forms.CharField(
        label=_("Alasan"),
        max_length=300,
        widget=TextInput,
        help_text=_("Misalnya cuti tahunan atau dinas luar, dengan nomor suratnya bila ada."),
    )

    def __init__(self, *args: Any, people: Iterable[Person], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(person.id), person.name) for person in people]
        self.fields["pengganti"].choices = [("", _("Pilih orang")), *choices]  # type: ignore[attr-defined]
        for name in ("mulai", "sampai"):
            self.fields[name].minimum = today  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("mulai") and given.get("sampai") and given["sampai"] < given["mulai"]:
            self.add_error("sampai", _("Tanggal selesai harus sama dengan atau setelah tanggal mulai."))
        return given
