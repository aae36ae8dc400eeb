"""How a document is kept, why it is held, and what is decided of a list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from lajur.casework.documents.retention.rules import Class
from lajur.ui.forms import DateField, Form, RadioSelect, Select, Textarea, TextInput


class FilingForm(Form):
    golongan = forms.ChoiceField(label=gettext_lazy("Golongan"), widget=Select)
    tempat = forms.CharField(
        label=gettext_lazy("Tempat simpan"),
        required=False,
        max_length=300,
        widget=TextInput,
        help_text=gettext_lazy("Misalnya: arsip Sekretariat Kepala UKPBJ, lemari 2, boks 14."),
    )
    sejak = DateField(
        label=gettext_lazy("Masa simpan dihitung sejak"),
        required=False,
        help_text=gettext_lazy("Kosongkan selama pemicunya belum terjadi, misalnya tindak lanjut pemeriksaan."),
    )

    def __init__(self, *args: Any, known: Iterable[Class], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["golongan"].choices = [(one.code, one.title) for one in known]  # type: ignore[attr-defined]
        self.fields["sejak"].maximum = today  # type: ignore[attr-defined]


class HoldForm(Form):
    alasan = forms.CharField(
        label=gettext_lazy("Alasan menahan"),
        max_length=500,
        widget=Textarea({"rows": 2}),
        help_text=gettext_lazy("Misalnya: sengketa atau pemeriksaan yang masih berjalan, dengan nomor suratnya."),
    )


class ProposeForm(Form):
    catatan = forms.CharField(
        label=gettext_lazy("Catatan untuk pimpinan"), required=False, max_length=500, widget=Textarea({"rows": 2})
    )


class DecideForm(Form):
    putusan = forms.ChoiceField(
        label=gettext_lazy("Putusan"),
        widget=RadioSelect,
        choices=[("setuju", gettext_lazy("Setuju dimusnahkan")), ("tolak", gettext_lazy("Tolak"))],
    )
    catatan = forms.CharField(label=gettext_lazy("Pertimbangan"), max_length=500, widget=Textarea({"rows": 3}))


class DestroyForm(Form):
    berita_acara = forms.CharField(
        label=gettext_lazy("Nomor berita acara pemusnahan"),
        max_length=150,
        widget=TextInput,
        help_text=gettext_lazy("Berita acara yang sudah terbit, di Lajur atau di luar, dengan daftar ini terlampir."),
    )
