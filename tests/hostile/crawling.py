"""Everybody's pages and forms in the office of the permission matrix, with one text wherever people may write one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import Any
from urllib.parse import urljoin

import pytest
from django.db import transaction
from django.test import Client

from tests.borders import scene as scenes
from tests.borders.asking import path_of
from tests.borders.scene import WHO, Scene, addresses
from tests.borders.test_matrix import rows
from tests.hostile.judging import faults_of, read

READERS = ("koordinator", "admin", "kepala", "ani", "auditor", "tamu")
WRITTEN = ("", "text", "search", "email", "url", "tel", "password", "number", "date", "time")
PLAIN = {"number": "7", "date": "2026-03-09", "time": "09:00", "email": "ljx@lajur.example"}


def built_with(text: str, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """The matrix's scene; `text` stands in whatever its people may have written."""
    monkeypatch.setattr(scenes, "SECRET", text)
    return scenes.build()


def client_of(scene: Scene, who: str) -> Client:
    client = Client(raise_request_exception=False)
    client.cookies.load(scene.cookies.get(who, {}))
    return client


def content_of(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def openings(most: int) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Address, reader, row of the matrix: for each address the first few readers whom it lets in."""
    for name, row in rows().items():
        letters = row.get("GET", "")
        let_in = [who for who in READERS if letters and letters[WHO.index(who)] in ".!"]
        for who in let_in[:most]:
            yield name, who, row


def headers_of(scene: Scene, name: str, who: str) -> dict[str, str]:
    api = addresses()[name].startswith("api/v1/")
    return {"Authorization": f"Bearer {scene.tokens[who]}"} if api and who in scene.tokens else {}


def visit(scene: Scene, name: str, who: str, row: dict[str, Any], query: dict[str, str] | None = None) -> Any:
    path = path_of(addresses()[name], row, scene)
    with transaction.atomic():
        asked = {**row.get("query", {}), **(query or {})}
        response = client_of(scene, who).get(path, asked, headers=headers_of(scene, name, who))
        response.whole = content_of(response)
        transaction.set_rollback(True)
    return response


def judged(response: Any) -> list[str]:
    faults = faults_of(response.headers.get("Content-Type", ""), response.whole, response.headers)
    return [*faults, *([f"answers {response.status_code}"] if response.status_code >= 500 else [])]


def filled(form: dict[str, Any], texts: Iterator[str]) -> tuple[dict[str, list[str]], int]:
    """What a person would send who writes the texts wherever the form takes some; how many fields took one."""
    given: dict[str, list[str]] = {}
    took = 0
    for field in form["fields"]:
        kind = field.get("type", "").lower() if field["tag"] == "input" else field["tag"]
        if "disabled" in field or kind in ("file", "submit", "image", "reset"):
            continue
        if kind in ("checkbox", "radio"):
            if kind == "checkbox" or field["name"] not in given:
                given.setdefault(field["name"], []).append(field.get("value", "on"))
        elif kind == "textarea" or (kind in WRITTEN and kind not in PLAIN):
            given.setdefault(field["name"], []).append(next(texts))
            took += 1
        elif kind in PLAIN:
            given.setdefault(field["name"], []).append(field.get("value") or PLAIN[kind])
        elif kind != "button" or not given.get(field["name"]):
            given.setdefault(field["name"], []).append(field.get("value", ""))
    return given, took


def submit(scene: Scene, who: str, page: str, form: dict[str, Any], given: dict[str, list[str]]) -> list[str]:
    """Send the form, read the answer and the page it leads to; undone afterwards."""
    target = urljoin(page, re.sub(r"#.*", "", form.get("action", "")))
    client = client_of(scene, who)
    with transaction.atomic():
        method = form.get("method", "get").lower()
        response = client.post(target, given) if method == "post" else client.get(target, given)
        response.whole = content_of(response)
        faults = judged(response)
        if response.status_code in (302, 303) and response.headers["Location"].startswith("/"):
            after = client.get(response.headers["Location"])
            after.whole = content_of(after)
            faults += judged(after)
        transaction.set_rollback(True)
    return [f"{method} {target} as {who}: {fault}" for fault in faults]


def forms_on(response: Any) -> list[dict[str, Any]]:
    return read(response.whole).forms if response.headers.get("Content-Type", "").startswith("text/html") else []


def in_turn(texts: list[str]) -> Iterator[str]:
    return (texts[number % len(texts)] for number in count())
