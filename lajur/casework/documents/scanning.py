"""Files and the virus scanner: what waits for it, what it said, and keeping infected ones apart.

A verdict belongs to the bytes (their SHA-256 in an agency), not to an upload: the same file is scanned once. Called by
casework.cases inside its actions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from lajur.casework.documents.arriving import hold_digest
from lajur.casework.documents.clamd import Verdict
from lajur.casework.documents.models import Record, Scan, ScanState, Upload
from lajur.casework.documents.quarantine import announce, quarantine_path, set_apart, set_free
from lajur.casework.documents.queries import file_path
from lajur.engine.refusal import Refusal, Words

BLOCK = 1 << 18
FIRST_RETRY, LONGEST_WAIT = timedelta(minutes=5), timedelta(days=1)
"""After the scanner could not judge a file, it is asked again ever more seldom."""


def scans_of(agency: UUID | str, digests: Iterable[str]) -> dict[str, Scan]:
    """Digest → its scan; what was never announced has none."""
    wanted = set(digests)
    rows = Scan.objects.filter(agency_id=agency, sha256__in=wanted) if wanted else ()
    return {row.sha256: row for row in rows}


def infected(agency: UUID | str, digests: Iterable[str]) -> dict[str, Scan]:
    return {digest: row for digest, row in scans_of(agency, digests).items() if row.state == ScanState.INFECTED}


def refusal_of(scan: Scan, name: str) -> Refusal:
    facts = {"name": name, "signature": scan.signature}
    told = Words(
        "Pemindai menemukan {signature} dalam “{name}”. Berkasnya dikarantina dan tidak dapat dibuka atau dipakai."
    )
    return Refusal("berkas-terjangkit", told, facts)


def announce_old(agency: UUID | str, now: datetime, most: int) -> int:
    """Documents whose bytes nobody announced: of a time before there were scans, or brought by a command."""
    held = Record.objects.filter(agency_id=agency).exclude(name="")
    known = Scan.objects.filter(agency_id=agency).values("sha256")
    digests = list(held.exclude(sha256__in=known).values_list("sha256", flat=True).distinct()[:most])
    for digest in digests:
        announce(agency, digest, now)
    return len(digests)


def due(agency: UUID | str, now: datetime, most: int) -> list[Scan]:
    """What waits for the scanner, the longest waiting first."""
    return list(Scan.objects.filter(agency_id=agency, due_at__lte=now).order_by("due_at", "id")[:most])


def place_of(scan: Scan) -> Path | None:
    """Where its bytes lie; None when they were cleared away."""
    places = (file_path(scan.agency_id, scan.sha256), quarantine_path(scan.agency_id, scan.sha256))
    return next((place for place in places if place.exists()), None)


def blocks_of(place: Path) -> Iterator[bytes]:
    with place.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def settle(*, scan_id: UUID, verdict: Verdict | None, now: datetime) -> list[Upload]:
    """Keep what the scanner said; None: its bytes are gone. → the uploads whose senders have to be told. Inside the
    caller's transaction."""
    row = Scan.objects.select_for_update().get(id=scan_id)
    hold_digest(str(row.agency_id), row.sha256)
    row.due_at = None
    if verdict is None:
        row.save(update_fields=["due_at"])
        return []
    if verdict.error:
        row.tries, row.note = row.tries + 1, verdict.error
        row.due_at = now + min(FIRST_RETRY * 2 ** min(row.tries - 1, 12), LONGEST_WAIT)
        row.save(update_fields=["tries", "note", "due_at"])
        return []
    row.state = ScanState.CLEAN if verdict.is_clean else ScanState.INFECTED
    row.signature, row.note, row.scanned_at = verdict.signature, "", now
    row.save(update_fields=["state", "signature", "note", "scanned_at", "due_at"])
    if verdict.is_clean:
        set_free(row.agency_id, row.sha256)
        return []
    set_apart(row.agency_id, row.sha256)
    return list(Upload.objects.filter(agency_id=row.agency_id, sha256=row.sha256).order_by("arrived_at"))
