"""``lajur database``: the PostgreSQL server that Lajur runs itself when ``DATABASE_URL`` is not set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from lajur.entrypoints.cli.language import _
from lajur.postgres import server
from lajur.postgres import upgrade as moving
from lajur.postgres.tools import DatabaseProblem


@click.group(help=_("Nyalakan, hentikan, dan mutakhirkan PostgreSQL milik Lajur."))
def cli() -> None:
    pass


@contextmanager
def own() -> Iterator[server.Cluster]:
    """Our cluster; problems come out as one sentence, and an outside server is none of our business."""
    cluster = server.own_cluster()
    if cluster is None:
        raise click.ClickException(_("DATABASE_URL menunjuk server kantor; Lajur tidak mengaturnya."))
    try:
        yield cluster
    except DatabaseProblem as problem:
        raise click.ClickException(str(problem)) from problem


@cli.command(help=_("Nyalakan server dan biarkan menyala sampai dihentikan."))
def start() -> None:
    with own() as cluster:
        with server.locked(cluster):
            server.start(cluster)
            server.kept(cluster).touch()
        click.echo(cluster.url())


@cli.command(help=_("Hentikan server, kecuali masih dipakai proses Lajur lain."))
def stop() -> None:
    with own() as cluster, server.locked(cluster):
        if server.in_use(cluster):
            raise click.ClickException(_("Basis data masih dipakai. Hentikan Lajur lebih dahulu."))
        server.kept(cluster).unlink(missing_ok=True)
        server.stop(cluster)


@cli.command("psql-url", help=_("Cetak alamat basis data untuk psql dan pg_dump."))
@click.option("--admin", is_flag=True, help=_("Alamat pengguna super, bukan pengguna aplikasi."))
def psql_url(admin: bool) -> None:
    with own() as cluster:
        click.echo(cluster.url(user="postgres" if admin else "lajur"))


@cli.command(help=_("Pindahkan data ke versi PostgreSQL yang dibawa Lajur ini; data lama tetap disimpan."))
@click.option(
    "--old-bin",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=_("Folder bin PostgreSQL versi lama, bila tidak dibawa Lajur."),
)
def upgrade(old_bin: Path | None) -> None:
    with own() as cluster:
        kept = moving.upgrade(cluster, old_bin)
        click.echo(
            _("Selesai. Data lama disimpan di {kept}; hapus folder itu setelah Anda yakin semuanya berjalan.").format(
                kept=kept
            )
        )
