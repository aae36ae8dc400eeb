"""Where every address begins. Each app brings its own addresses; those of the same app share a namespace."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

DAILY = "lajur.casework.cases"
"""Its addresses are tried first: they are asked for most, and each one tried in vain costs every request."""

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"{app}.urls"))
    for app in sorted(settings.INSTALLED_APPS, key=lambda app: app != DAILY)
    if app.startswith("lajur.") and find_spec(f"{app}.urls")
]

handler403 = "lajur.ui.errors.forbidden"
handler404 = "lajur.ui.errors.not_found"
handler500 = "lajur.ui.errors.server_error"
