"""Files on their way into a case: safe on disk at once, and named in the form by a signed reference, so that a form
that is refused (or a page that is opened again) loses none of them."""

from __future__ import annotations

from uuid import UUID

from django.core import signing
from django.core.files.uploadedfile import UploadedFile

from lajur.casework.documents.actions import KeptFile, keep_file

SALT = "lajur.berkas"
DAYS = 30


def keep_upload(agency: UUID | str, file: UploadedFile) -> KeptFile:
    """Stream an uploaded file to its place on disk."""
    return keep_file(agency, file.name or "berkas", file.content_type or "application/octet-stream", file.chunks())


def reference(kept: KeptFile, purpose: str) -> str:
    """A signed reference that only works for `purpose` (case, task and kind of document)."""
    return signing.dumps([purpose, kept.name, kept.media_type, kept.size, kept.sha256], salt=SALT, compress=True)


def referred(token: str, purpose: str) -> KeptFile | None:
    """The file behind a reference; None when it is forged, too old or meant for something else."""
    try:
        meant, *kept = signing.loads(token, salt=SALT, max_age=DAYS * 86_400)
        return KeptFile(*kept) if meant == purpose else None
    except (signing.BadSignature, TypeError, ValueError):
        return None
