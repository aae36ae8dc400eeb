"""``lajur demo``: fill the chosen database with the demonstration, and end."""

from __future__ import annotations

import click

from lajur.entrypoints.cli import django_setup
from lajur.entrypoints.cli.language import _


@click.command(help=_("Isi basis data dengan instansi, pegawai, dan pelaksanaan contoh."))
@click.option("--if-empty", is_flag=True, help=_("Diam saja bila sudah ada instansi."))
@click.option("--cases", default=6, show_default=True, help=_("Banyaknya pelaksanaan tiap SOP."))
@click.option("--latihan", "room_of", help=_("Buat ruang latihan bagi instansi ini saja (nama pendeknya)."))
@click.option("--laju", "rate", default=60, show_default=True, help=_("Laju jam ruang latihan."))
@click.option("--json", "as_json", is_flag=True, help=_("Cetak hasil sebagai JSON."))
def cli(if_empty: bool, cases: int, room_of: str | None, rate: int, as_json: bool) -> None:
    django_setup()
    if room_of:
        open_room(room_of, rate, as_json)
        return

    from datetime import UTC, datetime

    from django_scopes import scope

    from lajur.casework.cases.models import Case, Task
    from lajur.casework.demonstration.build import build
    from lajur.casework.demonstration.office import PASSWORD
    from lajur.entrypoints.cli.output import print_rows
    from lajur.entrypoints.cli.preparation import has_agency, migrate

    migrate()
    if has_agency():
        if if_empty:
            return
        raise click.ClickException(
            _("Basis data ini sudah berisi instansi. Pakai folder data lain (LAJUR_DATA) untuk demonstrasi.")
        )
    if not as_json:
        click.echo(_("Menyiapkan demonstrasi: dua instansi dan empat bulan pelaksanaan …"))
    rows, now = [], datetime.now(UTC)
    for agency in build(now=now, cases_per_sop=cases):
        with scope(agency=agency):
            agency.refresh_from_db()
            rows.append({"instansi": agency.slug, "pelaksanaan": Case.objects.count(), "tugas": Task.objects.count()})
    print_rows(rows, as_json=as_json)
    if not as_json:
        click.echo(_("Kata sandi semua akun contoh: {password}").format(password=PASSWORD))


def open_room(slug: str, rate: int, as_json: bool) -> None:
    """The training room of an agency that is there."""
    from datetime import UTC, datetime

    from lajur.casework.demonstration.actions import open_training
    from lajur.engine.refusal import Refusal
    from lajur.entrypoints.cli.agencies import only_agency
    from lajur.entrypoints.cli.output import print_json
    from lajur.entrypoints.cli.preparation import migrate
    from lajur.registers.authority.words import sentence
    from lajur.registers.organisation.actors import clock_actor

    migrate()
    now, agency = datetime.now(UTC), only_agency(slug)
    made = open_training(by=clock_actor(agency, now), now=now, agency=agency, rate=rate)
    if isinstance(made, Refusal):
        raise click.ClickException(sentence(made))
    if as_json:
        print_json({"ruang": made.slug, "laju": made.clock_rate})
    else:
        click.echo(_("Ruang latihan “{slug}” siap; masuklah lewat /latihan/.").format(slug=made.slug))
