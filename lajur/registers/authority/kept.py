"""A form that comes too late, after its session has ended: what was typed comes back and can be sent once more.

Without scripts nothing else keeps it. The answer holds what the browser has just sent, so only a page of ours may have
sent it (what another site posts is never put before a person to be confirmed), and never what a secret field held.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse

from lajur.ui.pages import render_page

SECRET = re.compile(r"sandi|password|frasa|rahasia|^kode", re.IGNORECASE)
"""Names of fields that are typed anew."""
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 – the name of a field
MOST = 200_000
"""Signs that are given back; a longer text is not typed."""


def _sent_by_our_page(request: HttpRequest) -> bool:
    """By a person's press of a button, not by a script: those know what to do with a redirect."""
    headers = request.headers
    if "HX-Request" in headers or "text/html" not in headers.get("Accept", ""):
        return False
    site = headers.get("Sec-Fetch-Site")  # not sent to a server without TLS
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(headers.get("Origin", ""))
    return (origin.scheme, origin.netloc) == (request.scheme, request.get_host())


def kept_form(request: HttpRequest) -> HttpResponse | None:
    """403 with everything typed in it; None where nothing was typed, or where it must not be given back."""
    if request.method != "POST" or not _sent_by_our_page(request):
        return None
    fields = [(name, value) for name, values in request.POST.lists() if name != TOKEN for value in values]
    typed = [str(value) for _name, value in fields if value.strip()]
    if not typed or any(SECRET.search(name) for name, _value in fields) or sum(map(len, typed)) > MOST:
        return None
    context = {
        "fields": fields,
        "texts": [text for text in typed if len(text.split()) > 1],
        "files": [file.name for files in request.FILES.lists() for file in files[1]],
        "path": request.get_full_path(),
    }
    return render_page(request, "403_kept.html", context, status=403)
