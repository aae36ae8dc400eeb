"""What every change of the organisation shares: its permission, who is a stranger, and how it is told."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from lajur.engine.refusal import Refusal
from lajur.registers.authority.journal import record
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency, Person

NEEDS = "organisation.manage"


def strangers(by: Actor, *people: Person) -> Refusal | None:
    """People of other agencies do not exist here, and nobody who has left takes anything over."""
    if any(str(person.agency_id) != by.agency or not person.is_active for person in people):
        return Refusal("orang-tidak-dikenal", "Pilih orang yang terdaftar dan aktif di instansi Anda.")
    return None


def changed(by: Actor, now: datetime, kind: str, event: dict[str, Any], private: dict[str, Any] | None = None) -> None:
    Agency.objects.filter(id=by.agency).update(roster_version=F("roster_version") + 1)
    plain = {key: str(value) if isinstance(value, UUID | date) else value for key, value in event.items()}
    record(agency=by.agency, kind=kind, at=now, by=by.person, event=plain, private=private)
