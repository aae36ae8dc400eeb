"""KP2MI's survey of user satisfaction, from the first row of the sheet to the last, by every officer of it."""

from __future__ import annotations

import pytest

from tests.e2e.stage import Stage

pytestmark = pytest.mark.user("Tim survei")

SOP = "Pengorganisasian Layanan - Pengelolaan Kepuasan Pengguna Layanan"
PHONE = 360
"""CSS pixels of its screen."""
PLAN, RESULT, POINTS = "rencana-survei", "hasil-survei", "rencana-tindak-lanjut"


def test_a_survey_runs_from_the_first_step_to_the_last_by_every_officer(stage: Stage) -> None:
    """The heads sit at desktops; who goes out to respondents does his steps on a phone, and one of them at a desk."""
    subject = "Survei kepuasan layanan"
    head, superior = stage.desk("Bagus Prakoso"), stage.desk("Retno Wulandari", PHONE)
    surveyor, colleague = stage.desk("Anisa Rahma", PHONE), stage.desk("Hendra Saputra")
    team = stage.desk("Lestari Ningrum", PHONE)

    head.start(SOP, subject)
    head.at("beri-arahan")
    head.write("disposisi-survei", "Laksanakan survei semester ini.\nSertakan auditor.")
    head.shot("langkah pertama")
    head.finish()

    surveyor.go("/tugas/")
    surveyor.shot("tugas saya")
    surveyor.open(subject, "susun-rencana")
    surveyor.sees("Bagus Prakoso", "1 jam", "Sudah ada")
    surveyor.answer(jumlah_responden="45")
    surveyor.attach(PLAN, ("Rencana survei – semester (final).pdf", b"%PDF-1.4 rencana pertama"))
    surveyor.shot("menyusun rencana")
    surveyor.finish()

    head.open(subject, "putuskan-rencana")
    head.sees("Rencana survei – semester (final).pdf")
    head.shot("memutuskan rencana")
    head.decide("Perlu perbaikan", "Tambahkan responden dari kalangan auditor.")

    surveyor.open(subject, "susun-rencana")
    surveyor.sees("Dikembalikan oleh Bagus Prakoso", "Tambahkan responden dari kalangan auditor.")
    planned = surveyor.page.get_by_label("Jumlah responden yang direncanakan")
    assert planned.input_value() == "45"  # what stood on the plan sent back is still there
    surveyor.answer(jumlah_responden="60")
    surveyor.attach(PLAN, ("Rencana survei, perbaikan.pdf", b"%PDF-1.4 rencana kedua"))
    surveyor.shot("rencana kembali dengan catatan")
    surveyor.finish()

    head.open(subject, "putuskan-rencana")
    head.write("disposisi-tim", "Setuju, laksanakan.")
    head.decide("Setuju")

    colleague.open(subject, "laksanakan-survei")
    colleague.write(RESULT, "57 dari 60 responden menjawab; puas 84%.")
    colleague.answer(responden_menjawab="57")
    colleague.finish()

    head.open(subject, "teruskan-hasil")
    head.excuse(POINTS, "Pokok-pokoknya disampaikan lisan dalam rapat.")
    head.shot("tanpa hasil dengan alasan")
    head.finish()

    team.open(subject, "susun-tindak-lanjut")
    team.sees("Belum ada, lampirkan")
    team.excuse(POINTS, "Tidak tertulis; dipakai catatan rapat.")
    team.write("laporan-survei", "Tiga tindak lanjut.")
    team.answer(tanggal_selesai_tindak_lanjut="2099-12-31")
    team.finish()

    superior.open(subject, "putuskan-tindak-lanjut")
    superior.write("persetujuan-tindak-lanjut", "Disetujui.")
    superior.decide("Setuju")

    team.open(subject, "laksanakan-tindak-lanjut")
    team.sees("31 Des 2099")
    team.write("laporan-pelaksanaan", "Semua terlaksana.")
    team.finish()

    surveyor.open(subject, "evaluasi-tindak-lanjut")
    surveyor.answer(hasil_evaluasi="seluruhnya")
    surveyor.write("laporan-evaluasi", "Seluruhnya terlaksana.")
    surveyor.finish()

    head.open(subject, "laporkan-tindak-lanjut")
    head.write("laporan-evaluasi", "Disampaikan kepada Kepala Biro.")
    head.finish()

    superior.open(subject, "terima-laporan")
    superior.write("laporan-evaluasi-diterima", "Diterima.")
    superior.finish()

    # Deviations: each answers for his own, his superior judges.
    for desk, told in ((head, "Rapat tercatat pada notula."), (team, "Notula dipakai sebagai bahan.")):
        desk.go("/penyimpangan/")
        desk.row(subject).get_by_role("link").first.click()
        desk.page.get_by_label("Penjelasan Anda").fill(told)
        desk.shot("menjawab penyimpangan")
        desk.page.get_by_role("button", name="Simpan penjelasan").click()
        desk.sees("menunggu penilaian atasan")
    superior.go("/penyimpangan/?bagian=nilai")
    superior.row(subject).get_by_role("link").first.click()
    superior.sees("Rapat tercatat pada notula.", "Pokok-pokoknya disampaikan lisan dalam rapat.")
    superior.page.get_by_label("Terima penjelasan").check()
    superior.shot("menilai penjelasan")
    superior.page.get_by_role("button", name="Simpan penilaian").click()
    superior.sees("Penilaian tersimpan.")
    head.go("/penyimpangan/?bagian=nilai")
    head.row(subject).get_by_role("link").first.click()
    head.page.get_by_label("Tolak, minta dijelaskan lagi").check()
    head.page.get_by_role("button", name="Simpan penilaian").click()
    head.sees("Tuliskan mengapa penjelasan ini ditolak.")
    head.page.get_by_label("Alasan").fill("Notula belum dilampirkan.")
    head.page.get_by_role("button", name="Simpan penilaian").click()
    head.sees("Penilaian tersimpan.")
    team.go("/penyimpangan/")
    team.row(subject).get_by_role("link").first.click()
    team.sees("Notula belum dilampirkan.")

    # The case page tells who did what, when and why.
    superior.case(subject)
    superior.sees(
        "Selesai", "Bagus Prakoso", "Anisa Rahma", "Hendra Saputra", "Lestari Ningrum", "Retno Wulandari",
        "Tambahkan responden dari kalangan auditor.", "perlu perbaikan", "Tidak tertulis; dipakai catatan rapat.",
        "Rencana survei, perbaikan.pdf", "1 versi sebelumnya",
    )  # fmt: skip
    superior.shot("pelaksanaan selesai")
    superior.page.get_by_role("link", name="Rencana survei, perbaikan.pdf").first.click()
    superior.page.wait_for_url("**/dokumen/*/")
    superior.shot("dokumen")
    with superior.page.expect_download() as download:
        superior.page.get_by_role("link", name="Unduh").click()
    assert download.value.path().read_bytes() == b"%PDF-1.4 rencana kedua"


def test_the_survey_is_planned_returned_and_decided_without_javascript(stage: Stage) -> None:
    subject = "Survei tanpa JavaScript"
    head = stage.desk("Bagus Prakoso", 360, scripts=False)
    surveyor = stage.desk("Anisa Rahma", 360, scripts=False)
    head.start(SOP, subject)
    head.write("disposisi-survei", "Laksanakan.")
    head.finish()
    for number, exit in (("40", "Perlu perbaikan"), ("50", "Setuju")):
        surveyor.open(subject, "susun-rencana")
        surveyor.answer(jumlah_responden=number)
        surveyor.attach(PLAN, (f"rencana {number}.txt", number.encode()))
        surveyor.finish()
        head.open(subject, "putuskan-rencana")
        if exit == "Setuju":
            head.page.get_by_label("Setuju →").check()
            head.page.get_by_role("button", name="Simpan keputusan").click()
            head.sees("Belum ada yang disimpan")
            head.write("disposisi-tim", "Laksanakan.")
            head.shot("kesalahan tanpa JavaScript")
        head.decide(exit)
    surveyor.open(subject, "laksanakan-survei")
    surveyor.case(subject)
    surveyor.sees("rencana 50.txt", "perlu perbaikan", "1 versi sebelumnya")
    surveyor.shot("pelaksanaan tanpa JavaScript")
