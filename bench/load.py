"""A nation's peak: the whole stack at 185 offered steps a second from 16 clients. Each step is the task's page and its
completion, or with `--completions` the completion alone, the page having been read before.
`python -m bench.load [--rate 185] [--seconds 30] [--workers 2] [--completions]` inside .venv-bench."""

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


def measure(
    dsn: str, *, rate: float, seconds: float, clients: int, workers: int, threads: int, completions: bool
) -> LoadResult:
    lajur.set_up(dsn)
    lajur.copy_past(lajur.PAST)
    cases = lajur.start_cases(round(rate * seconds) + 200)
    settle(dsn)
    _, officer, _ = lajur.office()
    step, task, decision = lajur.visits()[0]
    environment: dict[str, str] = {}
    with wsgi_server(
        "lajur.config.wsgi:application", environment, probe="/masuk/", threads=threads, workers=workers
    ) as base:

        def connect():
            client = Client(base, cookie=lajur.session(officer))

            def both(case: UUID) -> None:
                lajur.open_and_complete(client, case, step, task, decision)

            def completion(case: UUID) -> None:
                lajur.complete_page(client, case, step, task, decision)

            client.get("/akun/", expect=200)  # a browser has its CSRF cookie from any page
            return completion if completions else both

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
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--completions", action="store_true")
    chosen = parser.parse_args()
    with embedded_server() as server:
        result = measure(
            server.create_database("load"),
            rate=chosen.rate,
            seconds=chosen.seconds,
            clients=chosen.clients,
            workers=chosen.workers,
            threads=chosen.threads,
            completions=chosen.completions,
        )
    print(json.dumps(result.as_dict(), indent=2))
    held = result.holds(p95=LIMIT)
    print(
        f"{'HELD' if held else 'MISSED'}  {chosen.rate:g} steps/s offered, p95 {result.p95:.0f} ms (limit {LIMIT} ms)"
    )
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
