"""Health of the installation, and the public log of its outages."""

from __future__ import annotations

from secrets import compare_digest
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from lajur.casework.upkeep import signs
from lajur.casework.upkeep.actions import explain_outage
from lajur.casework.upkeep.forms import RemarkForm
from lajur.casework.upkeep.health import checks, is_alive, worst
from lajur.casework.upkeep.metrics import exposition
from lajur.casework.upkeep.queries import Told, deadlines_inside, find_outage, outage_log
from lajur.engine.refusal import Refusal
from lajur.registers.authority.limits import PUBLIC, limited
from lajur.registers.authority.pages import page
from lajur.registers.authority.words import faults, sentence, spoken
from lajur.registers.organisation.models import Role
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui.pages import frame_of, render_page

STATUS_OF = {"baik": "selesai", "perhatian": "segera", "gangguan": "terlambat"}
"""Level of a row → the drawing that goes with its word."""


@never_cache
@page(public=True, verbs=("GET",))
def alive(request: HttpRequest) -> HttpResponse:
    """For monitors: 200 or 503, and nothing that helps an attacker."""
    well = is_alive(timezone.now())
    text = "baik\n" if well else "gangguan\n"
    return HttpResponse(text, status=200 if well else 503, content_type="text/plain; charset=utf-8")


@never_cache
@page(public=True, verbs=("GET",))
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus, with the operator's token; for everybody else there is nothing here."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        raise Http404
    return HttpResponse(exposition(timezone.now()), content_type="text/plain; version=0.0.4; charset=utf-8")


@page(needs="upkeep.health", verbs=("GET",))
def health(request: SignedRequest) -> HttpResponse:
    """Each part of the installation: how it does, and what to do."""
    now = timezone.now()
    rows = checks([request.user.agency], now)
    answers = all(row.key != "basis-data" or row.level != "gangguan" for row in rows)
    told = [
        {
            "key": row.key,
            "title": spoken(row.title),
            "status": STATUS_OF[row.level],
            "words": spoken(row.words),
            "advice": spoken(row.advice) if row.advice else "",
        }
        for row in rows
    ]
    jobs = [{"title": spoken(one.title), "one": one} for one in (signs.work(now) if answers else [])]
    context = {"rows": told, "worst": worst(rows), "jobs": jobs, "at": now}
    return render_page(request, "upkeep/health.html", context)


@page(public=True, verbs=("GET",))
@limited("gangguan", PUBLIC)
def outages(request: HttpRequest) -> HttpResponse:
    """When Lajur was not there, by month; for everybody."""
    zone = ZoneInfo(frame_of(request).zone if request.user.is_authenticated else settings.ZONE)
    log = outage_log(timezone.now(), zone)
    actor = getattr(request, "actor", None)
    explains = actor is not None and Role.ADMINISTRATOR.value in actor.roles and actor.entered_by is None
    return render_page(request, "upkeep/outages.html", {"log": log, "explains": explains, "zone": zone.key})


def outage_subject(request: HttpRequest, outage_id: UUID) -> Told:
    found = find_outage(outage_id)
    if found is None:
        raise Http404
    return found


@page(needs="upkeep.explain_outage", subject=outage_subject)
def outage(request: SignedRequest, told: Told) -> HttpResponse:
    """One outage for an administrator: say what it came from, and see which deadlines fell into it."""
    form = RemarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        result = explain_outage(
            by=request.actor, now=request.now, outage=told.row, cause=given["penyebab"], text=given["keterangan"]
        )
        if not isinstance(result, Refusal):
            messages.success(request, _("Penjelasan tercatat dan dapat dibaca siapa saja."))
            return redirect("upkeep.outages")
        form.add_error("keterangan" if "text" in faults(result) else None, sentence(result))
    found = Paginator(deadlines_inside(request.user.agency, told.row), 50)
    context = {"form": form, "told": told, "tasks": found.get_page(request.GET.get("halaman"))}
    return render_page(request, "upkeep/outage.html", context, status=422 if form.errors else 200)
