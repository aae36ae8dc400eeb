"""The storms: what is done to the office, and the figures that come of it. Each returns them, or raises at a fault."""

from __future__ import annotations

import os
import random
import shutil
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from math import inf
from pathlib import Path
from typing import Any

import psutil
import psycopg

from lajur.postgres.server import launch
from lajur.postgres.server import locked as guarded
from lajur.postgres.tools import account_for, binaries, run
from lajur.registers.authority.room import reserve_of
from tests.storm.clients import FAILED, OK, Program, next_task, storm
from tests.storm.office import Place

Figures = dict[str, Any]
Strike = Callable[[Place, random.Random], float]


def agreement(office: Place) -> Figures:
    """The judge's word against the history; raises where they do not agree."""
    told = office.judge()
    wrong = told["faults"] + office.history.check(told["done"])
    assert wrong == [], "\n".join(wrong[:20])
    return {**office.history.counts(), "p99_ms": round(office.history.slowest() * 1000)}


@contextmanager
def weather(office: Place, *, cases: int, copies: int = 1) -> Iterator[None]:
    """Programs finish tasks all the while; when it ends, none of them is under way any more."""
    stop = threading.Event()
    working = storm(office.port, office.tokens, office.cases[:cases], office.history, stop, copies=copies)
    try:
        yield
    finally:
        stop.set()
        for thread in working:
            thread.join()


def double(office: Place, steps: int, *, copies: int = 4, minutes: float = inf) -> Figures:
    """R1: many programs send each completion several times, all at once; fewer steps when the minutes are over."""
    before = office.history.counts()
    wanted = before[OK] + steps
    begun = time.monotonic()
    with weather(office, cases=max(1, len(office.tokens) // 4), copies=copies):
        while office.history.counts()[OK] < wanted and time.monotonic() - begun < minutes * 60:
            more(office)
        seconds = time.monotonic() - begun
    assert office.history.counts()[FAILED] == before[FAILED]
    done = office.history.counts()[OK] - before[OK]
    return {**agreement(office), "steps_per_second": round(done / seconds, 1), "load": round(os.getloadavg()[0])}


def struck(office: Place, rounds: int, seed: int, strike: Strike, *, minutes: float = inf) -> Figures:
    """Load, a strike at a random moment, and again; `strike` leaves the office served and tells after how many seconds
    it was ready. Fewer rounds when the minutes are over."""
    rng = random.Random(seed)
    ready: list[float] = []
    begun = time.monotonic()
    while len(ready) < rounds and (not ready or time.monotonic() - begun < minutes * 60):
        with weather(office, cases=len(office.cases)):
            more(office)
            time.sleep(rng.uniform(0.1, 1.2))
            ready.append(strike(office, rng))
            more(office)
    return {"rounds": len(ready), "seed": seed, **agreement(office), "ready_s": round(max(ready), 1)}


def more(office: Place, patience: float = 180) -> None:
    """Wait until one more task is finished."""
    before, until = office.history.counts()[OK], time.monotonic() + patience
    while office.history.counts()[OK] == before:
        assert time.monotonic() < until, f"nothing is finished any more\n{office.log()}"
        time.sleep(0.05)


def kill(office: Place, rng: random.Random) -> float:
    """R2: kill -9 of the server and its workers."""
    office.kill(database=False)
    return office.open()


def power_cut(office: Place, rng: random.Random) -> float:
    """R6: kill -9 of everything, the database included, in the middle of its writing; it recovers by its log."""
    office.kill(database=True)
    return office.open()


def crash(office: Place, rng: random.Random) -> float:
    """R6 as the database sees it: kill -9 of PostgreSQL with all its children in mid-write; the server stays. Cheap
    enough for hundreds of rounds."""
    begun = time.monotonic()
    cluster, tools = office.cluster, binaries()[max(binaries())]
    with guarded(cluster):
        office.kill_database()
        launch(cluster, tools)
    return office.wait(begun)


def restart(office: Place, rng: random.Random) -> float:
    """R4: the database falls over and comes back; the server stays."""
    begun = time.monotonic()
    cluster, tools = office.cluster, binaries()[max(binaries())]
    with guarded(cluster):
        run(
            tools / "pg_ctl", "stop", "-w", "-m", "immediate", "-D", cluster.folder, account=account_for(cluster.folder)
        )
        launch(cluster, tools)
    return office.wait(begun)


def cut_off(office: Place, rng: random.Random) -> float:
    """R4: every connection of the office is ended by the database, three times in a row."""
    begun = time.monotonic()
    with psycopg.connect(office.cluster.url("postgres", "postgres"), autocommit=True) as admin:
        for _ in range(3):
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'lajur'")
            time.sleep(rng.uniform(0.05, 0.4))
    return office.wait(begun)


def locked(office: Place, rng: random.Random) -> float:
    """R7: somebody holds the rows of all cases for a while."""
    begun = time.monotonic()
    with psycopg.connect(office.cluster.url("lajur", "postgres")) as holder:
        holder.execute("SELECT 1 FROM cases_case FOR UPDATE")
        time.sleep(rng.uniform(1, 3))
    return office.wait(begun)


def stalled(office: Place, rng: random.Random) -> float:
    """R7: a disk that does not answer for a while: PostgreSQL and all its children stand still wherever they are."""
    begun = time.monotonic()
    still = office.database_processes()
    try:
        for process in still:
            with suppress(psutil.NoSuchProcess):
                process.suspend()
        time.sleep(rng.uniform(1, 3))
    finally:
        for process in still:
            with suppress(psutil.NoSuchProcess):
                process.resume()
    return office.wait(begun)


def full(office: Place) -> Figures:
    """R5: the disk fills up to the reserve, then to its last byte, and is emptied again. What is asked meanwhile is
    refused with 507 and its reason; reading goes on; afterwards everything works and nothing is lost."""
    program, case = Program(office.port, office.tokens[0]), office.cases[0]
    page = f"http://127.0.0.1:{office.port}/masuk/"
    reserve, filler = reserve_of(shutil.disk_usage(office.folder).total), office.folder / "penuh"
    refused, readings = 0, 0
    try:
        for left in (reserve // 2, 0):
            fill(filler, left)
            until = time.monotonic() + 1.5
            while time.monotonic() < until:
                task = next_task(program, case)
                assert task is not None, f"the case is not read any more\n{office.log()}"
                given = {"outputs": [{"kind": "catatan", "text": "x" * 2000}], "exit": "lagi"}
                status, told = program.ask("POST", f"/cases/{case}/tasks/{task}/complete", given)
                assert status == 507, f"{status} {told}"
                assert told["code"] == "disk-penuh"
                with urllib.request.urlopen(page, timeout=30) as answer:
                    assert answer.status == 200
                refused, readings = refused + 1, readings + 2
    finally:
        filler.unlink(missing_ok=True)
    with weather(office, cases=1):
        more(office)
    return {"reserve_mb": reserve // 1_000_000, "refused": refused, "read": readings, **agreement(office)}


def soak(office: Place, minutes: float) -> Figures:
    """R14: work for so long, with looks at a page between. Told: steps and pages a second, how long the slow ones took,
    and how much the server's memory grew from the end of its first tenth (when all is loaded) to the end."""
    begun, memory, pages = time.monotonic(), [], []
    before = office.history.counts()
    with weather(office, cases=len(office.cases)):
        while (passed := time.monotonic() - begun) < minutes * 60:
            asked = time.monotonic()
            with urllib.request.urlopen(f"http://127.0.0.1:{office.port}/gangguan/", timeout=60) as answer:
                assert answer.status == 200
            pages.append(time.monotonic() - asked)
            memory.append((passed, office.memory()))
            time.sleep(min(1.0, minutes))
    settled = [size for at, size in memory if at >= minutes * 6]
    done = office.history.counts()[OK] - before[OK]
    assert office.history.counts()[FAILED] - before[FAILED] == sum(
        entry.outcome == FAILED and entry.status == 429 for entry in office.history.asked[sum(before.values()) :]
    )
    return {
        "minutes": minutes, "steps_per_second": round(done / (minutes * 60), 1),
        "page_p95_ms": round(sorted(pages)[int(len(pages) * 0.95)] * 1000),
        "memory_mb": round(settled[-1] / 1e6), "memory_growth": round(settled[-1] / settled[0] - 1, 3),
        "load": os.getloadavg()[0], **agreement(office),
    }  # fmt: skip


SHIFTS = ("+1h", "-1h", "+23h", "-25h", "-1d", "+0s")


def clock(office: Place, shifts: tuple[str, ...] = SHIFTS) -> Figures:
    """R8: the server's clock leaps forward and back across hours and midnight while the database's goes on; cases are
    worked on all the while. Afterwards every chain is whole and every case as its journal tells it, deadlines too."""
    ready = []
    for shift in shifts:
        office.kill(database=False)
        ready.append(office.open(shift=shift))
        with weather(office, cases=len(office.cases)):
            more(office)
            more(office)
    with psycopg.connect(office.cluster.url("lajur", "postgres")) as database:
        leaps = database.execute(
            "SELECT count(*) FROM (SELECT at < lag(at) OVER (PARTITION BY chain ORDER BY seq) AS back"
            " FROM authority_entry) told WHERE back"
        ).fetchone()
    assert leaps
    return {"shifts": len(shifts), **agreement(office), "entries_before_their_elder": leaps[0],
            "ready_s": round(max(ready), 1)}  # fmt: skip


def fill(filler: Path, left: int) -> None:
    """Write until so many bytes are free; 0: until nothing can be written any more."""
    with filler.open("ab", buffering=0) as file, suppress(OSError):
        while (free := shutil.disk_usage(filler.parent).free) > left or not left:
            file.write(b"\0" * (min(free - left, 1 << 20) or 4096))


STRIKES: dict[str, Strike] = {
    "kill": kill, "power-cut": power_cut, "crash": crash, "restart": restart, "cut-off": cut_off, "locked": locked,
    "stalled": stalled,
}  # fmt: skip
