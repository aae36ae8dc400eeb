"""Keeping files and adding records. Called by casework.cases inside its actions, under the case's lock and after its
permission: a record exists only as part of a step."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection

from lajur.casework.documents.queries import file_path
from lajur.registers.authority.ids import uuid7


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is safe on disk under its hash, with the name its sender gave it."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Given:
    """One document handed in: a kept file or a written text. `source` when taken over from another case."""

    kind: str
    file: KeptFile | None = None
    text: str = ""
    source: UUID | None = None


def keep_file(agency: UUID | str, name: str, media_type: str, chunks: Iterable[bytes]) -> KeptFile:
    """Write a file to disk for good, before any transaction: named by its hash, flushed, then renamed into place."""
    folder = Path(settings.MEDIA_ROOT) / str(agency)
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = sha256(), 0
    with NamedTemporaryFile(dir=folder, prefix="masuk-", delete=False) as target:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    place = file_path(agency, digest.hexdigest())
    place.parent.mkdir(parents=True, exist_ok=True)
    os.replace(target.name, place)
    _flush_folder(place.parent)
    return KeptFile(name[-255:], media_type[:100], size, digest.hexdigest())


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_COLUMNS = (
    "(id, agency_id, case_id, number, kind, task, name, media_type, size, sha256, text, by_id, at, source_id)"
)
_ROW = "(%s::uuid, %s::int, %s, %s, %s, %s::bigint, %s, %s, %s::uuid)"


def add_records(
    *, agency: UUID | str, case: UUID, task: str, given: Sequence[Given], by: str | None, at: datetime
) -> dict[str, str]:
    """Add records to a case that the caller has locked; returns kind → the engine's reference.

    A reference is the record's number in its case; several files of one kind make one reference, "4,5".
    """
    if not given:
        return {}
    values: list[Any] = []
    for offset, item in enumerate(given, start=1):
        file = item.file
        digest = file.sha256 if file else sha256(item.text.encode()).hexdigest()
        name, media, size = (file.name, file.media_type, file.size) if file else ("", "", len(item.text.encode()))
        values += [uuid7(), offset, item.kind, name, media, size, digest, item.text, item.source]
    sql = (
        f"INSERT INTO documents_record {_COLUMNS}"  # noqa: S608 - only constants are put together here
        " SELECT v.id, %s, %s, base.last + v.n, v.kind, %s, v.name, v.media, v.size, v.sha, v.text, %s::uuid, %s,"
        " v.source FROM (SELECT coalesce(max(number), 0) AS last FROM documents_record WHERE case_id = %s) base,"
        f" (VALUES {', '.join([_ROW] * len(given))}) AS v (id, n, kind, name, media, size, sha, text, source)"
        " RETURNING number, kind"
    )
    connection.ensure_connection()
    assert connection.connection is not None
    with psycopg.Cursor(connection.connection) as cursor:
        rows = cursor.execute(sql, [agency, case, task, by, at, case, *values], prepare=True).fetchall()
    references: dict[str, list[int]] = {}
    for number, kind in rows:
        references.setdefault(kind, []).append(number)
    return {kind: ",".join(map(str, sorted(numbers))) for kind, numbers in references.items()}
