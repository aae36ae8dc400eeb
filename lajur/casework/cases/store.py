"""The path of a completed step to the database: one read, one statement that writes everything.

The statement is guarded by the head of the case's journal and the versions of the agency's roster and calendar: whoever
comes second writes nothing, hears `Stale`, and starts again from a fresh read (`@action` does). So a simple step needs
no lock and no transaction block. For the same reason a process may remember the cases it moved last and spare the read:
memory can only say yes to what still holds; before it says no, the case is read. It was all measured (bench/README.md).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import count
from typing import Any
from uuid import UUID

import orjson

from lajur.casework.documents.actions import RECORD_COLUMNS, RECORD_VALUES, NewRecords
from lajur.engine.state import State
from lajur.registers.authority import prepared
from lajur.registers.authority.actions import Stale
from lajur.registers.authority.chain import Written
from lajur.registers.authority.ids import new_id
from lajur.registers.organisation.models import Agency
from lajur.registers.organisation.prepared import AGENCY_COLUMNS, agency_from_row


@dataclass(slots=True)
class Held:
    """A case as it was read or is remembered; `save` holds only as long as nobody else has moved it since."""

    id: UUID
    agency: Agency
    edition: str
    procedure: str
    number: str
    subject: str
    state: State
    head: bytes
    length: int
    records: int
    parent: str | None
    parent_task: str
    started_by: str | None

    def copy(self) -> Held:
        """The same case; its state is shared, because a move makes a new one."""
        return Held(
            self.id, self.agency, self.edition, self.procedure, self.number, self.subject, self.state, self.head,
            self.length, self.records, self.parent, self.parent_task, self.started_by,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Closed:
    """A task that was closed: its row's new values."""

    key: str
    status: str
    at: datetime
    by: str | None
    stands_for: str | None = None
    exit: str = ""
    overdue: int = 0
    is_late: bool = False
    answers: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A task that was opened: its new row."""

    key: str
    step: str
    seat: str
    at: datetime
    due: datetime | None
    next_at: datetime | None
    assignees: tuple[str, ...]
    waits_for_child: bool
    after: str


@dataclass(frozen=True, slots=True)
class DeviationRow:
    number: int
    kind: str
    task: str
    what: str
    minutes: int
    reason: str
    person: str | None
    at: datetime


def encode_state(state: State) -> str:
    return orjson.dumps(state.to_json()).decode()


_READ = (
    "SELECT c.edition_id, c.procedure, c.number, c.subject, c.state, c.journal_head, c.journal_length, c.record_count,"
    " c.parent_id, c.parent_task, c.started_by_id,"
    f" {AGENCY_COLUMNS}"
    " FROM cases_case c JOIN organisation_agency a ON a.id = c.agency_id"
    " WHERE c.id = $1 AND c.agency_id = $2"
)


_LOCK = f"{_READ} FOR NO KEY UPDATE OF c"  # what points at the case may be written beside it


def read(case_id: UUID | str, agency_id: UUID | str, *, lock: bool = False) -> Held | None:
    """A case of the agency as it stands now; None when the agency has no such case. `lock`: whoever would move it
    waits for the end of this transaction."""
    row = prepared.run(_LOCK if lock else _READ, (case_id, agency_id))
    if row is None:
        return None
    texts = ["" if value is None else value.decode() for value in row[:11]]
    edition, procedure, number, subject, state, head, length, records, parent, parent_task, started_by = texts
    return Held(
        UUID(str(case_id)),
        agency_from_row(str(agency_id), *row[11:]),
        edition,
        procedure,
        number,
        subject,
        State.from_json(orjson.loads(state)),
        bytes.fromhex(head[2:]),
        int(length),
        int(records),
        parent or None,
        parent_task,
        started_by or None,
    )


REMEMBERED = 1000
_memory: dict[tuple[str, str], Held] = {}


def recall(case_id: UUID | str, agency_id: UUID | str) -> Held | None:
    """The case as this process left it, if it moved it not long ago; it may have gone on since."""
    kept = _memory.get((str(case_id), str(agency_id)))
    return kept.copy() if kept else None


def forget(case_id: UUID | str, agency_id: UUID | str) -> None:
    _memory.pop((str(case_id), str(agency_id)), None)


def _remember(held: Held) -> None:
    if len(_memory) >= REMEMBERED:
        _memory.clear()
    _memory[str(held.id), str(held.agency.id)] = held.copy()


_ENTRY = (
    "entry AS (INSERT INTO authority_entry (chain, seq, agency_id, at, by, kind, body, private, hash)"
    " SELECT held.id, held.journal_length, held.agency_id, %s, %s, %s, %s, %s, %s FROM held)"
)
_CLOSED = (
    "closed{i} AS (UPDATE cases_task SET status = %s, done_at = %s, done_by_id = %s, done_for_id = %s, exit = %s,"
    " overdue = %s, is_late = is_late OR %s, answers = %s, note = %s, next_at = NULL, waits_for_child = false"
    " FROM held WHERE case_id = held.id AND key = %s)"
)
_OPENED_COLUMNS = (
    "id, agency_id, case_id, key, step, seat, status, assignees, waits_for_child, opened_at, due_at, next_at,"
    " is_late, after, exit, overdue, answers, note"
)
_OPENED_VALUES = (
    "(%s::uuid, %s, %s, %s, %s::uuid[], %s::boolean, %s::timestamptz, %s::timestamptz, %s::timestamptz, %s)"
)
_OPENED = (
    "opened AS (INSERT INTO cases_task ({columns}) SELECT v.id, held.agency_id, held.id, v.key, v.step, v.seat,"
    " 'terbuka', v.assignees, v.waits, v.opened, v.due, v.look, false, v.after, '', 0, '', ''"
    " FROM held, (VALUES {rows}) AS v (id, key, step, seat, assignees, waits, opened, due, look, after))"
)
_DEVIATION_COLUMNS = (
    "id, agency_id, case_id, number, kind, task, what, minutes, reason, person_id, at, status, answer, judgement"
)
_DEVIATION_VALUES = "(%s::uuid, %s::int, %s, %s, %s, %s::int, %s, %s::uuid, %s::timestamptz)"
_DEVIATING = (
    "deviating AS (INSERT INTO cases_deviation ({columns}) SELECT v.id, held.agency_id, held.id, v.number, v.kind,"
    " v.task, v.what, v.minutes, v.reason, v.person, v.at, 'dicatat', '', ''"
    " FROM held, (VALUES {rows}) AS v (id, number, kind, task, what, minutes, reason, person, at))"
)
_RECORDS = "records AS (INSERT INTO documents_record ({columns}) SELECT v.* FROM held, (VALUES {rows}) AS v)"
_UNDRAFTED = (
    "undrafted AS (DELETE FROM cases_draft d USING held WHERE d.person_id = %s AND d.case_id = held.id"
    " AND d.task = ANY(%s::text[]))"
)
_HELD = (
    "held AS (UPDATE cases_case SET state = %s, status = %s, ended_at = COALESCE(ended_at, %s), journal_head = %s,"
    " journal_length = %s, record_count = record_count + %s WHERE id = %s AND journal_head = %s AND EXISTS ("
    "SELECT FROM organisation_agency a WHERE a.id = agency_id AND a.roster_version = %s AND a.calendar_version = %s)"
    " RETURNING id, agency_id, journal_length)"
)


@lru_cache(maxsize=512)
def _statement(closed: int, opened: int, deviations: int, records: int, undraft: bool) -> str:
    """One statement for a move of this shape; the few shapes that occur are prepared once per connection."""
    parts = [_HELD, _ENTRY, *(_CLOSED.format(i=i) for i in range(closed))]
    if opened:
        parts.append(_OPENED.format(columns=_OPENED_COLUMNS, rows=", ".join([_OPENED_VALUES] * opened)))
    if deviations:
        parts.append(_DEVIATING.format(columns=_DEVIATION_COLUMNS, rows=", ".join([_DEVIATION_VALUES] * deviations)))
    if records:
        parts.append(_RECORDS.format(columns=RECORD_COLUMNS, rows=", ".join([RECORD_VALUES] * records)))
    if undraft:
        parts.append(_UNDRAFTED)
    text = f"WITH {', '.join(parts)} SELECT count(*) FROM held"
    numbers = count(1)
    return re.sub("%s", lambda _: f"${next(numbers)}", text)


def save(
    held: Held,
    state: State,
    entry: Written,
    *,
    kind: str,
    at: datetime,
    by: str | None,
    closed: Sequence[Closed] = (),
    opened: Sequence[Opened] = (),
    deviations: Sequence[DeviationRow] = (),
    records: NewRecords | None = None,
) -> None:
    """Write a move: the case's state, its tasks, deviations and records, and the journal entry; who closed a task loses
    his draft of it. `held` then stands at the new state, ready for another move. Raises Stale."""
    added = records.count if records else 0
    ended = None if state.is_running else at
    agency = held.agency
    values: list[Any] = [encode_state(state), state.status, ended, entry.hash, entry.seq, added, held.id, held.head]
    values += [agency.roster_version, agency.calendar_version]
    values += [at, by, kind, entry.body, entry.private, entry.hash]
    for c in closed:
        values += [c.status, c.at, c.by, c.stands_for, c.exit, c.overdue, c.is_late, c.answers, c.note, c.key]
    for o in opened:
        values += [
            new_id(),
            o.key,
            o.step,
            o.seat,
            o.assignees,
            o.waits_for_child,
            o.at,
            o.due,
            o.next_at,
            o.after,
        ]
    for d in deviations:
        values += [new_id(), d.number, d.kind, d.task, d.what, d.minutes, d.reason, d.person, d.at]
    if records:
        values += records.values
    undraft = by is not None and bool(closed)
    if undraft:
        values += [by, tuple(c.key for c in closed)]
    sql = _statement(len(closed), len(opened), len(deviations), added, undraft)
    if prepared.run(sql, values) != (b"1",):
        forget(held.id, agency.id)
        raise Stale
    held.state, held.head, held.length, held.records = state, entry.hash, entry.seq, held.records + added
    _remember(held)
