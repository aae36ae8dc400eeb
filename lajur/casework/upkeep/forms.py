"""Forms about the installation."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from lajur.casework.upkeep.models import Cause
from lajur.ui.forms import Form, RadioSelect, Textarea


class RemarkForm(Form):
    penyebab = forms.ChoiceField(label=_("Penyebab"), choices=Cause.choices, widget=RadioSelect)
    keterangan = forms.CharField(
        label=_("Keterangan"),
        required=False,
        max_length=500,
        widget=Textarea({"rows": 3}),
        help_text=_("Dibaca siapa saja pada halaman gangguan. Jangan tulis nama orang."),
    )
