"""Rebuilding cases from their journal and comparing with what is stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lajur.casework.cases.models import Case, Task, TaskStatus
from lajur.engine.events import EVENT_TYPES, Event, event_from_json, rebuild
from lajur.engine.state import State
from lajur.registers.authority.models import Entry


@dataclass(frozen=True, slots=True)
class Difference:
    """What the journal says of a case and what is stored, where they differ."""

    case: str
    number: str
    what: str
    journal: Any
    stored: Any


def replay_case(case: Case) -> list[Difference]:
    """Differences between a case as its journal tells it and its row and tasks; empty when they agree."""
    events = list(events_of(case.id))
    state = rebuild(events)
    found = [
        Difference(str(case.id), case.number, f"state.{name}", told, kept)
        for name, told, kept in _compare(_plain(state), json.loads(case.state))
    ]
    if state.status != case.status:
        found.append(Difference(str(case.id), case.number, "status", state.status, case.status))
    found += [
        Difference(str(case.id), case.number, f"tugas {name}", told, kept)
        for name, told, kept in _compare(_tasks_told(events), _tasks_kept(case))
    ]
    return found


def events_of(case_id: UUID) -> Iterator[Event]:
    """The engine's events in a case's journal; entries that do not move the case are passed over."""
    for body in Entry.objects.filter(chain=case_id).order_by("seq").values_list("body", flat=True).iterator():
        for data in json.loads(body)["ev"]:
            if data["e"] in EVENT_TYPES:
                yield event_from_json(data)


def _plain(state: State) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(state.to_json()))
    return plain


def _compare(told: dict[str, Any], kept: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for name in sorted(told.keys() | kept.keys()):
        if told.get(name) != kept.get(name):
            yield name, told.get(name), kept.get(name)


_CLOSING = {
    "tugas-diselesaikan": TaskStatus.DONE,
    "tugas-dikembalikan": TaskStatus.RETURNED,
    "tugas-dilewati": TaskStatus.SKIPPED,
}


def _tasks_told(events: list[Event]) -> dict[str, Any]:
    """Task key → (status, done by, due) as the events tell it."""
    told: dict[str, list[Any]] = {}
    for event in events:
        data: Any = event
        if event.code == "tugas-dibuka":
            told[data.task] = [TaskStatus.OPEN.value, None, data.due]
        elif event.code in _CLOSING:
            told[data.task][:2] = [_CLOSING[event.code].value, data.by]
        elif event.code == "tenggat-dihitung-ulang":
            told[data.task][2] = data.due
        elif event.code == "pelaksanaan-dibatalkan":
            for row in told.values():
                if row[0] == TaskStatus.OPEN.value:
                    row[0] = TaskStatus.CANCELLED.value
    return {key: tuple(row) for key, row in told.items()}


def _tasks_kept(case: Case) -> dict[str, Any]:
    rows = Task.objects.filter(case=case).values_list("key", "status", "done_by_id", "due_at")
    return {key: (status, str(by) if by else None, due) for key, status, by, due in rows}
