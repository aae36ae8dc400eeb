"""The machine's own signs of life."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

from lajur.casework.upkeep.rules import Pulse

_BOOT = Path("/proc/sys/kernel/random/boot_id")


def pulse(now: datetime) -> Pulse:
    """`now` with the machine's start and the seconds since then, sleep included, where the system tells them."""
    try:
        return Pulse(now, _BOOT.read_text().strip(), time.clock_gettime(time.CLOCK_BOOTTIME))
    except (OSError, AttributeError):
        return Pulse(now)
