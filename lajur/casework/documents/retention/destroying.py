"""Destroying what an approved list names: first the order with its minutes, then the bytes, document by document.

The order is committed before anything goes. Each document is then a transaction of its own in which its bytes go first
and its row says so afterwards: whatever breaks off in between, doing it again finds the bytes gone and says so. What
stays is the row, the hash, the journal, and who decided what by which paper. Backups keep their copies until they go.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

from lajur.casework.documents.actions import flush_folder
from lajur.casework.documents.arriving import hold_digest, waiting_path
from lajur.casework.documents.models import Record, Upload
from lajur.casework.documents.papers.models import Paper, PaperKind, PaperState
from lajur.casework.documents.quarantine import quarantine_path
from lajur.casework.documents.queries import file_path
from lajur.casework.documents.retention.models import Disposal, DisposalState, Filing
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record as journal
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor, clock_actor
from lajur.registers.organisation.models import Agency

AT_ONCE = 100
"""Documents destroyed before the page answers; the job goes on with the others."""


@action(needs="retention.destroy")
def order_destruction(*, disposal_id: UUID, minutes: str, by: Actor, now: datetime) -> Disposal | Refusal:
    """Order that everything on an approved list is destroyed, by the minutes of that number. Cannot be taken back."""
    row = Disposal.objects.select_for_update().filter(agency_id=by.agency, id=disposal_id).first()
    if not (allowed := may(by, "retention.destroy", row)):
        return allowed
    if row is None:
        return Refusal("arsip-tidak-ada", "Arsip ini tidak ada.")
    if row.state != DisposalState.APPROVED:
        return Refusal("belum-disetujui", "Hanya usul yang disetujui, dan belum dijalankan, yang dapat dimusnahkan.")
    number = " ".join(minutes.split())
    if not number:
        return Refusal("tanpa-berita-acara", "Tuliskan nomor berita acara pemusnahannya.")
    papers = list(Paper.objects.filter(agency_id=by.agency, number=number).defer("body"))
    valid = [one for one in papers if one.state == PaperState.VALID and one.kind == PaperKind.MINUTES]
    if papers and not valid:
        return Refusal("bukan-berita-acara", "Naskah bernomor ini bukan berita acara yang berlaku.")
    if any(row.filings.filter(record_id=one.record_id).exists() for one in valid):
        return Refusal("memusnahkan-diri", "Berita acara ini sendiri ada dalam daftar yang akan dimusnahkan.")
    if row.filings.filter(is_held=True).exists():
        return Refusal("ada-yang-ditahan", "Ada arsip dalam daftar ini yang ditahan.")
    row.state, row.minutes_number, row.minutes = DisposalState.DESTROYING, number, valid[0] if valid else None
    row.ordered_by_id, row.ordered_at = UUID(by.person or ""), now
    row.save()
    records = [str(key) for key in row.filings.order_by("id").values_list("record_id", flat=True)]
    event = {"disposal": str(row.id), "minutes": number, "approved_by": str(row.decided_by_id), "records": records}
    journal(agency=by.agency, kind="pemusnahan-diperintahkan", at=now, by=by.person, event=event)
    return row


def destroy_some(agency: Agency, disposal_id: UUID, now: datetime, most: int = AT_ONCE) -> int:
    """Destroy up to `most` documents of an ordered list, and close it when none is left. How many are left."""
    by = clock_actor(agency, now)
    keys = Filing.objects.filter(agency=agency, disposal_id=disposal_id, record__destroyed_at=None).order_by("id")
    for key in list(keys.values_list("id", flat=True)[:most]):
        destroy_document(filing_id=key, by=by, now=now)
    left = keys.count()
    if not left:
        close_destruction(disposal_id=disposal_id, by=by, now=now)
    return left


@action(needs="retention.erase")
def destroy_document(*, filing_id: UUID, by: Actor, now: datetime) -> bool | Refusal:
    """Destroy the bytes of one document on an ordered list. False where the same bytes belong to what must stay: then
    it leaves the list and is due again later."""
    if not (allowed := may(by, "retention.erase")):
        return allowed
    rows = Filing.objects.select_for_update(of=("self",)).filter(agency_id=by.agency, id=filing_id)
    row = rows.select_related("record__upload", "disposal").first()
    if row is None or row.disposal is None or row.disposal.state != DisposalState.DESTROYING:
        return Refusal("tidak-diperintahkan", "Arsip ini tidak ada dalam pemusnahan yang berjalan.")
    kept, list_ = row.record, row.disposal
    if kept.destroyed_at is not None:
        return True
    event = {"disposal": str(list_.id), "filing": str(row.id), "record": str(kept.id), "sha256": kept.sha256}
    if kept.name:
        hold_digest(by.agency, kept.sha256)
    if row.is_held or (kept.name and _is_shared(kept, list_)):
        row.disposal = None
        row.save(update_fields=["disposal"])
        journal(agency=by.agency, kind="arsip-urung-dimusnahkan", at=now, by=by.person, event=event)
        return False
    if kept.name:
        _erase(kept)
    Record.objects.filter(agency_id=by.agency, id=kept.id).update(destroyed_at=now, text="")
    Paper.objects.filter(agency_id=by.agency, record_id=kept.id).update(body={})
    event["minutes"] = list_.minutes_number
    journal(agency=by.agency, kind="arsip-dimusnahkan", at=now, by=by.person, event=event)
    return True


def _is_shared(kept: Record, disposal: Disposal) -> bool:
    """Whether the same bytes are a document that stays, or wait to become one. Under the digest's lock."""
    same = Record.objects.filter(agency_id=kept.agency_id, sha256=kept.sha256, destroyed_at=None).exclude(name="")
    if same.exclude(id=kept.id).exclude(filing__disposal=disposal).exists():
        return True
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [kept.agency_id, kept.sha256])
        return cursor.fetchone() is not None


_WAITING = (
    "SELECT 1 FROM documents_upload u WHERE u.agency_id = %s AND u.sha256 = %s AND u.dropped_at IS NULL"
    " AND NOT EXISTS (SELECT FROM documents_record r WHERE r.upload_id = u.id) LIMIT 1"
)


def _erase(kept: Record) -> None:
    """Every place where the bytes may lie: among the kept files, in quarantine, as parts of an upload."""
    places = [file_path(kept.agency_id, kept.sha256), quarantine_path(kept.agency_id, kept.sha256)]
    uploads = Upload.objects.filter(agency_id=kept.agency_id, sha256=kept.sha256).exclude(arrived_at=None)
    places += [waiting_path(one) for one in uploads]
    for place in places:
        place.unlink(missing_ok=True)
        if place.parent.is_dir():
            flush_folder(place.parent)


@action(needs="retention.erase")
def close_destruction(*, disposal_id: UUID, by: Actor, now: datetime) -> Disposal | Refusal:
    """Say that a list is done, once nothing on it is left."""
    if not (allowed := may(by, "retention.erase")):
        return allowed
    row = Disposal.objects.select_for_update().filter(agency_id=by.agency, id=disposal_id).first()
    if row is None or row.state != DisposalState.DESTROYING:
        return Refusal("tidak-diperintahkan", "Arsip ini tidak ada dalam pemusnahan yang berjalan.")
    if row.filings.filter(record__destroyed_at=None).exists():
        return Refusal("belum-selesai", "Masih ada arsip yang belum dimusnahkan.")
    row.state, row.destroyed_at = DisposalState.DESTROYED, now
    row.save(update_fields=["state", "destroyed_at"])
    event = {"disposal": str(row.id), "minutes": row.minutes_number, "count": row.filings.count()}
    journal(agency=by.agency, kind="pemusnahan-selesai", at=now, by=by.person, event=event)
    return row
