"""Adding up the days that are over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from lajur.casework.cases.models import Case
from lajur.casework.jobs.registry import job
from lajur.casework.overview.figures import collect
from lajur.casework.overview.models import DayFigures
from lajur.registers.organisation.models import Agency

AT_ONCE = 31
"""Days counted together: a month of a large office is some ten thousand tasks."""

# Closed tasks by local day, answered by the index of who did what when alone.
_CLOSED = (
    "SELECT (done_at AT TIME ZONE %s)::date, count(*) FROM cases_task"
    " WHERE done_by_id IN (SELECT id FROM organisation_person WHERE agency_id = %s) GROUP BY 1"
)


@job(cron="*/15 * * * *", title="Menjumlahkan hari-hari untuk ikhtisar")
def add_up_days(agency: Agency, now: datetime) -> int:
    """Count every day before today that is missing, was counted by another calendar, or has other tasks by now."""
    changed = changed_days(agency, now)
    for part in together(changed):
        counted = collect(agency, part[0], part[-1])
        DayFigures.objects.bulk_create(
            [
                DayFigures(
                    agency=agency, day=day, tasks=counted[day].tasks, content=counted[day].content,
                    calendar_version=agency.calendar_version,
                )
                for day in part
            ],
            update_conflicts=True,
            unique_fields=["agency", "day"],
            update_fields=["tasks", "content", "calendar_version"],
        )  # fmt: skip
    return len(changed)


def together(days: list[date]) -> Iterator[list[date]]:
    """Days in order, those of a month's length together: what lies between them is counted too and thrown away."""
    part: list[date] = []
    for day in days:
        if part and (day - part[0]).days >= AT_ONCE:
            yield part
            part = []
        part.append(day)
    if part:
        yield part


def changed_days(agency: Agency, now: datetime) -> list[date]:
    zone = ZoneInfo(agency.zone)
    begun = Case.objects.filter(agency=agency).order_by("started_at").values_list("started_at", flat=True).first()
    if begun is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_CLOSED, [agency.zone, agency.id])
        closed: dict[date, int] = dict(cursor.fetchall())
    known = {
        day: (tasks, version)
        for day, tasks, version in DayFigures.objects.filter(agency=agency).values_list(
            "day", "tasks", "calendar_version"
        )
    }
    first = min([begun.astimezone(zone).date(), *closed])
    today = now.astimezone(zone).date()
    span = (first + timedelta(days=n) for n in range((today - first).days))
    return [day for day in span if known.get(day) != (closed.get(day, 0), agency.calendar_version)]
