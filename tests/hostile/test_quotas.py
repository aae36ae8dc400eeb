"""What one person may pile up, or make as large as he likes, has an end that is told in a sentence (S19)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lajur.casework.cases.actions import comment
from lajur.casework.cases.actions import filters as saved
from lajur.casework.cases.testing import Office, make_content, make_row
from lajur.casework.cases.tests.browsing import path
from lajur.casework.cases.tests.uploading import Sender
from lajur.casework.documents import arriving
from lajur.catalogue.reader import parse
from lajur.entrypoints.api import actions as tokens
from lajur.entrypoints.api.testing import Program, make_token
from lajur.registers.organisation.testing import NOW, as_actor
from lajur.registers.organisation.tests.browsing import signed_in
from lajur.registers.procedures.drafts import actions as drafts

LARGE = "x" * 1_000_000


def piled(act: Callable[[int], Any], most: int) -> Any:
    """The refusal that comes after `most` of them, and not before."""
    told = [act(number) for number in range(most + 1)]
    assert all(one for one in told[:most]), told
    assert not told[most]
    return told[most]


def test_what_people_pile_up_ends_with_a_sentence(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    head, now = as_actor(office.koordinator), NOW
    content = make_content([make_row("a")])
    monkeypatch.setattr(drafts, "MOST_DRAFTS", 2)
    monkeypatch.setattr(saved, "MOST", 2)
    monkeypatch.setattr(tokens, "MOST_TOKENS", 2)
    found = {
        piled(lambda n: drafts.create_draft(by=head, now=now, key=f"uji-{n}", content=content), 2).code,
        piled(lambda n: saved.save_filter(by=head, now=now, name=f"uji {n}", query="cari=a", is_default=False), 2).code,
        piled(
            lambda n: tokens.create_token(
                name=f"uji {n}", scopes=["cases:read"], expires_at=now + timedelta(days=1), by=head, now=now
            ),
            2,
        ).code,
    }
    assert found == {"draf-terlalu-banyak", "saringan-penuh", "token-terlalu-banyak"}


def test_unfinished_uploads_end_with_a_sentence(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "WAITING", 2)
    browser, case = signed_in(office.ani), office.start()
    told = [Sender(browser, case, "buat.1", "konsep", f"{n}.pdf", b"x" * (n + 1)).begin() for n in range(3)]
    assert [one.status_code for one in told] == [201, 201, 422]
    assert "unggahan yang belum selesai" in told[2].content.decode()


def test_texts_have_an_end(office: Office) -> None:
    case, browser = office.start(), signed_in(office.ani)
    assert not comment(case_id=case.id, text=LARGE, by=as_actor(office.ani), now=NOW)
    assert browser.post(f"/pelaksanaan/{case.id}/komentar/", {"komentar": LARGE}).status_code == 422
    assert browser.post("/sop/surat/mulai/", {"hal": LARGE}).status_code == 422
    assert browser.post(path(case, "buat.1"), {"teks-konsep": LARGE, "catatan": LARGE}).status_code == 422
    assert browser.get("/cari/", {"q": LARGE[:20_000]}).status_code == 200
    assert browser.get("/pelaksanaan/", {"cari": LARGE[:20_000]}).status_code in (200, 400)
    given = {"procedure": "surat", "subject": LARGE}
    assert Program(make_token(office.ani)).post("/cases", given).status_code == 422


def test_requests_have_an_end(office: Office, settings: Any) -> None:
    browser, case = signed_in(office.ani), office.start()
    many = {f"jawab-{n}": "x" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    assert browser.post(path(case, "buat.1"), many).status_code in (400, 413)
    huge = {"procedure": "surat", "subject": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}
    assert Program(make_token(office.ani)).post("/cases", huge).status_code in (400, 413, 422)
    deep = "[" * 50_000 + "]" * 50_000
    assert Program(make_token(office.ani)).post("/cases", deep).status_code in (400, 422)


def sop(**more: Any) -> str:
    whole = json.loads(json.dumps(make_content([make_row("a"), make_row("b")])))
    whole["langkah"][1] |= more
    return json.dumps(whole)


@pytest.mark.parametrize(
    "text",
    [
        sop(keputusan={f"jalan {n}": "a" for n in range(1000)}),
        sop(kegiatan=LARGE),
        json.dumps(make_content([make_row("a")]) | {"langkah": [make_row(f"k{n}") for n in range(5000)]}),
        json.dumps({"judul": [[[[[["x"]]]]]] * 5000}),
    ],
    ids=["a-thousand-ways", "an-endless-text", "five-thousand-rows", "nested"],
)
def test_a_sop_that_nobody_could_follow_is_refused_with_its_line(text: str) -> None:
    found = parse(text, "sop.yaml")
    assert isinstance(found, list | tuple), "it was read"
    assert found
