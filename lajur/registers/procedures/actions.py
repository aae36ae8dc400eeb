"""Putting editions in force."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lajur.catalogue.reader import content_hash
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.procedures.models import Edition, Procedure


@action(needs="procedures.publish")
def publish(*, by: Actor, now: datetime, key: str, content: dict[str, Any]) -> Edition | Refusal:
    """Put `content` (canonical form of a SOP file) in force as the agency's procedure `key`.

    The same content again is the same edition. Running cases stay with the edition they started under.
    """
    if not (allowed := may(by, "procedures.publish", key)):
        return allowed
    procedure, _ = Procedure.objects.get_or_create(agency_id=by.agency, key=key, defaults={"title": content["judul"]})
    procedure = Procedure.objects.select_for_update().get(id=procedure.id)
    digest = content_hash(content)
    edition = Edition.objects.filter(procedure=procedure, hash=digest).first()
    if edition is None:
        number = Edition.objects.filter(procedure=procedure).count() + 1
        edition = Edition.objects.create(
            agency_id=by.agency, procedure=procedure, number=number, hash=digest, content=content, published_at=now
        )
    if procedure.in_force_id != edition.id or procedure.title != content["judul"]:
        procedure.in_force, procedure.title = edition, content["judul"]
        procedure.save(update_fields=["in_force", "title"])
        record(
            agency=by.agency,
            kind="edisi-diberlakukan",
            at=now,
            by=by.person,
            event={"procedure": key, "edition": str(edition.id), "number": edition.number, "hash": digest},
        )
    return edition


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
