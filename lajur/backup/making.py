"""Making a backup while people work: one snapshot of the database, then the files it names.

A file is on the disk before the row that names it, and is removed only long after the last such row, so files read
after the snapshot include every file the snapshot knows.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from gettext import gettext as _
from pathlib import Path

import psycopg

from lajur import __version__
from lajur.backup.archive import HEAD, MANIFEST, SECRET, Head, Manifest, Packer, as_json
from lajur.backup.digests import digests_of, sequences_of, tables_of
from lajur.backup.dumping import dumped, tool_for
from lajur.backup.envelope import BackupProblem, Writer

ENDING = ".lajur"
PART = ".sebagian"
KEPT_FILE = re.compile(r"[0-9a-f]{64}")
NAMED_FILES = (
    "SELECT DISTINCT agency_id::text, sha256 FROM documents_record r WHERE name <> ''"
    " AND to_jsonb(r) ->> 'destroyed_at' IS NULL"  # older versions have no such column
)


@dataclass(frozen=True, slots=True)
class Place:
    """What is backed up, or restored into: the database as its owner, the folder of files, the file of the
    installation's secret key, and the database as `reader`, who sees the rows of all agencies (empty: the owner)."""

    url: str
    files: Path
    secret: Path
    reader: str = ""

    @property
    def read_url(self) -> str:
        return self.reader or self.url


@dataclass(frozen=True, slots=True)
class Made:
    """`size` in bytes."""

    path: Path
    size: int
    head: Head
    manifest: Manifest


def name_at(now: datetime) -> str:
    return f"lajur-{now.astimezone(UTC):%Y%m%d-%H%M%S}{ENDING}"


def make(place: Place, target: Path, *, now: datetime, key: bytes | None) -> Made:
    """Write the backup of `place` into the file `target`, which appears under its name only when it is whole.

    The secret key goes along only where it is encrypted. Raises BackupProblem.
    """
    beside = target.with_name(target.name + PART)
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if target.exists():
            raise BackupProblem(_("Berkas {file} sudah ada.").format(file=target))
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            writer = Writer(file, key)
            try:
                head, manifest = _written(place, writer, now=now, encrypted=key is not None)
            except BaseException:
                writer.abandon()
                raise
            writer.close()
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        os.replace(beside, target)
    except OSError as error:
        raise BackupProblem(
            _("Cadangan tidak dapat ditulis ke {folder}: {why}.").format(
                folder=target.parent, why=error.strerror or type(error).__name__
            )
        ) from error
    except psycopg.Error as error:
        raise BackupProblem(_("Basis data tidak dapat dibaca: {why}").format(why=str(error).strip())) from error
    finally:
        beside.unlink(missing_ok=True)
    return Made(target, size, head, manifest)


def _written(place: Place, writer: Writer, *, now: datetime, encrypted: bool) -> tuple[Head, Manifest]:
    manifest, packer = Manifest(), Packer(writer)  # type: ignore[arg-type]
    with psycopg.connect(place.read_url) as link:
        link.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        link.read_only = True
        row = link.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        server = link.info.server_version // 10_000
        head = Head(now.astimezone(UTC).isoformat(timespec="seconds"), __version__, server, tool_for(server)[0])
        packer.add(HEAD, as_json(head))
        manifest.sequences = sequences_of(link)
        with dumped(place.read_url, server, row[0]) as stream:
            manifest.dump = packer.add_database(stream)
        manifest.tables = digests_of(link)
        named = {f"{agency}/{digest[:2]}/{digest}" for agency, digest in link.execute(NAMED_FILES)} \
            if "documents_record" in tables_of(link) else set()  # fmt: skip
    for name, path in files_in(place.files):
        try:
            size, digest = packer.add_file(name, path)
        except FileNotFoundError:  # nobody's any more, and cleared away since the folder was read
            continue
        manifest.files[name] = size
        if digest != path.name:
            manifest.damaged.append(name)
    manifest.missing = sorted(named - manifest.files.keys())
    if encrypted and place.secret.exists():
        packer.add(SECRET, place.secret.read_bytes())
        manifest.secret = True
    packer.add(MANIFEST, as_json(manifest))
    packer.close()
    return head, manifest


def files_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """Kept files under their paths in the folder; parts still arriving are nobody's document yet."""
    for path in sorted(folder.glob("*/??/*")):
        if KEPT_FILE.fullmatch(path.name) and path.parent.name == path.name[:2] and path.is_file():
            yield path.relative_to(folder).as_posix(), path
