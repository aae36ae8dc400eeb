"""Keeping files and preparing records. Called by casework.cases inside its actions and after its permission: a record
exists only as part of a step."""

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

from django.conf import settings

from lajur.casework.documents.queries import file_path
from lajur.casework.documents.rules import shown_name
from lajur.registers.authority.ids import new_id


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is safe on disk under its hash, with the name its sender gave it. `upload`: id of its receipt."""

    name: str
    media_type: str
    size: int
    sha256: str
    upload: str = ""


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
        try:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        except BaseException:
            os.unlink(target.name)
            raise
    place = file_path(agency, digest.hexdigest())
    place.parent.mkdir(parents=True, exist_ok=True)
    os.replace(target.name, place)
    flush_folder(place.parent)
    return KeptFile(shown_name(name)[-255:], media_type[:100], size, digest.hexdigest())


def flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


RECORD_COLUMNS = (
    "id, agency_id, case_id, number, kind, task, name, media_type, size, sha256, text, by_id, at, source_id, upload_id"
)
RECORD_VALUES = (
    "(%s::uuid, %s::uuid, %s::uuid, %s::int, %s, %s, %s, %s, %s::bigint, %s, %s, %s::uuid, %s::timestamptz, %s::uuid,"
    " %s::uuid)"
)


class NewRecords:
    """Records about to be added to a case that holds `last` of them so far. `casework.cases.store` inserts them in the
    statement that moves the case, so that a record exists exactly if its step does."""

    def __init__(self, *, agency: UUID | str, case: UUID, last: int, task: str, by: str | None, at: datetime) -> None:
        self._fixed = (str(agency), str(case), task, by, at)
        self.last, self.count = last, 0
        self.values: list[Any] = []
        self.digests: dict[str, str] = {}

    def add(self, given: Sequence[Given]) -> dict[str, str]:
        """Kind → the engine's reference: the record's number in its case, or several, "4,5"."""
        agency, case, task, by, at = self._fixed
        references: dict[str, str] = {}
        for item in given:
            self.last, self.count = self.last + 1, self.count + 1
            number = str(self.last)
            references[item.kind] = f"{references[item.kind]},{number}" if item.kind in references else number
            file = item.file
            if file:
                name, media, size, digest = file.name, file.media_type, file.size, file.sha256
            else:
                content = item.text.encode()
                name, media, size, digest = "", "", len(content), sha256(content).hexdigest()
            self.digests[number] = digest
            source = str(item.source) if item.source else None
            self.values += [new_id(), agency, case, self.last, item.kind, task, name, media, size, digest]
            self.values += [item.text, by, at, source, (file.upload if file else "") or None]
        return references
