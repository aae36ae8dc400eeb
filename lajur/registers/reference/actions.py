"""Changing calendars and dated tables. Every change of a calendar raises the calendar version of the agencies that see
it and stands in their journals; deadlines already given stay until casework counts them anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django_scopes import scope

from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.models import Agency
from lajur.registers.reference.models import CalendarDay, DatedValue, DayKind
from lajur.registers.reference.permissions import Acting
from lajur.registers.reference.queries import table
from lajur.registers.reference.rules import (
    HOURS,
    LIBRARY,
    RAMADAN,
    fault_in,
    library_source,
    national_days,
    read_spans,
    words_of,
)

CALENDAR, TABLES = "reference.manage_calendar", "reference.manage_tables"
SEEDED_YEARS = range(2023, 2029)


@dataclass(frozen=True, slots=True)
class Seeded:
    """How many national days seeding added, changed and removed."""

    added: int
    changed: int
    removed: int


@action(needs=CALENDAR)
def set_calendar_day(
    *,
    by: Acting,
    now: datetime,
    agency: Agency | None,
    day: date,
    kind: DayKind | str,
    name: str,
    source: str = "",
    hours: Sequence[str] = (),
) -> CalendarDay | Refusal:
    """Mark a date, for an agency or (None) for all; a date marked before is marked anew.

    `hours` ("07.30-12.00", …) only for worked days; without them such a day has the usual ones.
    """
    if not (allowed := may(by, CALENDAR, agency and agency.id)):
        return allowed
    kind = DayKind(kind)
    if not name.strip():
        return Refusal("nama-kosong", "Tuliskan nama hari ini.", fields={"name": "Tuliskan namanya."})
    if kind == DayKind.LOCAL and agency is None:
        return Refusal("libur-daerah-nasional", "Libur daerah dicatat pada instansi yang meliburkannya.")
    if hours and kind != DayKind.WORKED:
        return Refusal("libur-berjam", "Jam kerja hanya ditulis pada hari kerja pengganti.")
    try:
        read_spans(hours)
    except ValueError as error:
        fault = words_of(error)
        return Refusal("jam-keliru", fault.template, fault.params, {"hours": fault})
    seeing = _lock(agency)
    row, _ = CalendarDay.objects.update_or_create(
        agency=agency,
        date=day,
        defaults={"kind": kind, "name": name.strip(), "source": source.strip(), "hours": list(hours)},
    )
    event = {"day": str(day), "type": str(kind), "name": row.name, "source": row.source, "hours": row.hours}
    _changed(by, now, seeing, "hari-kalender-ditetapkan", event | {"national": agency is None})
    return row


@action(needs=CALENDAR)
def remove_calendar_day(*, by: Acting, now: datetime, agency: Agency | None, day: date) -> CalendarDay | Refusal:
    """Let a date be like its weekday again (for an agency: like the national calendar says)."""
    if not (allowed := may(by, CALENDAR, agency and agency.id)):
        return allowed
    seeing = _lock(agency)
    row = CalendarDay.objects.filter(agency=agency, date=day).first()
    if row is None:
        return Refusal("hari-tidak-ada", "Tanggal ini tidak ditandai pada kalender.")
    if row.agency_id is None and row.source.startswith(LIBRARY):
        return Refusal(
            "hari-dari-pustaka",
            "Hari ini berasal dari daftar nasional dan akan kembali saat daftar diperbarui;"
            " tetapkan sebagai hari kerja pengganti.",
        )
    row.delete()
    event = {"day": str(day), "type": row.kind, "name": row.name, "national": agency is None}
    _changed(by, now, seeing, "hari-kalender-dihapus", event)
    return row


@action(needs=CALENDAR)
def seed_calendar(*, by: Acting, now: datetime, years: Iterable[int] = SEEDED_YEARS) -> Seeded | Refusal:
    """Bring the national days of these years to what the library `holidays` knows. Days set by hand are left alone;
    run twice, the second time changes nothing."""
    if not (allowed := may(by, CALENDAR, None)):
        return allowed
    wanted_years = sorted(set(years))
    wanted, source = national_days(wanted_years), library_source()
    seeing = _lock(None)
    existing = {row.date: row for row in CalendarDay.objects.filter(agency__isnull=True, date__year__in=wanted_years)}
    fresh = [
        CalendarDay(agency=None, date=day, kind=marked.kind, name=marked.name, source=source)
        for day, marked in wanted.items()
        if day not in existing
    ]
    ours = [row for row in existing.values() if row.source.startswith(LIBRARY)]
    stale = [row for row in ours if row.date not in wanted]
    altered = []
    for row in ours:
        marked = wanted.get(row.date)
        if marked and (row.kind, row.name) != (marked.kind, marked.name):
            row.kind, row.name, row.source = marked.kind, marked.name, source
            altered.append(row)
    if fresh or stale or altered:
        CalendarDay.objects.bulk_create(fresh)
        CalendarDay.objects.bulk_update(altered, ["kind", "name", "source"])
        CalendarDay.objects.filter(id__in=[row.id for row in stale]).delete()
        event = {
            "years": wanted_years,
            "source": source,
            "added": sorted(str(row.date) for row in fresh),
            "changed": sorted(str(row.date) for row in altered),
            "removed": sorted(str(row.date) for row in stale),
        }
        _changed(by, now, seeing, "kalender-nasional-diperbarui", event)
    return Seeded(len(fresh), len(altered), len(stale))


@action(needs=TABLES)
def set_value(
    *,
    by: Acting,
    now: datetime,
    name: str,
    valid_from: date,
    value: Any,
    legal_basis: str,
    source: str,
    is_verified: bool = False,
    agency: Agency | None = None,
) -> DatedValue | Refusal:
    """Let a value hold from a date, for an agency or (None) for all. `value` None ends an agency's own way.

    The rows before stay as they are: what held on an earlier date can always be answered.
    """
    if not (allowed := may(by, TABLES, agency and agency.id)):
        return allowed
    known = table(name)
    if agency is not None and not known.per_agency:
        return Refusal("tabel-nasional", "Tabel “{title}” berlaku sama bagi semua instansi.", {"title": known.title})
    if value is None and agency is None:
        return Refusal("nilai-kosong", "Nilai nasional tidak dapat dikosongkan.", fields={"value": "Isi nilainya."})
    if not legal_basis.strip():
        return Refusal(
            "dasar-hukum-kosong",
            "Tuliskan dasar hukum nilai ini, lengkap dengan pasalnya.",
            fields={"legal_basis": "Tuliskan dasar hukumnya."},
        )
    if value is not None and (fault := fault_in(name, value, known.rows[-1].value)):
        return Refusal("nilai-keliru", fault.template, fault.params, {"value": fault})
    seeing = _lock(agency)
    row = DatedValue.objects.create(
        agency=agency,
        name=name,
        valid_from=valid_from,
        value=value,
        legal_basis=legal_basis.strip(),
        source=source.strip(),
        is_verified=is_verified,
        recorded_at=now,
        recorded_by=by.person,
    )
    event = {
        "table": name,
        "from": str(valid_from),
        "value": value,
        "legal_basis": row.legal_basis,
        "source": row.source,
        "verified": is_verified,
        "national": agency is None,
    }
    _changed(by, now, seeing, "nilai-ditetapkan", event, moves_calendar=name in (HOURS, RAMADAN))
    return row


def _lock(agency: Agency | None) -> list[Agency]:
    """The agencies that see a change, locked in one order so that two changes wait instead of crossing."""
    rows = Agency.objects.select_for_update(no_key=True).order_by("id")  # new rows of an agency need not wait
    return list(rows.filter(id=agency.id) if agency else rows)


def _changed(
    by: Acting, now: datetime, seeing: list[Agency], kind: str, event: dict[str, Any], *, moves_calendar: bool = True
) -> None:
    if moves_calendar:
        Agency.objects.filter(id__in=[agency.id for agency in seeing]).update(
            calendar_version=F("calendar_version") + 1
        )
    for agency in seeing:
        with scope(agency=agency):
            record(agency=str(agency.id), kind=kind, at=now, by=by.person, event=event)
