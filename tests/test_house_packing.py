"""What travels packed, and what travels as it is."""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import Client, RequestFactory

from lajur.config.middleware import Packed

PAGE = b"<p>Tugas saya</p>" * 500


def sent(answer: HttpResponseBase, accepted: str = "gzip, br") -> HttpResponseBase:
    def view(_request: HttpRequest) -> HttpResponseBase:
        return answer

    return Packed(view)(RequestFactory().get("/", headers={"Accept-Encoding": accepted}))  # type: ignore[return-value]


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "text/csv", "image/svg+xml"])
def test_what_is_read_travels_packed(kind: str) -> None:
    answer = sent(HttpResponse(PAGE, content_type=kind))
    assert isinstance(answer, HttpResponse)
    assert answer["Content-Encoding"] == "gzip"
    assert int(answer["Content-Length"]) < len(PAGE) / 10
    assert gzip.decompress(answer.content) == PAGE


@pytest.mark.parametrize(
    "answer",
    [
        HttpResponse(PAGE, content_type="application/pdf"),
        HttpResponse(PAGE, content_type="application/json"),
        HttpResponse(PAGE, content_type="text/plain", status=206),
        StreamingHttpResponse([PAGE], content_type="text/plain"),
    ],
)
def test_files_and_parts_of_files_travel_as_they_are(answer: HttpResponseBase) -> None:
    assert "Content-Encoding" not in sent(answer)


def test_who_cannot_unpack_is_answered_plainly() -> None:
    answer = sent(HttpResponse(PAGE), accepted="identity")
    assert "Content-Encoding" not in answer
    assert answer["Vary"] == "Accept-Encoding"


@pytest.mark.django_db
def test_the_length_of_a_packed_page_tells_nothing_certain(client: Client) -> None:
    """Its parts that an attacker cannot see change with every answer, and so does its length (BREACH)."""
    lengths = {len(client.get("/masuk/", headers={"Accept-Encoding": "gzip"}).content) for _ in range(12)}
    assert len(lengths) > 3
