"""SOP documents as agencies have them: sent, read, drafts made of what they hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.engine.refusal import Refusal
from lajur.registers.authority.limits import FILES, limited
from lajur.registers.authority.pages import page
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.drafts import reading as actions
from lajur.registers.procedures.drafts.doubting import said, told
from lajur.registers.procedures.models import ReadingState, SopDraft, SopReading
from lajur.ui.forms import FilesField, Form
from lajur.ui.pages import render_page

SHOWN = 30
AGAIN = 3
"""Seconds after which the page of a document that is being read asks again."""


class SendForm(Form):
    dokumen = FilesField(
        label=gettext_lazy("Dokumen SOP"),
        several=False,
        max_bytes=actions.MOST_BYTES,
        help_text=gettext_lazy(
            "Word (.docx), Excel (.xlsx), PDF berteks, HTML, Markdown, atau teks; paling besar 25 MB. Satu berkas "
            "boleh memuat banyak SOP. Diagram BPMN 2.0 (.bpmn) juga dibaca."
        ),
        error_messages={"required": gettext_lazy("Pilih satu dokumen.")},
    )


@page(needs="procedures.write")
@limited("baca-dokumen", FILES)
def send(request: SignedRequest) -> HttpResponse:
    """A form for one document, and those that were sent before."""
    form = SendForm(request.POST, request.FILES) if request.method == "POST" else SendForm()
    if form.is_bound and form.is_valid():
        [file] = form.cleaned_data["dokumen"]
        outcome = actions.send_document(by=request.actor, now=request.now, name=file.name, data=file.read())
        if isinstance(outcome, SopReading):
            if outcome.size <= actions.SMALL:
                actions.read(outcome, seconds=actions.AT_ONCE)
            return redirect("procedures.reading", outcome.id)
        form.add_error(None, sentence(outcome))
    rows = SopReading.objects.filter(agency=request.user.agency).select_related("sent_by").defer("data", "found")
    context = {"form": form, "rows": rows.order_by("-sent_at")[:SHOWN]}
    return render_page(request, "procedures/readings.html", context, status=422 if form.errors else 200)


def the_reading(request: SignedRequest, reading_id: UUID) -> SopReading:
    """The agency's document. Raises Http404."""
    found = SopReading.objects.filter(id=reading_id, agency=request.user.agency).defer("data").first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class FoundSop:
    """One SOP of a document. `doubts` are grouped by what they are about; `draft` is the id of what was made of it."""

    number: int
    title: str
    place: str
    steps: int
    lanes: int
    doubts: list[dict[str, Any]]
    draft: str
    gone: bool


def found_sops(reading: SopReading) -> list[FoundSop]:
    made = [one["draf"] for one in reading.found if one["draf"]]
    there = {str(key) for key in SopDraft.objects.filter(id__in=made).values_list("id", flat=True)}
    return [
        FoundSop(
            number, one["isi"].get("judul", ""), one["tempat"], len(one["isi"].get("langkah", ())),
            len(one["isi"].get("pelaksana", ())), [told(doubt) for doubt in one["ragu"]],
            one["draf"] if one["draf"] in there else "",
            bool(one["draf"]) and one["draf"] not in there,
        )
        for number, one in enumerate(reading.found)
    ]  # fmt: skip


@page(needs="procedures.write", subject=the_reading)
def reading(request: SignedRequest, found: SopReading) -> HttpResponse:
    """How far the reading is; then which SOPs stand in the document, to choose those that become drafts."""
    if request.method == "POST":
        chosen = [
            int(text) for text in request.POST.getlist("sop") if text.isascii() and text.isdecimal() and len(text) < 6
        ]
        if not chosen:
            messages.error(request, _("Pilih paling sedikit satu SOP."))
            return redirect("procedures.reading", found.id)
        outcome = actions.draft_of_reading(by=request.actor, now=request.now, reading_id=found.id, chosen=chosen)
        if isinstance(outcome, Refusal):
            messages.error(request, sentence(outcome))
            return redirect("procedures.reading", found.id)
        if len(outcome) == 1:
            return redirect("procedures.draft", outcome[0].id)
        messages.success(request, _("%(n)d draf dibuat.") % {"n": len(outcome)})
        return redirect("procedures.drafts")
    waiting = found.state == ReadingState.WAITING
    sops = found_sops(found)
    context = {
        "reading": found, "waiting": waiting, "sops": sops, "open": [one for one in sops if not one.draft],
        "reason": said(found.reason), "notices": [said(text) for text in found.notices],
    }  # fmt: skip
    response = render_page(request, "procedures/reading.html", context)
    if waiting:
        response["Refresh"] = str(AGAIN)
    return response


@page(needs="procedures.write", subject=the_reading, verbs=("POST",))
def forget(request: SignedRequest, found: SopReading) -> HttpResponse:
    outcome = actions.forget_document(by=request.actor, now=request.now, reading_id=found.id)
    if isinstance(outcome, Refusal):
        messages.error(request, sentence(outcome))
    else:
        messages.success(request, _("“%(name)s” dihapus dari daftar.") % {"name": found.name})
    return redirect("procedures.readings")
