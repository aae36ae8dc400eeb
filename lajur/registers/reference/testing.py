"""Data for tests of calendars and dated tables, made through the actions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from lajur.engine.refusal import Refusal
from lajur.registers.organisation.models import Agency
from lajur.registers.reference.actions import Seeded, seed_calendar, set_calendar_day
from lajur.registers.reference.models import CalendarDay, DayKind
from lajur.registers.reference.permissions import INSTALLATION

NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


def make_national_calendar(years: Iterable[int] = (2025, 2026, 2027)) -> Seeded:
    seeded = seed_calendar(by=INSTALLATION, now=NOW, years=years)
    assert not isinstance(seeded, Refusal), seeded
    return seeded


def make_calendar_day(agency: Agency | None, day: date, **fields: Any) -> CalendarDay:
    """A local holiday of the agency, or a national holiday when it is None, unless `fields` say otherwise."""
    kind = DayKind.LOCAL if agency else DayKind.NATIONAL
    given: dict[str, Any] = {"kind": kind, "name": "Hari uji", "source": "Surat edaran uji"} | fields
    row = set_calendar_day(by=INSTALLATION, now=NOW, agency=agency, day=day, **given)
    assert not isinstance(row, Refusal), row
    return row
