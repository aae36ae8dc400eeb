"""Reading outages and what they touched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from lajur.casework.cases.models import Task
from lajur.casework.upkeep.models import Beat, ClockJump, Outage, OutageRemark
from lajur.casework.upkeep.rules import Month, Span, months
from lajur.registers.organisation.models import Agency

SHOWN = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Told:
    """An outage as people read it, with the last remark of each agency."""

    row: Outage
    remarks: tuple[OutageRemark, ...]

    @property
    def minutes(self) -> int:
        """How long it lasted, begun minutes counted."""
        return -(-int((self.row.ended_at - self.row.began_at).total_seconds()) // 60)


@dataclass(frozen=True, slots=True)
class Log:
    """`since`: when Lajur began to watch itself, None when it never has. `told`: the outages by key."""

    since: datetime | None
    months: list[tuple[Month, list[Told]]]
    jumps: list[ClockJump]


def outage_log(now: datetime, zone: ZoneInfo) -> Log:
    """The outages of the last twelve months, by month; four queries."""
    beat = Beat.objects.filter(id=1).first()
    if beat is None:
        return Log(None, [], [])
    rows = list(Outage.objects.filter(ended_at__gte=now - SHOWN).order_by("-began_at"))
    told = {str(one.row.id): one for one in with_remarks(rows)}
    spans = [Span(str(row.id), row.began_at, row.ended_at) for row in rows]
    jumps = list(ClockJump.objects.filter(at__gte=now - SHOWN).order_by("-at")[:50])
    listed = months(beat.first_at, now, spans, zone)
    return Log(beat.first_at, [(month, [told[span.key] for span in month.spans]) for month in listed], jumps)


def with_remarks(rows: Iterable[Outage]) -> list[Told]:
    rows = list(rows)
    latest: dict[UUID, dict[UUID, OutageRemark]] = {}
    remarks = OutageRemark.objects.filter(outage__in=rows).select_related("agency").order_by("id")
    for remark in remarks:
        latest.setdefault(remark.outage_id, {})[remark.agency_id] = remark
    return [Told(row, tuple(latest.get(row.id, {}).values())) for row in rows]


def find_outage(outage_id: UUID) -> Told | None:
    found = with_remarks(Outage.objects.filter(id=outage_id))
    return found[0] if found else None


def deadlines_inside(agency: Agency, outage: Outage) -> QuerySet[Task]:
    """Tasks of the agency whose deadline fell while Lajur was away, by deadline."""
    inside = Task.objects.filter(agency=agency, due_at__gte=outage.began_at, due_at__lte=outage.ended_at)
    return inside.select_related("case", "done_by").order_by("due_at", "id")
