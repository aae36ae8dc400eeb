"""Counting tries."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test import RequestFactory

from lajur.registers.authority.throttle import CODE, address_of, allow, forget, seconds_left, sweep

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
WINDOW = timedelta(minutes=15)


def tries(key: str, at: datetime, number: int, *, limit: int = 5) -> int:
    """How many of so many tries are let through."""
    return sum(allow(key, limit=limit, window=WINDOW, now=at) is None for _ in range(number))


def test_so_many_in_a_window_and_then_again_in_the_next() -> None:
    assert tries("a", NOW, 8) == 5
    assert tries("a", NOW + WINDOW - timedelta(seconds=1), 1) == 0
    assert tries("a", NOW + WINDOW, 8) == 5


def test_a_refusal_says_when_to_come_again() -> None:
    tries("a", NOW, 5)
    refusal = allow("a", limit=5, window=WINDOW, now=NOW + timedelta(minutes=14, seconds=30, milliseconds=10))
    assert refusal is not None
    assert (refusal.code, seconds_left(refusal)) == (CODE, 30)
    assert "30 detik" in refusal.sentence
    refusal = allow("a", limit=5, window=WINDOW, now=NOW)
    assert refusal is not None
    assert "15 menit" in refusal.sentence


def test_being_refused_does_not_make_the_wait_longer() -> None:
    tries("a", NOW, 5)
    tries("a", NOW + timedelta(minutes=10), 50)
    assert tries("a", NOW + WINDOW, 1) == 1


def test_others_are_not_counted_with_it() -> None:
    tries("a", NOW, 8)
    assert tries("b", NOW, 1) == 1


def test_a_clock_that_reads_a_little_less_counts_in_the_same_window() -> None:
    tries("a", NOW, 3)
    assert tries("a", NOW - timedelta(seconds=2), 8) == 2


def test_a_clock_put_back_a_year_locks_nobody_out() -> None:
    tries("a", NOW, 8)
    assert tries("a", NOW - timedelta(days=365), 8) == 5


def test_what_was_proven_good_begins_anew() -> None:
    tries("a", NOW, 5)
    forget("a")
    forget("never tried")
    assert tries("a", NOW, 5) == 5


def test_what_is_over_is_removed_and_what_runs_is_kept() -> None:
    tries("a", NOW, 1)
    tries("b", NOW + timedelta(minutes=5), 5)
    assert sweep(NOW + WINDOW) == 1
    assert tries("b", NOW + WINDOW, 1) == 0


def test_no_name_and_no_address_is_kept() -> None:
    tries("masuk:budi:10.0.0.1", NOW, 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT held::text, encode(key, 'escape') FROM authority_throttle held")
        assert "budi" not in str(cursor.fetchall())


def test_many_at_once_are_counted_exactly() -> None:
    """Twelve threads, each with a connection of its own as a process has; what they wrote stays, so it is removed."""
    start, through = threading.Barrier(12), []

    def work() -> None:
        try:
            start.wait(30)
            through.append(tries("at once", NOW, 10, limit=50))
            if start.wait(30) == 0:
                forget("at once")
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=work) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(through) == 50


def test_only_what_the_proxy_itself_wrote_tells_where_a_visitor_is(settings: Any) -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "1.2.3.4, 10.0.0.9"}, REMOTE_ADDR="127.0.0.1")
    settings.SECURE_PROXY_SSL_HEADER = None
    assert address_of(request) == "127.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert address_of(request) == "10.0.0.9"
    assert address_of(RequestFactory().get("/", REMOTE_ADDR="127.0.0.1")) == "127.0.0.1"
