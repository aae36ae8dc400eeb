"""Choosing the language of the pages."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.i18n import set_language as django_set_language

from lajur.registers.authority.pages import page
from lajur.registers.organisation.actions.preferences import keep_language
from lajur.registers.organisation.models import Person


@page(public=True)
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Django's switch, which sets a cookie; who is signed in gets mails and calendars in that language too."""
    answer = django_set_language(request)
    if request.method == "POST" and request.user.is_authenticated:
        chosen = request.POST.get("language", "")
        keep_language(by=request.actor, now=request.now, language=chosen)  # type: ignore[attr-defined]
    return answer


def greet(answer: HttpResponseBase, person: Person) -> None:
    """Let somebody who chose another language than Indonesian find it again on every device."""
    if person.language != settings.LANGUAGE_CODE:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            person.language,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
