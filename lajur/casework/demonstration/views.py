"""Signing in to the demonstration with one click. Does nothing anywhere else."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from lajur.casework.demonstration.office import accounts
from lajur.registers.authority.pages import page
from lajur.registers.organisation.models import Agency, Person
from lajur.registers.organisation.signin.begin import begin
from lajur.registers.organisation.views import wanted_path

FACTOR = "contoh"
"""An invented person has nothing to prove, whatever his agency asks for."""


@page(public=True)
def enter_as(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Sign in as an invented person; 404 outside demonstration mode and for people of real agencies."""
    person = Person.objects.anywhere(id=person_id)
    if request.method != "POST" or not settings.DEMO or person is None or not person.agency.is_demo:
        raise Http404
    begin(request, person, factor=FACTOR)
    return redirect(wanted_path(request))


def account_list(request: HttpRequest) -> SafeString:
    """The demonstration's people, for the sign-in page; empty outside demonstration mode."""
    if not settings.DEMO:
        return mark_safe("")
    agencies = [(agency, accounts(agency)) for agency in Agency.objects.filter(is_demo=True).order_by("name")]
    context = {"agencies": agencies, "wanted": wanted_path(request)}
    return mark_safe(render_to_string("demonstration/accounts.html", context, request=request))  # noqa: S308
