"""Work goes on when an officer is away: a substitute acts for him, a colleague takes a task over."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.desk import link_to
from tests.e2e.stage import Stage
from tests.e2e.test_satisfaction_survey import PLAN, SOP

pytestmark = pytest.mark.user("Pejabat yang berhalangan dan penggantinya")


def test_a_substitute_acts_for_the_absent_and_a_task_is_handed_over(stage: Stage) -> None:
    subject = "Survei saat kepala cuti"
    head, substitute = stage.desk("Bagus Prakoso"), stage.desk("Eko Wibowo", 360)
    anisa, hendra = stage.desk("Anisa Rahma", 360), stage.desk("Hendra Saputra")

    head.start(SOP, subject)
    head.write("disposisi-survei", "Laksanakan.")
    head.finish()

    anisa.open(subject, "susun-rencana")
    anisa.page.get_by_role("link", name="Alihkan").click()
    anisa.page.get_by_label("Hendra Saputra").check()
    anisa.page.get_by_role("button", name="Alihkan").click()
    anisa.sees("Alasan")  # none was given, nothing happened
    anisa.page.get_by_label("Alasan", exact=True).fill("Bertugas ke Surabaya sampai Jumat.")
    anisa.shot("mengalihkan tugas")
    anisa.page.get_by_role("button", name="Alihkan").click()
    anisa.sees("Tugas sudah dialihkan.")
    anisa.go("/tugas/")
    anisa.sees_not(subject)
    hendra.go("/pemberitahuan/")
    hendra.shot("pemberitahuan")
    hendra.page.locator("main .event").first.get_by_role("link").click()
    hendra.at("susun-rencana")
    hendra.answer(jumlah_responden="35")
    hendra.write(PLAN, "35 responden.")
    hendra.finish()

    today = datetime.now(ZoneInfo("Asia/Jakarta")).date()
    head.go("/akun/")
    head.page.get_by_role("link", name="Atur pengganti saya").click()
    head.page.get_by_label("Pengganti", exact=True).select_option(label=substitute.name)
    head.page.get_by_label("Mulai", exact=True).fill(today.isoformat())
    head.page.get_by_label("Sampai dengan").fill((today + timedelta(days=4)).isoformat())
    head.page.get_by_label("Alasan").fill("Cuti tahunan")
    head.shot("mengatur pengganti")
    head.page.get_by_role("button", name="Catat pengganti").click()
    head.sees(f"{substitute.name} tercatat sebagai pengganti Anda.")

    substitute.go("/tugas/")
    substitute.shot("tugas yang digantikan")
    substitute.row(subject, "menggantikan Bagus Prakoso").locator(link_to("putuskan-rencana")).click()
    substitute.sees("Anda mengerjakan ini untuk Bagus Prakoso.")
    substitute.write("disposisi-tim", "Setuju.")
    substitute.decide("Setuju")

    head.go("/pengganti/")
    rule = head.page.locator(".page-head", has_text=substitute.name)
    rule.get_by_role("button").click()
    head.page.get_by_role("button", name="Ya, lanjutkan").click()
    head.sees("Penggantian sudah diakhiri.")
    assert head.page.get_by_role("button", name="Akhiri hari ini").count() == 0  # today is its last day already
    head.case(subject)
    head.sees("Bertugas ke Surabaya sampai Jumat.", substitute.name, "Bagus Prakoso")
    head.shot("siapa bertindak untuk siapa")
