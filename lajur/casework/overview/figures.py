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
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django.db import connection

from lajur.engine.worktime import WorkCalendar
from lajur.registers.authority import prepared
from lajur.registers.organisation.models import Agency
from lajur.registers.reference.queries import calendar_for

_TASKS = (
    "SELECT c.edition_id, t.step, t.done_by_id, t.status, t.exit, t.is_late OR t.overdue > 0, t.opened_at, t.done_at,"
    " (t.done_at AT TIME ZONE $2)::date FROM cases_task t JOIN cases_case c ON c.id = t.case_id"
    " WHERE t.agency_id = $1 AND t.done_by_id IN (SELECT id FROM organisation_person WHERE agency_id = $1)"
    " AND t.done_at >= $3 AND t.done_at < $4"
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


SPANS = 20_000
"""Spans of tasks whose working minutes a process remembers for an agency: some busy days."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A day made from its tasks: how many there are, and the content."""

    tasks: int
    content: str


def collect(agency: Agency, first: date, last: date) -> dict[date, Counted]:
    """Every day from `first` to `last` (both included) counted from the tasks and cases themselves: three queries."""
    zone, calendar = ZoneInfo(agency.zone), calendar_for(agency)
    begin, end = midnight(first, zone), midnight(last + timedelta(days=1), zone)
    by_day: dict[Any, dict[tuple[Any, ...], list[Any]]] = defaultdict(dict)
    cases: dict[date, dict[tuple[str, str], list[int]]] = defaultdict(dict)
    known = _minutes_known(calendar)
    for *key, late, opened, done, day in prepared.rows(_TASKS, (agency.id, agency.zone, begin, end)):
        row = by_day[day].setdefault(tuple(key), [0, []])
        row[0] += late == b"t"
        minutes = known.get((opened, done))
        if minutes is None:
            begun, ended = prepared.moment(opened), prepared.moment(done)
            assert begun is not None  # the statement asks for closed tasks
            assert ended is not None
            minutes = known[opened, done] = calendar.between(begun, ended)
        row[1].append(minutes)
    if len(known) > SPANS:
        known.clear()
    work = defaultdict(dict, {date.fromisoformat(day.decode()): rows for day, rows in by_day.items()})
    with connection.cursor() as cursor:
        cursor.execute(_BEGUN, [agency.zone, agency.id, begin, end])
        for day, procedure, person, started in cursor.fetchall():
            cases[day].setdefault((procedure, person), [0, 0, 0])[0] += started
        cursor.execute(_ENDED, [agency.zone, agency.id, begin, end])
        for day, procedure, person, finished, cancelled in cursor.fetchall():
            numbers = cases[day].setdefault((procedure, person), [0, 0, 0])
            numbers[1] += finished
            numbers[2] += cancelled
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {day: Counted(sum(len(row[1]) for row in work[day].values()), _text(work[day], cases[day])) for day in days}


@lru_cache(maxsize=64)
def _minutes_known(calendar: WorkCalendar) -> dict[tuple[Any, Any], int]:
    """(opened, done) as the database writes them → working minutes: who looks again counts only what is new."""
    return {}


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _text(work: Mapping[tuple[Any, ...], list[Any]], cases: Mapping[tuple[str, str], list[int]]) -> str:
    persons: dict[str, int] = {}
    editions: dict[str, int] = {}

    def place(known: dict[str, int], key: str | None) -> int:
        return known.setdefault(key, len(known)) if key else -1

    rows = [
        [place(editions, edition), step, place(persons, person), status, way, late, sorted(minutes)]
        for (edition, step, person, status, way), (late, minutes) in sorted(
            (tuple(part.decode() for part in key), found) for key, found in work.items()
        )
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

    def __add__(self, other: Sums) -> Sums:
        """Both together; neither is changed."""
        joined = Sums()
        joined.minutes.update(self.minutes)
        for key, minutes in other.minutes.items():
            joined.minutes[key] = self.minutes[key] + minutes if key in self.minutes else minutes
        for name in _COUNTERS:
            getattr(joined, name).update(getattr(self, name))
            getattr(joined, name).update(getattr(other, name))
        return joined

    @property
    def weight(self) -> int:
        """How many numbers it holds, for those who keep it."""
        return 100 + sum(len(minutes) for minutes in self.minutes.values())

    @property
    def tasks(self) -> int:
        return self.by_day.total()

    @property
    def too_late(self) -> int:
        return self.late.total()

    def of_cases(self, what: str) -> int:
        return sum(number for (_procedure, kind), number in self.cases.items() if kind == what)


_COUNTERS = tuple(one.name for one in fields(Sums) if one.name != "minutes")


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
    minutes_of: dict[Step, list[int]] = defaultdict(list)
    for day, content in days:
        found = orjson.loads(content)
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
                minutes_of[key] += minutes
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
    for key, every in minutes_of.items():
        sums.minutes[key] = Counter(every)
    return sums


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
