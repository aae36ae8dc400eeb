"""S6: clients hammer far beyond their limits while officers work. Who floods is told 429 and when to come again; the
officers are refused nothing, and nothing of theirs is lost."""

from __future__ import annotations

import http.client
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.storm.clients import OK, Program, finish, next_task
from tests.storm.day import Browser
from tests.storm.office import Place
from tests.storm.prepare import CLERK
from tests.storm.rounds import Figures, agreement

REQUESTS, PUBLIC, FILES = 600, 120, 30
"""What a token, an address on public pages and a person who fetches files may ask for in a minute."""
HANDS = 2
"""Threads of each flooder."""
PACE = 0.2
"""Seconds that an officer rests between two requests: within what his token may ask."""
TOO_MANY = 429


@dataclass
class Flooder:
    """Somebody who asks for one thing as fast as he can, and never waits when he is told to. `limit`: answers that he
    may have in a minute."""

    port: int
    path: str
    headers: dict[str, str]
    limit: int
    answers: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def hammer(self, stop: threading.Event) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        while not stop.is_set():
            connection.request("GET", self.path, headers=self.headers)
            response = connection.getresponse()
            response.read()
            self.answers[response.status] += 1
            again = response.getheader("Retry-After", "")
            told_when = again.isdigit() and int(again) > 0
            if response.status not in (200, TOO_MANY) or (response.status == TOO_MANY) != told_when:
                self.wrong.append(f"{self.path}: {response.status}, Retry-After {again!r}")

    def judge(self, seconds: float) -> list[str]:
        """What speaks against his limit, when he hammered for so long: every minute that began may be used up once."""
        most = self.limit * (int(seconds / 60) + 2)
        return self.wrong + [f"{self.path}: {self.answers[200]} answers of {most}"] * (self.answers[200] > most)


class Officers:
    """Programs of officers, each with a case of its own and within its limits, and one who reads his tasks."""

    def __init__(self, office: Place, cookie: str) -> None:
        self.office, self.cookie = office, cookie
        self.stop = threading.Event()
        self.pages: list[tuple[int, float]] = []

    def work(self, token: str, case: str) -> None:
        program = Program(self.office.port, token)
        while not self.stop.wait(PACE):
            task = next_task(program, case)
            if task is None:
                self.office.history.surprises.append(f"{case}: an officer could not read his own case")
            else:
                finish(program, case, task, self.office.history)

    def read(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.office.port, timeout=60)
        while not self.stop.wait(PACE):
            begun = time.monotonic()
            connection.request("GET", "/tugas/", headers={"Cookie": self.cookie})
            response = connection.getresponse()
            response.read()
            self.pages.append((response.status, time.monotonic() - begun))


@contextmanager
def together(stop: threading.Event, threads: list[threading.Thread]) -> Iterator[None]:
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def flood(office: Place, seconds: float = 60) -> Figures:
    """So long without the flood, then so long with it. Told: what who flooded was answered, and the officers' 95th
    percentile of both times, of finished steps and of pages."""
    clerk = Browser(f"http://127.0.0.1:{office.port}")
    page = clerk.ask("/masuk/", {"username": CLERK["username"], "password": CLERK["password"]})
    assert "Tugas saya" in page, "the clerk could not sign in"
    cookie = "; ".join(f"{one.name}={one.value}" for one in clerk.jar)
    ours, theirs = office.tokens[0], list(zip(office.tokens[1:], office.cases[1:], strict=False))
    flooders = {
        "token": Flooder(
            office.port, f"/api/v1/cases/{office.cases[0]}", {"Authorization": f"Bearer {ours}"}, REQUESTS
        ),
        "public": Flooder(office.port, "/gangguan/", {}, PUBLIC),
        "files": Flooder(office.port, "/pengelolaan/pegawai/ekspor.csv", {"Cookie": cookie}, FILES),
    }
    before, first = office.history.counts(), len(office.history.asked)
    officers, calm = Officers(office, cookie), threading.Event()
    at_work = [threading.Thread(target=officers.work, args=pair, daemon=True) for pair in theirs]
    at_work.append(threading.Thread(target=officers.read, daemon=True))
    hammering = [
        threading.Thread(target=one.hammer, args=[calm], daemon=True) for one in flooders.values() for _ in range(HANDS)
    ]
    with together(officers.stop, at_work):
        time.sleep(seconds)
        steps, pages = len(office.history.asked), len(officers.pages)
        with together(calm, hammering):
            begun = time.monotonic()
            time.sleep(seconds)
        took = time.monotonic() - begun
        last = len(office.history.asked)
    wrong = [fault for one in flooders.values() for fault in one.judge(took)]
    wrong += [f"an officer was told {one.status}" for one in office.history.asked[first:] if one.outcome != OK]
    wrong += [f"an officer's page was {status}" for status, _ in officers.pages if status != 200]
    assert any(one.answers[TOO_MANY] for one in flooders.values()), (
        f"no flood: {[one.answers for one in flooders.values()]}"
    )
    assert not wrong, "\n".join(wrong[:20])
    asked = [one.seconds for one in office.history.asked]
    read = [took for _, took in officers.pages]
    assert first < steps < last, "the officers finished nothing"
    return {
        "flooded": {name: dict(one.answers) for name, one in flooders.items()},
        "steps": office.history.counts()[OK] - before[OK],
        "step_p95_ms": {"calm": p95(asked[first:steps]), "flood": p95(asked[steps:last])},
        "page_p95_ms": {"calm": p95(read[:pages]), "flood": p95(read[pages:])},
        "load": round(os.getloadavg()[0]), **agreement(office),
    }  # fmt: skip


def p95(seconds: list[float]) -> int:
    """Milliseconds within which 95 of 100 answers came."""
    return round(sorted(seconds)[int(len(seconds) * 0.95)] * 1000) if seconds else 0
