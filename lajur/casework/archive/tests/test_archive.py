"""The agency's archive: who makes and takes it, what is in it, and that its verifier sees what was changed."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scopes_disabled

from lajur.casework.archive import actions
from lajur.casework.archive.actions import path_of, write_archive
from lajur.casework.archive.jobs import clear_archives, make_archives
from lajur.casework.archive.models import Archive, ArchiveState
from lajur.casework.archive.packing import contents
from lajur.casework.cases.casefile import gathering
from lajur.casework.cases.testing import Office, complete, make_office
from lajur.casework.cases.tests.browsing import path
from lajur.casework.documents.papers.testing import make_paper
from lajur.registers.authority.journal import seal
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.testing import NOW, clock, done
from lajur.registers.organisation.tests.browsing import signed_in, words

PAGE = "/pengelolaan/arsip/"
FILE = b"Isi surat permintaan\n" * 1000


@pytest.fixture(autouse=True)
def _still_clock(settings: Any, tmp_path: Path) -> Any:
    settings.MEDIA_ROOT = tmp_path / "media"
    actions.RESERVE, before = 0, actions.RESERVE
    with time_machine.travel(NOW, tick=False):
        yield
    actions.RESERVE = before


@pytest.fixture
def lived(office: Office) -> Office:
    """Two cases, one with a file, and a letter; the journal is sealed."""
    make_paper(office.agency, office.kepala)
    first, second = office.start(), office.start()
    sent = {"berkas-permintaan": SimpleUploadedFile("surat.txt", FILE), "teks-konsep": "Konsep"}
    assert signed_in(office.ani).post(path(first, "buat.1"), sent).status_code == 302
    done(complete(second, "buat.1", office.ani, outputs=["konsep"], attachments=["permintaan"]))
    assert seal(agency=str(office.agency.id), now=NOW)
    return office


def unpacked(office: Office, folder: Path) -> Path:
    target = folder / "arsip.zip"
    write_archive(office.agency, target, NOW)
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        archive.extractall(folder / "isi")
    return folder / "isi"


def verdict(folder: Path) -> tuple[int, str]:
    """What the verifier says, alone with the standard library."""
    words = [sys.executable, "-E", "-S", str(folder / "periksa.py")]
    told = subprocess.run(words, capture_output=True, text=True, check=False)
    assert told.stderr == ""
    return told.returncode, told.stdout


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_text().splitlines()]


def test_the_archive_holds_the_whole_agency_and_nothing_of_another(lived: Office, tmp_path: Path) -> None:
    with scopes_disabled():
        other = make_office()
    folder = unpacked(lived, tmp_path)
    people = rows(folder, "pegawai.jsonl")
    assert {row["name"] for row in people} == {"Kartini", "Kusno", "Ani", "Budi", "Admira", "Siti"}
    assert all("password" not in row for row in people)
    assert len(rows(folder, "masa-jabatan.jsonl")) == 6
    assert rows(folder, "sop/edisi.jsonl")[0]["procedure__key"] == "surat"
    assert (folder / "sop/surat/edisi-1.yaml").read_text().startswith("judul:")
    assert [row["sha256"] for row in rows(folder, "tanda-terima.jsonl")] == [hashlib.sha256(FILE).hexdigest()]
    cases = sorted((folder / "pelaksanaan/2026").iterdir())
    assert len(cases) == 2
    with zipfile.ZipFile(cases[0]) as first:
        assert any(first.read(name) == FILE for name in first.namelist() if name.endswith("surat.txt"))
        assert {"sampul.html", "periksa.py", "jurnal.jsonl"} <= set(first.namelist())
    [letter] = rows(folder, "naskah.jsonl")
    [paper] = (folder / "naskah").iterdir()
    assert paper.read_bytes().startswith(b"%PDF-")
    assert letter["subject"] == "Undangan rapat"
    everything = b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())
    assert str(other.agency.id).encode() not in everything
    code, told = verdict(folder)
    assert (code, told.splitlines()[-1]) == (0, "UTUH"), told
    assert told.startswith("2 pelaksanaan, ")
    assert verdict(folder)[0] == 0, "the first look leaves nothing behind that the second one finds"


@pytest.mark.parametrize("what", ["pegawai.jsonl", "pelaksanaan", "jurnal/jurnal.jsonl", "sop/surat/edisi-1.yaml"])
def test_the_verifier_sees_what_was_changed_or_lost(lived: Office, tmp_path: Path, what: str) -> None:
    folder = unpacked(lived, tmp_path)
    place = folder / what if what != "pelaksanaan" else sorted((folder / "pelaksanaan/2026").iterdir())[0]
    content = place.read_bytes()
    place.write_bytes(content + b"\n")
    code, told = verdict(folder)
    assert code == 1
    assert f"berkas berubah: {place.relative_to(folder)}" in told
    place.unlink()
    assert f"berkas hilang: {place.relative_to(folder)}" in verdict(folder)[1]


def test_a_case_left_out_with_its_digest_is_missed_by_the_seal(lived: Office, tmp_path: Path) -> None:
    """Whoever computes the list of digests anew cannot hide that a case was there."""
    folder = unpacked(lived, tmp_path)
    gone = sorted((folder / "pelaksanaan/2026").iterdir())[0]
    gone.unlink()
    sums = folder / "berkas.sha256"
    sums.write_text("".join(line for line in sums.read_text().splitlines(True) if gone.name not in line))
    code, told = verdict(folder)
    assert code == 1
    assert "disegel tetapi tidak ada dalam arsip" in told


def test_it_is_made_by_the_job_offered_journalled_and_cleared_away(lived: Office) -> None:
    admin = signed_in(lived.admin)
    assert "Belum ada arsip" in words(admin.get(PAGE))
    assert admin.post(PAGE).status_code == 302
    assert "Satu arsip masih menunggu" in words(admin.post(PAGE, follow=True)), "one at a time"
    assert make_archives(lived.agency, NOW) == 1
    assert make_archives(lived.agency, NOW) == 0
    row = Archive.objects.get()
    assert (row.state, row.cases) == (ArchiveState.READY, 2)
    assert hashlib.sha256(path_of(row).read_bytes()).hexdigest() == row.sha256
    assert path_of(row).stat().st_mode & 0o077 == 0
    assert row.sha256 in words(admin.get(PAGE))
    assert admin.get(f"{PAGE}{row.id}/unduh/").status_code == 405
    taken = admin.post(f"{PAGE}{row.id}/unduh/")
    assert b"".join(taken.streaming_content) == path_of(row).read_bytes()  # type: ignore[attr-defined]
    kinds = list(Entry.objects.filter(kind__startswith="arsip-").order_by("seq").values_list("kind", flat=True))
    assert kinds == ["arsip-diminta", "arsip-dibuat", "arsip-diunduh"]
    assert clear_archives(lived.agency, NOW + timedelta(days=6)) == 0
    assert clear_archives(lived.agency, NOW + timedelta(days=8)) == 1
    row.refresh_from_db()
    assert row.state == ArchiveState.REMOVED
    assert admin.post(f"{PAGE}{row.id}/unduh/").status_code == 404


def test_only_administrators_of_the_agency_reach_it(lived: Office) -> None:
    done(actions.ask_archive(by=clock(lived.agency), now=NOW))
    make_archives(lived.agency, NOW)
    row = Archive.objects.get()
    with scopes_disabled():
        other = make_office()
    for person in (lived.ani, lived.kepala):
        assert signed_in(person).get(PAGE).status_code == 403
        assert signed_in(person).post(PAGE).status_code == 403
        assert signed_in(person).post(f"{PAGE}{row.id}/unduh/").status_code == 403
    assert signed_in(other.admin).post(f"{PAGE}{row.id}/unduh/").status_code == 404
    assert row.sha256 not in words(signed_in(other.admin).get(PAGE))


def test_a_full_disk_is_told_and_the_next_try_is_free(lived: Office, monkeypatch: Any) -> None:
    monkeypatch.setattr(actions, "RESERVE", shutil.disk_usage("/").total * 1000)
    done(actions.ask_archive(by=clock(lived.agency), now=NOW))
    make_archives(lived.agency, NOW)
    row = Archive.objects.get()
    assert (row.state, row.error) == (ArchiveState.FAILED, "penyimpanan server tidak cukup")
    assert "penyimpanan server tidak cukup" in words(signed_in(lived.admin).get(PAGE))
    assert not list(path_of(row).parent.iterdir())
    done(actions.ask_archive(by=clock(lived.agency), now=NOW))


def test_one_left_half_made_by_a_killed_worker_is_made_anew(lived: Office) -> None:
    row = done(actions.ask_archive(by=clock(lived.agency), now=NOW))
    Archive.objects.update(state=ArchiveState.BEING_MADE)
    path_of(row).parent.mkdir(parents=True)
    path_of(row).with_name(f"{row.id}.zip.baru").write_bytes(b"PK half")
    assert make_archives(lived.agency, NOW) == 1
    row.refresh_from_db()
    assert row.state == ArchiveState.READY
    assert [one.name for one in path_of(row).parent.iterdir()] == [f"{row.id}.zip"]


def test_nothing_but_one_case_is_held_while_it_is_written(lived: Office, tmp_path: Path, monkeypatch: Any) -> None:
    """The next case is not read before the one before is on the disk."""
    order: list[str] = []
    gather = gathering.gather

    def noted(*given: Any) -> Any:
        order.append("read")
        return gather(*given)

    monkeypatch.setattr(gathering, "gather", noted)
    tally = contents.Tally()
    for member in contents.contents(lived.agency, NOW, tally):
        size = sum(len(block) for block in member.blocks())
        if member.path.startswith("pelaksanaan/"):
            assert size
            order.append("written")
    assert order == ["read", "written", "read", "written"]
    assert tally.cases == 2
