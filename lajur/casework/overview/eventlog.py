"""A period's cases as traces of an event log for process mining."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lajur.casework.cases.models import Case
from lajur.engine.definition import Sop
from lajur.exchange.xes.writing import Event, Trace, Transition
from lajur.registers.organisation.models import Agency
from lajur.registers.procedures.queries import sop_of

TRANSITIONS: dict[str, Transition] = {
    "selesai": "complete", "dilewati": "manualskip", "dikembalikan": "ate_abort", "dibatalkan": "pi_abort",
}  # fmt: skip


def traces(agency: Agency, first: date, last: date, sop: str | None) -> Iterator[Trace]:
    """Cases begun from the first day to the last, local time, in the order in which they began."""
    zone = ZoneInfo(agency.zone)
    begin = datetime.combine(first, time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    cases = Case.objects.filter(started_at__gte=begin, started_at__lt=end).order_by("started_at", "id")
    if sop:
        cases = cases.filter(procedure=sop.rpartition("/")[2])
    for case in cases.select_related("parent").prefetch_related("tasks").iterator(chunk_size=200):
        known = sop_of(case.edition_id)
        yield Trace(
            case.number, known.id, str(case.edition_id), case.status, case.started_at.astimezone(zone),
            case.ended_at.astimezone(zone) if case.ended_at else None,
            tuple(_events(case, known, zone)), case.parent.number if case.parent else "",
        )  # fmt: skip


def _events(case: Case, sop: Sop, zone: ZoneInfo) -> Iterator[Event]:
    closed = [(task.done_at, task) for task in case.tasks.all() if task.done_at and task.status in TRANSITIONS]
    for at, task in sorted(closed, key=lambda one: (one[0], one[1].opened_at, one[1].key)):
        step = sop.steps[task.step]
        yield Event(
            step.title, step.key, int(task.key.rpartition(".")[2]), sop.lanes[step.lane].title, at.astimezone(zone),
            TRANSITIONS[task.status], task.opened_at.astimezone(zone),
            task.due_at.astimezone(zone) if task.due_at else None, task.exit,
        )  # fmt: skip
