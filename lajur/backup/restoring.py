"""Putting a backup back into an empty place, and restoring it aside to see whether it could be."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from typing import BinaryIO

import psycopg

from lajur.backup.archive import BLOCK, Head, Manifest, Sinks, opened, read
from lajur.backup.digests import behind, differences, digests_of, sequences_of, tables_of
from lajur.backup.dumping import restoring
from lajur.backup.envelope import BackupProblem
from lajur.backup.making import Place
from lajur.postgres import server
from lajur.postgres.server import Cluster
from lajur.postgres.tools import DatabaseProblem


@dataclass(frozen=True, slots=True)
class Proven:
    """What was restored and found equal to the original by digest, and how many seconds it took."""

    head: Head
    manifest: Manifest
    seconds: float


def inspect(path: Path, key: bytes | None) -> tuple[Head, Manifest]:
    """Read a backup from its first byte to its last, touching nothing."""
    with opened(path, key) as (head, tar):
        return head, read(tar, Sinks())


def restore(path: Path, key: bytes | None, place: Place) -> Proven:
    """Into a database without tables and a folder without files. Nothing is touched before the whole backup has been
    read once; the database comes wholly or not at all. Raises BackupProblem."""
    begun = time.monotonic()
    _refuse_occupied(place)
    head, _manifest = inspect(path, key)
    _refuse_older_server(place.url, head)
    staging = place.files.with_name(place.files.name + ".pulih")
    shutil.rmtree(staging, ignore_errors=True)
    try:
        with opened(path, key) as (head, tar), restoring(place.url, head.tool) as stream:
            manifest = read(tar, Sinks(stream.write, _keeper(staging), lambda data: _keep_secret(place.secret, data)))
        compare(place.read_url, manifest)
        if staging.exists():
            if place.files.exists():
                shutil.rmtree(place.files)
            staging.rename(place.files)
    except OSError as error:
        raise BackupProblem(
            _("Pemulihan berhenti: {why}.").format(why=error.strerror or type(error).__name__)
        ) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return Proven(head, manifest, time.monotonic() - begun)


def verify(path: Path, key: bytes | None, *, room: Path) -> Proven:
    """Restore aside, into a server of its own in a folder under `room` that goes away, and compare every table's and
    every file's digest. Raises BackupProblem when anything differs."""
    begun = time.monotonic()
    with aside(room) as cluster, opened(path, key) as (head, tar):
        with restoring(cluster.url(), head.tool) as stream:
            manifest = read(tar, Sinks(stream.write))
        compare(cluster.url(user="postgres"), manifest)
    return Proven(head, manifest, time.monotonic() - begun)


@contextmanager
def aside(room: Path) -> Iterator[Cluster]:
    """A server of its own with an empty database, gone with the end of the block."""
    room.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="uji-cadangan-", dir=room))
    if os.geteuid() == 0:
        folder.chmod(0o711)  # root's server runs under another account
    cluster = Cluster(folder, durable=False)
    try:
        with server.locked(cluster):
            server.start(cluster)
        yield cluster
    except DatabaseProblem as problem:
        raise BackupProblem(str(problem)) from problem
    finally:
        server.stop(cluster)
        shutil.rmtree(folder, ignore_errors=True)
        if cluster.socket_folder != cluster.folder:
            shutil.rmtree(cluster.socket_folder, ignore_errors=True)


def compare(url: str, manifest: Manifest) -> None:
    """Raises BackupProblem naming what the restored database holds otherwise than the original did."""
    with psycopg.connect(url) as link:
        wrong = differences(manifest.tables, digests_of(link)) + behind(manifest.sequences, sequences_of(link))
    if wrong:
        raise BackupProblem(
            _("Basis data yang dipulihkan berbeda dari aslinya pada: {named}.").format(named=", ".join(wrong[:10]))
        )


def _refuse_occupied(place: Place) -> None:
    try:
        with psycopg.connect(place.url) as link:
            held = tables_of(link)
    except psycopg.Error as error:
        raise BackupProblem(_("Basis data tidak dapat dibaca: {why}").format(why=str(error).strip())) from error
    if held:
        raise BackupProblem(
            _(
                "Basis data tujuan sudah berisi {count} tabel. Pulihkan ke tempat kosong: LAJUR_DATA lain, atau"
                " DATABASE_URL basis data baru."
            ).format(count=len(held))
        )
    if place.files.exists() and any(path.is_file() for path in place.files.rglob("*")):
        raise BackupProblem(
            _("Folder {folder} sudah berisi berkas. Pulihkan ke tempat kosong.").format(folder=place.files)
        )


def _refuse_older_server(url: str, head: Head) -> None:
    with psycopg.connect(url) as link:
        found = link.info.server_version // 10_000
    if found < head.server:
        raise BackupProblem(
            _(
                "Cadangan ini dari PostgreSQL {made}; server tujuan {found} lebih tua. Pakai yang tidak lebih tua."
            ).format(made=head.server, found=found)
        )


def _keeper(staging: Path) -> Callable[[str, BinaryIO], None]:
    def keep(name: str, source: BinaryIO) -> None:
        target = (staging / name).resolve()
        if not target.is_relative_to(staging.resolve()):
            raise BackupProblem(_("Cadangan ini memuat jalur berkas yang keluar dari foldernya."))
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            while block := source.read(BLOCK):
                file.write(block)
            file.flush()
            os.fsync(file.fileno())

    return keep


def _keep_secret(path: Path, data: bytes) -> None:
    """The old key back in its place; one that the empty place had already made itself is put aside."""
    if path.exists():
        if path.read_bytes() == data:
            return
        path.rename(path.with_name(path.name + ".lama"))
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
