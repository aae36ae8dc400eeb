"""What the machine lacks when something fails that is nobody's fault: room on the disk, or the database itself."""

from __future__ import annotations

import errno
from enum import StrEnum

from django.db import InterfaceError, OperationalError


class Hardship(StrEnum):
    FULL = "disk-penuh"
    AWAY = "basis-data-putus"


def hardship_of(error: BaseException | None) -> Hardship | None:
    """The hardship an exception or one of its causes tells of; None when it is a fault of ours.

    SQLSTATE 53100 is a full disk; class 08, class 57 and an OperationalError without a state are a server that is gone,
    going, not yet there or too slow; 25006 is one that takes no writes, 53300 one with too many guests, 55P03 a lock
    that was waited for too long.
    """
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return Hardship.FULL
        state = getattr(error, "sqlstate", None) or ""
        if state == "53100":
            return Hardship.FULL
        cut = (
            isinstance(error, OperationalError | InterfaceError) and getattr(error.__cause__, "sqlstate", None) is None
        )
        if cut or state[:2] in {"08", "57"} or state in {"25006", "53300", "55P03"}:
            return Hardship.AWAY
        error = error.__cause__ or error.__context__
    return None
