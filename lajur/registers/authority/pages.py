"""`@page`: every view says who may see it, or that it is public. Nothing else decides access to a URL."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from lajur.engine.refusal import Refusal
from lajur.registers.authority.kept import kept_form
from lajur.registers.authority.permissions import may
from lajur.registers.authority.watching import Event, note
from lajur.registers.authority.words import sentence
from lajur.ui.pages import render_page

View = Callable[..., HttpResponseBase]
Loader = Callable[..., Any]

PAGES: dict[str, str | None] = {}
"""Dotted name of every view → the permission it needs, None when public; a test walks all URLs against it."""


BOTH = ("GET", "POST")
TOO_MANY = 429


def page(
    *, needs: str | None = None, public: bool = False, subject: Loader | None = None, verbs: tuple[str, ...] = BOTH
) -> Callable[[View], View]:
    """Declare who may see a view.

    With `needs`, the person must be signed in and `may(actor, needs, subject)` must allow it; `subject` loads the
    object from the URL's arguments (raising Http404 for what is not in the person's agency) and the view receives it
    instead of them. Other verbs than `verbs` (and HEAD with GET) are answered 405 before anything is asked.
    """
    if (needs is None) == (not public):
        raise TypeError("a page either needs a permission or is public")

    def wrap(view: View) -> View:
        PAGES[f"{view.__module__}.{view.__qualname__}"] = needs

        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            if request.method not in verbs and not (request.method == "HEAD" and "GET" in verbs):
                return HttpResponseNotAllowed(verbs)
            if needs is None:
                return view(request, **kwargs)
            if not request.user.is_authenticated:
                return kept_form(request) or redirect_to_login(request.get_full_path())
            loaded = subject(request, **kwargs) if subject else None
            allowed = may(request.actor, needs, loaded)  # type: ignore[attr-defined]
            if not allowed:
                return refused(request, allowed)
            return view(request, loaded) if subject else view(request, **kwargs)

        guarded.page_needs = needs  # type: ignore[attr-defined]
        guarded.page_public = public  # type: ignore[attr-defined]
        guarded.page_verbs = verbs  # type: ignore[attr-defined]
        return guarded

    return wrap


def refused(request: HttpRequest, refusal: Refusal, status: int = 403) -> HttpResponse:
    """The page that says why not and what to do."""
    note(Event.TOO_OFTEN if status == TOO_MANY else Event.REFUSED, request, what=refusal.code)
    return render_page(request, f"{status}.html", {"reason": sentence(refusal)}, status=status)
