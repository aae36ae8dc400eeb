"""``lajur init``: an empty installation and its first administrator."""

from __future__ import annotations

import click

from lajur.entrypoints.cli import django_setup
from lajur.entrypoints.cli.language import _


@click.command(
    help=_("Siapkan instalasi kosong: satu instansi dan administrator pertamanya. Boleh diulang untuk instansi lain.")
)
@click.option(
    "--agency", "slug", prompt=_("Nama pendek instansi (huruf kecil, tanda hubung)"), help=_("Nama pendek instansi.")
)
@click.option("--name", prompt=_("Nama lengkap instansi"), help=_("Nama lengkap instansi."))
@click.option(
    "--zone",
    type=click.Choice(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]),
    default="Asia/Jakarta",
    show_default=True,
    help=_("Zona waktu."),
)
@click.option("--admin", "username", prompt=_("Nama pengguna administrator"), help=_("Nama pengguna administrator."))
@click.option("--admin-name", prompt=_("Nama lengkap administrator"), help=_("Nama lengkap administrator."))
@click.option(
    "--password",
    envvar="LAJUR_ADMIN_PASSWORD",
    prompt=_("Kata sandi"),
    hide_input=True,
    confirmation_prompt=_("Ulangi kata sandi"),
    help=_("Kata sandi; lebih aman lewat LAJUR_ADMIN_PASSWORD atau ditanyakan."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Cetak hasil sebagai JSON."))
def cli(slug: str, name: str, zone: str, username: str, admin_name: str, password: str, as_json: bool) -> None:
    django_setup()

    from datetime import UTC, datetime

    from lajur.engine.refusal import Refusal
    from lajur.entrypoints.cli.output import print_json
    from lajur.entrypoints.cli.preparation import migrate
    from lajur.registers.authority.words import sentence
    from lajur.registers.procedures.installation import FirstAdministrator, install

    migrate()
    wanted = FirstAdministrator(slug, name, zone, username, admin_name, password)
    made = install(wanted, now=datetime.now(UTC))
    if isinstance(made, Refusal):
        raise click.ClickException(sentence(made))
    if as_json:
        print_json({"agency": made.slug, "administrator": username})
    else:
        click.echo(
            _("Instansi “{name}” siap. Masuk sebagai {user} setelah “lajur serve”.").format(name=name, user=username)
        )
