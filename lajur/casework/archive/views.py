"""The administrator's page for the agency's archive."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lajur.casework.archive.actions import ask_archive, note_taken, path_of
from lajur.casework.archive.models import Archive, ArchiveState
from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page, refused
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui.pages import render_page

SHOWN = 20


@page(needs="archive.take")
def archives(request: SignedRequest) -> HttpResponse:
    """What was made so far; a button lets one more be made."""
    if request.method == "POST":
        outcome = ask_archive(by=request.actor, now=request.now)
        if isinstance(outcome, Refusal):
            messages.error(request, sentence(outcome))
        else:
            messages.success(request, _("Arsip akan dibuat; muat ulang halaman ini sebentar lagi."))
        return redirect("archive.take")
    rows = list(Archive.objects.filter(agency=request.user.agency).select_related("by").order_by("-asked_at")[:SHOWN])
    undone = any(row.state in (ArchiveState.ASKED, ArchiveState.BEING_MADE) for row in rows)
    return render_page(request, "archive/archives.html", {"rows": rows, "undone": undone})


def the_archive(request: SignedRequest, archive_id: UUID) -> Archive:
    row = Archive.objects.filter(agency=request.user.agency, id=archive_id, state=ArchiveState.READY).first()
    if row is None or not path_of(row).exists():
        raise Http404
    return row


@page(needs="archive.take", subject=the_archive, verbs=("POST",))
def download(request: SignedRequest, row: Archive) -> HttpResponseBase:
    """The file, journalled before its first byte goes out. By POST: fetching it is an act of its own."""
    noted = note_taken(archive=row, by=request.actor, now=request.now)
    if isinstance(noted, Refusal):
        return refused(request, noted)
    name = f"arsip-{request.user.agency.slug}-{row.asked_at:%Y-%m-%d}.zip"
    answer = FileResponse(path_of(row).open("rb"), as_attachment=True, filename=name, content_type="application/zip")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
