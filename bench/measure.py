"""Runs the contenders in turn, several rounds in changing order, and prints rates and ratios.

A ratio is taken within a round, where both sides met the same neighbours on the machine; the figure that counts is the
median of these ratios. Absolute rates depend on who else is busy.
"""

import argparse
import contextlib
import datetime
import importlib.util
import json
import os
import platform
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bench.contenders import CONTENDERS, GOALS, Contender, Goal
from bench.server import Server, embedded_server, settle

RESULTS = Path(__file__).parent / "results"


class WorkerFailed(Exception):
    """A contender's process ended or answered nonsense; its own message is on standard error."""


class Worker:
    """A contender module in its own process with its own database."""

    def __init__(self, module: str, dsn: str) -> None:
        self.module = module
        self.dsn = dsn
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.worker", module, dsn],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parent.parent,
        )
        self._answer()

    def run(self, function: str, completions: int) -> float:
        """Completions per second of one turn."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(f"{function} {completions}\n")
            self._process.stdin.flush()
        return float(self._answer()["rate"])

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise WorkerFailed(f"{self.module} ended with exit code {self._process.wait()}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def stop(self) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def measure(server: Server, contenders: Sequence[Contender], *, rounds: int, seed: int) -> dict[str, list[float]]:
    """Rates per contender, one per round and in the order of the rounds."""
    workers: dict[str, Worker] = {}
    rates: dict[str, list[float]] = {contender.label: [] for contender in contenders}
    order = random.Random(seed)
    try:
        for module in dict.fromkeys(contender.module for contender in contenders):
            workers[module] = Worker(module, server.create_database(module.rpartition(".")[2]))
        for contender in contenders:  # warm up: statements prepared, caches filled, tables no longer tiny
            workers[contender.module].run(contender.function, 2 * contender.completions)
        for worker in workers.values():
            settle(worker.dsn)
        for number in range(1, rounds + 1):
            for contender in order.sample(contenders, len(contenders)):
                rates[contender.label].append(workers[contender.module].run(contender.function, contender.completions))
            print(f"  round {number}: " + "  ".join(f"{name} {values[-1]:.0f}/s" for name, values in rates.items()))
    finally:
        for worker in workers.values():
            worker.stop()
    return rates


def ratio(rates: dict[str, list[float]], upper: str, lower: str) -> float:
    """Median over the rounds of upper's rate by lower's rate in the same round."""
    return median(a / b for a, b in zip(rates[upper], rates[lower], strict=True))


def verdicts(rates: dict[str, list[float]], goals: Sequence[Goal]) -> list[dict[str, Any]]:
    """The goals whose two sides were both measured, with the ratio reached."""
    return [
        {
            "goal": f"{goal.winner} ≥ {goal.factor:g} × {goal.against}",
            "ratio": round(reached := ratio(rates, goal.winner, goal.against), 2),
            "met": reached >= goal.factor,
        }
        for goal in goals
        if goal.winner in rates and goal.against in rates
    ]


def table(rates: dict[str, list[float]]) -> str:
    """Median, worst and best rate of each contender, and its ratio to the floor."""
    lines = [f"{'contender':<16}{'median/s':>10}{'min/s':>10}{'max/s':>10}{'ms each':>10}{'× floor':>10}"]
    for name, values in rates.items():
        middle = median(values)
        to_floor = f"{ratio(rates, name, 'floor'):.2f}" if "floor" in rates else "–"
        lines.append(
            f"{name:<16}{middle:>10.0f}{min(values):>10.0f}{max(values):>10.0f}{1000 / middle:>10.2f}{to_floor:>10}"
        )
    return "\n".join(lines)


def save(report: dict[str, Any]) -> Path:
    """Write the report to results/<date>.json; a second run of the day gets a number."""
    RESULTS.mkdir(exist_ok=True)
    day = datetime.date.today().isoformat()
    path = RESULTS / f"{day}.json"
    number = 2
    while path.exists():
        path = RESULTS / f"{day}-{number}.json"
        number += 1
    path.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    return path


def present(contenders: Sequence[Contender], only: Sequence[str]) -> list[Contender]:
    """The contenders asked for whose module exists."""
    if unknown := set(only) - {contender.label for contender in contenders}:
        raise SystemExit(f"unknown contender: {', '.join(sorted(unknown))}")
    chosen = [contender for contender in contenders if not only or contender.label in only]
    absent = [contender.label for contender in chosen if importlib.util.find_spec(contender.module) is None]
    if absent:
        print(f"absent, not measured: {', '.join(absent)}")
    return [contender for contender in chosen if contender.label not in absent]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Lajur beside a floor and its peers.")
    parser.add_argument("--rounds", type=int, default=15, help="rounds, each with every contender once (default 15)")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="measure only these contenders")
    parser.add_argument("--seed", type=int, default=1, help="order of the contenders within the rounds")
    options = parser.parse_args(arguments)
    contenders = present(CONTENDERS, options.only)
    with embedded_server() as server:
        settings = server.settings()
        print("PostgreSQL:", ", ".join(f"{name} {value}" for name, value in sorted(settings.items())))
        load_before = os.getloadavg()
        rates = measure(server, contenders, rounds=options.rounds, seed=options.seed)
    judged = verdicts(rates, GOALS)
    print("\n" + table(rates) + "\n")
    for verdict in judged:
        print(f"{'met   ' if verdict['met'] else 'MISSED'}  {verdict['goal']}: {verdict['ratio']}")
    report = {
        "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "machine": {"processors": os.cpu_count(), "python": platform.python_version(), "load_before": load_before},
        "postgresql": settings,
        "rates": rates,
        "goals": judged,
    }
    print(f"\nwritten to {save(report)}")
    return 0 if all(verdict["met"] for verdict in judged) else 1


if __name__ == "__main__":
    sys.exit(main())
