"""My account and password, my substitute."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.actions import arrange_substitute, end_substitution
from lajur.registers.organisation.forms import SubstituteForm
from lajur.registers.organisation.models import Person
from lajur.registers.organisation.queries import find_substitution, holdings_of, persons_of, substitutions_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui.pages import render_page


@page(needs="organisation.own_account", verbs=("GET",))
def account(request: SignedRequest) -> HttpResponse:
    """What the installation knows about me, and on what my authority rests."""
    context = {"person": request.user, "holdings": holdings_of(request.user)}
    return render_page(request, "organisation/account.html", context)


@page(needs="organisation.own_account", verbs=("GET",))
def substitutes(request: SignedRequest) -> HttpResponse:
    """Who stands in for me and for whom I stand in; arranging it."""
    return _substitutes(request, None)


@page(needs="organisation.own_account")
def arrange(request: SignedRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("organisation.substitutes")
    form = _form(request, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        chosen = Person.within.filter(id=given["pengganti"]).first()
        if chosen is None:
            raise Http404
        result = arrange_substitute(
            by=request.actor,
            now=request.now,
            absent=request.user,
            substitute=chosen,
            since=given["mulai"],
            until=given["sampai"],
            reason=given["alasan"],
        )
        if not isinstance(result, Refusal):
            messages.success(request, _("%(name)s tercatat sebagai pengganti Anda.") % {"name": chosen.name})
            return redirect("organisation.substitutes")
        form.add_error(None, sentence(result))
    return _substitutes(request, form)


@page(needs="organisation.own_account")
def end(request: SignedRequest, rule_id: UUID) -> HttpResponse:
    """End a substitution of mine: today is its last day, or it never begins."""
    rule = find_substitution(rule_id)
    if rule is None or request.method != "POST":
        raise Http404
    today = request.actor.day.day
    result = end_substitution(by=request.actor, now=request.now, rule=rule, until=today)
    if isinstance(result, Refusal):
        messages.error(request, sentence(result))
    else:
        messages.success(request, _("Penggantian sudah diakhiri."))
    return redirect("organisation.substitutes")


def _form(request: SignedRequest, data: Any) -> SubstituteForm:
    person = request.user
    people = [other for other in persons_of(person.agency, outside=person.is_outside) if other.id != person.id]
    return SubstituteForm(data, people=people, today=request.actor.day.day)


def _substitutes(request: SignedRequest, form: SubstituteForm | None) -> HttpResponse:
    today = request.actor.day.day
    mine, others = substitutions_of(request.user, today)
    context = {"form": form or _form(request, None), "mine": mine, "others": others, "today": today}
    status = 422 if form is not None and form.errors else 200
    return render_page(request, "organisation/substitutes.html", context, status=status)
