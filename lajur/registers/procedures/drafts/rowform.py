"""The form of one row of the sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from lajur.catalogue.editing import find_row
from lajur.catalogue.outline import Content, Row, rows_of
from lajur.catalogue.shape import FIELD_KINDS
from lajur.engine.definition import END
from lajur.registers.procedures.drafts.plugs import plugs_of
from lajur.registers.procedures.drafts.rowdata import Given, answers_of, facts_of
from lajur.ui.forms import (
    CheckboxSelectMultiple,
    FlatChoiceField,
    Form,
    IntegerField,
    Textarea,
    TextInput,
    say_in_our_words,
)

BLANKS = {"kelengkapan": 1, "output": 1, "ways": 2, "isian": 1, "bawa": 1, "terima": 1, "syarat": 1}
MOST = {"kelengkapan": 50, "output": 50, "ways": 30, "isian": 60, "bawa": 50, "terima": 50, "syarat": 10, "jika": 10}
KINDS = "jenis-dokumen"
"""Id of the list of documents that the boxes offer."""

TIMES = [
    ("", gettext_lazy("tidak ditetapkan")),
    ("menit", gettext_lazy("menit")),
    ("jam", gettext_lazy("jam")),
    ("hari", gettext_lazy("hari kerja")),
    ("hari kalender", gettext_lazy("hari kalender")),
    ("teks", gettext_lazy("dengan kata-kata")),
    ("menurut", gettext_lazy("menurut tanggal dari isian")),
    ("bersama", gettext_lazy("satu sel dengan langkah di atasnya")),
]
WAYS = [
    ("", gettext_lazy("ke baris berikutnya")),
    ("lanjut", gettext_lazy("ke langkah lain")),
    ("keputusan", gettext_lazy("keputusan pelaksana")),
    ("pilihan", gettext_lazy("menurut jawaban isian")),
]
FIELD_TITLES = {
    "teks": gettext_lazy("teks pendek"), "paragraf": gettext_lazy("paragraf"), "angka": gettext_lazy("angka"),
    "uang": gettext_lazy("uang (rupiah)"), "tanggal": gettext_lazy("tanggal"), "pilihan": gettext_lazy("pilihan"),
    "ya-tidak": gettext_lazy("ya atau tidak"),
}  # fmt: skip
COMPARED = [
    ("sama", gettext_lazy("adalah")),
    ("bukan", gettext_lazy("bukan")),
    ("kurang_dari", gettext_lazy("kurang dari")),
    ("lebih_dari", gettext_lazy("lebih dari")),
    ("minimal", gettext_lazy("paling sedikit")),
    ("maksimal", gettext_lazy("paling banyak")),
    ("salah_satu", gettext_lazy("salah satu dari (pisahkan dengan koma)")),
]


class RowForm(Form):
    """Bound to what was sent, or showing the row. `given()` are the answers as `rowdata.row_of` takes them."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, content: Content, key: str, sops: Mapping[str, str]
    ) -> None:
        super().__init__(data, prefix=None, auto_id="isi-%s")
        self.content, self.key = content, key
        self.rows = rows_of(content)
        self.row = next(row for row in self.rows if row.key == key)
        self.shown = answers_of(find_row(content, key) or {}, content)
        self.counts: dict[str, int] = {}
        self._lanes = [(lane, part["nama"]) for lane, part in content["pelaksana"]]
        facts = facts_of(content)
        self._facts = [("", "–"), *((fact, asked["label"]) for fact, asked in facts.items())]
        self._dates = [
            ("", "–"), *((key, asked["label"]) for key, asked in facts.items() if asked.get("jenis") == "tanggal"),
        ]  # fmt: skip
        self._add_row()
        self._add_documents()
        self._add_time()
        self._add_ways()
        self._add_fields()
        self._add_rest(sops)

    # What is asked

    def _add(self, name: str, field: forms.Field, shown: Any = None) -> None:
        self.fields[name] = field
        self.initial[name] = shown
        if field.required:
            say_in_our_words(field, name)
            if not field.widget.use_fieldset:
                field.widget.attrs.setdefault("aria-required", "true")

    def _line(self, name: str, label: Any, most: int, shown: Any, **attrs: Any) -> None:
        self._add(
            name,
            forms.CharField(
                label=label, max_length=most, required=False, widget=TextInput({"autocomplete": "off", **attrs})
            ),
            shown,
        )

    def _lines(self, name: str, label: Any, most: int, shown: Any, rows: int = 2, help_text: Any = "") -> None:
        field = forms.CharField(
            label=label, max_length=most, required=False, widget=Textarea({"rows": rows}), help_text=help_text
        )
        self._add(name, field, shown)

    def _choice(self, name: str, label: Any, choices: list[tuple[str, Any]], shown: Any) -> None:
        if shown and shown not in dict(choices):
            choices = [*choices, (shown, shown)]
        self._add(name, FlatChoiceField(label=label, pairs=choices, required=False), shown or "")

    def _flag(self, name: str, label: Any, shown: bool) -> None:
        self._add(name, forms.BooleanField(label=label, required=False), shown)

    def _count(self, group: str, name: str, most: str = "") -> int:
        """How many of a group there are: what was sent, or what there is and some to write more into."""
        most = most or group
        if not self.is_bound:
            shown = self.shown.get(group, [])
            return min(len(shown) + BLANKS[group], MOST[most])
        sent = [int(m[1]) for key in self.data if (m := re.match(rf"{name}-([0-9]{{1,2}})(?:-|$)", key))]
        return min(max(sent, default=-1) + 1, MOST[most])

    def _add_row(self) -> None:
        shown = self.shown
        self._line("no", _("No."), 12, shown["no"])
        self._add(
            "kegiatan",
            forms.CharField(label=_("Kegiatan"), max_length=500, widget=Textarea({"rows": 2})),
            shown["kegiatan"],
        )
        lanes = [("", _("menurut cabangnya")), *self._lanes] if shown["payung"] else self._lanes
        self._choice("pelaksana", _("Pelaksana"), lanes, shown["pelaksana"])
        self._many("serta", _("Bersama"), [lane for lane in self._lanes if lane[0] != shown["pelaksana"]])
        if self.row.chosen:
            self._line("label", _("Nama jalan ke sub-langkah ini"), 60, shown["label"])
            self._add_conditions("syarat", shown["syarat"], "syarat")

    def _many(self, name: str, label: Any, choices: list[tuple[str, Any]]) -> None:
        shown = self.shown[name]
        choices = [*choices, *((key, key) for key in shown if key not in dict(choices))]
        if choices:
            field = forms.MultipleChoiceField(
                label=label, choices=choices, required=False, widget=CheckboxSelectMultiple()
            )
            self._add(name, field, shown)

    def _add_documents(self) -> None:
        for group, label in (("kelengkapan", _("Kelengkapan")), ("output", _("Output"))):
            self._boxes(group, label)

    def _boxes(self, group: str, label: Any) -> None:
        self.counts[group] = self._count(group, group)
        for number in range(self.counts[group]):
            shown = self.shown[group][number] if number < len(self.shown[group]) else ""
            self._line(f"{group}-{number}", f"{label} {number + 1}", 300, shown, list=KINDS)

    def _add_time(self) -> None:
        shown = self.shown
        self._choice("waktu_cara", _("Satuan waktu"), TIMES, shown["waktu_cara"])
        self._add(
            "waktu_jumlah",
            IntegerField(label=_("Waktu"), minimum=1, maximum=9999, required=False),
            shown["waktu_jumlah"],
        )
        self._line("waktu_teks", _("Kata-kata pada lembar"), 300, shown["waktu_teks"])
        self._choice("waktu_menurut", _("Tanggal dari isian"), self._dates, shown["waktu_menurut"])

    def _targets(self) -> list[tuple[str, Any]]:
        end = _("Akhir cabang ini") if self.row.branch else _("Selesai")
        near = [row for row in self.rows if row.branch == self.row.branch]
        return [*((row.key, _titled(row)) for row in near), (END, end)]

    def _add_ways(self) -> None:
        shown, targets = self.shown, self._targets()
        below = self.row.follows if self.row.follows in dict(targets) else END
        self._choice("jalan", _("Sesudah langkah ini"), WAYS[:2] if self.row.way else WAYS, shown["jalan"])
        self._choice("lanjut", _("Langkah tujuan"), targets, shown["lanjut"] or below)
        self.counts["ways"] = 0 if self.row.way else self._count("ways", "jalan")
        for number in range(self.counts["ways"]):
            way: Given = (
                shown["ways"][number] if number < len(shown["ways"]) else {"label": "", "ke": below, "jika": []}
            )
            self._line(f"jalan-{number}-label", _("Nama jalan %(n)d") % {"n": number + 1}, 60, way["label"])
            self._choice(f"jalan-{number}-ke", _("Tujuan jalan %(n)d") % {"n": number + 1}, targets, way["ke"])
            self._add_conditions(f"jalan-{number}-jika", way["jika"], f"jalan-{number}-jika")
        if self.row.way:
            ways = [("serentak", _("berjalan serentak")), ("pilihan", _("hanya satu yang diambil"))]
            self._choice("cara", _("Sub-langkahnya"), ways, shown["cara"])
            self._flag("payung", _("Baris ini hanya judul, tanpa tugas sendiri"), shown["payung"])

    def _add_conditions(self, name: str, shown: list[Given], count: str) -> None:
        if self.is_bound:
            sent = [int(m[1]) for key in self.data if (m := re.match(rf"{name}-([0-9]{{1,2}})-", key))]
            many = min(max(sent, default=-1) + 1, MOST["jika"])
        else:
            many = min(len(shown) + 1, MOST["jika"])
        self.counts[count] = many
        for number in range(many):
            one = shown[number] if number < len(shown) else {"isian": "", "banding": "sama", "nilai": ""}
            here = f"{name}-{number}"
            self._choice(f"{here}-isian", _("Syarat %(n)d: isian") % {"n": number + 1}, self._facts, one["isian"])
            self._choice(
                f"{here}-banding", _("Syarat %(n)d: perbandingan") % {"n": number + 1}, COMPARED, one["banding"]
            )
            self._line(f"{here}-nilai", _("Syarat %(n)d: nilai") % {"n": number + 1}, 300, one["nilai"])

    def _add_fields(self) -> None:
        self.counts["isian"] = self._count("isian", "isian")
        blank: Given = {
            "kunci": "", "label": "", "jenis": "teks", "bantuan": "", "wajib": False, "pribadi": False, "min": None,
            "maks": None, "pilihan": "",
        }  # fmt: skip
        kinds = [(kind, FIELD_TITLES[kind]) for kind in FIELD_KINDS]
        for number in range(self.counts["isian"]):
            one = self.shown["isian"][number] if number < len(self.shown["isian"]) else blank
            here = f"isian-{number}"
            self._add(
                f"{here}-kunci",
                forms.CharField(max_length=60, required=False, widget=forms.HiddenInput()),
                one["kunci"],
            )
            self._line(f"{here}-label", _("Pertanyaan"), 300, one["label"])
            self._choice(f"{here}-jenis", _("Jenis jawaban"), kinds, one["jenis"])
            self._flag(f"{here}-wajib", _("Wajib diisi"), one["wajib"])
            self._flag(f"{here}-pribadi", _("Data pribadi (disimpan terpisah dari jurnal)"), one["pribadi"])
            self._line(f"{here}-bantuan", _("Bantuan mengisi"), 2000, one["bantuan"])
            self._lines(f"{here}-pilihan", _("Pilihan, satu per baris"), 20000, one["pilihan"], 3)
            for name, label in (("min", _("Paling kecil")), ("maks", _("Paling besar"))):
                self._add(f"{here}-{name}", IntegerField(label=label, required=False), one[name])

    def _add_rest(self, sops: Mapping[str, str]) -> None:
        shown = self.shown
        self._many("menunjuk", _("Menunjuk orang untuk pelaksana"), [
            (key, lane["nama"]) for key, lane in self.content["pelaksana"] if lane.get("per_kasus")
        ])  # fmt: skip
        self._choice("panggil", _("SOP yang dipanggil"), [("", _("tidak ada")), *sops.items()], shown["panggil"])
        self._boxes("bawa", _("Dokumen yang dibawa"))
        self.counts["terima"] = self._count("terima", "terima")
        for number in range(self.counts["terima"]):
            one = shown["terima"][number] if number < len(shown["terima"]) else {"anak": "", "kita": ""}
            self._line(f"terima-{number}-anak", _("Kunci dokumen di SOP itu"), 60, one["anak"])
            self._line(f"terima-{number}-kita", _("Diterima di sini sebagai"), 300, one["kita"], list=KINDS)
        plugs = [(plug.name, plug.meaning) for plug in plugs_of("formulir")]
        if plugs or shown["formulir"]:
            self._choice("formulir", _("Formulir khusus"), [("", _("formulir umum")), *plugs], shown["formulir"])
        self._many("efek", _("Yang terjadi sesudah selesai"), [(plug.name, plug.meaning) for plug in plugs_of("efek")])
        self._lines("keterangan", _("Keterangan"), 2000, shown["keterangan"])
        self._lines("catatan", _("Catatan pembacaan"), 2000, shown["catatan"])
        self._flag("tambahan", _("Baris ini ditambahkan, tidak ada pada naskah"), shown["tambahan"])

    # What the template shows

    def boxes(self, group: str) -> list[BoundField]:
        return [self[f"{group}-{number}"] for number in range(self.counts[group])]

    @property
    def needs(self) -> list[BoundField]:
        return self.boxes("kelengkapan")

    @property
    def outputs(self) -> list[BoundField]:
        return self.boxes("output")

    @property
    def handed(self) -> list[BoundField]:
        return self.boxes("bawa")

    @property
    def received(self) -> list[tuple[BoundField, BoundField]]:
        return [(self[f"terima-{n}-anak"], self[f"terima-{n}-kita"]) for n in range(self.counts["terima"])]

    def conditions(self, name: str) -> list[tuple[BoundField, ...]]:
        parts = ("isian", "banding", "nilai")
        return [tuple(self[f"{name}-{n}-{part}"] for part in parts) for n in range(self.counts[name])]

    @property
    def taken_when(self) -> list[tuple[BoundField, ...]]:
        return self.conditions("syarat") if self.row.chosen else []

    @property
    def ways(self) -> Iterator[dict[str, Any]]:
        for number in range(self.counts["ways"]):
            here = f"jalan-{number}"
            yield {"label": self[f"{here}-label"], "to": self[f"{here}-ke"], "when": self.conditions(f"{here}-jika")}

    @property
    def asked(self) -> Iterator[dict[str, BoundField]]:
        for number in range(self.counts["isian"]):
            names = ("kunci", "label", "jenis", "wajib", "pribadi", "bantuan", "pilihan", "min", "maks")
            yield {name: self[f"isian-{number}-{name}"] for name in names}

    @property
    def kinds(self) -> list[str]:
        return [kind["nama"] for _, kind in self.content.get("dokumen", [])]

    # What was answered

    def given(self) -> Given:
        """After `is_valid`."""
        clean = self.cleaned_data
        told: Given = {name: value for name, value in clean.items() if "-" not in name}
        for group in ("kelengkapan", "output", "bawa"):
            told[group] = [clean[f"{group}-{n}"] for n in range(self.counts[group]) if clean.get(f"{group}-{n}")]
        told["ways"] = [
            {
                "label": clean.get(f"jalan-{n}-label"), "ke": clean.get(f"jalan-{n}-ke"),
                "jika": self._told(f"jalan-{n}-jika"),
            }
            for n in range(self.counts["ways"])
        ]  # fmt: skip
        told["syarat"] = self._told("syarat") if self.row.chosen else []
        names = ("kunci", "label", "jenis", "wajib", "pribadi", "bantuan", "pilihan", "min", "maks")
        told["isian"] = [{name: clean.get(f"isian-{n}-{name}") for name in names} for n in range(self.counts["isian"])]
        told["terima"] = [
            {"anak": clean.get(f"terima-{n}-anak"), "kita": clean.get(f"terima-{n}-kita")}
            for n in range(self.counts["terima"])
        ]
        return told

    def _told(self, name: str) -> list[Given]:
        clean, parts = self.cleaned_data, ("isian", "banding", "nilai")
        return [{part: clean.get(f"{name}-{n}-{part}") for part in parts} for n in range(self.counts[name])]

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or {}
        measured = clean.get("waktu_cara") in ("menit", "jam", "hari", "hari kalender")
        if measured and not clean.get("waktu_jumlah") and "waktu_jumlah" not in self.errors:
            self.add_error("waktu_jumlah", _("Tulis berapa %(unit)s.") % {"unit": clean["waktu_cara"]})
        return clean


def _titled(row: Row) -> str:
    title = row.content["kegiatan"]
    return f"{row.content.get('no', '')}. {title if len(title) <= 60 else title[:59] + '…'}"
