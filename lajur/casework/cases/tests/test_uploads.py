"""Files that arrive in parts: nothing lost, nothing spoiled, whatever the line and the tabs do."""

from __future__ import annotations

import errno
import hashlib
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django_scopes import scopes_disabled

from lajur.casework.cases.models import Case
from lajur.casework.cases.testing import Office, complete, make_office, open_tasks
from lajur.casework.cases.tests.browsing import path
from lajur.casework.cases.tests.uploading import Sender
from lajur.casework.documents import arriving
from lajur.casework.documents.arriving import waiting_path
from lajur.casework.documents.models import Record, Upload
from lajur.casework.documents.queries import digest_on_disk, file_path
from lajur.casework.documents.rules import CHUNK
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.testing import NOW, done
from lajur.registers.organisation.tests.browsing import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_clock", "own_folder")]
BODY = bytes(range(256)) * 3000  # 768 kB


def sender(office: Office, name: str = "rencana.pdf", data: bytes = BODY, case: Case | None = None) -> Sender:
    return Sender(signed_in(office.ani), case or office.start(), "buat.1", "konsep", name, data)


def stored(office: Office, digest: str) -> bytes:
    return file_path(office.agency.id, digest).read_bytes()


def test_a_file_arrives_in_parts_and_goes_into_the_case_with_the_step(office: Office) -> None:
    case = office.start()
    tab = sender(office, case=case)
    assert tab.begin().json()["diterima"] == 0
    tab.all()
    whole = tab.finish().json()
    digest = hashlib.sha256(BODY).hexdigest()
    assert (whole["selesai"], whole["sidik"], whole["ukuran"]) == (True, digest, len(BODY))
    assert stored(office, digest) == BODY
    given = {"simpan-konsep": whole["acuan"], "teks-permintaan": "Permintaan"}
    assert tab.client.post(path(case, "buat.1"), given).status_code == 302
    record = Record.objects.get(kind="konsep")
    assert (record.name, record.size, record.sha256) == ("rencana.pdf", len(BODY), digest)
    assert digest_on_disk(record) == digest
    assert str(record.upload_id) == whole["id"]


def test_a_document_that_is_there_says_so(office: Office) -> None:
    case = office.start()
    tab = sender(office, case=case)
    tab.begin()
    tab.all()
    tab.client.post(f"{path(case, 'buat.1')}draf/", {"simpan-konsep": tab.finish().json()["acuan"]})
    page = tab.client.get(path(case, "buat.1")).content.decode()
    said = {kind: page.split(f'id="slot-{kind}"')[1].split("</div>")[0] for kind in ("konsep", "permintaan")}
    assert "Sudah ada" in said["konsep"]
    assert "Belum ada, lampirkan" in said["permintaan"]


def test_an_upload_goes_on_where_it_was_in_a_tab_that_knows_only_the_file(office: Office) -> None:
    case, sent = office.start(), 0
    for until in (200_000, 350_000, 600_000):
        tab = sender(office, case=case)  # a new tab each time: it only knows the file
        at = tab.begin().json()["diterima"]
        assert at == sent
        assert tab.put(at, until).json()["diterima"] == until
        sent = until
    tab = sender(office, case=case)
    tab.begin()
    assert tab.client.get(tab.address).json()["diterima"] == sent
    tab.put(sent, len(BODY))
    assert stored(office, tab.finish().json()["sidik"]) == BODY
    assert Upload.objects.count() == 1


def test_a_part_sent_twice_or_overlapping_changes_nothing(office: Office) -> None:
    tab = sender(office)
    tab.begin()
    tab.put(0, 300_000)
    assert tab.put(0, 300_000).json()["diterima"] == 300_000
    assert tab.put(100_000, 400_000).json()["diterima"] == 400_000
    assert tab.put(50_000, 60_000).json()["diterima"] == 400_000
    tab.put(400_000, len(BODY))
    assert stored(office, tab.finish().json()["sidik"]) == BODY


def test_other_bytes_at_the_same_place_are_refused(office: Office) -> None:
    tab = sender(office)
    tab.begin()
    tab.put(0, 1000)
    answer = tab.put(500, 0, data=b"x" * 1000)
    assert (answer.status_code, answer.json()["kode"]) == (409, "bagian-berbeda")
    assert tab.client.get(tab.address).json()["diterima"] == 1000


@pytest.mark.parametrize(
    ("offset", "size", "status", "code"),
    [
        (200, 100, 409, "bagian-melompat"),
        (-1, 100, 422, "bagian-keliru"),
        (0, 0, 422, "bagian-keliru"),
        (0, CHUNK + 1, 413, "permintaan-keliru"),
        (0, 1001, 422, "bagian-keliru"),
    ],
)
def test_a_part_that_does_not_fit_is_refused_in_words(
    office: Office, offset: int, size: int, status: int, code: str
) -> None:
    tab = sender(office, data=b"a" * 1000)
    tab.begin()
    answer = tab.put(offset, 0, data=b"a" * size)
    assert (answer.status_code, answer.json()["kode"]) == (status, code)
    assert answer.json()["pesan"].endswith(".")
    assert tab.client.get(tab.address).json()["diterima"] == 0


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"jenis": "konsep"}', b'{"ukuran": "x"}', b"null"])
def test_what_cannot_be_read_is_refused(office: Office, body: bytes) -> None:
    tab = sender(office)
    assert tab.client.post(tab.base, body, content_type="application/json").status_code == 400
    tab.begin()
    assert tab.client.put(tab.address, b"x", content_type="application/octet-stream").status_code == 400
    assert tab.client.post(f"{tab.address}selesai/", b"[]", content_type="application/json").status_code == 400


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"ukuran": 0}, 422, "berkas-kosong"),
        ({"ukuran": 100_000_001}, 413, "berkas-besar"),
        ({"nama": "setup.exe"}, 422, "jenis-ditolak"),
        ({"nama": "undangan.pdf.VBS "}, 422, "jenis-ditolak"),
        ({"nama": "n" * 256}, 422, "nama-panjang"),
        ({"jenis": "tidak-ada"}, 422, "tempat-tidak-ada"),
    ],
)
def test_what_cannot_be_taken_is_told_before_a_byte_is_sent(
    office: Office, given: dict[str, Any], status: int, code: str
) -> None:
    answer = sender(office).begin(**given)
    assert (answer.status_code, answer.json()["kode"]) == (status, code)
    assert Upload.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("n" * 251 + ".pdf", "n" * 251 + ".pdf"),
        ("Rencana – “final” (2) 調査 🗂 نسخة.pdf", "Rencana – “final” (2) 調査 🗂 نسخة.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ani\\surat.docx", "surat.docx"),
        ("a\x00b\nc.pdf", "abc.pdf"),
        ("..", "berkas"),
        ("surat\u202efdp.docx", "suratfdp.docx"),
        ("\ud800.pdf", "?.pdf"),
        ("CON.pdf", "CON.pdf"),
    ],
)
def test_any_name_is_kept_and_none_leads_anywhere(office: Office, given: str, shown: str, tmp_path: Path) -> None:
    tab = sender(office, data=b"isi")
    assert tab.begin(nama=given).json()["nama"] == shown
    tab.put(0, 3)
    tab.finish()
    digest = hashlib.sha256(b"isi").hexdigest()
    lying = {str(p.relative_to(tmp_path / str(office.agency.id))) for p in tmp_path.rglob("*") if p.is_file()}
    assert lying <= {f"{digest[:2]}/{digest}", f"menunggu/{tab.id.replace('-', '')}"}


def test_a_file_that_changed_on_its_way_is_never_taken(office: Office) -> None:
    tab = sender(office)
    tab.begin()
    tab.all()
    answer = tab.finish("0" * 64)
    assert (answer.status_code, answer.json()["kode"]) == (409, "sidik-berbeda")
    assert not Upload.objects.get().is_whole
    assert tab.finish().status_code == 200


def test_finishing_early_tells_what_is_missing_and_twice_is_once(office: Office) -> None:
    tab = sender(office)
    tab.begin()
    tab.put(0, 1000)
    early = tab.finish()
    assert (early.status_code, early.json()["diterima"]) == (409, 1000)
    tab.put(1000, 500_000)
    tab.put(500_000, len(BODY))
    first, second = tab.finish().json(), tab.finish().json()
    assert first["tanda_terima"] == second["tanda_terima"]
    assert Entry.objects.filter(kind="berkas-diterima").count() == 1


def test_a_crash_between_disk_and_row_spoils_nothing(office: Office, monkeypatch: Any) -> None:
    tab = sender(office)
    tab.begin()
    tab.put(0, 100_000)
    write = arriving._write

    def crash(target: Path, offset: int, data: bytes) -> None:
        write(target, offset, b"?" * len(data))  # bytes on the disk that no row ever counted
        raise KeyboardInterrupt

    monkeypatch.setattr(arriving, "_write", crash)
    with pytest.raises(KeyboardInterrupt):
        tab.put(100_000, 500_000)
    monkeypatch.setattr(arriving, "_write", write)
    assert waiting_path(Upload.objects.get()).stat().st_size == 500_000
    assert tab.client.get(tab.address).json()["diterima"] == 100_000
    tab.put(100_000, 300_000)
    tab.put(300_000, len(BODY))
    assert stored(office, tab.finish().json()["sidik"]) == BODY


def test_bytes_that_never_reached_the_disk_are_asked_for_again(office: Office) -> None:
    tab = sender(office)
    tab.begin()
    tab.put(0, 400_000)
    os.truncate(waiting_path(Upload.objects.get()), 150_000)  # what a power cut may leave
    assert tab.client.get(tab.address).json()["diterima"] == 150_000
    assert tab.put(400_000, len(BODY)).status_code == 409
    tab.put(150_000, 600_000)
    tab.put(600_000, len(BODY))
    assert stored(office, tab.finish().json()["sidik"]) == BODY


def test_a_full_disk_is_told_and_the_upload_goes_on_afterwards(office: Office, monkeypatch: Any) -> None:
    tab = sender(office)
    tab.begin()
    tab.put(0, 1000)
    real = os.pwrite

    def full(handle: int, data: Any, offset: int) -> int:
        real(handle, data[:10], offset)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    answer = tab.put(1000, 2000)
    assert (answer.status_code, answer.json()["kode"]) == (507, "disk-penuh")
    assert "administrator" in answer.json()["pesan"]
    monkeypatch.undo()
    assert tab.client.get(tab.address).json()["diterima"] == 1000
    tab.put(1000, 500_000)
    tab.put(500_000, len(BODY))
    assert stored(office, tab.finish().json()["sidik"]) == BODY


def test_an_upload_that_would_fill_the_disk_is_refused_at_once(office: Office, monkeypatch: Any) -> None:
    monkeypatch.setattr(arriving, "RESERVE", 10**18)
    assert sender(office).begin().status_code == 507


def test_only_who_may_complete_the_step_sends_files_and_each_only_his_own(office: Office) -> None:
    case = office.start()
    tab = sender(office, case=case)
    tab.begin()
    for person, status in ((office.koordinator, 403), (office.staf, 403), (office.kepala, 403)):
        other = Sender(signed_in(person), case, "buat.1", "konsep", "x.pdf", b"x")
        assert other.begin().status_code == status
    budi = Sender(signed_in(office.budi), case, "buat.1", "konsep", "x.pdf", BODY)
    budi.id = tab.id
    assert budi.client.get(budi.address).status_code == 404
    assert budi.put(0, 10).status_code == 404
    assert budi.finish().status_code == 404
    assert budi.client.post(f"{budi.address}hapus/").status_code == 302
    assert Upload.objects.get().dropped_at is None
    with scopes_disabled():
        foreign = make_office()
    stranger = Sender(signed_in(foreign.ani), case, "buat.1", "konsep", "x.pdf", b"x")
    stranger.id = tab.id
    assert {stranger.begin().status_code, stranger.put(0, 1).status_code, stranger.finish().status_code} == {404}
    assert Client().post(tab.base).status_code == 302


def test_without_the_forms_secret_nothing_is_taken(office: Office) -> None:
    case = office.start()
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.ani)
    assert Sender(client, case, "buat.1", "konsep", "x.pdf", b"x").begin().status_code == 403


def test_a_task_that_was_closed_meanwhile_takes_no_more(office: Office) -> None:
    case = office.start()
    tab = sender(office, case=case)
    tab.begin()
    done(complete(case, "buat.1", office.budi, outputs=["konsep"], attachments=["permintaan"]))
    for answer in (tab.put(0, 10), tab.finish(), tab.begin()):
        assert answer.status_code == 409
        assert "sudah tidak terbuka" in answer.json()["pesan"]


def test_a_file_in_the_wrong_slot_moves_without_being_sent_again(office: Office) -> None:
    case = office.start()
    tab = sender(office, case=case)
    tab.begin()
    tab.all()
    tab.finish()
    moved = tab.client.post(f"{tab.address}pindah/", {"jenis": "permintaan"}, headers={"Accept": "application/json"})
    assert moved.json()["jenis"] == "permintaan"
    assert tab.client.post(f"{tab.address}pindah/", {"jenis": "surat"}).status_code == 302
    assert Upload.objects.get().kind == "permintaan"
    given = {"simpan-permintaan": moved.json()["acuan"], "teks-konsep": "Konsep"}
    assert tab.client.post(path(case, "buat.1"), given).status_code == 302
    assert open_tasks(case) == ["periksa.1"]
    assert Record.objects.get(kind="permintaan").sha256 == hashlib.sha256(BODY).hexdigest()


def test_what_was_taken_back_is_gone_from_the_form(office: Office, django_capture_on_commit_callbacks: Any) -> None:
    tab = sender(office)
    tab.begin()
    tab.put(0, 100)
    waiting = waiting_path(Upload.objects.get())
    assert waiting.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert tab.client.post(f"{tab.address}hapus/").status_code == 302
    assert not waiting.exists()
    assert tab.put(100, 200).status_code == 404
    assert tab.begin().json()["diterima"] == 0


def test_damaged_bytes_give_way_to_the_same_file_sent_again(office: Office) -> None:
    tab = sender(office, data=b"isi yang benar")
    digest = hashlib.sha256(tab.data).hexdigest()
    place = file_path(office.agency.id, digest)
    place.parent.mkdir(parents=True)
    place.write_bytes(b"rusak")
    tab.begin()
    tab.put(0, 100)
    assert tab.finish().json()["sidik"] == digest
    assert place.read_bytes() == tab.data


def test_times_of_parts_never_run_back(office: Office) -> None:
    tab = sender(office)
    tab.begin()
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        tab.put(0, 10)
    tab.put(10, 20)
    assert Upload.objects.get().touched_at == NOW + timedelta(hours=1)
