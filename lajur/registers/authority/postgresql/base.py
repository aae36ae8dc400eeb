"""Django's connection to PostgreSQL, which tells the server for which agency it speaks.

The server is told only when the agency is another than the one it knows: a page costs no more statements than before.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base
from psycopg import errors, pq

from lajur.registers.authority import border

_TELL = b"SELECT set_config('lajur.agency', $1, false), set_config('lajur.everywhere', $2, false)"
_CLOSE = (
    b"SELECT set_config('role', rolname, false) FROM pg_roles WHERE rolname = $1 AND pg_has_role(rolname, 'MEMBER')"
)


class DatabaseWrapper(base.DatabaseWrapper):
    """`bound`: whether this connection speaks as the door's role, to which the policies apply; `told`: what the server
    was last told, None when that is not known (a new connection, a rolled back transaction)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bound = False
        self.told: str | None = None

    def init_connection_state(self) -> None:
        super().init_connection_state()
        self.told = None
        self.bound = False
        if border.is_bound():
            self.bind()

    def bind(self) -> None:
        """Speak as the door's role from now on. Where the server does not have the role, the second guard is missing
        and the health page says so."""
        if self.in_atomic_block and self.connection.pgconn.transaction_status == pq.TransactionStatus.IDLE:
            self.connection.pgconn.exec_(b"BEGIN")  # a test's: with its end the role is what it was
        self.bound = self._ask(_CLOSE, border.DOOR) is not None

    def unbind(self) -> None:
        """Speak as the owner again: for tests, whose data are made outside any request."""
        self.bound = False
        if self.connection is not None and not self._is_broken():
            self._ask(b"SELECT set_config('role', $1, false)", "none")

    def cross(self) -> None:
        """Tell the server the agency in whose scope the next statement runs, if it knows another."""
        if not self.bound:
            return
        wanted = border.wanted()
        if wanted == self.told or self._is_broken():
            return
        everywhere = wanted == border.EVERYWHERE
        self._ask(_TELL, "" if everywhere else wanted, "on" if everywhere else "")
        self.told = wanted

    def _is_broken(self) -> bool:
        """A transaction that failed takes nothing but its end."""
        return bool(self.connection.pgconn.transaction_status == pq.TransactionStatus.INERROR)

    def _ask(self, sql: bytes, *values: str) -> bytes | None:
        result = self.connection.pgconn.exec_params(sql, [value.encode() for value in values])
        if result.status != pq.ExecStatus.TUPLES_OK:
            with self.wrap_database_errors:
                raise errors.error_from_result(result)
        found: bytes | None = result.get_value(0, 0) if result.ntuples else None
        return found

    def create_cursor(self, name: str | None = None) -> Any:
        self.cross()
        return super().create_cursor(name)

    def _rollback(self) -> None:
        self.told = None  # settings are rolled back as well
        super()._rollback()  # type: ignore[misc]  # Django's types leave it out

    def _savepoint_rollback(self, sid: str) -> None:
        self.told = None
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self.told = None
