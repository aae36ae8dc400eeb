"""The stretch of time that is looked at, and the one it is compared with. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from lajur.ui import formats

Kind = Literal["bulan", "triwulan", "tahun", "rentang"]

LONGEST = 366 * 5
"""Days of a stretch that somebody chooses."""
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
"""Nothing lies outside; the calendar of the computer ends somewhere too."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included. `key` stands in the address: 2026-11, 2026-T4, 2026, or two dates."""

    kind: Kind
    first: date
    last: date

    @property
    def key(self) -> str:
        match self.kind:
            case "bulan":
                return f"{self.first:%Y-%m}"
            case "triwulan":
                return f"{self.first.year}-T{quarter_of(self.first)}"
            case "tahun":
                return str(self.first.year)
        return f"{self.first.isoformat()}..{self.last.isoformat()}"

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def until(self, day: date) -> Period:
        """What of it is over or running on `day`."""
        return Period("rentang", self.first, day) if self.first <= day < self.last else self

    def before(self) -> Period:
        """The month, quarter, year or as many days before."""
        eve = self.first - timedelta(days=1)
        match self.kind:
            case "bulan":
                return month_of(eve)
            case "triwulan":
                return quarter(eve.year, quarter_of(eve))
            case "tahun":
                return year(eve.year)
        return Period("rentang", self.first - timedelta(days=self.days), eve)

    def after(self) -> Period:
        morrow = self.last + timedelta(days=1)
        match self.kind:
            case "bulan":
                return month_of(morrow)
            case "triwulan":
                return quarter(morrow.year, quarter_of(morrow))
            case "tahun":
                return year(morrow.year)
        return Period("rentang", morrow, self.last + timedelta(days=self.days))

    def compared(self, today: date) -> tuple[Period, Period]:
        """What to compare: this period and the one before; of one that is still running, as many days of each."""
        earlier = self.before()
        if not self.first <= today < self.last:
            return self, earlier
        far = min(earlier.first + (today - self.first), earlier.last)
        return self.until(today), Period("rentang", earlier.first, far)


def month_of(day: date) -> Period:
    return Period("bulan", day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def quarter_of(day: date) -> int:
    return (day.month - 1) // 3 + 1


def quarter(of: int, number: int) -> Period:
    last = 3 * number
    return Period("triwulan", date(of, last - 2, 1), date(of, last, monthrange(of, last)[1]))


def year(number: int) -> Period:
    return Period("tahun", date(number, 1, 1), date(number, 12, 31))


def read(text: str, today: date) -> Period:
    """The period of an address; what cannot be read is the month of `today`."""
    found = _read(text)
    return found if found and found.first >= EARLIEST and found.last <= LATEST else month_of(today)


def _read(text: str) -> Period | None:
    try:
        if found := re.fullmatch(r"(\d{4})-(\d{2})", text):
            return month_of(date(int(found[1]), int(found[2]), 1))
        if found := re.fullmatch(r"(\d{4})-T([1-4])", text):
            return quarter(int(found[1]), int(found[2]))
        if re.fullmatch(r"\d{4}", text):
            return year(int(text))
        if found := re.fullmatch(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})", text):
            return between(date.fromisoformat(found[1]), date.fromisoformat(found[2]))
    except (ValueError, OverflowError):
        pass
    return None


def between(first: date, last: date) -> Period:
    """A chosen stretch. Dates the wrong way round are turned; more than five years are cut to the latest five."""
    first, last = (min(max(day, EARLIEST), LATEST) for day in (min(first, last), max(first, last)))
    return Period("rentang", max(first, last - timedelta(days=LONGEST - 1)), last)


def stretches(period: Period) -> list[tuple[date, date, str]]:
    """The period in at most about fourteen pieces with their short names: weeks of a month, months of a longer time."""
    found: list[tuple[date, date, str]] = []
    start = period.first
    longest = period.days > 366
    while start <= period.last:
        if period.days <= 62:
            end = min(start + timedelta(days=6), period.last)
            label = f"{start.day}–{end.day}" if end > start else str(start.day)
        elif longest:
            end = min(date(start.year, 12, 31), period.last)
            label = str(start.year)
        else:
            end = min(month_of(start).last, period.last)
            label = formats.SHORT_MONTHS[formats.language()][start.month - 1]
        found.append((start, end, label))
        start = end + timedelta(days=1)
    return found


def name_of(period: Period) -> str:
    """November 2026; 1–21 November 2026; 5 Januari 2026 – 3 Maret 2026."""
    match period.kind:
        case "bulan":
            return f"{formats.MONTHS[formats.language()][period.first.month - 1]} {period.first.year}"
        case "triwulan":
            return f"T{quarter_of(period.first)} {period.first.year}"
        case "tahun":
            return str(period.first.year)
    first, last = period.first, period.last
    if first == last:
        return formats.long_date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{formats.long_date(last)}"
    return f"{formats.long_date(first)} – {formats.long_date(last)}"
