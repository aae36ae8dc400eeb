"""Every request measured: for Prometheus (`metrics.py`) and, in the structured log, as a line.

A page is told by its name in the code (`cases.task`), never by its address: numbers of cases, tokens and what people
search for stand there. Nobody is named, and no agency.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest
from django.http.response import HttpResponseBase

if TYPE_CHECKING:
    from prometheus_client import Histogram

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10)
"""Seconds. 0.3 is what we promise for a page at the peak of a nation."""

log = logging.getLogger("lajur.akses")
_kept: dict[str, Histogram] = {}


def requests() -> Histogram:
    """The one histogram of this process, or its part of all processes' where `PROMETHEUS_MULTIPROC_DIR` is set."""
    from prometheus_client import Histogram

    if not _kept:
        _kept["requests"] = Histogram(
            "lajur_http_request_seconds",
            "How long requests took, by the name of the page, method and status.",
            ("page", "method", "status"),
            buckets=BUCKETS,
        )
    return _kept["requests"]


class Measured:
    """Outermost, so that what the others do counts too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not (settings.METRICS_TOKEN or settings.STRUCTURED_LOG):
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        found = request.resolver_match
        page = (found.view_name or "other") if found else "unknown"
        method = request.method if request.method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE") else "other"
        if settings.METRICS_TOKEN:
            requests().labels(page, method, str(response.status_code)).observe(seconds)
        if settings.STRUCTURED_LOG:
            said = {"page": page, "method": method, "status": response.status_code, "ms": round(seconds * 1000, 1)}
            log.info("request", extra={"fields": said})
        return response
