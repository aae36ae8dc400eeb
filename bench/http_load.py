"""Offers work at a fixed rate, whether or not the server keeps up (open loop).

Item i is due at start + i / rate and its latency counts from that moment, also when all clients are still busy then:
a server that stalls is charged for everybody who queued, which a closed loop would hide.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class LoadResult:
    """Latencies in milliseconds from the scheduled moment; rates per second."""

    offered: int
    completed: int
    offered_rate: float
    achieved_rate: float
    p50: float
    p95: float
    p99: float
    worst: float
    service_p50: float
    service_p95: float
    errors: dict[str, int]

    def as_dict(self) -> dict[str, object]:
        return asdict(self)

    def holds(self, *, p95: float, tolerance: float = 0.02) -> bool:
        """Whether every item succeeded, the offered rate was kept, and p95 stayed under the limit (milliseconds)."""
        kept = self.achieved_rate >= self.offered_rate * (1 - tolerance)
        return not self.errors and kept and self.p95 < p95


def percentile(ordered: Sequence[float], share: float) -> float:
    """Nearest-rank percentile of an ordered sequence; not-a-number when it is empty."""
    if not ordered:
        return float("nan")
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class _Load(Generic[Item]):
    def __init__(self, work: Sequence[Item], rate: float) -> None:
        self.work = work
        self.rate = rate
        self.start = 0.0
        self.latencies: list[float] = []
        self.service: list[float] = []
        self.errors: Counter[str] = Counter()
        self.last_finish = 0.0
        self._next = 0
        self._lock = threading.Lock()

    def take(self) -> tuple[float, Item] | None:
        with self._lock:
            number = self._next
            if number >= len(self.work):
                return None
            self._next += 1
        return self.start + number / self.rate, self.work[number]

    def client(self, call: Callable[[Item], object]) -> None:
        while taken := self.take():
            due, item = taken
            if (wait := due - time.perf_counter()) > 0:
                time.sleep(wait)
            begun = time.perf_counter()
            try:
                call(item)
            except Exception as problem:
                with self._lock:
                    self.errors[f"{type(problem).__name__}: {str(problem)[:160]}"] += 1
                continue
            finished = time.perf_counter()
            with self._lock:
                self.latencies.append((finished - due) * 1000)
                self.service.append((finished - begun) * 1000)
                self.last_finish = max(self.last_finish, finished)


def offer(
    connect: Callable[[], Callable[[Item], object]],
    work: Sequence[Item],
    *,
    rate: float = 185,
    seconds: float = 30,
    clients: int = 16,
) -> LoadResult:
    """Offer `rate` items a second for `seconds` to `clients` threads.

    `connect` is called once per client and returns what that client does with one item (open the page, complete the
    task); raising counts as an error. `work` must hold at least rate × seconds items, each to be used once.
    """
    needed = round(rate * seconds)
    if len(work) < needed:
        raise ValueError(f"{needed} items of work are needed for {seconds} s at {rate}/s, {len(work)} were given")
    load = _Load(work[:needed], rate)
    threads = [threading.Thread(target=load.client, args=(connect(),), daemon=True) for _ in range(clients)]
    load.start = time.perf_counter() + 0.05
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    latencies, service = sorted(load.latencies), sorted(load.service)
    # The last item is due one interval before the end of the window; finishing within the window keeps the rate.
    window = max(load.last_finish - load.start, needed / rate)
    return LoadResult(
        offered=needed,
        completed=len(latencies),
        offered_rate=rate,
        achieved_rate=len(latencies) / window,
        p50=percentile(latencies, 0.50),
        p95=percentile(latencies, 0.95),
        p99=percentile(latencies, 0.99),
        worst=latencies[-1] if latencies else float("nan"),
        service_p50=percentile(service, 0.50),
        service_p95=percentile(service, 0.95),
        errors=dict(load.errors),
    )
