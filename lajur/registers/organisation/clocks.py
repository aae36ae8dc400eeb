"""The time of an agency: everybody's, but for training agencies, whose clock may run faster. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

RATES = (1, 10, 60, 480, 1440)
"""Clock rates to choose from: at 60 an hour of the room takes a minute, at 1440 a day does."""


class Timed(Protocol):
    @property
    def is_training(self) -> bool: ...
    @property
    def clock_rate(self) -> int: ...
    @property
    def clock_start(self) -> datetime | None: ...


def agency_now(agency: Timed, now: datetime) -> datetime:
    """What time it is in the agency when the clock on the wall says `now`.

    A real agency knows no other clock, whatever its columns say. The fast clock and the wall's agree at `clock_start`,
    and before it.
    """
    start = agency.clock_start
    if not agency.is_training or start is None or agency.clock_rate <= 1 or now <= start:
        return now
    return start + (now - start) * agency.clock_rate
