"""Between the password and the second step: who is expected, kept in a session in which nobody is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from lajur.registers.organisation.models import Person
from lajur.registers.organisation.prepared import person_with_agency

KEY, CHALLENGE = "langkah_kedua", "tantangan"
WAIT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Expected:
    person: Person
    wanted: str


def expect(request: HttpRequest, person: Person, wanted: str, now: datetime) -> None:
    """Begin to wait for the second step of `person`, who wanted the page `wanted`."""
    request.session.flush()
    mark = person.get_session_auth_hash()
    request.session[KEY] = {"orang": str(person.id), "pada": now.timestamp(), "tanda": mark, "ke": wanted}


def expected(request: HttpRequest, now: datetime) -> Expected | None:
    """Who is waited for; nobody after `WAIT`, or when his password was changed meanwhile."""
    kept: dict[str, Any] = request.session.get(KEY) or {}
    if not kept or now.timestamp() - kept["pada"] > WAIT.total_seconds():
        return None
    person = person_with_agency(kept["orang"])
    if person is None or not person.is_active or not person.agency.is_active:
        return None
    if not constant_time_compare(kept["tanda"], person.get_session_auth_hash()):
        return None
    return Expected(person, kept["ke"])


def forget_expected(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
    request.session.pop(CHALLENGE, None)
