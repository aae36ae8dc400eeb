"""Reading the agency's people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q
from django_scopes import scope

from lajur.registers.organisation.models import Agency, Holding, Person, Substitution
from lajur.registers.organisation.prepared import names_by_id, roster_at
from lajur.registers.organisation.rules import Roster

_rosters: dict[UUID, Roster] = {}


def roster_of(agency: Agency) -> Roster:
    """The agency's roster at `agency.roster_version`; kept by the process until the version rises."""
    kept = _rosters.get(agency.id)
    if kept is None or kept.version != agency.roster_version:
        kept = _rosters[agency.id] = read_roster(agency)
    return kept


def read_roster(agency: Agency) -> Roster:
    """The agency's people as they are now, whatever scope is active: signing in and commands come before one is."""
    with scope(agency=agency):
        return roster_at(agency.id, agency.roster_version)


def names_of(agency: Agency | UUID | str, persons: Iterable[str | UUID]) -> dict[str, str]:
    """Person id → name, for those of the agency."""
    wanted = tuple(sorted({str(person) for person in persons if person}))
    return names_by_id(agency.id if isinstance(agency, Agency) else agency, wanted) if wanted else {}


def persons_of(agency: Agency, *, outside: bool | None = None) -> list[Person]:
    people = Person.within.filter(agency=agency, is_active=True).order_by("name")
    if outside is not None:
        people = people.filter(is_outside=outside)
    return list(people)


def holdings_of(person: Person) -> list[Holding]:
    """Everything the person held or holds, the latest first."""
    return list(Holding.objects.filter(person=person).select_related("position__unit").order_by("-since"))


def substitutions_of(person: Person, day: date) -> tuple[list[Substitution], list[Substitution]]:
    """Substitutions not over on `day`: of the person by others, and of others by the person."""
    rows = list(
        Substitution.objects.filter(Q(absent=person) | Q(substitute=person), until__gte=day)
        .select_related("absent", "substitute")
        .order_by("since")
    )
    mine = [row for row in rows if row.absent_id == person.id]
    return mine, [row for row in rows if row.substitute_id == person.id]


def find_substitution(rule_id: UUID) -> Substitution | None:
    return Substitution.objects.filter(id=rule_id).first()
