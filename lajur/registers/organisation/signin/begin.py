"""The one way in: whoever has proven who he is gets a new session here."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth import login
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_scopes import scope

from lajur.registers.authority.throttle import address_of
from lajur.registers.authority.watching import Event, note
from lajur.registers.organisation.actors import actor_for
from lajur.registers.organisation.clocks import agency_now
from lajur.registers.organisation.models import Person
from lajur.registers.organisation.sessions import ADDRESS, BEGAN, BROWSER
from lajur.registers.organisation.signin.rules import browser_name

BACKEND = "lajur.registers.organisation.backends.PersonBackend"
ROLES, FACTOR = "peran", "faktor"
"""Session: the roles it was begun with; by what beside the password its person proved himself, empty if by nothing."""
COOKIE = "lajur_perangkat"
YEAR = 365 * 24 * 60 * 60


def begin(request: HttpRequest, person: Person, *, factor: str = "") -> None:
    """Sign `person` in. The session is a new one, under a new key; whatever the old one held goes."""
    session = request.session
    session.flush()  # Django keeps the key of who signs in again as himself
    with scope(agency=person.agency):
        login(request, person, backend=BACKEND)
        session[FACTOR] = factor
        session[ROLES] = sorted(actor_for(person, agency_now(person.agency, timezone.now())).roles)
    note(Event.SIGNED_IN, request, what=factor, person=str(person.pk))
    session[ADDRESS] = plain_address(request)
    session[BROWSER] = browser_name(request.headers.get("User-Agent", ""))[:60]


def go_on(request: HttpRequest, person: Person) -> None:
    """Sign in as `person` without any new proof, from a session that proved somebody: what limits it stays."""
    kept = {name: request.session[name] for name in (BEGAN, FACTOR, ADDRESS, BROWSER) if name in request.session}
    with scope(agency=person.agency):
        login(request, person, backend=BACKEND)
        request.session.update(kept)
        request.session[ROLES] = sorted(actor_for(person, agency_now(person.agency, timezone.now())).roles)


def plain_address(request: HttpRequest) -> str:
    """Where the visitor is, or nothing where no address was told."""
    text = address_of(request).partition("%")[0]
    try:
        return str(ip_address(text))
    except ValueError:
        return ""


def remember_device(answer: HttpResponseBase, request: HttpRequest, person: Person) -> None:
    """Let this browser be known as one that `person` has signed in with: strangers who guess cannot slow it down."""
    if known_device(request, person.username):
        return
    mark = _signer().sign(f"{get_random_string(16)}:{person.username}")
    answer.set_cookie(
        cookie_name(), mark, max_age=YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def known_device(request: HttpRequest, username: str) -> str:
    """The browser's own mark if the person of this name has signed in with it before, else nothing."""
    try:
        mark, _, owner = _signer().unsign(request.COOKIES.get(cookie_name(), "")).partition(":")
    except BadSignature:
        return ""
    return mark if owner == username else ""


def cookie_name() -> str:
    return f"__Host-{COOKIE}" if settings.SESSION_COOKIE_SECURE else COOKIE


def _signer() -> Signer:
    return Signer(salt="lajur.signin.device")
