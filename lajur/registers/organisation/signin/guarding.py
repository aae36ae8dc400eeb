"""Around every page of a signed-in person: his session's key changes with his roles, and whose agency asks for a
second factor is led to set one up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency
from lajur.registers.organisation.signin.begin import FACTOR, ROLES
from lajur.registers.organisation.signin.factors import is_required


def guard(request: HttpRequest, agency: Agency, actor: Actor) -> HttpResponse | None:
    """An answer when the page must wait. `actor` is the person himself, whomever he looks on as."""
    session, roles = request.session, sorted(actor.roles)
    known = session.get(ROLES)
    if known is not None and known != roles:
        session.cycle_key()
        session[ROLES] = roles
    if not session.get(FACTOR) and is_required(agency, actor) and not _is_open(request.path):
        return redirect("organisation.factors")
    return None


def _is_open(path: str) -> bool:
    """What somebody without the factor that is asked of him may open: setting it up, his own safety, leaving."""
    own = ("organisation.factors", "organisation.own_password", "organisation.sessions")
    others = ("organisation.sign_out", "organisation.sign_in", "set_language", "upkeep.alive")
    return path.startswith(tuple(reverse(name) for name in own)) or path in {reverse(name) for name in others}
