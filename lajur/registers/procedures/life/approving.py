"""Approval: who, when, under which number, from which day. On that day the edition comes into force by itself; until
then the one before runs."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from lajur.catalogue.findings import errors_in
from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Person, Role
from lajur.registers.procedures.actions import edition_of, put_in_force
from lajur.registers.procedures.drafts.actions import NEWER
from lajur.registers.procedures.drafts.judging import judged
from lajur.registers.procedures.life.reviewing import ANSWERED, open_draft
from lajur.registers.procedures.models import ApprovalRule, DraftComment, DraftReview, Edition, Procedure, SopDraft
from lajur.registers.procedures.work import tell


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: as the sheet's approval block names him."""

    title: str
    name: str
    nip: str


def signer_of(by: Actor) -> Signer:
    """The actor in the position that lets him approve."""
    if by.person is None:
        return Signer("", "", "")
    person = Person.within.get(id=by.person)
    held = [by.day.roster.posts[key] for key in by.day.positions.get(str(by.person), ()) if key in by.day.roster.posts]
    heads = [post.title for post in held if Role.HEAD.value in post.roles]
    return Signer((heads or [post.title for post in held] or [""])[0], person.name, person.nip)


def approved_content(content: dict[str, Any], number: str, effective: date, signer: Signer) -> dict[str, Any]:
    """The content as it is signed: its number, the day from which it holds, and the approval block."""
    signed = deepcopy(content)
    signed["nomor"] = number
    signed["tanggal"] = {**signed["tanggal"], "efektif": effective.isoformat()}
    block = {"jabatan": signer.title, "nama": signer.name, "nip": signer.nip}
    signed["disahkan"] = {key: text for key, text in block.items() if text}
    return signed


@action(needs="procedures.approve")
def approve_draft(
    *, by: Actor, now: datetime, draft_id: UUID, version: int, number: str, effective: date
) -> Edition | Refusal:
    """Approve the draft as it was seen (`version`) and close it. It is in force from `effective` on, at once where that
    day has come."""
    draft = open_draft(by, draft_id)
    if not (allowed := may(by, "procedures.approve", draft if isinstance(draft, SopDraft) else None)):
        return allowed
    if isinstance(draft, Refusal):
        return draft
    if version != draft.version:
        return NEWER
    if (refusal := hindrance(draft, number, effective, by.day.day)) is not None:
        return refusal
    content = approved_content(draft.content, " ".join(number.split()), effective, signer_of(by))
    procedure, edition = edition_of(by, now, draft.key, content)
    edition.approved_at, edition.approved_by_id = now, UUID(by.person) if by.person else None
    edition.waits_for = effective if effective > by.day.day else None
    edition.save(update_fields=["approved_at", "approved_by", "waits_for"])
    draft.published = edition
    draft.save(update_fields=["published"])
    event = {
        "procedure": draft.key, "edition": str(edition.id), "number": edition.number, "hash": edition.hash,
        "sop_number": content["nomor"], "effective": effective.isoformat(), "draft": str(draft.id),
    }  # fmt: skip
    record(agency=by.agency, kind="edisi-disahkan", at=now, by=by.person, event=event)
    if edition.waits_for is None:
        put_in_force(procedure, edition, by=by.person, now=now)
    tell(
        agency=by.agency, persons=sorted(draft.written_by), kind=ANSWERED, key=f"{edition.id}:disahkan",
        link=f"/sop/{draft.key}/edisi/", at=now, params={"sop": draft.title},
    )  # fmt: skip
    return edition


def hindrance(draft: SopDraft, number: str, effective: date, today: date) -> Refusal | None:
    """Why the draft cannot be approved so."""
    if faults := errors_in(judged(draft).findings):
        return Refusal(
            "draf-belum-benar", "Masih ada {n} hal yang harus dibereskan sebelum SOP dapat berlaku.", {"n": len(faults)}
        )
    if count := DraftComment.objects.filter(draft=draft, resolved_at=None).count():
        return Refusal("catatan-belum-selesai", "Masih ada {n} catatan telaah yang belum diselesaikan.", {"n": count})
    if DraftReview.objects.filter(draft=draft, verdict="perbaiki").exists():
        return Refusal(
            "diminta-diperbaiki", "Seorang penelaah meminta perbaikan. Perbaiki drafnya, lalu mintakan telaah lagi."
        )
    if not number.strip() or len(number) > 100:
        return Refusal("nomor-kosong", "Tuliskan nomor SOP.", fields={"nomor": "Tuliskan nomor SOP."})
    if effective < today:
        early = Words("Tanggal berlaku paling awal hari ini.")
        return Refusal("tanggal-lampau", early, fields={"berlaku": early})
    return None


@action(needs="procedures.approve")
def withdraw_edition(*, by: Actor, now: datetime, edition_id: UUID) -> Edition | Refusal:
    """An approved edition whose day has not come does not come into force after all."""
    if not (allowed := may(by, "procedures.approve")):
        return allowed
    edition = Edition.objects.select_for_update().filter(id=edition_id, agency_id=by.agency).first()
    if edition is None or edition.waits_for is None:
        return Refusal("edisi-tidak-menunggu", "Edisi ini tidak (lagi) menunggu tanggal berlakunya.")
    edition.waits_for = None
    edition.save(update_fields=["waits_for"])
    event = {"edition": str(edition.id), "number": edition.number, "hash": edition.hash}
    record(agency=by.agency, kind="edisi-ditarik", at=now, by=by.person, event=event)
    return edition


@action(needs="procedures.begin")
def begin_editions(*, by: Actor, now: datetime) -> int | Refusal:
    """Put in force what was approved for today or an earlier day; returns how many. Of several of one procedure the
    latest day counts."""
    if not (allowed := may(by, "procedures.begin")):
        return allowed
    due = Edition.objects.select_for_update().filter(agency_id=by.agency, waits_for__lte=by.day.day)
    rows = list(due.order_by("waits_for", "number"))
    for edition in rows:
        procedure = Procedure.objects.select_for_update().get(id=edition.procedure_id)
        put_in_force(procedure, edition, by=None, now=now)
        edition.waits_for = None
        edition.save(update_fields=["waits_for"])
    return len(rows)


@action(needs="procedures.rule")
def set_approval_rule(*, by: Actor, now: datetime, needed: bool) -> ApprovalRule | Refusal:
    """Whether editions come into force only after an approval."""
    if not (allowed := may(by, "procedures.rule")):
        return allowed
    rule, _ = ApprovalRule.objects.get_or_create(agency_id=by.agency)
    if rule.needs_approval != needed:
        rule.needs_approval = needed
        rule.save(update_fields=["needs_approval"])
        record(agency=by.agency, kind="aturan-pengesahan", at=now, by=by.person, event={"needed": needed})
    return rule
