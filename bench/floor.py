"""The hand-written floor: what a completed step costs when nothing is decided, checked or proved.

One connection, prepared statements, one transaction per completion: lock the case, close the task, open the next one,
write a journal row, commit.
"""

import json
from datetime import UTC, datetime
from uuid import UUID, uuid4

import psycopg

from bench.clock import Clock
from bench.procedure import PATH, cases_for

SCHEMA = """
create table cases (
    id uuid primary key, procedure text not null, status text not null);
create table tasks (
    id uuid primary key, case_id uuid not null references cases, step int not null, lane text not null,
    status text not null, due_at timestamptz, opened_at timestamptz not null, done_at timestamptz, done_by uuid);
create index on tasks (case_id);
create index on tasks (lane, due_at) where status = 'open';
create table journal (
    id bigint generated always as identity primary key, case_id uuid not null references cases,
    at timestamptz not null, by uuid not null, kind text not null, entry text not null);
create index on journal (case_id);
"""
# A past, so that every plan made from the first statistics uses the indexes, as on a server in service.
HISTORY = """
insert into cases select gen_random_uuid(), 'bench', 'done' from generate_series(1, 5000);
insert into tasks (id, case_id, step, lane, status, opened_at, done_at)
    select gen_random_uuid(), cases.id, step, 'pokja', 'done', now(), now() from cases, generate_series(1, 4) step;
analyze;
"""
LOCK = "select status from cases where id = %s for update"
CLOSE = "update tasks set status = 'done', done_at = %s, done_by = %s where id = %s"
OPEN = (
    "insert into tasks (id, case_id, step, lane, status, due_at, opened_at) "
    "values (%s, %s, %s, 'pokja', 'open', %s, %s)"
)
JOURNAL = "insert into journal (case_id, at, by, kind, entry) values (%s, %s, %s, 'task.completed', %s)"

_connection: psycopg.Connection
_officer = uuid4()


def prepare(dsn: str) -> None:
    global _connection
    _connection = psycopg.connect(dsn, autocommit=True, prepare_threshold=0)
    _connection.execute(SCHEMA + HISTORY, prepare=False)


def _start_case() -> tuple[UUID, UUID]:
    case, task, now = uuid4(), uuid4(), datetime.now(UTC)
    with _connection.transaction():
        _connection.execute("insert into cases values (%s, 'bench', 'running')", [case])
        _connection.execute(OPEN, [task, case, PATH[0], now, now])
    return case, task


def run(n: int) -> float:
    """Complete at least n steps over new cases; completions per second."""
    clock = Clock()
    cursor = _connection.cursor()
    for case, first in [_start_case() for _ in range(cases_for(n))]:
        task = first
        with clock.running(len(PATH)):
            for step, following in zip(PATH, (*PATH[1:], None), strict=True):
                now, successor = datetime.now(UTC), uuid4()
                cursor.execute("begin")
                cursor.execute(LOCK, [case])
                cursor.fetchone()
                cursor.execute(CLOSE, [now, _officer, task])
                if following is not None:
                    cursor.execute(OPEN, [successor, case, following, now, now])
                cursor.execute(JOURNAL, [case, now, _officer, json.dumps({"step": step, "officer": str(_officer)})])
                cursor.execute("commit")
                task = successor
    return clock.rate
