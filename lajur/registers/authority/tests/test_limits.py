"""Pages that say 429."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from lajur.registers.authority.limits import MINUTE, PUBLIC, limited
from lajur.registers.authority.throttle import allow

pytestmark = pytest.mark.django_db


def asked(view: Any, address: str = "10.0.0.1", user: Any = None) -> HttpResponse:
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    request.user = user or AnonymousUser()
    return view(request)


@limited("uji", 3, timedelta(hours=1))
def one(request: HttpRequest) -> HttpResponse:
    return HttpResponse("isi")


@limited("uji", 3, timedelta(hours=1))
def another(request: HttpRequest) -> HttpResponse:
    return HttpResponse("isi")


class Somebody:
    is_authenticated, pk, is_outside = True, 7, False


def test_too_often_is_answered_429_with_when_to_come_again() -> None:
    assert [asked(one).status_code for _ in range(4)] == [200, 200, 200, 429]
    response = asked(one)
    assert 3590 <= int(response["Retry-After"]) <= 3600
    assert "60 menit" in response.content.decode()


def test_pages_of_one_name_count_together_and_other_visitors_apart() -> None:
    assert [asked(one).status_code, asked(another).status_code, asked(one).status_code] == [200] * 3
    assert asked(another).status_code == 429
    assert asked(another, "10.0.0.2").status_code == 200
    assert asked(another, user=Somebody()).status_code == 200


def test_a_public_page_under_flood(client: Client) -> None:
    for _ in range(PUBLIC - 1):
        allow("gangguan:127.0.0.1", limit=PUBLIC, window=MINUTE, now=timezone.now())
    assert [client.get("/gangguan/").status_code for _ in range(3)] == [200, 429, 429]
    assert client.get("/gangguan/", REMOTE_ADDR="10.0.0.2").status_code == 200


def names(resolver: URLResolver) -> list[tuple[str, Any]]:
    found = []
    for part in resolver.url_patterns:
        if isinstance(part, URLPattern):
            found.append((str(part.name), part.callback))
        else:
            found += names(part)
    return found


LIMITED = {
    "cases.download_file",
    "overview.workbook",
    "overview.table",
    "organisation.export",
    "procedures.sheet_pdf",
}
"""Files made on the spot, of which nobody needs many at once."""


def test_files_made_on_the_spot_are_limited() -> None:
    views = dict(names(get_resolver()))
    for name in LIMITED:
        assert "limited" in views[name].__wrapped__.__code__.co_qualname, name
