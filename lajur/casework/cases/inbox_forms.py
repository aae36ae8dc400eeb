"""Forms of the inbox."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.casework.cases.forms import ReasonForm
from lajur.ui.forms import Form, Select, TextInput


class TakeOverForm(ReasonForm):
    """Who takes several tasks over, and why. `people`: (id, name)."""

    kepada = forms.ChoiceField(label=gettext_lazy("Kepada"), widget=Select)
    field_order = ("kepada", "alasan")

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kepada"].choices = [("", _("Pilih orang")), *people]  # type: ignore[attr-defined]


class FilterForm(Form):
    """A name for the filter that is shown, and whether it opens by itself."""

    nama = forms.CharField(
        label=gettext_lazy("Nama saringan"),
        max_length=60,
        widget=TextInput,
        help_text=gettext_lazy("Nama yang sudah ada diganti isinya."),
    )
    bawaan = forms.BooleanField(label=gettext_lazy("Tampilkan ini setiap kali Tugas saya dibuka"), required=False)
