"""What issuing a paper costs: a letter of three pages, from its data to the committed record, without signing; and how
long twenty who issue at once wait. `python -m bench.papers [--times 100]`.
"""

import argparse
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median, quantiles

from bench import lajur_steps as lajur
from bench.server import embedded_server

LIMIT = 200.0
"""Milliseconds that issuing a paper of three pages may take."""
SENTENCE = "Kelompok kerja pemilihan melaksanakan reviu dokumen persiapan pengadaan bersama pejabat pembuat komitmen. "
ISSUERS = 20


def milliseconds(since: float) -> float:
    return (time.perf_counter() - since) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=100)
    options = parser.parse_args()
    with embedded_server() as server:
        lajur.set_up(server.dsn)
        measure(options.times)


def measure(times: int) -> None:
    from django.db import connections
    from django_scopes import scope, scopes_disabled

    from lajur.casework.documents.papers.testing import make_desk, make_paper

    with scopes_disabled():
        desk = make_desk()
    letter = {"data": {"isi": [SENTENCE * 9 for _ in range(8)]}, "copies": [desk.ani, desk.budi]}

    def issue(_turn: int = 0) -> float:
        since = time.perf_counter()
        with scope(agency=desk.agency):
            make_paper(desk.agency, desk.kepala, **letter)
        return milliseconds(since)

    with scope(agency=desk.agency):
        first = time.perf_counter()
        pages = make_paper(desk.agency, desk.kepala, **letter).pages
        print(f"the first one, with everything still to be loaded: {milliseconds(first):.0f} ms, {pages} pages")
    taken = sorted(issue() for _ in range(times))
    slow = quantiles(taken, n=20)[-1]
    print(f"{times} letters of {pages} pages, one after another: median {median(taken):.0f} ms, p95 {slow:.0f} ms")

    def worker(turn: int) -> float:
        try:
            return issue(turn)
        finally:
            connections.close_all()

    since = time.perf_counter()
    with ThreadPoolExecutor(ISSUERS) as pool:
        waited = sorted(pool.map(worker, range(ISSUERS * 5)))
    rate = ISSUERS * 5 / (milliseconds(since) / 1000)
    print(f"{ISSUERS} issuers at once: {rate:.0f} papers/s, each waits {median(waited):.0f} ms in the median")
    print(f"load of the machine: {os.getloadavg()[0]:.1f}; limit {LIMIT:.0f} ms")
    sys.exit(0 if pages == 3 and median(taken) <= LIMIT else 1)


if __name__ == "__main__":
    main()
