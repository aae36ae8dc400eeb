"""Asking for a signature, keeping what came of it, and settling by hand what nobody knows.

Asking is committed before anything is asked of a service, and what came is kept afterwards: so a signature that was
lost on the way leaves its row, and no transaction waits for a foreign machine.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePosixPath
from uuid import UUID

from django.db import IntegrityError, transaction

from lajur.casework.documents.actions import keep_file
from lajur.casework.documents.arriving import new_code
from lajur.casework.documents.models import Record
from lajur.casework.documents.quarantine import announce
from lajur.casework.documents.signing.backends import Failed, Made, Outcome, Unknown
from lajur.casework.documents.signing.models import Signature, State
from lajur.casework.documents.signing.permissions import SignSubject
from lajur.casework.documents.signing.queries import PDF, Signable, signable
from lajur.casework.documents.signing.rules import lost
from lajur.casework.documents.signing.words import fault
from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record as journal
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor

SIGN = "signing.sign"
NOT_HERE = Refusal("naskah-tidak-ada", "Naskah ini tidak ada atau bukan PDF.")
BUSY = Refusal("sedang-ditandatangani", "Naskah ini sedang ditandatangani. Tunggu sampai selesai.")
KNOWN = Refusal("sudah-diketahui", "Hasil tanda tangan ini sudah diketahui.")
NOBODY = SignSubject("", frozenset())


@action(needs=SIGN)
def ask_signature(*, record_id: UUID, way: str, by: Actor, now: datetime) -> Signature | Refusal:
    """Note that a signature is wanted. One at a time for a paper; what was lost meanwhile becomes unknown."""
    found = signable(by.agency, record_id)
    if not (allowed := may(by, SIGN, found.subject if found else NOBODY)):
        return allowed
    if found is None:
        return NOT_HERE
    if found.paper is not None and found.paper.is_void:
        return Refusal("naskah-dicabut", "Naskah ini sudah dibatalkan, jadi tidak ditandatangani lagi.")
    if found.version.destroyed_at is not None:
        return Refusal("naskah-dimusnahkan", "Naskah ini sudah dimusnahkan sesuai jadwal retensi.")
    if found.signed_by(by.person) is not None:
        return Refusal("sudah-ditandatangani", "Naskah ini sudah Anda tandatangani.")
    note_lost(found, now)
    assert by.person is not None
    token = found.paper.token if found.paper else next((one.token for one in found.signatures), "") or new_code()
    try:
        with transaction.atomic():
            row = Signature.objects.create(
                agency_id=by.agency, record=found.record, person_id=by.person, way=way, token=token, asked_at=now
            )
    except IntegrityError:
        return BUSY
    event = {"signature": str(row.id), "record": str(record_id), "way": way, "sha256": found.version.sha256}
    journal(agency=by.agency, kind="tanda-tangan-diminta", at=now, by=by.person, event=event)
    return row


def note_lost(found: Signable, now: datetime) -> None:
    """Inside an action: a signature still being made after `rules.PATIENCE` has an outcome nobody knows."""
    pending = found.pending()
    if pending is not None and lost(pending.asked_at, now):
        pending.state, pending.code, pending.ended_at = State.UNKNOWN, "terputus", now
        pending.save(update_fields=["state", "code", "ended_at"])


def is_open(row: Signature, now: datetime) -> bool:
    """Whether nobody knows what came of it: told so, or lost on the way."""
    return row.state == State.UNKNOWN or (row.state == State.ASKED and lost(row.asked_at, now))


@action(needs=SIGN)
def settle_signature(
    *, signature_id: UUID, outcome: Outcome, by: Actor, now: datetime, is_brought: bool = False
) -> Signature | Refusal:
    """Keep what came of a signature. An answer that comes after all, when the row was already given up, counts too.
    `is_brought`: the officer brought the signed file himself (`settling`), which only settles what nobody knows."""
    row = Signature.objects.select_for_update().filter(agency_id=by.agency, id=signature_id).first()
    found = signable(by.agency, row.record_id) if row else None
    if not (allowed := may(by, SIGN, found.subject if found else NOBODY)):
        return allowed
    if row is None or found is None:
        return NOT_HERE
    if row.state == State.DONE:
        return row
    if is_brought and not is_open(row, now):
        return KNOWN
    row.ended_at = now
    event: dict[str, object] = {"signature": str(row.id), "record": str(row.record_id), "way": row.way}
    if isinstance(outcome, Made):
        row.result = _kept(found, outcome, by, now)
        row.state, row.code, row.level, row.holder = State.DONE, "", outcome.level, outcome.holder
        row.issuer, row.serial, row.valid_until = outcome.issuer, outcome.serial, outcome.valid_until
        event |= {"sha256": row.result.sha256, "level": row.level, "serial": row.serial, "brought": is_brought}
        if is_brought:
            announce(by.agency, row.result.sha256, now)
    else:
        row.state = State.UNKNOWN if isinstance(outcome, Unknown) else State.FAILED
        row.code = outcome.code
        event["code"] = outcome.code
    row.save()
    kinds = {State.DONE: "naskah-ditandatangani", State.FAILED: "tanda-tangan-gagal"}
    journal(
        agency=by.agency, kind=kinds.get(State(row.state), "tanda-tangan-tidak-diketahui"), at=now, by=by.person,
        event=event,
    )  # fmt: skip
    return row


def _kept(found: Signable, made: Made, by: Actor, now: datetime) -> Record:
    """The signed PDF as a record of its own beside the paper's."""
    stem = PurePosixPath(found.record.name).stem[:200]
    file = keep_file(by.agency, f"{stem} (bertanda tangan {len(found.done) + 1}).pdf", PDF, [made.data])
    return Record.objects.create(
        agency_id=by.agency, case=None, number=0, kind=found.record.kind, name=file.name, media_type=PDF,
        size=file.size, sha256=file.sha256, by_id=by.person, at=now, source=found.record,
    )  # fmt: skip


@action(needs=SIGN)
def mark_unsigned(*, signature_id: UUID, reason: str, by: Actor, now: datetime) -> Signature | Refusal:
    """The officer found out (from BSrE's own list, say) that an unknown signature was not made or is of no use."""
    row = Signature.objects.select_for_update().filter(agency_id=by.agency, id=signature_id).first()
    found = signable(by.agency, row.record_id) if row else None
    if not (allowed := may(by, SIGN, found.subject if found else NOBODY)):
        return allowed
    if row is None or found is None:
        return NOT_HERE
    if not is_open(row, now):
        return KNOWN
    if not reason.strip():
        told = Words("Tuliskan dari mana Anda mengetahuinya.")
        return Refusal("alasan-kosong", told.template, fields={"alasan": told})
    row.state, row.code, row.ended_at = State.FAILED, "ditandai", now
    row.marked_by_id, row.mark_reason = UUID(by.person or ""), reason.strip()[:500]
    row.save()
    journal(
        agency=by.agency, kind="tanda-tangan-ditandai", at=now, by=by.person,
        event={"signature": str(row.id), "record": str(row.record_id)}, private={"reason": row.mark_reason},
    )  # fmt: skip
    return row


def refusal_of(outcome: Failed | Unknown) -> Refusal:
    return fault(outcome.code)
