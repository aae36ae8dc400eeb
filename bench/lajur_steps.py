"""Lajur itself: the same eleven-step procedure through its real actions, with everything an action does."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime

from bench.clock import Clock
from bench.procedure import COMPLETIONS_PER_CASE, DECISION, PATH, RETURN_TO, STEPS, cases_for


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


def prepare(dsn: str) -> None:
    """Build an agency with two officers on this database, and a past of finished cases."""
    os.environ.update(DATABASE_URL=dsn, LAJUR_MODE="lokal", DJANGO_SETTINGS_MODULE="lajur.config.settings")
    import django

    django.setup()
    from lajur.entrypoints.cli.preparation import migrate

    migrate()
    _office()
    _past(3000)


_built: tuple | None = None


def _office() -> tuple:
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


def _past(cases: int) -> None:
    """Finished cases beside which the measured ones run; copied by the database, then analysed."""
    from django.db import connection

    work(1, measured=False)
    with connection.cursor() as cursor:
        cursor.execute(_COPY_CASES, [cases])
        cursor.execute(_COPY_TASKS)
        cursor.execute("ANALYZE")


_COPY_CASES = """
INSERT INTO cases_case SELECT gen_random_uuid(), procedure, 'masa-lalu-' || n, subject, status, state, journal_head,
    journal_length, record_count, started_at, ended_at, parent_task, agency_id, edition_id, parent_id, started_by_id
FROM (SELECT * FROM cases_case LIMIT 1) c, generate_series(1, %s) n
"""
_COPY_TASKS = """
INSERT INTO cases_task (id, agency_id, case_id, key, step, seat, status, assignees, waits_for_child, opened_at, due_at,
    next_at, is_late, after, done_at, done_by_id, done_for_id, exit, overdue, answers, note)
SELECT gen_random_uuid(), t.agency_id, c.id, t.key, t.step, t.seat, t.status, t.assignees, t.waits_for_child,
    t.opened_at, t.due_at, t.next_at, t.is_late, t.after, t.done_at, t.done_by_id, t.done_for_id, t.exit, t.overdue,
    t.answers, t.note
FROM cases_task t, cases_case c WHERE c.number LIKE 'masa-lalu-%%' AND t.case_id = (
    SELECT id FROM cases_case WHERE number NOT LIKE 'masa-lalu-%%' LIMIT 1)
"""


def run(n: int) -> float:
    """Complete at least n steps over new cases; completions per second."""
    return work(cases_for(n), measured=True)


def work(cases: int, *, measured: bool) -> float:
    from django_scopes import scope

    from lajur.casework.cases.actions import complete_step, start_case
    from lajur.casework.documents.actions import Given

    agency, officer, head = _office()
    clock = Clock()
    with scope(agency=agency):
        started = [
            start_case(procedure="ukur", subject="Ukur", by=officer, now=datetime.now(UTC)).case for _ in range(cases)
        ]
        for case in started:
            visits: dict[int, int] = {}
            with clock.running(COMPLETIONS_PER_CASE):
                for step in PATH:
                    visits[step] = visit = visits.get(step, 0) + 1
                    back = step == DECISION and visit == 1
                    moved = complete_step(
                        case_id=case,
                        task=f"langkah-{step}.{visit}",
                        by=head if step == DECISION else officer,
                        now=datetime.now(UTC),
                        exit=("perbaiki" if back else "setuju") if step == DECISION else None,
                        outputs=[] if back else [Given(f"dokumen-{step}", text="Sudah dikerjakan.")],
                    )
                    assert moved, moved
    return clock.rate
