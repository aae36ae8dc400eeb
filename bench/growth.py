"""Does it stay fast? The same work and pages with 10,000 and with 1,000,000 finished tasks in the database, and one
case looped for 1,000 completions. `python -m bench.growth [--large 1000000]` inside .venv-bench."""

import argparse
import sys
import time
from collections.abc import Callable
from statistics import median

from bench import lajur_steps as lajur
from bench.procedure import COMPLETIONS_PER_CASE, DECISION, RETURN_TO
from bench.server import embedded_server, settle

LIMIT = 1.3
"""A page with the large past may cost so many times what it costs with the small one."""

LOOPED = 1000
OPEN = 300
"""Open tasks in the officer's inbox while its page is measured."""


def milliseconds(call: Callable[[], object], times: int) -> float:
    """Median of so many calls, after a warm-up."""
    for _ in range(times // 4):
        call()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        call()
        taken.append((time.perf_counter() - begun) * 1000)
    return median(taken)


def looping() -> tuple[float, float]:
    """Milliseconds of a completion at the beginning and at the end of one long case."""
    from django_scopes import scope

    agency, *_ = lajur.office()
    with scope(agency=agency):
        (case,) = lajur.start_cases(1)
        for step, task, _ in lajur.visits()[: DECISION - 1]:
            lajur.complete(case, step, task, None)
        taken = []
        for visit in range(1, LOOPED // 2 + 1):
            for step, decision in ((DECISION, "perbaiki"), (RETURN_TO, None)):
                number = visit if step == DECISION else visit + 1
                begun = time.perf_counter()
                lajur.complete(case, step, f"langkah-{step}.{number}", decision)
                taken.append((time.perf_counter() - begun) * 1000)
    fifth = len(taken) // 5
    return median(taken[:fifth]), median(taken[-fifth:])


def pages() -> dict[str, Callable[[], object]]:
    """The inbox and a finished case's page, asked in process: what is measured is Lajur and its database."""
    from django.conf import settings
    from django.test import Client

    from lajur.registers.organisation.models import Person

    _, officer, _ = lajur.office()
    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(Person.objects.get(id=officer.person), backend=settings.AUTHENTICATION_BACKENDS[0])
    (case,) = lajur.start_cases(1)
    from django_scopes import scope

    with scope(agency=lajur.office()[0]):
        for step, task, decision in lajur.visits()[:6]:
            lajur.complete(case, step, task, decision)

    def ask(path: str) -> Callable[[], object]:
        def call() -> None:
            response = client.get(path)
            assert response.status_code == 200, (path, response.status_code)

        return call

    return {"inbox": ask("/tugas/"), "case page": ask(f"/pelaksanaan/{case}/")}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    chosen = parser.parse_args()
    held = True
    with embedded_server() as server:
        dsn = server.create_database("growth")
        lajur.set_up(dsn)
        lajur.start_cases(OPEN)
        lajur.copy_past(chosen.small // COMPLETIONS_PER_CASE)
        asked = pages()
        settle(dsn)
        early, late = looping()
        print(f"one case, {LOOPED} completions: {early:.2f} ms at first, {late:.2f} ms at last, × {late / early:.2f}")
        held &= late / early <= LIMIT
        small = {name: milliseconds(call, 100) for name, call in asked.items()}
        lajur.work(40)
        rate_small = median(lajur.work(20) for _ in range(9))
        print(f"growing to {chosen.large:,} finished tasks …", flush=True)
        lajur.copy_past((chosen.large - chosen.small) // COMPLETIONS_PER_CASE)
        settle(dsn)
        for name, call in asked.items():
            grown = milliseconds(call, 100)
            held &= grown <= small[name] * LIMIT
            print(f"{name}: {small[name]:.1f} ms → {grown:.1f} ms, × {grown / small[name]:.2f}")
        lajur.work(40)
        rate_large = median(lajur.work(20) for _ in range(9))
        print(f"completions: {rate_small:.0f}/s → {rate_large:.0f}/s, × {rate_small / rate_large:.2f} the cost")
        held &= rate_small / rate_large <= LIMIT
    print("HELD" if held else f"MISSED: something grew by more than {LIMIT} times")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
