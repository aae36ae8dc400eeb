"""Forms about documents: a new version, and checking a receipt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.casework.cases.forms import ReasonForm
from lajur.casework.documents.receipts import normal_code, normal_digest
from lajur.casework.documents.rules import is_refused
from lajur.ui.forms import FilesField, Form, Select, TextInput


class VersionForm(ReasonForm):
    """`kinds`: (key, title) of the documents that the SOP knows."""

    jenis = forms.ChoiceField(
        label=gettext_lazy("Sebagai dokumen"),
        widget=Select,
        help_text=gettext_lazy("Ganti bila berkas ini tadinya salah tempat; berkasnya tidak perlu dikirim lagi."),
    )
    field_order = ("jenis", "berkas", "alasan")

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jenis"].choices = list(kinds)  # type: ignore[attr-defined]
        self.fields["berkas"] = FilesField(
            label=_("Berkas pengganti"),
            several=False,
            required=False,
            max_bytes=settings.UPLOAD_LIMIT,
            refuses=is_refused,
            help_text=_("Kosongkan bila isinya tetap."),
        )
        self.order_fields(self.field_order)


class CodeForm(Form):
    """The number on a receipt."""

    nomor = forms.CharField(
        label=gettext_lazy("Nomor tanda terima"),
        max_length=60,
        widget=TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Enam belas huruf dan angka, misalnya ABCD-EFGH-2345-IJKL."),
    )

    def clean_nomor(self) -> str:
        code = normal_code(self.cleaned_data["nomor"])
        if not code:
            raise forms.ValidationError(_("Nomor tanda terima terdiri dari enam belas huruf dan angka 2 sampai 7."))
        return code


class CompareForm(Form):
    """A file, or its digest, held against a receipt."""

    sidik = forms.CharField(
        label=gettext_lazy("Sidik SHA-256 berkas Anda"),
        required=False,
        max_length=200,
        widget=TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("64 angka dan huruf a sampai f, dari perintah sha256sum atau certutil."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["berkas"] = FilesField(
            label=_("Atau berkasnya"),
            several=False,
            required=False,
            max_bytes=settings.UPLOAD_LIMIT,
            help_text=_("Dibaca untuk dihitung sidiknya, lalu tidak disimpan."),
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        typed = given.get("sidik", "").strip()
        if typed and not normal_digest(typed):
            self.add_error("sidik", _("Sidik SHA-256 terdiri dari 64 angka dan huruf a sampai f."))
        if not typed and not given.get("berkas") and not self.errors:
            self.add_error("sidik", _("Tempelkan sidiknya, atau pilih berkasnya."))
        return given
