"""Asking for an archive, making it, taking it, clearing it away. All but the last stand in the journal."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Sum

from lajur.casework.archive.models import Archive, ArchiveState
from lajur.casework.archive.packing.contents import Tally, contents
from lajur.casework.documents.actions import flush_folder
from lajur.casework.documents.models import Record
from lajur.casework.documents.zipping import stream
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record as journal
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency

KEPT = timedelta(days=7)
"""How long an archive waits to be fetched: it holds everybody's data, so it does not lie about."""
RESERVE = 1_000_000_000
"""Bytes that stay free on the disk whatever is archived."""
WAITING = Refusal("arsip-menunggu", "Satu arsip masih menunggu atau sedang dibuat. Tunggu sampai selesai.")


def path_of(archive: Archive) -> Path:
    return Path(settings.MEDIA_ROOT) / str(archive.agency_id) / "arsip" / f"{archive.id}.zip"


@action(needs="archive.take")
def ask_archive(*, by: Actor, now: datetime) -> Archive | Refusal:
    """Let the next job make one; only one waits at a time."""
    if not (allowed := may(by, "archive.take")):
        return allowed
    try:
        with transaction.atomic():
            row = Archive.objects.create(agency_id=by.agency, by_id=by.person, asked_at=now)
    except IntegrityError:
        return WAITING
    journal(agency=by.agency, kind="arsip-diminta", at=now, by=by.person, event={"archive": str(row.id)})
    return row


@action(needs="archive.take")
def note_taken(*, archive: Archive, by: Actor, now: datetime) -> Refusal | None:
    """Remember who took it, before its first byte goes out."""
    if not (allowed := may(by, "archive.take")):
        return allowed
    event = {"archive": str(archive.id), "sha256": archive.sha256}
    journal(agency=by.agency, kind="arsip-diunduh", at=now, by=by.person, event=event)
    return None


@dataclass(frozen=True, slots=True)
class Packed:
    """A written archive: its digest (hex), size in bytes, and what it holds."""

    sha256: str
    size: int
    tally: Tally


def write_archive(agency: Agency, target: Path, now: datetime) -> Packed:
    """Stream the agency into a file of this name, flushed before it takes its place; needs memory for one case. Use
    inside `scope(agency=…)`."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = target.with_name(f"{target.name}.baru")
    tally = Tally()
    try:
        digest, size = _written(stream(contents(agency, now, tally)), beside)
        os.replace(beside, target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    flush_folder(target.parent)
    return Packed(digest, size, tally)


def _written(blocks: Iterable[bytes], place: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        for block in blocks:
            digest.update(block)
            size += file.write(block)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size


@action(needs="archive.make", atomic=False)
def make_archive(*, archive: Archive, agency: Agency, by: Actor, now: datetime) -> Archive | Refusal:
    """Make an archive that was asked for, and offer it for `KEPT`. What goes wrong is told to who asked."""
    if not (allowed := may(by, "archive.make")):
        return allowed
    archive.state = ArchiveState.BEING_MADE
    archive.save(update_fields=["state"])
    needed = Record.objects.filter(agency=agency).aggregate(bytes=Sum("size"))["bytes"] or 0
    folder = path_of(archive).parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        if shutil.disk_usage(folder).free - needed < RESERVE:
            raise OSError("penyimpanan server tidak cukup")
        packed = write_archive(agency, path_of(archive), now)
    except OSError as error:
        archive.state, archive.error, archive.ended_at = ArchiveState.FAILED, str(error)[:300], now
        archive.save(update_fields=["state", "error", "ended_at"])
        return archive
    archive.state, archive.sha256, archive.size = ArchiveState.READY, packed.sha256, packed.size
    archive.cases, archive.ended_at, archive.until = packed.tally.cases, now, now + KEPT
    event = {"archive": str(archive.id), "sha256": packed.sha256, "size": packed.size, "cases": packed.tally.cases}
    with transaction.atomic():
        archive.save(update_fields=["state", "sha256", "size", "cases", "ended_at", "until"])
        journal(agency=by.agency, kind="arsip-dibuat", at=now, by=by.person, event=event)
    return archive


@action(needs="archive.make")
def note_written(*, packed: Packed, by: Actor, now: datetime) -> Refusal | None:
    """An archive that the operator wrote by the command."""
    if not (allowed := may(by, "archive.make")):
        return allowed
    event = {"archive": "", "sha256": packed.sha256, "size": packed.size, "cases": packed.tally.cases}
    journal(agency=by.agency, kind="arsip-dibuat", at=now, by=by.person, event=event)
    return None


@action(needs="archive.make")
def remove_archive(*, archive: Archive, by: Actor, now: datetime) -> Archive | Refusal:
    """Take its file away; that it was there stays known."""
    if not (allowed := may(by, "archive.make")):
        return allowed
    archive.state = ArchiveState.REMOVED
    archive.save(update_fields=["state"])
    transaction.on_commit(lambda: path_of(archive).unlink(missing_ok=True))
    return archive
