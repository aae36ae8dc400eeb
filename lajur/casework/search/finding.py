"""Finding lines: statements that count and read only what the actor may see.

Counting comes first, because it tells how to read: of few lines the latest are sorted out, of many they are met by
walking back in time. So a word of every third document costs one look at its lines and not four.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from lajur.casework.cases.permissions import READERS
from lajur.casework.cases.reading import persons_of
from lajur.casework.search.models import HitKind
from lajur.casework.search.rules import Wanted, nearest, slips, start_of
from lajur.registers.authority import prepared
from lajur.registers.organisation.actors import Actor

CANDIDATES = 60
"""Known words with the most letter triples in common that are compared letter by letter."""
MANY = 1000
"""From so many lines of a kind on the latest are looked for by walking back,"""
STEPS = 3000
"""over so many lines at most: where the words were used long ago only, they are sorted after all."""

LINE_KINDS = tuple(str(kind.value) for kind in HitKind)

_SEEN = (
    '(h.procedure = ANY({procedures}::text[]) OR h.started_by_id = ANY({people}::uuid[]) OR h."case" IN ('
    "SELECT case_id FROM cases_task WHERE done_by_id = ANY({people}::uuid[])"
    " UNION ALL SELECT case_id FROM cases_task WHERE done_for_id IS NOT NULL AND done_for_id = ANY({people}::uuid[])"
    " UNION ALL SELECT case_id FROM cases_task"
    " WHERE status = 'terbuka' AND assignees <> '{{}}' AND assignees && {people}::uuid[]"
    " UNION ALL SELECT case_id FROM cases_task"
    " WHERE status <> 'terbuka' AND assignees <> '{{}}' AND assignees && {people}::uuid[])"
    " OR h.target IN (SELECT id FROM papers_paper WHERE agency_id = $1 AND signer_id = {me}::uuid"
    " UNION ALL SELECT id FROM papers_paper WHERE agency_id = $1 AND issued_by_id = {me}::uuid"
    " UNION ALL SELECT paper_id FROM papers_papercopy WHERE person_id = {me}::uuid))"
)
_COUNTED = ", ".join(f"count(*) FILTER (WHERE h.kind = '{kind}')" for kind in LINE_KINDS)
_COUNT = (
    f"SELECT (SELECT id FROM cases_case WHERE agency_id = $1 AND number = {{number}}),"  # noqa: S608
    f" CASE WHEN count(*) <= {MANY} THEN array_agg(h.id) END, {_COUNTED} FROM search_hit h WHERE {{hits}}"
)
_FIRST = "({of}.target = {{exact}}::uuid) IS TRUE DESC, "


def _shown(lines: str, first: str = "") -> str:
    return (
        'SELECT wanted.kind, shown.target, shown."case" FROM unnest({kinds}::text[]) AS wanted (kind)'  # noqa: S608
        f' CROSS JOIN LATERAL (SELECT h.target, h."case", h.at FROM {lines}'
        f" ORDER BY {first.format(of='h')}h.at DESC, h.target DESC LIMIT {{limit}}::int OFFSET {{offset}}::int) shown"
        f" ORDER BY {first.format(of='shown')}shown.at DESC, shown.target DESC"
    )


_SORT = (
    'WITH hit AS MATERIALIZED (SELECT h.kind, h.target, h."case", h.at FROM search_hit h'  # noqa: S608
    " WHERE {hits} AND h.kind = ANY({kinds}::text[])) " + _shown("hit h WHERE h.kind = wanted.kind", _FIRST)
)
_WALK = _shown(
    '(SELECT w.target, w."case", w.at, w.words, w.agency_id, w.procedure, w.started_by_id FROM search_hit w'  # noqa: S608
    " WHERE w.agency_id = $1 AND w.kind = wanted.kind ORDER BY w.at DESC, w.target DESC"
    f" LIMIT {STEPS}) h WHERE {{hits}}"
)


@dataclass(frozen=True, slots=True)
class Lines:
    """How many lines of each kind there are, and those asked for: (target, case) by kind, the latest first."""

    counts: dict[str, int]
    shown: dict[str, list[tuple[UUID, UUID]]]


class _Question:
    """Which lines are meant: a condition on `search_hit h`, and the values in it; the agency is the first."""

    def __init__(self, agency: str) -> None:
        self.values: list[object] = [agency]
        self.hits = "h.agency_id = $1"

    def put(self, value: object) -> str:
        """A parameter with this value."""
        self.values.append(value)
        return f"${len(self.values)}"

    def ask(self, sql: str, **values: object) -> list[prepared.Row]:
        """Rows of `sql`, whose blanks are `hits` and these values."""
        before = len(self.values)
        blanks = {name: self.put(value) for name, value in values.items()}
        try:
            return prepared.rows(sql.format(hits=self.hits, **blanks), self.values)
        finally:
            del self.values[before:]


def _asked(actor: Actor, wanted: Wanted, cases: Sequence[str]) -> _Question:
    """Lines with all words, and those of `cases` whatever their words, that the actor may see."""
    question = _Question(actor.agency)
    asked = []
    for index in range(len(wanted.words)):
        spellings = wanted.spellings(index)
        stems = question.put(" | ".join(spellings))
        starts = question.put(" | ".join([start_of(spellings[0]), *spellings[1:]]))
        asked.append(f"(to_tsquery('pg_catalog.indonesian', {stems}) || to_tsquery('pg_catalog.simple', {starts}))")
    asked.append(question.put(f"'@{actor.agency}'") + "::tsquery")
    words = f"h.words @@ ({' && '.join(asked)})"
    if cases:
        words = f"({words} OR h.target = ANY({question.put(tuple(cases))}::uuid[]))"
    question.hits += f" AND {words}"
    if not sees_all(actor):
        mine = () if actor.outside else {name for name, _ in actor.day.lanes_of(actor.person or "")}
        procedures, people = question.put(tuple(sorted(mine))), question.put(persons_of(actor))
        question.hits += " AND " + _SEEN.format(procedures=procedures, people=people, me=question.put(actor.person))
    return question


def _among(actor: Actor, ids: bytes) -> _Question:
    """The lines that counting has just found, where they are few."""
    question = _Question(actor.agency)
    question.hits += f" AND h.id = ANY({question.put(ids.decode())}::bigint[])"
    return question


def sees_all(actor: Actor) -> bool:
    return actor.person is None or bool(actor.roles & READERS)


def find_lines(
    actor: Actor, wanted: Wanted, kinds: Sequence[str], *, offset: int, limit: int, cases: Sequence[str] = ()
) -> Lines:
    """Lines with all words, or of `cases` themselves: of cases that he may see (`cases.queries.visible_cases` says
    the same) and of papers he may open (`papers.queries.visible_papers`); rows of `kinds` only, counts of all. A case
    whose whole number was typed comes first."""
    if not wanted.words:
        return Lines({}, {})
    question = _asked(actor, wanted, cases)
    [(exact, ids, *numbers)] = question.ask(_COUNT, number=wanted.text)
    counts = {kind: int(number or 0) for kind, number in zip(LINE_KINDS, numbers, strict=True)}
    few = [kind for kind in kinds if counts[kind] > offset]
    shown: dict[str, list[tuple[UUID, UUID]]] = {}
    many = [kind for kind in few if counts[kind] > MANY] if exact is None else []
    if many:
        found = _read(question.ask(_WALK, kinds=tuple(many), limit=limit, offset=offset))
        shown = {kind: rows for kind, rows in found.items() if len(rows) >= min(limit, counts[kind] - offset)}
        few = [kind for kind in few if kind not in shown]
    if few:
        case = exact.decode() if exact is not None else None
        lines = question if ids is None else _among(actor, ids)
        shown |= _read(lines.ask(_SORT, kinds=tuple(few), limit=limit, offset=offset, exact=case))
    return Lines(counts, shown)


def _read(rows: Sequence[prepared.Row]) -> dict[str, list[tuple[UUID, UUID]]]:
    shown: dict[str, list[tuple[UUID, UUID]]] = {}
    for kind, target, case in rows:
        assert kind is not None
        assert target is not None
        assert case is not None
        shown.setdefault(kind.decode(), []).append((UUID(target.decode()), UUID(case.decode())))
    return shown


_NEAR = (
    "SELECT word FROM search_knownword WHERE agency_id = $1 AND triples && search_triples($2)"
    " AND length(word) BETWEEN length($2) - $4::int AND length($2) + $4::int"
    " ORDER BY cardinality(ARRAY(SELECT unnest(triples) INTERSECT SELECT unnest(search_triples($2)))) DESC,"
    " abs(length(word) - length($2)), word LIMIT $3::int"
)


def known_near(actor: Actor, word: str, more: Sequence[str]) -> tuple[str, ...]:
    """Words of the agency's lines, and of `more`, that may have been meant. Never shown as they are: what they find is,
    to those who may see it."""
    rows = prepared.rows(_NEAR, (actor.agency, word, CANDIDATES, slips(word))) if slips(word) else []
    return nearest(word, [*((row[0] or b"").decode() for row in rows), *more])
