"""What a database holds, as one digest per table: the same in the original and in what was restored from a backup.

A table's digest is the sum, modulo 2^256, of the SHA-256 of its rows in COPY's text form. So it depends neither on the
order in which rows lie nor on the collation of the server that sorts them.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import psycopg
from psycopg import sql

SAME_WORDS = (
    "SET LOCAL timezone = 'UTC'",
    "SET LOCAL datestyle = 'ISO, YMD'",
    "SET LOCAL intervalstyle = 'postgres'",
    "SET LOCAL bytea_output = 'hex'",
    "SET LOCAL extra_float_digits = 1",
    "SET LOCAL client_encoding = 'UTF8'",
    "SET LOCAL row_security = off",
)
"""So that every server writes the same value alike; and a policy that would hide rows is an error, not an omission."""
_WRAP = (1 << 256) - 1


@dataclass(frozen=True, slots=True)
class Table:
    rows: int
    digest: str


def tables_of(link: psycopg.Connection[Any]) -> list[str]:
    """Names of all tables of the schema `public`, in order."""
    found = link.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1"
    )
    return [name for (name,) in found]


def digests_of(link: psycopg.Connection[Any]) -> dict[str, Table]:
    """Table → how many rows and their digest, inside the caller's transaction."""
    for words in SAME_WORDS:
        link.execute(words)
    return {name: _digest(link, name) for name in tables_of(link)}


def _digest(link: psycopg.Connection[Any], name: str) -> Table:
    total, count, rest = 0, 0, b""
    statement = sql.SQL("COPY (SELECT * FROM public.{}) TO STDOUT").format(sql.Identifier(name))
    with link.cursor() as cursor, cursor.copy(statement) as copy:
        for block in copy:
            lines = (rest + bytes(block)).split(b"\n")
            rest = lines.pop()
            for line in lines:
                total += int.from_bytes(sha256(line).digest(), "big")
            count += len(lines)
    return Table(count, f"{total & _WRAP:064x}")


def sequences_of(link: psycopg.Connection[Any]) -> dict[str, int | None]:
    """Sequence → the last number it gave; None when it has given none. Sequences know no snapshots: while people work,
    what is read is a lower bound of what a dump begun later holds."""
    found = link.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'")
    return dict(found.fetchall())


def differences(wanted: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Names under which both do not hold the same."""
    return sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))


def behind(wanted: dict[str, int | None], found: dict[str, int | None]) -> list[str]:
    """Sequences that would give a number a second time."""
    return sorted(name for name, last in wanted.items() if (found.get(name) or 0) < (last or 0) or name not in found)
