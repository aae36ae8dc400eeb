"""Reading procedures. A compiled edition never changes, so each process keeps those it has met."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from lajur.catalogue.reader import from_canonical
from lajur.engine.definition import Sop
from lajur.registers.authority import prepared
from lajur.registers.organisation.models import Agency
from lajur.registers.procedures.models import Edition, Procedure


def sop_of(edition_id: UUID | str) -> Sop:
    """The compiled SOP of an edition. Raises Edition.DoesNotExist."""
    return _compiled(str(edition_id))


@lru_cache(maxsize=2000)
def _compiled(edition_id: str) -> Sop:
    edition = Edition.objects.select_related("procedure", "agency").get(id=edition_id)
    return from_canonical(edition.content, f"{edition.agency.slug}/{edition.procedure.key}")


def procedure_of(agency: Agency, key: str) -> Procedure | None:
    """The agency's procedure `key` with its edition in force, or None."""
    return (
        Procedure.objects.filter(agency=agency, key=key, in_force__isnull=False)
        .select_related("in_force", "in_force__approved_by")
        .first()
    )


_IN_FORCE = "SELECT in_force_id FROM procedures_procedure WHERE agency_id = $1 AND key = $2"


def in_force(agency: UUID | str, key: str) -> str | None:
    """The id of the edition by which the agency's procedure `key` starts now, without reading the edition."""
    row = prepared.run(_IN_FORCE, (agency, key))
    return row[0].decode() if row and row[0] else None


def procedures_of(agency: Agency) -> list[Procedure]:
    return list(
        Procedure.objects.filter(agency=agency, in_force__isnull=False).select_related("in_force").order_by("title")
    )


def titles_of(agency: Agency) -> list[Procedure]:
    """Procedures in force by title, without their contents."""
    return list(Procedure.objects.filter(agency=agency, in_force__isnull=False).order_by("title"))
