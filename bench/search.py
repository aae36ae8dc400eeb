"""How long does a search take with 100,000 cases? Through the whole stack, as people who see much, little and nothing.
`python -m bench.search [--cases 100000]` inside .venv-bench."""

import argparse
import sys
import time
from datetime import UTC, datetime
from statistics import median

from bench import lajur_steps as lajur
from bench.http_client import Client
from bench.server import embedded_server, settle

LIMIT = 200
"""Milliseconds that the slowest twentieth of searches may take."""

TASKS = 4
"""Finished tasks of each case."""

QUERIES = (
    "2026-004711",  # a number
    "4711",  # a part of it
    "laptop",  # one word in twenty cases
    "pengadaan",  # one in four
    "pengadaan laptop kecamatan",
    "jalan desa",
    "peng",  # the beginning of many words
    "kerangka acuan",  # documents
    "Mengerjakan langkah",  # SOPs
    "petugas",  # people
    "labtop",  # a slip: the search is made twice
    "tidakadasamasekali",
)

_CASES = """
INSERT INTO cases_case (id, number, procedure, subject, status, state, journal_head, journal_length, record_count,
    started_at, ended_at, parent_task, agency_id, edition_id, parent_id, started_by_id)
SELECT gen_random_uuid(), '2026-' || lpad(n::text, 6, '0'), 'ukur-' || mod(n, 8),
    (ARRAY['Pengadaan', 'Pemeliharaan', 'Survei', 'Rapat'])[1 + mod(n, 4)] || ' '
    || (ARRAY['laptop', 'jalan desa', 'meja kursi', 'jembatan', 'obat', 'seragam', 'alat tulis', 'kendaraan', 'gedung',
        'perangkat lunak', 'air bersih', 'bibit padi', 'perahu', 'lampu jalan', 'beras', 'pompa', 'server', 'pagar',
        'drainase', 'buku'])[1 + mod(n / 4, 20)]
    || ' ' || (ARRAY['kecamatan', 'kelurahan', 'dinas kesehatan', 'sekolah dasar', 'puskesmas'])[1 + mod(n / 80, 5)]
    || ' ' || substr(translate(md5(mod(n, 9000)::text), '0123456789', 'aeiouaeiou'), 1, 9), 'selesai', state,
    journal_head, journal_length, 1, started_at - n * interval '1 minute', started_at, '', agency_id, edition_id, NULL,
    CASE WHEN mod(n, 500) = 0 THEN %(starter)s ELSE started_by_id END
FROM (SELECT * FROM cases_case LIMIT 1) c, generate_series(100, %(last)s) n
"""
_TASKS = """
INSERT INTO cases_task (id, agency_id, case_id, key, step, seat, status, assignees, waits_for_child, opened_at, due_at,
    next_at, is_late, after, done_at, done_by_id, done_for_id, exit, overdue, answers, note)
SELECT gen_random_uuid(), c.agency_id, c.id, 'langkah-' || k || '.1', 'langkah-' || k, c.procedure || '/petugas',
    'selesai', '{}', false, c.started_at, NULL, NULL, false, '', c.started_at,
    CASE WHEN right(c.number, 2) = '17' AND k = 2 THEN %(helper)s ELSE %(officer)s END, NULL, '', 0, '', ''
FROM cases_case c, generate_series(1, %(tasks)s) k WHERE c.status = 'selesai' AND c.number LIKE '2026-%%'
    AND c.procedure LIKE 'ukur-%%'
"""
_RECORDS = """
INSERT INTO documents_record (id, agency_id, case_id, number, kind, task, name, media_type, size, sha256, text,
    by_id, at, source_id)
SELECT gen_random_uuid(), agency_id, id, 1, 'kerangka-acuan-kerja', 'langkah-1.1', 'KAK ' || subject || '.pdf',
    'application/pdf', 1000, repeat('0', 64), '', started_by_id, started_at, NULL
FROM cases_case WHERE procedure LIKE 'ukur-%%' AND right(number, 1) IN ('1', '4', '7')
"""


def build(cases: int) -> dict[str, object]:
    """The past, copied by the database through its triggers; and people: kind → actor."""
    from django.db import connection
    from django_scopes import scope

    from lajur.casework.search.jobs import learn_words
    from lajur.registers.organisation import actions as organise
    from lajur.registers.organisation.actors import actor_for, clock_actor
    from lajur.registers.organisation.models import Person

    agency, officer, head = lajur.office()
    lajur.work(1)
    now = datetime.now(UTC)
    people = {}
    with scope(agency=agency):
        for name, outside in (("lane", False), ("helper", False), ("outsider", True)):
            agency.refresh_from_db()
            clock = clock_actor(agency, now)
            place = organise.add_position(by=clock, now=now, title=f"Staf {name}", is_outside=outside)
            person = organise.add_person(by=clock, now=now, username=f"{name}.ukur", name=f"Staf {name}", password=None)
            organise.seat(by=clock, now=now, person=person, position=place, since=now.date().replace(day=1))
            if name == "lane":
                for procedure in ("ukur-1", "ukur-2"):
                    organise.bind_lane(by=clock, now=now, procedure=procedure, lane="petugas", positions=[place])
            Person.objects.filter(id=person.id).update(is_outside=outside)
            people[name] = Person.objects.select_related("agency").get(id=person.id)
        with connection.cursor() as cursor:
            begun = time.perf_counter()
            cursor.execute(_CASES, {"starter": people["outsider"].id, "last": cases + 99})
            cursor.execute(_TASKS, {"helper": people["helper"].id, "officer": officer.person, "tasks": TASKS})
            cursor.execute(_RECORDS)
            print(f"{cases:,} cases with documents built in {time.perf_counter() - begun:.0f} s", flush=True)
        begun = time.perf_counter()
        words = learn_words(agency)
        print(f"{words:,} words learned in {time.perf_counter() - begun:.1f} s", flush=True)
        return {"head": head} | {name: actor_for(person, now) for name, person in people.items()}


def measure(actor: object, rounds: int) -> dict[str, list[float]]:
    """Query → milliseconds of each round, over one kept connection."""
    client = Client(lajur.site(), cookie=lajur.session(actor))
    taken: dict[str, list[float]] = {query: [] for query in QUERIES}
    for round_ in range(rounds + 2):
        for query in QUERIES:
            begun = time.perf_counter()
            client.get("/cari/?q=" + query.replace(" ", "+"), expect=200)
            if round_ >= 2:
                taken[query].append((time.perf_counter() - begun) * 1000)
    client.close()
    return taken


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    chosen = parser.parse_args()
    held = True
    with embedded_server() as server:
        dsn = server.create_database("search")
        lajur.set_up(dsn)
        people = build(chosen.cases)
        settle(dsn)
        for name, actor in people.items():
            taken = measure(actor, chosen.rounds)
            every = sorted(value for values in taken.values() for value in values)
            late = every[int(len(every) * 0.95)]
            slowest = max(taken, key=lambda query: median(taken[query]))
            held &= late <= LIMIT
            print(
                f"{name}: median {median(every):.0f} ms, p95 {late:.0f} ms,"
                f" slowest “{slowest}” {median(taken[slowest]):.0f} ms",
                flush=True,
            )
    print("HELD" if held else f"MISSED: p95 above {LIMIT} ms")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
