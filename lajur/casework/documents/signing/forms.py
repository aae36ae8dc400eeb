"""What an officer gives for one signature. Passphrase and certificate file never come back into the page."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.ui.forms import FilesField, Form, Textarea, TextInput

MOST_BYTES = 200_000
"""A certificate file holds a key and a few certificates."""
MOST_PDF = 30_000_000
"""Of a PDF that is signed or checked here: it passes through memory several times."""


def _passphrase(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"class": "input", "autocomplete": "off"}),
        help_text=hint,
    )


class FileForm(Form):
    sertifikat = FilesField(
        label=gettext_lazy("Berkas sertifikat Anda"),
        several=False,
        max_bytes=MOST_BYTES,
        help_text=gettext_lazy(
            "Berkas .p12 atau .pfx. Dipakai sekali ini saja, lalu dibuang; tidak disimpan di server."
        ),
        error_messages={"required": gettext_lazy("Pilih berkas sertifikat Anda.")},
    )
    frasa = _passphrase(
        gettext_lazy("Kata sandi berkas sertifikat"), gettext_lazy("Hanya untuk sekali ini; tidak disimpan.")
    )


class BsreForm(Form):
    nik = forms.CharField(
        label=gettext_lazy("NIK Anda"),
        max_length=30,
        widget=TextInput({"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("16 angka, seperti terdaftar di BSrE. Tidak disimpan di server."),
    )
    frasa = _passphrase(gettext_lazy("Passphrase BSrE"), gettext_lazy("Hanya untuk sekali ini; tidak disimpan."))

    def clean_nik(self) -> str:
        digits = re.sub(r"[\s.]", "", self.cleaned_data["nik"])
        if not re.fullmatch(r"[0-9]{16}", digits):
            raise forms.ValidationError(_("NIK terdiri dari 16 angka."))
        return digits


class BroughtForm(Form):
    berkas = FilesField(
        label=gettext_lazy("PDF bertanda tangan dari BSrE"),
        several=False,
        max_bytes=MOST_PDF,
        help_text=gettext_lazy("Diperiksa dahulu: naskah yang sama, dengan satu tanda tangan baru atas nama Anda."),
    )


class MarkForm(Form):
    alasan = forms.CharField(
        label=gettext_lazy("Dari mana Anda mengetahuinya?"),
        max_length=500,
        widget=Textarea({"rows": 2}),
        help_text=gettext_lazy("Misalnya: tidak tercatat di riwayat akun BSrE saya."),
    )
