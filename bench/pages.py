"""Two pages that read much: a case of 500 journal entries (p95 under 250 ms) and the overview of a year with 100,000
cases (each period under 500 ms), through the whole stack: granian, middleware, templates, PostgreSQL.
`python -m bench.pages [--cases 100000] [--only case overview]` inside .venv-bench."""

import argparse
import sys
import time
from datetime import UTC, datetime
from statistics import median

from bench import lajur_steps as lajur
from bench.http_client import Client
from bench.http_load import percentile
from bench.procedure import DECISION, RETURN_TO
from bench.server import embedded_server, settle
from bench.web import wsgi_server

EVENTS = 500
"""Journal entries of the long case."""
CASE_LIMIT, OVERVIEW_LIMIT = 250, 500
"""The 95th percentile of each page must stay under so many milliseconds."""
ASKED = 60
"""Requests of each page, after ten that warm up."""

# Cases of the past spread evenly over the year until today; their tasks move with them and get a working time of
# their own, so that no two days are alike.
_SPREAD_CASES = """
UPDATE cases_case c SET started_at = moved.at, ended_at = moved.at + (c.ended_at - c.started_at) + interval '1 day'
FROM (SELECT id, now() - interval '1 day' - random() * interval '365 days' AS at FROM cases_case
      WHERE number LIKE 'lalu-%') moved
WHERE moved.id = c.id
"""
_SPREAD_TASKS = """
UPDATE cases_task t SET opened_at = c.started_at, due_at = c.started_at + interval '2 days',
    done_at = c.started_at + random() * interval '3 days', overdue = CASE WHEN random() < 0.2 THEN 60 ELSE 0 END
FROM cases_case c WHERE c.id = t.case_id AND c.number LIKE 'lalu-%'
"""


def long_case() -> str:
    """A case sent back until its journal has so many entries; its id."""
    from django_scopes import scope

    agency, *_ = lajur.office()
    with scope(agency=agency):
        (case,) = lajur.start_cases(1)
        for step, task, _decision in lajur.visits()[: DECISION - 1]:
            lajur.complete(case, step, task, None)
        for visit in range(1, (EVENTS - DECISION) // 2 + 1):
            for step, decision in ((DECISION, "perbaiki"), (RETURN_TO, None)):
                number = visit if step == DECISION else visit + 1
                lajur.complete(case, step, f"langkah-{step}.{number}", decision)
    return str(case)


def year_of_work(cases: int) -> None:
    """A year's finished cases, and the days of it added up as the job does every quarter of an hour."""
    from django.db import connection
    from django_scopes import scope

    from lajur.casework.overview.jobs import add_up_days

    lajur.copy_past(cases)
    with connection.cursor() as cursor:
        cursor.execute(_SPREAD_CASES)
        cursor.execute(_SPREAD_TASKS)
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT count(*) FROM cases_task")
        print(f"{cases:,} cases with {cursor.fetchone()[0]:,} tasks", flush=True)
    agency, *_ = lajur.office()
    with scope(agency=agency):
        for name in ("a year of days added up", "the next time, nothing new"):
            begun = time.perf_counter()
            days = add_up_days(agency, datetime.now(UTC))
            print(f"{name}: {days} days in {time.perf_counter() - begun:.1f} s", flush=True)


def timed(client: Client, path: str, limit: float) -> bool:
    """Ask a page again and again; tell and judge its 95th percentile."""
    taken, text = [], ""
    for number in range(ASKED + 10):
        begun = time.perf_counter()
        text = client.get(path)
        if number >= 10:
            taken.append((time.perf_counter() - begun) * 1000)
    p95 = percentile(sorted(taken), 0.95)
    held = p95 < limit
    told = f"median {median(taken):.0f} ms, p95 {p95:.0f} ms, {len(text.encode()) / 1000:.0f} kB"
    print(f"{'HELD' if held else 'MISSED'}  {path[:60]}: {told}", flush=True)
    return held


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--only", nargs="*", choices=["case", "overview"], default=["case", "overview"])
    chosen = parser.parse_args()
    asked: list[tuple[str, float]] = []
    with embedded_server() as server:
        dsn = server.create_database("pages")
        lajur.set_up(dsn)
        lajur.copy_past(100)
        if "case" in chosen.only:
            case = long_case()
            asked += [(f"/pelaksanaan/{case}/", CASE_LIMIT), (f"/pelaksanaan/{case}/?sebelum=250", CASE_LIMIT)]
        if "overview" in chosen.only:
            year_of_work(chosen.cases)
            today = datetime.now(UTC)
            asked += [("/ikhtisar/", OVERVIEW_LIMIT), (f"/ikhtisar/?periode={today.year}-T4", OVERVIEW_LIMIT)]
            asked += [(f"/ikhtisar/?periode={today.year}", OVERVIEW_LIMIT)]
        settle(dsn)
        _, officer, _ = lajur.office()
        with wsgi_server("lajur.config.wsgi:application", {}, probe="/masuk/", threads=2) as base:
            client = Client(base, cookie=lajur.session(officer))
            held = [timed(client, path, limit) for path, limit in asked]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
