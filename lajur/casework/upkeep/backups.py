"""Backups as the office sees them: made, proven, noted, and the old ones cleared away."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import connections

from lajur.backup.envelope import BackupProblem
from lajur.backup.making import ENDING, Made, make, name_at
from lajur.backup.restoring import Proven, verify
from lajur.backup.rules import kept
from lajur.backup.settings import Settings
from lajur.casework.upkeep.actions import note_backup, note_proof
from lajur.casework.upkeep.models import Backup
from lajur.engine.refusal import Refusal
from lajur.registers.reference.permissions import INSTALLATION


@dataclass(frozen=True, slots=True)
class Night:
    """What a night's backup came to. `fault` is empty when it was made and proven."""

    made: Made | None
    proven: Proven | None
    cleared: int
    fault: str


def target_of(settings: Settings, output: Path | None, now: datetime) -> Path:
    """The file to write: `output` itself where it is named like a backup, else a new name in that folder."""
    if output is not None and output.suffix == ENDING:
        return output
    return (output or settings.folder) / name_at(now)


def make_noted(settings: Settings, target: Path, *, now: datetime, key: bytes | None) -> Made:
    """Make a backup and note it for the health page, also when it fails. Raises BackupProblem."""
    try:
        made = make(settings.place, target, now=now, key=key)
    except BackupProblem as problem:
        _noted(note_backup(by=INSTALLATION, now=now, place=str(target.resolve()), size=0, fault=str(problem)))
        raise
    _noted(
        note_backup(
            by=INSTALLATION, now=now, place=str(target.resolve()), size=made.size, rows=made.manifest.rows,
            files=len(made.manifest.files), lost_files=len(made.manifest.missing) + len(made.manifest.damaged),
            is_encrypted=key is not None,
        )
    )  # fmt: skip
    return made


def verify_noted(settings: Settings, path: Path, *, key: bytes | None) -> Proven:
    """Restore a backup aside, compare all digests, and note the outcome. Raises BackupProblem."""
    connections.close_all()  # it may take long, and nobody should wait for a connection that sleeps
    begun = time.monotonic()
    try:
        proven = verify(path, key, room=settings.data)
    except BackupProblem as problem:
        _noted(note_proof(by=INSTALLATION, now=_now(), place=str(path.resolve()), fault=str(problem)))
        raise
    _noted(note_proof(by=INSTALLATION, now=_now(), place=str(path.resolve()), seconds=time.monotonic() - begun))
    return proven


def nightly(settings: Settings, now: datetime) -> Night:
    """The night's backup: made, restored aside and compared, then those beyond the retention removed.

    Nothing old goes away in a night whose own backup could not be proven.
    """
    made = proven = None
    try:
        key = settings.key()
        made = make_noted(settings, target_of(settings, None, now), now=now, key=key)
        proven = verify_noted(settings, made.path, key=key)
    except BackupProblem as problem:
        return Night(made, proven, 0, str(problem))
    return Night(made, proven, clear_old(settings), "")


def clear_old(settings: Settings) -> int:
    """Remove the backups in the folder that the retention does not keep; returns how many."""
    at = {made_at(path): path for path in settings.backups() if made_at(path) is not None}
    stay = kept((moment for moment in at if moment is not None), settings.retention)
    gone = [path for moment, path in at.items() if moment not in stay]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def made_at(path: Path) -> datetime | None:
    """The time in a backup's name; None for a name of somebody else's making, which is left alone."""
    try:
        return datetime.strptime(path.name, f"lajur-%Y%m%d-%H%M%S{ENDING}").replace(tzinfo=UTC)
    except ValueError:
        return None


def _now() -> datetime:
    return datetime.now(UTC)  # when the proof ended, which may be long after the night began


def _noted(outcome: Backup | Refusal | None) -> None:
    if isinstance(outcome, Refusal):
        raise RuntimeError(outcome.code)
