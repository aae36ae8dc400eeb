"""The ``lajur`` command.

One file per command in this folder; its click command or group is called ``cli``. To add one, write the file and a line
in ``COMMANDS``: the name, and the short help shown by ``lajur --help``. Files are imported only when their command is
called, and import Django only inside the function that runs: ``lajur --help`` must answer within 0.3 s. A command that
needs the database calls ``django_setup()`` first and imports actions and queries after it.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from lajur.entrypoints.cli import language
from lajur.entrypoints.cli.language import N_, _, click_word

language.choose()

import click  # noqa: E402 - click takes its words from gettext while it is imported

COMMANDS = {
    "init": N_("Siapkan instalasi kosong dan administrator pertama."),
    "demo": N_("Isi basis data dengan instansi, pegawai, dan pelaksanaan contoh."),
    "serve": N_("Jalankan Lajur di peramban."),
    "catalogue": N_("Daftar, isi, dan pemeriksaan berkas SOP."),
    "cases": N_("Mulai, lihat, selesaikan, simulasikan, dan susun ulang pelaksanaan."),
    "journal": N_("Periksa keutuhan jurnal."),
    "agency": N_("Arsip satu instansi."),
    "people": N_("Tolong pegawai yang tidak dapat masuk."),
    "jobs": N_("Jalankan pekerjaan latar."),
    "health": N_("Periksa kesehatan basis data, pekerjaan, surel, disk, jam, dan jurnal."),
    "backup": N_("Cadangkan semuanya dalam satu berkas, dan buktikan bahwa dapat dipulihkan."),
    "restore": N_("Pulihkan cadangan ke tempat kosong."),
    "database": N_("Nyalakan, hentikan, dan mutakhirkan PostgreSQL milik Lajur."),
}


class LazyGroup(click.Group):
    """Knows the names and short help of its commands without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"{__name__}.{cmd_name}").cli
        assert isinstance(command, click.Command)
        name_parts(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(click_word("Commands")):
            formatter.write_dl([(name, _(text)) for name, text in COMMANDS.items()])


def name_parts(command: click.Command) -> None:
    """The words in the line of usage, which click does not look up in the catalogue."""
    command.options_metavar = _("[OPSI]")
    if isinstance(command, click.Group):
        command.subcommand_metavar = _("PERINTAH [ARGUMEN]...")
        for inner in command.commands.values():
            name_parts(inner)


@click.group(
    cls=LazyGroup,
    help=_("Lajur menjalankan SOP langsung dari tabelnya."),
    epilog=_("Bahasa: LAJUR_LANG=id atau en. Basis data: DATABASE_URL, atau milik Lajur sendiri di LAJUR_DATA."),
    context_settings={"help_option_names": ["--help", "-h"]},
)
def cli() -> None:
    pass


name_parts(cli)


@contextmanager
def loading() -> Iterator[None]:
    """While code is loaded: what it makes stays, so nobody looks for garbage among it (a twentieth of a start)."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def django_setup() -> None:
    """Join our own database server (unless ``DATABASE_URL`` names another) and load Django."""
    from lajur.entrypoints.orphans import end_with_parent
    from lajur.postgres.server import join, own_cluster
    from lajur.postgres.tools import DatabaseProblem

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that the database is left in order
    end_with_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lajur.config.settings")
    try:
        if own := own_cluster():
            join(own)
    except DatabaseProblem as problem:
        raise click.ClickException(str(problem)) from problem

    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.utils import translation

    try:
        with loading():
            django.setup()
    except ImproperlyConfigured as problem:
        raise click.ClickException(str(problem)) from problem
    translation.activate(language.wanted())


def main() -> None:
    sys.exit(cli.main(prog_name="lajur"))
