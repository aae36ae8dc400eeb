"""Prepared statements sent straight through libpq, for the few statements that every page and every step runs.

psycopg's cursor looks up types, adapts each value and waits in Python; on a local socket that costs more than the
statement (bench/README.md). Here every value goes as text and PostgreSQL gives it the type the statement says. Nothing
is put into SQL text: values are parameters like everywhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connections
from psycopg import errors, pq

_names: WeakKeyDictionary[Any, dict[str, bytes]] = WeakKeyDictionary()


Row = tuple[bytes | None, ...]


def run(sql: str, values: Sequence[Any], *, anywhere: bool = False) -> Row | None:
    """Run `sql` (parameters $1, $2, …) on Django's connection; its first row as texts, None when it has none.

    Takes part in the transaction block that Django has open, if any. `anywhere`: it reads nothing that has an agency,
    so that the server need not be told in whose scope it runs. Raises Django's database errors.
    """
    found = rows(sql, values, anywhere=anywhere)
    return found[0] if found else None


def rows(sql: str, values: Sequence[Any], *, anywhere: bool = False) -> list[Row]:
    """The same, with every row. Tests that count queries see these statements like Django's own."""
    connection: Any = connections["default"]  # looked up once: Django's proxy would look it up at every attribute
    unproved = _is_unproved(connection) and sql.startswith("SELECT")
    if unproved:
        connection.health_check_done = True
    else:
        connection.close_if_health_check_failed()
    try:
        result = _asked(connection, sql, values, anywhere)
    except Exception:
        if not (unproved and _is_lost(connection)):
            raise
        connection.close()
        result = _asked(connection, sql, values, anywhere)
    if connection.queries_logged:
        connection.queries_log.append({"sql": sql, "time": "0"})
    columns = range(result.nfields)
    return [tuple([result.get_value(row, column) for column in columns]) for row in range(result.ntuples)]


def _is_unproved(connection: Any) -> bool:
    """Whether the first statement of a request goes over a kept connection. The server may have been started anew
    since: a reading statement finds out by itself and is asked again, which spares every request a SELECT 1."""
    if connection.connection is None or connection.in_atomic_block:
        return False
    return connection.health_check_enabled and not connection.health_check_done


def _is_lost(connection: Any) -> bool:
    return connection.connection is None or bool(connection.connection.pgconn.status != pq.ConnStatus.OK)


def _asked(connection: Any, sql: str, values: Sequence[Any], anywhere: bool = False) -> Any:
    connection.ensure_connection()
    if not anywhere:
        connection.cross()
    live: Any = connection.connection
    wire = live.pgconn
    if not live.autocommit and wire.transaction_status == pq.TransactionStatus.IDLE:
        _check(connection, wire.exec_(b"BEGIN"))
    known = _names.get(live)
    if known is None:
        known = _names[live] = {}
    name = known.get(sql)
    if name is None:
        name = b"lajur_%d" % len(known)
        _check(connection, wire.prepare(name, sql.encode()))
        known[sql] = name
    result = wire.exec_prepared(name, _texts(values))
    if result.status != pq.ExecStatus.TUPLES_OK:
        with connection.wrap_database_errors:
            raise errors.error_from_result(result)
    return result


def _check(connection: Any, result: Any) -> None:
    if result.status != pq.ExecStatus.COMMAND_OK:
        with connection.wrap_database_errors:
            raise errors.error_from_result(result)


def _texts(values: Sequence[Any]) -> list[bytes | None]:
    """Values as PostgreSQL reads them from text; moments, which repeat within a statement, are written once."""
    texts: list[bytes | None] = []
    moments: dict[datetime, bytes] = {}
    for value in values:
        kind = type(value)
        if kind is str:
            texts.append(value.encode())
        elif value is None:
            texts.append(None)
        elif kind is datetime:
            known = moments.get(value)
            if known is None:
                known = moments[value] = value.isoformat().encode()
            texts.append(known)
        elif kind is bool:
            texts.append(b"t" if value else b"f")
        elif kind is bytes:
            texts.append(b"\\x" + value.hex().encode())
        elif kind is tuple:
            texts.append(b"{" + ",".join(value).encode() + b"}")  # of ids, keys, numbers, which need no quoting
        else:
            texts.append(str(value).encode())
    return texts


def moment(text: bytes | None) -> datetime | None:
    """A timestamptz as PostgreSQL wrote it; Django's connections speak UTC."""
    return None if text is None else datetime.fromisoformat(text.decode()).replace(tzinfo=UTC)


def listed(text: bytes | None) -> list[str]:
    """An array of ids."""
    return text[1:-1].decode().split(",") if text and text != b"{}" else []
