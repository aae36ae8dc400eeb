"""What an agency shows to everybody: the sheets of those SOPs that it opened. Nothing of any case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from lajur.engine.refusal import Refusal
from lajur.exchange.sheet.files import MEDIA_TYPES
from lajur.registers.authority.limits import FILES, PUBLIC, limited
from lajur.registers.authority.pages import page
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.models import Agency
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.actions import show_publicly
from lajur.registers.procedures.models import Procedure
from lajur.registers.procedures.queries import procedure_of, sop_of, titles_of
from lajur.registers.procedures.sheet_files import answer
from lajur.registers.procedures.views import dates_of, lists_of
from lajur.ui.pages import render_page
from lajur.ui.sheet import sheet_of

Answer = TypeVar("Answer", bound=HttpResponseBase)

KEPT = 300
"""Seconds that a browser or a proxy may keep a public page: a sheet closed again is gone everywhere after them."""


@contextmanager
def agency_of(slug: str) -> Iterator[Agency]:
    """Inside, what is asked is asked of this agency, whosever page it is. Raises Http404."""
    with scopes_disabled():
        found = Agency.objects.filter(slug=slug, is_active=True, is_training=False).first()
    if found is None:
        raise Http404
    with scope(agency=found):
        yield found


def public_procedure(agency: Agency, key: str) -> Procedure:
    procedure = procedure_of(agency, key)
    if procedure is None or not procedure.is_public:
        raise Http404
    procedure.agency = agency
    return procedure


@page(public=True, verbs=("GET",))
@limited("sop-publik", PUBLIC)
def sops(request: HttpRequest, slug: str) -> HttpResponse:
    """The SOPs that the agency opened; without any there is no such page."""
    with agency_of(slug) as owner:
        rows = [(row, sop_of(str(row.in_force_id)).identity) for row in titles_of(owner) if row.is_public]
        if not rows:
            raise Http404
        return kept(request, render_page(request, "procedures/public_sops.html", {"agency": owner, "rows": rows}))


@page(public=True, verbs=("GET",))
@limited("sop-publik", PUBLIC)
def sop(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The sheet in force as a table with its arrows, and the identity page."""
    with agency_of(slug) as owner:
        found = public_procedure(owner, key)
        assert found.in_force is not None
        known = sop_of(found.in_force.id)
        context = {
            "agency": owner, "procedure": found, "edition": found.in_force, "identity": known.identity,
            "dates": dates_of(known.identity), "lists": lists_of(known.identity), "sheet": sheet_of(known),
            "kinds": [("pdf", "PDF"), ("docx", "Word"), ("xlsx", "Excel")], "there": owner.zone,
        }  # fmt: skip
        return kept(request, render_page(request, "procedures/public_sop.html", context))


@page(public=True, verbs=("GET",))
@limited("lembar-publik", FILES)
def file(request: HttpRequest, slug: str, key: str, kind: str) -> HttpResponseBase:
    if kind not in MEDIA_TYPES:
        raise Http404
    with agency_of(slug) as owner:
        found = public_procedure(owner, key)
        assert found.in_force is not None
        return kept(request, answer(request, found, found.in_force, kind))


def kept(request: HttpRequest, response: Answer) -> Answer:
    """A page in somebody's frame is his own; anybody else's is everybody's."""
    whose = "private" if request.user.is_authenticated else "public"
    response["Cache-Control"] = f"{whose}, max-age={KEPT}"
    return response


def the_procedure(request: SignedRequest, key: str) -> Procedure:
    """The agency's procedure in force. Raises Http404."""
    procedure = procedure_of(request.user.agency, key)
    if procedure is None:
        raise Http404
    return procedure


@page(needs="procedures.show", subject=the_procedure, verbs=("POST",))
def show(request: SignedRequest, procedure: Procedure) -> HttpResponse:
    """Open the sheet to everybody, or close it again."""
    public = request.POST.get("umum") == "ya"
    outcome = show_publicly(by=request.actor, now=request.now, procedure=procedure, public=public)
    if isinstance(outcome, Refusal):
        messages.error(request, sentence(outcome))
    elif public:
        messages.success(request, _("Lembar SOP ini sekarang dapat dibaca siapa saja."))
    else:
        messages.success(request, _("Lembar SOP ini tidak lagi dibuka untuk umum."))
    return redirect("procedures.read", procedure.key)
