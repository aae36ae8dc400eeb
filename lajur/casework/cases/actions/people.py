"""Who can be given work."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from lajur.engine.refusal import Refusal
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Person

UNKNOWN = Refusal("orang-tidak-dikenal", "Pilih orang yang terdaftar dan aktif di instansi Anda.")


def unknown_persons(by: Actor, persons: Iterable[str]) -> Refusal | None:
    """People of other agencies, or who have left, cannot be given work; nor can nobody."""
    wanted = set(persons)
    try:
        keys = {UUID(person) for person in wanted}
    except ValueError:
        return UNKNOWN
    known = Person.within.filter(agency_id=by.agency, id__in=keys, is_active=True).count()
    return None if wanted and known == len(wanted) else UNKNOWN
