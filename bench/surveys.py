"""Respondents beside office work: 50 answers a second, each a form opened and sent by a browser of its own from an
address of its own, while officers open and complete steps. None may be lost: sheets are counted against the thanks.
`python -m bench.surveys [--rate 50] [--seconds 20] [--office 10] [--workers 2]` inside .venv-bench."""

import argparse
import http.client
import os
import re
import sys
import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from bench import lajur_steps as lajur
from bench.http_client import Client, UnexpectedStatus
from bench.http_load import LoadResult, offer
from bench.server import embedded_server, settle
from bench.web import wsgi_server

LIMIT = 1000
"""The 95th percentile of opening and sending together must stay under so many milliseconds."""
FIELD = re.compile(r'name="(csrfmiddlewaretoken|formulir)" value="([^"]+)"')


def open_survey() -> tuple[uuid.UUID, str]:
    """A survey of the office that takes answers: (id, token)."""
    from django_scopes import scope

    from lajur.capabilities.surveys.models import Group, Service, Survey, SurveyState
    from lajur.capabilities.surveys.questionnaire import elements_for

    agency, now = lajur.office()[0], datetime.now(UTC)
    with scope(agency=agency):
        survey = Survey.objects.create(
            agency=agency, title="Ukur", period_from=now, period_until=now, opens_on=now - timedelta(days=2),
            closes_on=now + timedelta(days=2), state=SurveyState.OPEN, token="ukurukur", minimum=30, created_at=now,
            opened_at=now,
        )  # fmt: skip
        for number, key in enumerate(("ppk", "pp", "pokja", "penyedia", "auditor"), start=1):
            Group.objects.create(agency=agency, survey=survey, number=number, key=key, title=key)
        for number in (1, 2, 3):
            Service.objects.create(agency=agency, survey=survey, number=number, title=f"Layanan {number}")
        for question in elements_for(survey, now.date(), agency):
            question.save()
        return survey.id, survey.token


def count_of(survey: uuid.UUID) -> int:
    from django_scopes import scopes_disabled

    from lajur.capabilities.surveys.models import Sheet

    with scopes_disabled():
        return Sheet.objects.filter(survey=survey).count()


def respond(base: str, path: str, number: int) -> None:
    """One respondent: opens the form, answers, is thanked. His address is one of this machine's own."""
    parts = urlsplit(base)
    place = (f"127.{1 + number // 60_000 % 200}.{number // 250 % 240}.{1 + number % 250}", 0)
    line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30, source_address=place)
    try:
        line.request("GET", path)
        page = line.getresponse()
        text = page.read().decode()
        if page.status != 200:
            raise UnexpectedStatus(f"GET: {page.status}")
        cookies = {
            name: morsel.value
            for header in page.headers.get_all("Set-Cookie") or ()
            for name, morsel in SimpleCookie(header).items()
        }
        chosen = {f"u{n}": str(1 + (number * n) % 4) for n in range(1, 10)}
        fields = {**dict(FIELD.findall(text)), "aksi": "kirim", "kalangan": str(1 + number % 5), "layanan": "2"}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        }
        line.request("POST", path, urlencode({**fields, **chosen, "saran": f"Saran nomor {number}"}), headers)
        answer = line.getresponse()
        answer.read()
        if answer.status != 302:
            raise UnexpectedStatus(f"POST: {answer.status}")
    finally:
        line.close()


def at_work(base: str, cases: list[uuid.UUID], rate: float, seconds: float) -> Callable[[], LoadResult]:
    """The office's part, begun at once; call what is returned to wait for its figures."""
    step, task, decision = lajur.visits()[0]
    officer, found = lajur.office()[1], []

    def connect() -> Callable[[uuid.UUID], object]:
        client = Client(base, cookie=lajur.session(officer))
        client.get("/akun/")
        return lambda case: lajur.open_and_complete(client, case, step, task, decision)

    def run() -> None:
        found.append(offer(connect, cases, rate=rate, seconds=seconds, clients=6))

    thread = threading.Thread(target=run)
    thread.start()

    def wait() -> LoadResult:
        thread.join()
        return found[0]

    return wait


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.surveys", description=__doc__)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--office", type=float, default=10, help="steps opened and completed a second")
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    with embedded_server() as server:
        dsn = server.create_database("surveys")
        lajur.set_up(dsn)
        survey, token = open_survey()
        cases = lajur.start_cases(round(chosen.office * chosen.seconds) + 1)
        settle(dsn)
        path, before = f"/survei/{token}/", os.getloadavg()[0]
        with wsgi_server(
            "lajur.config.wsgi:application", {}, probe="/masuk/", threads=4, workers=chosen.workers
        ) as base:
            for number in range(40):
                respond(base, path, 1_000_000 + number)
            warm = count_of(survey)
            waiting = at_work(base, cases, chosen.office, chosen.seconds)
            work = list(range(round(chosen.rate * chosen.seconds)))
            told = offer(
                lambda: lambda number: respond(base, path, number), work, rate=chosen.rate, seconds=chosen.seconds,
                clients=24,
            )  # fmt: skip
            office = waiting()
        kept = count_of(survey) - warm
    print(
        f"{chosen.rate:g} answers/s offered for {chosen.seconds:g} s: {told.achieved_rate:.1f}/s taken, open and send"
        f" p50 {told.p50:.0f} ms, p95 {told.p95:.0f} ms, p99 {told.p99:.0f} ms, worst {told.worst:.0f} ms,"
        f" errors {told.errors or 'none'}"
    )
    print(
        f"office beside: {office.achieved_rate:.1f} steps/s, p95 {office.p95:.0f} ms, errors {office.errors or 'none'}"
    )
    print(f"thanked {told.completed}, sheets kept {kept}; load of the machine before: {before:.1f}")
    held = kept == told.completed == len(work) and told.holds(p95=LIMIT)
    print(f"{'HELD' if held else 'MISSED'}  (p95 limit {LIMIT} ms, none lost)")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
