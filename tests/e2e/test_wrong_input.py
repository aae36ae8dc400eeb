"""What goes wrong at a desk: a field forgotten, a result missing, an impatient click, an address of others."""

from __future__ import annotations

import pytest

from tests.e2e.stage import Stage
from tests.e2e.test_satisfaction_survey import PLAN, SOP

pytestmark = pytest.mark.user("Siapa saja, bila ada yang keliru")


def test_nothing_given_is_lost_when_something_is_missing(stage: Stage, width: int) -> None:
    from playwright.sync_api import expect

    subject = f"Survei dengan isian kurang, layar {width} px"
    head, surveyor = stage.desk("Bagus Prakoso", width), stage.desk("Anisa Rahma", width)
    head.start(SOP, subject)
    with head.page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        head.page.get_by_role("button", name="Selesaikan langkah").click()
    assert sent.value.status == 422
    head.sees("Ada 1 hal yang perlu diperbaiki", "Belum ada yang disimpan")
    expect(head.page.locator("#error-summary")).to_be_focused()
    assert head.page.title().startswith("Galat:")
    head.write("disposisi-survei", "Laksanakan.")
    head.finish()

    surveyor.open(subject, "susun-rencana")
    page = surveyor.page
    surveyor.attach(PLAN, ("Rencana – “final” (2) 調査.pdf", b"%PDF-1.4 rencana"))
    surveyor.page.get_by_label("Sebaran responden").fill("PPK 12, Pokja 9")
    surveyor.page.get_by_label("Catatan untuk langkah berikutnya").fill("Mohon segera diputuskan.")
    page.get_by_role("button", name="Selesaikan langkah").click()
    expect(page.locator("#error-summary")).to_be_focused()
    surveyor.shot("isian wajib kosong")
    surveyor.answer(jumlah_responden="25")
    page.get_by_role("button", name="Selesaikan langkah").click()
    expect(page.locator("#error-summary")).to_contain_text("30")
    assert page.get_by_label("Sebaran responden").input_value() == "PPK 12, Pokja 9"
    assert page.get_by_label("Catatan untuk langkah berikutnya").input_value() == "Mohon segera diputuskan."
    expect(page.get_by_label("Rencana – “final” (2) 調査.pdf")).to_be_checked()  # no second upload
    page.locator("#error-summary a").first.click()
    expect(page.get_by_label("Jumlah responden yang direncanakan")).to_be_focused()
    surveyor.answer(jumlah_responden="30")
    surveyor.finish()
    head.open(subject, "putuskan-rencana")
    head.sees("Mohon segera diputuskan.")
    with head.page.expect_download() as download:
        head.page.get_by_role("link", name="Rencana – “final” (2) 調査.pdf").click()
        head.page.get_by_role("link", name="Unduh").click()
    assert download.value.path().read_bytes() == b"%PDF-1.4 rencana"


def test_a_double_click_completes_a_step_once(stage: Stage) -> None:
    subject = "Survei dengan klik ganda"
    head = stage.desk("Bagus Prakoso")
    head.start(SOP, subject)
    head.write("disposisi-survei", "Laksanakan.")
    address = head.page.url
    head.page.get_by_role("button", name="Selesaikan langkah").dblclick()
    head.sees("Tersimpan: langkah 1 selesai")
    head.case(subject)
    done = head.page.locator(".timeline .event-line").filter(has_text="Menyelesaikan langkah 1")
    assert done.count() == 1
    assert head.page.locator(".timeline .event").count() == 2  # started, completed, nothing else
    head.go(address)  # the page of a closed task says so, and offers nothing to send
    head.sees("Selesai", "Bagus Prakoso")
    assert head.page.get_by_role("button", name="Selesaikan langkah").count() == 0


def test_what_belongs_to_another_agency_does_not_exist(stage: Stage) -> None:
    head, stranger = stage.desk("Bagus Prakoso"), stage.desk("Hasan Basri")
    head.start(SOP, "Survei instansi lain")
    task = head.page.url
    case = task.rstrip("/").rpartition("/")[0] + "/"
    for address in (task, case, case + "batalkan/", "/sop/kepuasan-pengguna/"):
        answer = stranger.page.goto(address)
        assert answer
        assert answer.status == 404
        stranger.sees_not("Survei")
    stranger.shot("tidak ditemukan")
