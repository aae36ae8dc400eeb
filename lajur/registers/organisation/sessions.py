"""Sessions in the database, as Django keeps them, read by a prepared statement: every request does it.

They stay rows, so that signing out ends a session at once for every process and machine.
"""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from lajur.registers.authority import prepared

_READ = "SELECT session_data FROM django_session WHERE session_key = $1 AND expire_date > $2"


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        row = prepared.run(_READ, (self.session_key, timezone.now())) if self.session_key else None
        if row is None or row[0] is None:
            self._session_key = None
            return {}
        kept: dict[str, Any] = self.decode(row[0].decode())
        return kept
