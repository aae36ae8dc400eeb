"""Who can be given work."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from lajur.engine.refusal import Refusal
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.prepared import count_active

UNKNOWN = Refusal("orang-tidak-dikenal", "Pilih orang yang terdaftar dan aktif di instansi Anda.")


def unknown_persons(by: Actor, persons: Iterable[str]) -> Refusal | None:
    """People of other agencies, or who have left, cannot be given work; nor can nobody."""
    wanted = set(persons)
    try:
        keys = {str(UUID(person)) for person in wanted}
    except ValueError:
        return UNKNOWN
    return None if wanted and count_active(by.agency, tuple(keys)) == len(wanted) else UNKNOWN
