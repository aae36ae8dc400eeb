"""Reading dated tables and calendars."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from lajur.engine.worktime import WorkCalendar
from lajur.registers.organisation.models import Agency
from lajur.registers.reference.models import CalendarDay, DatedValue
from lajur.registers.reference.rules import HOURS, RAMADAN, DatedRow, MarkedDay, build_calendar, in_force
from lajur.registers.reference.shipped import Table, tables

_calendars: dict[UUID, WorkCalendar] = {}


def table(name: str) -> Table:
    """LookupError for a table that no app ships."""
    try:
        return tables()[name]
    except KeyError:
        raise LookupError(f"no such dated table: {name}") from None


def rows_of(name: str, agency: Agency | None = None) -> list[DatedRow]:
    """The national rows and those of the agency, in the order of recording, shipped ones first."""
    stored = DatedValue.objects.filter(_seen_by(agency), name=name).order_by("id")
    return [
        *table(name).rows,
        *(
            DatedRow(
                name,
                row.valid_from,
                row.value,
                row.legal_basis,
                row.source,
                row.is_verified,
                str(row.agency_id) if row.agency_id else None,
                row.recorded_at,
                str(row.recorded_by) if row.recorded_by else None,
            )
            for row in stored
        ),
    ]


def row(name: str, on: date, agency: Agency | None = None) -> DatedRow:
    """The row that holds on a date, with its legal source; LookupError when none does."""
    found = in_force(rows_of(name, agency), on)
    if found is None:
        raise LookupError(f"{name} has no value on {on}")
    return found


def value(name: str, on: date, agency: Agency | None = None) -> Any:
    """The value of a dated table ("reference.jam-kerja") on a date, for an agency or the nation."""
    return row(name, on, agency).value


def days_of(agency: Agency | None, first: date, last: date) -> list[CalendarDay]:
    """Marked days the agency sees between two dates (both included), by date; its own hide the national ones."""
    seen: dict[date, CalendarDay] = {}
    for day in CalendarDay.objects.filter(_seen_by(agency), date__range=(first, last)).order_by("date"):
        if day.date not in seen or day.agency_id is not None:
            seen[day.date] = day
    return list(seen.values())


def calendar_for(agency: Agency) -> WorkCalendar:
    """The agency's calendar at `agency.calendar_version`; kept by the process until version or zone change."""
    version = f"{agency.id}:{agency.calendar_version}"
    kept = _calendars.get(agency.id)
    if kept is None or kept.version != version or kept.zone.key != agency.zone:
        kept = _calendars[agency.id] = _built(agency, version, _marked(agency))
    return kept


def calendar_if(agency: Agency, day: date, marked: MarkedDay | None) -> WorkCalendar:
    """The calendar the agency would have if its own row of `day` were this one, or None: were removed."""
    others = [one for one in _marked(agency) if one.is_national or one.date != day]
    changed = [*others, marked] if marked else others
    return _built(agency, f"{agency.id}:{agency.calendar_version}:{day}:{marked}", changed)


def _marked(agency: Agency) -> list[MarkedDay]:
    return [
        MarkedDay(day.date, day.kind, day.name, tuple(day.hours), is_national=day.agency_id is None)
        for day in CalendarDay.objects.filter(_seen_by(agency))
    ]


def _built(agency: Agency, version: str, days: list[MarkedDay]) -> WorkCalendar:
    return build_calendar(
        zone=agency.zone, version=version, hours=rows_of(HOURS, agency), ramadan=rows_of(RAMADAN, agency), days=days
    )


def _seen_by(agency: Agency | None) -> Q:
    national = Q(agency__isnull=True)
    return national | Q(agency=agency) if agency else national
