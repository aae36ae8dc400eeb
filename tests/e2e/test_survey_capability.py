"""The satisfaction SOP with its real survey: plan, answers, result, report, follow-up, publication, evaluation."""

from __future__ import annotations

import re

import pytest

from tests.e2e.desk import Desk
from tests.e2e.stage import Stage
from tests.e2e.test_satisfaction_survey import SOP

pytestmark = pytest.mark.user("Tim survei")

GROUPS = ("ppk", "pp", "pokja", "penyedia", "auditor")
SHEETS = ("444444444", "343344334", "332344333", "231333333", "332344334", "321333333")
"""Six papers; U3 (third) and U2 come out lowest."""
DUE = "2099-12-30"


def test_a_survey_is_carried_out_reported_followed_up_and_published(stage: Stage) -> None:
    subject = "Survei kepuasan dengan halaman survei"
    head, superior = stage.desk("Bagus Prakoso", 1366), stage.desk("Retno Wulandari", 1366)
    surveyor, team = stage.desk("Anisa Rahma", 1366), stage.desk("Lestari Ningrum", 360)

    head.start(SOP, subject)
    head.simply(subject, "beri-arahan")
    plan(surveyor, subject)
    head.open(subject, "putuskan-rencana")
    head.write_the_rest()
    head.decide("Setuju")

    surveyor.open(subject, "laksanakan-survei")
    surveyor.page.get_by_role("link", name="Buka pengumpulan").click()
    survey = re.sub(r"\?.*", "", surveyor.page.url)
    for scores in SHEETS:
        enter(surveyor, survey, scores)
    surveyor.go(f"{survey}hasil/")
    surveyor.sees("Survei belum ditutup", "Jawaban dihitung")
    surveyor.open(subject, "laksanakan-survei")
    surveyor.sees("Langkah ini belum dapat diselesaikan.", "baru 0 dari 7 responden; seluruhnya 6 dari 35")
    surveyor.page.get_by_label("Alasan melanjutkan meskipun begitu").fill("Kalangan lain sedang dinas luar.")
    surveyor.finish()
    surveyor.go(f"{survey}hasil/")
    # 36 + 31 + 28 + 24 + 29 + 24 = 172 of 6 × 9 values: 172 ÷ 54 × 25 = 79.63
    surveyor.sees("79,63", "Baik", "Tiga unsur terendah", "U3 Waktu penyelesaian")
    surveyor.shot("hasil survei")

    head.simply(subject, "teruskan-hasil")
    team.open(subject, "susun-tindak-lanjut")
    team.sees("Susun sedikitnya satu tindak lanjut")
    team.page.get_by_role("link", name="Susun tindak lanjut").click()
    follow_up(team)
    team.shot("rencana tindak lanjut")
    team.open(subject, "susun-tindak-lanjut")
    team.finish()

    superior.open(subject, "putuskan-tindak-lanjut")
    superior.sees("Laporan")
    superior.write_the_rest()
    superior.decide("Setuju")

    team.go("/tugas/")
    team.sees("Di luar langkah SOP", "Menempelkan alur di loket")
    team.shot("tindak lanjut di tugas saya")
    team.open(subject, "laksanakan-tindak-lanjut")
    team.sees("Tindak lanjut yang terlaksana baru 0 dari 1.")
    team.go("/tugas/").get_by_role("link", name="Menempelkan alur di loket").first.click()
    team.page.get_by_label("Yang sudah dikerjakan").fill("Alur tertempel di tiga loket.")
    team.page.get_by_role("button", name="Catat terlaksana").click()
    team.sees("Tindak lanjut dicatat terlaksana.")
    team.open(subject, "laksanakan-tindak-lanjut")
    team.sees("Terlaksana 1 dari 1.")
    team.finish()
    surveyor.open(subject, "evaluasi-tindak-lanjut")
    surveyor.sees("Terlaksana 1 dari 1 tindak lanjut.", "Alur tertempel di tiga loket.")
    surveyor.finish()

    surveyor.go(f"{survey}tindak-lanjut/")
    surveyor.page.get_by_role("link", name="Halaman umumnya").click()
    surveyor.sees("79,63", "Menempelkan alur di loket", "kurang dari 5 orang")
    surveyor.sees_not("Lestari Ningrum")
    surveyor.shot("hasil untuk umum")


def plan(surveyor: Desk, subject: str) -> None:
    """Seven people in each group, all of them asked."""
    surveyor.open(subject, "susun-rencana")
    surveyor.page.get_by_role("link", name="Mulai rencana survei").click()
    surveyor.page.get_by_role("button", name="Mulai rencana survei").click()
    surveyor.page.get_by_label("Layanan yang dinilai").fill("Konsultasi pengadaan")
    for group in GROUPS:
        for name in ("orang", "sasaran"):
            surveyor.page.locator(f'[name="{name}_{group}"]').fill("7")
    surveyor.page.get_by_role("button", name="Simpan rencana").click()
    surveyor.sees("Rencana lengkap.")
    surveyor.open(subject, "susun-rencana")
    surveyor.finish()


def enter(surveyor: Desk, survey: str, scores: str) -> None:
    """A sheet from paper."""
    surveyor.go(f"{survey}kertas/")
    for number, score in enumerate(scores, start=1):
        surveyor.page.locator(f'[name="u{number}"]').fill(score)
    surveyor.page.get_by_role("button", name="Simpan lembar").click()
    surveyor.sees("Lembar tersimpan.")


def follow_up(team: Desk) -> None:
    page = team.page
    page.get_by_role("link", name="Tambah tindak lanjut").click()
    page.get_by_label("Unsur").select_option("3")
    page.get_by_label("Program atau kegiatan").fill("Menempelkan alur di loket")
    page.get_by_label("Paling lambat").fill(DUE)
    page.get_by_label("Penanggung jawab").select_option(label="Lestari Ningrum")
    page.get_by_role("button", name="Simpan", exact=True).click()
    team.sees("Tindak lanjut disimpan.", "Menempelkan alur di loket")
