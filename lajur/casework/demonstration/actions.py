"""Opening, resetting and closing an agency's training room."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django_scopes import scope

from lajur.casework.demonstration.training import build_room, close_room, room_of
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.clocks import RATES
from lajur.registers.organisation.models import Agency

NEEDS = "demonstration.manage_training"


@action(needs=NEEDS, atomic=False)
def open_training(*, by: Actor, now: datetime, agency: Agency, rate: int) -> Agency | Refusal:
    """Make the training room of a real agency; its clock runs `rate` times as fast. `now` is the wall's."""
    if not (allowed := may(by, NEEDS, agency)):
        return allowed
    if agency.is_training:
        return Refusal("latihan-di-latihan", "Ruang latihan tidak mempunyai ruang latihan sendiri.")
    if rate not in RATES:
        return Refusal(
            "laju-jam-keliru", "Pilih salah satu laju jam yang ditawarkan.", fields={"rate": "Pilih lajunya."}
        )
    if room_of(agency) is not None:
        return Refusal("latihan-sudah-ada", "Ruang latihan sudah ada; setel ulang bila ingin mulai dari awal.")
    room = build_room(agency, now=now, rate=rate)
    _note(agency, "ruang-latihan-dibuat", by, now, {"room": room.slug, "rate": rate})
    return room


@action(needs=NEEDS, atomic=False)
def reset_training(*, by: Actor, now: datetime, room: Agency) -> Agency | Refusal:
    """A new generation of the room, then the old one closes: whoever looks in between finds one of them. `now` is the
    wall's. The agency's own journal tells of it, because the room's generations know nothing of each other."""
    if not (allowed := may(by, NEEDS, room)):
        return allowed
    source = room.training_of
    if source is None or not room.is_active:
        return Refusal("latihan-tidak-ada", "Ruang latihan ini sudah ditutup atau diganti.")
    made = build_room(source, now=now, rate=room.clock_rate)
    close_room(room, by=by, now=now)
    _note(source, "ruang-latihan-disetel-ulang", None, now, {"room": made.slug, "before": room.slug})
    return made


@action(needs=NEEDS, atomic=False)
def close_training(*, by: Actor, now: datetime, room: Agency) -> Agency | Refusal:
    if not (allowed := may(by, NEEDS, room)):
        return allowed
    source = room.training_of
    if source is None or not room.is_active:
        return Refusal("latihan-tidak-ada", "Ruang latihan ini sudah ditutup atau diganti.")
    close_room(room, by=by, now=now)
    _note(source, "ruang-latihan-ditutup", by, now, {"room": room.slug})
    return room


def _note(agency: Agency, kind: str, by: Actor | None, now: datetime, event: dict[str, object]) -> None:
    own = by.person if by is not None and by.agency == str(agency.id) else None
    with transaction.atomic(), scope(agency=agency):
        record(agency=str(agency.id), kind=kind, at=now, by=own, event=event)
