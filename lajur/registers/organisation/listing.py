"""Reading people and positions for their administrator. Who holds what today comes from the roster, without a query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from lajur.registers.organisation.business import numbers_in, tidy_number
from lajur.registers.organisation.models import Holding, HoldingKind, Person, Position, Unit
from lajur.registers.organisation.rules import Day

SHORTEST_NUMBER = 4
"""From so many digits on a part of an NPWP or NIB finds its person."""
STATES = ("aktif", "nonaktif", "tanpa-jabatan", "tanpa-sandi", "luar", "semua")


def people(words: str, state: str, day: Day) -> QuerySet[Person]:
    """People whose name, NIP, user name, e-mail or business holds every word, or who have the NPWP or NIB that `words`
    are; `state` is one of `STATES`."""
    found = Person.within.order_by(Lower("name"), "id")
    if numbers := numbers_in(words):
        found = found.filter(Q(npwp__in=numbers) | Q(nib__in=numbers) | Q(username__in=words.split()))
    else:
        for word in words.split():
            found = found.filter(_holds(word))
    if state == "semua":
        return found
    found = found.filter(is_active=state != "nonaktif")
    if state == "luar":
        return found.filter(is_outside=True)
    if state == "tanpa-sandi":
        return found.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    if state == "tanpa-jabatan":
        return found.exclude(id__in=list(day.positions))
    return found


def _holds(word: str) -> Q:
    spelled = [Q(**{f"{field}__icontains": word}) for field in ("name", "nip", "username", "email", "business")]
    digits = tidy_number(word)
    if digits.isdigit() and len(digits) >= SHORTEST_NUMBER:
        spelled += [Q(npwp__contains=digits), Q(nib__contains=digits)]
    return reduce(or_, spelled)


def titles_held(person: Person, day: Day) -> list[str]:
    return [day.roster.posts[position].title for position in day.positions.get(str(person.id), ())]


def find_person(text: str) -> list[Person]:
    """Active people that `text` means: by NIP or user name exactly, else by (part of) the name; at most six."""
    active = Person.within.filter(is_active=True)
    exact = list(active.filter(Q(username=text) | Q(nip=text) & ~Q(nip="") | Q(name__iexact=text))[:6])
    return exact or list(active.filter(name__icontains=text).order_by("name")[:6])


@dataclass(frozen=True, slots=True)
class HoldingLine:
    """A holding as shown: `when` is "kini", "nanti" or "lalu"."""

    holding: Holding
    when: str


def holding_lines(rows: QuerySet[Holding], day: date) -> list[HoldingLine]:
    """Future ones first, then those of `day`, then past ones, the latest first."""
    lines = [HoldingLine(holding, _when(holding, day)) for holding in rows.order_by("-since", "-id")]
    return sorted(lines, key=lambda line: ("nanti", "kini", "lalu").index(line.when))


def _when(holding: Holding, day: date) -> str:
    if holding.since > day:
        return "nanti"
    return "lalu" if holding.until is not None and holding.until < day else "kini"


def holdings_of_person(person: Person, day: date) -> list[HoldingLine]:
    return holding_lines(Holding.objects.filter(person=person).select_related("position__unit", "person"), day)


def holdings_on(position: Position, day: date) -> list[HoldingLine]:
    return holding_lines(Holding.objects.filter(position=position).select_related("position", "person"), day)


def definitive_beside(position: Position, person: Person, since: date, until: date | None) -> list[Holding]:
    """Definitive holdings by others that overlap these days."""
    rows = Holding.objects.filter(position=position, kind=HoldingKind.DEFINITIVE, person__is_active=True)
    rows = rows.filter(Q(until__isnull=True) | Q(until__gte=since), since__lte=until or date.max)
    return list(rows.exclude(person=person).select_related("person"))


def positions(words: str = "") -> QuerySet[Position]:
    found = Position.objects.select_related("unit", "superior").order_by(Lower("title"))
    for word in words.split():
        found = found.filter(Q(title__icontains=word) | Q(unit__name__icontains=word))
    return found


def units() -> QuerySet[Unit]:
    return Unit.objects.select_related("parent").order_by(Lower("name"))
