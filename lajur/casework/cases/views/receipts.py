"""Receipts: the sender's own page with its QR code, and the page where anybody who holds the number checks it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from lajur.casework.cases.fileforms import CodeForm, CompareForm
from lajur.casework.cases.models import Task, TaskStatus
from lajur.casework.cases.queries import LoadedCase, case_state
from lajur.casework.cases.views.loading import case_path, posted, task_path, the_case
from lajur.casework.documents.models import Scan, Upload
from lajur.casework.documents.receipts import (
    normal_code,
    normal_digest,
    picture_of,
    receipt_by_code,
    receipts_of_digest,
    record_of,
    state_of,
)
from lajur.casework.documents.scanning import scans_of
from lajur.registers.authority.limits import PUBLIC, limited
from lajur.registers.authority.pages import page
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.queries import sop_of
from lajur.registers.reference.letterheads import letterhead_for
from lajur.ui.pages import render_page


@dataclass(frozen=True, slots=True)
class LoadedReceipt(LoadedCase):
    upload: Upload = field(kw_only=True)


def the_receipt(request: SignedRequest, upload_id: UUID) -> LoadedReceipt:
    """Before it became a document of the case, only the sender knows of a file."""
    upload = Upload.objects.filter(agency=request.user.agency, id=upload_id).select_related("person").first()
    if upload is None:
        raise Http404
    mine = upload.person_id == request.user.id
    if not mine and (not upload.is_whole or record_of(upload) is None):
        raise Http404
    loaded = the_case(request, upload.case_id)
    return LoadedReceipt(
        loaded.procedure, loaded.day, loaded.started_by, loaded.taking_part, case=loaded.case, upload=upload
    )


@page(needs="cases.view", subject=the_receipt, verbs=("GET",))
def receipt(request: SignedRequest, loaded: LoadedReceipt) -> HttpResponse:
    """To print and keep. While the file still waits for its step, it can be moved to another slot or taken back."""
    upload, case = loaded.upload, loaded.case
    sop = sop_of(case.edition_id)
    step = sop.steps.get(upload.task.rpartition(".")[0])
    used = record_of(upload) if upload.is_whole else None
    is_open = Task.objects.filter(case=case, key=upload.task, status=TaskStatus.OPEN).exists()
    pending = is_open and used is None and upload.person_id == request.user.id and not upload.dropped_at
    slots: list[tuple[str, str]] = []
    if pending and step is not None:
        held = case_state(case).documents
        kinds = dict.fromkeys([*(k for k in sop.needs_of(step) if k not in held), *sop.yields_of(step)])
        slots = [(kind, sop.documents[kind].title) for kind in kinds if kind != upload.kind]
    known = sop.documents.get(upload.kind)
    context = {
        "upload": upload, "case": case, "step": step, "used": used, "pending": pending, "slots": slots,
        "slot": known.title if known else upload.kind, "address": check_address(request, upload),
        "base": f"{task_path(case.id, upload.task)}unggah/{upload.id}/", "crumb_case": case_path(case.id),
        "state": state_of(upload) if upload.is_whole else "", "task_url": task_path(case.id, upload.task),
        "scan": scan_of(upload), "letterhead": letterhead_for(request.user.agency, loaded.day.day),
    }  # fmt: skip
    return render_page(request, "cases/receipt.html", context)


def scan_of(upload: Upload) -> Scan | None:
    """What the virus scanner said of the file so far."""
    return scans_of(upload.agency_id, [upload.sha256]).get(upload.sha256) if upload.is_whole else None


def check_address(request: HttpRequest, upload: Upload) -> str:
    return request.build_absolute_uri(reverse("cases.check_receipt", args=[upload.code])) if upload.code else ""


@page(public=True, verbs=("GET",))
@limited("tanda-terima", PUBLIC)
def picture(request: HttpRequest, code: str) -> HttpResponse:
    """The QR code: nothing but the address of the check page."""
    address = request.build_absolute_uri(reverse("cases.check_receipt", args=[code]))
    answer = HttpResponse(picture_of(address), content_type="image/svg+xml")
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, max-age=86400"
    return answer


@page(public=True)
@limited("tanda-terima", PUBLIC)
def ask(request: HttpRequest) -> HttpResponse:
    """Type the number of a receipt; who is signed in may also ask by a file's digest."""
    wants_file = "sidik" in request.POST or bool(request.FILES)
    form = CodeForm(posted(request) if not wants_file else None)  # type: ignore[arg-type]
    compare = CompareForm(request.POST if wants_file else None, request.FILES or None)
    if request.method == "POST" and not wants_file and form.is_valid():
        return redirect("cases.check_receipt", code=form.cleaned_data["nomor"])
    found, digest = None, ""
    if request.user.is_authenticated and wants_file and compare.is_valid():
        digest = digest_of(compare)
        found = receipts_of_digest(request.user.agency.id, digest)
    context = {"form": form, "compare": compare, "found": found, "digest": digest}
    wrong = bool(form.errors or compare.errors)
    return render_page(request, "cases/ask_receipt.html", context, status=422 if wrong else 200)


@page(public=True)
@limited("tanda-terima", PUBLIC)
def check(request: HttpRequest, code: str) -> HttpResponse:
    """That such a file was received, and whether it is still there unchanged: no name, no title, no person."""
    upload = receipt_by_code(normal_code(code))
    if upload is None:
        raise Http404
    form = CompareForm(posted(request), request.FILES or None)  # type: ignore[arg-type]
    matches = None
    if request.method == "POST" and form.is_valid():
        matches = digest_of(form) == upload.sha256
    context = {
        "upload": upload, "agency": upload.agency, "state": state_of(upload), "form": form, "matches": matches,
        "there": upload.agency.zone,
    }  # fmt: skip
    answer = render_page(request, "cases/check_receipt.html", context, status=422 if form.errors else 200)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def digest_of(form: CompareForm) -> str:
    """The digest typed, or that of the file handed over, which is read and not kept."""
    if typed := normal_digest(form.cleaned_data.get("sidik", "")):
        return typed
    digest = hashlib.sha256()
    for chunk in form.cleaned_data["berkas"][0].chunks():
        digest.update(chunk)
    return digest.hexdigest()
