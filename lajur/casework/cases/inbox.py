"""Reading an inbox page in one statement, however much lies in it: bench/inbox.py says what it costs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from lajur.casework.cases.reading import persons_of, seats_of
from lajur.casework.cases.rules import GROUPS, Borders, Hold, hold_of
from lajur.casework.cases.wanted import Wanted
from lajur.engine.definition import Sop, Step
from lajur.registers.authority import prepared
from lajur.registers.organisation.actors import Actor
from lajur.registers.procedures.queries import sop_of

_BAND = (
    "CASE WHEN t.due_at IS NULL THEN 4 WHEN t.due_at < $4 THEN 0 WHEN t.due_at < $5 THEN 1 WHEN t.due_at < $6 THEN 2"
    " ELSE 3 END"
)
"""The number of a task's group in `GROUPS`, by the borders of the day and the week."""
_GROUPINGS = {"tenggat": _BAND, "sop": "split_part(t.seat, '/', 1)", "tanpa": "''"}
_ORDERS = {"tenggat": "due_at, opened_at, id", "terlama": "opened_at, id", "terbaru": "opened_at DESC, id DESC"}
_OPEN = "t.agency_id = $1 AND t.status = 'terbuka' AND NOT t.waits_for_child"
# Each word must stand in the case's number, its subject, or the title of the step; $8 lists for every word its pattern
# and the steps ("edition/step") whose title holds it.
_WORDS = (
    " AND NOT EXISTS (SELECT FROM json_array_elements($8::json) w JOIN cases_case c ON c.id = t.case_id"
    " WHERE NOT (c.number ILIKE w->>0 OR c.subject ILIKE w->>0 OR (w->1)::jsonb ? (c.edition_id || '/' || t.step)))"
)


def _mine(grouping: str, *, with_words: bool) -> str:
    """Open tasks on which the actor can act, by position ($2 seats) or by name ($3 persons), as asked for."""
    # The band stands in every variant, so that each of them knows the type of $5 and $6.
    columns = f"t.id, t.case_id, t.due_at, t.opened_at, {_BAND} AS band, {_GROUPINGS[grouping]} AS grp"
    more = f"AND (NOT $7::bool OR t.due_at < $4){_WORDS if with_words else ''}"
    return (
        f"WITH mine AS MATERIALIZED (SELECT {columns} FROM cases_task t WHERE {_OPEN}"  # noqa: S608
        f" AND t.seat = ANY($2::text[]) AND t.assignees = '{{}}' {more}"
        f" UNION ALL SELECT {columns} FROM cases_task t WHERE {_OPEN}"
        f" AND t.assignees <> '{{}}' AND t.assignees && $3::uuid[] {more}"
    )


_COUNTED = (
    "(SELECT coalesce(json_object_agg(grp, n), '{}') AS groups, coalesce(sum(n), 0) AS total, bit_xor(x) AS mark"
    " FROM (SELECT grp, count(*) AS n, bit_xor(uuid_hash_extended(id, 0)) AS x FROM mine GROUP BY grp) g) counted"
)
_COLUMNS = (
    "p.grp, t.case_id, t.key, t.step, t.assignees, t.opened_at, t.due_at, c.edition_id, c.procedure, c.number,"
    " c.subject, c.journal_length, c.state, b.status, coalesce(n.name, s.name)"
)


@lru_cache(maxsize=32)
def _page(grouping: str, order: str, with_words: bool, narrowed: bool) -> str:
    first = 8 + with_words
    narrow = f" AND starts_with(t.seat, ${first + 2})" if narrowed else ""
    mine = _mine(grouping, with_words=with_words).replace("AND (NOT $7", f"{narrow} AND (NOT $7")
    sorted_by = f"grp, {_ORDERS[order]}"
    return (
        f"{mine}) SELECT counted.groups, counted.total, counted.mark, {_COLUMNS} FROM {_COUNTED}"  # noqa: S608
        f" LEFT JOIN (SELECT * FROM mine ORDER BY {sorted_by} OFFSET ${first} LIMIT ${first + 1}) p ON true"
        " LEFT JOIN cases_task t ON t.id = p.id LEFT JOIN cases_case c ON c.id = t.case_id"
        " LEFT JOIN cases_task b ON b.case_id = t.case_id AND b.key = t.after AND t.after <> ''"
        " LEFT JOIN organisation_person n ON n.id = b.done_by_id"
        " LEFT JOIN organisation_person s ON s.id = c.started_by_id AND t.after = ''"
        f" ORDER BY {', '.join(f'p.{name}' for name in sorted_by.split(', '))}"
    )


@dataclass(frozen=True, slots=True)
class InboxTask:
    """An open task as it lies in an inbox. `version` rises whenever its case moves; `state` is the case's, as JSON.
    `sender` did the step before, or began the case; `returned`: it came back. `stands_for` is the person in whose place
    the actor would act. `given`: the persons it waits for by name; `holders`: those of its lane."""

    group: str
    case: str
    key: str
    step: Step
    sop: Sop
    opened: datetime
    due: datetime | None
    procedure: str
    number: str
    subject: str
    version: int
    state: str
    sender: str
    returned: bool
    stands_for: str | None
    given: tuple[str, ...]
    holders: tuple[str, ...]

    @property
    def hold(self) -> Hold:
        """What the actor may do so that it is not done twice."""
        appointed = json.loads(self.state)["appointments"].get(self.step.lane, ()) if self.given else ()
        return hold_of(self.given or self.holders, self.given, self.holders, appointed)

    @property
    def missing(self) -> list[str]:
        """Titles of kelengkapan the case does not hold yet."""
        held = json.loads(self.state)["documents"]
        return [self.sop.documents[kind].title for kind in self.sop.needs_of(self.step) if kind not in held]


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A page of tasks; `groups` counts all of them by group. `mark` changes whenever a task comes, goes or moves to
    another person."""

    tasks: list[InboxTask]
    groups: dict[str, int]
    total: int
    mark: str


def read_inbox(actor: Actor, wanted: Wanted, borders: Borders, *, offset: int = 0, limit: int = 50) -> InboxPage:
    """Tasks on which the actor can act now, over all roles: one statement, two more when words are looked for.

    A group is one of `GROUPS`, a procedure's key, or empty, as `wanted.grouping` says.
    """
    if actor.person is None:
        return InboxPage([], {}, 0, "0:")
    values: list[Any] = [
        actor.agency, seats_of(actor), persons_of(actor), borders.now, borders.today, borders.week, wanted.late,
    ]  # fmt: skip
    if wanted.words:
        values.append(_looked_for(actor, wanted.words))
    values += [offset, limit]
    if wanted.procedure:
        values.append(f"{wanted.procedure}/")
    rows = prepared.rows(
        _page(wanted.grouping, wanted.order, bool(wanted.words), bool(wanted.procedure)), tuple(values)
    )
    groups, total, mark = (value.decode() if value else "" for value in rows[0][:3])
    counted = {_named(wanted, name): count for name, count in json.loads(groups).items()}
    tasks = [_task(actor, wanted, row[3:]) for row in rows if row[4] is not None]
    return InboxPage(tasks, counted, int(total), f"{total}:{mark}")


def _named(wanted: Wanted, name: str) -> str:
    return GROUPS[int(name)] if wanted.grouping == "tenggat" else name


def _task(actor: Actor, wanted: Wanted, row: prepared.Row) -> InboxTask:
    group, case, key, step, assignees, opened, due, edition, procedure, number, subject, version, *rest = row
    state, before, sender = rest
    sop = sop_of(_text(edition))
    begun = prepared.moment(opened)
    assert begun is not None
    place = sop.steps[_text(step)]
    given = tuple(prepared.listed(assignees))
    standing = actor.day.standing(actor.person or "", _text(procedure), place.lane, given)
    return InboxTask(
        _named(wanted, _text(group)),
        _text(case),
        _text(key),
        place,
        sop,
        begun,
        prepared.moment(due),
        _text(procedure),
        _text(number),
        _text(subject),
        int(_text(version)),
        _text(state),
        _text(sender),
        before == b"dikembalikan",
        getattr(standing, "stands_for", None),
        given,
        actor.day.lane_holders(_text(procedure), place.lane),
    )


def _text(value: bytes | None) -> str:
    return value.decode() if value else ""


_EDITIONS = (
    f"SELECT DISTINCT c.edition_id FROM cases_task t JOIN cases_case c ON c.id = t.case_id WHERE {_OPEN}"  # noqa: S608
    " AND (t.seat = ANY($2::text[]) AND t.assignees = '{}' OR t.assignees <> '{}' AND t.assignees && $3::uuid[])"
)


def _looked_for(actor: Actor, words: tuple[str, ...]) -> str:
    """For every word its pattern and the steps whose title holds it, of the editions that wait for the actor."""
    rows = prepared.rows(_EDITIONS, (actor.agency, seats_of(actor), persons_of(actor)))
    titles = [
        (f"{_text(edition)}/{step.key}", f"{step.title} {sop.identity.title}".lower())
        for (edition,) in rows
        if (sop := sop_of(_text(edition)))
        for step in sop.steps.values()
    ]
    found = []
    for word in words:
        pattern = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        found.append([f"%{pattern}%", [place for place, title in titles if word in title]])
    return json.dumps(found, ensure_ascii=False)


_BESIDE = (
    "SELECT 'sop', key, title, '', false FROM procedures_procedure"
    " WHERE agency_id = $1 AND key = ANY($2::text[])"
    " UNION ALL SELECT 'saringan', id::text, name, query, is_default FROM cases_savedfilter"
    " WHERE agency_id = $1 AND person_id = $3 ORDER BY 1, 3"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved filter as a link."""

    id: str
    name: str
    query: str
    is_default: bool


def beside_inbox(actor: Actor) -> tuple[tuple[tuple[str, str], ...], tuple[Kept, ...]]:
    """(key, title) of the SOPs in which the actor acts by position, and his saved filters, by title: one statement."""
    keys = tuple(sorted({seat.partition("/")[0] for seat in seats_of(actor)}))
    rows = prepared.rows(_BESIDE, (actor.agency, keys, actor.person))
    procedures = tuple((_text(key), _text(title)) for kind, key, title, _, _ in rows if kind == b"sop")
    filters = tuple(
        Kept(_text(key), _text(name), _text(query), default == b"t")
        for kind, key, name, query, default in rows
        if kind == b"saringan"
    )
    return procedures, filters
