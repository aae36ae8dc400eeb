"""Around every page of a signed-in person: who acts, on which day, in which agency and time zone."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django_scopes import scope

from lajur.registers.organisation.actors import Actor, actor_for
from lajur.registers.organisation.models import Agency, Person, Unit
from lajur.ui.pages import Frame, navigation_for

Answer = Callable[[HttpRequest], HttpResponse]

_units: dict[UUID, tuple[int, dict[str, str]]] = {}


class ActingPerson:
    """Sets `request.now` (one reading of the clock), `request.actor` and `request.frame`.

    The view runs inside the scope of the person's agency, so that a query without an agency is an error and other
    agencies' rows do not exist; times are shown in the agency's zone.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = timezone.now()  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            return self.get_response(request)
        person, agency = request.user, request.user.agency
        with scope(agency=agency), timezone.override(ZoneInfo(agency.zone)):
            actor = request.actor = actor_for(person, request.now)  # type: ignore[attr-defined]
            request.frame = frame_for(person, agency, actor)  # type: ignore[attr-defined]
            return self.get_response(request)


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
        navigation=navigation_for(actor.roles),
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
