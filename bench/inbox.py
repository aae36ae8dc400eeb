"""Tugas saya at its fullest: 3,000 open tasks in every officer's inbox, 30 people asking.
`python -m bench.inbox [--open 3000] [--people 30] [--workers 2]` inside .venv-bench.

Three figures: what one page costs the process (in process, one after another); a busy office (open loop: each of the
people opens the page every few seconds); and everybody in the same instant (bursts), which no office does and which
shows how long the last one waits."""

import argparse
import sys
import threading
import time
from collections.abc import Callable
from statistics import median
from uuid import UUID

from bench import lajur_steps as lajur
from bench.growth import milliseconds
from bench.http_client import Client
from bench.http_load import offer, percentile
from bench.server import embedded_server, settle
from bench.web import wsgi_server

LIMIT = 150
"""The 95th percentile must stay under so many milliseconds."""
PAUSE = 5.0
"""Seconds between two pages of one person in the busy office."""
PAGES = ("/tugas/", "/tugas/?halaman=2", "/tugas/?halaman=30", "/tugas/?kelompok=sop", "/tugas/?cari=ukur&terlambat=1")

_COPY = """
WITH model AS (SELECT * FROM cases_case WHERE id = %s), made AS (
    INSERT INTO cases_case (id, number, procedure, subject, status, state, journal_head, journal_length, record_count,
        started_at, ended_at, parent_task, agency_id, edition_id, parent_id, started_by_id)
    SELECT gen_random_uuid(), 'buka-' || n, procedure, 'Ukur ' || n, status, state, journal_head, journal_length,
        record_count, started_at, ended_at, parent_task, agency_id, edition_id, parent_id, started_by_id
    FROM model, generate_series(1, %s) n RETURNING id, number)
INSERT INTO cases_task (id, agency_id, case_id, key, step, seat, status, assignees, waits_for_child, opened_at, due_at,
    next_at, is_late, after, done_at, done_by_id, done_for_id, exit, overdue, answers, note)
SELECT gen_random_uuid(), t.agency_id, m.id, t.key, t.step, t.seat, t.status, t.assignees, t.waits_for_child,
    t.opened_at - random() * interval '9 days', t.due_at + (random() - 0.3) * interval '12 days', NULL, t.is_late,
    t.after, t.done_at, t.done_by_id, t.done_for_id, t.exit, t.overdue, t.answers, t.note
FROM cases_task t, made m WHERE t.case_id = %s AND t.status = 'terbuka'
"""


def fill(count: int) -> None:
    """Open tasks for the officer, copied by the database from one that was really begun."""
    from django.db import connection

    (case,) = lajur.start_cases(1)
    with connection.cursor() as cursor:
        cursor.execute(_COPY, [case, count - 1, case])


def colleagues(count: int) -> list[object]:
    """People who hold the officer's position with him, so that each has all of these tasks in his inbox."""
    from datetime import UTC, datetime

    from django_scopes import scope

    from lajur.registers.organisation import actions as organise
    from lajur.registers.organisation.actors import actor_for, clock_actor
    from lajur.registers.organisation.models import Agency, Person, Position

    now = datetime.now(UTC)
    agency = Agency.objects.get(id=lajur.office()[0].id)
    with scope(agency=agency):
        position = Position.objects.get(title="petugas")
        people = []
        for number in range(count):
            agency.refresh_from_db()
            clock = clock_actor(agency, now)
            person = organise.add_person(
                by=clock, now=now, username=f"petugas-{number}.ukur", name=f"Petugas {number}", password=None
            )
            organise.seat(by=clock, now=now, person=person, position=position, since=now.date().replace(day=1))
            people.append(person.id)
        return [actor_for(row, now) for row in Person.objects.select_related("agency").filter(id__in=people)]


def in_process(person: UUID) -> dict[str, tuple[float, float, int, int]]:
    """Address → (median ms, median ms of this process's own processor time, statements, bytes of HTML)."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client as DjangoClient
    from django.test.utils import CaptureQueriesContext

    from lajur.registers.organisation.models import Person

    settings.ALLOWED_HOSTS = ["*"]
    client = DjangoClient()
    client.force_login(Person.objects.get(id=person), backend=settings.AUTHENTICATION_BACKENDS[0])
    figures = {}
    for path in PAGES:
        with CaptureQueriesContext(connection) as asked:
            page = client.get(path)
        assert page.status_code == 200, (path, page.status_code)
        statements = len(asked.captured_queries)  # before the next request empties Django's list
        begun, times = time.process_time(), 40
        whole = milliseconds(lambda path=path: client.get(path), times)
        own = (time.process_time() - begun) * 1000 / (times + times // 4)
        figures[path] = (whole, own, statements, len(page.content))
    return figures


def bursts(connect: Callable[[int], Client], people: int, rounds: int) -> list[float]:
    """Milliseconds of every page when all ask in the same instant, again and again."""
    taken: list[float] = []
    clients = [connect(number) for number in range(people)]
    for _ in range(rounds):
        gate = threading.Barrier(people)

        def ask(client: Client, gate: threading.Barrier = gate) -> None:
            gate.wait()
            begun = time.perf_counter()
            client.get("/tugas/")
            taken.append((time.perf_counter() - begun) * 1000)

        threads = [threading.Thread(target=ask, args=(client,)) for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        time.sleep(0.3)
    return sorted(taken)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.inbox", description=__doc__)
    parser.add_argument("--open", type=int, default=3000)
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=20)
    chosen = parser.parse_args()
    with embedded_server() as server:
        dsn = server.create_database("inbox")
        lajur.set_up(dsn)
        lajur.copy_past(1000)
        fill(chosen.open)
        people = colleagues(chosen.people)
        settle(dsn)
        for path, (whole, own, asked, size) in in_process(UUID(people[0].person)).items():
            print(
                f"{path}: {whole:.1f} ms, of it {own:.1f} ms processor here; {asked} statements; {size / 1000:.0f} kB"
            )
        cookies = [lajur.session(person) for person in people]
        with wsgi_server(
            "lajur.config.wsgi:application", {}, probe="/masuk/", threads=4, workers=chosen.workers
        ) as base:
            free = iter(cookies)
            lock = threading.Lock()

            def connect() -> Callable[[str], object]:
                with lock:
                    client = Client(base, cookie=next(free))
                return client.get

            for cookie in cookies:
                warm = Client(base, cookie=cookie)
                warm.get("/tugas/")
                warm.close()
            rate = chosen.people / PAUSE
            work = [PAGES[n % 3] for n in range(round(rate * chosen.seconds))]
            calm = offer(connect, work, rate=rate, seconds=chosen.seconds, clients=chosen.people)
            print(
                f"{chosen.people} people, a page every {PAUSE:g} s each ({rate:g}/s): p50 {calm.p50:.0f} ms, p95"
                f" {calm.p95:.0f} ms, p99 {calm.p99:.0f} ms, errors {sum(calm.errors.values())}"
            )
            crowd = bursts(lambda number: Client(base, cookie=cookies[number]), chosen.people, rounds=8)
            print(
                f"{chosen.people} people in the same instant: p50 {median(crowd):.0f} ms, p95"
                f" {percentile(crowd, 0.95):.0f} ms, last {crowd[-1]:.0f} ms"
            )
    held = calm.holds(p95=LIMIT)
    print(f"{'HELD' if held else 'MISSED'}  p95 {calm.p95:.0f} ms of {chosen.open} open tasks (limit {LIMIT} ms)")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
