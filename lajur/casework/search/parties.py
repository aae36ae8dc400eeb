"""Suppliers and other people outside, found by the NPWP or NIB of their business, and the cases they take part in.

They are looked up where they are, so an erased or corrected number is not found from that moment on. A number finds
somebody only for those who oversee the agency or may see a case of his; a supplier finds himself and nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from lajur.casework.cases.permissions import READERS
from lajur.casework.cases.queries import visible_cases
from lajur.registers.authority import prepared
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.business import numbers_in
from lajur.registers.organisation.models import Person

MOST_PEOPLE = 50
MOST_CASES = 2000
"""Of one business, the latest."""

_TAKES_PART = (
    "SELECT id, person FROM (SELECT id, started_by_id AS person FROM cases_case WHERE agency_id = $1"  # noqa: S608
    " AND started_by_id = ANY($2::uuid[])"
    " UNION SELECT case_id, done_by_id FROM cases_task WHERE done_by_id = ANY($2::uuid[])"
    " UNION SELECT case_id, done_for_id FROM cases_task WHERE done_for_id IS NOT NULL AND done_for_id = ANY($2::uuid[])"
    " UNION SELECT case_id, p FROM cases_task, unnest($2::uuid[]) AS p"
    " WHERE status = 'terbuka' AND assignees <> '{}' AND assignees && $2::uuid[] AND p = ANY(assignees)"
    " UNION SELECT case_id, p FROM cases_task, unnest($2::uuid[]) AS p"
    " WHERE status <> 'terbuka' AND assignees <> '{}' AND assignees && $2::uuid[] AND p = ANY(assignees)"
    f") AS parts ORDER BY id DESC LIMIT {MOST_CASES}"
)


@dataclass(frozen=True, slots=True)
class Parties:
    """Whom a number in what was typed means, and his cases. Who may see a case is asked again where it is shown."""

    people: frozenset[UUID] = frozenset()
    cases: tuple[str, ...] = ()


NOBODY = Parties()


def find_parties(actor: Actor, text: str) -> Parties:
    """Without a number of an NPWP's or NIB's length in `text` nothing is asked."""
    numbers = numbers_in(text)
    if not numbers or actor.person is None:
        return NOBODY
    meant = Person.within.filter(Q(npwp__in=numbers) | Q(nib__in=numbers), agency_id=actor.agency, is_outside=True)
    if actor.outside:
        meant = meant.filter(id=actor.person)
    people = set(meant.order_by("id").values_list("id", flat=True)[:MOST_PEOPLE])
    if not people:
        return NOBODY
    rows = prepared.rows(_TAKES_PART, (actor.agency, tuple(str(person) for person in people)))
    part = [(case.decode(), UUID(person.decode())) for case, person in rows if case and person]
    cases = tuple(dict.fromkeys(case for case, _ in part))
    if not actor.roles & READERS and not actor.outside:
        seen = {str(key) for key in visible_cases(actor).filter(id__in=cases).values_list("id", flat=True)}
        people = {person for case, person in part if case in seen}
    return Parties(frozenset(people), cases)
