"""What people choose for themselves about Lajur."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Person


@action(needs="organisation.own_language")
def keep_language(*, by: Actor, now: datetime, language: str) -> Refusal | None:
    """Keep the language a person chose, for mails, calendars and the next device. A code that is not offered changes
    nothing."""
    allowed = may(by, "organisation.own_language")
    if isinstance(allowed, Refusal):
        return allowed
    if by.person is not None and language in dict(settings.LANGUAGES):
        Person.objects.filter(id=by.person).update(language=language)
    return None
