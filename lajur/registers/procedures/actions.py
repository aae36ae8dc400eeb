"""Putting editions in force."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from lajur.catalogue.reader import content_hash
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.procedures.models import ApprovalRule, Edition, Procedure, Term

APPROVAL_FIRST = Refusal(
    "harus-disahkan",
    "Di instansi ini edisi SOP berlaku sesudah disahkan: mintakan telaah pada drafnya, lalu sahkan di sana.",
)


@action(needs="procedures.publish")
def publish(*, by: Actor, now: datetime, key: str, content: dict[str, Any]) -> Edition | Refusal:
    """Put `content` (canonical form of a SOP file) in force as the agency's procedure `key`, without an approval. Where
    the agency has said that editions need one, its people cannot (`life.approving`).

    The same content again is the same edition. Running cases stay with the edition they started under.
    """
    if not (allowed := may(by, "procedures.publish", key)):
        return allowed
    if by.person is not None and needs_approval(by.agency):
        return APPROVAL_FIRST
    procedure, edition = edition_of(by, now, key, content)
    put_in_force(procedure, edition, by=by.person, now=now)
    return edition


def needs_approval(agency: UUID | str) -> bool:
    """Whether the agency's people put editions in force only by approving them."""
    return ApprovalRule.objects.filter(agency_id=agency, needs_approval=True).exists()


def edition_of(by: Actor, now: datetime, key: str, content: dict[str, Any]) -> tuple[Procedure, Edition]:
    """The procedure, locked, and its edition of this content, made where there is none; what is in force stays so."""
    procedure, _ = Procedure.objects.get_or_create(agency_id=by.agency, key=key, defaults={"title": content["judul"]})
    procedure = Procedure.objects.select_for_update().get(id=procedure.id)
    digest = content_hash(content)
    edition = Edition.objects.filter(procedure=procedure, hash=digest).first()
    if edition is None:
        number = Edition.objects.filter(procedure=procedure).count() + 1
        edition = Edition.objects.create(
            agency_id=by.agency, procedure=procedure, number=number, hash=digest, content=content, published_at=now
        )
    return procedure, edition


def put_in_force(procedure: Procedure, edition: Edition, *, by: str | None, now: datetime) -> None:
    """From now on cases begin by `edition`; the one before is superseded. `procedure` is locked."""
    title = edition.content["judul"]
    if procedure.in_force_id == edition.id and procedure.title == title:
        return
    Term.objects.filter(procedure=procedure, until=None).update(until=now)
    Term.objects.create(agency_id=procedure.agency_id, procedure=procedure, edition=edition, since=now, began_by_id=by)
    procedure.in_force, procedure.title = edition, title
    procedure.save(update_fields=["in_force", "title"])
    approved = {"approved_by": str(edition.approved_by_id)} if edition.approved_by_id else {}
    record(
        agency=str(procedure.agency_id),
        kind="edisi-diberlakukan",
        at=now,
        by=by,
        event={
            "procedure": procedure.key, "edition": str(edition.id), "number": edition.number, "hash": edition.hash,
            **approved,
        },
    )  # fmt: skip


@action(needs="procedures.show")
def show_publicly(*, by: Actor, now: datetime, procedure: Procedure, public: bool) -> Procedure | Refusal:
    """Show the procedure's sheet to everybody, or no longer."""
    if not (allowed := may(by, "procedures.show", procedure.key)):
        return allowed
    if Procedure.objects.filter(id=procedure.id).exclude(is_public=public).update(is_public=public):
        kind = "sop-dibuka-untuk-umum" if public else "sop-ditutup-untuk-umum"
        record(agency=by.agency, kind=kind, at=now, by=by.person, event={"procedure": procedure.key})
    procedure.is_public = public
    return procedure
