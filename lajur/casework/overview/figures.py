"""Days as figures: collected from tasks and cases, kept, read and added up.

The content of a day, compact because a year of a large office holds a million tasks: ``p`` persons and ``e`` editions
(ids), ``w`` the work: [edition, step, person, status, exit, late, [working minutes of each task]] with places in those
lists, ``c`` the cases: [procedure, place of the person who began it or -1, begun, finished, cancelled].
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django.db import connection

from lajur.registers.organisation.models import Agency
from lajur.registers.reference.queries import calendar_for

_TASKS = (
    "SELECT c.edition_id::text, t.step, t.done_by_id::text, t.status, t.exit, t.is_late OR t.overdue > 0,"
    " t.opened_at, t.done_at FROM cases_task t JOIN cases_case c ON c.id = t.case_id"
    " WHERE t.agency_id = %s AND t.done_by_id IN (SELECT id FROM organisation_person WHERE agency_id = %s)"
    " AND t.done_at >= %s AND t.done_at < %s"
)
_BEGUN = (
    "SELECT (started_at AT TIME ZONE %s)::date, procedure, started_by_id::text, count(*) FROM cases_case"
    " WHERE agency_id = %s AND started_at >= %s AND started_at < %s GROUP BY 1, 2, 3"
)
_ENDED = (
    "SELECT (ended_at AT TIME ZONE %s)::date, procedure, started_by_id::text, count(*) FILTER (WHERE status ="
    " 'selesai'), count(*) FILTER (WHERE status = 'dibatalkan') FROM cases_case"
    " WHERE agency_id = %s AND ended_at >= %s AND ended_at < %s GROUP BY 1, 2, 3"
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A day made from its tasks: how many there are, and the content."""

    tasks: int
    content: str


def collect(agency: Agency, first: date, last: date) -> dict[date, Counted]:
    """Every day from `first` to `last` (both included) counted from the tasks and cases themselves: three queries."""
    zone, calendar = ZoneInfo(agency.zone), calendar_for(agency)
    begin, end = midnight(first, zone), midnight(last + timedelta(days=1), zone)
    work: dict[date, dict[tuple[Any, ...], list[Any]]] = defaultdict(dict)
    cases: dict[date, dict[tuple[str, str], list[int]]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_TASKS, [agency.id, agency.id, begin, end])
        for *key, late, opened, done in cursor.fetchall():
            row = work[done.astimezone(zone).date()].setdefault(tuple(key), [0, []])
            row[0] += late
            row[1].append(calendar.between(opened, done))
        cursor.execute(_BEGUN, [agency.zone, agency.id, begin, end])
        for day, procedure, person, begun in cursor.fetchall():
            cases[day].setdefault((procedure, person), [0, 0, 0])[0] += begun
        cursor.execute(_ENDED, [agency.zone, agency.id, begin, end])
        for day, procedure, person, finished, cancelled in cursor.fetchall():
            numbers = cases[day].setdefault((procedure, person), [0, 0, 0])
            numbers[1] += finished
            numbers[2] += cancelled
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {day: Counted(sum(len(row[1]) for row in work[day].values()), _text(work[day], cases[day])) for day in days}


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _text(work: Mapping[tuple[Any, ...], list[Any]], cases: Mapping[tuple[str, str], list[int]]) -> str:
    persons: dict[str, int] = {}
    editions: dict[str, int] = {}

    def place(known: dict[str, int], key: str | None) -> int:
        return known.setdefault(key, len(known)) if key else -1

    rows = [
        [place(editions, edition), step, place(persons, person), status, way, late, sorted(minutes)]
        for (edition, step, person, status, way), (late, minutes) in sorted(work.items())
    ]
    begun = [[procedure, place(persons, person), *numbers] for (procedure, person), numbers in cases.items()]
    return json.dumps(
        {"p": list(persons), "e": list(editions), "w": rows, "c": begun}, separators=(",", ":"), ensure_ascii=False
    )


Step = tuple[str, str]
"""(edition's id, step's key)."""


@dataclass
class Sums:
    """Several days added up. Counters by step, by (step, exit), by person, by day; `cases` by (procedure, what)."""

    minutes: dict[Step, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    closed: Counter[tuple[Step, str]] = field(default_factory=Counter)
    late: Counter[Step] = field(default_factory=Counter)
    exits: Counter[tuple[Step, str]] = field(default_factory=Counter)
    by_person: Counter[str] = field(default_factory=Counter)
    by_day: Counter[date] = field(default_factory=Counter)
    cases: Counter[tuple[str, str]] = field(default_factory=Counter)
    begun_on: Counter[date] = field(default_factory=Counter)
    finished_on: Counter[date] = field(default_factory=Counter)

    @property
    def tasks(self) -> int:
        return self.by_day.total()

    @property
    def too_late(self) -> int:
        return self.late.total()

    def of_cases(self, what: str) -> int:
        return sum(number for (_procedure, kind), number in self.cases.items() if kind == what)


def add_up(
    days: Iterable[tuple[date, str]],
    *,
    persons: frozenset[str] | None = None,
    procedures: frozenset[str] | None = None,
    procedure_of: Mapping[str, str] | None = None,
) -> Sums:
    """Add up days (date, content). `persons` and `procedures`, where given, are the only ones counted;
    `procedure_of` names the procedure of an edition."""
    sums = Sums()
    for day, content in days:
        found = _parsed(content)
        wanted = [persons is None or person in persons for person in found["p"]]
        wanted.append(persons is None)  # place -1: nobody's
        kept = [procedures is None or (procedure_of or {}).get(edition) in procedures for edition in found["e"]]
        editions, people = found["e"], found["p"]
        for edition, step, person, status, way, late, minutes in found["w"]:
            if not (kept[edition] and wanted[person]):
                continue
            key, count = (editions[edition], step), len(minutes)
            sums.closed[key, status] += count
            sums.late[key] += late
            sums.by_day[day] += count
            if person >= 0:
                sums.by_person[people[person]] += count
            if status == "selesai":
                sums.minutes[key].update(minutes)
                if way:
                    sums.exits[key, way] += count
        for procedure, person, begun, finished, cancelled in found["c"]:
            if not wanted[person] or (procedures is not None and procedure not in procedures):
                continue
            sums.begun_on[day] += begun
            sums.finished_on[day] += finished
            for what, number in (("dimulai", begun), ("selesai", finished), ("dibatalkan", cancelled)):
                if number:
                    sums.cases[procedure, what] += number
    return sums


@lru_cache(maxsize=256)
def _parsed(content: str) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(content)
    return found


@dataclass(frozen=True, slots=True)
class Spread:
    """Working minutes of so many tasks: lowest, quartiles, highest."""

    count: int
    low: int
    first: float
    median: float
    third: float
    high: int


def spread_of(minutes: Counter[int]) -> Spread | None:
    """Exact, with quartiles interpolated between the two nearest values as spreadsheets do (QUARTILE.INC)."""
    count = minutes.total()
    if not count:
        return None
    values = sorted(minutes)
    places, total = [], 0
    for value in values:
        total += minutes[value]
        places.append(total)
    return Spread(
        count, values[0], _quantile(values, places, count, 0.25), _quantile(values, places, count, 0.5),
        _quantile(values, places, count, 0.75), values[-1],
    )  # fmt: skip


def _quantile(values: list[int], places: list[int], count: int, share: float) -> float:
    exact = (count - 1) * share
    whole = int(exact)
    low = values[bisect_right(places, whole)]
    high = values[bisect_right(places, min(whole + 1, count - 1))]
    return low + (high - low) * (exact - whole)
