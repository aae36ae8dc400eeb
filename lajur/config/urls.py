"""Where every address begins. Each app brings its own addresses; those of the same app share a namespace."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"{app}.urls"))
    for app in settings.INSTALLED_APPS
    if app.startswith("lajur.") and find_spec(f"{app}.urls")
]

handler403 = "lajur.ui.errors.forbidden"
handler404 = "lajur.ui.errors.not_found"
handler500 = "lajur.ui.errors.server_error"
