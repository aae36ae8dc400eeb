"""How often may somebody try? Counted in the database, so that all processes count together and no try is lost.

A window begins with the first try and ends `window` later, whatever comes meanwhile; tries that are refused do not
make it longer. Call it outside a transaction: what is rolled back would not have been counted, and whoever tries
meanwhile would wait for its end.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil

from django.conf import settings
from django.http import HttpRequest

from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority import prepared

CODE = "terlalu-sering"

# A window is over when it has ended, or when it would begin a whole window from now: then the clock was put back.
# Less than that is another process's clock, which read a little later.
_COUNT = """
INSERT INTO authority_throttle AS held (key, ends, count)
VALUES ($1::bytea, $2::timestamptz + $3::float8 * interval '1 second', 1)
ON CONFLICT (key) DO UPDATE SET (ends, count) = (
    SELECT CASE WHEN over THEN excluded.ends ELSE held.ends END, CASE WHEN over THEN 1 ELSE held.count + 1 END
    FROM (SELECT held.ends <= $2 OR held.ends > excluded.ends + $3 * interval '1 second' AS over) window_)
WHERE held.count < $4::integer OR held.ends <= $2 OR held.ends > excluded.ends + $3 * interval '1 second'
RETURNING count
"""
_LEFT = "SELECT extract(epoch FROM ends - $2::timestamptz) FROM authority_throttle WHERE key = $1::bytea"
_TRIED = "SELECT count FROM authority_throttle WHERE key = $1::bytea AND ends > $2::timestamptz"
_FORGET = "DELETE FROM authority_throttle WHERE key = $1::bytea RETURNING 1"
_SWEEP = (
    "WITH gone AS (DELETE FROM authority_throttle WHERE ends <= $1::timestamptz RETURNING 1) SELECT count(*) FROM gone"
)


def allow(key: str, *, limit: int, window: timedelta, now: datetime) -> Refusal | None:
    """Count a try of `key` at the moment `now` of the wall's clock. None while at most `limit` fall into one window;
    otherwise why not, with `seconds_left`. Exact when many try at once. `key` says what and who: "masuk:budi:10.0.0.1".
    """
    digest = _digest(key)
    if prepared.run(_COUNT, (digest, now, window.total_seconds(), limit)) is not None:
        return None
    left = prepared.run(_LEFT, (digest, now))
    seconds = max(1, ceil(float(left[0]))) if left is not None and left[0] is not None else 1
    wait = Words("{n} detik lagi", n=seconds) if seconds < 100 else Words("{n} menit lagi", n=ceil(seconds / 60))
    return Refusal(CODE, "Terlalu sering dalam waktu singkat. Coba lagi {wait}.", {"wait": wait, "seconds": seconds})


def seconds_left(refusal: Refusal) -> int:
    """When it may be tried again: for Retry-After."""
    return int(refusal.params["seconds"])


def address_of(request: HttpRequest) -> str:
    """Where the visitor is. In production a proxy stands before us and appends whom it saw to X-Forwarded-For; what
    stands before that entry anybody may have written."""
    if settings.SECURE_PROXY_SSL_HEADER is not None:
        seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if seen:
            return seen
    return str(request.META.get("REMOTE_ADDR", ""))


def count_of(key: str, *, now: datetime) -> int:
    """Tries of `key` in the window that is open at `now`, without counting one."""
    found = prepared.run(_TRIED, (_digest(key), now))
    return int(found[0]) if found is not None and found[0] is not None else 0


def forget(key: str) -> None:
    """Begin anew with `key`: it was proven good."""
    prepared.run(_FORGET, (_digest(key),))


def sweep(now: datetime) -> int:
    """Remove what is over; how many."""
    found = prepared.run(_SWEEP, (now,))
    assert found is not None
    assert found[0] is not None
    return int(found[0])


def _digest(key: str) -> bytes:
    return sha256(key.encode()).digest()
