"""What a person has to do besides steps of a SOP: capabilities tell it, Tugas saya and Jadwal show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from lajur.casework.cases.reading import persons_of
from lajur.registers.organisation.actors import Actor


@dataclass(frozen=True, slots=True)
class Duty:
    """To be done until the end of `due`. `about` says what it belongs to, in words that name nobody; `person` is the id
    of who answers for it, `since` when it became a duty."""

    title: str
    about: str
    due: date
    url: str
    person: str
    since: datetime


Source = Callable[[Actor, tuple[str, ...] | None], list[Duty]]
SOURCES: list[Source] = []
"""Open duties of the persons given, of everybody's in the agency for None; soonest first. One statement each."""


def duties_of(actor: Actor, persons: tuple[str, ...] | None) -> list[Duty]:
    """Those of the persons, or of the whole agency, soonest first."""
    found = [duty for source in SOURCES for duty in source(actor, persons)]
    return sorted(found, key=lambda duty: (duty.due, duty.title))


def mine(actor: Actor) -> list[Duty]:
    """The actor's own, and those of whom he stands in for."""
    return [] if actor.outside else duties_of(actor, persons_of(actor))
