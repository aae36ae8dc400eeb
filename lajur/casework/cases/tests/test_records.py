"""Documents, their versions and readers, and receipts: what their pages show, to whom, and what they never show."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django_scopes import scopes_disabled

from lajur.casework.cases.models import Case
from lajur.casework.cases.queries import case_state
from lajur.casework.cases.replay import replay_case
from lajur.casework.cases.testing import Office, complete, make_office
from lajur.casework.cases.tests.browsing import path
from lajur.casework.documents import receipts
from lajur.casework.documents.models import Reading, Record, Upload
from lajur.casework.documents.queries import file_path
from lajur.registers.authority.journal import verify_agency
from lajur.registers.organisation.models import Role
from lajur.registers.organisation.testing import NOW, done, make_person, make_position
from lajur.registers.organisation.tests.browsing import signed_in, words

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 " + bytes(range(256)) * 8


@pytest.fixture(autouse=True)
def _still_clock_and_own_folder(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    receipts._digested.clear()
    with time_machine.travel(NOW, tick=False):
        yield


def hand_in(office: Office, name: str = "konsep.pdf", data: bytes = PDF, media: str = "application/pdf") -> Record:
    """A file that Ani brought with the first step of a new case, by the plain form."""
    case = office.start()
    upload = SimpleUploadedFile(name, data, media)
    given = {"berkas-konsep": upload, "teks-permintaan": "Permintaan"}
    assert signed_in(office.ani).post(path(case, "buat.1"), given).status_code == 302
    return Record.objects.get(case=case, kind="konsep")


def auditor_of(office: Office) -> Any:
    return make_person(office.agency, "Aud", make_position(office.agency, "Auditor", roles=[Role.AUDITOR]))


def test_a_plain_form_brings_a_receipt_too_whose_digest_is_that_of_the_stored_bytes(office: Office) -> None:
    record = hand_in(office)
    upload = Upload.objects.get()
    assert upload.code
    assert record.upload_id == upload.id
    stored = hashlib.sha256(file_path(office.agency.id, record.sha256).read_bytes()).hexdigest()
    assert upload.sha256 == record.sha256 == stored == hashlib.sha256(PDF).hexdigest()
    page = words(signed_in(office.ani).get(f"/unggahan/{upload.id}/"))
    for told in (upload.code, upload.sha256, "konsep.pdf", "2 Mar 2026", "WIB", "Ani", "Dokumen konsep", "kode.svg"):
        assert told in page, told
    assert "Masih sama dengan yang diterima" in page


def test_whoever_holds_the_number_learns_when_and_what_but_neither_name_nor_title(office: Office) -> None:
    record = hand_in(office)
    upload = Upload.objects.get()
    assert upload.code
    page = words(Client().get(f"/tanda-terima/{upload.code}/"))
    assert office.agency.name in page
    assert record.sha256 in page
    assert "08.00" in page
    assert "Masih sama dengan yang diterima" in page
    assert record.case is not None
    for hidden in ("konsep.pdf", "Ani", "Dokumen konsep", record.case.number, record.case.subject):
        assert hidden not in page, hidden
    typed = f" {upload.code.lower().replace('-', '')} "
    answer = Client().post("/tanda-terima/", {"nomor": typed})
    assert answer.headers["Location"] == f"/tanda-terima/{upload.code}/"
    assert Client().get("/tanda-terima/AAAA-BBBB-CCCC-DDDD/").status_code == 404
    assert Client().get("/tanda-terima/apa-saja/").status_code == 404
    assert Client().post("/tanda-terima/", {"nomor": "123"}).status_code == 422


def test_the_check_page_compares_a_digest_or_a_file(office: Office) -> None:
    hand_in(office)
    upload = Upload.objects.get()
    address = f"/tanda-terima/{upload.code}/"
    assert "Sama." in words(Client().post(address, {"sidik": upload.sha256.upper()}))
    assert "Berbeda." in words(Client().post(address, {"sidik": "0" * 64}))
    assert "Sama." in words(Client().post(address, {"berkas": SimpleUploadedFile("x", PDF)}))
    assert "Berbeda." in words(Client().post(address, {"berkas": SimpleUploadedFile("x", PDF + b".")}))
    for wrong in ({}, {"sidik": "xyz"}):
        assert Client().post(address, wrong).status_code == 422


def test_changed_and_lost_bytes_are_told_on_the_check_page(office: Office) -> None:
    record = hand_in(office)
    code = Upload.objects.get().code
    place = file_path(office.agency.id, record.sha256)
    place.write_bytes(b"lain")
    assert "Berubah sejak diterima" in words(Client().get(f"/tanda-terima/{code}/"))
    place.unlink()
    assert "Tidak ditemukan di penyimpanan" in words(Client().get(f"/tanda-terima/{code}/"))
    assert "tidak ditemukan di penyimpanan" in words(signed_in(office.ani).get(f"/dokumen/{record.id}/"))
    assert signed_in(office.ani).get(f"/dokumen/{record.id}/unduh/").status_code == 404


def test_the_code_picture_leads_to_the_check_page_alone() -> None:
    answer = Client().get("/tanda-terima/AAAA-BBBB-CCCC-DDDD/kode.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg")
    assert b"script" not in answer.content


def test_a_digest_is_found_in_ones_own_agency_only(office: Office) -> None:
    record = hand_in(office)
    code = str(Upload.objects.get().code)
    with scopes_disabled():
        foreign = make_office()
    assert code in words(signed_in(office.staf).post("/tanda-terima/", {"sidik": record.sha256}))
    other = words(signed_in(foreign.staf).post("/tanda-terima/", {"sidik": record.sha256}))
    assert code not in other
    assert "tidak pernah menerima" in other
    assert code not in words(Client().post("/tanda-terima/", {"sidik": record.sha256}))


def test_receipts_are_the_senders_until_the_file_is_a_document(office: Office) -> None:
    case = office.start()
    upload = SimpleUploadedFile("konsep.pdf", PDF)
    assert signed_in(office.ani).post(path(case, "buat.1"), {"berkas-konsep": upload}).status_code == 422
    staged = Upload.objects.get()
    address = f"/unggahan/{staged.id}/"
    assert signed_in(office.ani).get(address).status_code == 200
    assert signed_in(office.budi).get(address).status_code == 404
    assert signed_in(office.kepala).get(address).status_code == 404
    with scopes_disabled():
        foreign = make_office()
    assert signed_in(foreign.kepala).get(address).status_code == 404
    used = hand_in(office)
    assert signed_in(office.kepala).get(f"/unggahan/{used.upload_id}/").status_code == 200
    assert signed_in(office.staf).get(f"/unggahan/{used.upload_id}/").status_code == 403


@pytest.mark.parametrize(
    ("name", "data", "media", "shown"),
    [
        ("a.pdf", PDF, "application/pdf", "application/pdf"),
        ("a.png", b"\x89PNG\r\n\x1a\n0000", "image/png", "image/png"),
        ("a.txt", b"<script>alert(1)</script>", "text/plain", "text/plain; charset=utf-8"),
        ("a.pdf", b"<html><script>alert(1)</script>", "application/pdf", None),
        ("a.html", b"<script>alert(1)</script>", "text/html", None),
        ("a.svg", b"<svg onload='alert(1)'/>", "image/svg+xml", None),
        ("a.png", b"GIF89a", "text/html", None),
        ("a.docx", b"PK\x03\x04", "application/msword", None),
    ],
)
def test_only_what_cannot_act_is_shown_and_everything_is_sealed_off(
    office: Office, name: str, data: bytes, media: str, shown: str | None
) -> None:
    record, client = hand_in(office, name, data, media), signed_in(office.ani)
    answer = client.get(f"/dokumen/{record.id}/lihat/")
    if shown is None:
        assert answer.status_code == 302
    else:
        assert answer["Content-Type"] == shown
        assert answer["Content-Disposition"].startswith("inline")
        assert answer.getvalue() == data
    taken = client.get(f"/dokumen/{record.id}/unduh/")
    assert taken["Content-Disposition"].startswith("attachment")
    assert taken.getvalue() == data
    for one in (taken, *([answer] if shown else [])):
        assert one["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in one["Content-Security-Policy"]
        assert one["Cache-Control"] == "private, no-store"
        assert "script-src" not in one["Content-Security-Policy"]
    assert "sandbox" in taken["Content-Security-Policy"]
    assert "<script>alert" not in words(client.get(f"/dokumen/{record.id}/"))


def test_any_name_travels_in_the_header(office: Office) -> None:
    name = "Rencana – “final” (2) 調査 🗂; x.pdf"
    record = hand_in(office, name)
    told = signed_in(office.ani).get(f"/dokumen/{record.id}/unduh/")["Content-Disposition"]
    assert told.isascii()
    assert unquote(told.partition("filename*=utf-8''")[2]) == name


@pytest.mark.parametrize(
    ("asked", "status", "got"),
    [
        ("bytes=0-3", 206, slice(0, 4)),
        ("bytes=5-", 206, slice(5, None)),
        ("bytes=-4", 206, slice(-4, None)),
        ("bytes=0-999999", 206, slice(None)),
        ("bytes=999999-", 416, None),
        ("bytes=5-2", 416, None),
        ("bytes=-", 200, slice(None)),
        ("lines=1-2", 200, slice(None)),
    ],
)
def test_a_broken_download_goes_on_with_a_range(office: Office, asked: str, status: int, got: slice | None) -> None:
    record = hand_in(office)
    answer = signed_in(office.ani).get(f"/dokumen/{record.id}/unduh/", headers={"Range": asked})
    assert answer.status_code == status
    if got is not None:
        assert answer.getvalue() == PDF[got]
        assert int(answer["Content-Length"]) == len(PDF[got])


def test_who_read_a_document_is_shown_to_its_officer_the_head_and_auditors(office: Office) -> None:
    record = hand_in(office)
    signed_in(office.koordinator).get(f"/dokumen/{record.id}/unduh/")
    signed_in(office.koordinator).get(f"/dokumen/{record.id}/lihat/")
    signed_in(office.koordinator).get(f"/dokumen/{record.id}/lihat/")
    assert [(r.person.name, r.way) for r in Reading.objects.select_related("person").order_by("id")] == [
        ("Kusno", "unduh"),
        ("Kusno", "lihat"),
    ]
    for person in (office.ani, office.kepala, auditor_of(office)):
        page = words(signed_in(person).get(f"/dokumen/{record.id}/"))
        assert "Siapa yang membaca" in page
        assert "Kusno" in page
    assert "Siapa yang membaca" not in words(signed_in(office.koordinator).get(f"/dokumen/{record.id}/"))


def test_the_list_of_readers_can_only_grow(office: Office) -> None:
    record = hand_in(office)
    signed_in(office.ani).get(f"/dokumen/{record.id}/unduh/")
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.update(person=office.budi)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.all()._raw_delete("default")
    assert Reading.objects.count() == 1


@pytest.mark.parametrize("rest", ["", "unduh/", "lihat/", "versi-baru/"])
def test_documents_keep_to_their_agency_and_case(office: Office, rest: str) -> None:
    record = hand_in(office)
    with scopes_disabled():
        foreign = make_office()
    assert signed_in(foreign.kepala).get(f"/dokumen/{record.id}/{rest}").status_code == 404
    assert signed_in(office.staf).get(f"/dokumen/{record.id}/{rest}").status_code == 403
    assert Client().get(f"/dokumen/{record.id}/{rest}").status_code == 302
    assert not Reading.objects.exists()


def test_a_file_in_the_wrong_place_becomes_a_new_version_where_it_belongs(office: Office) -> None:
    record, client = hand_in(office), signed_in(office.ani)
    address = f"/dokumen/{record.id}/versi-baru/"
    assert client.post(address, {"jenis": "permintaan"}).status_code == 422
    assert client.post(address, {"jenis": "konsep", "alasan": "Salah"}).status_code == 422
    moved = client.post(address, {"jenis": "permintaan", "alasan": "Tertukar dengan konsep"})
    made = Record.objects.get(case=record.case, kind="permintaan", number=3)
    assert moved.headers["Location"] == f"/dokumen/{made.id}/"
    assert (made.sha256, made.name, made.upload_id) == (record.sha256, record.name, record.upload_id)
    better = SimpleUploadedFile("konsep-2.pdf", PDF + b"2", "application/pdf")
    client.post(address, {"jenis": "konsep", "alasan": "Lampiran tertinggal", "berkas": better})
    case = Case.objects.get(records=record)
    assert case_state(case).documents == {"permintaan": "3", "konsep": "4"}
    assert replay_case(case) == []
    assert verify_agency(str(office.agency.id)).faults == ()
    story = words(signed_in(office.kepala).get(path(case)))
    assert "Tertukar dengan konsep" in story
    page = words(client.get(f"/dokumen/{record.id}/"))
    assert "konsep-2.pdf" in page
    assert "konsep-2.pdf" in words(signed_in(office.koordinator).get(path(case, "periksa.1")))


def test_only_who_brought_a_document_mends_it_and_only_while_the_case_runs(office: Office) -> None:
    record = hand_in(office)
    address, given = f"/dokumen/{record.id}/versi-baru/", {"jenis": "permintaan", "alasan": "Tertukar"}
    for person in (office.budi, office.koordinator, office.kepala):
        assert signed_in(person).post(address, given).status_code == 403
    assert record.case is not None
    done(complete(record.case, "periksa.1", office.koordinator, exit="setuju"))
    done(complete(record.case, "sahkan.1", office.kepala, outputs=["surat"]))
    assert signed_in(office.ani).post(address, given).status_code == 403
    assert Record.objects.filter(case=record.case).count() == 3
