"""Documents of a case: the page of one, showing and downloading it, its new version. Who sees the case reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lajur.casework.cases.actions import files as actions
from lajur.casework.cases.fileforms import VersionForm
from lajur.casework.cases.presentation import record_name
from lajur.casework.cases.queries import LoadedCase
from lajur.casework.cases.views.loading import case_path, posted, put_on, tell, the_case
from lajur.casework.documents.models import Reading, ReadingWay, Record, ScanState
from lajur.casework.documents.papers.queries import paper_of
from lajur.casework.documents.queries import file_path
from lajur.casework.documents.rules import shown_as
from lajur.casework.documents.scanning import infected, refusal_of, scans_of
from lajur.casework.documents.uploads import keep_upload
from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page, refused
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.models import Role
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.queries import sop_of
from lajur.ui.pages import render_page

MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")
RANGE = re.compile(r"bytes=(\d*)-(\d*)")
HEAD, TEXT = 512, 20_000
"""Bytes from which a file is recognised; bytes of a text that the page shows."""
SEALED_OFF = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
PDF = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; plugin-types application/pdf"
"""A browser's own PDF reader does not start in a sandbox; a PDF is no page and its scripts are not ours to run."""


@dataclass(frozen=True, slots=True)
class LoadedRecord(LoadedCase):
    row: Record = field(kw_only=True)

    @property
    def brought_by(self) -> str | None:
        return str(self.row.by_id) if self.row.by_id else None

    @property
    def is_running(self) -> bool:
        return self.case.status == "berjalan"


def the_record(request: SignedRequest, record_id: UUID) -> LoadedRecord:
    rows = Record.objects.filter(agency=request.user.agency, id=record_id)
    row = rows.select_related("by", "source__case", "upload").first()
    if row is None or row.case_id is None:
        raise Http404
    loaded = the_case(request, row.case_id)
    return LoadedRecord(loaded.procedure, loaded.day, loaded.started_by, loaded.taking_part, case=loaded.case, row=row)


@page(needs="cases.view", subject=the_record, verbs=("GET",))
def record(request: SignedRequest, loaded: LoadedRecord) -> HttpResponse:
    """What it is, from whom, its versions and its readers; a text or a picture is shown in the page."""
    row, sop = loaded.row, sop_of(loaded.case.edition_id)
    scan = scans_of(row.agency_id, [row.sha256]).get(row.sha256) if row.name else None
    held = scan is not None and scan.state == ScanState.INFECTED
    path = file_path(row.agency_id, row.sha256) if row.name else None
    head = first_bytes(path)
    shown = shown_as(row.name, head) if path and head and not held else None
    excerpt = first_bytes(path, TEXT).decode("utf-8", "replace") if shown and shown.startswith("text/") else ""
    if not row.name or excerpt:
        seen(request, loaded, ReadingWay.SHOWN)
    versions = Record.objects.filter(case=loaded.case, kind=row.kind).select_related("by").order_by("-number")
    watching = loaded.brought_by == str(request.user.id) or bool({Role.AUDITOR, Role.HEAD} & request.actor.roles)
    readings = Reading.objects.filter(record=row).select_related("person").order_by("-at")[:50] if watching else []
    context = {
        "row": row, "case": loaded.case, "name": record_name(row, sop), "crumb_case": case_path(loaded.case.id),
        "title": sop.documents[row.kind].title if row.kind in sop.documents else _("Dokumen"),
        "step": sop.steps.get(row.task.rpartition(".")[0]), "there": path is None or bool(head) or path.exists(),
        "scan": scan, "held": held,
        "shown": shown, "is_picture": bool(shown and shown.startswith("image/")), "excerpt": excerpt,
        "is_cut": row.size > TEXT, "versions": list(versions[:50]), "watching": watching, "readings": list(readings),
        "paper": paper_of(row) if row.source_id else None,
        "may_mend": bool(may(request.actor, "cases.new_version", loaded)),
    }  # fmt: skip
    return render_page(request, "cases/record.html", context)


def first_bytes(path: Path | None, most: int = HEAD) -> bytes:
    """The beginning of a file; nothing of one that is not there."""
    try:
        with path.open("rb") if path else open("/dev/null", "rb") as file:
            return file.read(most)
    except FileNotFoundError:
        return b""


def seen(request: SignedRequest, loaded: LoadedRecord, way: ReadingWay) -> None:
    """Remembered as the reading of who really sits there, also when an administrator looks as somebody else."""
    by = getattr(request, "administrator", None) or request.actor
    actions.note_reading(record=loaded.row, way=way, subject=loaded, by=by, now=request.now)


@page(needs="cases.view", subject=the_record, verbs=("GET",))
def download(request: SignedRequest, loaded: LoadedRecord) -> HttpResponseBase:
    """The file under its own name, as a download that no browser opens in our name."""
    kind = loaded.row.media_type if MEDIA_TYPE.fullmatch(loaded.row.media_type) else "application/octet-stream"
    answer = sent(request, loaded, kind, as_attachment=True)
    seen(request, loaded, ReadingWay.DOWNLOADED)
    return answer


@page(needs="cases.view", subject=the_record, verbs=("GET",))
def show(request: SignedRequest, loaded: LoadedRecord) -> HttpResponseBase:
    """The file in the browser, if it is of a kind that cannot act; else its page."""
    row = loaded.row
    head = first_bytes(file_path(row.agency_id, row.sha256)) if row.name else b""
    kind = shown_as(row.name, head) if head else None
    if kind is None:
        return redirect("cases.record", record_id=row.id)
    answer = sent(request, loaded, kind, as_attachment=False)
    if kind == "application/pdf":
        answer["Content-Security-Policy"] = PDF
    seen(request, loaded, ReadingWay.SHOWN)
    return answer


def sent(request: SignedRequest, loaded: LoadedRecord, kind: str, *, as_attachment: bool) -> HttpResponseBase:
    """The stored bytes, or the one range of them that was asked for."""
    row = loaded.row
    if not row.name:
        raise Http404
    if (scan := infected(row.agency_id, [row.sha256]).get(row.sha256)) is not None:
        return refused(request, refusal_of(scan, row.name))
    try:
        file = file_path(row.agency_id, row.sha256).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response: HttpResponseBase = FileResponse(file, as_attachment=as_attachment, filename=row.name, content_type=kind)
    if (asked := RANGE.fullmatch(request.headers.get("Range", ""))) and row.size and any(asked.groups()):
        first, last = (int(part) if part else None for part in asked.groups())
        start = first if first is not None else max(0, row.size - (last or 0))
        end = min(last if last is not None and first is not None else row.size - 1, row.size - 1)
        if start > end:
            file.close()
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{row.size}"})
        file.seek(start)
        response = part_of(response, file, start, end, row.size)
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SEALED_OFF
    response["Cache-Control"] = "private, no-store"
    return response


def part_of(whole: HttpResponseBase, file: object, start: int, end: int, size: int) -> HttpResponseBase:
    part = FileResponse(Limited(file, end - start + 1), status=206, content_type=whole["Content-Type"])
    part["Content-Disposition"] = whole["Content-Disposition"]
    part["Content-Length"] = str(end - start + 1)
    part["Content-Range"] = f"bytes {start}-{end}/{size}"
    return part


class Limited:
    """At most so many bytes of an open file."""

    def __init__(self, file: object, left: int) -> None:
        self.file, self.left = file, left

    def read(self, most: int = -1) -> bytes:
        wanted = self.left if most < 0 else min(most, self.left)
        data: bytes = self.file.read(wanted)  # type: ignore[attr-defined]
        self.left -= len(data)
        return data

    def close(self) -> None:
        self.file.close()  # type: ignore[attr-defined]


@page(needs="cases.new_version", subject=the_record)
def new_version(request: SignedRequest, loaded: LoadedRecord) -> HttpResponse:
    """Another file, or the same one where it belongs, with the reason."""
    row, sop = loaded.row, sop_of(loaded.case.edition_id)
    kinds = [(key, kind.title) for key, kind in sop.documents.items() if not kind.tool]
    form = VersionForm(posted(request), request.FILES or None, kinds=kinds, initial={"jenis": row.kind})
    if request.method == "POST" and form.is_valid():
        files = form.cleaned_data["berkas"]
        outcome = actions.new_version(
            record_id=row.id, kind=form.cleaned_data["jenis"], reason=form.cleaned_data["alasan"], by=request.actor,
            now=request.now, file=keep_upload(request.actor.agency, files[0]) if files else None,
        )  # fmt: skip
        if not isinstance(outcome, Refusal):
            tell(request, outcome, _("Versi baru tersimpan."))
            made = Record.objects.filter(case=loaded.case, number=outcome).only("id").get()
            return redirect("cases.record", record_id=made.id)
        put_on(form, outcome)
    context = {"form": form, "row": row, "case": loaded.case, "name": record_name(row, sop),
               "crumb_case": case_path(loaded.case.id)}  # fmt: skip
    return render_page(request, "cases/new_version.html", context, status=422 if form.errors else 200)
