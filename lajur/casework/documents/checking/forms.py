"""What is handed over to be checked: a printed code, or a file."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.casework.documents.checking.queries import normal_token
from lajur.ui.forms import FilesField, Form, TextInput

MOST_BYTES = 20_000_000


class CodeForm(Form):
    kode = forms.CharField(
        label=gettext_lazy("Kode pada naskah"),
        max_length=60,
        widget=TextInput({"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
        help_text=gettext_lazy("Tercetak di bawah kode QR, misalnya ABCD-EFGH-2345-IJKL-MNOP."),
    )

    def clean_kode(self) -> str:
        code = normal_token(self.cleaned_data["kode"])
        if not code:
            raise forms.ValidationError(
                _("Kode terdiri dari empat atau lima kelompok berisi empat huruf atau angka 2–7.")
            )
        return code


class FileForm(Form):
    naskah = FilesField(
        label=gettext_lazy("Berkas PDF"),
        several=False,
        max_bytes=MOST_BYTES,
        help_text=gettext_lazy("Satu berkas PDF, paling besar 20 MB. Hanya dibaca; tidak disimpan."),
        error_messages={"required": gettext_lazy("Pilih berkas PDF yang akan diperiksa.")},
    )
