"""Pages for what went wrong, in words that say what to do. `config.urls` names them as Django's handlers."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import server_error as plain_server_error

from lajur.ui.hardship import Hardship, hardship_of
from lajur.ui.pages import render_page

SOON = 5
"""Seconds after which one may try again when the database was away: it is usually back within them."""


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 with the reason, when the refusal carries a sentence."""
    return render_page(request, "403.html", {"reason": str(exception or "")}, status=403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same for what never was and for what belongs to another agency."""
    return render_page(request, "404.html", {}, status=404)


def conflict(request: HttpRequest, reason: str, *, next_path: str = "", next_label: str = "") -> HttpResponse:
    """409: somebody was faster, or the form was sent twice. `next_path` shows the present state."""
    context = {"reason": reason, "next_path": next_path, "next_label": next_label}
    return render_page(request, "409.html", context, status=409)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 507 and 503 where the machine lacks room or the database is away. Rendered without request and database,
    since either may be what failed; Django calls it while the exception is being handled."""
    hardship = hardship_of(sys.exc_info()[1])
    if hardship is None:
        return plain_server_error(request, template_name="500.html")
    status = 507 if hardship is Hardship.FULL else 503
    response = HttpResponse(get_template(f"{status}.html").render(), status=status)
    if hardship is Hardship.AWAY:
        response["Retry-After"] = str(SOON)
    return response
