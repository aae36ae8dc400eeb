"""The request as views get it, once `ActingPerson` has seen it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Person
from lajur.ui.pages import Frame


class SignedRequest(HttpRequest):
    """A signed-in person's request: who acts, and the one reading of the clock that counts for it."""

    user: Person
    actor: Actor
    now: datetime
    frame: Frame
