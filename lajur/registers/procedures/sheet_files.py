"""The sheet of an edition as a file to keep: PDF, Word, Excel, BPMN."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lajur.catalogue.reader import from_canonical
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
    procedure, edition = wanted(request, key)
    return answer(request, procedure, edition, kind)


@page(needs="procedures.read", verbs=("GET",))
@limited("lembar", FILES)
def bpmn(request: SignedRequest, key: str) -> HttpResponse:
    """The edition as a BPMN 2.0 diagram."""
    from lajur.exchange.bpmn.layout import NoWay  # loads lxml, which no other page needs
    from lajur.exchange.bpmn.writing import bpmn_of

    procedure, edition = wanted(request, key)
    sop = from_canonical(edition.content, f"{request.user.agency.slug}/{procedure.key}")
    try:
        response = HttpResponse(bpmn_of(sop), content_type="application/xml")
    except NoWay:
        messages.error(request, _("Alur SOP ini terlalu rapat untuk digambar sebagai diagram BPMN."))
        return redirect("procedures.read", key)
    name = f"SOP-{slugify(procedure.key)}-edisi-{edition.number}.bpmn"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def wanted(request: SignedRequest, key: str) -> tuple[Procedure, Edition]:
    """The agency's procedure and the edition asked for. Raises Http404."""
    procedure = procedure_of(request.user.agency, key)
    if procedure is None or procedure.in_force is None:
        raise Http404
    edition, number = procedure.in_force, request.GET.get("edisi", "")
    if number:
        if not (number.isascii() and number.isdecimal() and len(number) <= 6):
            raise Http404
        edition = get_object_or_404(Edition, procedure=procedure, number=int(number))
    return procedure, edition


def answer(request: HttpRequest, procedure: Procedure, edition: Edition, kind: str) -> HttpResponseBase:
    """The file, or 304 to who has it already: edition, paper, crest, public address and Lajur's version make the
    bytes."""
    paper = request.GET.get("kertas", "A4")
    if paper not in PAPERS:
        raise Http404
    today = request.now.astimezone(ZoneInfo(procedure.agency.zone)).date()  # type: ignore[attr-defined]
    head = letterhead_for(procedure.agency, today)
    crest = bytes(head.crest) if head and head.crest else None
    address = _public_address(request, procedure)
    told = "/".join((edition.hash, kind, paper, version("lajur"), address))
    mark = sha256(told.encode() + (crest or b"")).hexdigest()
    etag = f'"{mark[:32]}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(_made(str(edition.id), kind, paper, crest, address), content_type=MEDIA_TYPES[kind])
        name = f"SOP-{slugify(procedure.key)}-edisi-{edition.number}.{kind}"
        shown = "inline" if kind == "pdf" else "attachment"
        response["Content-Disposition"] = f'{shown}; filename="{name}"'
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


def _public_address(request: HttpRequest, procedure: Procedure) -> str:
    """Of the page that says to everybody which edition is in force; empty where the agency does not show it."""
    if not procedure.is_public or procedure.agency.is_training:
        return ""
    root = settings.PUBLIC_URL or request.build_absolute_uri("/")
    return root.rstrip("/") + reverse("procedures.public", args=[procedure.agency.slug, procedure.key])


@lru_cache(maxsize=64)
def _made(edition: str, kind: str, paper: str, crest: bytes | None, address: str) -> bytes:
    return sheet_file(sop_of(edition), kind, paper=paper, crest=crest, address=address)
