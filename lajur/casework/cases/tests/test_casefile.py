"""The case file that auditors take with them: complete, the same every time, and any change in it is told."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_scopes import scopes_disabled

from lajur.casework.cases import actions
from lajur.casework.cases.models import Case
from lajur.casework.cases.testing import Office, complete, make_office, make_row
from lajur.casework.cases.tests.browsing import path
from lajur.casework.documents.models import Record
from lajur.casework.documents.queries import file_path
from lajur.casework.documents.zipping import Member, safe_name, stream
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.models import Person, Role
from lajur.registers.organisation.testing import NOW, as_actor, done, make_person, make_position
from lajur.registers.organisation.tests.browsing import signed_in

pytestmark = pytest.mark.django_db
NAME = "Konsep – “final” 調査: v2?.pdf"


@pytest.fixture(autouse=True)
def _still_clock_and_own_folder(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path / "media"
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def auditor(office: Office) -> Person:
    return make_person(office.agency, "Aud", make_position(office.agency, "Auditor", roles=[Role.AUDITOR]))


def busy_case(office: Office) -> Case:
    """A case with a file, texts, a late step, deviations, a return, a comment."""
    case = office.start()
    given = {"berkas-konsep": SimpleUploadedFile(NAME, b"%PDF-1.7 isi"), "teks-permintaan": "Permintaan"}
    signed_in(office.ani).post(path(case, "buat.1"), given)
    done(complete(case, "periksa.1", office.koordinator, exit="perbaiki", note="Perbaiki alamatnya"))
    later = NOW + timedelta(days=2)
    done(complete(case, "buat.2", office.ani, now=later, outputs=["konsep"]))
    done(actions.comment(case_id=case.id, text="Mohon segera", by=as_actor(office.kepala, later), now=later))
    done(complete(case, "periksa.2", office.koordinator, now=later, exit="setuju"))
    done(complete(case, "sahkan.1", office.kepala, now=later, without={"surat": "Dicetak besok"}))
    number = case.deviations.get(kind="output").number
    done(
        actions.answer_deviation(
            case_id=case.id, number=number, answer="Pencetak rusak", by=as_actor(office.kepala, later), now=later
        )
    )
    return case


def taken(person: Person, case: Case) -> bytes:
    answer = signed_in(person).get(path(case, "", "berkas.zip"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    return bytes(answer.getvalue())


def unpacked(data: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    return folder


def checked(folder: Path) -> tuple[int, str]:
    words = [sys.executable, "-I", str(folder / "periksa.py")]
    run = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert run.stderr == ""
    return run.returncode, run.stdout


def test_what_was_destroyed_as_decided_is_listed_and_not_missed(
    office: Office, auditor: Person, tmp_path: Path
) -> None:
    case = busy_case(office)
    gone = Record.objects.get(case=case, number=1)
    file_path(gone.agency_id, gone.sha256).unlink()
    Record.objects.filter(id=gone.id).update(destroyed_at=NOW)
    folder = unpacked(taken(auditor, case), tmp_path / "zip")
    code, told = checked(folder)
    assert (code, told.splitlines()[-1]) == (0, "UTUH")
    listed = [json.loads(line) for line in (folder / "dokumen.jsonl").read_text().splitlines()]
    assert ["dimusnahkan" in one for one in listed].count(True) == 1
    assert listed[0]["sha256"] == gone.sha256
    assert "dimusnahkan" in (folder / "sampul.html").read_text()


def test_an_untouched_file_is_whole_for_our_script_and_for_sha256sum(
    office: Office, auditor: Person, tmp_path: Path
) -> None:
    case = busy_case(office)
    folder = unpacked(taken(auditor, case), tmp_path / "zip")
    code, told = checked(folder)
    assert (code, told.splitlines()[-1]) == (0, "UTUH")
    case.refresh_from_db()
    assert bytes(case.journal_head).hex() in told
    run = subprocess.run(["sha256sum", "--strict", "-c", "berkas.sha256"], cwd=folder, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr
    names = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert {"sampul.html", "PERIKSA.txt", "periksa.py", "jurnal.jsonl", "dokumen.jsonl", "berkas.sha256"} < names
    assert "dokumen/1 buat/001 Konsep – “final” 調査_ v2_.pdf" in names
    assert "dokumen/1 buat/002 Dokumen permintaan.txt" in names
    assert (folder / "dokumen/1 buat/001 Konsep – “final” 調査_ v2_.pdf").read_bytes() == b"%PDF-1.7 isi"
    assert len((folder / "jurnal.jsonl").read_text().splitlines()) == case.journal_length


def test_the_cover_tells_the_whole_case_by_itself(office: Office, auditor: Person, tmp_path: Path) -> None:
    case = busy_case(office)
    page = (unpacked(taken(auditor, case), tmp_path / "zip") / "sampul.html").read_text()
    case.refresh_from_db()
    digests = Record.objects.filter(case=case).values_list("sha256", flat=True)
    for told in (
        case.number, case.subject, office.agency.name, "SOP uji", "Mengerjakan buat", "Ani", "Kusno", "Kartini",
        "Jatuh tempo", "terlambat", "Perbaiki alamatnya", "perbaiki", "Mohon segera", "Dicetak besok",
        "Pencetak rusak", "Output tidak ada", "(Dokumen surat)", "WIB", bytes(case.journal_head).hex(), *digests,
    ):  # fmt: skip
        assert told in page, told
    for outside in ("http:", "https:", "<script", "<link", "src="):
        assert outside not in page


def test_the_same_case_gives_the_same_bytes_in_any_language_and_at_any_time(office: Office, auditor: Person) -> None:
    case = busy_case(office)
    first = taken(auditor, case)
    with time_machine.travel(NOW + timedelta(days=400), tick=False):
        client = signed_in(office.kepala)
        client.cookies["django_language"] = "en"
        second = bytes(client.get(path(case, "", "berkas.zip")).getvalue())
    assert hashlib.sha256(first).hexdigest() == hashlib.sha256(second).hexdigest()


def edit(name: str, old: str, new: str) -> Callable[[Path], object]:
    def act(folder: Path) -> None:
        place = folder / name
        text = place.read_text()
        assert old in text
        place.write_text(text.replace(old, new, 1))

    return act


def relist(act: Callable[[Path], object]) -> Callable[[Path], object]:
    """A cleverer forger, who also puts the new digests into the list."""

    def both(folder: Path) -> None:
        act(folder)
        lines = []
        for line in (folder / "berkas.sha256").read_text().splitlines():
            name = line.partition("  ")[2]
            if (folder / name).exists():
                lines.append(f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n")
        (folder / "berkas.sha256").write_text("".join(lines))

    return both


def drop_line(name: str, which: int) -> Callable[[Path], object]:
    def act(folder: Path) -> None:
        lines = (folder / name).read_text().splitlines(keepends=True)
        del lines[which]
        (folder / name).write_text("".join(lines))

    return act


PERMINTAAN = "dokumen/1 buat/002 Dokumen permintaan.txt"


@pytest.mark.parametrize(
    ("forge", "why"),
    [
        (edit(PERMINTAAN, "Permintaan", "Penolakan"), "berkas berubah"),
        (relist(edit(PERMINTAAN, "Permintaan", "Penolakan")), "sidik dokumen 2 tidak seperti"),
        (lambda folder: (folder / PERMINTAAN).unlink(), "berkas hilang"),
        (lambda folder: (folder / "dokumen/tambahan.pdf").write_bytes(b"x"), "berkas tak dikenal"),
        (edit("sampul.html", "Kusno", "Kusni"), "berkas berubah: sampul.html"),
        (relist(edit("jurnal.jsonl", "perbaiki", "setujui")), "tidak cocok dengan sidiknya"),
        (relist(edit("jurnal.jsonl", "Perbaiki alamatnya", "Perbaiki namanya")), "keterangannya telah diubah"),
        (relist(drop_line("jurnal.jsonl", 2)), "hilang atau urutannya ditukar"),
        (relist(drop_line("dokumen.jsonl", 1)), "dokumen 2 ada dalam jurnal tetapi tidak di sini"),
        (relist(edit("dokumen.jsonl", '"nomor": 1', '"nomor": 7')), "dokumen 7 tidak seperti dalam jurnal"),
        (lambda folder: (folder / "jurnal.jsonl").write_text(""), "jurnal kosong"),
        (lambda folder: (folder / "berkas.sha256").unlink(), "tidak terbaca"),
        (relist(lambda folder: (folder / "jurnal.jsonl").write_text("{}\n")), "tidak terbaca"),
    ],
)
def test_whatever_is_changed_afterwards_is_told(
    office: Office, auditor: Person, tmp_path: Path, forge: Callable[[Path], object], why: str
) -> None:
    folder = unpacked(taken(auditor, busy_case(office)), tmp_path / "zip")
    forge(folder)
    code, told = checked(folder)
    assert (code, told.splitlines()[-1]) == (1, "RUSAK")
    assert why in told


def test_what_was_changed_in_the_office_itself_is_told_too(office: Office, auditor: Person, tmp_path: Path) -> None:
    case = busy_case(office)
    record = Record.objects.get(case=case, name=NAME)
    file_path(office.agency.id, record.sha256).write_bytes(b"lain")
    code, told = checked(unpacked(taken(auditor, case), tmp_path / "berubah"))
    assert code == 1
    assert "berkas berubah: dokumen/1 buat/001" in told
    file_path(office.agency.id, record.sha256).unlink()
    folder = unpacked(taken(auditor, case), tmp_path / "hilang")
    assert "berkas hilang: dokumen/1 buat/001" in checked(folder)[1]
    assert "tidak ditemukan di penyimpanan" in (folder / "sampul.html").read_text()


def test_called_cases_lie_in_folders_and_are_checked_with_it(office: Office, auditor: Person, tmp_path: Path) -> None:
    office.publish("induk", [make_row("usul"), make_row("panggil", panggil={"sop": "uji/surat"}), make_row("tutup")])
    case = office.start("induk")
    done(complete(case, "usul.1", office.ani))
    child = case.children.get()
    done(complete(child, "buat.1", office.ani, attachments=["permintaan"], outputs=["konsep"]))
    folder = unpacked(taken(auditor, case), tmp_path / "zip")
    inner = folder / "anak" / safe_name(child.number)
    assert (inner / "sampul.html").exists()
    assert (inner / "dokumen/1 buat/002 Dokumen permintaan.txt").exists()
    assert child.number in (folder / "sampul.html").read_text()
    code, told = checked(folder)
    assert code == 0
    assert f"anak/{safe_name(child.number)}: 2 entri jurnal, 2 dokumen" in told
    shutil.rmtree(inner)
    assert checked(folder)[0] == 1


def test_only_auditors_and_heads_take_it_and_only_of_their_agency(office: Office, auditor: Person) -> None:
    case = busy_case(office)
    address = path(case, "", "berkas.zip")
    assert signed_in(auditor).get(address).status_code == 200
    assert signed_in(office.kepala).get(address).status_code == 200
    for person in (office.ani, office.koordinator, office.admin, office.staf):
        assert signed_in(person).get(address).status_code == 403
    with scopes_disabled():
        foreign = make_office()
    assert signed_in(foreign.kepala).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_taking_it_is_journalled_at_the_agency_with_the_head_it_had(office: Office, auditor: Person) -> None:
    case = busy_case(office)
    taken(auditor, case)
    entry = Entry.objects.get(kind="berkas-pelaksanaan-diunduh")
    case.refresh_from_db()
    assert str(entry.chain) == str(office.agency.id)
    assert str(entry.by) == str(auditor.id)
    told = json.loads(entry.body)["ev"][0]
    assert (told["head"], told["entries"]) == (bytes(case.journal_head).hex(), case.journal_length)


def test_large_files_pass_through_in_small_blocks(tmp_path: Path) -> None:
    large = tmp_path / "besar"
    with large.open("wb") as file:
        file.truncate(200_000_000)
    tracemalloc.start()
    size = sum(len(block) for block in stream([Member("a/besar.bin", NOW, source=large), Member("b", NOW, b"isi")]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 200_000_000
    assert peak < 5_000_000


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\\b\nc:d.pdf", "a_b_c_d.pdf"),
        ("...", "berkas"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("調" * 200 + ".docx", "調" * 38 + ".docx"),
        ("tanpa.akhiran yang panjang sekali", "tanpa.akhiran yang panjang sekali"),
    ],
)
def test_names_in_the_archive_suit_every_system(given: str, safe: str) -> None:
    assert safe_name(given) == safe


def test_an_auditor_reads_every_page_of_his_agency_and_writes_nothing(office: Office, auditor: Person) -> None:
    case = busy_case(office)
    record = Record.objects.get(case=case, name=NAME)
    client = signed_in(auditor)
    number = case.deviations.first().number  # type: ignore[union-attr]
    for address in (
        "/pelaksanaan/", "/penyimpangan/", path(case), path(case, "buat.1"), path(case, "sahkan.1"),
        f"/dokumen/{record.id}/", f"/dokumen/{record.id}/unduh/", f"/dokumen/{record.id}/lihat/",
        f"/unggahan/{record.upload_id}/", "/sop/", "/sop/surat/", "/tugas/", "/tugas/menunggu/", "/tugas/selesai/",
    ):  # fmt: skip
        assert client.get(address).status_code == 200, address
    assert case.subject in client.get("/pelaksanaan/").content.decode()
    running = office.start()
    for address in (
        path(running, "buat.1", "alihkan/"), path(running, "buat.1", "lewati/"), path(running, "", "batalkan/"),
        path(running, "", "tunjuk/?pelaksana=petugas"), path(running, "buat.1", "unggah/"),
        path(case, "", f"penyimpangan/{number}/jawab/"), path(case, "", f"penyimpangan/{number}/nilai/"),
        f"/dokumen/{record.id}/versi-baru/",
    ):  # fmt: skip
        assert client.post(address, {"alasan": "x", "jenis": "surat"}).status_code == 403, address
    assert client.post(path(running, "buat.1"), {"teks-konsep": "x"}).status_code == 403
