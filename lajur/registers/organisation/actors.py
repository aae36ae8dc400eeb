"""Who acts, with the day's roster in hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from lajur.registers.organisation.models import Agency, Person
from lajur.registers.organisation.queries import roster_of
from lajur.registers.organisation.rules import Day


@dataclass(frozen=True, slots=True)
class Actor:
    """A person of an agency on a day; `person` is None when the clock acts. `outside`: of a supplier or other party.

    `entered_by` is the administrator who sees Lajur as `person`: such an actor reads, and no action lets him change
    anything.
    """

    person: str | None
    agency: str
    day: Day
    outside: bool = False
    entered_by: str | None = None

    @property
    def roles(self) -> frozenset[str]:
        return self.day.roles_of(self.person) if self.person else frozenset()


def actor_for(person: Person, now: datetime) -> Actor:
    """`person.agency` must be fresh: its version tells whether the roster kept by this process still holds."""
    return Actor(str(person.id), str(person.agency_id), day_of(person.agency, now), person.is_outside)


def clock_actor(agency: Agency, now: datetime) -> Actor:
    return Actor(None, str(agency.id), day_of(agency, now))


def day_of(agency: Agency, now: datetime) -> Day:
    return roster_of(agency).on(now.astimezone(ZoneInfo(agency.zone)).date())
