"""What is typed about follow-ups."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lajur.capabilities.surveys.followups.actions import Planned
from lajur.ui.forms import DateField, Form, Select, Textarea


class FollowUpForm(Form):
    """`elements` and `persons` are (value, label), the weakest elements first."""

    unsur = forms.TypedChoiceField(label=_("Unsur"), coerce=int, widget=Select)
    program = forms.CharField(
        label=_("Program atau kegiatan"),
        max_length=300,
        widget=Textarea({"rows": 3}),
        help_text=_("Misalnya: “Menyusun ulang alur pendaftaran dan menempelnya di loket.”"),
    )
    waktu = DateField(label=_("Paling lambat"))
    penanggung_jawab = forms.ChoiceField(label=_("Penanggung jawab"), widget=Select)

    def __init__(
        self, *args: Any, elements: Iterable[tuple[int, str]], persons: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        blank = [("", _("Pilih …"))]
        self.fields["unsur"].choices = [*blank, *elements]  # type: ignore[attr-defined]
        self.fields["penanggung_jawab"].choices = [*blank, *persons]  # type: ignore[attr-defined]

    def planned(self) -> Planned:
        given = self.cleaned_data
        due: date = given["waktu"]
        return Planned(given["unsur"], given["program"], due, given["penanggung_jawab"])


class AnalysisForm(Form):
    analisis = forms.CharField(
        label=_("Analisis tim"),
        max_length=5000,
        required=False,
        widget=Textarea({"rows": 5}),
        help_text=_("Mengapa angkanya demikian, menurut tim. Tercetak dalam laporan; jangan menyebut nama responden."),
    )


class DoneForm(Form):
    hasil = forms.CharField(
        label=_("Yang sudah dikerjakan"),
        max_length=2000,
        widget=Textarea({"rows": 4}),
        help_text=_("Tercetak dalam laporan pelaksanaan. Sebutkan buktinya bila ada."),
    )
