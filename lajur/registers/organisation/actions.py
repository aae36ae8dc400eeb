"""Changing the organisation. Every change raises the agency's roster version and stands in its journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db.models import F

from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import (
    Agency,
    Holding,
    HoldingKind,
    LaneBinding,
    Person,
    Position,
    Role,
    Substitution,
    Unit,
)
from lajur.registers.organisation.rules import StandIn, check_stand_in

NEEDS = "organisation.manage"


@action(needs=NEEDS)
def add_unit(*, by: Actor, now: datetime, name: str, parent: Unit | None = None) -> Unit | Refusal:
    if not (allowed := may(by, NEEDS)):
        return allowed
    unit, created = Unit.objects.get_or_create(agency_id=by.agency, name=name, defaults={"parent": parent})
    if created:
        _changed(by, now, "unit-ditambahkan", {"unit": unit.id, "name": name})
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
    _changed(
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
def add_person(
    *,
    by: Actor,
    now: datetime,
    username: str,
    name: str,
    nip: str = "",
    email: str = "",
    password: str | None = None,
    is_outside: bool = False,
) -> Person | Refusal:
    """`password` None: the person cannot sign in until one is set."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    if Person.objects.filter(username=username).exists():
        return Refusal(
            "nama-pengguna-terpakai",
            "Nama pengguna “{username}” sudah dipakai; pilih yang lain.",
            {"username": username},
            {"username": "Sudah dipakai."},
        )
    person = Person.within.create(
        agency_id=by.agency,
        username=username,
        name=name,
        nip=nip,
        email=email,
        is_outside=is_outside,
        password=make_password(password),
    )
    _changed(by, now, "pegawai-ditambahkan", {"person": person.id}, {"name": name, "nip": nip, "email": email})
    return person


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
    if (refusal := _strangers(by, person)) is not None:
        return refusal
    if until is not None and until < since:
        return Refusal("tanggal-terbalik", "Tanggal selesai harus sama dengan atau setelah tanggal mulai.")
    if kind != HoldingKind.DEFINITIVE and not (until and decree.strip()):
        return Refusal("plt-tanpa-surat", "Plt. dan Plh. memerlukan nomor surat perintah dan tanggal berakhir.")
    holding = Holding.objects.create(
        agency_id=by.agency, person=person, position=position, kind=kind, decree=decree, since=since, until=until
    )
    _changed(
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
    _changed(by, now, "jabatan-dilepas", {"person": holding.person_id, "position": holding.position_id, "until": until})
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
    _changed(
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


@action(needs="organisation.arrange_substitute")
def arrange_substitute(
    *, by: Actor, now: datetime, absent: Person, substitute: Person, since: date, until: date, reason: str
) -> Substitution | Refusal:
    """`substitute` acts for `absent` on these days, for tasks already open and new ones."""
    if not (allowed := may(by, "organisation.arrange_substitute", str(absent.id))):
        return allowed
    if (refusal := _strangers(by, absent, substitute)) is not None:
        return refusal
    if not reason.strip():
        return Refusal("alasan-kosong", "Tuliskan alasan ketidakhadiran, misalnya cuti atau dinas luar.")
    Agency.objects.select_for_update().get(id=by.agency)
    existing = [
        StandIn(str(s.absent_id), str(s.substitute_id), s.since, s.until)
        for s in Substitution.objects.filter(agency_id=by.agency, until__gte=since)
    ]
    if (refusal := check_stand_in(StandIn(str(absent.id), str(substitute.id), since, until), existing)) is not None:
        return refusal
    rule = Substitution.objects.create(
        agency_id=by.agency, absent=absent, substitute=substitute, since=since, until=until, reason=reason.strip()
    )
    _changed(
        by,
        now,
        "pengganti-diatur",
        {
            "absent": absent.id,
            "substitute": substitute.id,
            "since": since,
            "until": until,
        },
        {"reason": reason},
    )
    return rule


@action(needs="organisation.arrange_substitute")
def end_substitution(*, by: Actor, now: datetime, rule: Substitution, until: date) -> Substitution | Refusal:
    """Let a substitution end earlier; `until` is its last day (the day before it begins makes it void)."""
    if not (allowed := may(by, "organisation.arrange_substitute", str(rule.absent_id))):
        return allowed
    if until > rule.until:
        return Refusal(
            "pengganti-diperpanjang",
            "Penggantian hanya dapat diakhiri lebih awal; untuk hari sesudahnya aturlah pengganti yang baru.",
        )
    if until < rule.since:
        rule.delete()
    else:
        rule.until = until
        rule.save(update_fields=["until"])
    _changed(
        by, now, "pengganti-diakhiri", {"absent": rule.absent_id, "substitute": rule.substitute_id, "until": until}
    )
    return rule


def _strangers(by: Actor, *people: Person) -> Refusal | None:
    """People of other agencies do not exist here, and nobody who has left takes anything over."""
    if any(str(person.agency_id) != by.agency or not person.is_active for person in people):
        return Refusal("orang-tidak-dikenal", "Pilih orang yang terdaftar dan aktif di instansi Anda.")
    return None


def _changed(by: Actor, now: datetime, kind: str, event: dict[str, Any], private: dict[str, Any] | None = None) -> None:
    Agency.objects.filter(id=by.agency).update(roster_version=F("roster_version") + 1)
    plain = {key: str(value) if isinstance(value, UUID | date) else value for key, value in event.items()}
    record(agency=by.agency, kind=kind, at=now, by=by.person, event=plain, private=private)
