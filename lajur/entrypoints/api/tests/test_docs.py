"""The examples of docs/api.md are what the API answers."""

from __future__ import annotations

import json
import os
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lajur.casework.cases.testing import Office
from lajur.casework.jobs.registry import run_job
from lajur.entrypoints.api import actions
from lajur.entrypoints.api.models import AccessToken
from lajur.entrypoints.api.rules import REQUESTS
from lajur.entrypoints.api.testing import Program, make_token
from lajur.entrypoints.api.tests.receiver import listening
from lajur.registers.authority.limits import MINUTE
from lajur.registers.authority.throttle import allow
from lajur.registers.organisation.testing import NOW, as_actor, done

pytestmark = pytest.mark.django_db

PAGE = Path(__file__).resolve().parents[4] / "docs" / "api.md"
RENEW = "RECORD_API=1 .venv/bin/pytest lajur/entrypoints/api/tests/test_docs.py -n 0"
BLOCK = re.compile(r"<!-- example: ([\w-]+) -->\n(.*?)<!-- end -->", re.DOTALL)
VOLATILE = [
    (re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "…"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "…"),
    (re.compile(r'If-None-Match: "[0-9a-f]{32}"'), 'If-None-Match: "…"'),
    (re.compile(r"lajur_[\w-]{43}"), "lajur_…"),
    (re.compile(r'"file": "[^"]{40,}"'), '"file": "…"'),
    (re.compile(r'"next": "[^"]+"'), '"next": "…"'),
    (re.compile(r"uji-[0-9]+"), "kota"),
    (re.compile(r"\b20\d\d-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)"), "2026-03-02T…"),
]


def steady(text: str) -> str:
    for pattern, word in VOLATILE:
        text = pattern.sub(word, text)
    return text


def pretty(body: Any) -> str:
    return json.dumps(body, indent=1, ensure_ascii=False)


def told(method: str, path: str, given: Any, response: Any, *headers: str) -> str:
    """A request and its answer as the page shows them."""
    lines = [f"{method} /api/v1{path}", "Authorization: Bearer lajur_…", *headers]
    if given is not None:
        lines += ["", given if isinstance(given, str) else pretty(given)]
    notable = [f"{name}: {response[name]}" for name in ("Idempotency-Replayed", "Retry-After") if name in response]
    status = "\n".join([f"{response.status_code} {response.reason_phrase}", *notable])
    body = f"\n\n{pretty(response.json())}" if response.content else ""
    return f"```http\n{chr(10).join(lines)}\n```\n\n```http\n{status}{body}\n```\n"


def examples(office: Office) -> dict[str, str]:
    """Name of an example → its text, made by doing it."""
    ani, budi = Program(make_token(office.ani)), Program(make_token(office.budi))
    found = {"me": told("GET", "/me", None, ani.get("/me"))}
    stranger = Program(make_token(office.staf))
    wanted = {"procedure": "surat", "subject": "Undangan rapat"}
    found["refused"] = told("POST", "/cases", wanted, stranger.post("/cases", wanted))
    with listening() as receiver:
        by = as_actor(office.admin)
        done(actions.add_webhook(url=receiver.url, events=["task.completed"], by=by, now=NOW))
        key = "Idempotency-Key: agenda-2026-117"
        started = ani.post("/cases", wanted, key="agenda-2026-117")
        found["start"] = told("POST", "/cases", wanted, started, key)
        found["again"] = told("POST", "/cases", wanted, ani.post("/cases", wanted, key="agenda-2026-117"), key)
        where = f"/cases/{started.json()['id']}/tasks/buat.1"
        found["task"] = told("GET", where, None, ani.get(where))
        sent = ani.upload(f"{where}/files?kind=konsep", SimpleUploadedFile("konsep.txt", b"Isi surat\n"))
        found["upload"] = told(
            "POST", f"{where}/files?kind=konsep", "(multipart/form-data with one part, file: konsep.txt)", sent
        )
        given = {
            "attachments": [{"kind": "permintaan", "text": "Mohon dibuatkan undangan."}],
            "outputs": [{"kind": "konsep", "file": sent.json()["file"]}],
        }
        map_ = {"kind": "konsep", "name": "Peta.tif", "size": 11, "mark": "peta-117"}
        announced = ani.post(f"{where}/uploads", map_)
        found["announce"] = told("POST", f"{where}/uploads", map_, announced)
        one = f"{where}/uploads/{announced.json()['id']}"
        part = ani.send(f"{one}/parts?offset=0", b"Isi petanya")
        octets = "Content-Type: application/octet-stream"
        found["part"] = told("POST", f"{one}/parts?offset=0", "(11 bytes)", part, octets)
        whole = {"sha256": sha256(b"Isi petanya").hexdigest()}
        found["whole"] = told("POST", f"{one}/finish", whole, ani.post(f"{one}/finish", whole))
        found["complete"] = told("POST", f"{where}/complete", given, ani.post(f"{where}/complete", given))
        late = {"outputs": [{"kind": "konsep", "text": "Isi lain"}]}
        found["second"] = told("POST", f"{where}/complete", late, budi.post(f"{where}/complete", late))
        run_job("api.tell_other_systems", NOW)
        [(_, headers, body)] = receiver.got
    names = ("Content-Type", "Lajur-Event", "Lajur-Event-Id", "Lajur-Signature")
    shown = "\n".join(f"{name}: {headers[name]}" for name in names)
    found["webhook"] = f"```http\nPOST /lajur\n{shown}\n\n{pretty(json.loads(body))}\n```\n"
    query = "/cases?status=berjalan&limit=1"
    found["cases"] = told("GET", query, None, ani.get(query))
    first = ani.get(query)
    known = Program(make_token(office.ani), **{"If-None-Match": first["ETag"]})
    found["unchanged"] = told("GET", query, None, known.get(query), f"If-None-Match: {first['ETag']}")
    admin = Program(make_token(office.admin))
    position, staf = str(office.positions["petugas"].id), str(office.staf.id)
    days = {"since": "2026-03-02", "until": "2026-03-06"}
    acting = {"person": staf, "position": position, "kind": "plh", "decree": "SP-7/2026", **days}
    found["acting"] = told("POST", "/holdings", acting, admin.post("/holdings", acting))
    leave = {"absent": str(office.ani.id), "substitute": staf, "reason": "Cuti tahunan", **days}
    found["leave"] = told("POST", "/substitutions", leave, admin.post("/substitutions", leave))
    for _ in range(REQUESTS):
        allow(f"api:{AccessToken.objects.get(person=office.budi).id}", limit=REQUESTS, window=MINUTE, now=NOW)
    found["often"] = told("GET", "/me", None, budi.get("/me"))
    journal = f"/cases/{started.json()['id']}/journal?limit=1"
    found["journal"] = told("GET", journal, None, ani.get(journal))
    return {name: steady(text) for name, text in found.items()}


def test_the_examples_of_the_page_are_what_the_api_answers(office: Office, settings: Any) -> None:
    settings.WEBHOOK_LOOPBACK = True
    made = examples(office)
    page = PAGE.read_text()
    if os.environ.get("RECORD_API"):
        page = BLOCK.sub(lambda hit: f"<!-- example: {hit[1]} -->\n{made[hit[1]]}<!-- end -->", page)
        PAGE.write_text(page)
    kept = dict(BLOCK.findall(page))
    assert set(kept) == set(made)
    for name, text in made.items():
        assert kept[name] == text, f"docs/api.md tells another story ({name}); look, then renew it: {RENEW}"


def test_the_receivers_check_of_the_page_works() -> None:
    code = PAGE.read_text().split("```python\n")[1].split("```")[0]
    space: dict[str, Any] = {}
    exec(code, space)  # what readers will copy
    from lajur.entrypoints.api.rules import signature

    header = signature('{"a":1}', int(NOW.timestamp()), ["lama", "baru"])
    check = space["is_from_lajur"]
    assert check(header, b'{"a":1}', "lama")
    assert check(header, b'{"a":1}', "baru")
    assert not check(header, b'{"a":2}', "baru")
    assert not check(header, b'{"a":1}', "lain")
    old = signature('{"a":1}', int(NOW.timestamp()) - 400, ["baru"])
    assert not check(old, b'{"a":1}', "baru")
