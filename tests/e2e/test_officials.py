"""The people around a unit: its head, its secretariat, the owner of a risk, the auditor."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.e2e.stage import Stage

STAFFING = "Pengorganisasian Layanan - Distribusi Personil UKPBJ"
RISK = "Manajemen Resiko Pengadaan Barang Jasa"


def test_a_head_decides_what_his_secretariat_prepares_and_reads_the_overview(stage: Stage) -> None:
    subject = "Distribusi personil menjelang tutup tahun"
    head, secretary = stage.desk("Bagus Prakoso", user="Kepala unit"), stage.desk("Dian Kartika", user="Sekretariat")

    head.go("/sop/")
    head.shot("daftar SOP")
    head.start(STAFFING, subject)
    head.at("beri-arahan")
    head.write_the_rest()
    head.finish()

    secretary.go("/tugas/")
    secretary.shot("tugas saya")
    secretary.open(subject, "susun-rencana")
    secretary.shot("langkah sekretariat")
    secretary.answer(jumlah_personil="14")
    secretary.excuse("rencana-tugas", "Rencana dibahas dahulu dalam rapat.")
    secretary.finish()
    secretary.go("/tugas/menunggu/")
    secretary.sees(subject, "Bagus Prakoso")
    secretary.shot("menunggu orang lain")

    # He looks at his decision once more, goes back with the browser's button, and decides otherwise.
    head.open(subject, "putuskan-rencana")
    page = head.page
    head.write_the_rest()
    page.get_by_label("Perlu perbaikan →").check()
    page.get_by_label("Catatan untuk langkah berikutnya").fill("Belum ada nama untuk LPSE.")
    page.get_by_role("button", name="Periksa dan simpan keputusan").click()
    head.sees("Periksa keputusan Anda", "Belum ada nama untuk LPSE.")
    head.shot("periksa keputusan")
    page.go_back()
    head.at("putuskan-rencana")
    page.get_by_label("Setuju →").check()
    page.get_by_role("button", name="Periksa dan simpan keputusan").click()
    page.wait_for_url("**/periksa/")
    head.sees("langkah 5")
    page.get_by_role("link", name="Ubah isian").click()
    head.at("putuskan-rencana")
    head.write_the_rest()
    head.decide("Setuju")

    # The secretariat answers for what was missing, the head judges it.
    secretary.go("/penyimpangan/")
    secretary.shot("penyimpangan saya")
    secretary.row(subject).get_by_role("link").first.click()
    secretary.page.get_by_label("Penjelasan Anda").fill("Rapat tanggal 20; notula menyusul.")
    secretary.page.get_by_role("button", name="Simpan penjelasan").click()
    secretary.sees("menunggu penilaian atasan")
    head.go("/penyimpangan/?bagian=nilai")
    head.row(subject).get_by_role("link").first.click()
    head.page.get_by_label("Terima penjelasan").check()
    head.shot("menilai penyimpangan")
    head.page.get_by_role("button", name="Simpan penilaian").click()
    head.sees("Penilaian tersimpan.")

    head.go("/ikhtisar/")
    head.sees("Pelaksanaan berjalan", "Tugas terbuka")
    head.shot("ikhtisar")
    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX", exact=True).click()
    book = zipfile.ZipFile(download.value.path())
    assert "xl/workbook.xml" in book.namelist()
    page.locator("main details").evaluate_all("all => all.forEach(one => one.open = true)")
    with page.expect_download() as download:
        page.locator('a[href*=".csv"]').first.click()
    lines = Path(download.value.path()).read_text("utf-8-sig").splitlines()
    assert len(lines) > 1, "a table has rows below its headings"
    head.case(subject)
    head.sees("Di tangan", "Bagus Prakoso", "Sejak", "Menunggu", "Batas waktu")
    head.shot("pelaksanaan")


@pytest.mark.user("Pemilik risiko")
def test_the_owner_of_a_risk_carries_it_to_its_analysis(stage: Stage) -> None:
    from playwright.sync_api import expect

    subject = "Risiko jalan lingkungan Dempo Utara"
    owner = stage.desk("Siti Rohmah", 360)
    owner.start(RISK, subject)
    owner.at("terima-penugasan")
    owner.shot("menerima penugasan")
    owner.page.get_by_role("button", name="Selesaikan langkah").click()
    expect(owner.page.locator("#error-summary")).to_be_focused()
    owner.shot("lupa mengisi")
    owner.answer(penugasan="Jalan lingkungan Dempo Utara, 1,2 km")
    owner.finish()
    for step in ("identifikasi", "analisis"):
        owner.at(step)  # the next step is his again: the page leads him there
        owner.write_the_rest()
        owner.finish()
    owner.at("tindak-lanjut-analisis")
    owner.write_the_rest()
    owner.shot("menindaklanjuti analisis")
    owner.decide("Perlu ditangani")
    owner.go("/jadwal/")
    owner.sees("2026" if "2026" in owner.page.inner_text("main") else "Jadwal")
    owner.shot("jadwal")
    owner.case(subject)
    owner.shot("pelaksanaan risiko")


@pytest.mark.user("Auditor")
def test_an_auditor_reads_everything_and_takes_a_file_that_proves_itself(stage: Stage, tmp_path: Path) -> None:
    subject = "Distribusi personil untuk pemeriksaan"
    head, auditor = stage.desk("Bagus Prakoso"), stage.desk("Wahyu Santosa")
    head.start(STAFFING, subject)
    head.attach("arahan-penyusunan", ("Arahan – “final”.pdf", b"%PDF-1.4 arahan"))
    head.finish()

    auditor.go("/tugas/")
    auditor.shot("tidak ada tugas")
    auditor.go("/pelaksanaan/")
    auditor.shot("semua pelaksanaan")
    auditor.case(subject)
    auditor.sees("Arahan – “final”.pdf", "Bagus Prakoso")
    assert auditor.page.get_by_role("link", name="Kerjakan").count() == 0, "he reads and does not act"
    auditor.shot("membaca pelaksanaan")
    with auditor.page.expect_download() as download:
        auditor.page.get_by_role("link", name="Unduh berkas lengkap").click()
    folder = tmp_path / "berkas"
    with zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())) as archive:
        archive.extractall(folder)
    verifier = next(folder.rglob("periksa.py"))

    def verdict() -> tuple[int, str]:
        done = subprocess.run([sys.executable, "-I", str(verifier)], capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout

    assert verdict()[0] == 0
    assert verdict()[1].endswith("UTUH\n")
    document = next(path for path in folder.rglob("*") if path.suffix == ".pdf" and "Arahan" in path.name)
    document.write_bytes(b"%PDF-1.4 arahan lain")
    code, told = verdict()
    assert (code, told.endswith("RUSAK\n")) == (1, True), told
    cover = next(path for path in folder.rglob("*.html"))
    page = auditor.page.context.new_page()
    page.goto(cover.as_uri())
    stage.shot(page, "sampul berkas pelaksanaan")
    auditor.case(subject)
    auditor.sees("berkas")
