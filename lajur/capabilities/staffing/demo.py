"""The demonstration's procurement units: levels, certificates, leave, and a year of packages. All invented."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from lajur.capabilities.staffing.models import LeaveKind, Staff
from lajur.capabilities.staffing.personnel import actions
from lajur.capabilities.staffing.personnel.columns import COLUMNS
from lajur.engine.refusal import Refusal
from lajur.registers.organisation.actors import Actor, clock_actor
from lajur.registers.organisation.models import Agency, Person, Role, Unit
from lajur.registers.packages.actions import import_packages
from lajur.registers.packages.columns import COLUMNS as PACKAGE_COLUMNS
from lajur.registers.packages.models import Package

UNITS = ("ukpbj", "pengadaan")
"""Whoever holds a position in a unit with one of these in its name, or in its title, is of the staff; heads are not."""
PACKAGES = {"kp2mi": 40, "pagar-alam": 12}
NAMES = (
    ("Pembangunan Gedung Pelayanan Terpadu", "tender", "pekerjaan-konstruksi", 14_500),
    ("Rehabilitasi Gedung Arsip", "tender", "pekerjaan-konstruksi", 3_200),
    ("Pengadaan Peralatan Jaringan dan Keamanan", "tender", "barang", 8_750),
    ("Pengadaan Kendaraan Operasional", "e-purchasing", "barang", 4_100),
    ("Jasa Kebersihan dan Pengamanan Kantor", "tender", "jasa-lainnya", 2_640),
    ("Penyusunan Rencana Induk Sistem Informasi", "seleksi", "jasa-konsultansi", 1_350),
    ("Pengembangan Aplikasi Layanan Pengaduan", "tender-cepat", "jasa-lainnya", 1_900),
    ("Pengadaan Alat Tulis dan Bahan Cetak", "pengadaan-langsung", "barang", 180),
    ("Pengawasan Pembangunan Gedung Pelayanan", "seleksi", "jasa-konsultansi", 620),
    ("Penyelenggaraan Pelatihan Petugas Layanan", "tender", "jasa-lainnya", 1_150),
    ("Pemeliharaan Pusat Data", "penunjukan-langsung", "jasa-lainnya", 2_050),
    ("Pengadaan Komputer dan Pemindai", "e-purchasing", "barang", 2_300),
    ("Penataan Ruang Layanan Publik", "tender", "pekerjaan-konstruksi", 1_480),
    ("Survei dan Kajian Kebutuhan Layanan", "seleksi", "jasa-konsultansi", 740),
    ("Sewa Jaringan Internet", "tender-cepat", "jasa-lainnya", 1_260),
    ("Jasa Konsumsi Rapat", "pengadaan-langsung", "jasa-lainnya", 150),
    ("Pengadaan Perabot Kantor", "tender", "barang", 1_020),
)
"""Name, method, kind and pagu in millions of rupiah."""
SATKERS = (
    "Sekretariat",
    "Biro Perencanaan",
    "Biro Keuangan dan Umum",
    "Pusat Data dan Informasi",
    "Direktorat Layanan",
)


def furnish(agency: Agency, now: datetime) -> None:
    """Fill the registers of one agency of the demonstration as they are `now`, the day its months begin; one that has
    packages is left alone. Inside its scope."""
    if Package.objects.exists():
        return
    by = clock_actor(agency, now)
    random = Random(agency.slug)  # noqa: S311 - the same every time
    rows = list(_packages(random, by.day.day, PACKAGES.get(agency.slug, 12)))
    match = [column.key for column in PACKAGE_COLUMNS if column.key != "hps"]
    _done(import_packages(by=by, now=now, table=[match, *rows], match=match, sha256=""))
    match = [column.key for column in COLUMNS]
    table = [match, *_staff(random, by, by.day.day)]
    _done(actions.import_staff(by=by, now=now, table=table, match=match, sha256=""))
    people = list(Staff.objects.select_related("person").order_by("person__name"))
    for number, staff in enumerate(people[1::3] * 2):
        since = by.day.day + timedelta(days=12 + 26 * number)
        kind = LeaveKind.STUDY if number % 3 == 2 else LeaveKind.LEAVE
        until = since + timedelta(days=4)
        _done(actions.grant_leave(by=by, now=now, staff=staff, since=since, until=until, kind=kind))
    reason = "Saudara kandung bekerja pada satuan kerja ini"
    for staff in people[2:3]:
        _done(actions.declare_conflict(by=by, now=now, staff=staff, reason=reason, satker=SATKERS[3]))
    if officers := list(_commitment_officers(by, by.day.day)):
        _done(actions.import_staff(by=by, now=now, table=[match, *officers], match=match, sha256=""))


def _packages(random: Random, today: date, count: int) -> Iterator[list[Any]]:
    """Selections from a month ago to ten months ahead."""
    for number in range(count):
        name, method, kind, millions = NAMES[number % len(NAMES)]
        since = today + timedelta(days=random.randrange(-30, 300))
        until = since + timedelta(days=random.randrange(25, 50))
        year = since.year
        suffix = "" if number < len(NAMES) else f" Tahap {number // len(NAMES) + 1}"
        pagu = round(millions * random.uniform(0.7, 1.3)) * 1_000_000
        state = "diproses" if since <= today else "terumumkan"
        end = until + timedelta(days=random.randrange(60, 150))
        yield [
            str(61_000_000 + 137 * number), name + suffix, year, SATKERS[number % len(SATKERS)], method, kind, pagu,
            state, since, until, until + timedelta(days=14), end,
        ]  # fmt: skip


def _staff(random: Random, by: Actor, today: date) -> Iterator[list[Any]]:
    """Two rows for a person: his basic certificate, and that of the Pokja. Some run out soon; a few have none."""
    units = {str(key): name for key, name in Unit.objects.values_list("id", "name")}
    inside = Person.within.filter(is_active=True, is_outside=False)
    people = [person for person in inside if _is_of_unit(by, person, units)]
    for number, person in enumerate(sorted(people, key=lambda one: one.name)):
        level = ("Ahli Pertama", "Ahli Muda", "Ahli Muda", "Ahli Madya")[number % 4]
        other = number % 3
        since = today - timedelta(days=random.randrange(300, 1200))
        until = today + timedelta(days={5: 185, 6: 75}.get(number % 7, random.randrange(500, 1100)))
        value = other * 350_000_000
        basic = [person.username, level, "PBJ Level-1", f"PBJ-{4100 + number}", since, "", other, value, ""]
        yield basic
        if number % 6 != 3:
            yield [person.username, "", "Pokja", f"POK-{2300 + number}", since, until, "", "", ""]


def _commitment_officers(by: Actor, today: date) -> Iterator[list[Any]]:
    """PPKs sit in other units; the register knows them for their certificate, which their appointment asks for."""
    inside = Person.within.filter(is_active=True, is_outside=False).order_by("name")
    since, until = today - timedelta(days=420), today + timedelta(days=675)
    for number, person in enumerate(one for one in inside if _holds_ppk(by, one)):
        yield [person.username, "Bukan JF", "PPK tipe C", f"PPK-{1700 + number}", since, until, "", "", ""]


def _holds_ppk(by: Actor, person: Person) -> bool:
    held = [by.day.roster.posts[position] for position in by.day.positions.get(str(person.id), ())]
    return any(post.title.split()[:1] == ["PPK"] for post in held)


def _is_of_unit(by: Actor, person: Person, units: Mapping[str, str]) -> bool:
    held = [by.day.roster.posts[position] for position in by.day.positions.get(str(person.id), ())]
    texts = [
        f"{post.title} {units.get(post.unit or '', '')}".casefold() for post in held if Role.HEAD not in post.roles
    ]
    return any(word in text for text in texts for word in UNITS)


def _done(outcome: Any) -> None:
    """An invented register fits; where it does not, somebody changed a rule without changing this."""
    if isinstance(outcome, Refusal):
        raise RuntimeError(outcome.sentence)
    if getattr(outcome, "faults", None):
        raise RuntimeError(str(outcome.faults[0]))
