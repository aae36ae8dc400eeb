"""A case's journal as sentences: who did what to which step, with documents, deviations and reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

import orjson
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lajur.casework.documents.queries import numbers_in
from lajur.engine.definition import Field, Sop
from lajur.ui import formats

DEVIATIONS = {
    "terlambat": gettext_lazy("terlambat"),
    "kelengkapan": gettext_lazy("kelengkapan tidak ada"),
    "output": gettext_lazy("output tidak ada"),
    "dilewati": gettext_lazy("langkah dilewati"),
}
HEADLINES = {
    "mulai": "pelaksanaan-dimulai",
    "selesaikan": "tugas-diselesaikan",
    "kembalikan": "tugas-dikembalikan",
    "lewati": "tugas-dilewati",
    "alihkan": "tugas-dialihkan",
    "ambil": "tugas-dialihkan",
    "lepaskan": "tugas-dialihkan",
    "tunjuk": "pelaksana-ditunjuk",
    "batalkan": "pelaksanaan-dibatalkan",
    "sop-berakhir": "tugas-diselesaikan",
    "panggil-lagi": "sop-dipanggil",
    "pindah-edisi": "edisi-diganti",
}
"""Kind of a journal entry → code of the event that tells what it was about; of other kinds the first event does."""
ICONS = {
    "mulai": "berjalan",
    "selesaikan": "selesai",
    "kembalikan": "kembali",
    "lewati": "penyimpangan",
    "alihkan": "serah",
    "ambil": "orang",
    "lepaskan": "kembali",
    "tunjuk": "orang",
    "batalkan": "batal",
    "sop-berakhir": "pelaksanaan",
    "panggil-lagi": "pelaksanaan",
    "versi-baru": "dokumen",
    "waktu": "jam",
    "hitung-ulang": "kalender",
    "pindah-edisi": "sop",
    "komentar-ditulis": "komentar",
    "penyimpangan-dijawab": "penyimpangan",
    "penyimpangan-dinilai": "penyimpangan",
}
SILENT = {"cabang-dibuka", "cabang-selesai"}
"""Events whose effect is told by the tasks they open."""


class Named(Protocol):
    """A record as far as naming it goes: a row of the table, or what a page has read of it."""

    @property
    def id(self) -> object: ...
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...


class Journalled(Protocol):
    """A journal entry as far as telling it goes."""

    @property
    def seq(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def kind(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def private(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Detail:
    """A further sentence below a headline; `links` are (name, address), the address empty where there is none."""

    text: str
    reason: str = ""
    links: tuple[tuple[str, str], ...] = ()

    @property
    def joint(self) -> str:
        """What stands between the sentence and its links."""
        return " " if self.text.endswith(":") else " · " if self.text else ""


@dataclass(frozen=True, slots=True)
class Told:
    """A journal entry in words. `who` is empty when the clock acted."""

    number: int
    at: datetime
    icon: str
    text: str
    who: str = ""
    reason: str = ""
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True)
class Teller:
    """What is needed to name things: the SOP, person id → name, record number → record, child case of a task."""

    sop: Sop
    names: Mapping[str, str]
    records: Mapping[int, Named] = field(default_factory=dict)
    children: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)

    def name(self, person: object) -> str:
        return self.names.get(str(person), _("seseorang")) if person else _("sistem")

    def people(self, persons: Iterable[object]) -> str:
        return ", ".join(self.name(person) for person in persons) or "–"

    def who(self, by: object, stands_for: object) -> str:
        if not by:
            return ""
        if stands_for:
            return _("%(person)s untuk %(absent)s") % {"person": self.name(by), "absent": self.name(stands_for)}
        return self.name(by)

    def step(self, task: str) -> str:
        """“langkah 2 (Menyusun rencana)”, from a task's key."""
        step = self.sop.steps.get(task.rpartition(".")[0])
        return _("langkah %(no)s (%(title)s)") % {"no": step.no, "title": step.title} if step else task

    def document(self, kind: str) -> str:
        known = self.sop.documents.get(kind)
        return known.title if known else kind

    def tell(self, entry: Journalled) -> Told:
        body = orjson.loads(entry.body)
        private = entry.private or {}
        events: list[dict[str, Any]] = [
            {
                **event,
                **{name.partition(".")[2]: text for name, text in private.items() if name.startswith(f"{index}.")},
            }
            for index, event in enumerate(body["ev"])
        ]
        wanted = HEADLINES.get(entry.kind)
        # A called SOP that ended completes the step that called it, or hands it back to be finished.
        places = [i for code in (wanted, "sop-kembali") for i, event in enumerate(events) if event["e"] == code]
        place = places[0] if places else 0
        sentences = [self.sentence(event) for event in events]
        head = sentences[place] if sentences else Detail(entry.kind)
        others = [s for i, s in enumerate(sentences) if i != place and events[i]["e"] not in SILENT]
        return Told(
            entry.seq,
            entry.at,
            ICONS.get(entry.kind, "info"),
            head.text,
            self.who(body["by"], body.get("for")),
            head.reason or private.get("note", ""),
            (*([Detail("", links=head.links)] if head.links else []), *others),
        )

    def sentence(self, event: Mapping[str, Any]) -> Detail:
        teller = SENTENCES.get(event["e"])
        return teller(self, event) if teller else Detail(event["e"])

    def links(self, reference: str) -> tuple[tuple[str, str], ...]:
        found = [self.records[number] for number in numbers_in(reference) if number in self.records]
        return tuple((record_name(record, self.sop), f"/dokumen/{record.id}/") for record in found)


def record_name(record: Named, sop: Sop) -> str:
    """The file's name, or for a written text the title of its kind."""
    if record.name:
        return record.name
    known = sop.documents.get(record.kind)
    return known.title if known else _("naskah")


def answer_text(asked: Field, value: Any) -> str:
    """An answer of a generic form as people read it."""
    if value is None or value == "":
        return "–"
    match asked.kind:
        case "uang":
            return formats.rupiah(value)
        case "angka":
            return formats.number(value)
        case "ya-tidak":
            return _("Ya") if value else _("Tidak")
        case "tanggal":
            return formats.long_date(date.fromisoformat(value))
        case "pilihan":
            return dict(asked.options).get(value, str(value))
    return str(value)


def _moment(text: str | None) -> str:
    return formats.full_moment(datetime.fromisoformat(text)) if text else _("tanpa tenggat")


def _started(tell: Teller, event: Mapping[str, Any]) -> Detail:
    links = tuple(link for reference in event.get("documents", {}).values() for link in tell.links(reference))
    return Detail(pgettext("peristiwa", "Memulai pelaksanaan"), links=links)


def _opened(tell: Teller, event: Mapping[str, Any]) -> Detail:
    words = {"step": tell.step(event["task"]), "due": _moment(event.get("due"))}
    if event.get("visit", 1) > 1:
        words["visit"] = event["visit"]
        return Detail(_("Terbuka lagi, kali ke-%(visit)s: %(step)s; jatuh tempo %(due)s") % words)
    if not event.get("due"):
        return Detail(_("Terbuka: %(step)s, tanpa tenggat") % words)
    return Detail(_("Terbuka: %(step)s; jatuh tempo %(due)s") % words)


def _completed(tell: Teller, event: Mapping[str, Any]) -> Detail:
    words = {"step": tell.step(event["task"]), "exit": event.get("exit")}
    if event.get("exit"):
        return Detail(_("Memutuskan “%(exit)s” pada %(step)s") % words)
    if event.get("by_child"):
        return Detail(_("Selesai oleh pelaksanaan SOP yang dipanggil: %(step)s") % words)
    return Detail(_("Menyelesaikan %(step)s") % words)


def _given(tell: Teller, event: Mapping[str, Any]) -> Detail:
    links = tell.links(event["record"])
    title = tell.document(event["kind"])
    words = {"title": "" if links and all(name == title for name, _address in links) else title}
    match event["role"]:
        case "output":
            text = _("Menyerahkan hasil: %(title)s") % words
        case "kelengkapan":
            text = _("Melampirkan: %(title)s") % words
        case "versi":
            text = _("Memberi versi baru: %(title)s") % words
        case _:
            text = _("Diterima dari SOP yang dipanggil: %(title)s") % words
    return Detail(text.rstrip(), links=links)


def _deviated(tell: Teller, event: Mapping[str, Any]) -> Detail:
    words = {"number": event["number"], "kind": DEVIATIONS.get(event["kind"], event["kind"])}
    what = f" ({tell.document(event['what'])})" if event.get("what") else ""
    late = f" {formats.working_time(event['minutes'])}" if event.get("minutes") else ""
    text = _("Penyimpangan %(number)s tercatat: %(kind)s") % words
    return Detail(f"{text}{what}{late}", event.get("reason", ""))


def _appointed(tell: Teller, event: Mapping[str, Any]) -> Detail:
    lane = tell.sop.lanes.get(event["lane"])
    words = {"people": tell.people(event["persons"]), "lane": lane.title if lane else event["lane"]}
    return Detail(_("Menunjuk %(people)s sebagai %(lane)s") % words, event.get("reason", ""))


def _returned(tell: Teller, event: Mapping[str, Any]) -> Detail:
    words = {"step": tell.step(event["task"]), "target": tell.step(f"{event['target']}.1")}
    return Detail(_("Mengembalikan pekerjaan dari %(step)s ke %(target)s") % words, event.get("reason", ""))


def _skipped(tell: Teller, event: Mapping[str, Any]) -> Detail:
    return Detail(_("Melewati %(step)s") % {"step": tell.step(event["task"])}, event.get("reason", ""))


def _reassigned(tell: Teller, event: Mapping[str, Any]) -> Detail:
    words = {"step": tell.step(event["task"]), "people": tell.people(event["persons"])}
    if not event["persons"]:
        return Detail(_("Melepaskan %(step)s; semua pelaksananya dapat mengerjakannya lagi") % words)
    if event["persons"] == [event["by"]]:
        return Detail(_("Mengambil %(step)s") % words, event.get("reason", ""))
    return Detail(_("Mengalihkan %(step)s kepada %(people)s") % words, event.get("reason", ""))


def _called(tell: Teller, event: Mapping[str, Any]) -> Detail:
    child = tell.children.get(event["task"])
    title = tell.called.get(event["task"], event["sop"].rpartition("/")[2])
    words = {"sop": title.removeprefix("SOP "), "step": tell.step(event["task"])}
    return Detail(_("Memanggil SOP %(sop)s untuk %(step)s") % words, links=(child,) if child else ())


def _child_returned(tell: Teller, event: Mapping[str, Any]) -> Detail:
    words = {"step": tell.step(event["task"])}
    if event["ended"] == "dibatalkan":
        return Detail(_("Pelaksanaan SOP yang dipanggil %(step)s dibatalkan") % words)
    return Detail(_("Pelaksanaan SOP yang dipanggil %(step)s selesai; pelaksananya melanjutkan") % words)


def _reminded(tell: Teller, event: Mapping[str, Any]) -> Detail:
    words = {"mark": event["mark"], "step": tell.step(event["task"])}
    return Detail(_("%(mark)s persen waktu terpakai pada %(step)s; pelaksana diingatkan") % words)


def _due_moved(tell: Teller, event: Mapping[str, Any]) -> Detail:
    words = {"step": tell.step(event["task"]), "old": _moment(event.get("old")), "due": _moment(event.get("due"))}
    return Detail(
        _("Tenggat %(step)s berubah dari %(old)s menjadi %(due)s") % words, _(event.get("why") or " ").strip()
    )


def _edition_changed(tell: Teller, event: Mapping[str, Any]) -> Detail:
    return Detail(_("Memindahkan pelaksanaan ke edisi lain dari SOP ini"), event.get("reason", ""))


def _cancelled(tell: Teller, event: Mapping[str, Any]) -> Detail:
    return Detail(pgettext("peristiwa", "Membatalkan pelaksanaan"), event.get("reason", ""))


def _commented(tell: Teller, event: Mapping[str, Any]) -> Detail:
    named = event.get("persons", ())
    text = _("Berkomentar, menyebut %(people)s") % {"people": tell.people(named)} if named else _("Berkomentar")
    return Detail(text, event.get("text", ""))


def _answered(tell: Teller, event: Mapping[str, Any]) -> Detail:
    return Detail(_("Menjawab penyimpangan %(number)s") % {"number": event["number"]}, event.get("answer", ""))


def _judged(tell: Teller, event: Mapping[str, Any]) -> Detail:
    words = {"number": event["number"]}
    accepted = event.get("accepted")
    text = (
        _("Menerima jawaban atas penyimpangan %(number)s")
        if accepted
        else _("Menolak jawaban atas penyimpangan %(number)s")
    )
    return Detail(text % words, event.get("judgement", ""))


SENTENCES: dict[str, Callable[[Teller, Mapping[str, Any]], Detail]] = {
    "pelaksanaan-dimulai": _started,
    "tugas-dibuka": _opened,
    "tugas-diselesaikan": _completed,
    "dokumen-diserahkan": _given,
    "penyimpangan-dicatat": _deviated,
    "pelaksana-ditunjuk": _appointed,
    "tugas-dikembalikan": _returned,
    "tugas-dilewati": _skipped,
    "tugas-dialihkan": _reassigned,
    "sop-dipanggil": _called,
    "sop-kembali": _child_returned,
    "tugas-diingatkan": _reminded,
    "tenggat-dihitung-ulang": _due_moved,
    "edisi-diganti": _edition_changed,
    "pelaksanaan-selesai": lambda tell, event: Detail(_("Pelaksanaan selesai")),
    "pelaksanaan-dibatalkan": _cancelled,
    "cabang-dibuka": lambda tell, event: Detail(_("Cabang berjalan berdampingan")),
    "cabang-selesai": lambda tell, event: Detail(_("Satu cabang selesai")),
    "komentar-ditulis": _commented,
    "penyimpangan-dijawab": _answered,
    "penyimpangan-dinilai": _judged,
}
"""Code of every event the journal of a case can hold → its sentence; a test compares it with the engine's list."""


def persons_in(entries: Iterable[Journalled]) -> set[str]:
    """Ids of everybody the entries name."""
    found: set[str] = set()
    for entry in entries:
        body = orjson.loads(entry.body)
        found |= {person for person in (body["by"], body.get("for")) if person}
        for event in body["ev"]:
            found |= set(event.get("persons", ()))
    return found
