"""Forms of what belongs to the whole sheet: the identity page, the lanes, the kinds of documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.catalogue.editing import used_rows
from lajur.catalogue.outline import Content, rows_of
from lajur.ui.forms import DateField, Form, Select, Textarea, TextInput, say_in_our_words

LISTS = {
    "dasar_hukum": gettext_lazy("Dasar hukum"),
    "keterkaitan": gettext_lazy("Keterkaitan"),
    "peralatan": gettext_lazy("Peralatan dan perlengkapan"),
    "peringatan": gettext_lazy("Peringatan"),
    "pencatatan": gettext_lazy("Pencatatan dan pendataan"),
    "penjelasan": gettext_lazy("Penjelasan singkat"),
    "tujuan": gettext_lazy("Tujuan"),
    "definisi": gettext_lazy("Pengertian"),
    "catatan": gettext_lazy("Catatan pembacaan"),
}
DATES = {
    "pembuatan": gettext_lazy("Tanggal pembuatan"),
    "revisi": gettext_lazy("Tanggal revisi"),
    "efektif": gettext_lazy("Tanggal efektif"),
}
APPROVAL = {
    "jabatan": (gettext_lazy("Jabatan yang mengesahkan"), 300),
    "nama": (gettext_lazy("Nama yang mengesahkan"), 300),
    "nip": (gettext_lazy("NIP yang mengesahkan"), 30),
}


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _line(label: Any, most: int, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, widget=TextInput({"autocomplete": "off"}))


class IdentityForm(Form):
    judul = _line(gettext_lazy("Judul"), 300, True)
    nomor = _line(gettext_lazy("Nomor"), 100, True)
    instansi = _line(gettext_lazy("Instansi"), 300)
    unit = _line(gettext_lazy("Unit kerja"), 300)

    def __init__(self, data: Mapping[str, Any] | None = None, *, content: Content) -> None:
        super().__init__(data, auto_id="isi-%s")
        dates, approved = content.get("tanggal", {}), content.get("disahkan", {})
        self.initial = {name: content.get(name, "") for name in ("judul", "nomor", "instansi", "unit")}
        for name, label in DATES.items():
            self.fields[f"tanggal_{name}"] = DateField(label=label, required=name == "pembuatan" and not dates)
            self.initial[f"tanggal_{name}"] = date.fromisoformat(dates[name]) if dates.get(name) else None
        for name, (label, most) in APPROVAL.items():
            self.fields[f"disahkan_{name}"] = _line(label, most)
            self.initial[f"disahkan_{name}"] = approved.get(name, "")
        for name, label in LISTS.items():
            self.fields[name] = forms.CharField(label=label, required=False, widget=Textarea({"rows": 3}))
            self.initial[name] = "\n".join(content.get(name, []))

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(clean.get(f"tanggal_{name}") for name in DATES):
            self.add_error("tanggal_pembuatan", _("Isi paling sedikit satu tanggal."))
        return clean

    def given(self) -> Content:
        clean = self.cleaned_data
        told: Content = {name: clean[name] for name in ("judul", "nomor", "instansi", "unit")}
        told["tanggal"] = {name: clean[f"tanggal_{name}"].isoformat() for name in DATES if clean.get(f"tanggal_{name}")}
        told["disahkan"] = {name: clean[f"disahkan_{name}"] for name in APPROVAL if clean[f"disahkan_{name}"]}
        return told | {name: _lines(clean[name]) for name in LISTS}


class LanesForm(Form):
    """A group of answers for each lane, by its key, and the name of a new one."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, content: Content) -> None:
        super().__init__(data, auto_id="isi-%s")
        self.lanes = content["pelaksana"]
        work = [row.content.get("pelaksana") for row in rows_of(content)]
        self.working = {key: work.count(key) for key, _ in self.lanes}
        for key, lane in self.lanes:
            self.fields[f"nama.{key}"] = _line(_("Nama pelaksana"), 300, True)
            self.fields[f"kualifikasi.{key}"] = forms.CharField(
                label=_("Kualifikasi, satu per baris"), required=False, widget=Textarea({"rows": 2})
            )
            self.fields[f"per_kasus.{key}"] = forms.BooleanField(
                label=_("Orangnya ditunjuk pada setiap pelaksanaan"), required=False
            )
            others = [(other, part["nama"]) for other, part in self.lanes if other != key]
            self.fields[f"pengganti.{key}"] = forms.ChoiceField(
                label=_("Bila dihapus, langkahnya dikerjakan"), choices=[("", "–"), *others], required=False,
                widget=Select(),
            )  # fmt: skip
            self.initial[f"nama.{key}"] = lane["nama"]
            self.initial[f"kualifikasi.{key}"] = "\n".join(lane.get("kualifikasi", []))
            self.initial[f"per_kasus.{key}"] = lane.get("per_kasus", False)
            say_in_our_words(self.fields[f"nama.{key}"], "nama")
        self.fields["baru"] = _line(_("Pelaksana baru"), 300)

    @property
    def groups(self) -> Iterator[dict[str, Any]]:
        for place, (key, lane) in enumerate(self.lanes):
            names = ("nama", "kualifikasi", "per_kasus", "pengganti")
            found: dict[str, Any] = {name: self[f"{name}.{key}"] for name in names}
            yield found | {
                "key": key, "title": lane["nama"], "steps": self.working[key], "is_first": place == 0,
                "is_last": place == len(self.lanes) - 1,
            }  # fmt: skip

    def given(self) -> dict[str, Content]:
        """Lane → what it is to be."""
        clean = self.cleaned_data
        return {
            key: {
                "nama": clean[f"nama.{key}"],
                "kualifikasi": _lines(clean[f"kualifikasi.{key}"]),
                "per_kasus": clean[f"per_kasus.{key}"],
            }
            for key, _lane in self.lanes
        }


class DocumentsForm(Form):
    """A group of answers for each kind of document, by its key."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, content: Content) -> None:
        super().__init__(data, auto_id="isi-%s")
        self.kinds = content.get("dokumen", [])
        self.rows = used_rows(content)
        origins = [
            ("", _("dihasilkan prosedur ini")),
            ("luar", _("datang dari luar")),
            ("alat", _("alat atau syarat, tidak dilampirkan")),
        ]
        for key, kind in self.kinds:
            shown = "+".join(name for name in ("luar", "alat") if kind.get(name))
            choices = origins if shown in dict(origins) else [*origins, (shown, _("dari luar, alat"))]
            self.fields[f"nama.{key}"] = _line(_("Nama dokumen"), 300, True)
            self.fields[f"asal.{key}"] = forms.ChoiceField(
                label=_("Asal"), choices=choices, required=False, widget=Select()
            )
            self.initial[f"nama.{key}"], self.initial[f"asal.{key}"] = kind["nama"], shown
            say_in_our_words(self.fields[f"nama.{key}"], "nama")

    @property
    def groups(self) -> Iterator[tuple[str, BoundField, BoundField, list[str]]]:
        for key, _kind in self.kinds:
            yield key, self[f"nama.{key}"], self[f"asal.{key}"], self.rows.get(key, [])

    def given(self) -> dict[str, Content]:
        clean = self.cleaned_data
        return {
            key: {"nama": clean[f"nama.{key}"]} | {name: True for name in clean[f"asal.{key}"].split("+") if name}
            for key, _kind in self.kinds
        }
