"""Every component with sample material: the page that the browser tests look at."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms as django_forms
from django.core.paginator import Paginator

from lajur.engine.testing import decision, make_sop, make_step
from lajur.ui import forms
from lajur.ui.sheet import Sheet, sheet_of
from lajur.ui.templatetags.ui import STATUSES

NOW = dt.datetime(2026, 11, 23, 2, 5, tzinfo=dt.UTC)


class SampleForm(forms.Form):
    title = django_forms.CharField(label="Judul survei", help_text="Seperti pada surat tugas.", widget=forms.TextInput)
    note = django_forms.CharField(label="Catatan", required=False, widget=forms.Textarea)
    begins = forms.DateField(label="Mulai", minimum=dt.date(2026, 11, 23))
    budget = forms.MoneyField(label="Anggaran", help_text="Dalam rupiah, tanpa sen.")
    score = forms.DecimalField(label="Nilai", decimals=2, maximum=100)
    way = django_forms.ChoiceField(
        label="Cara survei", choices=[("daring", "Daring"), ("tatap-muka", "Tatap muka")], widget=forms.RadioSelect
    )
    unit = django_forms.ChoiceField(label="Unit", choices=[("a", "Biro Umum"), ("b", "LPSE")], widget=forms.Select)
    sure = django_forms.BooleanField(label="Responden sudah diberi tahu", required=False)
    papers = forms.FilesField(label="Lampiran", required=False, help_text="PDF atau gambar, paling besar 25 MB.")


def sample_sheet() -> Sheet:
    steps = [
        make_step("perintah", "kepala", no="1", yields=("disposisi",)),
        make_step("susun", "tim", no="2", needs=("disposisi",), yields=("rencana",)),
        decision("putuskan", {"setuju": "surat", "perbaiki": "susun"}, no="3", needs=("rencana",)),
        make_step("surat", "sekretariat", no="4", yields=("surat", "daftar-responden")),
        make_step("survei", "sekretariat", no="5", needs=("daftar-responden",), remark="Paling sedikit 30 responden"),
        make_step("terima", "atasan", no="6", added=True),
    ]
    return sheet_of(
        make_sop(steps),
        states={"perintah": "selesai", "susun": "kini", "putuskan": "nanti"},
        urls={"susun": "/tugas/2/"},
        done={"perintah": "Ani, 20 Nov"},
        late=["susun"],
        taken=[("mulai", "/perintah"), ("/perintah", "/susun")],
    )


def sample_context() -> dict[str, Any]:
    hours = dt.timedelta(hours=1)
    form = SampleForm({"title": "", "begins": "2026-11-30", "budget": "2.50", "score": "87,125", "unit": "a"})
    names = [
        "Menugaskan tim",
        "Menyusun rencana",
        "Memutuskan",
        "Menyiapkan",
        "Menguji",
        "Menyebar",
        "Mengolah",
        "Melapor",
    ]
    states = ["selesai", "selesai", "selesai", "kini", "kini", "nanti", "nanti", "nanti"]
    steps = [
        {"no": str(no), "title": name, "state": state, "url": f"#{no}" if state != "nanti" else ""}
        for no, (name, state) in enumerate(zip(names, states, strict=True), 1)
    ]
    task = {
        "case": "KP-2026-0014", "sop": "Pengelolaan Kepuasan Pengguna Layanan", "who": "Budi Hartono, S.T., M.M.",
        "position": "Kepala UKPBJ", "behalf": "", "worth": 2_500_000_000,
    }  # fmt: skip
    return {
        "now": NOW,
        "form": form,
        "since": NOW - 30 * hours,
        "due_today": NOW + 3 * hours,
        "late_at": NOW - 5 * hours,
        "tabs": [
            {"label": "Dapat saya kerjakan", "url": "?", "current": True, "count": 12},
            {"label": "Saya tunggu", "url": "?tab=tunggu", "count": 3},
            {"label": "Sudah saya kerjakan", "url": "?tab=selesai"},
        ],
        "steps": steps,
        "documents": [{"name": "Disposisi-survei-semester-II.pdf", "url": "/dokumen/1/", "note": "langkah 1 · 214 kB"}],
        "tasks": [
            task | {"step": "Memutuskan rencana survei", "due": NOW - 5 * hours, "left": -312,
                    "status": "terlambat", "css": "row-late"},
            task | {"step": "Menyusun rencana survei", "due": NOW + 3 * hours, "left": 180,
                    "status": "hari-ini", "css": "row-today"},
            task | {"step": "Menetapkan Kelompok Kerja Pemilihan", "due": NOW + 74 * hours, "left": 1_410,
                    "status": "berjalan", "behalf": "Siti Aminah", "css": ""},
        ],
        "page": Paginator(range(2_350), 50).page(2),
        "events": [
            {"at": NOW, "text": "Dikembalikan ke langkah 2", "who": "Budi Hartono · Kepala UKPBJ", "icon": "kembali",
             "reason": "Responden baru 12 orang; tambah dari daftar penyedia semester I."},
            {"at": NOW - hours, "text": "Rencana survei selesai", "who": "Rahmawati Siregar", "icon": "selesai"},
            {"at": NOW - 30 * hours, "text": "Pelaksanaan dimulai", "who": "Sekretariat UKPBJ", "icon": "berjalan"},
        ],
        "kinds": list(STATUSES),
        "sheet": sample_sheet(),
    }  # fmt: skip
