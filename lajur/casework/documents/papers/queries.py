"""Finding papers: those a person may open, one of them, and the paper behind a record of a case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from lajur.casework.documents.models import Record
from lajur.casework.documents.papers.models import Paper, PaperCopy, PaperKind, PaperState
from lajur.casework.documents.papers.permissions import OVERSEERS
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import Refused
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency, Person


def visible_papers(actor: Actor) -> QuerySet[Paper]:
    """Papers that `papers.view` lets the actor open: overseers all, others those that concern them."""
    papers = Paper.objects.filter(agency_id=actor.agency)
    if actor.person is None or actor.roles & OVERSEERS:
        return papers
    in_hand = PaperCopy.objects.filter(paper=OuterRef("pk"), person_id=actor.person)
    return papers.filter(Q(signer_id=actor.person) | Q(issued_by_id=actor.person) | Exists(in_hand))


def listed(actor: Actor, chosen: dict[str, str]) -> QuerySet[Paper]:
    """The register, the latest first: by kind, state, words of number or subject, case, and what is still unread."""
    found = visible_papers(actor).defer("body").select_related("signer", "case")
    if chosen.get("jenis") in PaperKind.values:
        found = found.filter(kind=chosen["jenis"])
    if chosen.get("keadaan") in PaperState.values:
        found = found.filter(state=chosen["keadaan"])
    if chosen.get("bagian") == "untuk-saya" and actor.person:
        mine = PaperCopy.objects.filter(paper=OuterRef("pk"), person_id=actor.person)
        found = found.filter(Exists(mine))  # not by a join, behind which only his own reading would be counted
    if chosen.get("pelaksanaan"):
        try:
            found = found.filter(case_id=UUID(chosen["pelaksanaan"]))
        except ValueError:
            found = found.none()
    for word in chosen.get("cari", "").split()[:6]:
        found = found.filter(Q(number__icontains=word) | Q(subject__icontains=word) | Q(signer__name__icontains=word))
    given = Count("hands", distinct=True)
    read = Count("hands", filter=Q(hands__read_at__isnull=False), distinct=True)
    return found.annotate(given=given, read=read).order_by("-issued_at", "-id")


HEADINGS = (
    gettext_lazy("Nomor"), gettext_lazy("Jenis"), gettext_lazy("Tanggal"), gettext_lazy("Hal"),
    gettext_lazy("Penandatangan"), gettext_lazy("Kepada"), gettext_lazy("Tembusan"), gettext_lazy("Sifat"),
    gettext_lazy("Klasifikasi"), gettext_lazy("Pelaksanaan"), gettext_lazy("Keadaan"),
    gettext_lazy("Alasan pembatalan"), gettext_lazy("Dibaca"), gettext_lazy("Kode periksa"), gettext_lazy("SHA-256"),
)  # fmt: skip
MOST_LINES = 50_000
"""Of the register that are taken along at once."""


def table_of(papers: QuerySet[Paper]) -> Iterator[list[Any]]:
    """Lines for a file, in the order of `HEADINGS`, a thousand papers in memory at a time."""
    for one in papers.select_related("record")[:MOST_LINES].iterator(chunk_size=1000):
        given: Any = one
        yield [
            one.number, one.get_kind_display(), one.date, one.subject, one.signer.name, "; ".join(one.addressees),
            "; ".join(one.copies), str(one.get_secrecy_display()), one.classification,
            one.case.number if one.case else "", str(one.get_state_display()), one.void_reason,
            f"{given.read}/{given.given}" if given.given else "", one.token, one.record.sha256,
        ]  # fmt: skip


def find_paper(agency: Agency, paper_id: UUID) -> Paper | None:
    return (
        Paper.objects.filter(agency=agency, id=paper_id)
        .select_related("record", "signer", "issued_by", "voided_by", "case")
        .first()
    )


def paper_of(record: Record) -> Paper | None:
    """The paper that a record of a case is, or the one it was issued as."""
    return Paper.objects.defer("body").filter(record_id__in=[record.id, record.source_id]).first()


def hands_of(paper: Paper) -> list[PaperCopy]:
    return list(paper.hands.select_related("person").order_by("-is_addressee", "person__name"))


MOST_RECIPIENTS = 60


def recipients(agency: Agency, text: str, day: Any) -> list[Person | str]:
    """Lines of a form as recipients: a line that is a person's name, alone or with his office after a comma, or the
    office of a single one, is that person. Raises Refused for a name that several have, and for too many lines."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return []
    if len(lines) > MOST_RECIPIENTS:
        raise Refused(Refusal("terlalu-banyak-nama", "Paling banyak {n} nama pada satu isian.", {"n": MOST_RECIPIENTS}))
    people: dict[str, Person] = {}
    by_id: dict[str, Person] = {}
    shared: set[str] = set()
    for person in Person.within.filter(agency=agency, is_active=True):
        name = person.name.casefold()
        shared |= {name} & people.keys()
        people[name] = by_id[str(person.id)] = person
    for post, holders in day.holders.items():
        title = day.roster.posts[post].title.casefold()
        for one in (by_id[holder] for holder in holders if holder in by_id):
            people.setdefault(f"{one.name.casefold()}, {title}", one)
            if len(holders) == 1:
                people.setdefault(title, one)
    for line in lines:
        if line.casefold() in shared:
            raise Refused(
                Refusal(
                    "nama-ganda", "Lebih dari satu orang bernama {name}; tulis bersama jabatannya: {name}, jabatan.",
                    {"name": line},
                )
            )  # fmt: skip
    return [people.get(line.casefold(), line) for line in lines]
