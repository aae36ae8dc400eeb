"""Downloading records: who may see the case may read its documents."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from uuid import UUID

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from lajur.casework.cases.queries import LoadedCase
from lajur.casework.cases.views.loading import case_path, the_case
from lajur.casework.documents.models import Record
from lajur.casework.documents.queries import file_path
from lajur.registers.authority.pages import page
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.queries import sop_of
from lajur.ui.pages import render_page

MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")


@dataclass(frozen=True, slots=True)
class LoadedRecord(LoadedCase):
    row: Record = field(kw_only=True)


def the_record(request: SignedRequest, record_id: UUID) -> LoadedRecord:
    row = Record.objects.filter(agency=request.user.agency, id=record_id).select_related("by", "source__case").first()
    if row is None:
        raise Http404
    loaded = the_case(request, row.case_id)
    return LoadedRecord(loaded.procedure, loaded.day, loaded.started_by, loaded.taking_part, case=loaded.case, row=row)


@page(needs="cases.view", subject=the_record)
def record(request: SignedRequest, loaded: LoadedRecord) -> HttpResponseBase:
    """A file as a download that no browser opens in our name; a written text as a page."""
    row = loaded.row
    if not row.name:
        sop = sop_of(loaded.case.edition_id)
        title = sop.documents[row.kind].title if row.kind in sop.documents else _("Dokumen")
        step = sop.steps.get(row.task.rpartition(".")[0])
        context = {"row": row, "title": title, "case": loaded.case, "step": step, "crumb_case": case_path(row.case_id)}
        return render_page(request, "cases/record.html", context)
    path = file_path(request.actor.agency, row.sha256)
    if not path.exists():
        raise Http404
    kind = row.media_type if MEDIA_TYPE.fullmatch(row.media_type) else "application/octet-stream"
    response = FileResponse(path.open("rb"), as_attachment=True, filename=row.name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
