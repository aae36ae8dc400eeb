"""Middleware that belongs to the assembly."""

from __future__ import annotations

from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware


class ChosenLanguage(LocaleMiddleware):
    """Indonesian unless the person chose another language.

    The browser's own wish is not asked: officers' machines are often set up in English, and the papers are not.
    Programs that come through the API say what they want.
    """

    def process_request(self, request: HttpRequest) -> None:
        if not request.path_info.startswith("/api/"):
            request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        super().process_request(request)
