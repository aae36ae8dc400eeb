"""Units and positions, who holds them, and which lanes they act in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actions.writing import NEEDS, changed, strangers
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
    if (refusal := strangers(by, person)) is not None:
        return refusal
    if until is not None and until < since:
        return Refusal("tanggal-terbalik", "Tanggal selesai harus sama dengan atau setelah tanggal mulai.")
    if kind != HoldingKind.DEFINITIVE and not (until and decree.strip()):
        return Refusal("plt-tanpa-surat", "Plt. dan Plh. memerlukan nomor surat perintah dan tanggal berakhir.")
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
    holding.until = until
    holding.save(update_fields=["until"])
    changed(by, now, "jabatan-dilepas", {"person": holding.person_id, "position": holding.position_id, "until": until})
    return holding


@action(needs=NEEDS)
def bind_lane(
    *, by: Actor, now: datetime, procedure: str, lane: str, positions: Sequence[Position]
) -> list[LaneBinding] | Refusal:
    """The holders of `positions`, and of no other, act in this lane of the agency's SOP."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    LaneBinding.objects.filter(agency_id=by.agency, procedure=procedure, lane=lane).exclude(
        position__in=positions
    ).delete()
    bound = [
        LaneBinding.objects.get_or_create(agency_id=by.agency, procedure=procedure, lane=lane, position=position)[0]
        for position in positions
    ]
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
