"""From figures to tables: everything the overview shows, in the words of the sheets."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lajur.casework.cases.models import Task
from lajur.casework.cases.presentation import DEVIATIONS
from lajur.casework.overview.figures import Spread, Sums, spread_of
from lajur.casework.overview.periods import Period, name_of, stretches
from lajur.casework.overview.queries import Deviations, OpenNow
from lajur.casework.overview.tables import Column, Table
from lajur.engine.definition import Sop
from lajur.engine.definition import Step as Row
from lajur.engine.worktime import WorkCalendar, minutes_of
from lajur.registers.procedures.queries import sop_of
from lajur.ui import formats


@dataclass(frozen=True, slots=True)
class Change:
    """A figure and the same one before; `good` says which way is better: 1 more, -1 less, 0 neither."""

    label: str
    now: int
    before: int
    good: int = 0

    @property
    def words(self) -> str:
        """“12 lebih banyak (+35 %)”."""
        gap = self.now - self.before
        if not gap:
            return _("sama banyak")
        more = ngettext("%(n)s lebih banyak", "%(n)s lebih banyak", abs(gap))
        less = ngettext("%(n)s lebih sedikit", "%(n)s lebih sedikit", abs(gap))
        text = (more if gap > 0 else less) % {"n": formats.number(abs(gap))}
        if not self.before:
            return text
        share = formats.number(round(abs(gap) * 100 / self.before))
        told = _("%(text)s (%(sign)s%(share)s %%)") % {"text": text, "sign": "+" if gap > 0 else "−", "share": share}
        return told.replace(" %", "\N{NO-BREAK SPACE}%")

    @property
    def judgement(self) -> str:
        """membaik, memburuk, or empty where neither is said."""
        gap = (self.now - self.before) * self.good
        return _("membaik") if gap > 0 else _("memburuk") if gap < 0 else ""

    @property
    def arrow(self) -> str:
        return "naik" if self.now > self.before else "turun" if self.now < self.before else "tetap"


@dataclass(frozen=True, slots=True)
class StepTime:
    """Working time used at a step, beside the standard in working minutes (None: none, or one in calendar days)."""

    procedure: str
    sop: str
    row: Row
    standard: int | None
    spread: Spread
    late: int


@dataclass(frozen=True, slots=True)
class Names:
    """What is needed to name things: procedure → title, edition → procedure, person → name."""

    titles: Mapping[str, str]
    procedures: Mapping[str, str]
    people: Mapping[str, str]

    def sop(self, procedure: str) -> str:
        return self.titles.get(procedure, procedure).removeprefix("SOP ")


def changes(now: Sums, before: Sums, deviations: Deviations) -> list[Change]:
    return [
        Change(_("Pelaksanaan dimulai"), now.of_cases("dimulai"), before.of_cases("dimulai")),
        Change(_("Pelaksanaan selesai"), now.of_cases("selesai"), before.of_cases("selesai"), 1),
        Change(_("Tugas dikerjakan"), now.tasks, before.tasks, 1),
        Change(_("Tugas melewati batas waktu"), now.too_late, before.too_late, -1),
        Change(_("Pekerjaan dikembalikan"), _returned(now), _returned(before), -1),
        Change(_("Penyimpangan tercatat"), deviations.total, deviations.before, -1),
    ]


def _returned(sums: Sums) -> int:
    back = sum(number for (key, way), number in sums.exits.items() if leads_back(sop_of(key[0]), key[1], way))
    return back + sum(number for (_key, status), number in sums.closed.items() if status == "dikembalikan")


def leads_back(sop: Sop, step: str, label: str) -> bool:
    """Whether a way out of a step goes to an earlier row."""
    places = {key: place for place, key in enumerate(sop.steps)}
    if step not in places:
        return False
    targets = [way.target for way in sop.steps[step].exits if way.label == label]
    return any(places.get(target, len(places)) <= places[step] for target in targets)


def change_table(found: Sequence[Change], now: Period, before: Period) -> Table:
    columns = [
        Column(_("Angka")), Column(name_of(now), "angka"), Column(name_of(before), "angka"),
        Column(_("Selisih"), "angka"),        Column(_("Dengan kata")),
    ]  # fmt: skip
    rows = [
        (one.label, one.now, one.before, one.now - one.before, ", ".join(filter(None, (one.words, one.judgement))))
        for one in found
    ]
    return Table("perbandingan", _("Perbandingan"), columns, rows)


def case_table(now: Sums, waiting: OpenNow, names: Names) -> Table:
    procedures = {*waiting.running, *(procedure for procedure, _what in now.cases)}
    rows = [
        (
            names.sop(key), waiting.running[key], waiting.late[key], now.cases[key, "dimulai"],
            now.cases[key, "selesai"], now.cases[key, "dibatalkan"],
        )
        for key in procedures
    ]  # fmt: skip
    rows.sort(key=lambda row: (-row[2], -row[1], row[0]))
    columns = [
        Column(_("SOP")), Column(_("Berjalan sekarang"), "angka"), Column(_("Terlambat sekarang"), "angka"),
        Column(_("Dimulai"), "angka"), Column(_("Selesai"), "angka"), Column(_("Dibatalkan"), "angka"),
    ]  # fmt: skip
    return Table("pelaksanaan", _("Pelaksanaan per SOP"), columns, rows)


def late_table(tasks: Sequence[Task], calendar: WorkCalendar, now: datetime) -> Table:
    rows, links = [], {}
    for number, task in enumerate(tasks):
        step = sop_of(task.case.edition_id).steps[task.step]
        late = calendar.between(task.due_at, now) if task.due_at else None
        links[number] = f"/pelaksanaan/{task.case_id}/"
        rows.append((task.case.number, task.case.subject, f"{step.no}. {step.title}", late))
    columns = [Column(_("Nomor")), Column(_("Hal")), Column(_("Langkah")), Column(_("Terlambat"), "menit")]
    return Table("terlambat", _("Paling lama terlambat"), columns, rows, links=links)


def load_table(now: Sums, waiting: OpenNow, names: Names) -> Table:
    persons = {*waiting.load, *now.by_person}
    rows = [
        (names.people.get(key, _("seseorang")), waiting.load[key], waiting.late_load[key], now.by_person[key])
        for key in persons
    ]
    rows.sort(key=lambda row: (-row[1], -row[3], row[0]))
    columns = [
        Column(_("Pegawai")), Column(_("Tugas terbuka"), "angka"), Column(_("Terlambat"), "angka"),
        Column(_("Selesai dalam masa ini"), "angka"),
    ]  # fmt: skip
    note = _("Tugas yang dapat dikerjakan beberapa orang dihitung pada setiap orang itu.")
    return Table("beban", _("Beban per orang"), columns, rows, note)


def deviation_table(found: Deviations, names: Names) -> Table:
    merged: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for (edition, step, kind), (number, accepted) in found.by_step.items():
        row = sop_of(edition).steps.get(step)
        title = f"{row.no}. {row.title}" if row else step
        counted = merged[names.sop(names.procedures.get(edition, "")), title, str(DEVIATIONS.get(kind, kind))]
        counted[0] += number
        counted[1] += accepted
    rows: list[tuple[Any, ...]] = [(*key, *numbers) for key, numbers in merged.items()]
    rows.sort(key=lambda row: (-row[3], row[0], row[1]))
    columns = [
        Column(_("SOP")), Column(_("Langkah")), Column(_("Jenis")), Column(_("Jumlah"), "angka"),
        Column(_("Sudah diterima"), "angka"),
    ]  # fmt: skip
    return Table("penyimpangan", _("Penyimpangan per SOP dan langkah"), columns, rows)


def step_times(now: Sums, names: Names) -> list[StepTime]:
    """Steps by procedure in the order of the sheet; editions with the same standard are counted together."""
    minutes: dict[tuple[str, str, int | None], Counter[int]] = defaultdict(Counter)
    late: Counter[tuple[str, str, int | None]] = Counter()
    shown: dict[tuple[str, str, int | None], tuple[int, Row, str]] = {}
    for key, counted in now.minutes.items():
        sop = sop_of(key[0])
        row = sop.steps.get(key[1])
        if row is None:
            continue
        procedure = names.procedures.get(key[0], "")
        place = (procedure, row.key, standard_of(row))
        minutes[place].update(counted)
        late[place] += now.late[key]
        shown[place] = (list(sop.steps).index(row.key), row, names.sop(procedure))
    found = []
    for place in sorted(minutes, key=lambda place: (shown[place][2], shown[place][0])):
        spread = spread_of(minutes[place])
        if spread:
            _number, row, title = shown[place]
            found.append(StepTime(place[0], title, row, place[2], spread, late[place]))
    return found


def standard_of(row: Row) -> int | None:
    """The step's own time in working minutes; a merged cell's belongs to several rows and is compared with none."""
    time = row.standard.time
    return minutes_of(time) if time is not None and not row.standard.shared_with else None


def time_table(times: Sequence[StepTime]) -> Table:
    rows = [
        (
            one.sop, f"{one.row.no}. {one.row.title}", one.spread.count, one.standard, one.spread.low, one.spread.first,
            one.spread.median, one.spread.third, one.spread.high,
            one.spread.median / one.standard if one.standard else None, one.late,
        )
        for one in times
    ]  # fmt: skip
    columns = [
        Column(_("SOP")), Column(_("Langkah")), Column(_("Tugas"), "angka"), Column(_("Mutu baku"), "menit"),
        Column(_("Tercepat"), "menit"), Column(_("Kuartil pertama"), "menit"), Column(_("Median"), "menit"),
        Column(_("Kuartil ketiga"), "menit"), Column(_("Terlama"), "menit"),
        Column(_("Median terhadap mutu baku"), "persen"),        Column(_("Terlambat"), "angka"),
    ]  # fmt: skip
    note = _("Waktu kerja sejak tugas terbuka sampai selesai, menurut kalender kerja instansi.")
    return Table("waktu", _("Waktu yang dipakai terhadap mutu baku"), columns, rows, note)


def way_table(now: Sums, names: Names) -> Table:
    counted: dict[tuple[str, int, str], Counter[str]] = defaultdict(Counter)
    for (key, way), number in now.exits.items():
        sop = sop_of(key[0])
        row = sop.steps.get(key[1])
        if row is None or len(row.exits) < 2:
            continue
        place = (names.sop(names.procedures.get(key[0], "")), list(sop.steps).index(row.key), f"{row.no}. {row.title}")
        counted[place][way] += number
    rows = [
        (title, step, way, number, number / ways.total())
        for (title, _place, step), ways in sorted(counted.items())
        for way, number in ways.most_common()
    ]
    columns = [
        Column(_("SOP")), Column(_("Langkah")), Column(_("Jalan")), Column(_("Kali"), "angka"),
        Column(_("Bagian"), "persen"),
    ]  # fmt: skip
    return Table("jalan", _("Jalan yang ditempuh"), columns, rows)


def return_table(now: Sums, names: Names) -> Table:
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for (key, status), number in now.closed.items():
        own = counted[names.procedures.get(key[0], "")]
        own["semua"] += number
        own[status] += number
    for (key, way), number in now.exits.items():
        if leads_back(sop_of(key[0]), key[1], way):
            counted[names.procedures.get(key[0], "")]["mundur"] += number
    rows = [
        (
            names.sop(procedure), own["semua"], own["dikembalikan"], own["mundur"], own["dilewati"],
            (own["dikembalikan"] + own["mundur"]) / own["semua"],
        )
        for procedure, own in counted.items()
        if own["semua"]
    ]  # fmt: skip
    rows.sort(key=lambda row: (-row[5], row[0]))
    columns = [
        Column(_("SOP")), Column(_("Tugas ditutup"), "angka"), Column(_("Dikembalikan"), "angka"),
        Column(_("Diputuskan mundur"), "angka"), Column(_("Dilewati"), "angka"),
        Column(_("Bagian yang kembali"), "persen"),
    ]  # fmt: skip
    note = _("Diputuskan mundur: keputusan yang jalannya menuju langkah sebelumnya, misalnya “perbaiki”.")
    return Table("kembali", _("Pengembalian per SOP"), columns, rows, note)


def pace_table(now: Sums, period: Period) -> Table:
    rows = []
    for first, last, label in stretches(period):
        begun = sum(number for day, number in now.begun_on.items() if first <= day <= last)
        finished = sum(number for day, number in now.finished_on.items() if first <= day <= last)
        done = sum(number for day, number in now.by_day.items() if first <= day <= last)
        rows.append((label, begun, finished, done))
    columns = [
        Column(_("Masa")), Column(_("Pelaksanaan dimulai"), "angka"), Column(_("Pelaksanaan selesai"), "angka"),
        Column(_("Tugas dikerjakan"), "angka"),
    ]  # fmt: skip
    return Table("laju", _("Laju penyelesaian"), columns, rows)
