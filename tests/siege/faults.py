"""What goes wrong, and when: at a chosen point of an act its worker dies, its connection breaks, the database calls a
deadlock, or somebody overtakes it.

Every statement is a point before and a point after, and so is every COMMIT; a statement outside a transaction commits
by itself. An armed fault strikes at the n-th point of one act and never again.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import OperationalError, connection
from psycopg import pq
from psycopg.errors import DeadlockDetected

from lajur.registers.authority import prepared

KINDS = ("die", "die", "cut", "deadlock", "cross", "cross")


class Killed(BaseException):
    """The worker is dead. No `except Exception` sees it."""


class Faults:
    """One per run, on the connection of the thread that made it. `struck` counts what happened, by kind and place."""

    def __init__(self) -> None:
        self.thread = threading.get_ident()
        self.kind, self.left, self.fired = "", 0, False
        self.cross: Callable[[], None] | None = None
        self.struck: Counter[str] = Counter()

    def arm(self, kind: str, point: int, cross: Callable[[], None] | None = None) -> None:
        self.kind, self.left, self.fired, self.cross = kind, point, False, cross

    def disarm(self) -> bool:
        """Whether the fault struck. A connection it broke is given up, as a new process would have a new one."""
        struck, broken = self.fired, self.fired and self.kind in ("die", "cut")
        self.kind, self.fired = "", False
        if broken:
            abandon()
        return struck

    def point(self, place: str) -> None:
        if not self.kind or self.fired or threading.get_ident() != self.thread:
            return
        if self.kind == "deadlock" and place != "before":
            return
        if self.kind == "cross" and (place != "before" or has_written()):
            return
        self.left -= 1
        if self.left > 0:
            return
        self.fired = True
        self.struck[f"{self.kind} {place}"] += 1
        if self.kind == "cross":
            assert self.cross is not None
            self.cross()
        elif self.kind == "deadlock":
            raise OperationalError("deadlock detected") from DeadlockDetected("deadlock detected")
        else:
            if connection.connection is not None:
                connection.connection.pgconn.finish()  # the server rolls back what was not committed
            if self.kind == "die":
                raise Killed(place)
            if place != "before":
                raise OperationalError("server closed the connection unexpectedly")

    @contextmanager
    def watching(self) -> Iterator[None]:
        """See every statement and commit of this thread's connection."""
        asked, commit = prepared._asked, connection._commit

        def ask(*args: Any) -> Any:
            self.point("before")
            found = asked(*args)
            self.point("after")
            return found

        def committing() -> None:
            self.point("before commit")
            commit()
            self.point("after commit")

        def execute(run: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
            self.point("before")
            found = run(sql, params, many, context)
            self.point("after")
            return found

        prepared._asked, connection._commit = ask, committing  # type: ignore[method-assign]
        try:
            with connection.execute_wrapper(execute):
                yield
        finally:
            prepared._asked = asked
            del connection._commit  # type: ignore[method-assign]


def has_written() -> bool:
    """Whether the open transaction holds locks that somebody else could wait for."""
    live = connection.connection
    if live is None or live.pgconn.transaction_status == pq.TransactionStatus.IDLE:
        return False
    found = live.pgconn.exec_(b"SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
    return bool(found.status != pq.ExecStatus.TUPLES_OK or found.get_value(0, 0) == b"t")


def abandon() -> None:
    with suppress(Exception):
        if connection.connection is not None:
            connection.connection.close()
    connection.connection = None
    connection.closed_in_transaction = False
    connection.in_atomic_block = False
    connection.connect()
