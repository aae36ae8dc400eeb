"""Invented staff and packages for the demonstration, and a secretariat that drafts a plan for the simulator."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from lajur.capabilities.staffing import actions
from lajur.capabilities.staffing.actions import Seat
from lajur.capabilities.staffing.models import Certificate, CertificateKind, Conflict, Leave, Level, Part, Staff
from lajur.capabilities.staffing.queries import latest, staff_of, teams_of
from lajur.casework.cases.plugging import Work
from lajur.engine.refusal import Refusal
from lajur.registers.organisation.actors import clock_actor
from lajur.registers.organisation.models import Agency, Person, Role
from lajur.registers.packages.models import Kind, Method, Package, PackageStatus
from lajur.registers.procedures.queries import procedure_of

PROCEDURE = "distribusi-personil"
NOUNS = (
    ("Pengadaan perangkat jaringan", Method.TENDER, Kind.GOODS),
    ("Jasa kebersihan gedung", Method.TENDER, Kind.SERVICES),
    ("Jasa pengamanan kantor", Method.TENDER, Kind.SERVICES),
    ("Renovasi ruang layanan", Method.TENDER, Kind.WORKS),
    ("Kajian tata kelola penempatan", Method.SELECTION, Kind.CONSULTANCY),
    ("Pengembangan aplikasi layanan", Method.SELECTION, Kind.CONSULTANCY),
    ("Sewa kendaraan operasional", Method.FAST_TENDER, Kind.SERVICES),
    ("Pencetakan bahan sosialisasi", Method.FAST_TENDER, Kind.GOODS),
)  # fmt: skip
PLACES = ("pusat", "BP3MI Serang", "BP3MI Medan", "BP3MI Makassar", "BP3MI Kupang")
PACKAGES = 26
OVERSEERS = frozenset({Role.HEAD.value, Role.AUDITOR.value})


def furnish(agency: Agency, now: datetime, random: Random) -> None:
    """Staff with certificates, somebody on leave, a conflict, and a year's packages. Only where the SOP is used."""
    if procedure_of(agency, PROCEDURE) is None or Staff.objects.filter(agency=agency).exists():
        return
    day = clock_actor(agency, now).day
    today = now.astimezone(ZoneInfo(agency.zone)).date()
    levels = (Level.FIRST, Level.YOUNG, Level.FIRST, Level.MIDDLE, Level.YOUNG)
    rows = []
    for person in Person.within.filter(agency=agency, is_active=True, is_outside=False).order_by("username"):
        if not day.roles_of(str(person.id)) & OVERSEERS:
            rows.append(Staff(agency=agency, person=person, level=levels[len(rows) % len(levels)], recorded_at=now))
    Staff.objects.bulk_create(rows)
    begun = date(today.year - 2, 3, 1)
    Certificate.objects.bulk_create(
        Certificate(agency=agency, staff=row, kind=kind, number=f"LKPP-{index:04}", issued_on=begun,
                    expires_on=None if kind == CertificateKind.BASIC else date(today.year + 2, 2, 28))
        for index, row in enumerate(rows)
        for kind in ((CertificateKind.BASIC,) if index % 5 == 4 else (CertificateKind.BASIC, CertificateKind.POKJA))
    )  # fmt: skip
    packages = Package.objects.bulk_create(_package(agency, number, today, now, random) for number in range(PACKAGES))
    if len(rows) > 3:
        away = today + timedelta(days=20)
        Leave.objects.create(agency=agency, staff=rows[1], since=away, until=away + timedelta(days=30))
        Conflict.objects.create(
            agency=agency, staff=rows[2], package=packages[0], reason="Keluarga pemilik calon penyedia",
            declared_on=today,
        )  # fmt: skip


def _package(agency: Agency, number: int, today: date, now: datetime, random: Random) -> Package:
    noun, method, kind = NOUNS[number % len(NOUNS)]
    place = PLACES[number % len(PLACES)]
    since = today + timedelta(days=random.randint(5, 190))
    until = since + timedelta(days=random.randint(20, 45))
    pagu = Decimal(random.randint(4, 90)) * 50_000_000
    return Package(
        agency=agency, year=since.year, code=f"{52_000_000 + number * 137}", name=f"{noun} {place}",
        satker=f"Satker {place}", method=method, kind=kind, status=PackageStatus.ANNOUNCED, pagu=pagu,
        hps=pagu * Decimal("0.97"), selection_from=since, selection_until=until, recorded_at=now,
    )  # fmt: skip


def draft(work: Work, random: Random) -> None:
    """What the secretariat does at its step: a plan for half a year, five teams, and the optimiser's Pokja."""
    agency = Agency.objects.get(id=work.agency_id)
    staff = staff_of(agency.id)
    if len(staff) < 5:
        return
    today = work.now.astimezone(ZoneInfo(agency.zone)).date()
    begun = actions.start_plan(
        case_id=work.case_id, since=today + timedelta(days=random.randint(1, 10)), until=today + timedelta(days=200),
        by=work.actor, now=work.now,
    )  # fmt: skip
    if isinstance(begun, Refusal):
        return
    people = [str(row.person_id) for row in staff]
    for number, team in enumerate(teams_of(latest(begun))):
        if team.members.all():
            continue
        size = min(4, len(people))
        chosen = [people[(number * 3 + place) % len(people)] for place in range(size)]
        seats = [Seat(person, Part.MEMBER if place else Part.CHAIR) for place, person in enumerate(chosen)]
        actions.set_team(plan_id=begun.id, team=team.key, seats=seats, lanes=[], by=work.actor, now=work.now)
    actions.propose_pokja(plan_id=begun.id, by=work.actor, now=work.now, seconds=0.5)
