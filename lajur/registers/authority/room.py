"""The room that stays free on the disk whatever people do, so that the database never comes to its end: a PostgreSQL
that cannot write its log any more stops, and with it all reading. Changes are refused before; reading goes on."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from django.conf import settings

SHARE = 0.05
LEAST, MOST = 64_000_000, 1_000_000_000
"""Bytes: four segments of the database's log, and what even a large disk need not exceed."""


def reserve_of(total: int) -> int:
    """Bytes of a disk of `total` that changes leave free."""
    return int(min(max(total * SHARE, LEAST), MOST))


def is_scarce(place: Path) -> bool:
    """Whether the disk under `place` has come to its reserve. A place that does not exist yet has room."""
    try:
        disk = os.statvfs(place)
    except OSError:
        return False
    return disk.f_bavail * disk.f_frsize < reserve_of(disk.f_blocks * disk.f_frsize)


def keep_reserve() -> None:
    """Raises OSError(ENOSPC), which pages and API answer with 507, when a disk of ours has come to its reserve."""
    for place in settings.RESERVED:
        if is_scarce(place):
            raise OSError(errno.ENOSPC, "the disk has come to its reserve", str(place))
