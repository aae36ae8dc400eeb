"""The path of a completed step to the database: one locked read, one statement that writes everything.

Raw psycopg with server-side binding and prepared statements, because Django's client-side binding costs twice as much
here (bench/README.md). Nothing but `lajur.casework.cases.shell` uses this module.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection

from lajur.engine.state import State
from lajur.registers.authority.chain import Written
from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Agency

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(slots=True)
class Held:
    """A case under lock, as read by `lock`."""

    id: UUID
    agency: Agency
    edition: UUID
    procedure: str
    number: str
    subject: str
    state: State
    head: bytes
    length: int
    parent: UUID | None
    parent_task: str
    started_by: UUID | None


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
    return _encode(state.to_json())


def _cursor() -> psycopg.Cursor[Any]:
    connection.ensure_connection()
    assert connection.connection is not None
    return psycopg.Cursor(connection.connection)


_LOCK = (
    "SELECT c.edition_id, c.procedure, c.number, c.subject, c.state, c.journal_head, c.journal_length, c.parent_id,"
    " c.parent_task, c.started_by_id, a.slug, a.name, a.zone, a.is_demo, a.roster_version, a.calendar_version"
    " FROM cases_case c JOIN organisation_agency a ON a.id = c.agency_id"
    " WHERE c.id = %s AND c.agency_id = %s FOR UPDATE OF c"
)


def lock(case_id: UUID | str, agency_id: UUID | str) -> Held | None:
    """Read a case of the agency and lock its row; None when the agency has no such case."""
    with _cursor() as cursor:
        row = cursor.execute(_LOCK, (case_id, agency_id), prepare=True).fetchone()
    if row is None:
        return None
    edition, procedure, number, subject, state, head, length, parent, parent_task, started_by, *agency = row
    return Held(
        UUID(str(case_id)),
        _agency(UUID(str(agency_id)), *agency),
        edition,
        procedure,
        number,
        subject,
        State.from_json(json.loads(state)),
        head,
        length,
        parent,
        parent_task,
        started_by,
    )


@lru_cache(maxsize=4096)
def _agency(
    key: UUID, slug: str, name: str, zone: str, is_demo: bool, roster_version: int, calendar_version: int
) -> Agency:
    return Agency(key, slug, name, zone, is_demo, roster_version, calendar_version)


_OPENED_COLUMNS = (
    "id, agency_id, case_id, key, step, seat, status, assignees, waits_for_child, opened_at, due_at, next_at,"
    " is_late, after, exit, overdue, answers, note"
)
_OPENED_VALUES = "(%s, %s, %s, %s, %s, %s, 'terbuka', %s::uuid[], %s, %s, %s, %s, false, %s, '', 0, '', '')"
_DEVIATION_COLUMNS = (
    "id, agency_id, case_id, number, kind, task, what, minutes, reason, person_id, at, status, answer, judgement"
)
_DEVIATION_VALUES = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'dicatat', '', '')"


@lru_cache(maxsize=256)
def _statement(closed: int, opened: int, deviations: int) -> str:
    """One statement for a move of this shape; the few shapes that occur are prepared once per connection."""
    parts = [
        "entry AS (INSERT INTO authority_entry (chain, seq, agency_id, at, by, kind, body, private, hash)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s))"
    ]
    parts += [
        f"closed{i} AS (UPDATE cases_task SET status = %s, done_at = %s, done_by_id = %s, done_for_id = %s, exit = %s,"
        " overdue = %s, is_late = is_late OR %s, answers = %s, note = %s, next_at = NULL, waits_for_child = false"
        " WHERE case_id = %s AND key = %s)"
        for i in range(closed)
    ]
    if opened:
        values = ", ".join([_OPENED_VALUES] * opened)
        parts.append(f"opened AS (INSERT INTO cases_task ({_OPENED_COLUMNS}) VALUES {values})")
    if deviations:
        values = ", ".join([_DEVIATION_VALUES] * deviations)
        parts.append(f"deviating AS (INSERT INTO cases_deviation ({_DEVIATION_COLUMNS}) VALUES {values})")
    return (
        "WITH " + ", ".join(parts) + " UPDATE cases_case SET state = %s, status = %s,"
        " ended_at = COALESCE(ended_at, %s),"
        " journal_head = %s, journal_length = %s WHERE id = %s"
    )


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
) -> None:
    """Write a move of a locked case: its state, its tasks, its deviations and its journal entry."""
    case, agency = held.id, held.agency.id
    values: list[Any] = [case, entry.seq, agency, at, by, kind, entry.body, entry.private, entry.hash]
    for c in closed:
        values += [c.status, c.at, c.by, c.stands_for, c.exit, c.overdue, c.is_late, c.answers, c.note, case, c.key]
    for o in opened:
        values += [uuid7(), agency, case, o.key, o.step, o.seat, list(o.assignees), o.waits_for_child, o.at, o.due]
        values += [o.next_at, o.after]
    for d in deviations:
        values += [uuid7(), agency, case, d.number, d.kind, d.task, d.what, d.minutes, d.reason, d.person, d.at]
    ended = None if state.is_running else at
    values += [encode_state(state), state.status, ended, entry.hash, entry.seq, case]
    with _cursor() as cursor:
        cursor.execute(_statement(len(closed), len(opened), len(deviations)), values, prepare=True)
