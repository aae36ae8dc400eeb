"""`lajur cases xes`: the cases begun in a period as an event log for process mining."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lajur.entrypoints.cli import django_setup
from lajur.entrypoints.cli.language import _

if TYPE_CHECKING:
    from lajur.exchange.xes.writing import Trace

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("xes", help=_("Tulis pelaksanaan yang dimulai dalam satu masa sebagai log XES."))
@click.option("--agency", required=True, help=_("Instansi yang pelaksanaannya ditulis."))
@click.option("--from", "first", type=DAY, required=True, help=_("Tanggal mulai pertama, misalnya 2026-01-01."))
@click.option("--to", "last", type=DAY, required=True, help=_("Tanggal mulai terakhir, ikut dihitung."))
@click.option("--sop", help=_("Hanya SOP ini."))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help=_("Berkas tujuan."))
def command(agency: str, first: datetime, last: datetime, sop: str | None, output: Path) -> None:
    django_setup()

    from django_scopes import scope

    from lajur.casework.overview.eventlog import traces
    from lajur.entrypoints.cli.agencies import only_agency
    from lajur.exchange.xes.writing import xes_of

    owner = only_agency(agency)
    count = 0

    def counted() -> Iterator[Trace]:
        nonlocal count
        for trace in traces(owner, first.date(), last.date(), sop):
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
