"""Reading what is known of the staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, QuerySet, Sum
from django.db.models.functions import Coalesce, Lower

from lajur.capabilities.staffing.models import Certificate, Conflict, Leave, Level, PackageAssignment, Staff
from lajur.capabilities.staffing.queries import in_force
from lajur.casework.cases.standing import open_tasks_of
from lajur.registers.organisation.models import Person, Unit
from lajur.registers.organisation.rules import Day

SOON = timedelta(days=90)
"""How long before its end a certificate is told to be expiring."""


@dataclass(frozen=True, slots=True)
class Line:
    """A person in the list. `expiring`: certificates that end within three months; `away`: the leave of today;
    `packages`: those of the plan in force and those from outside Lajur."""

    staff: Staff
    valid: list[Certificate]
    expiring: list[Certificate]
    away: Leave | None
    packages: int


def staff_list(words: str, level: str) -> QuerySet[Staff]:
    """By name, whose names hold all the words; of a level with those who have left, else only who is active."""
    found = Staff.objects.select_related("person").order_by(Lower("person__name"), "id")
    for word in words.split():
        found = found.filter(person__name__icontains=word)
    return found.filter(level=level) if level in Level.values else found.filter(person__is_active=True)


def lines(rows: list[Staff], agency: UUID | str, day: date) -> list[Line]:
    """Each with what is valid on the day. Four statements, however many there are."""
    ids = [row.id for row in rows]
    certificates: dict[UUID, list[Certificate]] = {}
    for one in Certificate.objects.filter(staff_id__in=ids, revoked_on__isnull=True).order_by("kind"):
        if one.issued_on <= day and (one.expires_on is None or one.expires_on >= day):
            certificates.setdefault(one.staff_id, []).append(one)
    today = Leave.objects.filter(staff_id__in=ids, is_cancelled=False, since__lte=day, until__gte=day)
    away = {leave.staff_id: leave for leave in today}
    shared = shared_out([row.person_id for row in rows], agency, day)
    return [
        Line(
            row,
            valid := certificates.get(row.id, []),
            [one for one in valid if one.expires_on is not None and one.expires_on <= day + SOON],
            away.get(row.id),
            shared.get(row.person_id, (0, 0))[0] + row.other_packages,
        )
        for row in rows
    ]


def certificates_of(rows: list[Staff]) -> dict[UUID, list[Certificate]]:
    """Staff → their certificates that were not revoked."""
    found: dict[UUID, list[Certificate]] = {}
    held = Certificate.objects.filter(staff_id__in=[row.id for row in rows], revoked_on__isnull=True)
    for one in held.order_by("kind", "issued_on"):
        found.setdefault(one.staff_id, []).append(one)
    return found


def shared_out(persons: Sequence[UUID], agency: UUID | str, day: date) -> dict[UUID, tuple[int, Decimal]]:
    """Person → packages in the plan in force on the day, and their value (HPS, or pagu). Two statements."""
    version = in_force(agency, day)
    if version is None:
        return {}
    found = PackageAssignment.objects.filter(version=version, person_id__in=persons).values_list("person_id")
    worth = Sum(Coalesce("package__hps", "package__pagu"))
    return {person: (count, value) for person, count, value in found.annotate(count=Count("id"), worth=worth)}


@dataclass(frozen=True, slots=True)
class Burden:
    """What is on somebody today: packages of the plan in force and their value (HPS, or pagu), those from outside Lajur
    with them; open tasks that wait for him, by name or in his lanes; the units he works in."""

    packages: int
    value: Decimal
    tasks: int
    units: str


def burdens(rows: Sequence[Staff], agency: UUID | str, day: Day) -> dict[UUID, Burden]:
    """Staff → what is on them. Four statements, however many there are."""
    persons = [row.person_id for row in rows]
    shared = shared_out(persons, agency, day.day)
    waiting = open_tasks_of(agency, day, [str(one) for one in persons])
    units = {str(key): name for key, name in Unit.objects.values_list("id", "name")}
    found = {}
    for row in rows:
        count, value = shared.get(row.person_id, (0, Decimal(0)))
        posts = [day.roster.posts[post] for post in day.positions.get(str(row.person_id), ())]
        names = dict.fromkeys(units[post.unit] for post in posts if post.unit in units)
        found[row.id] = Burden(
            count + row.other_packages, value + row.other_value, waiting.get(str(row.person_id), 0), ", ".join(names)
        )
    return found


def find_staff(staff_id: UUID) -> Staff | None:
    conflicts = Conflict.objects.select_related("package").order_by("-declared_on")
    return (
        Staff.objects.filter(id=staff_id)
        .select_related("person")
        .prefetch_related(
            Prefetch("certificates", Certificate.objects.order_by("kind", "-issued_on")),
            Prefetch("leaves", Leave.objects.filter(is_cancelled=False).order_by("-since")),
            Prefetch("conflicts", conflicts),
        )
        .first()
    )


def not_yet_staff() -> QuerySet[Person]:
    here = Staff.objects.values("person_id")
    return Person.within.filter(is_active=True, is_outside=False).exclude(id__in=here).order_by(Lower("name"))


def find_of(model: Any, key: UUID) -> Any:
    """A certificate, leave or conflict with whose it is."""
    return model.objects.filter(id=key).select_related("staff__person").first()
