"""Sample material for tests of pages: a request as the middleware would leave it."""

from __future__ import annotations

from typing import Any

from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from lajur.ui.pages import Frame


def make_request(
    path: str = "/tugas/", *, frame: Frame | None = None, messages: Any = (), **headers: str
) -> HttpRequest:
    """A signed-in GET; `headers` such as `hx_request="true"` make it htmx's."""
    request = RequestFactory().get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    request.frame = frame or make_frame()  # type: ignore[attr-defined]
    request._messages = [Message(level, text) for level, text in messages]  # type: ignore[attr-defined]
    return request


def make_frame(**changes: Any) -> Frame:
    values: dict[str, Any] = {
        "agency": "Pemerintah Kota Pagar Alam",
        "unit": "Unit Kerja Pengadaan Barang/Jasa",
        "person": "Rahmawati Siregar",
        "positions": ("Ketua Tim Survei", "Pejabat Fungsional PPBJ Ahli Muda"),
        "demo": True,
        "counts": {"tugas": 12, "penyimpangan": 2},
        "account_path": "/akun/",
    }
    return Frame(**{**values, **changes})
