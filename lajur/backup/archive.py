"""What lies inside a backup: a tar stream of `kepala.json`, the database in pieces, the files, `isi.json` at the end.

`kepala.json` tells which PostgreSQL made it; `isi.json` is the manifest, known only when everything has been written.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from gettext import gettext as _
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from lajur.backup.digests import Table
from lajur.backup.envelope import BackupProblem, Reader

FORM = 1
HEAD, DATABASE, FILES, SECRET, MANIFEST = "kepala.json", "basis-data/", "berkas/", "kunci-rahasia", "isi.json"
PIECE = 8 << 20
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Head:
    """`made_at` is ISO 8601 in UTC; `server` and `tool` are major versions of PostgreSQL."""

    made_at: str
    lajur: str
    server: int
    tool: int
    form: int = FORM


@dataclass(slots=True)
class Manifest:
    """What the backup holds. `files`: path under the folder of files → size; a file is named by its SHA-256. `missing`
    were named by a document but not there, `damaged` were there with other contents than their name says."""

    tables: dict[str, Table] = field(default_factory=dict)
    sequences: dict[str, int | None] = field(default_factory=dict)
    dump: str = ""
    files: dict[str, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    secret: bool = False

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


def as_json(value: Head | Manifest) -> bytes:
    return json.dumps(asdict(value), ensure_ascii=False, sort_keys=True).encode()


class Packer:
    """Writes members into the stream."""

    def __init__(self, target: BinaryIO) -> None:
        self._tar = tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - `close`
        self._pieces = 0

    def add(self, name: str, data: bytes) -> None:
        self._add(name, len(data), io.BytesIO(data))

    def add_database(self, source: BinaryIO) -> str:
        """Everything `source` gives, cut into pieces because a tar tells sizes first; returns its SHA-256."""
        digest = hashlib.sha256()
        while piece := _full(source, PIECE):
            digest.update(piece)
            self._pieces += 1
            self.add(f"{DATABASE}{self._pieces:06d}", piece)
        return digest.hexdigest()

    def add_file(self, name: str, path: Path) -> tuple[int, str]:
        """Size and SHA-256 of what was written. Raises FileNotFoundError when it is gone."""
        with path.open("rb") as file:
            size = file.seek(0, io.SEEK_END)
            file.seek(0)
            watched = _Watched(file)
            self._add(FILES + name, size, watched)
        return size, watched.digest.hexdigest()

    def close(self) -> None:
        self._tar.close()

    def _add(self, name: str, size: int, source: Any) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        self._tar.addfile(info, source)


class _Watched:
    def __init__(self, file: BinaryIO) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.digest.update(data)
        return data


def _full(source: BinaryIO, size: int) -> bytes:
    parts, missing = [], size
    while missing and (part := source.read(min(missing, BLOCK))):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


# Reading -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sinks:
    """Where the contents go while a backup is read; without a sink they are only checked."""

    database: Callable[[bytes], Any] | None = None
    file: Callable[[str, BinaryIO], Any] | None = None
    secret: Callable[[bytes], Any] | None = None


@contextmanager
def opened(path: Path, key: bytes | None) -> Iterator[tuple[Head, tarfile.TarFile]]:
    """The backup's head and its members still to come."""
    try:
        source = path.open("rb")
    except OSError as error:
        raise BackupProblem(
            _("Cadangan {file} tidak dapat dibaca: {why}.").format(file=path, why=error.strerror)
        ) from error
    with source, tarfile.open(fileobj=io.BufferedReader(Reader(source, key), BLOCK), mode="r|") as tar:
        first = tar.next()
        if first is None or first.name != HEAD:
            raise BackupProblem(_("Berkas ini bukan cadangan Lajur."))
        told = json.loads(_content(tar, first))
        if told["form"] > FORM:
            raise BackupProblem(_("Cadangan ini dibuat oleh Lajur yang lebih baru. Pasang versi itu lebih dahulu."))
        yield Head(**told), tar


def read(tar: tarfile.TarFile, sinks: Sinks) -> Manifest:
    """Pass the contents on and hold them against the manifest, which comes last. Raises BackupProblem."""
    dump, files, manifest = hashlib.sha256(), {}, None
    for member in tar:
        if member.name.startswith(DATABASE):
            piece = _content(tar, member)
            dump.update(piece)
            if sinks.database:
                sinks.database(piece)
        elif member.name.startswith(FILES):
            name, file = member.name.removeprefix(FILES), tar.extractfile(member)
            assert file is not None
            watched = _Watched(file)  # type: ignore[arg-type]
            if sinks.file:
                sinks.file(name, watched)  # type: ignore[arg-type]
            while watched.read(BLOCK):
                pass
            files[name] = (member.size, watched.digest.hexdigest())
        elif member.name == SECRET:
            if sinks.secret:
                sinks.secret(_content(tar, member))
        elif member.name == MANIFEST:
            manifest = manifest_from(_content(tar, member))
    if manifest is None:
        raise BackupProblem(_("Cadangan ini tidak lengkap: daftar isinya tidak ada."))
    wrong = [name for name, (_size, digest) in files.items() if digest != PurePosixPath(name).name]
    wrong = sorted(set(wrong) - set(manifest.damaged))
    lost = sorted(name for name, size in manifest.files.items() if files.get(name, (-1, ""))[0] != size)
    if manifest.dump != dump.hexdigest() or wrong or lost:
        named = ", ".join([*wrong, *lost][:5]) or _("basis data")
        raise BackupProblem(_("Isi cadangan tidak cocok dengan daftarnya: {named}.").format(named=named))
    return manifest


def manifest_from(data: bytes) -> Manifest:
    told = json.loads(data)
    return Manifest(**{**told, "tables": {name: Table(**table) for name, table in told["tables"].items()}})


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member)
    assert file is not None
    return file.read()
