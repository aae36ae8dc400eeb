"""A person's saved filters. His own and no part of any case, so the journal does not tell of them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lajur.casework.cases.models import SavedFilter
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor

MOST = 20


@action(needs="cases.save_filter")
def save_filter(*, name: str, query: str, is_default: bool, by: Actor, now: datetime) -> SavedFilter | Refusal:
    """Keep `query` (of `Wanted.query`) under a name of one's own; a name used before gets the new content."""
    if not (allowed := may(by, "cases.save_filter")):
        return allowed
    if not query:
        return Refusal("saringan-kosong", "Saring atau urutkan dahulu tugasnya, lalu simpan.")
    mine = SavedFilter.objects.filter(agency_id=by.agency, person_id=str(by.person))
    if mine.exclude(name=name).count() >= MOST:
        return Refusal("saringan-penuh", "Paling banyak {n} saringan; hapus dahulu yang tidak dipakai.", {"n": MOST})
    if is_default:
        mine.exclude(name=name).update(is_default=False)
    saved, _made = SavedFilter.objects.update_or_create(
        person_id=str(by.person),
        name=name,
        defaults={"agency_id": by.agency, "query": query, "is_default": is_default, "at": now},
    )
    return saved


@action(needs="cases.save_filter")
def open_with_filter(*, filter_id: UUID | None, by: Actor, now: datetime) -> Refusal | None:
    """Let the inbox open with a saved filter, or with None of them."""
    if not (allowed := may(by, "cases.save_filter")):
        return allowed
    mine = SavedFilter.objects.filter(agency_id=by.agency, person_id=str(by.person))
    mine.update(is_default=False)
    if filter_id is not None:
        mine.filter(id=filter_id).update(is_default=True)
    return None


@action(needs="cases.delete_filter")
def delete_filter(*, filter_id: UUID, by: Actor, now: datetime) -> Refusal | None:
    """Forget a saved filter; one that is gone already stays gone."""
    if not (allowed := may(by, "cases.delete_filter")):
        return allowed
    SavedFilter.objects.filter(agency_id=by.agency, person_id=str(by.person), id=filter_id).delete()
    return None
