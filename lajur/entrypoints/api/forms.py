"""Forms for tokens and webhooks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lajur.ui.forms import CheckboxSelectMultiple, DateField, Form, TextInput

SCOPE_LABELS = {
    "catalogue:read": _("Membaca SOP dan edisinya"),
    "cases:read": _("Membaca pelaksanaan dan riwayatnya"),
    "cases:write": _("Memulai, membatalkan, dan mengomentari pelaksanaan"),
    "tasks:read": _("Membaca tugas"),
    "tasks:write": _("Menyelesaikan, mengembalikan, melewati, dan mengalihkan tugas"),
    "records:read": _("Membaca dan mengunduh dokumen"),
    "records:write": _("Mengunggah berkas untuk tugas"),
    "deviations:read": _("Membaca penyimpangan"),
    "deviations:write": _("Menjawab dan menilai penyimpangan"),
    "journal:read": _("Membaca dan memeriksa jurnal"),
    "people:read": _("Membaca pegawai dan jabatan"),
    "people:write": _("Menambah pegawai dan mengisi jabatan"),
}
EVENT_LABELS = {
    "case.started": _("Pelaksanaan dimulai"),
    "case.ended": _("Pelaksanaan selesai atau dibatalkan"),
    "task.opened": _("Tugas terbuka"),
    "task.completed": _("Tugas diselesaikan"),
    "deviation.recorded": _("Penyimpangan dicatat"),
    "deviation.answered": _("Penyimpangan dijawab"),
    "deviation.judged": _("Penyimpangan dinilai"),
}


class TokenForm(Form):
    nama = forms.CharField(
        label=_("Nama token"),
        max_length=100,
        widget=TextInput,
        help_text=_("Untuk apa token ini, misalnya nama aplikasi yang memakainya."),
    )
    lingkup = forms.MultipleChoiceField(
        label=_("Yang boleh dilakukan"),
        widget=CheckboxSelectMultiple,
        choices=list(SCOPE_LABELS.items()),
        help_text=_("Pilih sesedikit mungkin. Token tidak pernah boleh lebih dari Anda sendiri."),
    )
    sampai = DateField(label=_("Berlaku sampai dengan"), help_text=_("Paling lama satu tahun."))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        until: Any = self.fields["sampai"]
        until.minimum, until.maximum = today, today + timedelta(days=365)
        until.initial = today + timedelta(days=90)


class WebhookForm(Form):
    alamat = forms.CharField(
        label=_("Alamat penerima"),
        max_length=500,
        widget=TextInput({"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("Diawali https:// dan pada host yang diizinkan operator."),
    )
    peristiwa = forms.MultipleChoiceField(
        label=_("Peristiwa yang dikabarkan"), widget=CheckboxSelectMultiple, choices=list(EVENT_LABELS.items())
    )
