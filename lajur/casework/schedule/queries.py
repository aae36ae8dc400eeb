"""Reading deadlines: by day for a page, all of one person's for a calendar program. Prepared statements, because a
unit or an agency may have thousands."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django_scopes import scopes_disabled

from lajur.casework.cases.reading import persons_of, seats_of
from lajur.casework.cases.rows import seat_of
from lajur.casework.schedule.models import Feed
from lajur.casework.schedule.rules import Span, digest_of
from lajur.engine.definition import Sop, Step
from lajur.registers.authority import prepared
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Person
from lajur.registers.procedures.queries import sop_of

SCOPES = ("saya", "unit", "instansi")


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose tasks: those of `seats` and `persons`, or everybody's."""

    seats: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    all: bool = False


def whose_of(actor: Actor, scope: str) -> Whose:
    """Mine (also as a substitute), those of the people and positions of my units, or the agency's."""
    if scope == "instansi":
        return Whose(all=True)
    if scope != "unit":
        return Whose(seats_of(actor), persons_of(actor))
    day, posts = actor.day, actor.day.roster.posts
    units = units_of(actor)
    inside = {key for key, post in posts.items() if post.unit in units}
    seats = {seat_of(*lane) for lane, positions in day.roster.lanes.items() if inside.intersection(positions)}
    persons = {person for position in inside for person in day.holders.get(position, ())}
    return Whose(tuple(sorted(seats)), tuple(sorted(persons)))


def units_of(actor: Actor) -> frozenset[str]:
    """Units of the positions that the actor holds on the day."""
    posts = actor.day.roster.posts
    held = (posts[position].unit for position in actor.day.positions.get(actor.person or "", ()))
    return frozenset(unit for unit in held if unit)


@dataclass(frozen=True, slots=True)
class Deadline:
    """An open task on the day it is due. `actors` are ids of those for whom it waits."""

    day: date
    due: datetime
    case: str
    key: str
    step: Step
    sop: Sop
    number: str
    subject: str
    actors: tuple[str, ...]


_OPEN = "t.agency_id = $1 AND t.status = 'terbuka' AND NOT t.waits_for_child"
_CONDITIONS = {
    False: f"{_OPEN} AND (t.assignees = '{{}}' AND t.seat = ANY($2::text[])"
    " OR t.assignees <> '{}' AND t.assignees && $3::uuid[])",
    True: f"{_OPEN} AND ($2::text[] IS NOT NULL OR $3::uuid[] IS NULL)",
}
"""By `Whose.all`. For everybody's tasks seats and persons are given and do not matter."""
_DAY = "(t.due_at AT TIME ZONE $6)::date"
_BY_DAY = {
    everybody: "SELECT d.day, d.total, d.due_at, d.case_id, d.key, d.step, d.assignees, c.edition_id, c.procedure,"  # noqa: S608
    f" c.number, c.subject FROM (SELECT t.*, {_DAY} AS day,"
    f" row_number() OVER (PARTITION BY {_DAY} ORDER BY t.due_at, t.id) AS place,"
    f" count(*) OVER (PARTITION BY {_DAY}) AS total"
    f" FROM cases_task t WHERE {condition} AND t.due_at >= $4 AND t.due_at < $5) d"
    " JOIN cases_case c ON c.id = d.case_id"
    " WHERE d.place > $7 AND d.place <= $8 ORDER BY d.due_at, d.id"
    for everybody, condition in _CONDITIONS.items()
}


def deadlines_by_day(
    actor: Actor, whose: Whose, span: Span, zone: str, *, offset: int = 0, limit: int
) -> tuple[dict[date, list[Deadline]], dict[date, int]]:
    """(day → its deadlines from `offset` on, `limit` at most; day → how many it has): one statement."""
    first, last = _midnight(span.first, zone), _midnight(span.after, zone)
    rows = prepared.rows(
        _BY_DAY[whose.all],
        (actor.agency, whose.seats, whose.persons, first, last, zone, offset, offset + limit),
    )
    found: dict[date, list[Deadline]] = {}
    totals: dict[date, int] = {}
    for row in rows:
        day_text, total, due, case, key, step, assignees, edition, procedure, number, subject = row
        day, moment, sop = date.fromisoformat(_text(day_text)), prepared.moment(due), sop_of(_text(edition))
        assert moment is not None
        place = sop.steps[_text(step)]
        actors = actor.day.actors(_text(procedure), place.lane, prepared.listed(assignees))
        found.setdefault(day, []).append(
            Deadline(day, moment, _text(case), _text(key), place, sop, _text(number), _text(subject), actors)
        )
        totals[day] = int(_text(total))
    return found, totals


_LATE = {
    everybody: f"SELECT count(*) FROM cases_task t WHERE {condition} AND t.due_at < $4"  # noqa: S608
    for everybody, condition in _CONDITIONS.items()
}


def late_before(actor: Actor, whose: Whose, moment: datetime) -> int:
    """How many open tasks were due before `moment`."""
    row = prepared.run(_LATE[whose.all], (actor.agency, whose.seats, whose.persons, moment))
    return int(_text(row[0])) if row else 0


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def _text(value: bytes | None) -> str:
    return value.decode() if value else ""


def feeds_of(actor: Actor) -> QuerySet[Feed]:
    """The actor's calendar addresses, the one that holds first."""
    return Feed.objects.filter(agency_id=actor.agency, person_id=str(actor.person)).order_by("-made_at")


def person_of_feed(secret: str) -> Person | None:
    """Whose address it is, of any agency; None once it is revoked, or when the person or the agency is not active."""
    with scopes_disabled():
        rows = Feed.objects.select_related("person__agency")
        found = rows.filter(digest=digest_of(secret), revoked_at__isnull=True).first()
    person = found.person if found is not None else None
    return person if person is not None and person.is_active and person.agency.is_active else None


@dataclass(frozen=True, slots=True)
class FeedTask:
    """An open deadline for a calendar program; `changed` is when its case last moved, for the `version`th time."""

    id: UUID
    path: str
    step: str
    number: str
    opened: datetime
    due: datetime
    changed: datetime
    version: int


_FEED = (
    "SELECT t.id, t.case_id, t.key, t.step, t.opened_at, t.due_at, c.edition_id, c.number, c.journal_length, e.at"  # noqa: S608
    " FROM cases_task t JOIN cases_case c ON c.id = t.case_id"
    " LEFT JOIN authority_entry e ON e.chain = c.id AND e.seq = c.journal_length"
    f" WHERE {_CONDITIONS[False]} AND t.due_at IS NOT NULL ORDER BY t.due_at, t.id"
)


def feed_tasks(actor: Actor) -> tuple[list[FeedTask], str]:
    """Every open deadline of the actor, and a fingerprint that changes with any of them: one statement."""
    whose = whose_of(actor, "saya")
    rows = prepared.rows(_FEED, (actor.agency, whose.seats, whose.persons))
    fingerprint = hashlib.sha256(repr(rows).encode()).hexdigest()
    found = []
    for row in rows:
        key, case, task, step, opened, due, edition, number, version, changed = row
        begun, ends = prepared.moment(opened), prepared.moment(due)
        assert begun is not None
        assert ends is not None
        found.append(
            FeedTask(
                UUID(_text(key)),
                f"/pelaksanaan/{_text(case)}/{_text(task)}/",
                sop_of(_text(edition)).steps[_text(step)].title,
                _text(number),
                begun,
                ends,
                prepared.moment(changed) or begun,
                int(_text(version)),
            )
        )
    return found, fingerprint
