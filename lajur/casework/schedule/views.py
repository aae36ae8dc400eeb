"""Jadwal: deadlines by day and week, and the private address for one's calendar program."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.http.request import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.dateformat import format as date_words
from django.utils.translation import gettext as _
from django_scopes import scope

from lajur.casework.cases.duties import Duty, duties_of, mine
from lajur.casework.cases.views.inbox import Counted
from lajur.casework.schedule.actions import make_feed, revoke_feed
from lajur.casework.schedule.icalendar_feed import calendar_file
from lajur.casework.schedule.queries import (
    SCOPES,
    Deadline,
    Whose,
    deadlines_by_day,
    feed_tasks,
    feeds_of,
    late_before,
    person_of_feed,
    units_of,
    whose_of,
)
from lajur.casework.schedule.rules import Span
from lajur.engine.refusal import Refusal
from lajur.engine.worktime import RAMADAN, SPECIAL, WEEKEND, Spans, WorkCalendar
from lajur.registers.authority.limits import PUBLIC, limited
from lajur.registers.authority.pages import page
from lajur.registers.authority.permissions import may
from lajur.registers.authority.words import sentence, spoken
from lajur.registers.organisation.actors import actor_for
from lajur.registers.organisation.clocks import agency_now
from lajur.registers.organisation.queries import names_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.organisation.sheets import MAX_ROWS
from lajur.registers.organisation.taking import taken_along
from lajur.registers.reference.queries import calendar_for
from lajur.ui import formats
from lajur.ui.pages import render_page

PER_DAY = {"bulan": 3, "minggu": 12, "hari": 50}
"""So many deadlines of a day are shown; the day's own page has them all."""


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as a line; `who` are the names of others it waits for."""

    deadline: Deadline
    clock: str
    late: bool
    who: str


@dataclass(frozen=True, slots=True)
class DayOf:
    """A day of the page. `note`: why it is no ordinary working day; `hours`: when work is done."""

    date: date
    name: str
    url: str
    note: str
    hours: str
    off: bool
    today: bool
    outside: bool
    dues: list[Due]
    total: int
    duties: tuple[Duty, ...] = ()

    @property
    def more(self) -> int:
        return self.total - len(self.dues)


def scope_of(request: SignedRequest) -> str:
    asked = request.GET.get("lihat", "saya")
    return asked if asked in SCOPES else "saya"


@page(needs="schedule.view", subject=scope_of, verbs=("GET",))
def schedule(request: SignedRequest, scope_name: str) -> HttpResponse:
    """A month, a week or a day of deadlines: mine, my unit's, the agency's."""
    agency = request.user.agency
    zone, today = ZoneInfo(agency.zone), request.now.astimezone(ZoneInfo(agency.zone)).date()
    span, whose = Span.of(request.GET.dict(), today), whose_of(request.actor, scope_name)
    headings = [_("Jatuh tempo"), _("Langkah"), _("Nomor"), _("Hal"), "SOP", _("Di tangan")]
    file = taken_along(request, _("Jadwal"), headings, lambda: taken_lines(request, whose, span))
    if file is not None:
        return file
    limit = PER_DAY[span.look]
    number = page_number(request) if span.look == "hari" else 1
    found, totals = deadlines_by_day(request.actor, whose, span, agency.zone, offset=(number - 1) * limit, limit=limit)
    names = {}
    if scope_name != "saya":
        names = names_of(agency, {person for dues in found.values() for due in dues for person in due.actors})
    calendar = calendar_for(agency)
    duties = duties_of(request.actor, None if whose.all else whose.persons)
    days = [
        replace(
            day_of(calendar, span, day, today, scope_name, lines(found.get(day, []), request.now, zone, names), totals),
            duties=tuple(duty for duty in duties if duty.due == day),
        )
        for day in span.days
    ]
    begin = datetime.combine(span.first, time(), zone)
    context = {
        "span": span, "days": days, "weeks": [days[n : n + 7] for n in range(0, len(days), 7)], "title": title_of(span),
        "before": address(span.look, span.step(-1), scope_name), "after": address(span.look, span.step(1), scope_name),
        "now_url": address(span.look, today, scope_name), "looks": looks(span, scope_name),
        "scopes": scopes(request, span, scope_name), "scope": scope_name,
        "total": sum(totals.values()) + sum(len(day.duties) for day in days),
        "late": late_before(request.actor, whose, min(begin, request.now)) if begin <= request.now else 0,
        "week_days": [date_words(day, "l") for day in span.days[:7]],
        "page": Paginator(Counted(totals.get(span.on, 0)), limit).get_page(number) if span.look == "hari" else None,
    }  # fmt: skip
    return render_page(request, "schedule/schedule.html", context)


def taken_lines(request: SignedRequest, whose: Whose, span: Span) -> list[list[Any]]:
    """Every deadline of the span, and what else is due in it, soonest first."""
    agency, zone = request.user.agency, ZoneInfo(request.user.agency.zone)
    found, _totals = deadlines_by_day(request.actor, whose, span, agency.zone, limit=MAX_ROWS)
    dues = [due for day in sorted(found) for due in found[day]]
    duties = duties_of(request.actor, None if whose.all else whose.persons)
    duties = [duty for duty in duties if span.first <= duty.due < span.after]
    names = names_of(agency, {*(person for due in dues for person in due.actors), *(duty.person for duty in duties)})
    rows: list[list[Any]] = [
        [due.due, f"{due.step.no}. {due.step.title}", due.number, due.subject, due.sop.identity.title,
         ", ".join(names[person] for person in due.actors if person in names)]
        for due in dues
    ]  # fmt: skip
    for duty in duties:
        end = datetime.combine(duty.due, time(23, 59), zone)
        rows.append([end, duty.title, "", duty.about, "", names.get(duty.person, "")])
    return sorted(rows, key=lambda row: row[0])


def page_number(request: SignedRequest) -> int:
    asked = request.GET.get("halaman", "1")
    return max(min(int(asked), 100_000), 1) if asked.isdecimal() and asked.isascii() else 1


def address(look: str, on: date, scope_name: str) -> str:
    given = {"tampilan": look, "pada": on.isoformat(), "lihat": scope_name}
    return f"/jadwal/?{urlencode({name: value for name, value in given.items() if value not in ('bulan', 'saya')})}"


def looks(span: Span, scope_name: str) -> list[dict[str, Any]]:
    words = {"bulan": _("Bulan"), "minggu": _("Minggu"), "hari": _("Hari")}
    return [
        {"label": word, "url": address(look, span.on, scope_name), "current": look == span.look}
        for look, word in words.items()
    ]


def scopes(request: SignedRequest, span: Span, current: str) -> list[dict[str, Any]]:
    """The tabs for those who may see more than their own."""
    words = {"saya": _("Tugas saya"), "unit": _("Unit saya"), "instansi": _("Seluruh instansi")}
    if not may(request.actor, "schedule.view", "instansi"):
        return []
    return [
        {"label": word, "url": address(span.look, span.on, name), "current": name == current}
        for name, word in words.items()
        if name != "unit" or units_of(request.actor)
    ]


def title_of(span: Span) -> str:
    if span.look == "bulan":
        return f"{formats.MONTHS[formats.language()][span.on.month - 1]} {span.on.year}"
    if span.look == "minggu":
        return f"{formats.long_date(span.days[0])} – {formats.long_date(span.days[-1])}"
    return f"{date_words(span.on, 'l')}, {formats.long_date(span.on)}"


def lines(dues: list[Deadline], now: datetime, zone: ZoneInfo, names: dict[str, str]) -> list[Due]:
    return [
        Due(due, formats.clock(due.due, zone), due.due < now, ", ".join(names[p] for p in due.actors if p in names))
        for due in dues
    ]


def day_of(
    calendar: WorkCalendar,
    span: Span,
    day: date,
    today: date,
    scope_name: str,
    dues: list[Due],
    totals: dict[date, int],
) -> DayOf:
    spans, reason = calendar.day(day)
    note = ""
    if reason in (RAMADAN, SPECIAL) or (not spans and reason != WEEKEND):
        note = spoken(reason)
    return DayOf(
        day,
        date_words(day, "l"),
        address("hari", day, scope_name),
        note,
        hours_of(spans) if spans else _("Tidak ada jam kerja"),
        not spans,
        day == today,
        span.look == "bulan" and day.month != span.on.month,
        dues,
        totals.get(day, 0),
    )


def hours_of(spans: Spans) -> str:
    """07.30–12.00, 13.00–16.00."""
    return ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in spans)


def _clock(minute: int) -> str:
    mark = ":" if formats.language() == "en" else "."
    return f"{minute // 60:02d}{mark}{minute % 60:02d}"


@page(needs="schedule.make_feed")
def subscription(request: SignedRequest) -> HttpResponse:
    """My calendar address: make one (it is shown this once), make it anew, revoke it."""
    secret = None
    if request.method == "POST":
        made = make_feed(by=request.actor, now=request.now)
        if isinstance(made, Refusal):
            messages.error(request, sentence(made))
        else:
            secret = made
    held = feeds_of(request.actor).filter(revoked_at__isnull=True).first()
    where = request.build_absolute_uri(f"/jadwal/umpan/{secret}.ics") if secret else ""
    response = render_page(request, "schedule/subscription.html", {"held": held, "address": where})
    response["Cache-Control"] = "no-store, private"
    return response


@page(needs="schedule.revoke_feed")
def revoke(request: SignedRequest) -> HttpResponse:
    if request.method == "POST" and revoke_feed(by=request.actor, now=request.now):
        messages.success(request, _("Alamat langganan dicabut; alamat lamanya tidak berlaku lagi."))
    return redirect("schedule.make_feed")


def _digest(duties: list[Duty]) -> str:
    return hashlib.sha256(repr(duties).encode()).hexdigest()[:16]


@page(public=True)
@limited("langganan", PUBLIC)
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The file behind a private address; Http404 for one that does not hold. Whoever knows the address reads it."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    person = person_of_feed(secret)
    if person is None:
        raise Http404
    agency = person.agency
    with scope(agency=agency), translation.override(person.language):
        actor = actor_for(person, agency_now(agency, timezone.now()))
        tasks, fingerprint = feed_tasks(actor)
        duties = mine(actor)
        base = request.build_absolute_uri("/").rstrip("/")
        etag = f'"{fingerprint[:32]}-{_digest(duties)}-{person.language}"'
        response = get_conditional_response(request, etag=etag)
        if response is None:
            body = calendar_file(tasks, duties, name=_("Tenggat saya di Lajur"), base=base)
            response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
            response["Content-Disposition"] = 'inline; filename="lajur.ics"'
    response["ETag"] = etag
    response["Cache-Control"] = "private, max-age=300"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
