"""Filing documents, changing how they are kept, holding them, and proposing and deciding what may go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from lajur.casework.documents.models import Record
from lajur.casework.documents.retention.models import Disposal, DisposalState, Fate, Filing
from lajur.casework.documents.retention.queries import classes_on, filings_of
from lajur.casework.documents.retention.rules import DUE, Class, begins, class_for, dates_of
from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record as journal
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency
from lajur.registers.procedures.queries import sop_of

NOT_HERE = Refusal("arsip-tidak-ada", "Arsip ini tidak ada.")
TOO_LATE = Refusal("sudah-dimusnahkan", "Pemusnahan arsip ini sudah dijalankan.")
BATCH = 2000


@action(needs="retention.gather")
def file_records(*, agency: Agency, by: Actor, now: datetime) -> int | Refusal:
    """File what is not filed yet: documents of cases that have ended, and issued papers. Their place is what the SOP's
    sheet says of its records. How many were filed, at most `BATCH`."""
    if not (allowed := may(by, "retention.gather")):
        return allowed
    today = now.astimezone(ZoneInfo(agency.zone)).date()
    known, zone = classes_on(agency, today), ZoneInfo(agency.zone)
    new = Record.objects.filter(agency=agency, filing=None).exclude(case__isnull=False, case__ended_at=None)
    rows: list[Filing] = []
    for one in new.select_related("case", "paper", "source__paper").order_by("id")[:BATCH]:
        paper = getattr(one, "paper", None) or getattr(one.source, "paper", None)
        code = class_for(known, paper.kind if paper else "")
        if not code:
            continue
        ended = one.case.ended_at.astimezone(zone).date() if one.case and one.case.ended_at else None
        dated = paper.date if paper else one.at.astimezone(zone).date()
        since = begins(known[code], dated=dated, ended=ended)
        rows.append(_filed(Filing(agency=agency, record=one, place=place_of(one), filed_at=now), known[code], since))
    Filing.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def place_of(record: Record) -> str:
    """Where the sheet says that copies are kept ("pencatatan dan pendataan"); empty when it does not say."""
    if record.case is None:
        return ""
    return " ".join(sop_of(record.case.edition_id).identity.records)[:300]


def _filed(filing: Filing, chosen: Class, since: date | None) -> Filing:
    filing.classification, filing.since, filing.fate = chosen.code, since, chosen.fate
    filing.active_until, filing.inactive_until = dates_of(chosen, since)
    return filing


def _locked(agency: str, filing_id: UUID) -> Filing | None:
    """The filing; whoever orders the destruction of its list waits, or has done so before."""
    key = Filing.objects.filter(agency_id=agency, id=filing_id).values_list("disposal_id", flat=True).first()
    if key is not None:
        list(Disposal.objects.select_for_update().filter(agency_id=agency, id=key))
    rows = Filing.objects.select_for_update(of=("self",)).filter(agency_id=agency, id=filing_id)
    return rows.select_related("disposal").first()


@action(needs="retention.file")
def change_filing(
    *, filing_id: UUID, classification: str, place: str, since: date | None, by: Actor, now: datetime
) -> Filing | Refusal:
    """Another class, place or day to count from; the dates follow."""
    if not (allowed := may(by, "retention.file")):
        return allowed
    row = _locked(by.agency, filing_id)
    if row is None:
        return NOT_HERE
    if row.disposal is not None and row.disposal.is_ordered:
        return TOO_LATE
    if row.disposal_id is not None:
        return Refusal("sudah-diusulkan", "Arsip ini ada dalam usul musnah; tolak dahulu usulnya.")
    agency = Agency.objects.get(id=by.agency)
    chosen = classes_on(agency, now.astimezone(ZoneInfo(agency.zone)).date()).get(classification)
    if chosen is None:
        told = Words("Pilih golongan dari jadwal retensi.")
        return Refusal("golongan-tidak-ada", told.template, fields={"golongan": told})
    if since is not None and since > now.astimezone(ZoneInfo(agency.zone)).date():
        told = Words("Tanggal ini belum terjadi.")
        return Refusal("tanggal-belum-terjadi", told.template, fields={"sejak": told})
    before = [row.classification, row.place, str(row.since or "")]
    _filed(row, chosen, since).place = place.strip()[:300]
    row.save()
    event = {
        "filing": str(row.id), "record": str(row.record_id), "from": before,
        "to": [row.classification, row.place, str(row.since or "")],
    }  # fmt: skip
    journal(agency=by.agency, kind="arsip-diatur", at=now, by=by.person, event=event)
    return row


@action(needs="retention.hold")
def hold_filing(*, filing_id: UUID, reason: str, by: Actor, now: datetime) -> Filing | Refusal:
    """Stop everything for this document, because of a lawsuit or an audit, say."""
    if not (allowed := may(by, "retention.hold")):
        return allowed
    row = _locked(by.agency, filing_id)
    if row is None:
        return NOT_HERE
    if row.disposal is not None and row.disposal.is_ordered:
        return TOO_LATE
    if row.is_held:
        return Refusal("sudah-ditahan", "Arsip ini sudah ditahan.")
    if not reason.strip():
        told = Words("Tuliskan alasan menahan.")
        return Refusal("alasan-kosong", told.template, fields={"alasan": told})
    row.is_held, row.hold_reason, row.disposal = True, reason.strip()[:500], None
    row.save()
    event = {"filing": str(row.id), "record": str(row.record_id)}
    journal(
        agency=by.agency, kind="arsip-ditahan", at=now, by=by.person, event=event, private={"reason": row.hold_reason}
    )
    return row


@action(needs="retention.hold")
def release_filing(*, filing_id: UUID, by: Actor, now: datetime) -> Filing | Refusal:
    """The hold is over; the dates hold again."""
    if not (allowed := may(by, "retention.hold")):
        return allowed
    row = _locked(by.agency, filing_id)
    if row is None:
        return NOT_HERE
    if not row.is_held:
        return Refusal("tidak-ditahan", "Arsip ini tidak ditahan.")
    row.is_held, row.hold_reason = False, ""
    row.save()
    event = {"filing": str(row.id), "record": str(row.record_id)}
    journal(agency=by.agency, kind="arsip-dilepas", at=now, by=by.person, event=event)
    return row


@action(needs="retention.propose")
def propose_disposal(*, agency: Agency, note: str, by: Actor, now: datetime) -> Disposal | Refusal:
    """Everything that is due, is to be destroyed and stands in no other proposal, as one list to be decided."""
    if not (allowed := may(by, "retention.propose")):
        return allowed
    if by.person is None:
        return Refusal("bukan-wewenang", "Usul musnah dibuat oleh orang.")
    today = now.astimezone(ZoneInfo(agency.zone)).date()
    due = filings_of(agency, DUE, today).filter(fate=Fate.DESTROY, disposal=None)
    keys = list(due.order_by("id").select_for_update(of=("self",)).values_list("id", flat=True)[:BATCH])
    if not keys:
        return Refusal("tidak-ada-yang-jatuh-tempo", "Tidak ada arsip jatuh tempo yang nasibnya musnah.")
    row = Disposal.objects.create(agency=agency, note=note.strip()[:500], proposed_by_id=by.person, proposed_at=now)
    Filing.objects.filter(agency=agency, id__in=keys).update(disposal=row)
    event = {"disposal": str(row.id), "count": len(keys), "records": _records_of(row)}
    journal(agency=by.agency, kind="usul-musnah-dibuat", at=now, by=by.person, event=event)
    return row


def _records_of(row: Disposal) -> Sequence[str]:
    return [str(key) for key in row.filings.order_by("id").values_list("record_id", flat=True)]


@action(needs="retention.decide")
def decide_disposal(*, disposal_id: UUID, approved: bool, note: str, by: Actor, now: datetime) -> Disposal | Refusal:
    """Approve a list, or return it: then its documents are free for another one."""
    row = Disposal.objects.select_for_update().filter(agency_id=by.agency, id=disposal_id).first()
    if not (allowed := may(by, "retention.decide", str(row.proposed_by_id) if row else None)):
        return allowed
    if row is None:
        return NOT_HERE
    if row.state != DisposalState.PROPOSED:
        return Refusal("sudah-diputuskan", "Usul ini sudah diputuskan.")
    if not note.strip():
        told = Words("Tuliskan pertimbangan Anda.")
        return Refusal("alasan-kosong", told.template, fields={"catatan": told})
    row.state = DisposalState.APPROVED if approved else DisposalState.RETURNED
    row.decided_by_id, row.decided_at, row.decision_note = UUID(by.person or ""), now, note.strip()[:500]
    row.save()
    event = {"disposal": str(row.id), "approved": approved, "records": _records_of(row)}
    if not approved:
        row.filings.update(disposal=None)
    journal(
        agency=by.agency, kind="usul-musnah-diputuskan", at=now, by=by.person, event=event,
        private={"note": row.decision_note},
    )  # fmt: skip
    return row
