"""A SOP from an empty sheet to a case that runs by it, by keyboard alone; the editor's pages under axe."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.e2e.looking import faults
from tests.e2e.stage import Stage
from tests.e2e.test_keyboard import sign_in, tab_to

if TYPE_CHECKING:
    from playwright.sync_api import Page

TITLE, KEY = "Peminjaman Ruang Rapat", "peminjaman-ruang-rapat"


def write(page: Page, label: str, text: str) -> None:
    """Tab to a box and write over what is in it."""
    tab_to(page, label, lambda it: it["kind"] in ("text", "textarea"))
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def choose(page: Page, label: str, words: str) -> None:
    """Tab to a list and choose by its first letters, as people do."""
    tab_to(page, label, lambda it: it["kind"] == "select-one")
    page.keyboard.type(words)
    chosen = page.evaluate("document.activeElement.selectedOptions[0].text")
    assert chosen.startswith(words), (label, chosen)


def saved(page: Page, words: str = "") -> None:
    """What was typed is at the server, and the sheet beside shows these words of it: nothing more is on its way."""
    if words:
        page.locator("#editor-sheet", has_text=words).wait_for()
    page.locator("#editor-saved", has_text=re.compile(r"Tersimpan \d\d\.\d\d")).wait_for()
    page.wait_for_load_state("networkidle")


def opened(page: Page, no: str) -> None:
    """The form of a row stands open and the focus is in it."""
    page.locator("#borang", has_text=re.compile(f"^Langkah {no}$")).wait_for()
    page.locator("#isi-kegiatan:focus").wait_for()


def press(page: Page, words: str, *, back: bool = False) -> None:
    tab_to(page, words, lambda it: it["kind"] == "submit", back=back)
    page.keyboard.press("Enter")


def follow(page: Page, words: str, address: str, *, back: bool = False) -> None:
    tab_to(page, words, lambda it: address in it["link"], back=back)
    page.keyboard.press("Enter")


def test_a_sop_is_built_tried_and_put_in_force_by_keyboard(stage: Stage) -> None:
    page = sign_in(stage, "dian.kartika.kp2mi")
    page.goto("/sop/draf/baru/")
    write(page, "Judul SOP", TITLE)
    write(page, "Nomor", "SOP-77/2026")
    tab_to(page, "Pelaksana, satu per baris")
    page.keyboard.type("Pemohon")
    page.keyboard.press("Enter")
    page.keyboard.type("Pengelola Ruang")
    press(page, "Buat lembar kosong")
    page.wait_for_url(re.compile(r"/sop/draf/[0-9a-f-]{36}/"))

    follow(page, "Kegiatan baru", "?baris=")
    opened(page, "1")
    page.keyboard.type("Mengajukan peminjaman ruang")  # the words to begin with are marked, so these take their place
    page.locator("#editor-sheet", has_text="Mengajukan peminjaman ruang").wait_for()  # the sheet beside follows
    write(page, "Waktu", "30")
    choose(page, "Satuan waktu", "menit")
    write(page, "Output 1", "Surat peminjaman")
    saved(page)
    press(page, "Langkah baru di bawah")
    opened(page, "2")
    page.keyboard.type("Memeriksa ketersediaan ruang")
    choose(page, "Pelaksana", "Pengelola")
    write(page, "Kelengkapan 1", "Surat peminjaman")
    choose(page, "Sesudah langkah ini", "keputusan")
    write(page, "Nama jalan 1", "tersedia")
    write(page, "Nama jalan 2", "perlu perbaikan")
    choose(page, "Tujuan jalan 2", "1. Mengajukan")
    saved(page)
    stage.shot(page, "keputusan dengan pengembalian")
    assert faults(page) == []
    press(page, "Langkah baru di bawah")
    opened(page, "3")
    page.keyboard.type("Menyerahkan kunci ruang")
    saved(page, "Menyerahkan kunci ruang")
    press(page, "Langkah baru di bawah")
    opened(page, "4")
    page.keyboard.type("Langkah yang keliru")
    saved(page, "Langkah yang keliru")
    press(page, "Naikkan")  # and back, by its key
    opened_as = page.locator("#borang", has_text=re.compile("^Langkah 3$"))
    opened_as.wait_for()
    page.keyboard.press("Alt+ArrowDown")
    page.locator("#borang", has_text=re.compile("^Langkah 4$")).wait_for()
    press(page, "Hapus langkah")
    page.locator("#editor-sheet tr", has_text="Langkah yang keliru").wait_for(state="detached")
    press(page, "Selesai", back=True)
    page.locator("#borang").wait_for(state="detached")
    # The exit that went on to the row below went to the end while there was none.
    page.locator("#editor-findings", has_text="tidak pernah tercapai").wait_for()
    follow(page, "Memeriksa ketersediaan ruang", "?baris=", back=True)
    opened(page, "2")
    choose(page, "Tujuan jalan 1", "3. Menyerahkan")
    saved(page)
    press(page, "Selesai")
    page.locator("#borang").wait_for(state="detached")
    follow(page, "Pelaksana", "?bagian=pelaksana", back=True)
    page.locator("#borang", has_text="Pelaksana").wait_for()
    for _ in range(2):
        tab_to(page, "Kualifikasi, satu per baris")
        page.keyboard.type("Memahami tata tertib ruang rapat")
    saved(page)
    press(page, "Selesai")
    page.locator("#borang").wait_for(state="detached")
    page.locator("#editor-findings", has_text="Dapat dijalankan").wait_for()
    stage.shot(page, "lembar jadi")
    assert faults(page) == []

    follow(page, "Coba jalankan", "/coba/")
    page.wait_for_url("**/coba/")
    press(page, "Selesaikan")
    page.get_by_role("heading", name="2. Memeriksa ketersediaan ruang").wait_for()
    press(page, "perlu perbaikan")
    page.get_by_role("heading", name="1. Mengajukan peminjaman ruang").wait_for()
    stage.shot(page, "percobaan")
    assert faults(page) == []
    follow(page, "Kembali ke draf", "/sop/draf/")
    page.locator("#editor").wait_for()
    follow(page, "Telaah", "/telaah/")
    page.wait_for_url("**/telaah/")
    choose(page, "Tentang", "2. Memeriksa")
    write(page, "Catatan", "Satuan waktunya sudah tepat")
    press(page, "Tulis catatan")
    page.get_by_text("Satuan waktunya sudah tepat").wait_for()
    stage.shot(page, "telaah")
    assert faults(page) == []
    press(page, "Sudah diselesaikan")
    page.get_by_text("1 catatan sudah diselesaikan").wait_for()
    follow(page, "Sunting draf", "/sop/draf/")
    page.locator("#editor").wait_for()
    follow(page, "Berlakukan", "/berlakukan/")
    page.wait_for_url("**/berlakukan/")
    press(page, "Berlakukan sekarang")
    page.wait_for_url(f"**/pengelolaan/pelaksana/{KEY}/")

    # Its lanes are mapped to positions as those of any SOP; then a case runs by it.
    tab_to(page, "Pemohon", lambda it: "/kolom/" in it["link"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/kolom/**")
    tab_to(page, "Sekretariat UKPBJ", lambda it: it["kind"] == "checkbox")
    page.keyboard.press("Space")
    press(page, "Simpan")
    page.wait_for_url(f"**/pengelolaan/pelaksana/{KEY}/")
    page.goto(f"/sop/{KEY}/mulai/")
    tab_to(page, "Hal", lambda it: it["kind"] in ("text", "textarea"))
    page.keyboard.type("Rapat koordinasi")
    press(page, "Mulai")
    page.wait_for_url(re.compile(r"/pelaksanaan/.+mengajukan-peminjaman-ruang\.1/"))
    stage.shot(page, "pelaksanaan pertama")


def test_without_scripts_the_editor_is_pages_and_buttons(stage: Stage) -> None:
    page = stage.desk("Dian Kartika", scripts=False).page
    page.goto("/sop/draf/baru/?sop=kepuasan-pengguna")
    page.get_by_role("button", name="Buat draf dari SOP ini").click()
    page.get_by_role("link", name="Memutuskan rencana survei").first.click()
    page.get_by_role("textbox", name="Kegiatan").fill("Memutuskan rencana")
    page.get_by_role("button", name="Langkah baru di bawah").click()
    page.get_by_role("textbox", name="Kegiatan").fill("Mencatat putusan")
    page.get_by_role("button", name="Selesai").first.click()
    page.locator("#langkah-mencatat-putusan").wait_for()
    page.get_by_role("button", name="Urungkan").click()
    page.locator("tr", has_text="Kegiatan baru").wait_for()
    page.get_by_role("link", name="Bandingkan").click()
    page.get_by_role("heading", name="Memutuskan rencana").first.wait_for()
    stage.shot(page, "perbandingan")
