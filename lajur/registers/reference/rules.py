"""Which value holds on a date, and how tables and days become a calendar. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.metadata import version as metadata_version
from typing import Any
from zoneinfo import ZoneInfo

from lajur.engine.refusal import Words
from lajur.engine.worktime import Spans, WorkCalendar, WorkWeek

HOURS, RAMADAN = "reference.jam-kerja", "reference.ramadan"
"""The tables a calendar is made of."""

WORKED = "hari-kerja-pengganti"
WEEKDAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
LIBRARY = "Pustaka holidays"
"""Sources of days that came from the library begin with this; seeding touches no other."""

_HOURS = re.compile(r"(\d{2})\.(\d{2})-(\d{2})\.(\d{2})")


@dataclass(frozen=True, slots=True)
class DatedRow:
    """A row of a dated table. `recorded_at` None: shipped with Lajur. `agency` None: national."""

    name: str
    valid_from: date
    value: Any
    legal_basis: str
    source: str
    is_verified: bool
    agency: str | None = None
    recorded_at: datetime | None = None
    recorded_by: str | None = None


@dataclass(frozen=True, slots=True)
class MarkedDay:
    """A date that differs from its weekday."""

    date: date
    kind: str
    name: str
    hours: tuple[str, ...] = ()
    is_national: bool = True


def in_force(rows: Iterable[DatedRow], on: date) -> DatedRow | None:
    """The row of one table that holds on a date: the agency's own, else the national one; of those the latest
    beginning, of the same beginning the last recorded. `rows` come in the order of recording, shipped ones first."""
    found: dict[bool, DatedRow] = {}
    for row in rows:
        national = row.agency is None
        best = found.get(national)
        if row.valid_from <= on and (best is None or row.valid_from >= best.valid_from):
            found[national] = row
    own = found.get(False)
    return own if own is not None and own.value is not None else found.get(True)


def words_of(error: ValueError) -> Words:
    """What a reader below says is wrong."""
    words = error.args[0]
    assert isinstance(words, Words)
    return words


def read_spans(texts: Sequence[str]) -> Spans:
    """Hours like "07.30-12.00" as minutes after midnight; ValueError(Words) says what is wrong."""
    spans: list[tuple[int, int]] = []
    for text in texts:
        match = _HOURS.fullmatch(text)
        if not match:
            raise ValueError(Words("Jam “{text}” ditulis seperti 07.30-12.00.", text=text))
        hour, minute, until_hour, until_minute = map(int, match.groups())
        opens, closes = hour * 60 + minute, until_hour * 60 + until_minute
        if minute > 59 or until_minute > 59 or closes > 24 * 60:
            raise ValueError(Words("Jam “{text}” tidak ada.", text=text))
        if opens >= closes or (spans and opens < spans[-1][1]):
            raise ValueError(Words("Jam “{text}” harus sesudah jam sebelumnya dan berakhir setelah mulai.", text=text))
        spans.append((opens, closes))
    return tuple(spans)


def read_hours(value: Any) -> tuple[tuple[Spans, ...], tuple[Spans, ...]]:
    """A value of `HOURS` as the ordinary week and the week in Ramadan; ValueError(Words)."""
    weeks: list[tuple[Spans, ...]] = []
    for season in ("biasa", "ramadan"):
        week = value.get(season) if isinstance(value, Mapping) else None
        if not isinstance(week, Mapping) or set(week) != set(WEEKDAYS):
            raise ValueError(Words("Jam kerja “{season}” memuat ketujuh hari, senin sampai minggu.", season=season))
        if not all(isinstance(week[day], list) and all(isinstance(t, str) for t in week[day]) for day in WEEKDAYS):
            raise ValueError(
                Words(
                    "Jam kerja “{season}” setiap hari berupa daftar jam, misalnya [07.30-12.00, 13.00-16.00].",
                    season=season,
                )
            )
        days = tuple(read_spans(week[day]) for day in WEEKDAYS)
        if not any(days):
            raise ValueError(Words("Jam kerja “{season}” tidak memuat satu jam pun.", season=season))
        weeks.append(days)
    return weeks[0], weeks[1]


def read_ramadan(value: Any) -> tuple[tuple[date, date], ...]:
    """A value of `RAMADAN` as first and last days; ValueError(Words)."""
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        raise ValueError(Words("Ramadan berupa daftar {example}.", example="{mulai, selesai, status}"))
    ranges = []
    for row in value:
        try:
            first, last = date.fromisoformat(row["mulai"]), date.fromisoformat(row["selesai"])
        except (KeyError, TypeError, ValueError):
            raise ValueError(Words("Ramadan memerlukan tanggal mulai dan selesai, misalnya 2026-02-19.")) from None
        if not timedelta(days=28) <= last - first <= timedelta(days=29):
            raise ValueError(Words("Ramadan berlangsung 29 atau 30 hari."))
        ranges.append((first, last))
    return tuple(ranges)


CHECKS: Mapping[str, Callable[[Any], object]] = {HOURS: read_hours, RAMADAN: read_ramadan}
"""How the value of a table is checked before it may hold; for others it must be of the same kind as the shipped."""


def fault_in(name: str, value: Any, like: Any) -> Words | None:
    """What is wrong with a new value of table `name` whose rows look `like` this; None if nothing."""
    if check := CHECKS.get(name):
        try:
            check(value)
        except ValueError as error:
            return words_of(error)
        return None
    numbers = isinstance(like, int | float) and isinstance(value, int | float)
    if isinstance(value, bool) != isinstance(like, bool) or not (numbers or type(value) is type(like)):
        return Words("Nilai baru harus sejenis dengan nilai yang berlaku.")
    if isinstance(like, Mapping) and set(value) != set(like):
        return Words("Nilai baru harus memuat: {keys}.", keys=", ".join(sorted(map(str, like))))
    return None


def build_calendar(
    *, zone: str, version: str, hours: Sequence[DatedRow], ramadan: Sequence[DatedRow], days: Iterable[MarkedDay]
) -> WorkCalendar:
    """The calendar of an agency from the rows of both tables and the days it sees, in any order."""
    weeks, ramadan_weeks = [], []
    for since in sorted({row.valid_from for row in hours}):
        row = in_force(hours, since)
        if row is not None:
            ordinary, fasting = read_hours(row.value)
            weeks.append(WorkWeek(since, ordinary))
            ramadan_weeks.append(WorkWeek(since, fasting))
    ranges: list[tuple[date, date]] = []
    for since in sorted({row.valid_from for row in ramadan}):
        row = in_force(ramadan, since)
        if row is not None:
            ranges.extend(read_ramadan(row.value))
    seen = {day.date: day for day in sorted(days, key=lambda day: not day.is_national)}
    days_off: dict[date, str] = {}
    exceptions: dict[date, Spans] = {}
    for day in seen.values():
        if day.kind != WORKED:
            days_off[day.date] = day.name
        elif day.hours:
            exceptions[day.date] = read_spans(day.hours)
        elif day.date.weekday() >= 5:
            fasting_day = any(first <= day.date <= last for first, last in ranges)
            exceptions[day.date] = _monday(ramadan_weeks if fasting_day else weeks, day.date)
    return WorkCalendar(ZoneInfo(zone), version, weeks, ramadan_weeks, ranges, days_off, exceptions)


def _monday(weeks: Sequence[WorkWeek], on: date) -> Spans:
    valid = [week for week in weeks if week.since <= on] or weeks[:1]
    return valid[-1].days[0]


def national_days(years: Iterable[int]) -> dict[date, MarkedDay]:
    """Holidays and joint leave of the library `holidays`; dates that only the moon decides end with "(perkiraan)"."""
    import holidays  # costs a tenth of a second, and only seeding needs it

    wanted = list(years)
    found: dict[date, MarkedDay] = {}
    for category, kind in (("government", "cuti-bersama"), ("public", "libur-nasional")):
        for day, name in holidays.country_holidays("ID", years=wanted, categories=(category,), language="id").items():
            found[day] = MarkedDay(day, kind, name)
    return found


def library_source() -> str:
    return f"{LIBRARY} {metadata_version('holidays')} (SKB libur nasional dan cuti bersama)"
