"""Programs that finish tasks through the API, and the history of what they asked and what they were told."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

OK, REFUSED, UNKNOWN, FAILED = "ok", "refused", "unknown", "failed"
PAUSE = 0.1
"""Seconds before one asks again after a server that was not there."""


@dataclass(frozen=True)
class Asked:
    case: str
    task: str
    outcome: str
    status: int
    seconds: float


@dataclass
class History:
    """Append-only; an outcome is `unknown` where the answer never came."""

    asked: list[Asked] = field(default_factory=list)
    surprises: list[str] = field(default_factory=list)

    def counts(self) -> Counter[str]:
        return Counter(entry.outcome for entry in self.asked)

    def check(self, done: dict[str, dict[str, int]]) -> list[str]:
        """What does not fit the database's account (`judge`). Every `ok` is there exactly once, every `unknown` once or
        not at all, nothing is there that nobody asked for, and each case's tasks are a path without a gap."""
        wrong = list(self.surprises)
        oks: Counter[tuple[str, str]] = Counter()
        tried: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for entry in self.asked:
            tried[entry.case, entry.task].add(entry.outcome)
            oks[entry.case, entry.task] += entry.outcome == OK
        for (case, task), count in oks.items():
            kept = done.get(case, {}).get(task, 0)
            if count > 1:
                wrong.append(f"{case} {task}: told {count} clients that they had done it")
            if count and kept != 1:
                wrong.append(f"{case} {task}: acknowledged, and {kept} times in the journal")
        for case, tasks in done.items():
            for task, kept in tasks.items():
                if kept != 1:
                    wrong.append(f"{case} {task}: {kept} times in the journal")
                if not tried[case, task] & {OK, UNKNOWN, FAILED}:
                    wrong.append(f"{case} {task}: in the journal, and nobody was told so or left in doubt")
            rounds = len(tasks)
            path = {f"{'periksa' if n % 2 else 'catat'}.{n // 2 + 1}" for n in range(rounds)}
            if set(tasks) != path:
                wrong.append(f"{case}: the finished tasks are no legal path: {sorted(set(tasks) ^ path)[:4]}")
        return wrong

    def slowest(self, share: float = 0.99) -> float:
        """Seconds within which that share of the answers came."""
        times = sorted(entry.seconds for entry in self.asked if entry.outcome in (OK, REFUSED))
        return times[int(len(times) * share)] if times else 0.0


class Program:
    """One connection, made anew when it breaks. Not to be shared between threads."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.token = port, token
        self.connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, given: Any = None) -> tuple[int, Any]:
        """Status and body. Raises OSError or HTTPException where no answer came."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        try:
            self.connection.request(method, f"/api/v1{path}", json.dumps(given) if given is not None else None, headers)
            response = self.connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.connection = None
            raise
        return response.status, json.loads(body) if body else None


def next_task(program: Program, case: str) -> str | None:
    """The one open task of a case; None while no server answers."""
    try:
        status, body = program.ask("GET", f"/cases/{case}")
    except (OSError, http.client.HTTPException):
        return None
    if status != 200:
        return None
    return str(body["open"][0]["key"])


def finish(program: Program, case: str, task: str, history: History) -> None:
    given = {"exit": "lagi"} if task.startswith("periksa") else {"outputs": [{"kind": "catatan", "text": "Tercatat."}]}
    begun = time.monotonic()
    status = 0
    try:
        status, body = program.ask("POST", f"/cases/{case}/tasks/{task}/complete", given)
    except (OSError, http.client.HTTPException):
        outcome = UNKNOWN
    else:
        outcome = OK if status == 200 else REFUSED if status == 409 else FAILED
        if outcome == FAILED and status not in (429, 500, 502, 503, 507):
            history.surprises.append(f"{case} {task}: {status} {body}")
    history.asked.append(Asked(case, task, outcome, status, time.monotonic() - begun))


def storm(
    port: int, tokens: Sequence[str], cases: Sequence[str], history: History, stop: threading.Event, *, copies: int = 1
) -> list[threading.Thread]:
    """One thread for every token, all over the same cases; each request is sent so often, as by an impatient hand."""

    def work(number: int, token: str) -> None:
        program = Program(port, token)
        turn = number
        while not stop.is_set():
            case = cases[turn % len(cases)]
            turn += 1
            task = next_task(program, case)
            if task is None:
                time.sleep(PAUSE)
                continue
            for _ in range(copies):
                finish(program, case, task, history)

    threads = [threading.Thread(target=work, args=pair, daemon=True) for pair in enumerate(tokens)]
    for thread in threads:
        thread.start()
    return threads
