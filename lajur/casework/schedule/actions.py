"""Making and revoking one's private calendar address."""

from __future__ import annotations

import secrets
from datetime import datetime

from lajur.casework.schedule.models import Feed
from lajur.casework.schedule.rules import digest_of
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Person


@action(needs="schedule.make_feed")
def make_feed(*, by: Actor, now: datetime) -> str | Refusal:
    """A new secret for one's calendar address, told only now; the one before ends with it."""
    if not (allowed := may(by, "schedule.make_feed")):
        return allowed
    Person.within.select_for_update().get(id=str(by.person))
    _revoke(by, now)
    secret = secrets.token_urlsafe(32)
    Feed.objects.create(agency_id=by.agency, person_id=str(by.person), digest=digest_of(secret), made_at=now)
    record(agency=by.agency, kind="langganan-dibuat", at=now, by=by.person, event={})
    return secret


@action(needs="schedule.revoke_feed")
def revoke_feed(*, by: Actor, now: datetime) -> bool | Refusal:
    """End one's calendar address; False when there was none."""
    if not (allowed := may(by, "schedule.revoke_feed")):
        return allowed
    if not _revoke(by, now):
        return False
    record(agency=by.agency, kind="langganan-dicabut", at=now, by=by.person, event={})
    return True


def _revoke(by: Actor, now: datetime) -> bool:
    mine = Feed.objects.filter(agency_id=by.agency, person_id=str(by.person), revoked_at__isnull=True)
    return bool(mine.update(revoked_at=now))
