"""Days, weeks and months of a schedule, and the digest of a private address. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Look = Literal["bulan", "minggu", "hari"]
LOOKS: tuple[Look, ...] = ("bulan", "minggu", "hari")
FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)
"""Dates beyond are answered with the nearest of these."""


def digest_of(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


@dataclass(frozen=True, slots=True)
class Span:
    """What a page of the schedule shows: whole weeks of a month, a week from Monday, or one day."""

    look: Look
    on: date

    @classmethod
    def of(cls, query: Mapping[str, str], today: date) -> Span:
        """From an address; today's month where it says nothing that can be read."""
        look: Look = next((known for known in LOOKS if known == query.get("tampilan")), "bulan")
        try:
            on = date.fromisoformat(query.get("pada", ""))
        except ValueError:
            on = today
        return cls(look, min(max(on, FIRST), LAST))

    @property
    def first(self) -> date:
        match self.look:
            case "bulan":
                return monday(self.on.replace(day=1))
            case "minggu":
                return monday(self.on)
            case "hari":
                return self.on

    @property
    def after(self) -> date:
        """The day after the last one shown."""
        match self.look:
            case "bulan":
                return monday(self.step(1) - timedelta(days=1)) + timedelta(days=7)
            case "minggu":
                return self.first + timedelta(days=7)
            case "hari":
                return self.on + timedelta(days=1)

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.after - self.first).days)]

    def step(self, by: int) -> date:
        """The date that shows the span before (-1) or after (1) this one."""
        match self.look:
            case "bulan":
                months = self.on.year * 12 + self.on.month - 1 + by
                return date(months // 12, months % 12 + 1, 1)
            case "minggu":
                return self.first + timedelta(days=7 * by)
            case "hari":
                return self.on + timedelta(days=by)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
