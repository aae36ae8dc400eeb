"""Files and the virus scanner: their state is shown, infected ones are kept apart, and a scanner that is away loses
nothing."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from lajur.casework.cases.jobs import announce_old_files, scan_received
from lajur.casework.cases.models import Case
from lajur.casework.cases.testing import Office
from lajur.casework.cases.tests.browsing import path
from lajur.casework.cases.tests.scanner import EVIL, scanner
from lajur.casework.documents import clamd
from lajur.casework.documents.models import Record, Scan, ScanState, Upload
from lajur.casework.documents.quarantine import quarantine_path
from lajur.casework.documents.queries import file_path
from lajur.casework.documents.scanning import due, settle
from lajur.casework.notices.models import Notice, NoticeKind
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.testing import NOW
from lajur.registers.organisation.tests.browsing import signed_in, words

LATER = NOW + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _still_clock(settings: Any, tmp_path: Path) -> Any:
    settings.MEDIA_ROOT = tmp_path
    settings.CLAMD = ""
    with time_machine.travel(NOW, tick=False):
        yield


def send(office: Office, content: bytes, name: str = "surat.txt") -> tuple[Case, Upload]:
    """Ani completes the first step of a new case with this file."""
    case = office.start()
    given = {"berkas-permintaan": SimpleUploadedFile(name, content), "teks-konsep": "Konsep"}
    assert signed_in(office.ani).post(path(case, "buat.1"), given).status_code == 302
    return case, Upload.objects.get(case=case)


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_file_waits_is_scanned_once_and_is_clean(office: Office, settings: Any) -> None:
    case, upload = send(office, b"Surat permintaan")
    ani = signed_in(office.ani)
    receipt, document = f"/unggahan/{upload.id}/", f"/dokumen/{Record.objects.get(upload=upload).id}/"
    assert "Belum dipindai" in words(ani.get(receipt))
    assert "Belum dipindai" in words(ani.get(document))
    assert scan_received(office.agency, LATER) == 0, "no scanner is set"
    with scanner() as server:
        settings.CLAMD = server.address
        assert scan_received(office.agency, LATER) == 1
        assert scan_received(office.agency, LATER) == 0
        send(office, b"Surat permintaan", "sama.txt")
        assert scan_received(office.agency, LATER) == 0, "the same bytes are known"
        assert server.asked == 1
    assert Scan.objects.get().scanned_at == LATER
    for address in (receipt, document):
        page = words(ani.get(address))
        assert "Bersih" in page
        assert "Belum dipindai" not in page
    assert ani.get(f"{document}unduh/").status_code == 200
    assert case.number


def test_an_infected_file_is_kept_apart_and_who_sent_it_is_told(office: Office, settings: Any) -> None:
    content = b"Surat " + EVIL
    _, upload = send(office, content)
    record = Record.objects.get(upload=upload)
    with scanner() as server:
        settings.CLAMD = server.address
        assert scan_received(office.agency, LATER) == 1
    digest = digest_of(content)
    assert not file_path(office.agency.id, digest).exists()
    kept = quarantine_path(office.agency.id, digest)
    assert kept.read_bytes() == content
    assert kept.stat().st_mode & 0o777 == 0o400
    ani, document = signed_in(office.ani), f"/dokumen/{record.id}/"
    page = words(ani.get(document))
    assert "Pemindai menemukan Test.Evil-1" in page
    assert f'href="{document}unduh/"' not in page
    for way in ("unduh/", "lihat/"):
        answer = ani.get(document + way)
        assert answer.status_code in (302, 403)
        assert EVIL.decode() not in words(answer)
    assert "Pemindai menemukan Test.Evil-1" in words(ani.get(f"{document}unduh/"))
    receipt = words(ani.get(f"/unggahan/{upload.id}/"))
    assert "Terjangkit: dikarantina" in receipt
    assert "Dikarantina karena virus" in receipt
    notice = Notice.objects.get(kind=NoticeKind.INFECTED)
    assert (notice.person_id, notice.link) == (office.ani.id, f"/unggahan/{upload.id}/")
    assert "terjangkit virus" in words(ani.get("/pemberitahuan/"))
    assert EVIL.decode() not in str(notice.params)
    entry = Entry.objects.get(kind="berkas-dikarantina")
    assert digest in entry.body
    assert "Test.Evil-1" in entry.body
    assert str(upload.code) in entry.body


def test_the_same_infected_file_sent_again_is_never_within_reach(office: Office, settings: Any) -> None:
    content = b"Surat " + EVIL
    send(office, content)
    with scanner() as server:
        settings.CLAMD = server.address
        scan_received(office.agency, LATER)
        case = office.start()
        given = {"berkas-permintaan": SimpleUploadedFile("lagi.txt", content), "teks-konsep": "Konsep"}
        answer = signed_in(office.budi).post(path(case, "buat.1"), given)
        assert answer.status_code == 422
        assert "Pemindai menemukan Test.Evil-1 dalam “lagi.txt”" in words(answer)
        assert not Record.objects.filter(case=case).exists()
        Upload.objects.get(case=case)
        scan_received(office.agency, LATER + timedelta(minutes=1))
    told = Notice.objects.filter(kind=NoticeKind.INFECTED).values_list("person_id", flat=True)
    assert set(told) == {office.ani.id, office.budi.id}
    assert not file_path(office.agency.id, digest_of(content)).exists()


def test_a_scanner_that_is_away_loses_nothing(office: Office, settings: Any, tmp_path: Path) -> None:
    _, upload = send(office, b"Surat permintaan")
    for nowhere in (str(tmp_path / "tidak-ada.sock"), "127.0.0.1:1"):
        settings.CLAMD = nowhere
        assert scan_received(office.agency, LATER) == 0
    assert "Belum dipindai" in words(signed_in(office.ani).get(f"/unggahan/{upload.id}/"))
    assert signed_in(office.ani).get(f"/dokumen/{Record.objects.get(upload=upload).id}/unduh/").status_code == 200
    with scanner() as server:
        settings.CLAMD = server.address
        assert scan_received(office.agency, LATER) == 1
    assert Scan.objects.get().state == ScanState.CLEAN


def test_what_the_scanner_cannot_judge_is_tried_ever_more_seldom(office: Office, settings: Any) -> None:
    _, upload = send(office, b"x" * 2000)
    with scanner() as server:
        settings.CLAMD, server.limit = server.address, 1000
        waits = []
        now = LATER
        for _ in range(12):
            assert scan_received(office.agency, now) == 1
            row = Scan.objects.get()
            assert row.due_at is not None
            waits.append(row.due_at - now)
            assert due(office.agency.id, now, 10) == []
            now = row.due_at
        assert waits[:3] == [timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=20)]
        assert waits[-1] == timedelta(days=1)
        assert "size limit exceeded" in words(signed_in(office.ani).get(f"/unggahan/{upload.id}/"))
        server.limit = 10_000
        assert scan_received(office.agency, now) == 1
    assert Scan.objects.get().state == ScanState.CLEAN


def test_documents_of_a_time_before_scans_are_announced(office: Office) -> None:
    send(office, b"Surat lama")
    Scan.objects.all().delete()
    assert announce_old_files(office.agency, LATER) == 1
    assert announce_old_files(office.agency, LATER) == 0
    assert [row.sha256 for row in due(office.agency.id, LATER, 10)] == [digest_of(b"Surat lama")]


def test_what_was_taken_for_infected_and_is_not_goes_back(office: Office, settings: Any) -> None:
    content = b"Surat " + EVIL
    send(office, content)
    with scanner() as server:
        settings.CLAMD = server.address
        scan_received(office.agency, LATER)
    Scan.objects.update(due_at=LATER)
    assert settle(scan_id=Scan.objects.get().id, verdict=clamd.Verdict(), now=LATER) == []
    assert file_path(office.agency.id, digest_of(content)).read_bytes() == content


def test_the_scanner_is_asked_over_either_kind_of_socket() -> None:
    with scanner() as server:
        assert clamd.is_there(server.address)
        assert clamd.scan(server.address, [b"a" * 700_000, b"b"]).is_clean
        assert clamd.scan(server.address, [EVIL]).signature == "Test.Evil-1"
    assert not clamd.is_there("/tidak/ada.sock")
    with pytest.raises(clamd.NoAnswer):
        clamd.scan("unix:/tidak/ada.sock", [b"a"])
