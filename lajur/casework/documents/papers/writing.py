"""Papers written by hand: for each kind the form that its shape needs, and what the form's answers give its wording."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.casework.documents.papers.forms import LINES
from lajur.casework.documents.papers.models import PaperKind, Secrecy
from lajur.casework.documents.papers.rules import said_day
from lajur.ui.forms import DateField, Form, Select, Textarea, TextInput

MOST_CHAPTERS = 20
_MARK = re.compile(r"(?:\d{1,3}[.)]|[a-z][.)]|[-•–])\s+")
_DICTUM = re.compile(r"KE[A-Z ]{3,30}\s*:\s*|PERTAMA\s*:\s*")
_TABLE = gettext_lazy("Satu baris tabel per baris, kolom dipisahkan tanda |. Baris pertama menjadi kepala tabel.")
_ROWS = gettext_lazy("Satu per baris.")


@dataclass(frozen=True, slots=True)
class Written:
    """What a form gives: the blanks of the wording, who gets the paper (lines as typed), what stands below them."""

    data: dict[str, Any]
    addressees: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Writer:
    """What a form cannot know by itself. `named` turns typed lines into persons as papers name them: `nama`, `nip`,
    `jabatan`, and `tulis`, the three in one line."""

    today: date
    named: Callable[[str], list[dict[str, str]]]


class PaperForm(Form):
    """What every kind asks for; `written` is each kind's own."""

    title = gettext_lazy("Tulis naskah")
    hal = forms.CharField(label=gettext_lazy("Hal"), max_length=300, widget=TextInput)
    tembusan = forms.CharField(
        label=gettext_lazy("Tembusan"),
        required=False,
        max_length=4000,
        widget=Textarea({"rows": 3}),
        help_text=LINES,
    )
    penandatangan = forms.ChoiceField(label=gettext_lazy("Penandatangan"), widget=Select)
    sifat = forms.ChoiceField(
        label=gettext_lazy("Sifat"), widget=Select, choices=Secrecy.choices, initial=Secrecy.ORDINARY
    )
    klasifikasi = forms.CharField(
        label=gettext_lazy("Kode klasifikasi"),
        required=False,
        max_length=40,
        widget=TextInput,
        help_text=gettext_lazy("Kosong: kode yang biasa untuk jenis ini."),
    )
    last: ClassVar = ("tembusan", "penandatangan", "sifat", "klasifikasi")

    def __init__(self, *args: Any, signers: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["penandatangan"].choices = list(signers)  # type: ignore[attr-defined]
        self._own_fields_first()

    def _own_fields_first(self) -> None:
        """The subject, what the kind asks for, and then what every paper has."""
        self.order_fields(["hal", *(name for name in self.fields if name not in ("hal", *self.last)), *self.last])

    def written(self, writer: Writer) -> Written:
        raise NotImplementedError


class LetterForm(PaperForm):
    """A letter: to whom, what."""

    title = gettext_lazy("Tulis surat dinas")
    kepada = forms.CharField(
        label=gettext_lazy("Kepada"), max_length=4000, widget=Textarea({"rows": 3}), help_text=LINES
    )
    tempat = forms.CharField(
        label=gettext_lazy("Di"),
        required=False,
        max_length=100,
        widget=TextInput,
        help_text=gettext_lazy("Misalnya: di Palembang."),
    )
    isi = forms.CharField(
        label=gettext_lazy("Isi surat"),
        max_length=40_000,
        widget=Textarea({"rows": 12}),
        help_text=gettext_lazy(
            "Alinea dipisahkan baris kosong. Kop, nomor, tanggal, dan tanda tangan ditambahkan Lajur."
        ),
    )

    def written(self, writer: Writer) -> Written:
        given = self.cleaned_data
        return Written({"isi": paragraphs(given["isi"])}, given["kepada"], given.get("tempat", ""))


class MemoForm(LetterForm):
    title = gettext_lazy("Tulis nota dinas")
    tempat = None  # type: ignore[assignment]  # Django's way of leaving out a field: a memo stays in the house


class OrderForm(PaperForm):
    """An order: on what ground, who, what."""

    title = gettext_lazy("Tulis surat tugas")
    dasar = forms.CharField(label=gettext_lazy("Dasar"), max_length=8000, widget=Textarea({"rows": 3}), help_text=_ROWS)
    petugas = forms.CharField(
        label=gettext_lazy("Yang ditugaskan"),
        max_length=8000,
        widget=Textarea({"rows": 4}),
        help_text=gettext_lazy(
            "Satu per baris. Pegawai dikenali dari namanya: NIP dan jabatannya dicetak, dan ia menerima naskahnya."
        ),
    )
    untuk = forms.CharField(label=gettext_lazy("Untuk"), max_length=8000, widget=Textarea({"rows": 4}), help_text=_ROWS)

    def written(self, writer: Writer) -> Written:
        given = self.cleaned_data
        people = writer.named(given["petugas"])
        data = {"dasar": listed(given["dasar"]), "petugas": people, "untuk": listed(given["untuk"])}
        return Written(data, given["petugas"])


class DecreeForm(PaperForm):
    """A decree: considering, in view of, what it lays down, its dictums, and an annex with a table."""

    title = gettext_lazy("Tulis keputusan")
    menimbang = forms.CharField(
        label=gettext_lazy("Menimbang"),
        max_length=8000,
        widget=Textarea({"rows": 4}),
        help_text=gettext_lazy("Satu pertimbangan per baris; kata “bahwa” dan titik koma ditambahkan Lajur."),
    )
    mengingat = forms.CharField(
        label=gettext_lazy("Mengingat"),
        max_length=8000,
        widget=Textarea({"rows": 4}),
        help_text=gettext_lazy("Satu dasar hukum per baris."),
    )
    menetapkan = forms.CharField(
        label=gettext_lazy("Menetapkan"),
        required=False,
        max_length=500,
        widget=TextInput,
        help_text=gettext_lazy("Kosong: “Keputusan tentang” disambung judulnya."),
    )
    diktum = forms.CharField(
        label=gettext_lazy("Diktum"),
        max_length=20_000,
        widget=Textarea({"rows": 6}),
        help_text=gettext_lazy("Satu diktum per baris; KESATU, KEDUA, dan seterusnya ditambahkan Lajur."),
    )
    judul_lampiran = forms.CharField(
        label=gettext_lazy("Judul lampiran"), required=False, max_length=300, widget=TextInput
    )
    tabel_lampiran = forms.CharField(
        label=gettext_lazy("Tabel lampiran"),
        required=False,
        max_length=40_000,
        widget=Textarea({"rows": 4}),
        help_text=_TABLE,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hal"].label = gettext_lazy("Tentang")

    def written(self, writer: Writer) -> Written:
        given = self.cleaned_data
        table = table_of(given["tabel_lampiran"])
        about = given["menetapkan"] or f"Keputusan tentang {given['hal']}"
        return Written(
            {
                "menimbang": [re.sub(r"(?i)^bahwa\s+", "", one).rstrip(";.") for one in listed(given["menimbang"])],
                "mengingat": [one.rstrip(";.") for one in listed(given["mengingat"])],
                "menetapkan": about.rstrip("."),
                "diktum": [_DICTUM.sub("", one, count=1) for one in listed(given["diktum"])],
                "lampiran": {"judul": given["judul_lampiran"], **table} if table else {},
            }
        )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("judul_lampiran") and not given.get("tabel_lampiran"):
            self.add_error("tabel_lampiran", _("Lampiran berjudul, tetapi tabelnya kosong."))
        return given


class MinutesForm(PaperForm):
    """Minutes: when and where, who was there, what was agreed, who signs besides."""

    title = gettext_lazy("Tulis berita acara")
    tanggal_acara = DateField(label=gettext_lazy("Hari dan tanggal acara"))
    waktu = forms.CharField(
        label=gettext_lazy("Waktu"),
        required=False,
        max_length=60,
        widget=TextInput,
        help_text=gettext_lazy("Misalnya: pukul 09.00 WIB."),
    )
    tempat = forms.CharField(label=gettext_lazy("Tempat"), max_length=200, widget=TextInput)
    hadir = forms.CharField(
        label=gettext_lazy("Yang hadir"), max_length=8000, widget=Textarea({"rows": 4}), help_text=LINES
    )
    hasil = forms.CharField(
        label=gettext_lazy("Yang disepakati"), max_length=20_000, widget=Textarea({"rows": 6}), help_text=_ROWS
    )
    pihak = forms.CharField(
        label=gettext_lazy("Pihak yang ikut menandatangani"),
        required=False,
        max_length=4000,
        widget=Textarea({"rows": 3}),
        help_text=gettext_lazy("Satu per baris: peran | nama | NIP. NIP boleh kosong."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hal"].label = gettext_lazy("Acara")
        self.fields["hal"].help_text = gettext_lazy("Misalnya: pemberian penjelasan dokumen pemilihan.")

    def written(self, writer: Writer) -> Written:
        given = self.cleaned_data
        what = given["hal"][:1].lower() + given["hal"][1:] if given["hal"][1:2].islower() else given["hal"]
        at = f", {given['waktu']}" if given["waktu"] else ""
        opening = f"Pada hari ini, {said_day(given['tanggal_acara'])}{at}, bertempat di {given['tempat']}, telah "
        parties = [[cell.strip() for cell in line.split("|")] for line in listed(given["pihak"])]
        data = {
            "pembuka": f"{opening}dilaksanakan {what}.",
            "hadir": [one["tulis"] for one in writer.named(given["hadir"])],
            "hasil": listed(given["hasil"]),
            "pihak": [dict(zip(("peran", "nama", "nip"), [*cells, "", ""], strict=False)) for cells in parties],
        }
        return Written(data, given["hadir"])


class ReportForm(PaperForm):
    """A report: its chapters, each with paragraphs, points and a table. `chapters`: how many stand in the form; those
    left empty are left out."""

    title = gettext_lazy("Tulis laporan")
    titles: ClassVar = (gettext_lazy("Pendahuluan"), gettext_lazy("Hasil"), gettext_lazy("Penutup"))

    def __init__(self, *args: Any, chapters: int, **kwargs: Any) -> None:
        self.chapters = chapters
        super().__init__(*args, **kwargs)
        self.fields["hal"].label = gettext_lazy("Tentang")
        self.fields |= {name: field for at in range(chapters) for name, field in self._chapter(at + 1).items()}
        self._own_fields_first()

    def _chapter(self, at: int) -> dict[str, forms.Field]:
        told = {"n": at}
        return {
            f"judul_{at}": forms.CharField(
                label=_("Bab %(n)s: judul") % told, required=False, max_length=200, widget=TextInput,
                initial=str(self.titles[at - 1]) if at <= len(self.titles) else "",
            ),
            f"alinea_{at}": forms.CharField(
                label=_("Bab %(n)s: uraian") % told, required=False, max_length=20_000, widget=Textarea({"rows": 5}),
                help_text=_("Alinea dipisahkan baris kosong."),
            ),
            f"butir_{at}": forms.CharField(
                label=_("Bab %(n)s: butir") % told, required=False, max_length=20_000, widget=Textarea({"rows": 2}),
                help_text=_ROWS,
            ),
            f"tabel_{at}": forms.CharField(
                label=_("Bab %(n)s: tabel") % told, required=False, max_length=40_000, widget=Textarea({"rows": 2}),
                help_text=_TABLE,
            ),
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        filled = [at for at in range(1, self.chapters + 1) if self._said(given, at)]
        for at in filled:
            if not given.get(f"judul_{at}"):
                self.add_error(f"judul_{at}", _("Beri bab ini judul."))
        if not filled:
            self.add_error("alinea_1", _("Isi paling sedikit satu bab."))
        return given

    @staticmethod
    def _said(given: Mapping[str, Any], at: int) -> bool:
        return any(given.get(f"{name}_{at}") for name in ("alinea", "butir", "tabel"))

    def written(self, writer: Writer) -> Written:
        given = self.cleaned_data
        chapters: list[dict[str, Any]] = []
        for at in range(1, self.chapters + 1):
            if not self._said(given, at):
                continue
            chapter: dict[str, Any] = {"judul": given[f"judul_{at}"], "alinea": paragraphs(given[f"alinea_{at}"])}
            chapter["butir"] = listed(given[f"butir_{at}"])
            if table := table_of(given[f"tabel_{at}"]):
                chapter["tabel"] = table
            chapters.append(chapter)
        return Written({"bab": chapters})


FORMS: Mapping[str, type[PaperForm]] = {
    PaperKind.LETTER: LetterForm,
    PaperKind.MEMO: MemoForm,
    PaperKind.ORDER: OrderForm,
    PaperKind.DECREE: DecreeForm,
    PaperKind.MINUTES: MinutesForm,
    PaperKind.REPORT: ReportForm,
}


def paragraphs(text: str) -> list[str]:
    """Texts between empty lines; a line break inside stays one."""
    parts = [part.strip("\n") for part in text.replace("\r\n", "\n").split("\n\n")]
    return [part for part in parts if part.strip()]


def listed(text: str) -> list[str]:
    """Lines without the numbers and dashes that people type or paste before them."""
    return [_MARK.sub("", line.strip(), count=1) for line in text.splitlines() if line.strip()]


def table_of(text: str) -> dict[str, Any]:
    """`kepala` and `baris` of a typed or pasted table: columns by tabs (pasted from Excel) or by |; {} without rows."""
    lines = [line.strip().strip("|") if "\t" not in line else line for line in text.splitlines() if line.strip()]
    rows = [[cell.strip() for cell in line.split("\t" if "\t" in line else "|")] for line in lines]
    if not rows:
        return {}
    columns = max(len(row) for row in rows)
    filled = [[*row, *[""] * columns][:columns] for row in rows]
    return {"kepala": filled[0], "baris": filled[1:]}
