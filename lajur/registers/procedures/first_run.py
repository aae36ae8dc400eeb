"""The first run: while there is no agency, every address leads to four questions.

Whoever answers them rules the installation, so a code is needed that `lajur serve` prints in its terminal; it lives as
long as that process. Without the code in the environment this is switched off, and `lajur init` is the way.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from lajur.registers.organisation.models import Agency

VARIABLE = "LAJUR_SETUP_CODE"

SAMPLES: list[Callable[[datetime], str]] = []
"""Makes the invented agencies of the demonstration and returns the password made up for their people."""


def new_code() -> str:
    """Put a fresh code where the server's processes find it."""
    os.environ[VARIABLE] = code = secrets.token_hex(8)
    return code


def is_code(text: str) -> bool:
    code = os.environ.get(VARIABLE, "")
    return bool(code) and secrets.compare_digest(code.encode(), text.strip().encode())


class FirstRun:
    """Leads to `/mulai/` until an agency exists, then gets out of the way for good."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not os.environ.get(VARIABLE):
            raise MiddlewareNotUsed
        self.get_response, self.is_over = get_response, False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.is_over = self.is_over or Agency.objects.exists()
        start = reverse("procedures.first_run")
        if self.is_over or request.path.startswith((start, reverse("set_language"), settings.STATIC_URL)):
            return self.get_response(request)
        return redirect(start)
