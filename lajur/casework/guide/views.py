"""Help: where to begin, what words mean, and the quick cards on screen and on paper."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpResponse
from django.utils.text import slugify
from django.utils.translation import get_language

from lajur.casework.guide.queries import cards_on_offer, sop_in_force
from lajur.casework.guide.terms import terms
from lajur.exchange.sheet.card import Card, card_of, cards_pdf
from lajur.registers.authority.limits import FILES, limited
from lajur.registers.authority.pages import page
from lajur.registers.organisation.guide import first_steps
from lajur.registers.organisation.models import Role
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui.pages import render_page


@page(needs="guide.read", verbs=("GET",))
def start(request: SignedRequest) -> HttpResponse:
    """The five steps to the first case for administrators, then how each piece of work is done."""
    manages = Role.ADMINISTRATOR.value in request.actor.roles
    context = {"steps": first_steps(request) if manages else [], "agency": request.user.agency}
    return render_page(request, "guide/start.html", context)


@page(needs="guide.read", verbs=("GET",))
def glossary(request: SignedRequest) -> HttpResponse:
    return render_page(request, "guide/glossary.html", terms(get_language() or "id"))


@page(needs="guide.read", verbs=("GET",))
def cards(request: SignedRequest) -> HttpResponse:
    """All cards, mine first."""
    offered = cards_on_offer(request.user.agency, request.actor)
    context = {
        "mine": [one for one in offered if one.mine],
        "by_sop": [(procedure, list(group)) for procedure, group in groupby(offered, key=lambda one: one.procedure)],
    }
    return render_page(request, "guide/cards.html", context)


def loaded(request: SignedRequest, key: str, lane: str) -> Card:
    sop = sop_in_force(request.user.agency, key)
    if sop is None or lane not in sop.lanes:
        raise Http404
    return card_of(sop, lane)


@page(needs="guide.read", verbs=("GET",))
def card(request: SignedRequest, key: str, lane: str) -> HttpResponse:
    """One lane's card, to read or to print as it stands."""
    context = {"card": loaded(request, key, lane), "key": key, "lane": lane}
    return render_page(request, "guide/card.html", context)


@page(needs="guide.read", verbs=("GET",))
@limited("kartu", FILES)
def card_pdf(request: SignedRequest, key: str, lane: str) -> HttpResponse:
    return on_paper([loaded(request, key, lane)], f"kartu-{key}-{lane}.pdf")


@page(needs="guide.read", verbs=("GET",))
@limited("kartu", FILES)
def my_cards_pdf(request: SignedRequest) -> HttpResponse:
    """The cards of all lanes in which the reader acts today."""
    mine = [one for one in cards_on_offer(request.user.agency, request.actor) if one.mine]
    if not mine:
        raise Http404
    return on_paper([card_of(one.sop, one.lane) for one in mine], f"kartu-{slugify(request.user.name)}.pdf")


def on_paper(shown: list[Card], name: str) -> HttpResponse:
    answer = HttpResponse(cards_pdf(shown), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Cache-Control"] = "private, no-cache"
    return answer
