"""A nation's peak: the whole stack at 185 offered steps a second from 16 clients, each opening the task's page and
completing it. `python -m bench.load [--rate 185] [--seconds 30] [--workers 2]` inside .venv-bench."""

import argparse
import json
import sys
from uuid import UUID

from bench import lajur_steps as lajur
from bench.http_client import Client
from bench.http_load import LoadResult, offer
from bench.server import embedded_server, settle
from bench.web import wsgi_server

LIMIT = 300
"""The 95th percentile must stay under so many milliseconds."""


def measure(dsn: str, *, rate: float, seconds: float, clients: int, workers: int) -> LoadResult:
    lajur.set_up(dsn)
    lajur.copy_past(lajur.PAST)
    cases = lajur.start_cases(round(rate * seconds) + 200)
    settle(dsn)
    _, officer, _ = lajur.office()
    step, task, decision = lajur.visits()[0]
    environment: dict[str, str] = {}
    with wsgi_server("lajur.config.wsgi:application", environment, probe="/masuk/", threads=4, workers=workers) as base:

        def connect():
            client = Client(base, cookie=lajur.session(officer))

            def call(case: UUID) -> None:
                lajur.open_and_complete(client, case, step, task, decision)

            return call

        warm = connect()
        for case in cases[:200]:
            warm(case)
        return offer(connect, cases[200:], rate=rate, seconds=seconds, clients=clients)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("--rate", type=float, default=185)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    with embedded_server() as server:
        result = measure(
            server.create_database("load"),
            rate=chosen.rate,
            seconds=chosen.seconds,
            clients=chosen.clients,
            workers=chosen.workers,
        )
    print(json.dumps(result.as_dict(), indent=2))
    held = result.holds(p95=LIMIT)
    print(
        f"{'HELD' if held else 'MISSED'}  {chosen.rate:g} steps/s offered, p95 {result.p95:.0f} ms (limit {LIMIT} ms)"
    )
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
