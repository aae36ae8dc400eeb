"""Issuing papers, voiding them, and the receipts of who opened them."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import connection

from lajur.casework.documents.actions import Given, KeptFile, keep_file
from lajur.casework.documents.models import Record
from lajur.casework.documents.papers.drafting import Asked, Recipient, drafted
from lajur.casework.documents.papers.layout import without_crest
from lajur.casework.documents.papers.models import Paper, PaperCopy, PaperKind, PaperState, Secrecy
from lajur.casework.documents.papers.numbering import take_number
from lajur.casework.documents.papers.permissions import IssueSubject, PaperSubject
from lajur.casework.documents.papers.setting import set_paper
from lajur.casework.documents.papers.wordings import WORDINGS
from lajur.casework.documents.zipping import safe_name
from lajur.casework.notices.actions import notify
from lajur.casework.notices.models import NoticeKind
from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.actions import action
from lajur.registers.authority.ids import new_id
from lajur.registers.authority.journal import record as journal
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency, Person, Position

PDF = "application/pdf"
LONGEST_SUBJECT = 300


@action(needs="papers.issue")
def issue_paper(
    *,
    agency: Agency,
    kind: str,
    subject: str,
    template: str,
    data: Mapping[str, Any],
    signer: Person,
    now: datetime,
    by: Actor,
    case: UUID | str | None = None,
    task: str | None = None,
    copies: Sequence[Recipient] = (),
    addressees: Sequence[Recipient] = (),
    office: Position | None = None,
    classification: str = "",
    secrecy: str = Secrecy.ORDINARY,
    where: str = "",
    key: UUID | None = None,
) -> Paper | Refusal:
    """Issue a paper: take the next number, set the PDF, keep it as a record, tell who gets it. All or nothing.

    `template` is the key of a wording; for the others see `drafting.Asked`. Inside a step of a case name `case` and
    `task`; `given_of(paper, kind)` is then what the step hands in as its output. `key`: a second call of the same
    person with it gives the paper of the first. Refused: an unknown wording, a signer without office, words that cannot
    be filled, a number that is too long or another paper's.
    """
    if not (allowed := may(by, "papers.issue", IssueSubject(str(signer.id), bool(case and task)))):
        return allowed
    if kind not in PaperKind.values or template not in WORDINGS:
        return Refusal("templat-tidak-ada", "Templat naskah ini tidak ada.")
    subject = " ".join(subject.split())
    if not subject or len(subject) > LONGEST_SUBJECT:
        told = Words("Tuliskan hal naskah, paling panjang {n} huruf.", n=LONGEST_SUBJECT)
        return Refusal("hal-kosong", told.template, told.params, fields={"hal": told})
    itself = uuid5(agency.id, f"{by.person}/{key}") if key is not None else UUID(new_id())
    if key is not None and (done := _done_before(agency, itself)) is not None:
        return done
    day = now.astimezone(ZoneInfo(agency.zone)).date()
    asked = Asked(
        agency, kind, subject, template, data, signer, addressees, copies, office, classification, secrecy, where
    )
    numbered = take_number(str(agency.id), kind, day, classification=classification, secrecy=secrecy)
    if isinstance(numbered, Refusal):
        return numbered
    draft = drafted(asked, now, numbered.number, _code())
    if isinstance(draft, Refusal):
        return draft
    head, sheet = draft.head, set_paper(draft.data)
    file = keep_file(agency.id, f"{safe_name(f'{kind} {numbered.number}', 100)}.pdf", PDF, [sheet.pdf])
    kept = Record.objects.create(
        agency=agency, case=None, number=0, kind=f"naskah-{kind}", name=file.name, media_type=PDF, size=file.size,
        sha256=file.sha256, by_id=by.person, at=now,
    )  # fmt: skip
    paper = Paper.objects.create(
        id=itself, agency=agency, record=kept, kind=kind, series=numbered.series, year=numbered.year,
        serial=numbered.serial, number=numbered.number, date=day, subject=head.subject,
        classification=numbered.classification, secrecy=secrecy, wording=template, edition=draft.edition, signer=signer,
        signer_office_id=draft.signature.office, signer_title="\n".join(draft.signature.lines), case_id=case,
        task=task or "", addressees=list(head.addressees), copies=list(head.copies),
        body=without_crest(draft.data, draft.letterhead), stamp=sheet.stamp, pages=sheet.pages, token=head.code,
        issued_at=now, issued_by_id=by.person,
    )  # fmt: skip
    _hand_out(paper, addressees, copies, now)
    event = {
        "paper": str(paper.id), "number": paper.number, "paper_kind": kind, "serial": paper.serial, "year": paper.year,
        "series": paper.series, "sha256": kept.sha256, "signer": str(signer.id), "case": str(case or ""),
    }  # fmt: skip
    journal(agency=str(agency.id), kind="naskah-diterbitkan", at=now, by=by.person, event=event)
    return paper


def _done_before(agency: Agency, key: UUID) -> Paper | None:
    """The paper of this key; who comes second waits for the first one's end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 3))", [str(key)])
    return Paper.objects.filter(agency=agency, id=key).first()


@action(needs="papers.void")
def void_paper(*, paper_id: UUID, reason: str, by: Actor, now: datetime) -> Paper | Refusal:
    """Withdraw an issued paper: its number stays used, its file stays readable, and everywhere it is marked."""
    paper = Paper.objects.select_for_update().filter(agency_id=by.agency, id=paper_id).first()
    if paper is None:
        may(by, "papers.void", PaperSubject("", frozenset()))
        return Refusal("naskah-tidak-ada", "Naskah ini tidak ada.")
    if not (allowed := may(by, "papers.void", subject_of(paper))):
        return allowed
    if paper.is_void:
        return Refusal("sudah-dibatalkan", "Naskah ini sudah dibatalkan.")
    if not reason.strip():
        told = Words("Tuliskan alasan pembatalan.")
        return Refusal("alasan-kosong", told.template, fields={"alasan": told})
    paper.state, paper.voided_at, paper.void_reason = PaperState.VOID, now, reason.strip()[:500]
    paper.voided_by_id = UUID(by.person) if by.person else None
    paper.save(update_fields=["state", "voided_at", "voided_by", "void_reason"])
    event, said = {"paper": str(paper.id), "number": paper.number}, {"reason": paper.void_reason}
    journal(agency=by.agency, kind="naskah-dibatalkan", at=now, by=by.person, event=event, private=said)
    persons = [str(hand.person_id) for hand in paper.hands.all()]
    notify(
        agency=by.agency, persons=persons, kind=NoticeKind.PAPER_VOID, key=str(paper.id), link=f"/naskah/{paper.id}/",
        at=now, params={"number": paper.number},
    )  # fmt: skip
    return paper


@action(needs="papers.view")
def note_opened(*, paper: Paper, by: Actor, now: datetime) -> Refusal | None:
    """The receipt of a person who opens a paper he was given; the first time counts."""
    if not (allowed := may(by, "papers.view", subject_of(paper))):
        return allowed
    if by.person is not None:
        PaperCopy.objects.filter(paper=paper, person_id=by.person, read_at=None).update(read_at=now)
    return None


def given_of(paper: Paper, kind: str) -> Given:
    """The paper as a document of a case: what a step hands in as its output `kind`."""
    kept = paper.record
    return Given(kind, KeptFile(kept.name, kept.media_type, kept.size, kept.sha256), source=kept.id)


def subject_of(paper: Paper) -> PaperSubject:
    """Whom the paper concerns, for permissions."""
    persons = {str(one) for one in paper.hands.values_list("person_id", flat=True)}
    persons |= {str(one) for one in (paper.signer_id, paper.issued_by_id) if one}
    return PaperSubject(str(paper.signer_id), frozenset(persons))


def _hand_out(paper: Paper, addressees: Sequence[Recipient], copies: Sequence[Recipient], now: datetime) -> None:
    persons: dict[UUID, bool] = {one.id: False for one in copies if isinstance(one, Person)}
    persons |= {one.id: True for one in addressees if isinstance(one, Person)}
    PaperCopy.objects.bulk_create(
        PaperCopy(agency_id=paper.agency_id, paper=paper, person_id=person, is_addressee=addressed, sent_at=now)
        for person, addressed in persons.items()
    )
    notify(
        agency=str(paper.agency_id), persons=[str(person) for person in persons], kind=NoticeKind.PAPER,
        key=str(paper.id), link=f"/naskah/{paper.id}/", at=now, params={"number": paper.number}, case=paper.case_id,
    )  # fmt: skip


def _code() -> str:
    """A check code that nobody guesses: 100 bits in letters that are not mistaken for one another."""
    plain = base64.b32encode(secrets.token_bytes(13)).decode()[:20]
    return "-".join(plain[at : at + 4] for at in range(0, 20, 4))
