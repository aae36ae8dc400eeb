"""What the overview asks: days added up, and what is open this moment. Every function answers for one agency."""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q

from lajur.casework.cases.models import Task, TaskStatus
from lajur.casework.overview.figures import Sums, add_up, collect, midnight
from lajur.casework.overview.models import DayFigures
from lajur.casework.overview.periods import Period
from lajur.registers.authority import prepared
from lajur.registers.organisation.models import Agency, Unit
from lajur.registers.organisation.rules import Day
from lajur.registers.procedures.models import Edition

MOST_LATE = 12
"""Late tasks listed by name; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked at: `procedure` and `unit` empty for all. `persons` are those of the unit, None for everybody."""

    period: Period
    procedure: str = ""
    unit: str = ""
    persons: frozenset[str] | None = None


def units_of(agency: Agency) -> list[tuple[str, str, str | None]]:
    """(id, name, id of the unit above), by name."""
    rows = Unit.objects.filter(agency=agency).order_by("name").values_list("id", "name", "parent_id")
    return [(str(key), name, str(parent) if parent else None) for key, name, parent in rows]


def persons_of_unit(unit: str, units: list[tuple[str, str, str | None]], day: Day) -> frozenset[str]:
    """Who holds a position in the unit or in one below it on the day."""
    inside, grown = {unit}, True
    while grown:
        below = {key for key, _name, above in units if above in inside}
        grown = not below <= inside
        inside |= below
    posts = day.roster.posts
    return frozenset(
        person for person, held in day.positions.items() if any(posts[post].unit in inside for post in held)
    )


def procedure_by_edition(agency: Agency) -> dict[str, str]:
    rows = Edition.objects.filter(agency=agency).values_list("id", "procedure__key")
    return {str(key): procedure for key, procedure in rows}


def sums_of(
    agency: Agency, wanted: Wanted, periods: tuple[Period, ...], procedures: dict[str, str], now: datetime
) -> list[Sums]:
    """The sums of several periods. Days already added up are read; the others, today among them, are counted now."""
    today = now.astimezone(ZoneInfo(agency.zone)).date()
    first, last = min(p.first for p in periods), min(max(p.last for p in periods), today)
    versions = [
        (date.fromisoformat((day or b"").decode()), version)
        for day, version in prepared.rows(
            _VERSIONS, (agency.id, first.isoformat(), last.isoformat(), today.isoformat())
        )
    ]
    begun = _first_day(agency)
    known = {day for day, _version in versions}
    missing = [day for day in _span(max(first, begun), last) if day not in known] if begun else []
    counted = collect(agency, missing[0], missing[-1]) if missing else {}
    found = []
    for period in periods:
        inside = tuple(row for row in versions if period.first <= row[0] <= period.last)
        sums = _kept_sums(agency, inside, wanted, procedures)
        fresh = [(day, counted[day].content) for day in missing if period.first <= day <= period.last]
        found.append(sums + _add_up(fresh, wanted, procedures) if fresh else sums)
    return found


# A row written anew has another xmin or, in one transaction, another place: rows of the same version have the same
# content.
_VERSIONS = (
    "SELECT day, xmin::text || ctid::text FROM overview_dayfigures"
    " WHERE agency_id = $1 AND day >= $2::date AND day <= $3::date AND day < $4::date ORDER BY day"
)
_kept: OrderedDict[tuple[Any, ...], Sums] = OrderedDict()
_keeping = Lock()
NUMBERS_KEPT = 500_000
"""Numbers in the sums that a process remembers, about 50 MB: a wide office's year, or all that a small one looks at."""


def _kept_sums(agency: Agency, days: tuple[tuple[date, Any], ...], wanted: Wanted, procedures: dict[str, str]) -> Sums:
    """Days that are over and added up: summed once by each process, until one of them is counted anew."""
    if not days:
        return Sums()
    key = (agency.id, days, wanted.procedure, wanted.persons)
    with _keeping:
        sums = _kept.get(key)
        if sums is not None:
            _kept.move_to_end(key)
            return sums
    rows = DayFigures.objects.filter(agency=agency, day__in=[day for day, _version in days]).order_by("day")
    sums = _add_up(list(rows.values_list("day", "content")), wanted, procedures)
    with _keeping:
        _kept[key] = sums
        weight = sum(one.weight for one in _kept.values())
        while weight > NUMBERS_KEPT and len(_kept) > 1:
            weight -= _kept.popitem(last=False)[1].weight
    return sums


def _add_up(days: list[tuple[date, str]], wanted: Wanted, procedures: dict[str, str]) -> Sums:
    only = frozenset({wanted.procedure}) if wanted.procedure else None
    return add_up(days, persons=wanted.persons, procedures=only, procedure_of=procedures)


def _span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _first_day(agency: Agency) -> date | None:
    """The local day of the agency's first case; nothing was done before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (min(started_at) AT TIME ZONE %s)::date FROM cases_case WHERE agency_id = %s",
            [agency.zone, agency.id],
        )
        row = cursor.fetchone()
    return row[0] if row else None


@dataclass(frozen=True, slots=True)
class OpenNow:
    """What waits this moment. `running` and `late` are cases by procedure; `load` and `late_load` tasks by person: a
    task that several may do counts for each of them. `unmanned` tasks wait for a position that nobody holds."""

    running: Counter[str]
    late: Counter[str]
    tasks: int
    late_tasks: int
    load: Counter[str]
    late_load: Counter[str]
    unmanned: int


_CASES = (
    "SELECT split_part(seat, '/', 1), count(DISTINCT case_id),"
    " count(DISTINCT case_id) FILTER (WHERE due_at < %s) FROM cases_task WHERE agency_id = %s AND status = 'terbuka'"
)
_LOAD = (
    "SELECT seat, array(SELECT unnest(assignees)::text), count(*), count(*) FILTER (WHERE due_at < %s)"
    " FROM cases_task WHERE agency_id = %s AND status = 'terbuka' AND NOT waits_for_child"
)


def open_now(agency: Agency, wanted: Wanted, day: Day, now: datetime) -> OpenNow:
    """Two queries over the open tasks."""
    where: str = ""
    more: list[Any] = []
    if wanted.procedure:
        where, more = " AND starts_with(seat, %s)", [f"{wanted.procedure}/"]
    if wanted.persons is not None:
        where += " AND (assignees = '{}' AND seat = ANY(%s) OR assignees && %s::uuid[])"
        more += [_seats_of(day, wanted.persons), sorted(wanted.persons)]
    running, late = Counter[str](), Counter[str]()
    load, late_load = Counter[str](), Counter[str]()
    tasks = late_tasks = unmanned = 0
    with connection.cursor() as cursor:
        cursor.execute(f"{_CASES}{where} GROUP BY 1", [now, agency.id, *more])
        for procedure, number, too_late in cursor.fetchall():
            running[procedure], late[procedure] = number, too_late
        cursor.execute(f"{_LOAD}{where} GROUP BY seat, assignees", [now, agency.id, *more])
        for seat, assignees, number, too_late in cursor.fetchall():
            procedure, _slash, lane = seat.partition("/")
            tasks, late_tasks = tasks + number, late_tasks + too_late
            actors = day.actors(procedure, lane, assignees)
            unmanned += 0 if actors else number
            for person in actors:
                if wanted.persons is None or person in wanted.persons:
                    load[person] += number
                    late_load[person] += too_late
    return OpenNow(running, late, tasks, late_tasks, load, late_load, unmanned)


def _seats_of(day: Day, persons: frozenset[str]) -> list[str]:
    return [
        f"{procedure}/{lane}"
        for procedure, lane in day.roster.lanes
        if persons.intersection(day.lane_holders(procedure, lane))
    ]


def latest_tasks(agency: Agency, wanted: Wanted, day: Day, now: datetime) -> list[Task]:
    """Open tasks past their deadline with their case, the one that waits longest first."""
    tasks = Task.objects.filter(agency=agency, status=TaskStatus.OPEN, due_at__lt=now)
    if wanted.procedure:
        tasks = tasks.filter(seat__startswith=f"{wanted.procedure}/")
    if wanted.persons is not None:
        mine = Q(assignees=[], seat__in=_seats_of(day, wanted.persons)) | Q(assignees__overlap=sorted(wanted.persons))
        tasks = tasks.filter(mine)
    return list(tasks.select_related("case").order_by("due_at", "id")[:MOST_LATE])


@dataclass(frozen=True, slots=True)
class Deviations:
    """`by_step`: (edition, step, kind) → how many in the period, and how many of them accepted; `before`: how many in
    the period before. `unanswered` and `unjudged` wait this moment, whenever they were recorded."""

    by_step: dict[tuple[str, str, str], tuple[int, int]]
    before: int
    unanswered: int
    unjudged: int

    @property
    def total(self) -> int:
        return sum(number for number, _accepted in self.by_step.values())


_DEVIATIONS = (
    "SELECT c.edition_id::text, regexp_replace(d.task, '\\.[0-9]+$', ''), d.kind,"
    " count(*) FILTER (WHERE d.at >= %s AND d.at < %s),"
    " count(*) FILTER (WHERE d.at >= %s AND d.at < %s AND d.status = 'diterima'),"
    " count(*) FILTER (WHERE d.at >= %s AND d.at < %s),"
    " count(*) FILTER (WHERE d.status IN ('dicatat', 'ditolak')), count(*) FILTER (WHERE d.status = 'dijawab')"
    " FROM cases_deviation d JOIN cases_case c ON c.id = d.case_id WHERE d.agency_id = %s"
    " AND (d.status <> 'diterima' OR d.at >= %s AND d.at < %s OR d.at >= %s AND d.at < %s)"
)


def deviations_of(agency: Agency, wanted: Wanted, now_in: Period, before: Period) -> Deviations:
    zone = ZoneInfo(agency.zone)
    span = [midnight(now_in.first, zone), midnight(now_in.last + timedelta(days=1), zone)]
    earlier = [midnight(before.first, zone), midnight(before.last + timedelta(days=1), zone)]
    where: str = ""
    more: list[Any] = []
    if wanted.procedure:
        where, more = " AND c.procedure = %s", [wanted.procedure]
    if wanted.persons is not None:
        where, more = f"{where} AND d.person_id = ANY(%s::uuid[])", [*more, sorted(wanted.persons)]
    found: dict[tuple[str, str, str], tuple[int, int]] = {}
    previous = unanswered = unjudged = 0
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_DEVIATIONS}{where} GROUP BY 1, 2, 3",
            [*span, *span, *earlier, agency.id, *span, *earlier, *more],
        )
        for edition, step, kind, number, accepted, past, owed, answered in cursor.fetchall():
            if number:
                found[edition, step, kind] = (number, accepted)
            previous, unanswered, unjudged = previous + past, unanswered + owed, unjudged + answered
    return Deviations(found, previous, unanswered, unjudged)
