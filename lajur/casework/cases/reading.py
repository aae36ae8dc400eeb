"""What every page of work asks, in few prepared statements: the task with its case, its records, the numbers on top."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from lajur.casework.cases.models import Case, Draft, Task
from lajur.casework.cases.permissions import DeviationSubject, judge_policy
from lajur.casework.cases.rows import seat_of
from lajur.casework.documents.models import Record
from lajur.registers.authority import prepared
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Person

MANY = 100
"""Up to so many are counted for the navigation; beyond, “99+” says enough and costs the same however many there are."""


@lru_cache(maxsize=4096)
def seats_of(actor: Actor) -> tuple[str, ...]:
    """The seats in which the actor acts on the day, by position or as a substitute."""
    return tuple(sorted(seat_of(procedure, lane) for procedure, lane in actor.day.lanes_of(actor.person or "")))


def persons_of(actor: Actor) -> tuple[str, ...]:
    """The actor and those in whose place he acts."""
    return (actor.person, *actor.day.stands_in_for(actor.person)) if actor.person else ()


@lru_cache(maxsize=4096)
def judged_by(actor: Actor) -> tuple[str, ...]:
    """Persons whose answers the actor judges on the day."""
    everybody = {seat.person for seat in actor.day.roster.seats}
    return tuple(sorted(p for p in everybody if judge_policy(actor, DeviationSubject(p, actor.day))))


_OPEN = "FROM cases_task WHERE agency_id = $1 AND status = 'terbuka' AND NOT waits_for_child"
_COUNTS = (
    "SELECT (SELECT count(*) FROM ("  # noqa: S608
    f"(SELECT 1 {_OPEN} AND seat = ANY($2::text[]) AND assignees = '{{}}' LIMIT {MANY})"
    f" UNION ALL (SELECT 1 {_OPEN} AND assignees <> '{{}}' AND assignees && $3::uuid[] LIMIT {MANY})) tasks),"
    " (SELECT count(*) FROM cases_deviation WHERE agency_id = $1 AND (person_id = $4 AND status IN ('dicatat',"
    " 'ditolak') OR status = 'dijawab' AND person_id = ANY($5::uuid[]))),"
    " (SELECT count(*) FROM notices_notice WHERE agency_id = $1 AND person_id = $4 AND read_at IS NULL)"
)


def counts_for(actor: Actor) -> tuple[int, int, int]:
    """(tasks, deviations, unread notices) that wait for the actor: one statement."""
    row = prepared.run(_COUNTS, (actor.agency, seats_of(actor), persons_of(actor), actor.person, judged_by(actor)))
    tasks, deviations, notices = (int(value or 0) for value in row or (0, 0, 0))
    return tasks, deviations, notices


_CASE = ("id", "edition_id", "procedure", "number", "subject", "status", "state", "started_by_id", "parent_id")
_TASK = (
    "id", "key", "step", "seat", "status", "assignees", "waits_for_child", "opened_at", "due_at", "after", "done_at",
    "done_by_id", "done_for_id", "exit", "overdue", "answers", "note",
)  # fmt: skip
_DRAFT = ("version", "data", "device", '"window"', "sequence", "at")
_TASK_OF_CASE = (
    f"SELECT {', '.join(f'c.{name}' for name in _CASE)}, {', '.join(f't.{name}' for name in _TASK)},"  # noqa: S608
    f" {', '.join(f'd.{name}' for name in _DRAFT)}, b.name, f.name, p.step, p.note, p.status, p.exit, q.name,"
    " EXISTS (SELECT FROM documents_upload u WHERE u.case_id = c.id AND u.task = t.key AND u.person_id = $4"
    " AND u.dropped_at IS NULL)"
    " FROM cases_case c JOIN cases_task t ON t.case_id = c.id AND t.key = $3"
    " LEFT JOIN organisation_person b ON b.id = t.done_by_id LEFT JOIN organisation_person f ON f.id = t.done_for_id"
    " LEFT JOIN cases_task p ON p.case_id = c.id AND p.key = t.after AND t.after <> ''"
    " LEFT JOIN organisation_person q ON q.id = p.done_by_id"
    " LEFT JOIN cases_draft d ON d.person_id = $4 AND d.place = $5"
    " WHERE c.id = $1 AND c.agency_id = $2"
)


@dataclass(frozen=True, slots=True)
class Before:
    """The task before: its step, what its officer wrote for the next one, how it ended (`status` of a task, and the
    exit he took), and his name."""

    step: str
    note: str
    status: str
    exit: str
    by: str


def draft_place(case_id: UUID | str, task: str) -> str:
    """The name of a task's form among drafts."""
    return f"{case_id}/{task}"


def read_task(
    agency: UUID, case_id: UUID, key: str, person: str | None = None
) -> tuple[Case, Task, Before | None, Draft | None, bool] | None:
    """A task of the agency with its case, what came before it, the person's draft of it, and whether he has uploaded
    anything for it; columns not read here are fetched when asked for."""
    place = draft_place(case_id, key)
    row = prepared.run(_TASK_OF_CASE, (case_id, agency, key, person, place))
    if row is None:
        return None
    case = _instance(Case, _CASE, row[: len(_CASE)], agency_id=agency)
    end = len(_CASE) + len(_TASK)
    task = _instance(Task, _TASK, row[len(_CASE) : end], agency_id=agency, case_id=case.id)
    task.case = case
    done_by, done_for, step, note, status, way, by = (v.decode() if v is not None else "" for v in row[-8:-1])
    task.done_by, task.done_for = _named(task.done_by_id, done_by), _named(task.done_for_id, done_for)
    before = Before(step, note, status, way, by) if step else None
    return case, task, before, _draft(row[end:-8], agency, person, case.id, key, place), row[-1] == b"t"


def _draft(
    row: Sequence[bytes | None], agency: UUID, person: str | None, case: UUID, task: str, place: str
) -> Draft | None:
    at = prepared.moment(row[-1])
    if row[0] is None or person is None or at is None:
        return None
    version, data, device, window, sequence, _at = (v.decode() if v is not None else "" for v in row)
    return Draft(
        agency_id=agency, person_id=UUID(person), case_id=case, task=task, place=place, version=int(version), data=data,
        device=device, window=window, sequence=int(sequence), at=at,
    )  # fmt: skip


_RECORD = ("id", "number", "kind", "task", "name", "media_type", "size", "sha256", "text", "by_id", "at")
_RECORDS = (
    f"SELECT {', '.join(f'r.{name}' for name in _RECORD)}, p.name FROM documents_record r"  # noqa: S608
    " LEFT JOIN organisation_person p ON p.id = r.by_id"
    " WHERE r.case_id = $1 AND (r.number = ANY($2::int[]) OR r.task = $3) ORDER BY r.number"
)


def some_records(case: Case, numbers: Iterable[int], task: str) -> dict[int, Record]:
    """Records of the case by number: those asked for, and those that came with the task."""
    found = {}
    for row in prepared.rows(_RECORDS, (case.id, tuple(str(number) for number in sorted(set(numbers))), task)):
        record = _instance(Record, _RECORD, row[:-1], agency_id=case.agency_id, case_id=case.id)
        record.by = _named(record.by_id, row[-1].decode() if row[-1] else "")
        found[record.number] = record
    return found


_READERS: dict[str, Any] = {
    "UUIDField": lambda text: UUID(text.decode()),
    "ForeignKey": lambda text: UUID(text.decode()),
    "DateTimeField": prepared.moment,
    "BooleanField": lambda text: text == b"t",
    "IntegerField": int,
    "BigIntegerField": int,
    "ArrayField": lambda text: [UUID(key) for key in prepared.listed(text)],
}


@lru_cache(maxsize=64)
def _readers(model: Any, names: tuple[str, ...]) -> tuple[Any, ...]:
    kinds = {field.attname: field.get_internal_type() for field in model._meta.concrete_fields}
    return tuple(_READERS.get(kinds[name], bytes.decode) for name in names)


@lru_cache(maxsize=64)
def _order(model: Any, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields if field.attname in names)


def _instance(model: Any, names: tuple[str, ...], row: prepared.Row, **more: Any) -> Any:
    """A model's instance from some of its columns as texts; the others are deferred."""
    known = dict(more)
    for name, reader, text in zip(names, _readers(model, names), row, strict=True):
        known[name] = None if text is None else reader(text)
    order = _order(model, tuple(known))
    return model.from_db("default", order, [known[name] for name in order])


def _named(key: UUID | None, name: str) -> Person | None:
    return Person.from_db("default", ("id", "name"), (key, name)) if key else None
