"""Issuing papers and voiding them; the agency's words and number patterns."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from lajur.casework.documents.actions import Given, KeptFile, keep_file
from lajur.casework.documents.models import Record
from lajur.casework.documents.papers.layout import Head, paper_data
from lajur.casework.documents.papers.models import Paper, PaperCopy, PaperKind, PaperState, Secrecy
from lajur.casework.documents.papers.numbering import take_number
from lajur.casework.documents.papers.permissions import IssueSubject, PaperSubject
from lajur.casework.documents.papers.rules import Signature, long_date, signs_as
from lajur.casework.documents.papers.sandbox import WordingFault, written
from lajur.casework.documents.papers.setting import set_paper
from lajur.casework.documents.papers.structure import structure
from lajur.casework.documents.papers.wordings import WORDINGS, wording_in_force
from lajur.casework.documents.zipping import safe_name
from lajur.casework.notices.actions import notify
from lajur.casework.notices.models import NoticeKind
from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record as journal
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor, day_of
from lajur.registers.organisation.models import Agency, Holding, HoldingKind, Person, Position
from lajur.registers.reference.letterheads import letterhead_for

PDF = "application/pdf"
Recipient = Person | str
"""A person of the agency, who gets the paper in hand, or the name of somebody outside, who is only printed."""


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
) -> Paper | Refusal:
    """Issue a paper: take the next number, set the PDF, keep it as a record, tell who gets it. All or nothing.

    `template` is the key of a wording, `data` fills its blanks. `office` is the position in whose name it goes out, by
    default the signer's own. Inside a step of a case name `case` and `task`; `given_of(paper, kind)` is then what the
    step hands in as its output. Refused: unknown wording, a signer without office, words that cannot be filled.
    """
    if not (allowed := may(by, "papers.issue", IssueSubject(str(signer.id), bool(case and task)))):
        return allowed
    if kind not in PaperKind.values or template not in WORDINGS:
        return Refusal("templat-tidak-ada", "Templat naskah ini tidak ada.")
    day = now.astimezone(ZoneInfo(agency.zone)).date()
    signature = signature_of(agency, signer, now, office)
    if isinstance(signature, Refusal):
        return signature
    numbered = take_number(str(agency.id), kind, day, classification=classification, secrecy=secrecy)
    head = Head(
        kind, agency.name, numbered.number, day, subject.strip(), secrecy, _office_title(agency, now, signature),
        signature.lines, signer.name, signer.nip, named(agency, now, addressees), named(agency, now, copies), where,
        _code(),
    )  # fmt: skip
    letterhead = letterhead_for(agency, day)
    held = wording_in_force(template)
    try:
        body = structure(written(held.text, {**data, **common(head, letterhead.city if letterhead else "")}))
    except WordingFault as fault:
        return refusal_of(fault, WORDINGS[template].title)
    sheet = set_paper(paper_data(head, body, letterhead))
    file = keep_file(agency.id, f"{safe_name(f'{kind} {numbered.number}', 100)}.pdf", PDF, [sheet.pdf])
    kept = Record.objects.create(
        agency=agency, case=None, number=0, kind=f"naskah-{kind}", name=file.name, media_type=PDF, size=file.size,
        sha256=file.sha256, by_id=by.person, at=now,
    )  # fmt: skip
    paper = Paper.objects.create(
        agency=agency, record=kept, kind=kind, series=numbered.series, year=numbered.year, serial=numbered.serial,
        number=numbered.number, date=day, subject=head.subject, classification=numbered.classification, secrecy=secrecy,
        wording=template, edition=held.edition, signer=signer, signer_office_id=signature.office,
        signer_title="\n".join(signature.lines), case_id=case, task=task or "", addressees=list(head.addressees),
        copies=list(head.copies), body=body, stamp=sheet.stamp, pages=sheet.pages, token=head.code, issued_at=now,
        issued_by_id=by.person,
    )  # fmt: skip
    _hand_out(paper, addressees, copies, now)
    event = {
        "paper": str(paper.id), "number": paper.number, "paper_kind": kind, "serial": paper.serial, "year": paper.year,
        "series": paper.series, "sha256": kept.sha256, "signer": str(signer.id), "case": str(case or ""),
    }  # fmt: skip
    journal(agency=str(agency.id), kind="naskah-diterbitkan", at=now, by=by.person, event=event)
    return paper


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
    event = {"paper": str(paper.id), "number": paper.number}
    journal(
        agency=by.agency, kind="naskah-dibatalkan", at=now, by=by.person, event=event,
        private={"reason": paper.void_reason},
    )  # fmt: skip
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


def signature_of(agency: Agency, signer: Person, now: datetime, office: Position | None = None) -> Signature | Refusal:
    """In which capacity the person signs on the day of `now`."""
    day = day_of(agency, now)
    acting = {
        str(position): kind
        for position, kind in Holding.objects.filter(person=signer, since__lte=day.day)
        .exclude(until__lt=day.day)
        .exclude(kind=HoldingKind.DEFINITIVE)
        .values_list("position_id", "kind")
    }
    return signs_as(day, str(signer.id), acting, str(office.id) if office else None)


def subject_of(paper: Paper) -> PaperSubject:
    persons = {str(one) for one in paper.hands.values_list("person_id", flat=True)}
    persons |= {str(one) for one in (paper.signer_id, paper.issued_by_id) if one}
    return PaperSubject(str(paper.signer_id), frozenset(persons))


def refusal_of(fault: WordingFault, title: str) -> Refusal:
    if not fault.line:
        return Refusal("templat-keliru", "Templat “{title}”: {said}", {"title": title, "said": fault.said})
    return Refusal(
        "templat-keliru", "Templat “{title}” baris {line}: {said}",
        {"title": title, "line": fault.line, "said": fault.said},
    )  # fmt: skip


def common(head: Head, city: str) -> dict[str, Any]:
    """The blanks that every wording has."""
    return {
        "nomor": head.number,
        "tanggal": long_date(head.date),
        "tahun": head.date.year,
        "hal": head.subject,
        "instansi": head.agency,
        "kota": city,
        "kepada": list(head.addressees),
        "penandatangan": {"nama": head.sign_name, "nip": head.sign_nip, "jabatan": head.office},
    }


def named(agency: Agency, now: datetime, recipients: Sequence[Recipient]) -> list[str]:
    """How recipients are printed: persons by their office where they hold one, else by name."""
    day = day_of(agency, now)
    found: list[str] = []
    for one in recipients:
        if isinstance(one, Person):
            held = day.positions.get(str(one.id), ())
            title = day.roster.posts[held[0]].title if held else ""
            shared = len(day.holders.get(held[0], ())) > 1 if held else True
            found.append(f"{one.name}, {title}" if title and shared else title or one.name)
        elif one.strip():
            found.append(one.strip())
    return list(dict.fromkeys(found))


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


def _office_title(agency: Agency, now: datetime, signature: Signature) -> str:
    return day_of(agency, now).roster.posts[signature.office].title


def _code() -> str:
    """A check code that nobody guesses: 100 bits in letters that are not mistaken for one another."""
    plain = base64.b32encode(secrets.token_bytes(13)).decode()[:20]
    return "-".join(plain[at : at + 4] for at in range(0, 20, 4))


@dataclass(frozen=True, slots=True)
class Trial:
    """A paper that is not issued: for previews. `data` is what is set."""

    data: dict[str, Any]


def try_paper(
    *, agency: Agency, key: str, text: str, signer: Person, now: datetime, number: str, data: Mapping[str, Any]
) -> Trial | Refusal:
    """The wording `text` filled with `data`, as it would be set now. Takes no number, keeps nothing."""
    wording = WORDINGS[key]
    day: date = now.astimezone(ZoneInfo(agency.zone)).date()
    signature = signature_of(agency, signer, now)
    lines = signature.lines if isinstance(signature, Signature) else (agency.name,)
    title = _office_title(agency, now, signature) if isinstance(signature, Signature) else agency.name
    head = Head(
        wording.kind, agency.name, number, day, str(wording.title), Secrecy.ORDINARY, title, lines, signer.name,
        signer.nip, ["Kepala Dinas Contoh"], ["Inspektur", "Arsip"],
    )  # fmt: skip
    letterhead = letterhead_for(agency, day)
    try:
        body = structure(written(text, {**data, **common(head, letterhead.city if letterhead else "")}))
    except WordingFault as fault:
        return refusal_of(fault, wording.title)
    return Trial(paper_data(head, body, letterhead))
