"""What two heartbeats tell, and how much of a month Lajur was there. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

GAP = timedelta(minutes=3)
"""Beats further apart than this make an outage; the worker beats every minute."""

LEAP = timedelta(seconds=5)
"""A clock that is off by more than this against the machine's own seconds was set."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """A heartbeat: the clock, the machine's start by name, and the seconds since then (None: not known)."""

    at: datetime
    boot: str = ""
    awake: float | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What lies between two beats: an outage (first and last moment), and by how much the clock was set."""

    outage: tuple[datetime, datetime] | None = None
    leap: timedelta | None = None


def compare(last: Pulse, now: Pulse) -> Findings:
    """The machine's own seconds decide while it stays switched on: a clock set forward is no outage. After a new start
    only a clock that went back can be told."""
    passed = now.at - last.at
    if last.boot and last.boot == now.boot and last.awake is not None and now.awake is not None:
        lived = timedelta(seconds=now.awake - last.awake)
        drift = passed - lived
        leap = drift if abs(drift) > LEAP else None
        return Findings((now.at - lived, now.at) if lived > GAP else None, leap)
    if passed < -LEAP:
        return Findings(None, passed)
    return Findings((last.at, now.at) if passed > GAP else None)


@dataclass(frozen=True, slots=True)
class Span:
    """An outage as two moments; `key` leads back to its row."""

    key: str
    began: datetime
    ended: datetime


@dataclass(frozen=True, slots=True)
class Month:
    """A month of service in the zone: `down` of `watched` was lost. `first` is its first day's midnight."""

    first: datetime
    watched: timedelta
    down: timedelta
    spans: tuple[Span, ...]

    @property
    def minutes_down(self) -> int:
        return -(-int(self.down.total_seconds()) // 60)

    @property
    def available(self) -> float:
        """Per cent of the time watched, rounded down to hundredths: 100 only when nothing was lost."""
        if not self.watched:
            return 100.0
        return int((1 - self.down / self.watched) * 10_000) / 100


def months(since: datetime, until: datetime, outages: Iterable[Span], zone: ZoneInfo, most: int = 12) -> list[Month]:
    """The last months, this one first, as far as they were watched (from `since`)."""
    spans: Sequence[Span] = sorted(outages, key=lambda span: span.began, reverse=True)
    found: list[Month] = []
    edge = until.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    end = until
    while len(found) < most and end > since:
        first = max(edge, since)
        inside = tuple(span for span in spans if span.began < end and span.ended > first)
        down = sum((min(span.ended, end) - max(span.began, first) for span in inside), timedelta())
        found.append(Month(edge, end - first, down, inside))
        end = edge
        edge = (edge - timedelta(days=1)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return found
