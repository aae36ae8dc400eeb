"""Review of a draft: who is asked, what they say of a row or of the whole, what is settled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from lajur.catalogue.outline import rows_of
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Person
from lajur.registers.procedures.drafts.actions import CLOSED, GONE
from lajur.registers.procedures.models import DraftComment, DraftReview, SopDraft, Verdict
from lajur.registers.procedures.work import tell

MOST_REVIEWERS = 20
MOST_COMMENTS = 500
ASKED, ANSWERED = "sop-telaah", "sop-tanggapan"
"""Kinds of notices (`casework.notices`)."""


def review_path(draft: SopDraft) -> str:
    return f"/sop/draf/{draft.id}/telaah/"


@action(needs="procedures.write")
def ask_review(*, by: Actor, now: datetime, draft_id: UUID, persons: Sequence[UUID]) -> list[DraftReview] | Refusal:
    """Ask these persons to look at the draft. Who was asked before is asked again: his verdict was about what has
    changed since."""
    if not (allowed := may(by, "procedures.write")):
        return allowed
    draft = open_draft(by, draft_id)
    if isinstance(draft, Refusal):
        return draft
    wanted = list(dict.fromkeys(persons))
    known = Person.within.filter(agency_id=by.agency, id__in=wanted, is_active=True).count()
    if not wanted or known != len(wanted):
        return Refusal("orang-tidak-dikenal", "Pilih orang yang terdaftar dan aktif di instansi Anda.")
    if len(draft.reviewers | {str(person) for person in wanted}) > MOST_REVIEWERS:
        return Refusal("penelaah-terlalu-banyak", "Paling banyak {n} penelaah.", {"n": MOST_REVIEWERS})
    asked = []
    for person in wanted:
        row, _ = DraftReview.objects.update_or_create(
            draft=draft, person_id=person,
            defaults={
                "agency_id": by.agency, "asked_at": now, "asked_by_id": by.person, "verdict": "", "version": 0,
                "told_at": None,
            },
        )  # fmt: skip
        asked.append(row)
    told = [str(person) for person in wanted if str(person) != by.person]
    tell(
        agency=by.agency, persons=told, kind=ASKED, key=f"{draft.id}:{draft.version}", link=review_path(draft), at=now,
        params={"sop": draft.title},
    )  # fmt: skip
    _journal(draft, "telaah-sop-diminta", by, now, persons=[str(person) for person in wanted])
    return asked


@action(needs="procedures.review")
def give_verdict(*, by: Actor, now: datetime, draft_id: UUID, version: int, verdict: str) -> DraftReview | Refusal:
    """One who was asked says what he thinks of the draft as he read it (`version`), which must be as it is now."""
    draft = open_draft(by, draft_id)
    if not (allowed := may(by, "procedures.review", draft if isinstance(draft, SopDraft) else None)):
        return allowed
    if isinstance(draft, Refusal):
        return draft
    review = DraftReview.objects.filter(draft=draft, person_id=by.person).first() if by.person else None
    if review is None:
        return Refusal("bukan-penelaah", "Anda tidak diminta menelaah draf ini.")
    if verdict not in Verdict.values:
        return Refusal("putusan-tidak-dikenal", "Pilih salah satu: setuju, atau perlu diperbaiki.")
    if version != draft.version:
        return Refusal(
            "draf-berubah",
            "Draf ini sudah berubah sejak Anda membacanya. Baca lembarnya yang sekarang, lalu nyatakan pendapat lagi.",
        )
    review.verdict, review.version, review.told_at = verdict, draft.version, now
    review.save(update_fields=["verdict", "version", "told_at"])
    _tell_makers(draft, by, now, f"{draft.id}:{draft.version}:{by.person}:{verdict}")
    _journal(draft, "telaah-sop-dijawab", by, now, verdict=verdict, version=draft.version)
    return review


@action(needs="procedures.review")
def write_comment(*, by: Actor, now: datetime, draft_id: UUID, text: str, row: str = "") -> DraftComment | Refusal:
    """Say something of a row (its key), or of the whole draft."""
    draft = open_draft(by, draft_id)
    if not (allowed := may(by, "procedures.review", draft if isinstance(draft, SopDraft) else None)):
        return allowed
    if isinstance(draft, Refusal):
        return draft
    if not text.strip():
        return Refusal("catatan-kosong", "Tuliskan catatannya.", fields={"catatan": "Tuliskan catatannya."})
    if row and row not in {one.key for one in rows_of(draft.content)}:
        return Refusal("baris-tidak-ada", "Langkah itu tidak ada lagi pada draf ini.")
    if DraftComment.objects.filter(draft=draft).count() >= MOST_COMMENTS:
        return Refusal("catatan-terlalu-banyak", "Paling banyak {n} catatan pada satu draf.", {"n": MOST_COMMENTS})
    comment = DraftComment.objects.create(
        agency_id=by.agency, draft=draft, row=row, text=text.strip()[:2000], at=now, by_id=by.person
    )
    _tell_makers(draft, by, now, str(comment.id))
    return comment


@action(needs="procedures.review")
def resolve_comment(
    *, by: Actor, now: datetime, draft_id: UUID, comment_id: UUID, resolved: bool
) -> DraftComment | Refusal:
    """Settle a comment, or open it again: who wrote it, and who writes the draft."""
    draft = open_draft(by, draft_id)
    if not (allowed := may(by, "procedures.review", draft if isinstance(draft, SopDraft) else None)):
        return allowed
    if isinstance(draft, Refusal):
        return draft
    comment = DraftComment.objects.filter(draft=draft, id=comment_id).first()
    if comment is None:
        return Refusal("catatan-tidak-ada", "Catatan ini tidak ada lagi.")
    if str(comment.by_id) != by.person and not may(by, "procedures.write"):
        return Refusal("bukan-wewenang", "Catatan diselesaikan oleh penulisnya atau oleh penyusun SOP.")
    comment.resolved_at, comment.resolved_by_id = (now, by.person) if resolved else (None, None)
    comment.save(update_fields=["resolved_at", "resolved_by"])
    return comment


def open_draft(by: Actor, draft_id: UUID) -> SopDraft | Refusal:
    """The draft, locked, or why nothing can be done to it any more."""
    draft = SopDraft.objects.select_for_update().filter(id=draft_id, agency_id=by.agency).first()
    if draft is None:
        return GONE
    return CLOSED if draft.published_id is not None else draft


def _tell_makers(draft: SopDraft, by: Actor, now: datetime, key: str) -> None:
    tell(
        agency=by.agency, persons=[person for person in sorted(draft.written_by) if person != by.person],
        kind=ANSWERED, key=key, link=review_path(draft), at=now, params={"sop": draft.title},
    )  # fmt: skip


def _journal(draft: SopDraft, kind: str, by: Actor, now: datetime, **more: object) -> None:
    event = {"draft": str(draft.id), "procedure": draft.key, "title": draft.title, **more}
    record(agency=by.agency, kind=kind, at=now, by=by.person, event=event)
