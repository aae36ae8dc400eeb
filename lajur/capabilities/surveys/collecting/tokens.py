"""What a browser carries for us, signed: the form it opened, what it has typed so far, that it has answered.

Nothing of it names anybody. A form's id is drawn when the form is opened and becomes the id of the sheet, so a form
sent twice over a bad line is one sheet.
"""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

FORM, DRAFT, DEVICE = "lajur.survei.formulir", "lajur.survei.draf", "lajur.survei.perangkat"
DRAFT_COOKIE, DEVICE_COOKIE = "survei-draf", "survei-perangkat"
DRAFT_AGE, DEVICE_AGE = 14 * 86_400, 180 * 86_400  # seconds
LARGEST_COOKIE = 3_800
"""Bytes; browsers drop cookies of more than 4,096 with their name and attributes."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A form that was opened: the id of the sheet it will become, and how many seconds ago."""

    id: uuid.UUID
    seconds: float


def open_form(survey: uuid.UUID) -> str:
    return signing.dumps([survey.hex, uuid.uuid4().hex, round(time.time(), 1)], salt=FORM)


def opened(text: str, survey: uuid.UUID) -> Opened | None:
    """None for what we have not signed, or signed for another survey."""
    try:
        of, form, at = signing.loads(text, salt=FORM)
        return Opened(uuid.UUID(form), max(0.0, time.time() - float(at))) if of == survey.hex else None
    except (signing.BadSignature, ValueError, TypeError):
        return None


def digest_of(secret: str) -> bytes:
    """How the secret of an invitation is kept."""
    return hashlib.sha256(secret.encode()).digest()


def keep_draft(response: HttpResponse, token: str, answers: Mapping[str, str]) -> bool:
    """Keep what was typed on the device, for this survey; the longest texts are left out when they do not fit.
    Returns whether all of it is kept."""
    kept = {name: text for name, text in answers.items() if text}
    whole = True
    while len(packed := signing.dumps(kept, salt=DRAFT, compress=True)) > LARGEST_COOKIE:
        kept.pop(max(kept, key=lambda name: len(kept[name])))
        whole = False
    _set(response, DRAFT_COOKIE, packed, DRAFT_AGE, f"/survei/{token}/")
    return whole


def draft_of(request: HttpRequest) -> dict[str, str]:
    return _read(request, DRAFT_COOKIE, DRAFT, DRAFT_AGE)


def forget_draft(response: HttpResponse, token: str) -> None:
    response.delete_cookie(DRAFT_COOKIE, path=f"/survei/{token}/", samesite="Lax")


def answered_before(request: HttpRequest, token: str) -> int:
    """How many answers this device has sent to a survey."""
    return int(_read(request, DEVICE_COOKIE, DEVICE, DEVICE_AGE).get(token, "0"))


def note_answered(request: HttpRequest, response: HttpResponse, token: str) -> None:
    """Let the device remember that it has answered; of the surveys before only the last few."""
    known = _read(request, DEVICE_COOKIE, DEVICE, DEVICE_AGE)
    count = int(known.pop(token, "0")) + 1
    kept = dict(list(known.items())[-9:]) | {token: str(count)}
    _set(response, DEVICE_COOKIE, signing.dumps(kept, salt=DEVICE, compress=True), DEVICE_AGE, "/survei/")


def _read(request: HttpRequest, name: str, salt: str, age: int) -> dict[str, str]:
    try:
        found = signing.loads(request.COOKIES.get(name, ""), salt=salt, max_age=age)
    except signing.BadSignature:
        return {}
    return {str(key): str(text) for key, text in found.items()} if isinstance(found, dict) else {}


def _set(response: HttpResponse, name: str, text: str, age: int, path: str) -> None:
    response.set_cookie(
        name, text, max_age=age, path=path, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
