"""How a page answers: whole to a browser, only its changed part to htmx."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class NavItem:
    """An entry of the main navigation; `key` finds its count in `Frame.counts`, `path` tells when it is current.

    An entry with `roles` is shown only to holders of one of them; leaving it out is a kindness, not a guard.
    One that is `inside` is not shown to people of suppliers and other parties.
    """

    key: str
    label: str | Promise
    path: str
    icon: str
    roles: frozenset[str] = frozenset()
    inside: bool = False


NAVIGATION = (
    NavItem("tugas", _("Tugas saya"), "/tugas/", "tugas"),
    NavItem("jadwal", _("Jadwal"), "/jadwal/", "kalender"),
    NavItem("pelaksanaan", _("Pelaksanaan"), "/pelaksanaan/", "pelaksanaan"),
    NavItem("sop", _("SOP"), "/sop/", "sop"),
    NavItem("penugasan", _("Penugasan"), "/penugasan/", "orang", inside=True),
    NavItem("naskah", _("Naskah"), "/naskah/", "dokumen"),
    NavItem("penyimpangan", _("Penyimpangan"), "/penyimpangan/", "penyimpangan"),
    NavItem("ikhtisar", _("Ikhtisar"), "/ikhtisar/", "ikhtisar", frozenset({"pimpinan", "auditor", "administrator"})),
    NavItem("segel", _("Segel jurnal"), "/pengelolaan/segel/", "kunci", frozenset({"auditor"})),
    NavItem("pengelolaan", _("Pengelolaan"), "/pengelolaan/", "kelola", frozenset({"administrator"})),
)


@dataclass(frozen=True)
class AdminPage:
    """A card of the section Pengelolaan. `count` tells of something that wants attention: how many, by the request."""

    key: str
    label: str | Promise
    path: str
    icon: str
    about: str | Promise
    count: Callable[[Any], int] | None = None
    count_label: str | Promise = ""


ADMIN_PAGES: list[AdminPage] = []
"""What every room lays out for the administrator, appended in its AppConfig's `ready`; shown in this order."""


def navigation_for(roles: frozenset[str], *, outside: bool = False) -> tuple[NavItem, ...]:
    """The entries of a person with these roles; `outside`: of a supplier or another party, not of the agency."""
    wanted = [item for item in NAVIGATION if not (item.inside and outside)]
    return tuple(item for item in wanted if not item.roles or item.roles & roles)


@dataclass(frozen=True)
class Frame:
    """What surrounds every page. A middleware above this room sets `request.frame`; without it the frame is bare.

    `zone` is an IANA name, `counts` numbers beside navigation entries, `on_behalf` a sentence shown in a band while
    someone works as somebody else, `leave_path` where a button in it ends that (POST). `clock_rate` is above 1 where
    the agency's clock runs faster than the wall's.
    """

    agency: str = ""
    unit: str = ""
    person: str = ""
    positions: Sequence[str] = ()
    zone: str = "Asia/Jakarta"
    demo: bool = False
    training: bool = False
    clock_rate: int = 1
    on_behalf: str = ""
    leave_path: str = ""
    navigation: Sequence[NavItem] = NAVIGATION
    counts: Mapping[str, int] = field(default_factory=dict)
    home_path: str = "/"
    account_path: str = ""
    notices_path: str = ""
    sign_in_path: str = "/masuk/"
    sign_out_path: str = "/keluar/"

    @cached_property
    def steady(self) -> tuple[Any, ...]:
        """All that the frame shows, the numbers left out: what a kept part of it depends on."""
        return (
            self.agency, self.unit, self.person, tuple(self.positions), self.demo, self.training, self.clock_rate,
            self.on_behalf, tuple(item.key for item in self.navigation), self.home_path, self.account_path,
            self.notices_path, self.sign_in_path, self.sign_out_path,
        )  # fmt: skip

    @cached_property
    def badges(self) -> tuple[tuple[str, int], ...]:
        """The numbers it shows."""
        return tuple(self.counts.items())

    def section(self, path: str) -> str:
        """The key of the entry that `path` is under; what is reached by a card of Pengelolaan is under that."""
        own = next((item.key for item in self.navigation if path.startswith(item.path)), "")
        if own or not any(path.startswith(card.path) for card in ADMIN_PAGES):
            return own
        return next((item.key for item in self.navigation if item.key == "pengelolaan"), "")


def frame_of(request: HttpRequest | None) -> Frame:
    frame = getattr(request, "frame", None)
    return frame if isinstance(frame, Frame) else Frame()


def wants_part(request: HttpRequest) -> bool:
    """True when htmx swaps a part; a boosted link or a lost history entry needs the whole page."""
    htmx = getattr(request, "htmx", None)
    if not htmx:
        return False
    return not htmx.boosted and not htmx.history_restore_request


def render_page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, part: str = "main", status: int = 200
) -> HttpResponse:
    """The page `template` (it extends base.html), or for htmx only `part` of it, in the agency's time zone.

    Part `main` is everything inside `<main id="main">`; any other name is a `{% partialdef name %}` of the template.
    An invalid form is answered with `status=422`, which htmx swaps like a success.
    """
    partial = wants_part(request)
    name = f"{template}#{part}" if partial and part != "main" else template
    frame = frame_of(request)
    now = getattr(request, "now", None) or timezone.now()  # a training agency has a clock of its own
    values = {"zone": frame.zone, "now": now, **context, "frame": frame, "only_main": partial}
    with timezone.override(ZoneInfo(frame.zone)):
        response = HttpResponse(render_to_string(name, values, request=request), status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Boosted"])
    return response
