"""Pengelolaan: what the administrator looks after, with what wants his attention."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect

from lajur.registers.authority.pages import page
from lajur.registers.organisation.guide import COOKIE, first_steps
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui.pages import ADMIN_PAGES, render_page

YEAR = 365 * 24 * 60 * 60


@page(needs="organisation.manage", verbs=("GET",))
def hub(request: SignedRequest) -> HttpResponse:
    """Cards of all rooms, and the way to the first case until it is gone or put away."""
    steps = [] if request.COOKIES.get(COOKIE) == str(request.user.agency_id) else first_steps(request)
    cards = [(card, card.count(request) if card.count else 0) for card in ADMIN_PAGES]
    context = {"cards": cards, "steps": steps, "finished": sum(step.done for step in steps)}
    return render_page(request, "organisation/hub.html", context)


@page(needs="organisation.manage")
def put_away_steps(request: SignedRequest) -> HttpResponse:
    """Do not show the first steps again in this browser."""
    answer = redirect("organisation.hub")
    if request.method == "POST":
        answer.set_cookie(
            COOKIE, str(request.user.agency_id), max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return answer
