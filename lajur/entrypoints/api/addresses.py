"""Addresses of the API itself. Importing an operations module declares its part."""

from __future__ import annotations

import re
from importlib import import_module

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, re_path

import lajur.casework.cases.urls  # noqa: F401  # registers the converter of task keys
from lajur.entrypoints.api.door import OPERATIONS, PREFIX, api, described, guarded
from lajur.entrypoints.api.problems import NOTHING_THERE, problem

for _part in (
    "account",
    "catalogue",
    "cases",
    "tasks",
    "records",
    "deviations",
    "journal",
    "people",
    "office",
    "uploads",
):
    import_module(f"lajur.entrypoints.api.operations.{_part}")


def openapi(request: HttpRequest) -> HttpResponse:
    """The description, for everybody: it tells of no data."""
    return HttpResponse(described(), content_type="application/json")


def nothing(request: HttpRequest, **rest: object) -> HttpResponseBase:
    return problem(NOTHING_THERE, 404)


def _addresses() -> list[URLPattern]:
    methods: dict[str, list[str]] = {}
    for declared in OPERATIONS:
        route = re.sub(r"\{(\w+):(\w+)\}", r"<\1:\2>", declared.path.lstrip("/")).replace("<uuid:", "<uuidstr:")
        methods.setdefault(route, []).append(declared.method)
    found = []
    for pattern in api.urls[0]:
        route = str(pattern.pattern)
        # Ninja adds a root page of its own.
        if isinstance(pattern, URLPattern) and pattern.callback is not None and route in methods:
            view = guarded(pattern.callback, tuple(methods[route]))
            found.append(path(PREFIX.lstrip("/") + route, view, name=f"api.{pattern.name}"))
    return found


ANY = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE")

urlpatterns = [
    *_addresses(),
    path("api/v1/openapi.json", guarded(openapi, ("GET",)), name="api.openapi"),
    re_path(r"^api(?:/[\s\S]*)?\Z", guarded(nothing, ANY), name="api.nothing"),
]
