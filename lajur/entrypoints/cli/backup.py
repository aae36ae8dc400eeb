"""``lajur backup``: a copy of everything in one file, and the proof that it can be put back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from lajur.entrypoints.cli import django_setup
from lajur.entrypoints.cli.language import _

FILE = click.Path(dir_okay=False, path_type=Path)
KEY = click.option("--key-file", type=FILE, help=_("Berkas kunci enkripsi; tanpa ini dipakai LAJUR_BACKUP_KEY."))
JSON = click.option("--json", "as_json", is_flag=True, help=_("Cetak hasil sebagai JSON."))


@contextmanager
def told() -> Iterator[None]:
    """Problems come out as one sentence."""
    from lajur.backup.envelope import BackupProblem
    from lajur.postgres.tools import DatabaseProblem

    try:
        yield
    except (BackupProblem, DatabaseProblem) as problem:
        raise click.ClickException(str(problem)) from problem


@click.group(help=_("Cadangkan basis data dan berkas selagi orang bekerja."), invoke_without_command=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help=_("Folder, atau berkas berakhiran .lajur, tujuannya.")
)
@KEY
@JSON
@click.pass_context
def cli(context: click.Context, output: Path | None, key_file: Path | None, as_json: bool) -> None:
    if context.invoked_subcommand is not None:
        return
    django_setup()

    from datetime import UTC, datetime

    from lajur.backup.settings import settings
    from lajur.casework.upkeep.backups import make_noted, target_of
    from lajur.ui.formats import size

    with told():
        chosen, now = settings(), datetime.now(UTC)
        key = chosen.key(key_file)
        made = make_noted(chosen, target_of(chosen, output, now), now=now, key=key)
    if as_json:
        say({"file": str(made.path), "size": made.size, "encrypted": key is not None, **counted(made.manifest)})
        return
    click.echo(
        _("{file}: {size}; {tables} tabel, {rows} baris, {files} berkas.").format(
            file=made.path, size=size(made.size), **counted(made.manifest)
        )
    )
    for name in made.manifest.missing:
        click.echo(_("  hilang dari disk: {name}").format(name=name))
    for name in made.manifest.damaged:
        click.echo(_("  rusak pada disk: {name}").format(name=name))
    if key is None:
        click.echo(
            _(
                "Cadangan ini tidak dienkripsi dan tidak memuat kunci rahasia instalasi. Buat kunci: lajur backup key"
                " -o FILE, lalu pakai --key-file; simpan kunci itu terpisah dari cadangan."
            )
        )


@cli.command(help=_("Pulihkan cadangan ke samping dan bandingkan setiap tabel dan berkas dengan aslinya."))
@click.argument("file", type=FILE, required=False)
@click.option("--latest", is_flag=True, help=_("Cadangan terbaru dalam folder cadangan."))
@KEY
@JSON
def verify(file: Path | None, latest: bool, key_file: Path | None, as_json: bool) -> None:
    if (file is None) == (not latest):
        raise click.UsageError(_("Sebutkan berkas cadangan, atau --latest."))
    django_setup()

    from lajur.backup.settings import settings
    from lajur.casework.upkeep.backups import verify_noted

    with told():
        chosen = settings()
        found = file or next(reversed(chosen.backups()), None)
        if found is None:
            raise click.ClickException(_("Belum ada cadangan di {folder}.").format(folder=chosen.folder))
        proven = verify_noted(chosen, found, key=chosen.key(key_file))
    if as_json:
        say({"file": str(found), "equal": True, "seconds": round(proven.seconds, 1), **counted(proven.manifest)})
        return
    click.echo(
        _(
            "{file}: sama dengan aslinya. {tables} tabel, {rows} baris, {files} berkas; pulih dalam {seconds} detik."
        ).format(file=found, seconds=round(proven.seconds, 1), **counted(proven.manifest))
    )


@cli.command(help=_("Buat berkas kunci enkripsi baru."))
@click.option("-o", "--output", type=FILE, required=True, help=_("Berkas kunci yang dibuat."))
def key(output: Path) -> None:
    from lajur.backup.envelope import make_key

    with told():
        name = make_key(output)
    click.echo(
        _(
            "Kunci {name} dibuat di {file}. Tanpa kunci ini cadangan tidak dapat dibuka siapa pun: simpan salinannya."
        ).format(name=name, file=output)
    )


@cli.command(hidden=True, help=_("Cadangan malam: buat, buktikan, dan hapus yang lama."))
def nightly() -> None:
    django_setup()

    from datetime import UTC, datetime

    from lajur.backup.settings import settings
    from lajur.casework.upkeep import backups

    with told():
        night = backups.nightly(settings(), datetime.now(UTC))
    if night.fault:
        click.echo(night.fault, err=True)
        sys.exit(1)


def counted(manifest: Any) -> dict[str, int]:
    return {"tables": len(manifest.tables), "rows": manifest.rows, "files": len(manifest.files)}


def say(data: dict[str, Any]) -> None:
    from lajur.entrypoints.cli.output import print_json

    print_json(data)
