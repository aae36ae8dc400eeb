"""What every change of the organisation shares: its permission, who is a stranger, and how it is told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from lajur.engine.refusal import Refusal
from lajur.registers.authority.journal import record
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency, Holding, Person, Role

NEEDS = "organisation.manage"


def strangers(by: Actor, *people: Person) -> Refusal | None:
    """People of other agencies do not exist here, and nobody who has left takes anything over."""
    if any(str(person.agency_id) != by.agency or not person.is_active for person in people):
        return Refusal("orang-tidak-dikenal", "Pilih orang yang terdaftar dan aktif di instansi Anda.")
    return None


def alone(by: Actor) -> None:
    """One change of the organisation at a time, where what is checked could be undone by another one meanwhile."""
    Agency.objects.select_for_update().get(id=by.agency)


def administered_on(agency: str, day: date) -> bool:
    """Whether somebody active holds a position with the role of administrator on `day`."""
    held = Holding.objects.filter(
        Q(until__isnull=True) | Q(until__gte=day),
        agency_id=agency,
        position__roles__contains=[Role.ADMINISTRATOR.value],
        person__is_active=True,
        since__lte=day,
    )
    return held.exists()


def days_to_keep(by: Actor, *ends: date) -> list[date]:
    """Of today and the days after `ends`, those that have an administrator before something is changed."""
    today = by.day.day
    days = {today, *(max(today, end) + timedelta(days=1) for end in ends)}
    return [day for day in sorted(days) if administered_on(by.agency, day)]


def last_administrator(by: Actor, days: list[date]) -> Refusal | None:
    """Asked after the change: whether one of `days_to_keep` has lost its administrator."""
    if all(administered_on(by.agency, day) for day in days):
        return None
    return Refusal(
        "administrator-terakhir",
        "Tanpa orang ini instansi Anda tidak lagi mempunyai administrator. Dudukkan dahulu orang lain pada jabatan"
        " yang berperan administrator.",
    )


def changed(by: Actor, now: datetime, kind: str, event: dict[str, Any], private: dict[str, Any] | None = None) -> None:
    Agency.objects.filter(id=by.agency).update(roster_version=F("roster_version") + 1)
    plain = {key: str(value) if isinstance(value, UUID | date) else value for key, value in event.items()}
    record(agency=by.agency, kind=kind, at=now, by=by.person, event=plain, private=private)
