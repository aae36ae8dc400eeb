"""What is typed survives: a cut line, a closed window, the end of a session, a second device, no scripts at all."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest

from tests.e2e.desk import Desk
from tests.e2e.stage import Stage
from tests.e2e.test_satisfaction_survey import PLAN, SOP

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.user("Siapa saja, bila ada yang keliru")

LONG = "SOP Pengelolaan Kinerja"
MOST = 20
"""Seconds of typing that may be lost when the line is cut at any moment."""
NOTE = "Catatan untuk langkah berikutnya"


def boxes(page: Page) -> list[Locator]:
    """Every text field of the task's form, its folds opened."""
    page.locator("form[data-draft] details").evaluate_all("all => all.forEach(one => one.open = true)")
    return page.locator("form[data-draft] textarea, form[data-draft] input.input:not([type=date])").all()


def status(desk: Desk, words: str) -> None:
    from playwright.sync_api import expect

    expect(desk.page.locator("[data-draft-status]")).to_contain_text(words)


def test_a_form_of_twenty_fields_survives_a_cut_line_on_another_device(stage: Stage) -> None:
    """Left fields are on the server; of the one being typed in at most twenty seconds are missing."""
    ratih = stage.desk("Ratih Purnama")
    ratih.start(LONG, "Kinerja dengan sambungan putus")
    address = ratih.page.url
    fields = boxes(ratih.page)
    assert len(fields) + ratih.page.locator("form[data-draft] input[type=file]").count() >= 20
    names = [box.get_attribute("name") for box in fields]
    for number, box in enumerate(fields[:-1]):
        box.fill(f"isian {number}")
    last, typed = fields[-1], []
    last.focus()
    status(ratih, "Draf tersimpan")
    begin = time.monotonic()
    while time.monotonic() - begin < MOST + 4:
        ratih.page.keyboard.type(f"kata{len(typed)} ")
        typed.append(time.monotonic())
        ratih.page.wait_for_timeout(900)
    ratih.page.context.set_offline(True)
    cut = time.monotonic()
    ratih.page.keyboard.type("sesudah putus")
    ratih.page.close(run_before_unload=False)

    elsewhere = stage.desk("Ratih Purnama", 360)
    elsewhere.go(address)
    elsewhere.sees("perangkat lain")
    there = dict(zip(names, (box.input_value() for box in boxes(elsewhere.page)), strict=True))
    for number, name in enumerate(names[:-1]):
        assert there[name] == f"isian {number}"
    owed = [f"kata{number} " for number, moment in enumerate(typed) if moment < cut - MOST]
    assert owed
    assert there[names[-1]].startswith("".join(owed))
    elsewhere.shot("draf di perangkat lain")


def test_what_was_typed_without_a_line_comes_back_in_the_same_browser(stage: Stage) -> None:
    ratih = stage.desk("Ratih Purnama")
    ratih.start(LONG, "Kinerja tanpa sambungan")
    page, address = ratih.page, ratih.page.url
    page.context.set_offline(True)
    page.get_by_label(NOTE).fill("Ditulis tanpa sambungan.")
    page.get_by_role("heading", level=1).click()
    status(ratih, "Belum tersimpan, mencoba lagi")
    ratih.shot("belum tersimpan")
    page.wait_for_timeout(500)
    context = page.context
    page.close(run_before_unload=False)
    context.set_offline(False)
    ratih.page = context.new_page()
    ratih.go(address)
    assert ratih.page.get_by_label(NOTE).input_value() == "Ditulis tanpa sambungan."
    status(ratih, "Draf tersimpan")
    assert ratih.page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('lajur:draf:'))") == []


def test_of_two_devices_the_older_is_told_and_both_texts_are_seen(stage: Stage) -> None:
    from playwright.sync_api import expect

    one, other = stage.desk("Ratih Purnama"), stage.desk("Ratih Purnama", 360)
    one.start(LONG, "Kinerja pada dua perangkat")
    other.go(one.page.url)
    one.page.get_by_label(NOTE).fill("Dari kantor.")
    one.page.get_by_role("heading", level=1).click()
    status(one, "Draf tersimpan")
    other.page.get_by_label(NOTE).fill("Dari rumah.")
    other.page.get_by_role("heading", level=1).click()
    panel = other.page.locator("[data-conflict]")
    expect(panel).to_contain_text("Dari kantor.")
    expect(panel).to_contain_text("Dari rumah.")
    other.shot("dua draf")
    panel.get_by_role("button", name="Pakai isian halaman ini").click()
    status(other, "Draf tersimpan")
    one.go(one.page.url)
    assert one.page.get_by_label(NOTE).input_value() == "Dari rumah."
    one.page.get_by_role("button", name="Buang draf").click()
    one.page.get_by_role("button", name="Ya, lanjutkan").click()
    one.sees("Draf dibuang.")
    assert one.page.get_by_label(NOTE).input_value() == ""


def test_the_end_of_a_session_loses_nothing(stage: Stage) -> None:
    ratih = stage.desk("Ratih Purnama")
    ratih.start(LONG, "Kinerja dengan sesi berakhir")
    page, address, cookies = ratih.page, ratih.page.url, ratih.page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.get_by_label(NOTE).fill("Ditulis sesudah sesi berakhir.")
    page.get_by_role("heading", level=1).click()
    status(ratih, "Sesi Anda berakhir")
    page.get_by_role("link", name="masuk lagi").click()
    page.wait_for_url("**/masuk/?next=/pelaksanaan/**")
    page.context.add_cookies(cookies)
    ratih.go(address)
    assert page.get_by_label(NOTE).input_value() == "Ditulis sesudah sesi berakhir."


def test_a_decision_is_looked_at_once_more_with_and_without_scripts(stage: Stage) -> None:
    subject = "Survei yang diperiksa dua kali"
    head, surveyor = stage.desk("Bagus Prakoso", 360, scripts=False), stage.desk("Anisa Rahma")
    head.start(SOP, subject)
    head.write("disposisi-survei", "Laksanakan.")
    head.page.get_by_role("button", name="Simpan draf").click()
    head.sees("Draf tersimpan")
    head.finish()
    surveyor.open(subject, "susun-rencana")
    surveyor.answer(jumlah_responden="35")
    surveyor.write(PLAN, "35 responden.")
    surveyor.finish()
    head.open(subject, "putuskan-rencana")
    head.write("disposisi-tim", "Setuju.")
    head.page.get_by_label(re.compile("^setuju →", re.IGNORECASE)).check()
    head.page.get_by_role("button", name="Periksa dan simpan keputusan").click()
    head.sees("Periksa keputusan Anda", "Setuju.", "Yang terjadi sesudahnya", "menunggu", "Anisa Rahma")
    head.shot("periksa keputusan")
    head.page.get_by_role("link", name="Ubah Keputusan").click()
    assert head.page.get_by_label(re.compile("^setuju →", re.IGNORECASE)).is_checked()
    head.page.get_by_role("button", name="Periksa dan simpan keputusan").click()
    head.page.get_by_role("button", name="Simpan keputusan ini").click()
    head.sees("Tersimpan: langkah ")
