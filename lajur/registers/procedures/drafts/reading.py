"""What can be done to a SOP document that was sent: it is read, drafts are made of it, it is put away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from lajur.catalogue.editing import key_from
from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.actions import action
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency
from lajur.registers.procedures.drafts.actions import create_draft
from lajur.registers.procedures.models import Procedure, ReadingState, SopDraft, SopReading

MOST_BYTES = 25_000_000
SMALL = 500_000
"""Bytes up to which a document is tried at once; most documents of one SOP are."""
AT_ONCE = 8
"""Seconds that a person waits for it; then it is left to the job."""
PATIENCE = 180
"""Seconds for the largest documents."""
KEPT = timedelta(days=30)
MOST_WAITING = 20

GONE = Refusal("dokumen-tidak-ada", "Dokumen ini sudah dihapus dari daftar.")
TOO_LONG = Words(
    "Dokumen ini belum selesai dibaca dalam {minutes} menit. Pecah menjadi beberapa berkas, lalu baca satu per satu."
)


@action(needs="procedures.write")
def send_document(*, by: Actor, now: datetime, name: str, data: bytes) -> SopReading | Refusal:
    """Keep the document until it is read."""
    if not (allowed := may(by, "procedures.write")):
        return allowed
    if SopReading.objects.filter(state=ReadingState.WAITING).count() >= MOST_WAITING:
        return Refusal(
            "dokumen-terlalu-banyak",
            "Masih ada {n} dokumen yang menunggu dibaca. Coba lagi sesudah dokumen itu selesai.",
            {"n": MOST_WAITING},
        )
    return SopReading.objects.create(
        agency_id=by.agency, name=name[-300:], size=len(data), data=data, sent_at=now, sent_by_id=by.person
    )


def read(reading: SopReading, *, seconds: int) -> bool:
    """Read it and keep what is found. False when the time did not suffice; then nothing but its progress changed."""
    rows = SopReading.objects.filter(id=reading.id, state=ReadingState.WAITING)

    def tell(done: int, total: int) -> None:
        rows.update(done=done, total=total)

    from lajur.exchange.reading.apart import TookTooLong, read_apart

    assert reading.data is not None
    try:
        found = read_apart(bytes(reading.data), reading.name, seconds=seconds, progress=tell)
    except TookTooLong:
        return False
    if "sebab" in found:
        faults = found.get("catatan", [])
        rows.update(state=ReadingState.FAILED, reason=found["sebab"][:500], notices=faults, data=None)
    else:
        drafts = [{**one, "draf": ""} for one in found["draf"]]
        rows.update(state=ReadingState.READ, found=drafts, notices=found["catatan"], data=None)
    return True


def read_waiting(agency: Agency, now: datetime) -> int:
    """What was left to the job, the oldest first; whatever is older than `KEPT` is forgotten. One worker at a time
    reads an agency's documents: the lock is its session's and goes with it."""
    SopReading.objects.filter(agency=agency, sent_at__lt=now - KEPT).delete()
    waiting = SopReading.objects.filter(agency=agency, state=ReadingState.WAITING).order_by("sent_at")
    if not waiting.exists():
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 4))", [str(agency.id)])
        if not cursor.fetchone()[0]:
            return 0
    count = 0
    try:
        while (reading := waiting.first()) is not None:
            if not read(reading, seconds=PATIENCE):
                reason = TOO_LONG.format(minutes=PATIENCE // 60)
                waiting.filter(id=reading.id).update(state=ReadingState.FAILED, reason=reason, data=None)
            count += 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 4))", [str(agency.id)])
    return count


@action(needs="procedures.write")
def draft_of_reading(*, by: Actor, now: datetime, reading_id: UUID, chosen: Sequence[int]) -> list[SopDraft] | Refusal:
    """A draft of each SOP with such a number in what was found; those that have one already get no second."""
    if not (allowed := may(by, "procedures.write")):
        return allowed
    reading = SopReading.objects.select_for_update().filter(id=reading_id, agency_id=by.agency).first()
    if reading is None:
        return GONE
    made: list[SopDraft] = []
    taken = [*Procedure.objects.values_list("key", flat=True), *SopDraft.objects.values_list("key", flat=True)]
    for number in dict.fromkeys(chosen):
        if not 0 <= number < len(reading.found) or reading.found[number]["draf"]:
            continue
        one = reading.found[number]
        key = key_from(one["isi"]["judul"], taken)
        outcome = create_draft(by=by, now=now, key=key, content=one["isi"], doubts=one["ragu"], source=reading.name)
        if isinstance(outcome, Refusal):
            return outcome
        taken.append(key)
        one["draf"] = str(outcome.id)
        made.append(outcome)
    reading.save(update_fields=["found"])
    return made


@action(needs="procedures.write")
def forget_document(*, by: Actor, now: datetime, reading_id: UUID) -> Refusal | None:
    """Take it off the list; drafts made of it stay."""
    if not (allowed := may(by, "procedures.write")):
        return allowed
    SopReading.objects.filter(id=reading_id, agency_id=by.agency).delete()
    return None
