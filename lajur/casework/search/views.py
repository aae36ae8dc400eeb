"""The search page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _

from lajur.casework.search.queries import FEW, KINDS, LAST, MANY, search, titles
from lajur.registers.authority.pages import page
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui.pages import render_page

ICONS = {name: {"naskah": "dokumen"}.get(name, name) for name in KINDS}


@page(needs="search.search", verbs=("GET",))
def search_page(request: SignedRequest) -> HttpResponse:
    """What I may see of everything that holds the words; all kinds, or one of them page by page."""
    text, kind = request.GET.get("q", ""), request.GET.get("jenis", "")
    if kind not in KINDS:
        kind = ""
    found = search(request.actor, request.user.agency, text, kind=kind, page=_number(request.GET.get("halaman")))
    typed, words = found.wanted.text, titles()
    tabs = [{"label": _("Semua"), "url": _url(typed), "current": not kind, "count": found.total}]
    tabs += (
        [
            {"label": words[name], "url": _url(typed, name), "current": name == kind, "count": found.counts[name]}
            for name in KINDS
            if found.counts.get(name) or name == kind
        ]
        if found.wanted.words
        else []
    )
    pages: Page[int] | None = None
    if kind:
        pages = Paginator(range(min(found.counts.get(kind, 0), MANY * LAST)), MANY).get_page(request.GET.get("halaman"))
    groups = [
        {
            "title": words[name],
            "icon": ICONS[name],
            "results": results,
            "count": found.counts[name],
            "more": _url(typed, name) if not kind and found.counts[name] > FEW else "",
        }
        for name, results in found.groups
    ]
    context: dict[str, Any] = {
        "found": found, "typed": typed, "kind": kind, "tabs": tabs, "groups": groups, "page": pages,
        "too_short": bool(typed) and not found.wanted.words,
    }  # fmt: skip
    return render_page(request, "search/search.html", context)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 1


def _url(typed: str, kind: str = "") -> str:
    return "?" + urlencode({"q": typed, **({"jenis": kind} if kind else {})})
