"""`lajur people`: what only whoever holds the server can do for a person."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from lajur.entrypoints.cli import django_setup
from lajur.entrypoints.cli.language import _


@click.group(help=_("Tolong pegawai yang tidak dapat masuk."))
def cli() -> None:
    pass


@cli.command(
    "reset-second-step",
    help=_("Cabut langkah kedua pegawai USERNAME, misalnya satu-satunya administrator. Ia masuk lagi dengan sandinya."),
)
@click.argument("username", metavar="USERNAME")
@click.option("--reason", required=True, help=_("Alasan dan nomor suratnya; tercatat di jurnal."))
def reset_second_step(username: str, reason: str) -> None:
    django_setup()

    from django_scopes import scope, scopes_disabled

    from lajur.engine.refusal import Refusal
    from lajur.registers.authority.words import sentence
    from lajur.registers.organisation.actors import clock_actor
    from lajur.registers.organisation.models import Person
    from lajur.registers.organisation.signin.actions import reset_factors

    with scopes_disabled():
        person = Person.objects.select_related("agency").filter(username=username).first()
    if person is None:
        raise click.ClickException(_("Tidak ada pegawai dengan nama pengguna “{username}”.").format(username=username))
    now = datetime.now(UTC)
    with scope(agency=person.agency):
        done = reset_factors(by=clock_actor(person.agency, now), now=now, person=person, reason=reason)
    if isinstance(done, Refusal):
        raise click.ClickException(sentence(done))
    click.echo(
        _("Langkah kedua {name} dicabut dan semua sesinya diakhiri; tercatat di jurnal.").format(name=person.name)
    )
