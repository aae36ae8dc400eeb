"""A cell of the matrix: one who asks one address with one verb, and what came of it as one letter."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any

from django.db import transaction
from django.test import Client

from tests.borders.scene import SECRET, STRANGERS, WHO, Scene, journal_length

LETTERS = {
    ".": "let in: the page, a form with what is wrong in it, or on to another page",
    "!": "let in, and it was done: the journal grew",
    "m": "sent to sign in",
    "1": "401, no valid token",
    "3": "403, with the reason",
    "4": "404, does not exist for them",
    "5": "405, not with this verb",
    "g": "410, gone",
    "h": "503 of the health check: no worker runs in tests",
}


def path_of(pattern: str, row: dict[str, Any], scene: Scene) -> str:
    given = {**scene.values, **filled(row.get("with", {}), scene)}
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda blank: str(given[blank.group(1)]), pattern)
    return "/" + path.removeprefix("^").removesuffix(r"(?:/[\s\S]*)?\Z")


def letter(response: Any, grew: bool) -> str:
    status = response.status_code
    known = {401: "1", 403: "3", 404: "4", 405: "5", 410: "g"}.get(status)
    if known is not None:
        return known
    if status == 302 and response.headers["Location"].startswith("/masuk/?"):
        return "m"
    if status == 503 and response.content == b"gangguan\n":
        return "h"
    if status < 400 or status in (400, 409, 413, 415, 422, 428):
        return "!" if grew else "."
    return f"[{status}]"


def ask(scene: Scene, who: str, verb: str, path: str, row: dict[str, Any]) -> str:
    """The cell's letter. Whatever was done is undone. Strangers who read a word of the agency's are told apart."""
    api = path.startswith("/api/v1/")
    headers = {"Authorization": f"Bearer {scene.tokens[who]}"} if api and who in scene.tokens else {}
    body = filled(row.get("body", {}), scene)
    client = Client(raise_request_exception=False)
    client.cookies.load(scene.cookies.get(who, {}))
    with transaction.atomic():
        before = journal_length()
        if verb == "GET":
            response = client.get(path, row.get("query", {}), headers=headers)
        elif verb == "POST" and not api:
            response = client.post(path, body, headers=headers)
        else:
            response = client.generic(verb, path, json.dumps(body), "application/json", headers=headers)
        read = text_of(response) if response.status_code < 400 else response.content.decode(errors="replace")
        found = letter(response, journal_length() > before)
        transaction.set_rollback(True)
    read = read.replace(path, "")  # the address is what they asked for themselves
    if who in STRANGERS and (SECRET.lower() in read.lower() or str(scene.values["case_id"]) in read):
        return f"[reads {SECRET}]"
    return found


def filled(body: Any, scene: Scene) -> Any:
    """Values of a body in braces are the scene's."""
    if isinstance(body, str) and body.startswith("{"):
        return str(scene.values[body[1:-1]])
    if isinstance(body, list):
        return [filled(one, scene) for one in body]
    if isinstance(body, dict):
        return {name: filled(one, scene) for name, one in body.items()}
    return body


def text_of(response: Any) -> str:
    """What a stranger could read of an answer: archives are opened."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:2] != b"PK":
        return str(content.decode(errors="replace"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def cells(scene: Scene, path: str, row: dict[str, Any], verb: str) -> str:
    return "".join(ask(scene, who, verb, path, row) for who in WHO)
