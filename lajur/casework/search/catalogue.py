"""SOPs in force and people: few enough to be looked through where they are, so nothing about them can lag."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from uuid import UUID

from django.db.models import Q

from lajur.casework.search.rules import Wanted
from lajur.engine.definition import Sop
from lajur.registers.authority import prepared
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.business import shown_npwp
from lajur.registers.organisation.models import Agency, Person, Role
from lajur.registers.procedures.models import Procedure
from lajur.registers.procedures.queries import sop_of, titles_of

NIP_DIGITS = 8
"""From so many digits on a number may be a NIP; only administrators find people by it."""


@dataclass(frozen=True, slots=True)
class SopText:
    """A text of a SOP with its words, as written and by their stems. `step` is its row, if it is one's."""

    text: str
    words: frozenset[str]
    step: str = ""


_LEXEMES = (
    "SELECT (SELECT array_to_string(tsvector_to_array(to_tsvector('pg_catalog.indonesian', plain)"
    " || to_tsvector('pg_catalog.simple', plain)), ' ')"
    " FROM (SELECT regexp_replace(lower($1), '[^[:alnum:]]+', ' ', 'g') AS plain) p)"
)


@lru_cache(maxsize=2000)
def lexemes(text: str) -> frozenset[str]:
    """Words and stems of a text, by the rules of the lines; the same text always has the same."""
    row = prepared.run(_LEXEMES, (text,))
    return frozenset((row[0] or b"").decode().split()) if row else frozenset()


@lru_cache(maxsize=2000)
def texts_of(edition: UUID) -> tuple[SopText, ...]:
    """What can be found of an edition: title, number, legal bases, lanes, documents and every row. It never changes."""
    sop: Sop = sop_of(edition)
    about = " ".join(
        [
            sop.identity.title,
            sop.identity.number,
            *(lane.title for lane in sop.lanes.values()),
            *(kind.title for kind in sop.documents.values()),
        ]
    )
    rows = [SopText(step.title, lexemes(step.title), step.key) for step in sop.steps.values()]
    return (SopText(about, lexemes(about)), *rows)


@dataclass(frozen=True, slots=True)
class FoundSop:
    procedure: Procedure
    steps: tuple[str, ...]


def find_sops(agency: Agency, wanted: Wanted) -> list[FoundSop]:
    """SOPs in which every word occurs, those with it in their title first; with the rows in which all or most occur."""
    stems = [[lexemes(spelling) for spelling in wanted.spellings(index)] for index in range(len(wanted.words))]
    found: list[tuple[bool, str, FoundSop]] = []
    for procedure in titles_of(agency):
        if procedure.in_force_id is None:
            continue
        texts = texts_of(procedure.in_force_id)
        hits = [{i for i in range(len(wanted.words)) if _occurs(wanted, stems, i, text.words)} for text in texts]
        if len(set().union(*hits)) < len(wanted.words):
            continue
        best = max((len(hit) for hit in hits[1:]), default=0)
        steps = [text.text for text, hit in zip(texts[1:], hits[1:], strict=True) if best and len(hit) == best]
        in_title = lexemes(procedure.title)
        titled = all(_occurs(wanted, stems, i, in_title) for i in range(len(wanted.words)))
        found.append((not titled, procedure.title, FoundSop(procedure, tuple(steps[:3]))))
    return [row for _, _, row in sorted(found, key=lambda entry: entry[:2])]


def _occurs(wanted: Wanted, stems: list[list[frozenset[str]]], index: int, words: frozenset[str]) -> bool:
    start = wanted.words[index]
    if any(stem & words for stem in stems[index]):
        return True
    return len(start) >= 3 and any(word.startswith(start) for word in words)


def words_of_sops(agency: Agency) -> set[str]:
    return {
        word
        for procedure in titles_of(agency)
        if procedure.in_force_id
        for text in texts_of(procedure.in_force_id)
        for word in text.words
    }


@dataclass(frozen=True, slots=True)
class FoundPerson:
    id: str
    name: str
    positions: tuple[str, ...]
    business: str = ""
    numbers: str = ""


def find_people(actor: Actor, wanted: Wanted, parties: Collection[UUID] = ()) -> list[FoundPerson]:
    """Colleagues by name and position, people outside also by their business, `parties` whatever was typed and with
    their numbers. People of parties outside find nobody: the office's people are not theirs to list."""
    if actor.outside or actor.person is None:
        return []
    posts = actor.day.roster.posts
    titles = {key: post.title.lower() for key, post in posts.items()}
    people = everybody = Person.within.filter(agency_id=actor.agency, is_active=True)
    for index in range(len(wanted.words)):
        matching = Q()
        for spelling in wanted.spellings(index):
            held = {p for key, title in titles.items() if spelling in title for p in actor.day.holders.get(key, ())}
            matching |= Q(name__icontains=spelling) | Q(business__icontains=spelling) | Q(id__in=held)
            if spelling.isdigit() and len(spelling) >= NIP_DIGITS and Role.ADMINISTRATOR.value in actor.roles:
                matching |= Q(nip__startswith=spelling)
        people = people.filter(matching)
    if parties:
        people |= everybody.filter(id__in=parties)
    rows = people.order_by("name", "id").values_list("id", "name", "business", "npwp", "nib")
    return [
        FoundPerson(
            str(key),
            name,
            tuple(posts[p].title for p in actor.day.positions.get(str(key), ())),
            business,
            _numbers(npwp, nib) if key in parties else "",
        )
        for key, name, business, npwp, nib in rows
    ]


def _numbers(npwp: str, nib: str) -> str:
    told = (("NPWP", shown_npwp(npwp)), ("NIB", nib))
    return " · ".join(f"{name} {number}" for name, number in told if number)


def words_of_people(actor: Actor) -> set[str]:
    if actor.outside:
        return set()
    names = Person.within.filter(agency_id=actor.agency, is_active=True).values_list("name", "business")
    return {
        word for name in chain.from_iterable(names) for word in name.lower().replace(",", " ").replace(".", " ").split()
    }
