"""What can be signed, what was, and what is the newest version of a paper."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lajur.casework.documents.models import Record
from lajur.casework.documents.papers.actions import subject_of
from lajur.casework.documents.papers.models import Paper, PaperState
from lajur.casework.documents.queries import file_path
from lajur.casework.documents.signing.models import Signature, State
from lajur.casework.documents.signing.permissions import SignSubject
from lajur.registers.organisation.models import Person

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Signable:
    """A PDF that can be signed: an issued paper, or a document that an officer handed in himself."""

    record: Record
    paper: Paper | None
    subject: SignSubject
    signatures: tuple[Signature, ...]

    @property
    def title(self) -> str:
        return self.paper.subject if self.paper else self.record.name

    @property
    def done(self) -> list[Signature]:
        return [one for one in self.signatures if one.state == State.DONE]

    @property
    def version(self) -> Record:
        """What the next signature goes on from."""
        done = self.done
        found = done[-1].result if done else None
        return found or self.record

    def pending(self) -> Signature | None:
        return next((one for one in self.signatures if one.state == State.ASKED), None)

    def signed_by(self, person: str | None) -> Signature | None:
        return next((one for one in self.done if str(one.person_id) == person), None)


def signable(agency: UUID | str, record_id: UUID) -> Signable | None:
    """The agency's PDF of that id; None for a text, another kind of file, or what is itself a signed version."""
    record = Record.objects.filter(agency_id=agency, id=record_id, signed_by=None).select_related("by").first()
    if record is None or not record.name or record.media_type != PDF:
        return None
    paper = Paper.objects.filter(agency_id=agency, record=record).select_related("signer", "signer_office").first()
    if paper is not None:
        told = subject_of(paper)
        subject = SignSubject(told.signer, told.persons)
    else:
        owner = str(record.by_id or "")
        subject = SignSubject(owner, frozenset({owner}) if owner else frozenset())
    rows = Signature.objects.filter(agency_id=agency, record=record).select_related("person", "result", "marked_by")
    return Signable(record, paper, subject, tuple(rows.order_by("asked_at", "id")))


def bytes_of(record: Record) -> bytes | None:
    """The record's file; None when it is gone or in quarantine."""
    path = file_path(record.agency_id, record.sha256)
    return path.read_bytes() if path.exists() else None


def waiting_for(person: Person) -> list[Paper]:
    """Papers in force that the person is to sign and has not, the newest first, at most a hundred."""
    done = Signature.objects.filter(agency=person.agency, person=person, state=State.DONE).values("record_id")
    rows = Paper.objects.filter(agency=person.agency, signer=person, state=PaperState.VALID).exclude(record_id__in=done)
    return list(rows.order_by("-issued_at")[:100])


def signed_by(person: Person) -> list[Signature]:
    """The person's last signatures, whatever came of them."""
    rows = Signature.objects.filter(agency=person.agency, person=person).select_related("record__paper", "result")
    return list(rows.order_by("-asked_at")[:30])
