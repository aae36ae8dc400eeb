"""One at a time, where what is looked for and what is then written must not be parted: the same form sent twice at once
is told what it is, and no constraint of the database has to say so."""

from __future__ import annotations

from django.db import connection


def take_turn(what: str) -> None:
    """Inside an action: whoever takes a turn at `what` (a name with the agency's id in it) waits for the end of the
    transaction of whoever has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 5))", [what])
