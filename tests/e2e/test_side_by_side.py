"""Coaching of businesses: three steps side by side, worked on by two officers at once."""

from __future__ import annotations

import pytest

from tests.e2e.stage import Stage

SOP = "SOP Pembinaan Pelaku Usaha"


@pytest.mark.user("Tim pembinaan pelaku usaha")
def test_two_officers_work_side_by_side_and_the_loser_of_a_race_is_told(stage: Stage) -> None:
    subject = "Pembinaan UMK katering"
    head, chief = stage.desk("Hasan Basri"), stage.desk("Yeni Oktavia", 360)
    sri, agus = stage.desk("Sri Wahyuni", 360), stage.desk("Agus Salim")

    head.start(SOP, subject)
    head.simply(subject, "reviu-kebutuhan")
    for step in ("susun-program", "susun-strategi", "usulkan-pembinaan"):
        chief.simply(subject, step)
    head.open(subject, "beri-arahan")
    head.answer(arahan="Dahulukan yang berkinerja buruk.")
    head.finish()
    sri.simply(subject, "susun-jadwal")
    sri.simply(subject, "sosialisasi")

    # 7a and 7b at once: both pages stand open before either is sent.
    sri.open(subject, "bina-daftar-hitam")
    agus.open(subject, "bina-baru")
    sri.write_the_rest()
    sri.shot("dua orang berdampingan")
    agus.answer(peserta_baru="12")
    sri.finish()
    agus.finish()
    chief.go("/tugas/")
    chief.sees_not(subject)  # the join waits for the third

    # 7c by both: the first one wins, the other hears who it was, and nothing happens twice.
    sri.open(subject, "bina-pasif")
    agus.open(subject, "bina-pasif")
    agus.answer(peserta_pasif="7")
    sri.finish()
    agus.page.get_by_role("button", name="Selesaikan langkah").click()
    agus.sees("Sri Wahyuni sudah lebih dahulu menutup langkah ini", "Kiriman Anda tidak masuk ke langkah ini")
    agus.sees("Isian Anda yang tidak terkirim", "7")  # what he typed is not lost with the race
    agus.shot("sudah didahului rekan")

    chief.simply(subject, "laporkan-hasil")
    head.case(subject)
    head.sees("Selesai", "Sri Wahyuni", "Agus Salim")
    done = head.page.locator(".timeline .event-line").filter(has_text="Menyelesaikan langkah 7c")
    assert done.count() == 1
    head.shot("pelaksanaan selesai")
