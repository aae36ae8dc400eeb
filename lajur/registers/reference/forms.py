"""Forms of dated tables and of the letterhead."""

from __future__ import annotations

from datetime import date
from typing import Any

import yaml
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lajur.registers.reference.letterheads import MOST_LINES
from lajur.registers.reference.pictures import MOST_BYTES
from lajur.registers.reference.shipped import plain
from lajur.ui.forms import DateField, FilesField, Form, RadioSelect, Textarea, TextInput


class ValueField(forms.CharField):
    """→ a value of a dated table: a number, a text, or a list or mapping as in the files of tables (YAML)."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return plain(yaml.safe_load(text))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            raise ValidationError(
                _("Baris %(line)d tidak terbaca. Jaga tanda titik dua, kurung, dan jarak di awal baris."),
                "unreadable",
                {"line": line},
            ) from error

    def validate(self, value: Any) -> None:
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], "required")

    def run_validators(self, value: Any) -> None:
        """Its rules are the table's (`rules.fault_in`)."""


def written(value: Any) -> str:
    """A value as people read and write it."""
    if isinstance(value, dict | list):
        return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, default_flow_style=None, width=100).strip()
    return "" if value is None else str(value)


class ValueForm(Form):
    berlaku = DateField(label=_("Berlaku mulai"))
    nilai = ValueField(
        label=_("Nilai"),
        widget=Textarea({"rows": 8, "class": "input input-code", "spellcheck": "false"}),
        help_text=_(
            "Ubah kata atau angka di kanan titik dua; nama di kirinya, kurung, dan jarak di awal baris dibiarkan."
        ),
    )
    dasar_hukum = forms.CharField(
        label=_("Dasar hukum"),
        max_length=500,
        widget=TextInput,
        help_text=_("Nama peraturan, nomor, tahun, dan pasalnya."),
    )
    sumber = forms.CharField(
        label=_("Sumber"),
        max_length=500,
        widget=TextInput,
        help_text=_("Di mana Anda membacanya: tautan, lembaran negara, atau surat."),
    )
    terverifikasi = forms.ChoiceField(
        label=_("Sudah diperiksa pada naskah aslinya?"),
        widget=RadioSelect,
        initial="tidak",
        choices=[("ya", _("Ya, saya membaca naskahnya")), ("tidak", _("Belum"))],
    )


class LetterheadForm(Form):
    baris = forms.CharField(
        label=_("Baris nama"),
        max_length=500,
        widget=Textarea({"rows": MOST_LINES}),
        help_text=_("Satu sampai empat baris, dari yang tertinggi. Misalnya: PEMERINTAH KOTA …, SEKRETARIAT DAERAH."),
    )
    alamat = forms.CharField(label=_("Alamat"), max_length=300, widget=TextInput)
    kontak = forms.CharField(
        label=_("Kontak"),
        required=False,
        max_length=300,
        widget=TextInput,
        help_text=_("Telepon, surel, dan laman."),
    )
    kota = forms.CharField(
        label=_("Kota"), max_length=100, widget=TextInput, help_text=_("Ditulis di atas tanda tangan, sebelum tanggal.")
    )
    berlaku = DateField(label=_("Berlaku mulai"))
    lambang = FilesField(
        label=_("Lambang"),
        required=False,
        several=False,
        max_bytes=MOST_BYTES,
        help_text=_(
            "PNG atau JPEG, paling besar 300 kB dan 1.200 piksel. Kosong: lambang yang sekarang tetap dipakai."
        ),
    )

    def clean_baris(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["baris"].splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(_("Paling banyak empat baris."), "many")
        if any(len(line) > 120 for line in lines):
            raise ValidationError(_("Setiap baris paling panjang 120 huruf."), "long")
        return lines

    @classmethod
    def starting(cls, found: Any, today: date) -> dict[str, Any]:
        if found is None:
            return {"berlaku": today}
        return {
            "baris": "\n".join(found.lines),
            "alamat": found.address,
            "kontak": found.contact,
            "kota": found.city,
            "berlaku": today,
        }
