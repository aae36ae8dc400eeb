"""``lajur restore``: a backup back into an empty place. Needs no working installation, so Django is not loaded."""

from __future__ import annotations

from pathlib import Path

import click

from lajur.entrypoints.cli.backup import FILE, KEY, told
from lajur.entrypoints.cli.language import _


@click.command(help=_("Pulihkan cadangan ke LAJUR_DATA atau DATABASE_URL yang kosong."))
@click.argument("file", type=FILE)
@KEY
def cli(file: Path, key_file: Path | None) -> None:
    from lajur.backup.restoring import restore
    from lajur.backup.settings import settings
    from lajur.postgres.server import join, own_cluster

    with told():
        chosen = settings()
        key = chosen.key(key_file)
        if own := own_cluster():
            join(own)
        proven = restore(file, key, chosen.place)
    manifest = proven.manifest
    click.echo(
        _(
            "Dipulihkan dalam {seconds} detik, sama dengan aslinya per {made}: {tables} tabel, {rows} baris, {files}"
            " berkas. Jalankan “lajur serve”."
        ).format(
            seconds=round(proven.seconds, 1),
            made=proven.head.made_at,
            tables=len(manifest.tables),
            rows=manifest.rows,
            files=len(manifest.files),
        )
    )
    if not manifest.secret:
        click.echo(
            _(
                "Kunci rahasia instalasi tidak ada dalam cadangan ini. Salin berkas kunci-rahasia yang lama ke"
                " {folder}, atau isi LAJUR_SECRET_KEY."
            ).format(folder=chosen.data)
        )
