"""From an empty installation to the first completed step, through the pages alone, as a stranger goes."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django_scopes import scopes_disabled

from lajur.casework.cases.models import Case, Task, TaskStatus
from lajur.registers.organisation.models import Agency, Person, Position
from lajur.registers.organisation.tests.browsing import words
from lajur.registers.procedures import first_run
from lajur.registers.procedures.installation import letterhead_lines
from lajur.registers.reference.letterheads import letterhead_for

SETUP = {
    "instansi": "Kota Uji Coba", "singkat": "", "zona": "Asia/Makassar", "nama": "Dewi L.", "nama_pengguna": "dewi",
    "baru": "Kapal-Layar-81", "ulangi": "Kapal-Layar-81", "contoh": "tidak",
}  # fmt: skip
SOP = "kepuasan-pengguna"


@pytest.fixture
def code(db: None, monkeypatch: Any, settings: Any, tmp_path: Path) -> str:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setenv(first_run.VARIABLE, "")
    return first_run.new_code()


def test_every_address_leads_to_the_questions_and_only_the_code_opens_them(code: str) -> None:
    client = Client()
    for path in ("/", "/tugas/", "/masuk/", "/sop/", "/tidak-ada/"):
        assert client.get(path).url == "/mulai/", path  # type: ignore[attr-defined]
    assert "Kode dari terminal" in words(client.get("/mulai/"))
    assert client.get("/mulai/?kode=salah").status_code == 422
    assert client.post("/mulai/", SETUP).status_code == 200, "without the code the answers are not even read"
    assert not Agency.objects.exists()
    assert client.get(f"/mulai/?kode={code}").url == "/mulai/"  # type: ignore[attr-defined]
    assert "Instansi apa?" in words(client.get("/mulai/"))
    assert Client().get("/mulai/").status_code == 200
    assert "Instansi apa?" not in words(Client().get("/mulai/"))


def test_wrong_answers_are_told_and_nothing_is_made(code: str) -> None:
    client = Client()
    client.get(f"/mulai/?kode={code}")
    for wrong in ({"ulangi": "lain"}, {"instansi": ""}, {"baru": "dewi", "ulangi": "dewi"}, {"nama_pengguna": "a b"}):
        assert client.post("/mulai/", SETUP | wrong).status_code == 422, wrong
    assert not Agency.objects.exists()


def test_afterwards_there_is_no_second_first_run(code: str) -> None:
    client, late = Client(), Client()
    late.get(f"/mulai/?kode={code}")
    client.get(f"/mulai/?kode={code}")
    assert client.post("/mulai/", SETUP).url == "/pengelolaan/"  # type: ignore[attr-defined]
    assert late.post("/mulai/", SETUP | {"singkat": "lain", "nama_pengguna": "lain"}).url == "/masuk/"  # type: ignore[attr-defined]
    assert [(a.slug, a.zone) for a in Agency.objects.all()] == [("kota-uji-coba", "Asia/Makassar")]
    assert client.get("/tugas/").status_code == 200


def test_the_kind_of_agency_gives_it_its_first_letterhead(code: str) -> None:
    client = Client()
    client.get(f"/mulai/?kode={code}")
    client.post("/mulai/", SETUP | {"jenis": "kota"})
    agency = Agency.objects.get()
    assert agency.kind == "kota"
    with scopes_disabled():
        head = letterhead_for(agency, date(2100, 1, 1))
    assert head is not None
    assert head.lines == ["PEMERINTAH KOTA UJI COBA"]
    assert "PEMERINTAH KOTA UJI COBA" in words(client.get("/pengelolaan/kop-surat/"))


@pytest.mark.parametrize(
    ("kind", "name", "line"),
    [
        ("kabupaten", "Sumbawa", "PEMERINTAH KABUPATEN SUMBAWA"),
        ("provinsi", "Pemerintah Provinsi Bali", "PEMERINTAH PROVINSI BALI"),
        ("kementerian", "Kementerian Pertanian", "KEMENTERIAN PERTANIAN"),
        ("lainnya", "Balai Uji", "BALAI UJI"),
    ],
)
def test_a_letterhead_begins_as_its_kind_of_agency_writes_it(kind: str, name: str, line: str) -> None:
    assert letterhead_lines(kind, name) == [line]


def test_without_a_code_in_the_environment_nothing_is_taken_over(db: None, monkeypatch: Any) -> None:
    monkeypatch.delenv(first_run.VARIABLE, raising=False)
    client = Client()
    assert client.get("/masuk/").status_code == 200
    assert client.post("/mulai/", {"kode": "0123456789abcdef"}).status_code == 422


def steps_done(client: Client) -> int:
    found = re.search(r"(\d) dari 5 selesai", words(client.get("/pengelolaan/")))
    assert found
    return int(found[1])


def test_a_stranger_comes_from_the_code_to_the_first_completed_step(code: str) -> None:
    """The checklist's marks follow, one by one."""
    admin = Client()
    admin.get(f"/mulai/?kode={code}")
    admin.post("/mulai/", SETUP)
    assert steps_done(admin) == 0

    added = admin.post("/pengelolaan/pegawai/tambah/", {"nama": "Bagus Prakoso", "nama_pengguna": "bagus"})
    person = added.url  # type: ignore[attr-defined]
    assert steps_done(admin) == 1
    admin.post("/pengelolaan/sop/berlakukan/", {"sop": f"kp2mi/{SOP}"})
    assert steps_done(admin) == 2
    admin.post(f"/pengelolaan/pelaksana/{SOP}/isi/")
    assert steps_done(admin) == 3
    with scopes_disabled():
        posts = [str(key) for key in Position.objects.exclude(title="Administrator Lajur").values_list("id", flat=True)]
    for post in posts:
        seated = {"jabatan": post, "status": "definitif", "mulai": "2026-01-05"}
        assert admin.post(f"{person}jabatan/", seated).status_code == 302
    assert steps_done(admin) == 4
    link = re.search(r'value="http://testserver(/akun/[^"]+)"', words(admin.post(f"{person}tautan/")))
    assert link

    bagus = Client()
    bagus.post(link[1], {"baru": "Perahu-Biru-44", "ulangi": "Perahu-Biru-44"})
    assert bagus.post("/masuk/", {"username": "bagus", "password": "Perahu-Biru-44"}).url == "/tugas/"  # type: ignore[attr-defined]
    started = bagus.post(f"/sop/{SOP}/mulai/", {"hal": "Survei semester pertama"})
    assert started.status_code == 302, words(started)[-3000:]
    assert steps_done(admin) == 5
    with scopes_disabled():
        task = Task.objects.select_related("case").get(status=TaskStatus.OPEN)
    page = f"/pelaksanaan/{task.case_id}/{task.key}/"
    names = set(re.findall(r'name="([^"]+)"', words(bagus.get(page))))
    given = {name: "Laksanakan survei." for name in names if name.startswith(("teks-", "catatan"))}
    answer = bagus.post(page, given)
    with scopes_disabled():
        task.refresh_from_db()
        assert (task.status, Case.objects.count()) == (TaskStatus.DONE, 1), (names, words(answer)[-3000:])
    assert Person.objects.filter(username="bagus").exists()


def test_the_first_steps_can_be_put_away(code: str) -> None:
    admin = Client()
    admin.get(f"/mulai/?kode={code}")
    admin.post("/mulai/", SETUP)
    admin.post("/pengelolaan/langkah/tutup/")
    assert "Jangan tampilkan lagi" not in words(admin.get("/pengelolaan/"))
