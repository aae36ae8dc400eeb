"""A document is sent, read, and what stands in it becomes drafts with their doubts."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scope, scopes_disabled

from lajur.catalogue.reader import canonical, load
from lajur.engine.refusal import Words
from lajur.exchange.bpmn import words as bpmn
from lajur.exchange.bpmn.writing import bpmn_of
from lajur.exchange.reading import apart
from lajur.exchange.reading.apart import TookTooLong, read_apart
from lajur.exchange.reading.blocks import Place as Spot
from lajur.exchange.reading.doubts import Doubt
from lajur.exchange.reading.refusing import Unreadable
from lajur.exchange.reading.tests import sheets
from lajur.registers.organisation.testing import NOW, make_agency, make_person
from lajur.registers.organisation.tests.administering import Place
from lajur.registers.organisation.tests.browsing import signed_in, words
from lajur.registers.procedures.drafts import doubting, reading
from lajur.registers.procedures.models import ReadingState, SopDraft, SopReading
from lajur.registers.procedures.tests.test_administration import place

__all__ = ["place"]

pytestmark = pytest.mark.usefixtures("still_clock")

SEND = "/sop/draf/baca/"


def here(data: bytes, name: str, *, seconds: int, progress: Any = None) -> apart.Read:
    """As `read_apart`, in this process: starting another takes a second."""
    return apart.read_here(data, name)


@pytest.fixture
def in_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "read_apart", here)


def send(place: Place, data: bytes, name: str) -> Any:
    return signed_in(place.admin).post(SEND, {"dokumen": SimpleUploadedFile(name, data)})


@pytest.mark.usefixtures("in_here")
def test_two_sops_of_a_workbook_become_two_drafts(place: Place) -> None:
    answer = send(place, sheets.permits_xlsx(), "izin.xlsx")
    client = signed_in(place.admin)
    page = client.get(answer.url)
    assert "2 SOP ditemukan" in words(page)
    for title in ("SOP Izin Reklame", "SOP Izin Usaha Mikro"):
        assert title in words(page)
    found = SopReading.objects.get()
    assert (found.state, found.data) == (ReadingState.READ, None)
    assert client.post(answer.url, {"sop": ["0", "1"]}).url == "/sop/draf/"  # type: ignore[attr-defined]
    first, second = SopDraft.objects.order_by("title")
    assert (first.title, first.source, len(first.content["langkah"])) == ("SOP Izin Reklame", "izin.xlsx", 3)
    assert first.key != second.key
    assert first.doubts == found.found[0]["ragu"]
    client.post(answer.url, {"sop": ["0", "1"]})
    assert SopDraft.objects.count() == 2
    assert words(client.get(answer.url)).count("Buka drafnya") == 2


@pytest.mark.usefixtures("in_here")
def test_one_sop_leads_to_its_editor_where_doubts_stand_until_they_are_settled(place: Place) -> None:
    answer = send(place, sheets.clinic_docx(), "resep.docx")
    client = signed_in(place.admin)
    editor = client.post(answer.url, {"sop": "0"}).url  # type: ignore[attr-defined]
    draft = SopDraft.objects.get()
    assert editor == f"/sop/draf/{draft.id}/"
    assert draft.doubts
    assert "dari dokumen asal perlu Anda periksa" in words(client.get(editor))
    for _ in list(draft.doubts):
        client.post(f"{editor}keraguan/", {"nomor": "0"})
    assert "dari dokumen asal perlu Anda periksa" not in words(client.get(editor))


@pytest.mark.usefixtures("in_here")
def test_what_cannot_be_read_is_told_in_a_sentence(place: Place) -> None:
    answer = send(place, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "lama.doc")
    assert "format lama" in words(signed_in(place.admin).get(answer.url)) or "Word atau Excel lama" in words(
        signed_in(place.admin).get(answer.url)
    )
    assert "Pilih satu dokumen." in words(signed_in(place.admin).post(SEND, {}))
    assert signed_in(place.admin).post(answer.url, {"sop": "0"}).status_code == 302
    assert not SopDraft.objects.exists()


def test_a_document_that_takes_long_is_left_to_the_job(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*args: Any, progress: Any, **more: Any) -> None:
        progress(3, 10)
        raise TookTooLong

    monkeypatch.setattr(apart, "read_apart", slow)
    answer = send(place, sheets.clinic_docx(), "besar.docx")
    page = signed_in(place.admin).get(answer.url)
    assert "3 dari 10 bagian" in words(page)
    assert page["Refresh"] == "3"
    monkeypatch.setattr(apart, "read_apart", here)
    assert reading.read_waiting(place.agency, NOW) == 1
    page = signed_in(place.admin).get(answer.url)
    assert "1 SOP ditemukan" in words(page)
    assert "Refresh" not in page


def test_the_job_gives_up_and_says_so(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*args: Any, **more: Any) -> None:
        raise TookTooLong

    monkeypatch.setattr(apart, "read_apart", never)
    answer = send(place, b"x" * 99, "besar.txt")
    assert reading.read_waiting(place.agency, NOW) == 1
    assert "belum selesai dibaca dalam 3 menit" in words(signed_in(place.admin).get(answer.url))
    reading.read_waiting(place.agency, NOW + 2 * reading.KEPT)
    assert not SopReading.objects.exists()


@pytest.mark.usefixtures("in_here")
def test_documents_are_of_those_who_write_and_of_their_agency(place: Place) -> None:
    answer = send(place, sheets.clinic_docx(), "resep.docx")
    assert signed_in(place.ani).get(SEND).status_code == 403
    assert signed_in(place.ani).get(answer.url).status_code == 403
    with scopes_disabled():
        elsewhere = make_agency("lain")
    with scope(agency=elsewhere):
        stranger = make_person(elsewhere, "Asing")
    assert signed_in(stranger).get(answer.url).status_code == 404
    signed_in(place.admin).post(f"{answer.url}hapus/")
    assert not SopReading.objects.exists()


@pytest.mark.usefixtures("in_here")
def test_a_diagram_becomes_a_draft_as_it_went_out(place: Place) -> None:
    known = load("kp2mi/kepuasan-pengguna")
    answer = send(place, bpmn_of(known), "survei.bpmn")
    page = words(signed_in(place.admin).get(answer.url))
    assert "1 SOP ditemukan" in page
    assert "Tidak ada yang meragukan" in page
    made = signed_in(place.admin).post(answer.url, {"sop": "0"})
    draft = SopDraft.objects.get()
    assert made.headers["Location"] == f"/sop/draf/{draft.id}/"
    assert draft.content == canonical(known)


@pytest.mark.usefixtures("in_here")
def test_what_a_sop_has_no_place_for_is_refused_by_name_and_line(place: Place) -> None:
    diagram = bpmn_of(load("kp2mi/kepuasan-pengguna")).replace(b"userTask", b"serviceTask")
    answer = send(place, diagram, "survei.bpmn")
    found = SopReading.objects.get()
    assert found.state == ReadingState.FAILED
    assert re.fullmatch(r"Baris [0-9]+: .*tugas layanan.*", found.notices[0])
    assert "tugas layanan" in words(signed_in(place.admin).get(answer.url))


def test_a_doubt_is_told_in_the_readers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    english = {
        "sel bergeser {count} kolom ke kanan": "cells slipped {count} columns to the right",
        "halaman %(page)s": "page %(page)s", "baris %(row)s": "row %(row)s",
    }  # fmt: skip
    monkeypatch.setattr("lajur.registers.authority.words.gettext", lambda text: english.get(text, text))
    monkeypatch.setattr(doubting, "_", lambda text: english.get(text, text))
    slipped = Words("sel bergeser {count} kolom ke kanan", count=2)
    doubt = Doubt(("langkah", "a", "waktu"), Spot(page=3, row=7), "", "", 0.6, slipped).as_data()
    assert (doubt["sebab"], doubt["tempat"]) == ("sel bergeser 2 kolom ke kanan", "halaman 3, baris 7")
    told = doubting.told(json.loads(json.dumps(doubt)))
    assert (told["sebab"], told["tempat"]) == ("cells slipped 2 columns to the right", "page 3, row 7")
    kept_before = {"bidang": "judul", "sebab": "judul tidak ditemukan", "tempat": "halaman 1"}
    assert doubting.told(kept_before) == kept_before


def test_reading_apart_finds_the_same_and_ends_in_time() -> None:
    told: list[tuple[int, int]] = []
    data = sheets.clinic_docx()
    apart_read = read_apart(data, "resep.docx", seconds=60, progress=lambda done, total: told.append((done, total)))
    assert apart_read == here(data, "resep.docx", seconds=60)
    assert told
    assert told[-1][0] == told[-1][1]
    with pytest.raises(TookTooLong):
        read_apart(data, "resep.docx", seconds=0)


def test_what_is_said_of_a_diagram_is_known_with_its_line_its_name_and_its_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = {"name": "“Kirim (data)”", "tag": "serviceTask", "why": bpmn.REFUSED["serviceTask"]}
    why = bpmn.filled(bpmn.WHOLE["unsur-ditolak"], **given)
    twice = bpmn.filled(bpmn.LACKING["label-kosong"], number=2, name="“Periksa”")
    assert doubting.said(f"Baris 6: {why}") == f"Baris 6: {why}"
    monkeypatch.setattr("lajur.registers.authority.words.gettext", lambda text: f"EN {text}")
    told = doubting.said(f"Baris 6: {why}")
    assert told.startswith("EN Baris 6: EN Unsur “Kirim (data)”")
    assert "EN tugas layanan" in told
    kept = {"bidang": "diagram", "tempat": "baris 9", "sebab": twice.rstrip(".")}
    assert doubting.told(kept)["sebab"] == f"EN {twice}".rstrip(".")


def test_what_the_reader_of_documents_says_is_known_with_what_fills_it(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Unreadable("terlalu-banyak-sel", sheet="Rekap {2026}", limit=400_000).sentence
    assert doubting.said(kept) == kept
    monkeypatch.setattr("lajur.registers.authority.words.gettext", lambda text: f"EN {text}")
    assert doubting.said(kept) == f"EN {kept}"
    assert doubting.said("Kalimat lama.") == "Kalimat lama."
