"""Files on their way into a case: safe on disk at once, and named in the form by a signed reference, so that a form
that is refused (or a page that is opened again) loses none of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from lajur.casework.documents.actions import Given, KeptFile, keep_file
from lajur.registers.authority import prepared

SALT = "lajur.berkas"
DAYS = 30


def keep_upload(agency: UUID | str, file: UploadedFile) -> KeptFile:
    """Stream an uploaded file to its place on disk."""
    return keep_file(agency, file.name or "berkas", file.content_type or "application/octet-stream", file.chunks())


def reference(kept: KeptFile, purpose: str) -> str:
    """A signed reference that only works for `purpose` (case, task and kind of document)."""
    facts = [purpose, kept.name, kept.media_type, kept.size, kept.sha256, kept.upload]
    return signing.dumps(facts, salt=SALT, compress=True)


def referred(token: str, purpose: str) -> KeptFile | None:
    """The file behind a reference; None when it is forged, too old or meant for something else."""
    try:
        meant, *kept = signing.loads(token, salt=SALT, max_age=DAYS * 86_400)
        return KeptFile(*kept) if meant == purpose else None
    except (signing.BadSignature, TypeError, ValueError):
        return None


_STAGED = (
    "SELECT id, kind, name, media_type, size, sha256, received FROM documents_upload"
    " WHERE case_id = $1 AND task = $2 AND person_id = $3 AND agency_id = $4 AND dropped_at IS NULL ORDER BY id"
)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An upload that broke off: choosing the same file again continues it."""

    id: str
    kind: str
    name: str
    size: int
    received: int

    @property
    def percent(self) -> int:
        return self.received * 100 // self.size


@dataclass(frozen=True, slots=True)
class Staged:
    """What a person has sent for an open task and not yet used: kind → whole files, and those that broke off."""

    whole: dict[str, list[KeptFile]]
    unfinished: list[Unfinished]

    def broken_off(self, kind: str) -> list[Unfinished]:
        return [one for one in self.unfinished if one.kind == kind]


def staged(agency: UUID | str, case: UUID | str, task: str, person: str | None) -> Staged:
    """One statement. A form offers the whole ones by `reference(file, purpose)`, as those of a refused form."""
    found = Staged({}, [])
    for row in prepared.rows(_STAGED, (case, task, person, agency)) if person else ():
        key, kind, name, media, size, digest, received = (value.decode() if value is not None else "" for value in row)
        if digest:
            found.whole.setdefault(kind, []).append(KeptFile(name, media, int(size), digest, key))
        else:
            found.unfinished.append(Unfinished(key, kind, name, int(size), int(received)))
    return found


_HELD = (
    "SELECT id, kind FROM documents_upload WHERE id = ANY($1::uuid[]) AND agency_id = $2 AND dropped_at IS NULL"
    " ORDER BY id FOR UPDATE"
)


@contextmanager
def held(agency: UUID | str, *handed_in: Sequence[Given]) -> Iterator[list[Sequence[Given]]]:
    """What of each of `handed_in` counts when the step is written: not the files that their sender took back or moved
    to another slot since the form was read. Until then nobody can; one transaction, where there are any."""
    named = [one.file.upload for given in handed_in for one in given if one.file and one.file.upload]
    if not named:
        yield list(handed_in)
        return
    with transaction.atomic():
        there = {
            (key.decode(), kind.decode()) for key, kind in prepared.rows(_HELD, (tuple(named), agency)) if key and kind
        }
        yield [
            [one for one in given if not (one.file and one.file.upload) or (one.file.upload, one.kind) in there]
            for given in handed_in
        ]
