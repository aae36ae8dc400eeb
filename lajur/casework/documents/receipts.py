"""Receipts: finding them, and whether what is stored is still what was received."""

from __future__ import annotations

import hashlib
import io
import re
import time
from pathlib import Path
from uuid import UUID

from django_scopes import scopes_disabled

from lajur.casework.documents.models import Record, Upload
from lajur.casework.documents.quarantine import quarantine_path
from lajur.casework.documents.queries import file_path

DIGEST = re.compile(r"[0-9a-f]{64}")
REMEMBERED = 60.0
"""Seconds for which a file is not digested anew: the check page is open to everybody, and a file may be large."""
_digested: dict[tuple[str, int, int], tuple[float, str]] = {}


def normal_code(typed: str) -> str:
    """A receipt number as it was issued, however it was typed."""
    signs = re.sub(r"[^A-Z2-7]", "", typed.upper().replace("0", "O").replace("1", "I"))
    return "-".join(signs[i : i + 4] for i in range(0, 16, 4)) if len(signs) == 16 else ""


def normal_digest(typed: str) -> str:
    """64 hexadecimal digits, or nothing."""
    signs = re.sub(r"\s", "", typed).lower()
    return signs if DIGEST.fullmatch(signs) else ""


def receipt_by_code(code: str) -> Upload | None:
    """Whoever holds the number may ask, whatever his agency: so this looks in all of them."""
    if not code:
        return None
    with scopes_disabled():
        return Upload.objects.select_related("agency").filter(code=code).first()


def receipts_of_digest(agency: UUID | str, digest: str) -> list[Upload]:
    """Receipts that the agency issued for these very bytes, oldest first, at most twenty."""
    return list(Upload.objects.filter(agency_id=agency, sha256=digest).order_by("arrived_at")[:20]) if digest else []


def digest_now(path: Path) -> str | None:
    """SHA-256 (hex) of a file as it lies there, at most `REMEMBERED` seconds old; None when it is gone."""
    try:
        state = path.stat()
        key, now = (str(path), state.st_mtime_ns, state.st_size), time.monotonic()
        if key in _digested and now - _digested[key][0] < REMEMBERED:
            return _digested[key][1]
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None
    if len(_digested) > 1000:
        _digested.clear()
    _digested[key] = (now, found)
    return found


def state_of(upload: Upload) -> str:
    """“utuh”, “berubah”, “hilang”, “karantina”; “dihapus” when it was never used and has been cleared away."""
    found = digest_now(file_path(upload.agency_id, upload.sha256))
    if found is None and quarantine_path(upload.agency_id, upload.sha256).exists():
        return "karantina"
    if found is None:
        return "dihapus" if upload.dropped_at else "hilang"
    return "utuh" if found == upload.sha256 else "berubah"


def record_of(upload: Upload) -> Record | None:
    """The document that the file became."""
    return Record.objects.filter(case_id=upload.case_id, sha256=upload.sha256, upload_id=upload.id).first()


def picture_of(address: str) -> bytes:
    """A QR code of the address as SVG."""
    import segno

    target = io.BytesIO()
    segno.make(address, error="m", micro=False).save(target, kind="svg", scale=4, border=2, xmldecl=False)
    return target.getvalue()
