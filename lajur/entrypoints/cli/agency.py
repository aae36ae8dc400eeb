"""`lajur agency`: taking an agency away as one file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from lajur.entrypoints.cli import django_setup
from lajur.entrypoints.cli.language import _
from lajur.entrypoints.cli.output import print_json


@click.group(help=_("Arsip satu instansi."))
def cli() -> None:
    pass


@cli.command(help=_("Tulis seluruh data instansi KUNCI ke satu ZIP yang dapat diperiksa tanpa Lajur."))
@click.argument("agency", metavar=_("KUNCI"))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help=_("Berkas tujuan.")
)
@click.option("--json", "as_json", is_flag=True, help=_("Cetak hasil sebagai JSON."))
def export(agency: str, output: Path, as_json: bool) -> None:
    django_setup()

    from django_scopes import scope

    from lajur.casework.archive.actions import note_written, write_archive
    from lajur.entrypoints.cli.agencies import only_agency
    from lajur.registers.organisation.actors import clock_actor

    owner, now = only_agency(agency), datetime.now(UTC)
    try:
        with scope(agency=owner):
            packed = write_archive(owner, output, now)
            note_written(packed=packed, by=clock_actor(owner, now), now=now)
    except OSError as problem:
        message = _("Berkas “{path}” tidak dapat ditulis: {why}").format(path=output, why=problem.strerror)
        raise click.ClickException(message) from problem
    if as_json:
        told = {
            "berkas": str(output),
            "pelaksanaan": packed.tally.cases,
            "ukuran": packed.size,
            "sha256": packed.sha256,
        }
        print_json(told)
        return
    words = _("{count} pelaksanaan, {size} byte ditulis ke {path}.\nSHA-256 {digest}")
    click.echo(words.format(count=packed.tally.cases, size=packed.size, path=output, digest=packed.sha256))
