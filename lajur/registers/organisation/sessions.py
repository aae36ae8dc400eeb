"""Sessions as rows that know whose they are, read by a prepared statement: every request does it.

They stay rows, so that signing out ends a session at once for every process and machine. One ends so long after it
began (`settings.SESSION_COOKIE_AGE`), whatever its person does, and when he has done nothing for
`settings.SESSION_IDLE`. That it is in use is written every `TOUCH` at most, so an idle one may end that much sooner.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

from lajur.registers.authority import prepared

TOUCH = timedelta(minutes=5)
BEGAN, ADDRESS, BROWSER = "mulai", "alamat", "peramban"
"""What a session keeps of its beginning: Unix time, address, the browser's name."""

_READ = (
    "SELECT session_data, extract(epoch FROM $2::timestamptz - seen_at) FROM organisation_session"
    " WHERE session_key = $1 AND expire_date > $2"
)
_TOUCH = (
    "UPDATE organisation_session SET seen_at = $2,"
    " expire_date = least(ends_at, $2::timestamptz + $3::float8 * interval '1 second')"
    " WHERE session_key = $1 AND expire_date > $2 AND seen_at < $2 RETURNING 1"
)


def sweep(now: datetime) -> int:
    """Remove sessions that have ended; how many."""
    gone, _ = SessionStore.get_model_class().objects.filter(expire_date__lt=now).delete()
    return int(gone)


class SessionStore(db.SessionStore):
    @classmethod
    def get_model_class(cls) -> Any:
        from lajur.registers.organisation.signin.models import Session

        return Session

    def load(self) -> dict[str, Any]:
        now = timezone.now()
        key = self.session_key
        row = prepared.run(_READ, (key, now), anywhere=True) if key else None
        if row is None or row[0] is None or row[1] is None:
            self._session_key = None
            return {}
        if float(row[1]) > TOUCH.total_seconds():
            prepared.run(_TOUCH, (key, now, settings.SESSION_IDLE), anywhere=True)
        kept: dict[str, Any] = self.decode(row[0].decode())
        return kept

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row of these data; a session of a person begins with the first one that names him."""
        now = timezone.now()
        began = now
        if data.get(SESSION_KEY):
            began = datetime.fromtimestamp(data.setdefault(BEGAN, now.timestamp()), UTC)
        row: Any = super().create_model_instance(data)
        row.person_id, row.began_at, row.seen_at = data.get(SESSION_KEY), began, now
        row.address, row.browser = data.get(ADDRESS, ""), data.get(BROWSER, "")
        row.ends_at = began + timedelta(seconds=settings.SESSION_COOKIE_AGE)
        row.expire_date = min(row.ends_at, now + timedelta(seconds=settings.SESSION_IDLE))
        return row
