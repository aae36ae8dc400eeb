"""A stranger and an empty installation: from the link in the terminal to the first completed step."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import PATIENCE, ROOT, clean_environment, free_port
from tests.e2e.stage import Stage

MOST = 300
"""Seconds from the command to the first completed step."""
SOP = "Pengorganisasian Layanan - Distribusi Personil UKPBJ"


@pytest.fixture
def first() -> Iterator[tuple[str, float]]:
    """The link that `lajur serve` prints for an installation without an agency, and when the command was given."""
    begin = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="lajur-pertama-"))
    environment = clean_environment(folder / "data") | {"PYTHONUNBUFFERED": "1"}
    environment.pop("LAJUR_DEMO")
    log = folder / "serve.log"
    command = [sys.executable, "-m", "lajur.entrypoints.cli", "serve", "--port", str(free_port()), "--workers", "1"]
    try:
        with log.open("wb") as written:
            server = subprocess.Popen(
                [*command, "--no-jobs"], env=environment, cwd=ROOT, stdout=written, stderr=subprocess.STDOUT
            )
        try:
            until = time.monotonic() + PATIENCE
            while not (found := re.search(r"http://\S+kode=\S+", log.read_text())):
                assert server.poll() is None, log.read_text()
                assert time.monotonic() < until, log.read_text()
                time.sleep(0.2)
            while "Started worker" not in log.read_text():
                assert time.monotonic() < until, log.read_text()
                time.sleep(0.2)
            yield found[0], begin
        finally:
            server.terminate()
            server.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.user("Orang pertama pada instalasi kosong")
def test_a_stranger_completes_the_first_step_within_five_minutes(stage: Stage, first: tuple[str, float]) -> None:
    link, begin = first
    page, origin = stage.window(), link.partition("/mulai/")[0]
    main = page.locator("main")

    def go(path: str) -> None:
        page.goto(origin + path)

    def press(name: str) -> None:
        page.get_by_role("button", name=name, exact=True).click()

    go("/")
    stage.shot(page, "kode dari terminal")
    page.goto(link)
    stage.shot(page, "empat pertanyaan")
    page.get_by_label("Nama instansi").fill("Kota Uji Coba")
    page.get_by_label("WIB (Jakarta)").check()
    page.get_by_label("Nama lengkap Anda").fill("Dewi Lestari")
    page.get_by_label("Nama pengguna").fill("dewi")
    page.get_by_label("Kata sandi baru", exact=True).fill("Kapal-Layar-81")
    page.get_by_label("Ulangi kata sandi baru").fill("Kapal-Layar-18")
    press("Siapkan")
    page.locator("#error-summary").wait_for()
    stage.shot(page, "kata sandi tidak sama")
    page.get_by_label("Kata sandi baru", exact=True).fill("Kapal-Layar-81")
    page.get_by_label("Ulangi kata sandi baru").fill("Kapal-Layar-81")
    press("Siapkan")
    page.wait_for_url("**/pengelolaan/")
    stage.shot(page, "lima langkah")

    page.get_by_role("link", name="Daftarkan pegawai").click()
    page.get_by_role("link", name="Tambah", exact=True).click()
    page.get_by_label("Nama lengkap").fill("Bagus Prakoso")
    page.get_by_label("Nama pengguna").fill("bagus")
    press("Simpan")
    page.wait_for_url(re.compile(r"/pegawai/[0-9a-f-]{36}/$"))
    person = page.url
    go("/pengelolaan/")
    page.get_by_role("link", name="Berlakukan SOP pertama").click()
    stage.shot(page, "SOP bawaan")
    press(f"Berlakukan {SOP}")
    page.wait_for_load_state()
    go("/pengelolaan/pelaksana/")
    page.get_by_role("link", name=SOP).last.click()
    stage.shot(page, "pelaksana belum dipetakan")
    press("Buat jabatan dengan nama itu dan petakan")
    page.wait_for_load_state()
    stage.shot(page, "pelaksana dipetakan")
    page.goto(person)
    page.get_by_role("link", name="Dudukkan pada jabatan").click()
    page.get_by_label("Jabatan", exact=True).select_option(label="Kepala UKPBJ")
    stage.shot(page, "mendudukkan pegawai")
    page.get_by_label("Mulai", exact=True).fill("2026-01-05")
    press("Catat")
    page.goto(person)
    press("Buat tautan kata sandi")
    address = page.locator("#tautan").input_value()

    officer = stage.window(360)
    officer.goto(address)
    officer.get_by_label("Kata sandi baru", exact=True).fill("Perahu-Biru-44")
    officer.get_by_label("Ulangi kata sandi baru").fill("Perahu-Biru-44")
    officer.locator("main form button.button-primary").click()
    officer.goto(origin + "/masuk/")
    officer.get_by_label("Nama pengguna").fill("bagus")
    officer.get_by_label("Kata sandi").fill("Perahu-Biru-44")
    officer.get_by_role("button", name="Masuk", exact=True).click()
    officer.wait_for_url("**/tugas/")
    stage.shot(officer, "belum ada tugas")
    officer.get_by_role("link", name="Lihat SOP").click()
    officer.get_by_role("link", name=f"Mulai {SOP}", exact=True).click()
    officer.get_by_label("Hal", exact=True).fill("Distribusi personil semester pertama")
    officer.get_by_role("button", name="Mulai", exact=True).click()
    officer.get_by_text("Tulis isinya di sini").first.click()
    officer.get_by_label("Isi dokumen").first.fill("Susun rencana.")
    stage.shot(officer, "langkah pertama")
    officer.get_by_role("button", name="Selesaikan langkah").click()
    confirm, told = officer.locator("button[name=konfirmasi]"), officer.get_by_text("Tersimpan: langkah 1 selesai")
    confirm.or_(told).first.wait_for()
    if confirm.count():
        confirm.click()
    told.first.wait_for()
    took = time.monotonic() - begin
    stage.shot(officer, f"langkah pertama selesai sesudah {took:.0f} detik")
    go("/pengelolaan/")
    assert "5 dari 5 selesai" in main.inner_text()
    assert took < MOST, f"{took:.0f} s"
