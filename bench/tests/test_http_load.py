"""The load driver tells the truth about a server that cannot keep up."""

import threading
import time

import pytest

from bench.http_load import offer, percentile


def test_every_item_is_used_once_and_the_offered_rate_is_kept():
    seen: list[int] = []
    result = offer(lambda: seen.append, range(100), rate=200, seconds=0.5, clients=4)
    assert sorted(seen) == list(range(100))
    assert result.completed == 100
    assert result.achieved_rate == pytest.approx(200, rel=0.1)


def test_a_stall_is_charged_to_everything_that_was_due_meanwhile():
    lock = threading.Lock()

    def call(item: int) -> None:
        with lock:
            time.sleep(0.3 if item == 0 else 0)

    result = offer(lambda: call, range(50), rate=100, seconds=0.5, clients=4)
    # 30 items fell due while the first held the lock; a closed loop would have seen four slow calls.
    assert result.p50 > 20
    assert result.worst == pytest.approx(300, abs=150)
    assert result.service_p50 < result.p50
    assert not result.holds(p95=100)


def test_an_overloaded_server_shows_a_lower_rate_than_offered():
    result = offer(lambda: lambda _item: time.sleep(0.02), range(100), rate=200, seconds=0.5, clients=1)
    assert result.achieved_rate < 60
    assert not result.holds(p95=10_000)


def test_errors_are_counted_and_never_held_for_success():
    def call(item: int) -> None:
        if item % 10 == 0:
            raise ValueError("refused")

    result = offer(lambda: call, range(50), rate=500, seconds=0.1, clients=2)
    assert result.completed == 45
    assert result.errors == {"ValueError: refused": 5}
    assert not result.holds(p95=10_000)


def test_too_little_work_is_refused_before_anything_is_sent():
    with pytest.raises(ValueError, match="5550 items of work"):
        offer(lambda: lambda _item: None, [1, 2, 3])


def test_a_percentile_is_a_value_that_occurred():
    assert percentile([1.0, 2.0, 3.0, 4.0], 0.5) == 3.0
    assert percentile([1.0, 2.0, 3.0, 4.0], 0.99) == 4.0
