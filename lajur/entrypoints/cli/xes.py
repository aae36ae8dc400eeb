"""`lajur cases xes`: the cases begun in a period as an event log for process mining."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from lajur.entrypoints.cli import django_setup
from lajur.entrypoints.cli.language import _

if TYPE_CHECKING:
    from lajur.casework.cases.models import Case
    from lajur.engine.definition import Sop
    from lajur.exchange.xes.writing import Trace, Transition
    from lajur.registers.organisation.models import Agency

DAY = click.DateTime(["%Y-%m-%d"])
TRANSITIONS: dict[str, Transition] = {
    "selesai": "complete", "dilewati": "manualskip", "dikembalikan": "ate_abort", "dibatalkan": "pi_abort",
}  # fmt: skip


@click.command("xes", help=_("Tulis pelaksanaan yang dimulai dalam satu masa sebagai log XES."))
@click.option("--agency", required=True, help=_("Instansi yang pelaksanaannya ditulis."))
@click.option("--from", "first", type=DAY, required=True, help=_("Tanggal mulai pertama, misalnya 2026-01-01."))
@click.option("--to", "last", type=DAY, required=True, help=_("Tanggal mulai terakhir, ikut dihitung."))
@click.option("--sop", help=_("Hanya SOP ini."))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help=_("Berkas tujuan."))
def command(agency: str, first: datetime, last: datetime, sop: str | None, output: Path) -> None:
    django_setup()

    from django_scopes import scope

    from lajur.entrypoints.cli.agencies import only_agency
    from lajur.exchange.xes.writing import xes_of

    owner = only_agency(agency)
    count = 0

    def counted() -> Iterator[Trace]:
        nonlocal count
        for trace in traces(owner, first, last, sop):
            count += 1
            yield trace

    try:
        with scope(agency=owner), output.open("w", encoding="utf-8") as file:
            for piece in xes_of(counted(), name=f"{owner.name}, {first:%Y-%m-%d}/{last:%Y-%m-%d}"):
                file.write(piece)
    except OSError as problem:
        message = _("Berkas “{path}” tidak dapat ditulis: {why}").format(path=output, why=problem.strerror)
        raise click.ClickException(message) from problem
    click.echo(_("{count} pelaksanaan ditulis ke {path}.").format(count=count, path=output))


def traces(agency: Agency, first: datetime, last: datetime, sop: str | None) -> Iterator[Trace]:
    """Cases begun from the first day to the last, local time, in the order in which they began."""
    from lajur.casework.cases.models import Case
    from lajur.exchange.xes.writing import Trace
    from lajur.registers.procedures.queries import sop_of

    zone = ZoneInfo(agency.zone)
    begin = datetime.combine(first.date(), time(), zone)
    end = datetime.combine(last.date() + timedelta(days=1), time(), zone)
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


def _events(case: Case, sop: Sop, zone: ZoneInfo) -> Iterator[Any]:
    from lajur.exchange.xes.writing import Event

    closed = [(task.done_at, task) for task in case.tasks.all() if task.done_at and task.status in TRANSITIONS]
    for at, task in sorted(closed, key=lambda one: (one[0], one[1].opened_at, one[1].key)):
        step = sop.steps[task.step]
        yield Event(
            step.title, step.key, int(task.key.rpartition(".")[2]), sop.lanes[step.lane].title, at.astimezone(zone),
            TRANSITIONS[task.status], task.opened_at.astimezone(zone),
            task.due_at.astimezone(zone) if task.due_at else None, task.exit,
        )  # fmt: skip
