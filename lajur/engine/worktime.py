"""Working time: when a duration that starts now is over, by the hours, Ramadan and days off of an agency's calendar.

A deadline is the end of a span of work, so one that uses a day to its last minute stays at the closing (16.00) and does
not slip to the next opening; a start outside the hours counts from the next opening. From these two:

- ``menit``, ``jam`` (60 minutes): that much working time later.
- ``hari``: working days, whatever their length (450 minutes, 390 in Ramadan; Perpres 21/2023). A start at the fraction
  f of its day's working time ends at the fraction f of the n-th working day after it: Monday 10.00 plus one is Tuesday
  10.00. A start at the opening has used nothing (f = 0), so n days end at the closing of the n-th day, the first one
  counted. Where the two days differ in length the result is rounded up to the whole minute.
- ``hari-kalender``: the closing of the n-th date after the local date of the start or, if nobody works then, of the
  first working day after it. Law counts such periods by dates: the whole last day belongs to whoever must act, and a
  last day off moves the end forward, never back.
- Zero of any unit ends where it starts.

More time never ends earlier, and a later start never ends earlier than an earlier one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from lajur.engine.refusal import Words

Unit = Literal["menit", "jam", "hari", "hari-kalender"]
Span = tuple[int, int]
"""Work from the first to the second minute after local midnight."""
Spans = tuple[Span, ...]

STANDARD_DAY = 450
"""Minutes of a working day outside Ramadan: 37.5 hours over five days (Perpres 21/2023)."""
HORIZON_YEARS = 100
"""No deadline lies further ahead; a wrong unit in a SOP file must not keep a process busy."""

WORKING, RAMADAN, SPECIAL = Words("Hari kerja"), Words("Hari kerja Ramadan"), Words("Hari kerja khusus")
WEEKEND, NOT_WORKED, BEFORE_START = Words("Akhir pekan"), Words("Bukan hari kerja"), Words("Dimulai setelah jam kerja")
DAY_REASONS = (WORKING, RAMADAN, SPECIAL, WEEKEND, NOT_WORKED, BEFORE_START)
"""Values of `DayShare.reason` other than the names of holidays."""

_MINUTE = 60_000_000


@dataclass(frozen=True, slots=True)
class Duration:
    """So many of a unit. A negative amount is a ValueError."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError(f"negative duration: {self.amount} {self.unit}")


def minutes_of(duration: Duration) -> int | None:
    """Working minutes by the standard day of 450; None for calendar days, which are no amount of work."""
    match duration.unit:
        case "menit":
            return duration.amount
        case "jam":
            return duration.amount * 60
        case "hari":
            return duration.amount * STANDARD_DAY
        case "hari-kalender":
            return None


@dataclass(frozen=True, slots=True)
class WorkWeek:
    """Hours valid from `since` until the next week of the same list: seven tuples of spans, Monday's first."""

    since: date
    days: tuple[Spans, ...]


@dataclass(frozen=True, slots=True)
class DayShare:
    """What a day gave to a duration. `reason` is the holiday's name or one of `DAY_REASONS`."""

    date: date
    minutes: int
    reason: str


@dataclass(frozen=True, slots=True)
class _Year:
    """A year worked out, by the index of its days. `before[i]` is the work (microseconds) that lies before day i,
    `days_before[i]` the working days; `working` are the days with work; `first` is the ordinal of 1 January."""

    number: int
    first: int
    spans: tuple[Spans, ...]
    before: tuple[int, ...]
    days_before: tuple[int, ...]
    working: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class WorkCalendar:
    """The working time of an agency; equal and hashed by zone and version, so `version` must change with the data.

    On a date count, in this order: its `exceptions` (extra working days, other hours; no spans: nobody works), its
    `days_off`, the week of `ramadan_weeks` inside a range of `ramadan` (both ends included), the week of `weeks`.
    Dates before the first week use the first one. ValueError for spans that overlap or leave the day, for weeks
    without seven days, and for a calendar in which nobody ever works.
    """

    zone: ZoneInfo
    version: str
    weeks: Sequence[WorkWeek]
    ramadan_weeks: Sequence[WorkWeek] = ()
    ramadan: Sequence[tuple[date, date]] = ()
    days_off: Mapping[date, str] = field(default_factory=dict)
    exceptions: Mapping[date, Spans] = field(default_factory=dict)
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for week in (*self.weeks, *self.ramadan_weeks):
            if len(week.days) != 7:
                raise ValueError(f"a week has seven days, not {len(week.days)}: {week.since}")
            for spans in week.days:
                _check(spans)
        for spans in self.exceptions.values():
            _check(spans)
        if not self.weeks or not any(any(week.days) for week in self.weeks):
            raise ValueError("a calendar in which nobody ever works")
        for name in ("weeks", "ramadan_weeks"):
            object.__setattr__(self, name, tuple(sorted(getattr(self, name), key=lambda week: week.since)))
        object.__setattr__(self, "days_off", dict(self.days_off))
        object.__setattr__(self, "exceptions", dict(self.exceptions))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WorkCalendar) and (self.zone.key, self.version) == (other.zone.key, other.version)

    def __hash__(self) -> int:
        return hash((self.zone.key, self.version))

    def add(self, start: datetime, duration: Duration) -> datetime:
        """When `duration` from `start` is over, in UTC. `start` must be aware; OverflowError beyond the horizon."""
        local = self._local(start)
        if duration.amount == 0:
            return start.astimezone(UTC)
        match duration.unit:
            case "menit":
                return self._add_work(local, duration.amount * _MINUTE)
            case "jam":
                return self._add_work(local, duration.amount * 60 * _MINUTE)
            case "hari":
                return self._add_days(local, duration.amount)
            case "hari-kalender":
                return self._add_dates(local, duration.amount)

    def between(self, start: datetime, end: datetime) -> int:
        """Whole working minutes from `start` to `end`; 0 when `end` is not later."""
        if end <= start:
            return 0
        first, last = self._local(start), self._local(end)
        worked = self._used(last) - self._used(first)
        for number in range(first.year, last.year):
            worked += self._year(number).before[-1]
        return worked // _MINUTE

    def is_working(self, moment: datetime) -> bool:
        """Whether somebody works in the minute that begins here."""
        local = self._local(moment)
        clock = _clock(local)
        year = self._year(local.year)
        spans = year.spans[local.toordinal() - year.first]
        return any(opens * _MINUTE <= clock < closes * _MINUTE for opens, closes in spans)

    def day(self, day: date) -> tuple[Spans, str]:
        """The hours of a date and why they are so: a holiday's name or one of `DAY_REASONS`."""
        return self._day(day)

    def explain(self, start: datetime, duration: Duration) -> list[DayShare]:
        """Every date from the start to the deadline with the minutes it gave and, where it gave none, why."""
        due = self.add(start, duration)
        first, last = self._local(start).date(), self._local(due).date()
        shares: list[DayShare] = []
        told = 0
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            day = date.fromordinal(ordinal)
            midnight = datetime.combine(day + timedelta(days=1), time(), self.zone)
            so_far = self.between(start, min(due, midnight))
            spans, reason = self._day(day)
            if day == first and spans and so_far == 0 and due > midnight:
                reason = BEFORE_START
            shares.append(DayShare(day, so_far - told, reason))
            told = so_far
        return shares

    def _local(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return moment.astimezone(self.zone)

    def _used(self, local: datetime) -> int:
        """Working time of the year that lies before `local`."""
        year = self._year(local.year)
        day = local.toordinal() - year.first
        return year.before[day] + _worked(year.spans[day], _clock(local))

    def _add_work(self, local: datetime, amount: int) -> datetime:
        year = self._year(local.year)
        target = self._used(local) + amount
        while target > year.before[-1]:
            target -= year.before[-1]
            year = self._following(year, local)
        day = bisect_left(year.before, target) - 1
        return self._moment(year, day, _clock_after(year.spans[day], target - year.before[day]))

    def _add_days(self, local: datetime, amount: int) -> datetime:
        year = self._year(local.year)
        day = local.toordinal() - year.first
        length = year.before[day + 1] - year.before[day]
        used = _worked(year.spans[day], _clock(local))
        target = year.days_before[day] + amount
        if used == 0:
            target -= 1
        elif used == length:
            used = 0
        while target >= len(year.working):
            target -= len(year.working)
            year = self._following(year, local)
        day = year.working[target]
        here = year.before[day + 1] - year.before[day]
        if used == 0:
            used = here
        elif here != length:
            used = -(-used * here // (length * _MINUTE)) * _MINUTE
        return self._moment(year, day, _clock_after(year.spans[day], used))

    def _add_dates(self, local: datetime, amount: int) -> datetime:
        if amount > HORIZON_YEARS * 366:
            raise OverflowError(f"a deadline more than {HORIZON_YEARS} years ahead")
        wanted = local.date() + timedelta(days=amount)
        year = self._year(wanted.year)
        target = year.days_before[wanted.toordinal() - year.first]
        while target >= len(year.working):
            target -= len(year.working)
            year = self._following(year, local)
        day = year.working[target]
        return self._moment(year, day, year.spans[day][-1][1] * _MINUTE)

    def _following(self, year: _Year, start: datetime) -> _Year:
        if year.number - start.year >= HORIZON_YEARS:
            raise OverflowError(f"a deadline more than {HORIZON_YEARS} years ahead")
        return self._year(year.number + 1)

    def _moment(self, year: _Year, day: int, clock: int) -> datetime:
        local = datetime(year.number, 1, 1, tzinfo=self.zone) + timedelta(days=day, microseconds=clock)
        return local.astimezone(UTC)

    def _year(self, number: int) -> _Year:
        known = self._years.get(number)
        return known or self._years.setdefault(number, self._work_out(number))

    def _work_out(self, number: int) -> _Year:
        first, beyond = date(number, 1, 1).toordinal(), date(number, 12, 31).toordinal() + 1
        spans = tuple(self._day(date.fromordinal(ordinal))[0] for ordinal in range(first, beyond))
        before, days_before = [0], [0]
        for day in spans:
            length = sum(closes - opens for opens, closes in day) * _MINUTE
            before.append(before[-1] + length)
            days_before.append(days_before[-1] + bool(length))
        working = tuple(index for index, day in enumerate(spans) if day)
        return _Year(number, first, spans, tuple(before), tuple(days_before), working)

    def _day(self, day: date) -> tuple[Spans, str]:
        """The hours of a date and why they are so."""
        name = self.days_off.get(day)
        free = WEEKEND if day.weekday() >= 5 else NOT_WORKED
        if day in self.exceptions:
            spans = self.exceptions[day]
            return spans, SPECIAL if spans else name or free
        if name is not None:
            return (), name
        weeks, reason = self.weeks, WORKING
        if self.ramadan_weeks and any(begins <= day <= ends for begins, ends in self.ramadan):
            weeks, reason = self.ramadan_weeks, RAMADAN
        week = weeks[0]
        for later in weeks:
            if later.since <= day:
                week = later
        spans = week.days[day.weekday()]
        return spans, reason if spans else free


def _check(spans: Spans) -> None:
    at = 0
    for opens, closes in spans:
        if not at <= opens < closes <= 24 * 60:
            raise ValueError(f"hours must follow each other within a day: {spans}")
        at = closes


def _clock(local: datetime) -> int:
    """Microseconds after local midnight."""
    return ((local.hour * 60 + local.minute) * 60 + local.second) * 1_000_000 + local.microsecond


def _worked(spans: Spans, clock: int) -> int:
    """Working time of a day up to `clock`."""
    total = 0
    for opens, closes in spans:
        if clock <= opens * _MINUTE:
            break
        total += min(clock, closes * _MINUTE) - opens * _MINUTE
    return total


def _clock_after(spans: Spans, worked: int) -> int:
    """The first clock time of a day by which `worked` (more than zero, at most the day's total) is done."""
    for opens, closes in spans:
        length = (closes - opens) * _MINUTE
        if worked <= length:
            return opens * _MINUTE + worked
        worked -= length
    raise AssertionError("more work than the day has")
