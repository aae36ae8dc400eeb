"""The SOPs that come with Lajur, and how they stand to those in force in an agency."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from lajur.catalogue.reader import canonical, catalogue_ids, content_hash, load
from lajur.engine.definition import Sop
from lajur.registers.organisation.models import Agency
from lajur.registers.procedures.models import Edition, Procedure


@dataclass(frozen=True, slots=True)
class Shipped:
    """`edition` is the number in force under the same key, 0 when none is; `is_same` when it is this very text.

    `needs` are titles of the SOPs it calls that are not in force yet.
    """

    sop: Sop
    key: str
    edition: int
    is_same: bool
    needs: tuple[str, ...]


@lru_cache(maxsize=256)
def hash_of(sop_id: str) -> str:
    return content_hash(canonical(load(sop_id)))


def shipped(agency: Agency) -> list[Shipped]:
    """All of them, by the agency they come from and title."""
    in_force = dict(Procedure.objects.filter(agency=agency, in_force__isnull=False).values_list("key", "in_force_id"))
    rows = Edition.objects.filter(id__in=in_force.values()).only("id", "number", "hash")
    editions: dict[UUID | None, Edition] = {row.id: row for row in rows}
    found = []
    for sop_id in catalogue_ids():
        sop, key = load(sop_id), sop_id.rpartition("/")[2]
        edition = editions.get(in_force.get(key))
        found.append(
            Shipped(
                sop,
                key,
                edition.number if edition else 0,
                edition is not None and edition.hash == hash_of(sop_id),
                tuple(
                    load(called).identity.title
                    for called in called_by(sop)
                    if called.rpartition("/")[2] not in in_force
                ),
            )
        )
    return sorted(found, key=lambda row: (row.sop.identity.agency_name, row.sop.identity.title))


def called_by(sop: Sop) -> list[str]:
    return sorted({step.call.sop for step in sop.steps.values() if step.call} & set(catalogue_ids()))
