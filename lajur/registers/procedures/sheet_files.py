"""The sheet of an edition as a file to keep: PDF, Word, Excel."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.text import slugify

from lajur.exchange.sheet.files import MEDIA_TYPES, PAPERS, sheet_file
from lajur.registers.authority.limits import FILES, limited
from lajur.registers.authority.pages import page
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.models import Edition, Procedure
from lajur.registers.procedures.queries import procedure_of, sop_of
from lajur.registers.reference.letterheads import letterhead_for


@page(needs="procedures.read", verbs=("GET",))
@limited("lembar", FILES)
def sheet(request: SignedRequest, key: str, kind: str) -> HttpResponseBase:
    """The edition in force, or the one `?edisi` names; `?kertas=F4` for folio."""
    procedure = procedure_of(request.user.agency, key)
    if procedure is None or procedure.in_force is None:
        raise Http404
    edition, wanted = procedure.in_force, request.GET.get("edisi", "")
    if wanted:
        if not (wanted.isascii() and wanted.isdecimal() and len(wanted) <= 6):
            raise Http404
        edition = get_object_or_404(Edition, procedure=procedure, number=int(wanted))
    return answer(request, procedure, edition, kind)


def answer(request: HttpRequest, procedure: Procedure, edition: Edition, kind: str) -> HttpResponseBase:
    """The file, or 304 to who has it already: edition, paper, crest and Lajur's version make the bytes."""
    paper = request.GET.get("kertas", "A4")
    if paper not in PAPERS:
        raise Http404
    head = letterhead_for(procedure.agency, request.now.date())  # type: ignore[attr-defined]
    crest = bytes(head.crest) if head and head.crest else None
    mark = sha256("/".join((edition.hash, kind, paper, version("lajur"))).encode() + (crest or b"")).hexdigest()
    etag = f'"{mark[:32]}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(_made(str(edition.id), kind, paper, crest), content_type=MEDIA_TYPES[kind])
        name = f"SOP-{slugify(procedure.key)}-edisi-{edition.number}.{kind}"
        shown = "inline" if kind == "pdf" else "attachment"
        response["Content-Disposition"] = f'{shown}; filename="{name}"'
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


@lru_cache(maxsize=64)
def _made(edition: str, kind: str, paper: str, crest: bytes | None) -> bytes:
    return sheet_file(sop_of(edition), kind, paper=paper, crest=crest)
