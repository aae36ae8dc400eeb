"""Rebuilding cases from their journal and comparing with what is stored."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from lajur.casework.cases.models import Case, Task, TaskStatus
from lajur.casework.documents.models import Record
from lajur.casework.documents.queries import digest_on_disk, numbers_in
from lajur.engine import events as ev
from lajur.engine.events import EVENT_TYPES, Event, apply, event_from_json
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
    """Differences between a case as its journal tells it and its row, tasks and records; empty when they agree."""
    told = _Story.of(case.id)
    compared: dict[str, tuple[Any, Any]] = {
        "jurnal": (told.end, (case.journal_length, bytes(case.journal_head).hex())),
        "status": (told.state.status, case.status),
        "edisi": (told.edition or str(case.edition_id), str(case.edition_id)),
    }
    found: list[tuple[str, Any, Any]] = [(what, *sides) for what, sides in compared.items() if sides[0] != sides[1]]
    for prefix, journal, stored in (
        ("state.", _plain(told.state), json.loads(case.state)),
        ("tugas ", {key: asdict(task) for key, task in told.tasks.items()}, _tasks_kept(case)),
        ("dokumen ", {kind: sorted(numbers) for kind, numbers in told.records.items()}, _records_kept(case)),
        ("isi dokumen ", told.digests, _contents_kept(case)),
    ):
        for name in sorted(journal.keys() | stored.keys()):
            if journal.get(name) != stored.get(name):
                found.append((f"{prefix}{name}", journal.get(name), stored.get(name)))
    return [Difference(str(case.id), case.number, *difference) for difference in found]


def _plain(state: State) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(state.to_json()))
    return plain


@dataclass(slots=True)
class _Told:
    """A task as its row must be."""

    status: str
    due_at: datetime | None
    assignees: tuple[str, ...]
    done_by: str | None = None
    done_for: str | None = None
    done_at: datetime | None = None
    exit: str = ""
    overdue: int = 0
    is_late: bool = False


_CLOSING = {
    ev.TaskCompleted: TaskStatus.DONE,
    ev.TaskReturned: TaskStatus.RETURNED,
    ev.TaskSkipped: TaskStatus.SKIPPED,
}


@dataclass(slots=True)
class _Story:
    """A case as its journal tells it. `end`: its last entry's number and hash; `edition`: the one it was moved to last,
    "" when it never was; `records`: kind → their numbers; `digests`: record number → SHA-256 of its content."""

    end: tuple[int, str] = (0, "")
    edition: str = ""
    state: State = field(default_factory=State)
    tasks: dict[str, _Told] = field(default_factory=dict)
    records: dict[str, list[int]] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, case_id: UUID) -> _Story:
        story = cls()
        entries = Entry.objects.filter(chain=case_id).order_by("seq").values_list("seq", "hash", "body")
        for seq, digest, text in entries.iterator():
            story.end = (seq, bytes(digest).hex())
            body = json.loads(text)
            story.digests.update(body.get("doc", {}))
            for data in body["ev"]:
                if data["e"] in EVENT_TYPES:
                    event = event_from_json(data)
                    apply(story.state, event)
                    story.hear(event, body.get("for"))
        return story

    def hear(self, event: Event, stands_for: str | None) -> None:
        """What an event, done in the place of `stands_for`, says of rows other than the case's own."""
        match event:
            case ev.CaseStarted():
                for kind, reference in event.documents.items():
                    self.records.setdefault(kind, []).extend(numbers_in(reference))
            case ev.DocumentGiven():
                self.records.setdefault(event.kind, []).extend(numbers_in(event.record))
            case ev.TaskOpened():
                self.tasks[event.task] = _Told(TaskStatus.OPEN.value, event.due, event.assignees)
            case ev.TaskCompleted() | ev.TaskReturned() | ev.TaskSkipped():
                task = self.tasks[event.task]
                task.status, task.overdue = _CLOSING[type(event)].value, event.overdue
                task.done_by, task.done_for, task.done_at = event.by or None, stands_for, event.at
                task.exit = (event.exit or "") if isinstance(event, ev.TaskCompleted) else ""
            case ev.DeviationRecorded(kind="terlambat"):
                self.tasks[event.task].is_late = True
            case ev.DueMoved():
                self.tasks[event.task].due_at = event.due
            case ev.TaskReassigned():
                self.tasks[event.task].assignees = event.persons
            case ev.LaneAppointed():
                for key in event.tasks:
                    self.tasks[key].assignees = tuple(event.persons)
            case ev.EditionChanged():
                self.edition = event.after
            case ev.CaseCancelled():
                for task in self.tasks.values():
                    if task.status == TaskStatus.OPEN.value:
                        task.status, task.done_at = TaskStatus.CANCELLED.value, event.at


def _contents_kept(case: Case) -> dict[str, str]:
    """Record number → SHA-256 of the content as it is now: the text in the database, the file on disk."""
    kept: dict[str, str] = {}
    for record in Record.objects.filter(case=case):
        if record.destroyed_at is not None and _was_destroyed(record):
            kept[str(record.number)] = record.sha256
        elif record.name:
            kept[str(record.number)] = digest_on_disk(record) or "berkas hilang"
        else:
            kept[str(record.number)] = sha256(record.text.encode()).hexdigest()
    return kept


def _was_destroyed(record: Record) -> bool:
    """Whether the agency's journal tells that the content was destroyed as decided."""
    told = Entry.objects.filter(chain=record.agency_id, kind="arsip-dimusnahkan", body__contains=str(record.id))
    return told.filter(body__contains=record.sha256).exists()


def _tasks_kept(case: Case) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for task in Task.objects.filter(case=case):
        row = _Told(
            task.status,
            task.due_at,
            tuple(map(str, task.assignees)),
            str(task.done_by_id) if task.done_by_id else None,
            str(task.done_for_id) if task.done_for_id else None,
            task.done_at,
            task.exit,
            task.overdue,
            task.is_late,
        )
        kept[task.key] = asdict(row)
    return kept


def _records_kept(case: Case) -> dict[str, list[int]]:
    kept: dict[str, list[int]] = {}
    for kind, number in Record.objects.filter(case=case).order_by("number").values_list("kind", "number"):
        kept.setdefault(kind, []).append(number)
    return kept
