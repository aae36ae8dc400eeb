"""Lajur itself: the same eleven-step procedure through its real actions, with everything an action does."""

from __future__ import annotations

import atexit
import json
import os
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cache
from uuid import UUID

from bench.clock import Clock
from bench.http_client import Client
from bench.procedure import COMPLETIONS_PER_CASE, DECISION, PATH, RETURN_TO, STEPS, cases_for
from bench.web import wsgi_server


def content() -> dict:
    """The procedure as a SOP: every row needs the output of the row before it and has a time limit."""
    rows = []
    for n in range(1, STEPS + 1):
        row = {
            "kunci": f"langkah-{n}",
            "no": str(n),
            "kegiatan": f"Mengerjakan langkah {n}",
            "pelaksana": "kepala" if n == DECISION else "petugas",
            "mutu_baku": {
                "kelengkapan": [f"dokumen-{n - 1}"] if n > 1 else [],
                "waktu": "2 hari",
                "output": [f"dokumen-{n}"],
            },
        }
        if n == DECISION:
            row["keputusan"] = {"setuju": f"langkah-{n + 1}", "perbaiki": f"langkah-{RETURN_TO}"}
        rows.append(row)
    return {
        "judul": "Prosedur ukur",
        "nomor": "1",
        "tanggal": {"pembuatan": "2026-01-02", "revisi": None, "efektif": "2026-01-02"},
        "pelaksana": {
            "petugas": {"nama": "Petugas", "kualifikasi": ["Memahami tugas"]},
            "kepala": {"nama": "Kepala", "kualifikasi": ["Memahami tugas"]},
        },
        "dokumen": {f"dokumen-{n}": f"Dokumen {n}" for n in range(1, STEPS + 1)},
        "langkah": rows,
    }


PAST = 3000
"""Finished cases that stand beside the measured ones."""


def prepare(dsn: str) -> None:
    """Build an agency with two officers on this database, and a past of finished cases."""
    set_up(dsn)
    copy_past(PAST)


def set_up(dsn: str) -> None:
    """Django on this database, its tables, and the office."""
    folder = tempfile.TemporaryDirectory(prefix="lajur-bench-data-")
    atexit.register(folder.cleanup)
    os.environ.update(
        DATABASE_URL=dsn,
        LAJUR_DATA=folder.name,
        LAJUR_MODE="lokal",
        DJANGO_SETTINGS_MODULE="lajur.config.settings",
    )
    import django

    django.setup()
    from lajur.entrypoints.cli.preparation import collect_static_files, migrate

    migrate()
    collect_static_files()
    office()


_built: tuple | None = None


def office() -> tuple:
    """(agency, its officer, its head), made once."""
    global _built
    if _built:
        return _built
    from django_scopes import scope

    from lajur.catalogue.reader import canonical, parse
    from lajur.registers.organisation import actions as organise
    from lajur.registers.organisation.actors import actor_for, clock_actor
    from lajur.registers.organisation.models import Agency, Person, Role
    from lajur.registers.procedures.actions import publish

    now = datetime.now(UTC)
    agency = Agency.objects.create(slug="ukur", name="Instansi Ukur")
    with scope(agency=agency):
        clock = clock_actor(agency, now)
        publish(by=clock, now=now, key="ukur", content=canonical(parse(json.dumps(content()), "ukur")))
        officers = []
        for lane in ("petugas", "kepala"):
            position = organise.add_position(by=clock, now=now, title=lane, roles=[Role.ADMINISTRATOR])
            person = organise.add_person(by=clock, now=now, username=f"{lane}.ukur", name=lane, password=None)
            organise.seat(by=clock, now=now, person=person, position=position, since=now.date().replace(day=1))
            organise.bind_lane(by=clock, now=now, procedure="ukur", lane=lane, positions=[position])
            officers.append(person)
        people = [Person.objects.select_related("agency").get(id=person.id) for person in officers]
        _built = (agency, *(actor_for(person, now) for person in people))
    return _built


def copy_past(cases: int) -> None:
    """Finished cases beside which the measured ones run; copied by the database, then analysed."""
    from django.db import connection

    work(1)
    with connection.cursor() as cursor:
        cursor.execute(_COPY_CASES, [cases])
        cursor.execute(_COPY_TASKS)
        cursor.execute("ANALYZE")


_COPY_CASES = """
INSERT INTO cases_case (id, number, procedure, subject, status, state, journal_head, journal_length, record_count,
    started_at, ended_at, parent_task, agency_id, edition_id, parent_id, started_by_id)
SELECT gen_random_uuid(), 'lalu-' || substr(md5(gen_random_uuid()::text), 1, 20), procedure, subject, status, state,
    journal_head, journal_length, record_count, started_at, ended_at, parent_task, agency_id, edition_id, parent_id,
    started_by_id
FROM (SELECT * FROM cases_case WHERE status = 'selesai' LIMIT 1) c, generate_series(1, %s) n
"""
_COPY_TASKS = """
INSERT INTO cases_task (id, agency_id, case_id, key, step, seat, status, assignees, waits_for_child, opened_at, due_at,
    next_at, is_late, after, done_at, done_by_id, done_for_id, exit, overdue, answers, note)
SELECT gen_random_uuid(), t.agency_id, c.id, t.key, t.step, t.seat, t.status, t.assignees, t.waits_for_child,
    t.opened_at, t.due_at, t.next_at, t.is_late, t.after, t.done_at, t.done_by_id, t.done_for_id, t.exit, t.overdue,
    t.answers, t.note
FROM cases_task t, cases_case c WHERE c.number LIKE 'lalu-%%' AND t.case_id = (
    SELECT id FROM cases_case WHERE number NOT LIKE 'lalu-%%' AND status = 'selesai' LIMIT 1)
    AND NOT EXISTS (SELECT FROM cases_task x WHERE x.case_id = c.id)
"""


def run(n: int) -> float:
    """Complete at least n steps over new cases; completions per second."""
    return work(cases_for(n))


def start_cases(count: int) -> list[UUID]:
    from django_scopes import scope

    from lajur.casework.cases.actions import start_case

    agency, officer, _ = office()
    with scope(agency=agency):
        now = datetime.now(UTC)
        return [start_case(procedure="ukur", subject="Ukur", by=officer, now=now).case for _ in range(count)]


def visits() -> list[tuple[int, str, str | None]]:
    """The path of one case: step, task key, decision."""
    seen: dict[int, int] = {}
    path = []
    for step in PATH:
        seen[step] = visit = seen.get(step, 0) + 1
        decision = None if step != DECISION else "perbaiki" if visit == 1 else "setuju"
        path.append((step, f"langkah-{step}.{visit}", decision))
    return path


def complete(case: UUID, step: int, task: str, decision: str | None) -> None:
    """One completed step, with the document it owes."""
    from lajur.casework.cases.actions import complete_step
    from lajur.casework.documents.actions import Given

    _, officer, head = office()
    moved = complete_step(
        case_id=case,
        task=task,
        by=head if step == DECISION else officer,
        now=datetime.now(UTC),
        exit=decision,
        outputs=[] if decision == "perbaiki" else [Given(f"dokumen-{step}", text="Sudah dikerjakan.")],
    )
    assert moved, moved


def work(cases: int) -> float:
    from django_scopes import scope

    agency, *_ = office()
    clock = Clock()
    with scope(agency=agency):
        for case in start_cases(cases):
            with clock.running(COMPLETIONS_PER_CASE):
                for step, task, decision in visits():
                    complete(case, step, task, decision)
    return clock.rate


@cache
def site() -> str:
    """The address of a server on this process's database, stopped when the process ends."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(wsgi_server("lajur.config.wsgi:application", {}, probe="/masuk/"))


def session(actor: object) -> str:
    """A signed-in session as a cookie."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from lajur.registers.organisation.models import Person
    from lajur.registers.organisation.sessions import SessionStore

    person = Person.objects.get(id=actor.person)
    store = SessionStore()
    store[SESSION_KEY] = str(person.id)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def open_and_complete(client: Client, case: UUID, step: int, task: str, decision: str | None) -> None:
    """What an officer's browser does: the task page, then its form."""
    client.get(f"/pelaksanaan/{case}/{task}/", expect=200)
    complete_page(client, case, step, task, decision)


def complete_page(client: Client, case: UUID, step: int, task: str, decision: str | None) -> None:
    """What the browser sends when the page's button is pressed."""
    path = f"/pelaksanaan/{case}/{task}/"
    fields = {"catatan": ""}
    if decision:
        fields["keputusan"] = decision
    if decision != "perbaiki":
        fields[f"teks-dokumen-{step}"] = "Sudah dikerjakan."
    client.post(path, fields, expect=302)
    if decision:  # shown once more, and confirmed: the draft it is kept in is its first version
        client.get(f"{path}periksa/", expect=200)
        client.post(f"{path}periksa/", {"versi": "1"}, expect=302)


def run_http(n: int) -> float:
    """Complete at least n steps through the pages, one request after another on one kept connection."""
    _, officer, head = office()
    clock = Clock()
    clients = {False: Client(site(), cookie=session(officer)), True: Client(site(), cookie=session(head))}
    for case in start_cases(cases_for(n)):
        with clock.running(COMPLETIONS_PER_CASE):
            for step, task, decision in visits():
                open_and_complete(clients[step == DECISION], case, step, task, decision)
    for client in clients.values():
        client.close()
    return clock.rate
