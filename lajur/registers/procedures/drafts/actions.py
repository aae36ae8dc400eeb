"""What can be done to a draft of a SOP."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lajur.catalogue.editing import Changed, completed, key_from, tidied
from lajur.catalogue.findings import errors_in
from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.actions import Refused, action
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.procedures.actions import publish
from lajur.registers.procedures.drafts.judging import judged
from lajur.registers.procedures.models import DraftState, Edition, Procedure, SopDraft

MOST_STATES = 100
MOST_DRAFTS = 200

GONE = Refusal("draf-tidak-ada", "Draf ini sudah dihapus.")
CLOSED = Refusal("draf-sudah-berlaku", "Draf ini sudah diberlakukan; mulai draf baru dari edisi yang berlaku.")
NEWER = Refusal(
    "draf-lebih-baru",
    "Draf ini sudah diubah di jendela atau oleh orang lain sejak halaman ini dibuka. Isian Anda masih ada di bawah: "
    "periksa, lalu simpan lagi.",
)


@dataclass(frozen=True, slots=True)
class Edited:
    """The draft after a change, the row that it is about ("" when it is about none), and what the change was: None when
    nothing changed or when it came out of the draft's history."""

    draft: SopDraft
    key: str = ""
    what: Words | None = None


Change = Callable[[dict[str, Any]], "dict[str, Any] | Changed | Refusal"]


@action(needs="procedures.write")
def create_draft(
    *,
    by: Actor,
    now: datetime,
    key: str,
    content: Mapping[str, Any],
    base: Edition | None = None,
    doubts: Sequence[Mapping[str, Any]] = (),
    source: str = "",
) -> SopDraft | Refusal:
    """A draft that will be the agency's procedure `key`. What every SOP must have and `content` lacks is filled in with
    something to begin with."""
    if not (allowed := may(by, "procedures.write")):
        return allowed
    if SopDraft.objects.filter(published=None).count() >= MOST_DRAFTS:
        return Refusal(
            "draf-terlalu-banyak", "Sudah ada {n} draf; hapus dahulu yang tidak dipakai.", {"n": MOST_DRAFTS}
        )
    whole, findings = tidied(completed(content, by.day.day.isoformat()))
    if findings:
        return Refusal("bukan-sop", "Isi ini tidak dapat dibaca sebagai SOP: {why}", {"why": findings[0].sentence})
    draft = SopDraft.objects.create(
        agency_id=by.agency, key=key, title=whole["judul"], content=whole, base=base, doubts=[dict(d) for d in doubts],
        source=source[:300], created_at=now, created_by_id=by.person, changed_at=now, changed_by_id=by.person,
    )  # fmt: skip
    DraftState.objects.create(draft=draft, number=1, content=whole)
    _journal(draft, "draf-sop-dibuat", by, now)
    return draft


@action(needs="procedures.write")
def edit_draft(
    *, by: Actor, now: datetime, draft_id: UUID, version: int, change: Change, what: Words, session: str = ""
) -> Edited | Refusal:
    """Let `change` turn the content into another. Changes in the same `session` that follow each other are one."""
    draft = _open(by, draft_id, version)
    if isinstance(draft, Refusal):
        return draft
    changed = change(draft.content)
    if isinstance(changed, Refusal):
        return changed
    content, key = (changed.content, changed.key) if isinstance(changed, Changed) else (changed, "")
    if content == draft.content:
        return Edited(draft, key)
    states = DraftState.objects.filter(draft=draft)
    told = {"template": what.template, "params": dict(what.params), "session": session}
    if not (session and states.filter(number=draft.state, session=session).update(content=content, **told)):
        states.filter(number__gt=draft.state).delete()
        draft.state += 1
        states.filter(number__lte=draft.state - MOST_STATES).delete()
        DraftState.objects.create(draft=draft, number=draft.state, content=content, **told)
    else:
        states.filter(number__gt=draft.state).delete()
    return Edited(_kept(draft, content, by, now), key, what)


@action(needs="procedures.write")
def step_draft(*, by: Actor, now: datetime, draft_id: UUID, version: int, back: bool) -> Edited | Refusal:
    """Undo the last change, or do again the one that was undone last."""
    draft = _open(by, draft_id, version)
    if isinstance(draft, Refusal):
        return draft
    state = DraftState.objects.filter(draft=draft, number=draft.state + (-1 if back else 1)).first()
    if state is None:
        if back:
            return Refusal("tidak-ada-perubahan", "Tidak ada perubahan yang dapat diurungkan.")
        return Refusal("tidak-ada-perubahan", "Tidak ada perubahan yang dapat diulangi.")
    draft.state = state.number
    return Edited(_kept(draft, state.content, by, now))


@action(needs="procedures.write")
def settle_doubt(*, by: Actor, now: datetime, draft_id: UUID, number: int) -> SopDraft | Refusal:
    """Somebody has looked at what the reader was not sure of."""
    draft = _open(by, draft_id, None)
    if isinstance(draft, Refusal):
        return draft
    if not 0 <= number < len(draft.doubts):
        return Refusal("keraguan-tidak-ada", "Hal ini sudah diperiksa.")
    del draft.doubts[number]
    draft.changed_at, draft.changed_by_id = now, by.person
    draft.save(update_fields=["doubts", "changed_at", "changed_by"])
    return draft


@action(needs="procedures.write")
def discard_draft(*, by: Actor, now: datetime, draft_id: UUID) -> SopDraft | Refusal:
    """Delete the draft with its history."""
    draft = _open(by, draft_id, None)
    if isinstance(draft, Refusal):
        return draft
    _journal(draft, "draf-sop-dihapus", by, now)
    draft.delete()
    return draft


@action(needs="procedures.publish")
def publish_draft(*, by: Actor, now: datetime, draft_id: UUID, version: int) -> Edition | Refusal:
    """Put the draft in force without an approval and close it. Only what the checker has nothing against can be run."""
    if not (allowed := may(by, "procedures.publish")):
        return allowed
    draft = _open(by, draft_id, version)
    if isinstance(draft, Refusal):
        return draft
    faults = errors_in(judged(draft).findings)
    if faults:
        return Refusal(
            "draf-belum-benar", "Masih ada {n} hal yang harus dibereskan sebelum SOP dapat berlaku.", {"n": len(faults)}
        )
    edition = publish(by=by, now=now, key=draft.key, content=draft.content)
    if isinstance(edition, Refusal):
        raise Refused(edition)
    draft.published, draft.changed_at, draft.changed_by_id = edition, now, by.person
    draft.save(update_fields=["published", "changed_at", "changed_by"])
    _journal(draft, "draf-sop-diberlakukan", by, now, edition=str(edition.id))
    return edition


def _open(by: Actor, draft_id: UUID, version: int | None) -> SopDraft | Refusal:
    if not (allowed := may(by, "procedures.write")):
        return allowed
    draft = SopDraft.objects.select_for_update().filter(id=draft_id, agency_id=by.agency).first()
    if draft is None:
        return GONE
    if draft.published_id is not None:
        return CLOSED
    if version is not None and version != draft.version:
        return NEWER
    return draft


def _kept(draft: SopDraft, content: dict[str, Any], by: Actor, now: datetime) -> SopDraft:
    draft.content, draft.title = content, content["judul"]
    draft.version += 1
    draft.changed_at, draft.changed_by_id = now, by.person
    if by.person is not None and UUID(by.person) not in draft.makers:
        draft.makers = [*draft.makers, UUID(by.person)]
    draft.save(update_fields=["content", "title", "version", "state", "changed_at", "changed_by", "makers"])
    return draft


def _journal(draft: SopDraft, kind: str, by: Actor, now: datetime, **more: str) -> None:
    event = {"draft": str(draft.id), "procedure": draft.key, "title": draft.title, **more}
    record(agency=by.agency, kind=kind, at=now, by=by.person, event=event)


def free_key(wanted: str) -> str:
    """A key that neither a procedure of the agency has nor a draft that may become one; `draf` is an address."""
    drafts = SopDraft.objects.filter(published=None).values_list("key", flat=True)
    return key_from(wanted, ["draf", *Procedure.objects.values_list("key", flat=True), *drafts])
