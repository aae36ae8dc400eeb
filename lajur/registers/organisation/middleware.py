"""Around every page of a signed-in person: who acts, on which day, in which agency and time zone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scope

from lajur.registers.authority.actions import ENTERED
from lajur.registers.authority.pages import refused
from lajur.registers.organisation.actors import Actor, actor_for
from lajur.registers.organisation.clocks import agency_now
from lajur.registers.organisation.entering import SESSION_KEY, current_entering, end_entering
from lajur.registers.organisation.models import Agency, Entering, Person, Role, Unit
from lajur.registers.organisation.signin.guarding import guard
from lajur.ui.formats import clock as hour_of
from lajur.ui.pages import Frame, navigation_for

Answer = Callable[[HttpRequest], HttpResponse]

_units: dict[UUID, tuple[int, dict[str, str]]] = {}


class ActingPerson:
    """Sets `request.now` (one reading of the clock), `request.actor` and `request.frame`.

    The view runs inside the scope of the person's agency, so that a query without an agency is an error and other
    agencies' rows do not exist; times are shown in the agency's zone. In a training agency the clock is its own.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = timezone.now()  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            return self.get_response(request)
        person, agency = request.user, request.user.agency
        now = request.now = agency_now(agency, request.now)  # type: ignore[attr-defined]
        with scope(agency=agency), timezone.override(ZoneInfo(agency.zone)):
            actor = request.actor = actor_for(person, now)  # type: ignore[attr-defined]
            request.frame = frame_for(person, agency, actor)  # type: ignore[attr-defined]
            if (answer := guard(request, agency, actor)) is not None:
                return answer
            if SESSION_KEY in request.session and (answer := enter(request, person, actor, now)) is not None:
                return answer
            answer = self.get_response(request)
        # Nobody between keeps it, and a browser asks before it shows it again. Not `no-store`: going back to a list
        # would load it anew over a thin line. What the browser has kept goes with signing out. Nobody goes back to a
        # file that he took along: of that nothing stays behind.
        taken = answer.headers.get("Content-Disposition", "").startswith("attachment")
        answer.headers.setdefault("Cache-Control", "private, no-store" if taken else "private, no-cache")
        return answer


def enter(request: HttpRequest, administrator: Person, own: Actor, now: datetime) -> HttpResponse | None:
    """Let the request be that of the person seen; an answer when it wanted to change something.

    A visit whose time is up, or that its administrator may not make any more, ends here.
    """
    entering = current_entering(request.session[SESSION_KEY], administrator)
    if entering is None:
        del request.session[SESSION_KEY]
        return None
    still = Role.ADMINISTRATOR.value in own.roles and entering.person.is_active
    if now >= entering.until or not still:
        del request.session[SESSION_KEY]
        by = own if still else replace(own, person=None)
        end_entering(by=by, now=now, entering=entering)
        messages.info(request, _("Waktu melihat sebagai %(name)s sudah habis.") % {"name": entering.person.name})
        return None
    seen = entering.person
    seen.agency = administrator.agency
    request.entering, request.administrator = entering, own  # type: ignore[attr-defined]
    request.user = seen
    request.actor = replace(actor_for(seen, now), entered_by=own.person)  # type: ignore[attr-defined]
    request.frame = replace(  # type: ignore[attr-defined]
        frame_for(seen, seen.agency, request.actor),  # type: ignore[attr-defined]
        on_behalf=told(entering, administrator, seen.agency.zone),
        leave_path=reverse("organisation.leave"),
    )
    open_to_all = {reverse("organisation.leave"), reverse("organisation.sign_out"), reverse("set_language")}
    if request.method not in ("GET", "HEAD", "OPTIONS") and request.path not in open_to_all:
        return refused(request, ENTERED)
    return None


def told(entering: Entering, administrator: Person, zone: str) -> str:
    words = _("%(admin)s melihat Lajur sebagai %(name)s sampai pukul %(until)s, hanya untuk membaca.")
    until = hour_of(entering.until, ZoneInfo(zone))
    return words % {"admin": administrator.name, "name": entering.person.name, "until": until}


def frame_for(person: Person, agency: Agency, actor: Actor) -> Frame:
    posts = actor.day.roster.posts
    held = [posts[position] for position in actor.day.positions.get(str(person.id), ())]
    units = unit_names(agency)
    return Frame(
        agency=agency.name,
        unit=next((units.get(post.unit, "") for post in held if post.unit), ""),
        person=person.name,
        positions=[post.title for post in held],
        zone=agency.zone,
        demo=settings.DEMO and agency.is_demo,
        training=agency.is_training,
        clock_rate=agency.clock_rate if agency.is_training else 1,
        navigation=navigation_for(actor.roles, outside=actor.outside),
        home_path="/tugas/",
        account_path="/akun/",
    )


def unit_names(agency: Agency) -> dict[str, str]:
    """Unit id → name; kept by the process until the agency's roster changes."""
    kept = _units.get(agency.id)
    if kept is None or kept[0] != agency.roster_version:
        rows = Unit.objects.filter(agency=agency).values_list("id", "name")
        kept = _units[agency.id] = (agency.roster_version, {str(key): name for key, name in rows})
    return kept[1]
