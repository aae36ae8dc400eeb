"""Forms of papers: writing one by hand, voiding, wording, numbering."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lajur.casework.documents.papers.models import PaperKind, Secrecy
from lajur.ui.forms import Form, IntegerField, RadioSelect, Select, Textarea, TextInput

LINES = _("Satu per baris. Nama atau jabatan pegawai dikenali: ia menerima naskah di Lajur; yang lain hanya tercetak.")


class LetterForm(Form):
    """A letter or memo written by hand."""

    jenis = forms.ChoiceField(
        label=_("Jenis"),
        widget=RadioSelect,
        initial=PaperKind.LETTER,
        choices=[(kind.value, kind.label) for kind in (PaperKind.LETTER, PaperKind.MEMO)],
    )
    hal = forms.CharField(label=_("Hal"), max_length=300, widget=TextInput)
    kepada = forms.CharField(label=_("Kepada"), max_length=4000, widget=Textarea({"rows": 3}), help_text=LINES)
    tempat = forms.CharField(
        label=_("Di"), required=False, max_length=100, widget=TextInput, help_text=_("Misalnya: di Palembang.")
    )
    isi = forms.CharField(
        label=_("Isi surat"),
        max_length=40_000,
        widget=Textarea({"rows": 12}),
        help_text=_("Alinea dipisahkan baris kosong. Kop, nomor, tanggal, dan tanda tangan ditambahkan Lajur."),
    )
    tembusan = forms.CharField(
        label=_("Tembusan"), required=False, max_length=4000, widget=Textarea({"rows": 3}), help_text=LINES
    )
    penandatangan = forms.ChoiceField(label=_("Penandatangan"), widget=Select)
    sifat = forms.ChoiceField(label=_("Sifat"), widget=Select, choices=Secrecy.choices, initial=Secrecy.ORDINARY)
    klasifikasi = forms.CharField(
        label=_("Kode klasifikasi"),
        required=False,
        max_length=40,
        widget=TextInput,
        help_text=_("Kosong: kode yang biasa untuk jenis ini."),
    )

    def __init__(self, *args: Any, signers: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["penandatangan"].choices = list(signers)  # type: ignore[attr-defined]

    def clean_isi(self) -> str:
        return str(self.cleaned_data["isi"]).replace("\r\n", "\n")


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
            "Isian: {urut} {tahun} {bulan} {bulan_romawi} {klasifikasi} {unit} {keamanan}; {urut:3} menjadi 007."
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
