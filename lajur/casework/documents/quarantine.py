"""Announcing files to the virus scanner, and the place where infected ones are kept apart."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from lajur.casework.documents.models import ScanState
from lajur.casework.documents.queries import file_path
from lajur.registers.authority.ids import new_id


def quarantine_path(agency: UUID | str, digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / str(agency) / "karantina" / digest


_ANNOUNCE = """
INSERT INTO documents_scan (id, agency_id, sha256, state, signature, note, tries, due_at) VALUES (%s, %s, %s, 'belum', '', '', 0, %s)
ON CONFLICT (agency_id, sha256) DO UPDATE SET due_at = EXCLUDED.due_at WHERE documents_scan.state <> 'bersih'
RETURNING state
"""  # noqa: E501


def announce(agency: UUID | str, digest: str, now: datetime) -> None:
    """A file has arrived: let it be scanned, once for the same bytes. What is known to be infected goes straight back
    into quarantine."""
    with connection.cursor() as cursor:
        cursor.execute(_ANNOUNCE, [new_id(), str(agency), digest, now])
        row = cursor.fetchone()
    if row and row[0] == ScanState.INFECTED:
        transaction.on_commit(lambda: set_apart(agency, digest))


def set_apart(agency: UUID | str, digest: str) -> None:
    """Out of every way to it; readable by nobody but the server's own."""
    here, there = file_path(agency, digest), quarantine_path(agency, digest)
    if not here.exists():
        return
    there.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.replace(here, there)
    there.chmod(0o400)


def set_free(agency: UUID | str, digest: str) -> None:
    """What was taken for infected and is not goes back to its place."""
    here, there = file_path(agency, digest), quarantine_path(agency, digest)
    if there.exists() and not here.exists():
        here.parent.mkdir(parents=True, exist_ok=True)
        os.replace(there, here)
