"""A case's whole file as a ZIP, for auditors and heads."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from lajur.casework.cases.actions.files import note_case_file
from lajur.casework.cases.casefile.gathering import gather, members
from lajur.casework.cases.queries import LoadedCase
from lajur.casework.cases.views.loading import the_case
from lajur.casework.documents.zipping import safe_name, stream
from lajur.engine.refusal import Refusal
from lajur.registers.authority.limits import FILES, limited
from lajur.registers.authority.pages import page, refused
from lajur.registers.organisation.requests import SignedRequest


@page(needs="cases.download_file", subject=the_case)
@limited("berkas", FILES)
def download(request: SignedRequest, loaded: LoadedCase) -> HttpResponseBase:
    """Journalled at the agency before the first byte goes out; then streamed, however large the documents are."""
    gathered = gather(request.user.agency, loaded.case.id)
    noted = note_case_file(
        case_id=loaded.case.id, number=loaded.case.number, length=len(gathered.entries), head=gathered.head,
        by=request.actor, now=request.now,
    )  # fmt: skip
    if isinstance(noted, Refusal):
        return refused(request, noted)
    name = f"{safe_name(loaded.case.number)}.zip"
    if request.method == "HEAD":
        return HttpResponse(content_type="application/zip")
    answer = StreamingHttpResponse(stream(members(request.user.agency, gathered)), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
