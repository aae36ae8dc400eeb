"""Whether something between Lajur and PostgreSQL hands one session of the server to several clients by turns, as
pgbouncer does with ``pool_mode = transaction`` or ``statement``.

Lajur tells the server once per session for which agency it speaks (docs/decisions/0007) and holds locks by sessions:
with shared sessions one agency's page could meet another's setting. So it must not serve behind such a pooler.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import psycopg

ORDER = (0, 1, 1, 0, 0, 1)
"""Which of two clients asks. A pooler that takes its servers by turns changes between two questions of one client, one
that takes the last used gives both clients the same."""


def shares_sessions(url: str, *, connect: Callable[..., Any] = psycopg.connect) -> bool:
    """Two clients ask who serves them. Where sessions are kept, each has one server process of its own that
    stays the same. Raises what `connect` raises where no server answers."""
    with ExitStack() as stack:
        links = [stack.enter_context(connect(url, autocommit=True, prepare_threshold=None)) for _ in range(2)]
        served: list[set[int]] = [set(), set()]
        for client in ORDER:
            served[client].add(links[client].execute("SELECT pg_backend_pid()").fetchone()[0])
    return len(served[0]) > 1 or len(served[1]) > 1 or served[0] == served[1]
