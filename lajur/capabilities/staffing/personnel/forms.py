"""What is asked about the staff."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lajur.capabilities.staffing.models import CertificateKind, LeaveKind, Level, Staff
from lajur.capabilities.staffing.personnel.queries import not_yet_staff
from lajur.ui.forms import DateField, Form, IntegerField, MoneyField, Select, TextInput

STAFF_FIELDS = {
    "jenjang": "level", "dibagi": "is_available", "paket_lain": "other_packages", "nilai_lain": "other_value",
    "batas": "most_packages",
}  # fmt: skip
"""Name in the form → field of the staff."""


class StaffForm(Form):
    jenjang = forms.ChoiceField(label=_("Jenjang"), choices=Level.choices, widget=Select())
    dibagi = forms.BooleanField(label=_("Sedang dibagi tugas"), required=False, initial=True)
    paket_lain = IntegerField(
        label=_("Paket di luar Lajur"), minimum=0, maximum=10_000, initial=0,
        help_text=_("Ikut dihitung sebagai beban."),
    )  # fmt: skip
    nilai_lain = MoneyField(label=_("Nilai paket di luar Lajur"), initial=0)
    batas = IntegerField(
        label=_("Paling banyak diberi berapa paket"), required=False, minimum=0, maximum=10_000,
        help_text=_("Kosong berarti tanpa batas."),
    )  # fmt: skip

    @property
    def values(self) -> dict[str, Any]:
        return {field: self.cleaned_data[name] for name, field in STAFF_FIELDS.items()}


class EnrolForm(StaffForm):
    pegawai: Any = forms.ModelChoiceField(
        label=_("Pegawai"), queryset=None, widget=Select(), empty_label=_("Pilih orang")
    )
    field_order = ("pegawai",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pegawai"].queryset = not_yet_staff()  # type: ignore[attr-defined]


class CertificateForm(Form):
    jenis = forms.ChoiceField(label=_("Sertifikat"), choices=CertificateKind.choices, widget=Select())
    nomor = forms.CharField(label=_("Nomor"), max_length=100, required=False, widget=TextInput())
    terbit = DateField(label=_("Terbit"))
    sampai = DateField(label=_("Berlaku sampai"), required=False, help_text=_("Kosong berarti seterusnya."))


class LeaveForm(Form):
    jenis = forms.ChoiceField(label=_("Alasan"), choices=LeaveKind.choices, widget=Select())
    dari = DateField(label=_("Hari pertama"))
    sampai = DateField(label=_("Hari terakhir"))


class ConflictForm(Form):
    kode = forms.CharField(label=_("Kode RUP paket"), max_length=200, required=False, widget=TextInput())
    satker = forms.CharField(
        label=_("Atau semua paket satuan kerja"), max_length=300, required=False, widget=TextInput(),
        help_text=_("Ditulis seperti pada paketnya."),
    )  # fmt: skip
    alasan = forms.CharField(label=_("Alasan"), max_length=300, widget=TextInput())


def known(staff: Staff) -> dict[str, Any]:
    values = {name: getattr(staff, field) for name, field in STAFF_FIELDS.items()}
    return values | {"nilai_lain": int(staff.other_value)}
