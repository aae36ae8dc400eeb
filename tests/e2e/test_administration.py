"""The administrator: people, positions, who acts for whom, gaps, calendar, health, entering as another, training."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.desk import Desk
from tests.e2e.stage import Stage

pytestmark = pytest.mark.user("Administrator")
MONTHS = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"]
SOP_KEY = "registrasi-verifikasi"


def today() -> str:
    return datetime.now(ZoneInfo("Asia/Jakarta")).date().isoformat()


def later(days: int) -> str:
    return (datetime.now(ZoneInfo("Asia/Jakarta")).date() + timedelta(days=days)).isoformat()


def press(desk: Desk, name: str) -> None:
    desk.page.get_by_role("button", name=name, exact=True).click()


def test_a_new_person_sets_his_password_and_acts_by_decree_and_the_gap_closes(stage: Stage) -> None:
    admin = stage.desk("Dian Kartika")
    page = admin.page
    admin.go("/pengelolaan/")
    admin.shot("pengelolaan")
    page.get_by_role("link", name="Pegawai", exact=True).click()
    page.get_by_role("link", name="Tambah", exact=True).click()
    page.get_by_label("Nama lengkap").fill("Sekar Ayu, S.E.")
    page.get_by_label("Nama pengguna").fill("sekar.ayu")
    page.get_by_label("NIP").fill("123")
    press(admin, "Simpan")
    admin.sees("18")  # the error says what a NIP is
    admin.shot("NIP keliru")
    page.get_by_label("NIP").fill("")
    press(admin, "Simpan")
    admin.sees("Sekar Ayu, S.E.")
    admin.shot("pegawai baru")
    press(admin, "Buat tautan kata sandi")
    address = page.locator("#tautan").input_value()
    admin.shot("tautan kata sandi")

    newcomer = stage.window(360)
    newcomer.goto(address)
    newcomer.get_by_label("Kata sandi baru", exact=True).fill("Perahu-Biru-44")
    newcomer.get_by_label("Ulangi kata sandi baru").fill("Perahu-Biru-44")
    stage.shot(newcomer, "memasang kata sandi")
    newcomer.locator("main form button.button-primary").click()
    newcomer.goto("/masuk/")
    newcomer.get_by_label("Nama pengguna").fill("sekar.ayu")
    newcomer.get_by_label("Kata sandi").fill("Perahu-Biru-44")
    newcomer.get_by_role("button", name="Masuk", exact=True).click()
    newcomer.wait_for_url("**/tugas/")
    stage.shot(newcomer, "belum punya jabatan")

    # A position that nobody holds takes over a lane: the gap is told where the administrator starts.
    admin.go("/pengelolaan/jabatan/tambah/")
    page.get_by_label("Nama jabatan").fill("Koordinator Pembinaan Penyedia")
    press(admin, "Simpan")
    seat = page.url
    admin.go(f"/pengelolaan/pelaksana/{SOP_KEY}/kolom/koordinator/")
    page.get_by_label("Koordinator Pengelola PBJ").uncheck()
    page.get_by_label("Koordinator Pembinaan Penyedia").check()
    admin.shot("pelaksana ke jabatan")
    press(admin, "Simpan")
    admin.go("/pengelolaan/pelaksana/")
    admin.sees("ada")
    admin.shot("celah terlihat")
    holed = page.locator("tbody tr", has_text="Registrasi dan Verifikasi")
    assert "tidak ada" not in holed.inner_text()

    admin.go(seat)
    page.get_by_label("Pegawai", exact=True).fill("sekar.ayu")
    page.get_by_label("Sebagai").select_option(label="Pelaksana tugas (Plt.)")
    page.get_by_label("Mulai", exact=True).fill(today())
    press(admin, "Catat")
    admin.sees("Isi nomor surat perintah", "Isi hari terakhir")
    admin.shot("Plt tanpa surat ditolak")
    page.get_by_label("Nomor surat keputusan").fill("800/112/UKPBJ/2026")
    page.get_by_label("Hari terakhir").last.fill(later(30))
    press(admin, "Catat")
    admin.sees("Sekar Ayu, S.E.", "800/112/UKPBJ/2026")
    admin.shot("Plt tercatat")
    admin.go("/pengelolaan/pelaksana/")
    assert "tidak ada" in page.locator("tbody tr", has_text="Registrasi dan Verifikasi").inner_text()
    newcomer.goto("/sop/")  # from the next request on
    newcomer.get_by_role("link", name="Mulai Registrasi dan Verifikasi", exact=True).wait_for()
    stage.shot(newcomer, "Plt dapat memulai SOP")


def test_a_list_of_people_is_tried_first_and_then_applied_whole(stage: Stage) -> None:
    admin = stage.desk("Dian Kartika")
    page = admin.page

    def sheet(*rows: tuple[str, str, str]) -> dict[str, object]:
        out = io.StringIO()
        written = csv.writer(out)
        written.writerow(["NIP", "Nama pengguna", "Nama"])
        written.writerows(rows)
        return {"name": "pegawai.csv", "mimeType": "text/csv", "buffer": out.getvalue().encode()}

    admin.go("/pengelolaan/pegawai/impor/")
    admin.shot("impor pegawai")
    with page.expect_download() as template:
        page.get_by_role("link", name="Unduh templat").click()
    assert template.value.path().read_bytes()[:2] == b"PK"
    page.locator("input[type=file]").set_input_files(
        sheet(("", "joko.impor", "Joko Impor"), ("12", "rini.impor", "Rini Impor"), ("", "", "Tanpa Nama Pengguna"))  # type: ignore[arg-type]
    )
    press(admin, "Uji coba")
    admin.sees("Belum ada yang diubah")
    admin.shot("impor dengan kesalahan")
    admin.go("/pengelolaan/pegawai/?cari=impor")
    admin.sees_not("Joko Impor")
    admin.go("/pengelolaan/pegawai/impor/")
    page.locator("input[type=file]").set_input_files(
        sheet(("", "joko.impor", "Joko Impor"), ("", "rini.impor", "Rini Impor"))  # type: ignore[arg-type]
    )
    press(admin, "Uji coba")
    admin.sees("Pegawai baru")
    admin.shot("uji coba impor")
    press(admin, "Terapkan sekarang")
    admin.go("/pengelolaan/pegawai/?cari=impor")
    admin.sees("Joko Impor", "Rini Impor")
    admin.shot("pegawai hasil impor")


def test_the_calendar_tells_beforehand_which_deadlines_move(stage: Stage) -> None:
    subject = "Survei sebelum libur daerah"
    head = stage.desk("Bagus Prakoso")
    head.start("Pengorganisasian Layanan - Pengelolaan Kepuasan Pengguna Layanan", subject)
    head.case(subject)
    before = head.page.locator(".answers").first.inner_text()
    admin = stage.desk("Dian Kartika")
    page = admin.page
    admin.go("/pengelolaan/kalender/")
    admin.shot("kalender kerja")
    page.get_by_role("link", name="Tandai tanggal").click()
    day = due_day(head)
    page.get_by_label("Tanggal", exact=True).fill(day)
    page.get_by_label("Libur daerah atau instansi").check()
    page.get_by_label("Nama hari").fill("Hari jadi kementerian")
    page.get_by_label("Dasar", exact=True).fill("SE Sekjen Nomor 4 Tahun 2026")
    press(admin, "Lihat tenggat yang bergeser")
    admin.sees("tenggat akan bergeser", subject, "lebih lambat")
    admin.shot("pratinjau tenggat")
    head.case(subject)
    assert head.page.locator(".answers").first.inner_text() == before, "a preview changes nothing"
    press(admin, "Simpan kalender")
    admin.sees("Hari jadi kementerian")
    admin.go(f"/pengelolaan/kalender/hapus/?tanggal={day}")
    page.locator("main form button.button-danger, main form button.button-primary").first.click()
    admin.go("/pengelolaan/kalender/")
    admin.sees_not("Hari jadi kementerian")


def due_day(head: Desk) -> str:
    """The day on which the open step of the case on the page is due."""
    told = head.page.locator(".answers").first.inner_text()
    found = re.search(r"(\d{1,2}) (\w{3}) (\d{4}) \d", told[told.index("Batas waktu") :])
    assert found, told
    return f"{found[3]}-{MONTHS.index(found[2]) + 1:02}-{int(found[1]):02}"


def test_health_and_entering_as_another_are_seen_plainly(stage: Stage) -> None:
    admin = stage.desk("Dian Kartika")
    page = admin.page
    admin.go("/pengelolaan/kesehatan/")
    admin.sees("Basis data", "Cadangan", "Jam", "Ruang disk")
    admin.shot("kesehatan")
    admin.go("/gangguan/")
    admin.shot("gangguan layanan")
    admin.go("/pengelolaan/masuk-sebagai/")
    page.get_by_label("Orang", exact=True).select_option(label="Anisa Rahma")
    page.get_by_label("Alasan").fill("Laporan 17: tugas tidak tampak.")
    admin.shot("masuk sebagai")
    press(admin, "Mulai melihat")
    page.wait_for_url("**/tugas/")
    band = page.locator(".band-behalf")
    assert "Anisa Rahma" in band.inner_text()
    admin.shot("melihat sebagai pegawai")
    band.get_by_role("button", name="Akhiri").click()
    band.wait_for(state="detached")
    admin.go("/pengelolaan/masuk-sebagai/")
    admin.sees("Anisa Rahma", "Laporan 17: tugas tidak tampak.")


def test_a_training_room_is_made_used_and_left(stage: Stage) -> None:
    admin = stage.desk("Dian Kartika")
    page = admin.page
    admin.go("/latihan/")
    admin.shot("ruang latihan")
    page.get_by_label("60 kali").check()
    press(admin, "Buat ruang latihan")
    admin.sees("Menjadi siapa?")
    admin.shot("orang di ruang latihan")
    page.get_by_role("button", name="Jadi orang ini").first.click()
    page.locator(".band-training").wait_for()
    admin.go("/tugas/")
    assert "LATIHAN" in page.locator(".band-training").inner_text()
    admin.shot("latihan berjalan")
    page.get_by_role("link", name="Ganti orang").click()
    page.get_by_role("button", name="Kembali sebagai Dian Kartika").click()
    page.locator(".band-training").wait_for(state="detached")
    admin.go("/latihan/")
    page.get_by_role("link", name="Tutup ruang latihan").click()
    page.wait_for_url("**/latihan/tutup/")
    admin.shot("menutup ruang latihan")
    page.locator("main form button.button-danger, main form button.button-primary").first.click()
    admin.go("/latihan/")
    admin.sees("Buat ruang latihan")
