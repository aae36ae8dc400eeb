"""A browser's part in tests of a case's pages: addresses, and forms that are shown once more."""

from __future__ import annotations

from typing import Any

from django.test import Client

from lajur.casework.cases.models import Case


def path(case: Case, key: str = "", rest: str = "") -> str:
    return f"/pelaksanaan/{case.id}/{key + '/' if key else ''}{rest}"


def send(client: Client, address: str, given: dict[str, Any]) -> Any:
    """Send a form, and confirm it where Lajur shows it once more; the last answer."""
    answer = client.post(address, given)
    if answer.status_code == 302 and answer.headers["Location"].endswith("/periksa/"):
        look = client.get(answer.headers["Location"])
        return client.post(answer.headers["Location"], dict(look.context["hidden"]))
    if answer.status_code == 200 and answer.context and "ahead" in answer.context:
        return client.post(address, {**given, "konfirmasi": "1"})
    return answer
