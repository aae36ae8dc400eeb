"""Units and positions, who holds them, and which lanes they act in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import Q

from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.actions import action
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actions.writing import (
    NEEDS,
    alone,
    changed,
    days_to_keep,
    last_administrator,
    strangers,
)
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Holding, HoldingKind, LaneBinding, Person, Position, Role, Unit


@action(needs=NEEDS)
def add_unit(*, by: Actor, now: datetime, name: str, parent: Unit | None = None) -> Unit | Refusal:
    if not (allowed := may(by, NEEDS)):
        return allowed
    unit, created = Unit.objects.get_or_create(agency_id=by.agency, name=name, defaults={"parent": parent})
    if created:
        changed(by, now, "unit-ditambahkan", {"unit": unit.id, "name": name})
    return unit


@action(needs=NEEDS)
def add_position(
    *,
    by: Actor,
    now: datetime,
    title: str,
    unit: Unit | None = None,
    superior: Position | None = None,
    roles: Sequence[Role] = (),
    is_outside: bool = False,
) -> Position | Refusal:
    """A position with the same title is one and the same; its superior and roles are set anew."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    position, _ = Position.objects.update_or_create(
        agency_id=by.agency,
        title=title,
        defaults={"unit": unit, "superior": superior, "roles": list(roles), "is_outside": is_outside},
    )
    changed(
        by,
        now,
        "jabatan-ditetapkan",
        {
            "position": position.id,
            "title": title,
            "superior": superior and superior.id,
            "roles": list(roles),
        },
    )
    return position


@action(needs=NEEDS)
def change_position(
    *,
    by: Actor,
    now: datetime,
    position: Position,
    title: str,
    unit: Unit | None,
    superior: Position | None,
    roles: Sequence[Role],
    is_outside: bool,
) -> Position | Refusal:
    """Refused where the superiors would lead in a circle, or the agency would lose its last administrator."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    if (refusal := foreign(by, position, superior, unit)) is not None:
        return refusal
    alone(by)
    if Position.objects.filter(agency_id=by.agency, title=title).exclude(id=position.id).exists():
        return Refusal(
            "jabatan-sudah-ada", "Sudah ada jabatan “{title}”.", {"title": title}, {"nama": "Nama ini sudah dipakai."}
        )
    if superior is not None and (circle := circle_through(by, position, superior)):
        way = " → ".join(circle)
        return Refusal(
            "atasan-berputar",
            "Atasan tidak boleh berputar: {way}. Pilih atasan lain.",
            {"way": way},
            {"atasan": "Atasan ini adalah bawahannya sendiri."},
        )
    days = days_to_keep(by)
    position.title, position.unit, position.superior = title, unit, superior
    position.roles, position.is_outside = [str(role) for role in roles], is_outside
    position.save(update_fields=["title", "unit", "superior", "roles", "is_outside"])
    changed(
        by,
        now,
        "jabatan-diubah",
        {
            "position": position.id,
            "title": title,
            "unit": unit and unit.id,
            "superior": superior and superior.id,
            "roles": position.roles,
            "is_outside": is_outside,
        },
    )
    refusal = last_administrator(by, days)
    return position if refusal is None else refusal


def circle_through(by: Actor, position: Position, superior: Position) -> list[str]:
    """Titles from `position` over its new `superior` back to itself; empty when the way ends elsewhere."""
    above = dict(Position.objects.filter(agency_id=by.agency).values_list("id", "superior_id"))
    titles = dict(Position.objects.filter(agency_id=by.agency).values_list("id", "title"))
    way, here = [position.title], superior.id
    for _ in range(len(above)):
        way.append(titles[here])
        if here == position.id:
            return way
        if above[here] is None:
            break
        here = above[here]
    return []


@action(needs=NEEDS)
def change_unit(*, by: Actor, now: datetime, unit: Unit, name: str, parent: Unit | None) -> Unit | Refusal:
    if not (allowed := may(by, NEEDS)):
        return allowed
    if (refusal := foreign(by, unit, parent)) is not None:
        return refusal
    alone(by)
    if Unit.objects.filter(agency_id=by.agency, name=name).exclude(id=unit.id).exists():
        return Refusal("unit-sudah-ada", "Sudah ada unit kerja “{name}”.", {"name": name}, {"nama": "Sudah dipakai."})
    above = dict(Unit.objects.filter(agency_id=by.agency).values_list("id", "parent_id"))
    here, steps = parent.id if parent else None, 0
    while here is not None and steps <= len(above):
        if here == unit.id:
            why = Words("Unit induk tidak boleh unit ini sendiri atau bagiannya; pilih yang lain.")
            return Refusal("unit-berputar", why, fields={"induk": why})
        here, steps = above[here], steps + 1
    unit.name, unit.parent = name, parent
    unit.save(update_fields=["name", "parent"])
    changed(by, now, "unit-diubah", {"unit": unit.id, "name": name, "parent": parent and parent.id})
    return unit


@action(needs=NEEDS)
def seat(
    *,
    by: Actor,
    now: datetime,
    person: Person,
    position: Position,
    since: date,
    until: date | None = None,
    kind: HoldingKind = HoldingKind.DEFINITIVE,
    decree: str = "",
) -> Holding | Refusal:
    """Let a person hold a position; acting holders (Plt., Plh.) need an end and the number of their decree."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    if (refusal := strangers(by, person)) is not None or (refusal := foreign(by, position)) is not None:
        return refusal
    if until is not None and until < since:
        return Refusal("tanggal-terbalik", "Tanggal selesai harus sama dengan atau setelah tanggal mulai.")
    if kind != HoldingKind.DEFINITIVE and not (until and decree.strip()):
        return Refusal("plt-tanpa-surat", "Plt. dan Plh. memerlukan nomor surat perintah dan tanggal berakhir.")
    twice = Holding.objects.filter(agency_id=by.agency, person=person, position=position, kind=kind)
    if twice.filter(Q(until__isnull=True) | Q(until__gte=since), since__lte=until or date.max).exists():
        return Refusal("sudah-menduduki", "{name} sudah menduduki jabatan ini pada tanggal itu.", {"name": person.name})
    holding = Holding.objects.create(
        agency_id=by.agency, person=person, position=position, kind=kind, decree=decree, since=since, until=until
    )
    changed(
        by,
        now,
        "jabatan-diduduki",
        {
            "person": person.id,
            "position": position.id,
            "kind": kind,
            "decree": decree,
            "since": since,
            "until": until,
        },
    )
    return holding


@action(needs=NEEDS)
def unseat(*, by: Actor, now: datetime, holding: Holding, until: date) -> Holding | Refusal:
    """End a holding; `until` is its last day."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    if until < holding.since:
        return Refusal("tanggal-terbalik", "Tanggal selesai harus sama dengan atau setelah tanggal mulai.")
    alone(by)
    days = days_to_keep(by, until)
    holding.until = until
    holding.save(update_fields=["until"])
    changed(by, now, "jabatan-dilepas", {"person": holding.person_id, "position": holding.position_id, "until": until})
    refusal = last_administrator(by, days)
    return holding if refusal is None else refusal


@action(needs=NEEDS)
def cancel_holding(*, by: Actor, now: datetime, holding: Holding) -> Holding | Refusal:
    """Take back a holding that has not begun; what has been stays in the history."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    if str(holding.agency_id) != by.agency or holding.since <= by.day.day:
        return Refusal("sudah-dimulai", "Jabatan ini sudah dimulai; akhirilah dengan tanggal.")
    alone(by)
    days = days_to_keep(by, holding.since)
    event = {"person": holding.person_id, "position": holding.position_id, "since": holding.since}
    holding.delete()
    changed(by, now, "jabatan-dibatalkan", event)
    refusal = last_administrator(by, days)
    return holding if refusal is None else refusal


@action(needs=NEEDS)
def bind_lane(
    *, by: Actor, now: datetime, procedure: str, lane: str, positions: Sequence[Position]
) -> list[LaneBinding] | Refusal:
    """The holders of `positions`, and of no other, act in this lane of the agency's SOP."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    if (refusal := foreign(by, *positions)) is not None:
        return refusal
    LaneBinding.objects.filter(agency_id=by.agency, procedure=procedure, lane=lane).exclude(
        position__in=positions
    ).delete()
    LaneBinding.objects.bulk_create(
        [LaneBinding(agency_id=by.agency, procedure=procedure, lane=lane, position=position) for position in positions],
        ignore_conflicts=True,
    )
    bound = list(LaneBinding.objects.filter(agency_id=by.agency, procedure=procedure, lane=lane))
    changed(
        by,
        now,
        "pelaksana-dipetakan",
        {
            "procedure": procedure,
            "lane": lane,
            "positions": [p.id for p in positions],
        },
    )
    return bound


@action(needs=NEEDS)
def fill_lanes(*, by: Actor, now: datetime, procedure: str, titles: Mapping[str, str]) -> list[Position] | Refusal:
    """`titles`: lane → its title. Each lane without a position is bound to the position of its title, made where
    there is none. Returns the positions now bound."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    alone(by)
    bound = set(LaneBinding.objects.filter(agency_id=by.agency, procedure=procedure).values_list("lane", flat=True))
    free = {lane: title for lane, title in titles.items() if lane not in bound}
    known = {row.title: row for row in Position.objects.filter(agency_id=by.agency, title__in=free.values())}
    new = [Position(agency_id=by.agency, title=title) for title in dict.fromkeys(free.values()) if title not in known]
    known |= {row.title: row for row in Position.objects.bulk_create(new)}
    rows = [
        LaneBinding(agency_id=by.agency, procedure=procedure, lane=lane, position=known[title])
        for lane, title in free.items()
    ]
    LaneBinding.objects.bulk_create(rows)
    event = {
        "procedure": procedure,
        "lanes": {row.lane: str(row.position_id) for row in rows},
        "new": [str(row.id) for row in new],
    }
    changed(by, now, "pelaksana-diisi", event)
    return [row.position for row in rows]


def foreign(by: Actor, *rows: Position | Unit | None) -> Refusal | None:
    """Positions and units of other agencies do not exist here."""
    if any(row is not None and str(row.agency_id) != by.agency for row in rows):
        return Refusal("jabatan-tidak-dikenal", "Pilih jabatan atau unit kerja dari instansi Anda.")
    return None
