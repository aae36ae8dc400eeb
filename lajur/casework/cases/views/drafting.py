"""Saving and discarding the draft of a task: by the page's script while somebody types, or by a button."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lajur.casework.cases import actions
from lajur.casework.cases.models import Draft
from lajur.casework.cases.views import typed
from lajur.casework.cases.views.filling import references
from lajur.casework.cases.views.loading import LoadedTask, tell, the_task
from lajur.casework.cases.views.tasks import conflict, sent_form, work
from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui import formats


@page(needs="cases.view", subject=the_task)
def save_draft(request: SignedRequest, loaded: LoadedTask) -> HttpResponse:
    if request.method != "POST":
        return redirect(loaded.path)
    if request.POST.get("buang"):
        outcome = actions.discard_draft(place=typed.place_of(loaded), by=request.actor, now=request.now)
        tell(request, outcome, _("Draf dibuang."))
        return redirect(loaded.path)
    if request.POST.get("cara") == "latar":
        return typed.with_device(request, from_script(request, loaded))
    return from_button(request, loaded)


def from_button(request: SignedRequest, loaded: LoadedTask) -> HttpResponse:
    """Keep everything, files too, and show the page again; nothing is judged yet."""
    form = sent_form(request, loaded)
    if isinstance(form, HttpResponse):
        return form
    if typed.overtaken(request, loaded):
        form.errors.clear()
        return work(request, loaded, form)
    outcome = typed.keep(request, loaded, references(loaded, form.plan.slots))
    tell(request, outcome, _("Draf tersimpan %(clock)s.") % {"clock": formats.clock(request.now, request.frame.zone)})
    return typed.with_device(request, redirect(loaded.path))


def from_script(request: SignedRequest, loaded: LoadedTask) -> JsonResponse:
    """{versi, pukul} when saved, and {sama} when the same words were saved before; 409 {versi, panel} when another
    window has saved others since, with both texts as a part of the page; {selesai} when the sender has done the task
    meanwhile; 403 {alasan} when he may not."""
    if not loaded.is_open and loaded.row.done_by_id == request.user.id:
        return JsonResponse({"selesai": True})
    outcome = typed.keep(request, loaded)
    clock = formats.clock(request.now, request.frame.zone)
    if not isinstance(outcome, Refusal):
        return JsonResponse({"versi": outcome, "pukul": clock, "tutup": not loaded.is_open})
    newer = Draft.objects.filter(person=request.user, place=typed.place_of(loaded).name).first()
    if outcome.code != "draf-lebih-baru" or newer is None:
        return JsonResponse({"alasan": sentence(outcome)}, status=403)
    told = conflict(request, loaded, newer)
    if not told["differences"]:  # this window's own words, saved while its form was on the way
        return JsonResponse({"versi": newer.version, "pukul": clock, "tutup": not loaded.is_open, "sama": True})
    context = {**told, "zone": request.frame.zone, "scripted": True}
    panel = render_to_string("cases/part_conflict.html", context, request=request)
    return JsonResponse({"versi": newer.version, "panel": panel}, status=409)
