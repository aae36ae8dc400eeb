"""Forms of papers: voiding, wording, numbering. Those of writing by hand: `writing`."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from lajur.ui.forms import Form, IntegerField, Textarea, TextInput

LINES = _("Satu per baris. Nama atau jabatan pegawai dikenali: ia menerima naskah di Lajur; yang lain hanya tercetak.")


class VoidForm(Form):
    alasan = forms.CharField(
        label=_("Alasan pembatalan"),
        max_length=500,
        widget=Textarea({"rows": 3}),
        help_text=_("Dibaca oleh penerima dan oleh yang memeriksa keaslian naskah."),
    )


class WordingForm(Form):
    """`dasar`: number of the edition that is being edited."""

    teks = forms.CharField(
        label=_("Teks templat"),
        max_length=60_000,
        strip=False,
        widget=Textarea({"rows": 24, "class": "input wording", "spellcheck": "false"}),
    )
    catatan = forms.CharField(
        label=_("Catatan perubahan"), required=False, max_length=300, widget=TextInput
    )  # fmt: skip
    dasar = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class PatternForm(Form):
    pola = forms.CharField(
        label=_("Pola nomor"),
        max_length=120,
        widget=TextInput,
        help_text=_(
            "Isian: {urut} {tahun} {bulan} {bulan_romawi} {klasifikasi} {unit} {jenis} {keamanan}; {urut:3}: 007."
        ),
    )
    deret = forms.CharField(
        label=_("Deret"),
        max_length=40,
        widget=TextInput,
        help_text=_("Jenis naskah dengan deret yang sama memakai satu hitungan nomor."),
    )
    unit = forms.CharField(label=_("Kode unit"), required=False, max_length=40, widget=TextInput)
    klasifikasi = forms.CharField(
        label=_("Kode klasifikasi yang biasa"), required=False, max_length=40, widget=TextInput
    )
    terpakai = IntegerField(
        label=_("Nomor terakhir di luar Lajur tahun ini"),
        required=False,
        minimum=1,
        help_text=_("Hanya bila nomor sudah dipakai sebelum Lajur: hitungan dilanjutkan sesudahnya."),
    )
