"""`@limited`: a page that floods are tried on answers 429 with Retry-After; others go on undisturbed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import View, refused
from lajur.registers.authority.throttle import address_of, allow, seconds_left

MINUTE = timedelta(minutes=1)
FILES = 30
"""Files made on the spot that one person may fetch in a minute."""
PUBLIC = 120
"""Public pages of one kind that one address may ask for in a minute: a whole office may stand behind it."""


def limited(name: str, limit: int, window: timedelta = MINUTE) -> Callable[[View], View]:
    """Under `@page`: at most so many requests per person, or per address of whom nobody knows. Views of the same
    `name` count together."""

    def wrap(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            who = str(request.user.pk) if request.user.is_authenticated else address_of(request)
            often = allow(f"{name}:{who}", limit=limit, window=window, now=timezone.now())
            return view(request, *args, **kwargs) if often is None else too_often(request, often)

        return counted

    return wrap


def too_often(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page that says when to come again."""
    response = refused(request, refusal, status=429)
    response["Retry-After"] = str(seconds_left(refusal))
    response["Cache-Control"] = "no-store"
    return response
