"""Forms about what is held about people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lajur.casework.privacy.rules import BASES
from lajur.registers.organisation.models import Person
from lajur.ui.forms import Form, RadioSelect, Select, Textarea, TextInput

GROUNDS = [
    ("permintaan", _("Permintaan pemilik data (Pasal 8 dan Pasal 43 UU 27/2022)")),
    ("tidak-diperlukan", _("Tidak lagi diperlukan untuk tujuannya (Pasal 43 UU 27/2022)")),
    ("persetujuan-ditarik", _("Persetujuan ditarik kembali (Pasal 43 UU 27/2022)")),
    ("melawan-hukum", _("Diperoleh atau diproses dengan melawan hukum (Pasal 43 UU 27/2022)")),
]
assert [code for code, _text in GROUNDS] == list(BASES)


class PersonForm(Form):
    orang = forms.ModelChoiceField(
        label=pgettext_lazy("satu", "Orang"),
        queryset=Person.within.none(),
        widget=Select,
        empty_label=_("Pilih orang"),
    )

    def __init__(self, *args: Any, agency: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        people: Any = self.fields["orang"]
        people.queryset = Person.within.filter(agency=agency).order_by("name")


class _GroundForm(Form):
    dasar = forms.ChoiceField(label=_("Dasar hukum"), choices=GROUNDS, widget=RadioSelect)
    alasan = forms.CharField(
        label=_("Alasan"),
        max_length=1000,
        widget=Textarea({"rows": 2}),
        help_text=_("Misalnya nomor surat permintaannya. Tercatat dalam jurnal."),
    )


class ErasePersonForm(_GroundForm, PersonForm):
    tulisan = forms.BooleanField(
        label=_("Hapus juga tulisannya: komentar, jawaban penyimpangan, catatan, dan isian pribadi"), required=False
    )
    field_order = ("orang", "dasar", "alasan", "tulisan")

    def __init__(self, *args: Any, agency: Any, **given: Any) -> None:
        super().__init__(*args, agency=agency, **given)
        people: Any = self.fields["orang"]
        people.queryset = Person.within.filter(agency=agency, is_active=False).order_by("name")
        people.help_text = _("Hanya orang yang sudah dinonaktifkan.")


class EraseCaseForm(_GroundForm):
    nomor = forms.CharField(label=_("Nomor pelaksanaan"), max_length=30, widget=TextInput)
    judul = forms.CharField(
        label=_("Judul pengganti"),
        required=False,
        max_length=300,
        widget=TextInput,
        help_text=_("Bila judulnya memuat nama orang. Kosong: judulnya tetap."),
    )
    field_order = ("nomor", "judul", "dasar", "alasan")
