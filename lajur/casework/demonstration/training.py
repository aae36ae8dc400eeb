"""Training rooms: an invented copy of an agency in which everything works and nothing counts.

A room is an agency of its own (`Agency.is_training`), so the border of all data guards the real one. It has the units,
positions, lanes, SOPs and calendar of the agency it copies, invented people, and some cases under way. The journal is
append-only there too: a reset builds a new generation of the room and closes the old one, whose journal stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from django.db import transaction
from django_scopes import scope

from lajur.casework.cases.simulation import Habits
from lajur.casework.cases.simulation import Office as Simulation
from lajur.casework.demonstration.office import SINCE, fresh, sure
from lajur.registers.authority.journal import record, seal
from lajur.registers.organisation import actions as organise
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency, Holding, LaneBinding, Person, Position, Role, Unit
from lajur.registers.procedures.actions import publish
from lajur.registers.procedures.queries import procedures_of
from lajur.registers.reference.actions import set_calendar_day, set_value
from lajur.registers.reference.models import CalendarDay, DatedValue
from lajur.registers.reference.permissions import INSTALLATION

SEED = 2026
DAYS, CASES = 14, 2
"""The room looks back on so many days, and so many cases of each SOP were begun in them."""
MOST_HOLDERS = 3

FIRST = (
    "Adi", "Ayu", "Bima", "Citra", "Damar", "Dewi", "Eko", "Fajar", "Gita", "Hadi", "Indah", "Joko", "Kartika",
    "Lukman",
    "Maya", "Nanda", "Oka", "Putri", "Rangga", "Sari", "Teguh", "Umi", "Vina", "Wahyu", "Yoga", "Zahra",
)  # fmt: skip
LAST = (
    "Anggara", "Baskoro", "Cendana", "Darmawan", "Erlangga", "Fatmawati", "Gunadi", "Handoko", "Iskandar", "Jatmiko",
    "Kusuma", "Laksana", "Mahendra", "Nugraha", "Pamungkas", "Raharja", "Santoso", "Tirtayasa", "Utama", "Wibisono",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Original:
    """What a room takes from the agency it copies: no person, no case, no paper."""

    units: list[Unit]
    positions: list[Position]
    holders: dict[UUID, int]
    lanes: list[LaneBinding]
    editions: list[tuple[str, dict[str, object]]]
    days: list[CalendarDay]
    values: list[DatedValue]


def room_of(agency: Agency) -> Agency | None:
    """The training room of an agency that is open now; of a room, itself."""
    if agency.is_training:
        return agency
    return Agency.objects.filter(training_of=agency, is_training=True, is_active=True).order_by("-id").first()


def people_of(room: Agency) -> list[tuple[Person, str]]:
    """Everybody of the room with the positions held, in the order of the positions."""
    with scope(agency=room):
        people = Person.within.filter(agency=room, is_active=True).prefetch_related("holding_set__position")
        rows = [(one, [holding.position for holding in one.holding_set.all()]) for one in people.order_by("id")]
    return [(one, ", ".join(position.title for position in held)) for one, held in rows]


def build_room(source: Agency, *, now: datetime, rate: int, seed: int = SEED) -> Agency:
    """A new generation of the agency's room. It opens (`is_active`) only when it is complete."""
    number = Agency.objects.filter(training_of=source).count() + 1
    begin = now - timedelta(days=DAYS)
    original = read_original(source, now)
    room = Agency.objects.create(
        slug=f"latihan-{source.slug[:34]}-{number}",
        name=source.name,
        zone=source.zone,
        is_training=True,
        is_active=False,
        training_of=source,
    )
    random = Random(f"{seed}:{source.slug}")  # noqa: S311
    with scope(agency=room):
        _calendar(room, original, begin)
        positions = _positions(room, original, begin)
        _people(room, original, positions, begin, random, number)
        for key, content in original.editions:
            sure(publish(by=fresh(room, begin), now=begin, key=key, content=content))
        _lanes(room, original, positions, begin)
        _cases(room, begin, now, random)
    Agency.objects.filter(id=room.id).update(is_active=True, clock_rate=rate, clock_start=now)
    room.refresh_from_db()
    return room


def close_room(room: Agency, *, by: Actor, now: datetime) -> None:
    """Nobody signs in there any more and no job visits it; its journal ends with this."""
    with transaction.atomic(), scope(agency=room):
        Agency.objects.filter(id=room.id).update(is_active=False)
        Person.objects.filter(agency=room).update(is_active=False)
        record(agency=str(room.id), kind="ruang-latihan-ditutup", at=now, by=by.person, event={})


def read_original(source: Agency, now: datetime) -> Original:
    today = now.date()
    with scope(agency=source):
        held: dict[UUID, int] = {}
        for holding in Holding.objects.filter(agency=source, since__lte=today, person__is_active=True):
            if holding.until is None or holding.until >= today:
                held[holding.position_id] = held.get(holding.position_id, 0) + 1
        return Original(
            units=list(Unit.objects.filter(agency=source).order_by("id")),
            positions=list(_superiors_first(list(Position.objects.filter(agency=source).order_by("id")))),
            holders=held,
            lanes=list(LaneBinding.objects.filter(agency=source).order_by("id")),
            editions=[(one.key, one.in_force.content) for one in procedures_of(source) if one.in_force],
            days=list(CalendarDay.objects.filter(agency=source)),
            values=list(DatedValue.objects.filter(agency=source).order_by("id")),
        )


def _superiors_first(positions: list[Position]) -> Iterator[Position]:
    """Positions after those that answer for them; a circle, which the office refuses, would end after one round."""
    given: set[UUID] = set()
    waiting = positions
    while waiting:
        ready = [one for one in waiting if one.superior_id is None or one.superior_id in given] or waiting
        yield from ready
        given |= {one.id for one in ready}
        waiting = [one for one in waiting if one.id not in given]


def _calendar(room: Agency, original: Original, begin: datetime) -> None:
    for day in original.days:
        sure(
            set_calendar_day(
                by=INSTALLATION,
                now=begin,
                agency=room,
                day=day.date,
                kind=day.kind,
                name=day.name,
                source=day.source,
                hours=day.hours,
            )
        )
    for row in original.values:
        sure(
            set_value(
                by=INSTALLATION,
                now=begin,
                name=row.name,
                valid_from=row.valid_from,
                value=row.value,
                legal_basis=row.legal_basis,
                source=row.source,
                is_verified=row.is_verified,
                agency=room,
            )
        )


def _positions(room: Agency, original: Original, begin: datetime) -> dict[UUID, Position]:
    by = fresh(room, begin)
    units = {unit.id: sure(organise.add_unit(by=by, now=begin, name=unit.name)) for unit in original.units}
    made: dict[UUID, Position] = {}
    for row in original.positions:
        made[row.id] = sure(
            organise.add_position(
                by=by,
                now=begin,
                title=row.title,
                unit=units.get(row.unit_id) if row.unit_id else None,
                superior=made.get(row.superior_id) if row.superior_id else None,
                roles=[Role(role) for role in row.roles],
                is_outside=row.is_outside,
            )
        )
    return made


def _people(
    room: Agency, original: Original, positions: dict[UUID, Position], begin: datetime, random: Random, number: int
) -> None:
    """As many for each position as hold it, at least one, each under an invented name and without a password."""
    names = [f"{first} {last}" for first in FIRST for last in LAST]
    random.shuffle(names)
    since: date = min(SINCE, begin.date())
    for row in original.positions:
        for _ in range(max(1, min(MOST_HOLDERS, original.holders.get(row.id, 0)))):
            name = names.pop()
            person = sure(
                organise.add_person(
                    by=fresh(room, begin),
                    now=begin,
                    username=f"{name.lower().replace(' ', '.')}.{room.slug}",
                    name=name,
                    is_outside=row.is_outside,
                )
            )
            sure(
                organise.seat(by=fresh(room, begin), now=begin, person=person, position=positions[row.id], since=since)
            )


def _lanes(room: Agency, original: Original, positions: dict[UUID, Position], begin: datetime) -> None:
    bound: dict[tuple[str, str], list[Position]] = {}
    for row in original.lanes:
        bound.setdefault((row.procedure, row.lane), []).append(positions[row.position_id])
    for (procedure, lane), chosen in bound.items():
        sure(organise.bind_lane(by=fresh(room, begin), now=begin, procedure=procedure, lane=lane, positions=chosen))


def _cases(room: Agency, begin: datetime, now: datetime, random: Random) -> None:
    room.refresh_from_db()
    office = Simulation(room, random.randrange(2**32), Habits(late=0.1))
    for procedure in procedures_of(room):
        for n in range(1, CASES + 1):
            at = now - (now - begin) * random.uniform(0.1, 0.9)
            office.plan_start(at, procedure.key, f"Latihan {n}: {procedure.title}"[:300])
    office.run(until=now)
    seal(agency=str(room.id), now=now)
