"""Drafts: kept while somebody types, thrown away by him, or by the clock when they have become useless.

They are nobody's record: not journalled, never shown to anybody else. A completed task takes its officer's draft along
in the statement that completes it (`store.save`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from lajur.casework.cases.models import Draft, Task, TaskStatus
from lajur.engine.refusal import Refusal
from lajur.registers.authority import prepared
from lajur.registers.authority.actions import action
from lajur.registers.authority.ids import new_id
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor

LONGEST = 400_000
"""Characters of a draft, names and brackets included; the longest SOP form stays far below."""
KEPT = timedelta(days=30)
"""How long a draft outlives its task."""

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a save comes from: the `version` it was typed over, the browser, the window and the save's place in it."""

    version: int = 0
    device: str = ""
    window: str = ""
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """The form a draft is of."""

    name: str
    case: UUID | None = None
    task: str = ""


_SAVE = (
    "INSERT INTO cases_draft (id, agency_id, person_id, case_id, task, place, version, data, device, \"window\","
    " sequence, at) VALUES ($1, $2, $3, $4, $5, $6, $7::int + 1, $8, $9, $10, $11, $12)"
    " ON CONFLICT (person_id, place) DO UPDATE SET version = cases_draft.version + 1, data = EXCLUDED.data,"
    " device = EXCLUDED.device, \"window\" = EXCLUDED.\"window\", sequence = EXCLUDED.sequence, at = EXCLUDED.at"
    " WHERE cases_draft.version = $7::int OR (EXCLUDED.\"window\" <> '' AND"
    " cases_draft.\"window\" = EXCLUDED.\"window\" AND cases_draft.sequence < EXCLUDED.sequence)"
    " RETURNING version"
)  # fmt: skip


@action(needs="cases.save_draft", atomic=False)
def save_draft(*, place: Place, fields: Fields, mark: Mark, subject: Any, by: Actor, now: datetime) -> int | Refusal:
    """Keep what was typed; the new version. Refused ("draf-lebih-baru") when another window has saved since the version
    this was typed over: nothing is overwritten unseen. A save that was overtaken by a later one of its own window
    changes nothing."""
    if not (allowed := may(by, "cases.save_draft", subject)):
        return allowed
    data = json.dumps({name: list(values) for name, values in fields.items()}, ensure_ascii=False)
    if len(data) > LONGEST:
        return Refusal("draf-terlalu-panjang", "Isian ini terlalu panjang untuk disimpan sebagai draf.")
    values = (
        new_id(), by.agency, by.person, place.case, place.task, place.name, mark.version, data, mark.device[:40],
        mark.window[:40], mark.sequence, now,
    )  # fmt: skip
    row = prepared.run(_SAVE, values)
    if row is not None:
        return int(row[0] or 0)
    newer = Draft.objects.filter(agency_id=by.agency, person_id=str(by.person), place=place.name).first()
    if newer is not None and mark.window and newer.window == mark.window:
        return newer.version
    return Refusal("draf-lebih-baru", "Draf ini sudah berubah di tempat lain.")


@action(needs="cases.discard_draft")
def discard_draft(*, place: Place, by: Actor, now: datetime) -> int | Refusal:
    """Throw one's own draft away; how many there were (one or none)."""
    if not (allowed := may(by, "cases.discard_draft", None)):
        return allowed
    return Draft.objects.filter(agency_id=by.agency, person_id=str(by.person), place=place.name).delete()[0]


@action(needs="cases.tell_time")
def clear_drafts(*, by: Actor, now: datetime) -> int | Refusal:
    """Remove drafts that nobody has touched for thirty days and whose task is closed, or that started no case."""
    if not (allowed := may(by, "cases.tell_time")):
        return allowed
    waiting = Task.objects.filter(case_id=OuterRef("case_id"), key=OuterRef("task"), status=TaskStatus.OPEN)
    closed = Task.objects.filter(case_id=OuterRef("case_id"), key=OuterRef("task"), done_at__gte=now - KEPT)
    old = Draft.objects.filter(agency_id=by.agency, at__lt=now - KEPT)
    useless = old.filter(Q(case=None) | (~Exists(waiting) & ~Exists(closed)))
    return useless.delete()[0]
