"""What is asked about a package."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lajur.registers.packages.models import Kind, Method, Package, PackageStatus
from lajur.ui.forms import DateField, DecimalField, Form, IntegerField, NumberInput, Select, TextInput

FIELDS = {
    "kode": "code", "nama": "name", "tahun": "year", "satker": "satker", "metode": "method", "jenis": "kind",
    "pagu": "pagu", "hps": "hps", "status": "status", "pemilihan_dari": "selection_from",
    "pemilihan_sampai": "selection_until", "kontrak_dari": "contract_from", "kontrak_sampai": "contract_until",
}  # fmt: skip
"""Name in the form → field of the package."""


class PackageForm(Form):
    kode = forms.CharField(label=_("Kode RUP"), max_length=200, widget=TextInput())
    nama = forms.CharField(label=_("Nama paket"), max_length=500, widget=TextInput())
    tahun = IntegerField(
        label=_("Tahun anggaran"),
        minimum=2000,
        maximum=2100,
        widget=forms.TextInput({"class": "input", "inputmode": "numeric"}),
    )
    satker = forms.CharField(label=_("Satuan kerja"), max_length=300, required=False, widget=TextInput())
    metode = forms.ChoiceField(label=_("Metode pengadaan"), choices=Method.choices, widget=Select())
    jenis = forms.ChoiceField(label=_("Jenis pengadaan"), choices=Kind.choices, widget=Select())
    pagu = DecimalField(label=_("Pagu"), minimum=0, widget=NumberInput(prefix="Rp"))
    hps = DecimalField(label=_("HPS"), minimum=0, required=False, widget=NumberInput(prefix="Rp"))
    status = forms.ChoiceField(label=_("Status"), choices=PackageStatus.choices, widget=Select())
    pemilihan_dari = DateField(label=_("Pemilihan dari"), required=False)
    pemilihan_sampai = DateField(label=_("Pemilihan sampai"), required=False)
    kontrak_dari = DateField(label=_("Kontrak dari"), required=False)
    kontrak_sampai = DateField(label=_("Kontrak sampai"), required=False)

    @property
    def values(self) -> dict[str, Any]:
        return {field: self.cleaned_data[name] for name, field in FIELDS.items()}


def known(package: Package) -> dict[str, Any]:
    return {name: getattr(package, field) for name, field in FIELDS.items()}
