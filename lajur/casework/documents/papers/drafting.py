"""A paper before it is issued: its head, its words filled, what is set. Issuing and previews draft alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from lajur.casework.documents.papers.layout import Head, paper_data
from lajur.casework.documents.papers.models import Secrecy
from lajur.casework.documents.papers.numbering import pattern_of
from lajur.casework.documents.papers.rules import Signature, number_of, signs_as
from lajur.casework.documents.papers.sandbox import WordingFault, written
from lajur.casework.documents.papers.structure import structure
from lajur.casework.documents.papers.wordings import WORDINGS, common, wording_in_force
from lajur.engine.refusal import Refusal
from lajur.registers.organisation.actors import day_of
from lajur.registers.organisation.models import Agency, Holding, HoldingKind, Person, Position
from lajur.registers.reference.letterheads import letterhead_for

Recipient = Person | str
"""A person of the agency, who gets the paper in hand, or the name of somebody outside, who is only printed."""
UNKNOWN = "…"


@dataclass(frozen=True, slots=True)
class Asked:
    """What whoever issues a paper says of it. `data` fills the blanks of the wording `template`; `office` is the
    position in whose name it goes out, by default the signer's own; `where` stands under the addressees."""

    agency: Agency
    kind: str
    subject: str
    template: str
    data: Mapping[str, Any]
    signer: Person
    addressees: Sequence[Recipient] = ()
    copies: Sequence[Recipient] = ()
    office: Position | None = None
    classification: str = ""
    secrecy: str = Secrecy.ORDINARY
    where: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """`data` is what is set; `edition` the number of the agency's words, 0 for the shipped ones."""

    head: Head
    signature: Signature
    edition: int
    letterhead: Any
    data: dict[str, Any]


def drafted(asked: Asked, now: datetime, number: str, code: str = "") -> Draft | Refusal:
    """The paper with its words filled. Refused where nobody signs or the words cannot be filled."""
    agency, day = asked.agency, now.astimezone(ZoneInfo(asked.agency.zone)).date()
    signature = signature_of(agency, asked.signer, now, asked.office)
    if isinstance(signature, Refusal):
        return signature
    head = Head(
        asked.kind, agency.name, number, day, asked.subject.strip(), asked.secrecy,
        day_of(agency, now).roster.posts[signature.office].title, signature.lines, asked.signer.name,
        asked.signer.nip, named(agency, now, asked.addressees), named(agency, now, asked.copies), asked.where, code,
    )  # fmt: skip
    letterhead, held = letterhead_for(agency, day), wording_in_force(asked.template)
    try:
        words = written(held.text, {**asked.data, **common(head, letterhead.city if letterhead else "")})
        body = structure(words, asked.data)
    except WordingFault as fault:
        return refusal_of(fault, WORDINGS[asked.template].title)
    return Draft(head, signature, held.edition, letterhead, paper_data(head, body, letterhead))


def try_paper(asked: Asked, now: datetime) -> dict[str, Any] | Refusal:
    """What would be set if the paper were issued now; takes no number."""
    pattern, day = pattern_of(asked.kind), now.astimezone(ZoneInfo(asked.agency.zone)).date()
    filled = {**pattern.filled(asked.classification, asked.secrecy), "urut": UNKNOWN}
    found = drafted(asked, now, number_of(pattern.pattern, 0, day, filled))
    return found if isinstance(found, Refusal) else found.data


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


def described(agency: Agency, now: datetime, recipients: Sequence[Recipient]) -> list[dict[str, str]]:
    """Each as `nama`, `nip`, `jabatan`, and `tulis`: name and office in one line. Of people outside, what was typed."""
    day = day_of(agency, now)
    found: list[dict[str, str]] = []
    for one in recipients:
        name, nip, office = str(one), "", ""
        if isinstance(one, Person):
            held = day.positions.get(str(one.id), ())
            name, nip, office = one.name, one.nip, day.roster.posts[held[0]].title if held else ""
        found.append({"nama": name, "nip": nip, "jabatan": office, "tulis": ", ".join(filter(None, (name, office)))})
    return found


def refusal_of(fault: WordingFault, title: str) -> Refusal:
    if not fault.line:
        return Refusal("templat-keliru", "Templat “{title}”: {said}", {"title": title, "said": fault.said})
    return Refusal(
        "templat-keliru", "Templat “{title}” baris {line}: {said}",
        {"title": title, "line": fault.line, "said": fault.said},
    )  # fmt: skip
