"""Finding lines: one statement that counts and reads only what the actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from lajur.casework.cases.permissions import READERS
from lajur.casework.cases.reading import persons_of
from lajur.casework.search.models import HitKind
from lajur.casework.search.rules import Wanted, nearest, start_of
from lajur.registers.authority import prepared
from lajur.registers.organisation.actors import Actor

CANDIDATES = 60
"""Known words with the most letter triples in common that are compared letter by letter."""

_SEEN_BY_ALL = "true"
_SEEN = (
    '(h.procedure = ANY($6::text[]) OR h.started_by_id = ANY($7::uuid[]) OR h."case" IN ('
    "SELECT case_id FROM cases_task WHERE done_by_id = ANY($7::uuid[])"
    " UNION ALL SELECT case_id FROM cases_task WHERE done_for_id IS NOT NULL AND done_for_id = ANY($7::uuid[])"
    " UNION ALL SELECT case_id FROM cases_task"
    " WHERE status = 'terbuka' AND assignees <> '{}' AND assignees && $7::uuid[]"
    " UNION ALL SELECT case_id FROM cases_task"
    " WHERE status <> 'terbuka' AND assignees <> '{}' AND assignees && $7::uuid[]))"
)
_FIND = (
    "WITH exact AS (SELECT id FROM cases_case WHERE agency_id = $1 AND number = $5),"
    ' hit AS MATERIALIZED (SELECT h.kind, h.target, h."case", h.at FROM search_hit h'
    " WHERE h.words @@ ({asked}) AND h.agency_id = $1 AND {seen}),"
    " counted AS (SELECT kind, count(*) AS many FROM hit GROUP BY kind)"
    ' SELECT counted.kind, counted.many, shown.target, shown."case" FROM counted'
    ' LEFT JOIN LATERAL (SELECT hit.target, hit."case", hit.at FROM hit WHERE hit.kind = counted.kind'
    " ORDER BY (hit.target = (SELECT id FROM exact)) IS TRUE DESC, hit.at DESC, hit.target DESC"
    " LIMIT $2::int OFFSET $3::int) shown"
    " ON counted.kind = ANY($4::text[])"
    " ORDER BY (shown.target = (SELECT id FROM exact)) IS TRUE DESC, shown.at DESC NULLS LAST, shown.target DESC"
)


@dataclass(frozen=True, slots=True)
class Lines:
    """How many lines of each kind there are, and those asked for: (target, case) by kind, the latest first."""

    counts: dict[str, int]
    shown: dict[str, list[tuple[UUID, UUID]]]


def sees_all(actor: Actor) -> bool:
    return actor.person is None or bool(actor.roles & READERS)


def find_lines(actor: Actor, wanted: Wanted, kinds: Sequence[str], *, offset: int, limit: int) -> Lines:
    """Lines with all words, of cases that the actor may see (`cases.queries.visible_cases` says the same); rows of
    `kinds` only, counts of all. A case whose whole number was typed comes first."""
    if not wanted.words:
        return Lines({}, {})
    everything = sees_all(actor)
    procedures = () if everything or actor.outside else {name for name, _ in actor.day.lanes_of(actor.person or "")}
    people = () if everything else persons_of(actor)
    values: list[object] = [actor.agency, limit, offset, tuple(kinds), wanted.text]
    if not everything:
        values += [tuple(sorted(procedures)), people]
    asked = []
    for index in range(len(wanted.words)):
        spellings = wanted.spellings(index)
        at = len(values) + 1
        values += [" | ".join(spellings), " | ".join([start_of(spellings[0]), *spellings[1:]])]
        asked.append(f"(to_tsquery('pg_catalog.indonesian', ${at}) || to_tsquery('pg_catalog.simple', ${at + 1}))")
    values.append(f"'@{actor.agency}'")
    asked.append(f"${len(values)}::tsquery")
    sql = _FIND.format(asked=" && ".join(asked), seen=_SEEN_BY_ALL if everything else _SEEN)
    counts: dict[str, int] = {}
    shown: dict[str, list[tuple[UUID, UUID]]] = {}
    for kind, many, target, case in prepared.rows(sql, values):
        name = (kind or b"").decode()
        counts[name] = int(many or 0)
        if target is not None and case is not None:
            shown.setdefault(name, []).append((UUID(target.decode()), UUID(case.decode())))
    return Lines(counts, shown)


_NEAR = (
    "SELECT word FROM search_knownword WHERE agency_id = $1 AND triples && search_triples($2)"
    " ORDER BY cardinality(ARRAY(SELECT unnest(triples) INTERSECT SELECT unnest(search_triples($2)))) DESC,"
    " abs(length(word) - length($2)), word LIMIT $3::int"
)


def known_near(actor: Actor, word: str, more: Sequence[str]) -> tuple[str, ...]:
    """Words of the agency's lines, and of `more`, that may have been meant. Never shown as they are: what they find is,
    to those who may see it."""
    rows = prepared.rows(_NEAR, (actor.agency, word, CANDIDATES)) if len(word) >= 4 else []
    return nearest(word, [*((row[0] or b"").decode() for row in rows), *more])


LINE_KINDS = tuple(str(kind.value) for kind in HitKind)
