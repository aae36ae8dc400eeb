"""Addresses of the pages for tokens and webhooks; those of the API itself are loaded when the first is asked for."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import URLPattern, URLResolver, path
from django.urls.resolvers import RoutePattern
from django.utils.datastructures import MultiValueDict

from lajur.entrypoints.api import views


class Under(RoutePattern):
    """Matches every address under one first part, and takes nothing away from it."""

    def __init__(self, first: str) -> None:
        super().__init__("")
        self.first = first

    def match(self, path: str) -> tuple[str, tuple[Any, ...], dict[str, Any]] | None:
        return (path, (), {}) if path == self.first or path.startswith(f"{self.first}/") else None


class OnDemand(URLResolver):
    """Loads its module with the first request under it. The API's shapes, its framework and pydantic are a third of
    all pages' code, and every start would wait for them, also where no other system ever calls."""

    reverse_dict: ClassVar[MultiValueDict[Any, Any]] = MultiValueDict()  # no page leads here by name
    namespace_dict: ClassVar[dict[str, Any]] = {}
    app_dict: ClassVar[dict[str, Any]] = {}

    def _populate(self) -> None:
        """The resolver above asks for the names; loading the module to find them is what is to wait."""


_WEBHOOK = "pengelolaan/webhook/<uuid:webhook_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("akun/token/", views.tokens, name="api.tokens"),
    path("akun/token/<uuid:token_id>/cabut/", views.revoke, name="api.revoke_token"),
    path("pengelolaan/webhook/", views.webhooks, name="api.webhooks"),
    path(_WEBHOOK, views.webhook, name="api.webhook"),
    path(f"{_WEBHOOK}rahasia/", views.rotate, name="api.rotate_secret"),
    path(f"{_WEBHOOK}jalan/", views.switch, name="api.switch_webhook"),
    path(f"{_WEBHOOK}hapus/", views.remove, name="api.remove_webhook"),
    path(f"{_WEBHOOK}kiriman/<uuid:delivery_id>/ulang/", views.send_again, name="api.send_again"),
    OnDemand(Under("api"), "lajur.entrypoints.api.addresses"),
]
