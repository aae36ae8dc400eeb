"""The result of a survey with 100,000 answers under 500 ms, while it is open (counted by the job, and what came since)
and once it is closed: through the whole stack, with the processor time that a page costs server and database together.
`python -m bench.surveys_results [--answers N]` inside .venv-bench."""

import argparse
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from bench import lajur_steps as lajur
from bench.pages import ASKED, timed
from bench.server import embedded_server, settle
from bench.web import wsgi_server

LIMIT = 500
"""The 95th percentile of each page must stay under so many milliseconds."""

# A third of the respondents wrote something; every one of them another set of scores.
_ANSWERS = """
INSERT INTO surveys_sheet (id, agency_id, survey_id, "group", service, u1, u2, u3, u4, u5, u6, u7, u8, u9, extras,
    remark, channel, state, held_for, given_at, paper, judgement)
SELECT gen_random_uuid(), %(agency)s, %(survey)s, 1 + floor(random() * 5), 1 + floor(random() * 4),
    %(score)s
    jsonb_build_object('jk', (ARRAY['l', 'p'])[1 + floor(random() * 2)], 'usia',
        (ARRAY['17', '25', '35', '45', '55'])[1 + floor(random() * 5)]),
    CASE WHEN random() < 0.33 THEN (ARRAY['antrean', 'loket', 'petugas', 'jadwal'])[1 + floor(random() * 4)] || ' '
        || (ARRAY['panjang', 'kurang ramah', 'penuh', 'cepat'])[1 + floor(random() * 4)] || ' pada pagi hari nomor '
        || n ELSE '' END,
    'tautan', 'diterima', '{}', now(), '', ''
FROM generate_series(1, %(answers)s) n
"""
_SCORE = "1 + floor(random() * 4)::int"


def survey_of(answers: int) -> str:
    """An open survey in a case of its own with so many answers; its id."""
    from django.db import connection
    from django_scopes import scope

    from lajur.capabilities.surveys.models import Group, Service, Survey, SurveyState
    from lajur.capabilities.surveys.questionnaire import elements_for
    from lajur.casework.cases.models import Case

    agency, *_ = lajur.office()
    now = datetime.now(UTC)
    with scope(agency=agency):
        (case,) = lajur.start_cases(1)
        survey = Survey.objects.create(
            agency=agency, case=Case.objects.get(id=case), title="Survei besar", period_from=now.date(),
            period_until=now.date(), opens_on=now.date(), closes_on=now.date(), token="besarsekali", minimum=30,
            state=SurveyState.OPEN, created_at=now,
        )  # fmt: skip
        for number in range(1, 6):
            Group.objects.create(
                agency=agency, survey=survey, number=number, key=f"k{number}", title=f"Kalangan {number}",
                population=answers, minimum=6,
            )  # fmt: skip
            Service.objects.create(agency=agency, survey=survey, number=number, title=f"Layanan {number}")
        elements = elements_for(survey, now.date(), agency)
        type(elements[0]).objects.bulk_create(elements)
        with connection.cursor() as cursor:
            statement = _ANSWERS.replace("%(score)s", f"{_SCORE}, " * 9)
            cursor.execute(statement, {"agency": agency.id, "survey": survey.id, "answers": answers})
            cursor.execute("VACUUM ANALYZE surveys_sheet")
    return str(survey.id)


SINCE = 499
"""Answers that came after the job: one more, and it would have counted them."""


def count_and_go_on(survey: str) -> None:
    """What the job does every minute; then some more answers."""
    from django.db import connection
    from django_scopes import scope

    from lajur.capabilities.surveys.models import Survey
    from lajur.capabilities.surveys.results.running import keep_count

    agency, *_ = lajur.office()
    with scope(agency=agency):
        row = Survey.objects.get(id=survey)
        begun, spent = time.perf_counter(), time.process_time()
        keep_count(row, datetime.now(UTC))
        took, own = time.perf_counter() - begun, time.process_time() - spent
        print(f"the job, all answers new: {took:.1f} s ({own:.1f} s of Python)", flush=True)
        with connection.cursor() as cursor:
            statement = _ANSWERS.replace("%(score)s", f"{_SCORE}, " * 9)
            cursor.execute(statement, {"agency": agency.id, "survey": survey, "answers": SINCE})


def processor(dsn: str) -> float:
    """Seconds of processor that our child processes and the database have used until now."""
    with psycopg.connect(dsn) as connection:
        folder = connection.execute("show data_directory").fetchone()
    roots = {os.getpid(), int((Path(folder[0]) / "postmaster.pid").read_text().splitlines()[0])} if folder else set()
    parents, used = {}, {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, fields = int(entry.parent.name), entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[pid], used[pid] = int(fields[1]), int(fields[11]) + int(fields[12])
        used[pid] += int(fields[13]) + int(fields[14]) if pid in roots else 0
    found = set(roots)
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return sum(used.get(pid, 0) for pid in found - {os.getpid()}) / os.sysconf("SC_CLK_TCK")


def close(survey: str) -> None:
    from django_scopes import scope

    from lajur.capabilities.surveys.models import Survey, SurveyState
    from lajur.capabilities.surveys.results.counting import take_snapshot

    agency, *_ = lajur.office()
    with scope(agency=agency):
        row = Survey.objects.get(id=survey)
        begun = time.perf_counter()
        take_snapshot(row, datetime.now(UTC))
        print(f"counted for good, themes of all remarks: {time.perf_counter() - begun:.1f} s", flush=True)
        Survey.objects.filter(id=survey).update(state=SurveyState.CLOSED, closed_at=datetime.now(UTC))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.surveys_results", description=__doc__)
    parser.add_argument("--answers", type=int, default=100_000)
    chosen = parser.parse_args()
    with embedded_server() as server:
        dsn = server.create_database("surveys")
        lajur.set_up(dsn)
        survey = survey_of(chosen.answers)
        settle(dsn)
        _, officer, _ = lajur.office()
        with wsgi_server("lajur.config.wsgi:application", {}, probe="/masuk/", threads=2) as base:
            from bench.http_client import Client

            client = Client(base, cookie=lajur.session(officer))
            held = []
            for prepare in (count_and_go_on, close):
                prepare(survey)
                settle(dsn)
                before = processor(dsn)
                held.append(timed(client, f"/kepuasan/{survey}/hasil/", LIMIT))
                spent = (processor(dsn) - before) / (ASKED + 10) * 1000
                print(f"  {spent:.0f} ms of processor a page; load {os.getloadavg()[0]:.1f}", flush=True)
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
