"""Data for tests of people and whatever stands on them, made through the actions. Use inside `scope(agency=…)`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import TypeVar

from lajur.engine.refusal import Refusal
from lajur.registers.organisation import actions as organise
from lajur.registers.organisation.actors import Actor, actor_for, clock_actor
from lajur.registers.organisation.models import Agency, HoldingKind, Person, Position, Role, Substitution

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Monday 2 March 2026, 08.00 in Jakarta: in Ramadan, when the working day opens at 08.00 and closes at 15.00."""
SINCE = date(2026, 1, 5)

T = TypeVar("T")
_numbers = count(1)


def done(outcome: T | Refusal) -> T:
    """What came of an action that must not be refused here."""
    assert not isinstance(outcome, Refusal), f"{outcome.code}: {outcome.sentence}"
    return outcome


def refusal(outcome: object) -> Refusal:
    """The refusal of an action that must be refused here, with a sentence that can be shown."""
    assert isinstance(outcome, Refusal), outcome
    assert outcome.sentence
    return outcome


def make_agency(slug: str = "", *, name: str = "Instansi Uji", zone: str = "Asia/Jakarta") -> Agency:
    return Agency.objects.create(slug=slug or f"uji-{next(_numbers)}", name=name, zone=zone)


def clock(agency: Agency, now: datetime = NOW) -> Actor:
    """The installation itself, which may do everything, with the roster as it is now."""
    agency.refresh_from_db()
    return clock_actor(agency, now)


def make_position(
    agency: Agency,
    title: str,
    *,
    superior: Position | None = None,
    roles: Sequence[Role] = (),
    is_outside: bool = False,
) -> Position:
    return done(
        organise.add_position(
            by=clock(agency), now=NOW, title=title, superior=superior, roles=roles, is_outside=is_outside
        )
    )


def make_person(agency: Agency, name: str, *positions: Position, password: str | None = None) -> Person:
    """A person who holds `positions` since `SINCE`."""
    username = f"{name.lower().replace(' ', '.')}.{next(_numbers)}"
    person = done(organise.add_person(by=clock(agency), now=NOW, username=username, name=name, password=password))
    for position in positions:
        done(organise.seat(by=clock(agency), now=NOW, person=person, position=position, since=SINCE))
    return person


def make_acting(agency: Agency, person: Person, position: Position, since: date, until: date) -> None:
    """Let a person act as holder of a position (Plt.) on these days."""
    done(
        organise.seat(
            by=clock(agency),
            now=NOW,
            person=person,
            position=position,
            since=since,
            until=until,
            kind=HoldingKind.ACTING,
            decree="SP/1/2026",
        )
    )


def make_substitution(agency: Agency, absent: Person, substitute: Person, since: date, until: date) -> Substitution:
    return done(
        organise.arrange_substitute(
            by=clock(agency),
            now=NOW,
            absent=absent,
            substitute=substitute,
            since=since,
            until=until,
            reason="Cuti tahunan",
        )
    )


def as_actor(person: Person, now: datetime = NOW) -> Actor:
    """The person as actor, with the roster as it is now."""
    return actor_for(Person.objects.select_related("agency").get(id=person.id), now)
