"""Forms of the collection: input only."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from lajur.capabilities.surveys.models import Survey
from lajur.ui.forms import DateField, Form, RadioSelect, Select, Textarea, TextInput


class ExtendForm(Form):
    sampai = DateField(label=_("Jawaban diterima sampai"))


class InviteForm(Form):
    kalangan = forms.TypedChoiceField(label=_("Kalangan"), coerce=int, widget=Select)
    alamat = forms.CharField(
        label=_("Alamat surel"),
        widget=Textarea({"rows": 6, "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("Satu per baris, atau dipisahkan koma. Setiap alamat mendapat satu tautan sekali pakai."),
    )

    def __init__(self, *args: Any, survey: Survey, **given: Any) -> None:
        super().__init__(*args, **given)
        chosen: Any = self.fields["kalangan"]
        chosen.choices = [(row.number, row.title) for row in survey.groups.all()]

    def clean_alamat(self) -> list[str]:
        found = [part for part in re.split(r"[\s,;]+", self.cleaned_data["alamat"]) if part]
        for address in found:
            try:
                validate_email(address)
            except ValidationError:
                raise ValidationError(
                    _("“%(address)s” bukan alamat surel."), params={"address": address[:80]}
                ) from None
        return found


class JudgeForm(Form):
    putusan = forms.ChoiceField(
        label=_("Putusan"),
        choices=[("hitung", _("Hitung jawaban yang dipilih")), ("tolak", _("Jangan hitung"))],
        widget=RadioSelect,
    )
    alasan = forms.CharField(label=_("Alasan"), max_length=300, widget=TextInput)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.chosen: list[UUID] = []

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for text in self.data.getlist("lembar"):  # type: ignore[attr-defined]
            try:
                self.chosen.append(UUID(text))
            except ValueError:
                continue
        if not self.chosen:
            raise ValidationError(_("Pilih dahulu jawaban yang diputuskan."))
        return given


class PaperForm(Form):
    """Besides its fields: `u1`… one digit each, and one box for every extra question."""

    nomor = forms.CharField(label=_("Nomor lembar"), required=False, max_length=40, widget=TextInput)
