"""What is done with documents of a case outside its steps: reading them, and mending them."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from lajur.casework.cases import store
from lajur.casework.cases.models import Case, CaseStatus
from lajur.casework.cases.permissions import CaseSubject
from lajur.casework.cases.shell import NO_SUCH_CASE
from lajur.casework.documents.actions import Given, KeptFile, NewRecords
from lajur.casework.documents.models import Reading, ReadingWay, Record
from lajur.engine.events import DocumentGiven, apply
from lajur.engine.refusal import Refusal
from lajur.engine.state import State
from lajur.registers.authority.actions import action
from lajur.registers.authority.chain import write
from lajur.registers.authority.journal import record as journal
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.procedures.queries import sop_of

AGAIN = timedelta(minutes=10)
"""Looking at the same document again within this time is one reading."""


@action(needs="cases.view")
def note_reading(
    *, record: Record, way: ReadingWay, subject: CaseSubject, by: Actor, now: datetime
) -> Refusal | None:  # fmt: skip
    """Remember who saw or took a document."""
    allowed = may(by, "cases.view", subject)
    if not allowed:
        return allowed
    if by.person is None:
        return None
    mine = Reading.objects.filter(record=record, person_id=by.person, way=way, at__gt=now - AGAIN, at__lte=now)
    if way is ReadingWay.SHOWN and mine.exists():
        return None
    Reading.objects.create(agency_id=by.agency, record=record, person_id=by.person, at=now, way=way)
    return None


class _Document:
    """A document as the permission to mend it looks at it."""

    def __init__(self, row: Record, case: Case) -> None:
        self.brought_by = str(row.by_id) if row.by_id else None
        self.is_running = case.status == CaseStatus.RUNNING


@action(needs="cases.new_version", atomic=False)
def new_version(
    *, record_id: UUID, kind: str, reason: str, by: Actor, now: datetime, file: KeptFile | None = None
) -> int | Refusal:
    """Add a document of `kind` in the place of a given one: another file, or the same one under its right name.

    What was there stays readable as an older version. → the number of the new record in its case.
    """
    row = Record.objects.filter(agency_id=by.agency, id=record_id).select_related("case").first()
    allowed = may(by, "cases.new_version", _Document(row, row.case) if row and row.case else None)
    if row is None or row.case is None:
        return Refusal("dokumen-tidak-ada", "Dokumen ini tidak ada.")
    if not allowed:
        return allowed
    if not reason.strip():
        return Refusal(
            "alasan-kosong", "Tuliskan alasan versi baru ini.", fields={"alasan": "Tuliskan alasan versi baru ini."}
        )
    held = store.read(row.case.id, by.agency)
    if held is None:
        return NO_SUCH_CASE
    if kind not in sop_of(held.edition).documents:
        return Refusal("jenis-tidak-dikenal", "SOP ini tidak mengenal dokumen itu.")
    same = row.kind == kind and (file is None or (file.sha256, file.name) == (row.sha256, row.name))
    if same:
        return Refusal("tidak-berubah", "Pilih berkas lain atau tempat lain; versi ini sama dengan yang sudah ada.")
    given = (
        Given(kind, file)
        if file
        else Given(kind, KeptFile(row.name, row.media_type, row.size, row.sha256, str(row.upload_id or "")))
        if row.name
        else Given(kind, text=row.text)
    )
    records = NewRecords(agency=by.agency, case=held.id, last=held.records, task=row.task, by=by.person, at=now)
    reference = records.add([given])[kind]
    event = DocumentGiven(task=row.task, kind=kind, record=reference, role="versi")
    state = State.from_json(held.state.to_json())
    apply(state, event)
    entry = write(
        held.head, held.length + 1, kind="versi-baru", at=now, by=by.person, events=[event.to_json()],
        private={"note": reason.strip()}, records=records.digests,
    )  # fmt: skip
    store.save(held, state, entry, kind="versi-baru", at=now, by=by.person, records=records)
    return records.last


@action(needs="cases.download_file")
def note_case_file(*, case_id: UUID, number: str, length: int, head: str, by: Actor, now: datetime) -> Refusal | None:
    """Journal, at the agency, that somebody takes a case's whole file with him, and as of which entry."""
    allowed = may(by, "cases.download_file")
    if not allowed:
        return allowed
    event = {"case": str(case_id), "number": number, "entries": length, "head": head}
    journal(agency=by.agency, kind="berkas-pelaksanaan-diunduh", at=now, by=by.person, event=event)
    return None
