"""Whatever is written can be written in a browser that runs no scripts."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from lajur.casework.demonstration.office import PASSWORD
from tests.e2e.desk import Desk
from tests.e2e.stage import Stage
from tests.e2e.test_satisfaction_survey import PLAN, SOP

pytestmark = pytest.mark.user("Peramban tanpa skrip")


def plain(stage: Stage, username: str, name: str) -> Desk:
    """Signed in with name and password, without a script."""
    page = stage.window(scripts=False)
    page.goto("/masuk/")
    page.get_by_label("Nama pengguna").fill(username)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url("**/tugas/")
    return Desk(page, name, stage.shot)


def test_everything_is_written_without_scripts(stage: Stage) -> None:
    subject = "Survei tanpa skrip"
    head = plain(stage, "bagus.prakoso.kp2mi", "Bagus Prakoso")
    surveyor = plain(stage, "anisa.rahma.kp2mi", "Anisa Rahma")

    head.start(SOP, subject)
    first = head.page.url
    head.page.get_by_role("button", name="Selesaikan langkah").click()
    head.page.get_by_role("link", name=re.compile("belum ada")).first.wait_for()  # told what is missing
    head.excuse("disposisi-survei", "Disampaikan lisan.")
    head.finish()

    surveyor.open(subject, "susun-rencana")
    surveyor.answer(jumlah_responden="31")
    surveyor.page.get_by_role("button", name="Simpan draf").click()
    surveyor.page.wait_for_load_state()
    surveyor.open(subject, "susun-rencana")
    assert surveyor.page.locator("[name=jawab-jumlah_responden]").input_value() == "31"
    surveyor.write("disposisi-survei", "Lisan.")
    surveyor.attach(PLAN, ("Rencana.pdf", b"%PDF-1.4 rencana"))
    surveyor.shot("formulir tanpa skrip")
    surveyor.finish()

    head.open(subject, "putuskan-rencana")
    head.write("disposisi-tim", "Setuju.")
    head.decide("Setuju")

    surveyor.open(subject, "laksanakan-survei")
    surveyor.page.get_by_role("link", name="Alihkan", exact=True).click()
    surveyor.page.get_by_label(re.compile("Hendra Saputra")).check()
    surveyor.page.get_by_label(re.compile("^Alasan")).fill("Dinas ke Surabaya.")
    surveyor.page.locator("main form button.button-primary").click()
    surveyor.sees("Tugas sudah dialihkan.")

    head.go(first.rstrip("/").rpartition("/")[0] + "/")
    head.page.locator("details:has(#id_komentar) > summary").click()
    head.page.get_by_label("Komentar", exact=True).fill("Laporan ditunggu Jumat.")
    head.page.get_by_role("button", name=re.compile("omentar")).click()
    head.sees("Laporan ditunggu Jumat.")

    head.page.locator("a[href$='/jawab/']").first.click()
    head.page.get_by_label("Penjelasan Anda").fill("Notula menyusul.")
    head.page.get_by_role("button", name="Simpan penjelasan").click()
    head.sees("menunggu penilaian")

    head.go("/akun/pemberitahuan/")
    head.page.get_by_role("button", name="Simpan pilihan").click()
    head.page.locator(".notice-success").wait_for()

    administrator = plain(stage, "dian.kartika.kp2mi", "Dian Kartika")
    administrator.go("/pengelolaan/pegawai/tambah/")
    administrator.page.get_by_label("Nama lengkap").fill("Wulan Sari")
    administrator.page.get_by_label("Nama pengguna").fill("wulan.sari")
    administrator.page.get_by_role("button", name="Simpan").click()
    administrator.sees("Wulan Sari")
    administrator.page.get_by_role("button", name="Buat tautan kata sandi").click()
    administrator.page.locator("#tautan").wait_for()

    day = date.today() + timedelta(weeks=30)
    day -= timedelta(days=day.weekday() - 2)  # a Wednesday on which nothing is due yet
    administrator.go("/pengelolaan/kalender/ubah/")
    administrator.page.get_by_label("Tanggal", exact=True).fill(day.isoformat())
    administrator.page.get_by_label("Libur daerah atau instansi").check()
    administrator.page.get_by_label("Nama hari").fill("Hari jadi unit")
    administrator.page.get_by_label("Dasar", exact=True).fill("SE Nomor 9")
    administrator.page.get_by_role("button", name="Lihat tenggat yang bergeser").click()
    administrator.page.get_by_role("button", name="Simpan kalender").click()
    administrator.page.locator(".notice-success").wait_for()
    administrator.go(f"/pengelolaan/kalender/hapus/?tanggal={day}")
    administrator.page.locator("main form button.button-danger, main form button.button-primary").first.click()
    administrator.page.locator(".notice-success").wait_for()
