"""Finding records and their files."""

from __future__ import annotations

import hashlib
from pathlib import Path
from uuid import UUID

from django.conf import settings

from lajur.casework.documents.models import Record


def file_path(agency: UUID | str, digest: str) -> Path:
    """Where a file of the agency lies: by its SHA-256, so that the same file is kept once."""
    return Path(settings.MEDIA_ROOT) / str(agency) / digest[:2] / digest


def numbers_in(reference: str) -> list[int]:
    """The record numbers in an engine reference such as "4,5"."""
    return [int(number) for number in reference.split(",")]


def records_of(case: UUID | str) -> list[Record]:
    return list(Record.objects.filter(case_id=case).select_related("by", "source__case").order_by("number"))


def digest_on_disk(record: Record) -> str | None:
    """SHA-256 (hex) of the record's file as it lies there now; None when it is gone."""
    path = file_path(record.agency_id, record.sha256)
    if not path.exists():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
