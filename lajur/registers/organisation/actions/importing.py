"""Taking a list of people over: all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from secrets import token_urlsafe
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.ids import uuid7
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actions.writing import NEEDS, alone, changed, days_to_keep, last_administrator
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Holding, Person, Position, Unit
from lajur.registers.organisation.roll import Known, KnownHolding, KnownPerson, Plan
from lajur.registers.organisation.roll_reading import plan_roll

BATCH = 2000
ENTRY = 1000
"""So many people stand in one entry of the journal."""
FIELDS = ("nip", "name", "email", "is_outside", "is_active", "business", "npwp", "nib")
"""What a list tells of a person, in the order of `KnownPerson`."""


@action(needs=NEEDS)
def import_people(*, by: Actor, now: datetime, table: Sequence[Sequence[Any]], sha256: str) -> Plan | Refusal:
    """Carry out what `plan_roll` finds in `table` now; a single fault, and nothing is changed. `sha256` (hex) names
    the file in the journal. Nobody gets a password: each sets his own by a link."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    alone(by)
    plan = plan_roll(table, known_people(by.agency, table))
    if plan.faults:
        return Refusal("impor-bersalah", "Ada {count} kesalahan; tidak ada yang diubah.", {"count": len(plan.faults)})
    if any(person.id == by.person and person.changes.get("is_active") is False for person in plan.changed):
        return Refusal("diri-sendiri", "Anda tidak dapat menonaktifkan diri sendiri; minta administrator lain.")
    ends = {holding.until for holding in plan.holdings if holding.id and holding.until}
    days = days_to_keep(by, *ends)
    units = _units(by, plan)
    positions = _positions(by, plan, units)
    people = _people(by, plan)
    _holdings(by, plan, people, positions)
    _journal(by, now, plan, people, sha256)
    refusal = last_administrator(by, days)
    return plan if refusal is None else refusal


def known_people(agency: str, table: Sequence[Sequence[Any]]) -> Known:
    """What the agency has, and which user names in `table` other agencies use."""
    rows = Person.within.values_list("id", "username", *FIELDS).iterator(BATCH)
    people = [KnownPerson(str(row[0]), *row[1:]) for row in rows]
    own = {person.username for person in people}
    texts = {str(cell).strip() for row in table for cell in row[:2] if cell}
    taken: set[str] = set()
    wanted = iter(sorted(texts - own))
    while piece := list(islice(wanted, BATCH)):
        taken |= Person.objects.taken(piece)
    units = {str(key): name for key, name in Unit.objects.values_list("id", "name")}
    positions = {
        title: (str(key), units.get(str(unit), ""))
        for key, title, unit in Position.objects.values_list("id", "title", "unit_id")
    }
    columns = ("id", "person_id", "position_id", "kind", "since", "until", "decree")
    holdings = [
        KnownHolding(str(key), str(person), str(position), *rest)
        for key, person, position, *rest in Holding.objects.values_list(*columns).iterator(BATCH)
    ]
    return Known(people, positions, {name: key for key, name in units.items()}, holdings, frozenset(taken - own))


def _units(by: Actor, plan: Plan) -> dict[str, Unit]:
    Unit.objects.bulk_create([Unit(agency_id=by.agency, name=name) for name in plan.units])
    return {unit.name: unit for unit in Unit.objects.all()} if plan.positions else {}


def _positions(by: Actor, plan: Plan, units: dict[str, Unit]) -> dict[str, Any]:
    """Title → id, of all."""
    Position.objects.bulk_create(
        [
            Position(agency_id=by.agency, title=title, unit=units[unit] if unit else None)
            for title, unit in plan.positions.items()
        ],
        batch_size=BATCH,
    )
    return {title: key for key, title in Position.objects.values_list("id", "title")}


def _no_password() -> str:
    """As Django marks it, each another. `make_password(None)` draws forty letters one by one: 1 s for a large list."""
    return UNUSABLE_PASSWORD_PREFIX + token_urlsafe(30)


def _people(by: Actor, plan: Plan) -> dict[str, str]:
    """User name → id, of all people in the list."""
    made = [
        Person(id=uuid7(), agency_id=by.agency, username=row.username, password=_no_password(), **row.changes)
        for row in plan.new
    ]
    Person.within.bulk_create(made, batch_size=BATCH)
    changed_rows = {row.id: row.changes for row in plan.changed}
    keys = iter(list(changed_rows))
    while piece := list(islice(keys, BATCH)):
        people = list(Person.within.filter(id__in=piece))
        for person in people:
            for field, value in changed_rows[str(person.id)].items():
                setattr(person, field, value)
        Person.within.bulk_update(people, FIELDS, batch_size=500)
    ids = {person.username: str(person.id) for person in made}
    return ids | {row.username: row.id for row in plan.people.values() if row.id}


def _holdings(by: Actor, plan: Plan, people: dict[str, str], positions: dict[str, Any]) -> None:
    Holding.objects.bulk_create(
        [
            Holding(
                agency_id=by.agency,
                person_id=people[row.username],
                position_id=positions[row.position],
                kind=row.kind,
                since=row.since,
                until=row.until,
                decree=row.decree,
            )
            for row in plan.holdings
            if not row.id
        ],
        batch_size=BATCH,
    )
    known = Holding.objects.in_bulk([row.id for row in plan.holdings if row.id])
    by_id = {str(key): holding for key, holding in known.items()}
    for row in plan.holdings:
        if row.id:
            by_id[row.id].until, by_id[row.id].decree = row.until, row.decree
    Holding.objects.bulk_update(list(by_id.values()), ["until", "decree"], batch_size=500)


def _journal(by: Actor, now: datetime, plan: Plan, people: dict[str, str], sha256: str) -> None:
    """One entry on the whole, then who was touched, by the thousand."""
    facts = {
        "file": sha256,
        "new": len(plan.new),
        "changed": len(plan.changed),
        "units": len(plan.units),
        "positions": len(plan.positions),
        "holdings": len(plan.holdings),
    }
    changed(by, now, "pegawai-diimpor", facts)
    touched = {people[row.username]: sorted(row.changes) for row in plan.people.values() if row.changes}
    for row in plan.holdings:
        touched.setdefault(people[row.username], []).append(f"{row.kind} {row.position} {row.since}")
    rows = iter(touched.items())
    while piece := dict(islice(rows, ENTRY)):
        event = {"file": sha256, "people": piece}
        record(agency=by.agency, kind="pegawai-diimpor-rincian", at=now, by=by.person, event=event)
