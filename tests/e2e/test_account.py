"""One's own affairs: a token for a program, mail, the calendar's address, search, the end of a session."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request

import pytest

from lajur.casework.demonstration.office import PASSWORD
from tests.e2e.stage import Stage
from tests.e2e.test_satisfaction_survey import SOP

pytestmark = pytest.mark.user("Pegawai: urusan sendiri")


def fetched(address: str, token: str = "") -> tuple[int, str]:
    """Status and text, as a program without a browser gets them."""
    asked = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"} if token else {})
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def test_a_token_made_in_the_browser_works_once_and_not_after_it_is_taken_back(stage: Stage) -> None:
    desk = stage.desk("Anisa Rahma")
    page = desk.page
    desk.go("/akun/")
    desk.shot("akun saya")
    page.get_by_role("link", name="Token untuk program lain").click()
    page.get_by_role("button", name="Buat token").click()
    desk.sees("Ada 2 hal")
    page.get_by_label("Nama token").fill("Papan tugas ruang rapat")
    page.get_by_label("Membaca tugas").check()
    desk.shot("membuat token")
    page.get_by_role("button", name="Buat token").click()
    secret = page.locator("main code").inner_text()
    desk.shot("token baru")
    status, told = fetched(f"{stage.address}/api/v1/tasks", secret)
    assert status == 200, told
    json.loads(told)
    assert fetched(f"{stage.address}/api/v1/people", secret)[0] == 403, "it reads tasks and nothing else"
    page.get_by_role("link", name="Sudah saya salin").click()
    desk.sees("terakhir dipakai")
    page.get_by_role("button", name="Cabut").first.click()
    page.get_by_role("button", name="Ya, lanjutkan").click()
    desk.sees("Dicabut")
    desk.shot("token dicabut")
    assert fetched(f"{stage.address}/api/v1/tasks", secret)[0] == 401


def test_mail_is_chosen_by_kind_and_stays_chosen(stage: Stage) -> None:
    desk = stage.desk("Hendra Saputra", 360)
    desk.go("/pemberitahuan/")
    desk.shot("pemberitahuan")
    desk.go("/akun/pemberitahuan/")
    desk.page.get_by_label("Tugas baru untuk Anda").select_option(label="Segera")
    desk.page.get_by_label("Jam tenang mulai").select_option(label="20.00")
    desk.shot("pemberitahuan lewat surel")
    desk.page.get_by_role("button", name="Simpan pilihan").click()
    desk.sees("ersimpan")
    desk.go("/akun/pemberitahuan/")
    chosen = desk.page.get_by_label("Tugas baru untuk Anda").evaluate("box => box.selectedOptions[0].text")
    assert chosen == "Segera"
    assert desk.page.get_by_label("Jam tenang mulai").evaluate("box => box.selectedOptions[0].text") == "20.00"


def test_the_calendar_address_is_fetched_by_a_program_until_it_is_taken_back(stage: Stage) -> None:
    subject = "Survei pada kalender ponsel"
    head = stage.desk("Bagus Prakoso", 360)
    head.start(SOP, subject)
    head.go("/jadwal/")
    head.shot("jadwal")
    head.page.get_by_role("link", name="Berlangganan di kalender Anda").click()
    made = head.page.get_by_role("button", name=re.compile("Buat alamat"))
    made.first.click()
    address = head.page.locator("#alamat").input_value()
    head.shot("alamat kalender")
    status, told = fetched(address)
    assert status == 200
    assert told.startswith("BEGIN:VCALENDAR")
    assert "BEGIN:VEVENT" in told
    assert subject not in told, "the address may leak: no words of the case in it"
    head.page.get_by_role("button", name="Cabut alamat").click()
    head.sees("Anda belum punya alamat langganan.")
    assert fetched(address)[0] == 404


def test_the_box_in_the_head_finds_a_case_by_a_word_and_a_person_by_a_slip(stage: Stage) -> None:
    subject = "Survei kepuasan pemustaka arsip"
    head = stage.desk("Bagus Prakoso")
    head.start(SOP, subject)
    page = head.page
    head.go("/tugas/")
    page.keyboard.press("/")
    page.keyboard.type("pemustaka")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cari/**")
    head.sees(subject)
    head.shot("hasil pencarian")
    page.get_by_role("link", name=subject).first.click()
    page.get_by_role("heading", level=1, name=subject).wait_for()
    head.go("/cari/?q=Prakosso")
    head.sees("Bagus Prakoso", "mirip")
    head.go("/cari/?q=xyzzy")
    head.shot("tidak ditemukan")
    stranger = stage.desk("Hasan Basri")
    stranger.go("/cari/?q=pemustaka")
    stranger.sees_not(subject)


def test_after_the_end_of_a_session_one_lands_where_one_was(stage: Stage) -> None:
    subject = "Survei dengan sesi habis"
    desk = stage.desk("Bagus Prakoso", scripts=False)
    desk.start(SOP, subject)
    page, address = desk.page, desk.page.url
    page.context.clear_cookies(name="sessionid")
    page.reload()
    page.wait_for_url("**/masuk/?next=/pelaksanaan/**")
    desk.shot("masuk lagi")
    page.get_by_label("Nama pengguna").fill("bagus.prakoso.kp2mi")
    page.get_by_label("Kata sandi").fill("salah-sekali-81")
    page.get_by_role("button", name="Masuk", exact=True).click()
    desk.sees("Ada 1 hal")
    desk.shot("kata sandi keliru")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url(address)
    desk.write("disposisi-survei", "Laksanakan.")
    desk.finish()
    page.go_back()  # the browser's button: the closed step says so and offers nothing to send a second time
    page.reload()
    desk.sees("Selesai")
    assert page.get_by_role("button", name="Selesaikan langkah").count() == 0
