"""Signing in with a second step: an app's codes, a security key (Chromium's virtual one), paper without scripts."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from lajur.casework.demonstration.office import PASSWORD
from lajur.registers.organisation.signin.rules import code_of, step_at
from lajur.registers.organisation.signin.tests.making import secret_shown
from tests.e2e.looking import axe
from tests.e2e.stage import HEIGHTS, Stage

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.user("Pegawai: urusan sendiri")
USER = "yoga.permana.kp2mi"
KEY = {
    "protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": False,
    "automaticPresenceSimulation": True,
}  # fmt: skip


def give_password(page: Page, home: str) -> None:
    page.goto(home + "/masuk/")
    page.get_by_label("Nama pengguna").fill(USER)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()


def look(stage: Stage, page: Page, caption: str) -> None:
    """A picture, and axe's word, at both widths."""
    for width, height in HEIGHTS.items():
        page.set_viewport_size({"width": width, "height": height})
        assert axe(page) == [], f"{caption} at {width}"
    page.set_viewport_size({"width": 1366, "height": 768})
    stage.shot(page, caption)


def test_the_second_step_by_app_by_key_and_on_paper(stage: Stage) -> None:
    home = stage.address.replace("127.0.0.1", "localhost")  # keys know names, no addresses
    page = stage.window()
    give_password(page, home)
    page.wait_for_url("**/tugas/")
    page.goto(home + "/akun/")
    page.get_by_role("link", name="Langkah kedua").click()
    look(stage, page, "langkah kedua belum dipasang")
    page.get_by_role("link", name="Pasang aplikasi kode").click()
    look(stage, page, "memasang aplikasi kode")
    secret = secret_shown(page.content())
    page.get_by_label("Kode dari aplikasi").fill(code_of(secret, step_at(datetime.now(UTC))))
    page.get_by_role("button", name="Pasang").click()
    page.get_by_role("heading", name="Kode pemulihan").wait_for()
    look(stage, page, "kode pemulihan")
    codes = re.findall(r"<li><code>([a-z0-9-]{11})</code>", page.content())
    assert len(codes) == 10
    page.get_by_role("link", name="Sudah saya simpan").click()

    chromium = page.context.new_cdp_session(page)
    chromium.send("WebAuthn.enable")
    chromium.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    page.get_by_role("link", name="Daftarkan kunci").click()
    page.get_by_label("Nama kunci").fill("Kunci USB di gantungan")
    look(stage, page, "mendaftarkan kunci")
    page.get_by_role("button", name="Daftarkan kunci").click()
    page.get_by_role("term").filter(has_text="Kunci USB di gantungan").wait_for()
    look(stage, page, "langkah kedua terpasang")
    page.goto(home + "/akun/perangkat/")
    look(stage, page, "perangkat saya")
    page.get_by_role("button", name="Keluar dari semua").click()
    page.get_by_role("button", name="Ya, lanjutkan").click()
    page.wait_for_url("**/masuk/")

    give_password(page, home)
    page.wait_for_url("**/masuk/langkah-kedua/")
    look(stage, page, "diminta langkah kedua")
    page.get_by_role("button", name="Pakai kunci keamanan").click()
    page.wait_for_url("**/tugas/")
    page.goto(home + "/pengelolaan/cara-masuk/")
    look(stage, page, "cara masuk")

    plain = stage.window(360, scripts=False)
    give_password(plain, home)
    plain.get_by_label("Kode").fill("tidak-cocok")
    plain.get_by_role("button", name="Masuk", exact=True).click()
    plain.get_by_text("tidak cocok atau sudah dipakai").first.wait_for()
    stage.shot(plain, "kode keliru tanpa JavaScript")
    plain.get_by_label("Kode").fill(codes[0].upper())
    plain.get_by_role("button", name="Masuk", exact=True).click()
    plain.get_by_text("tersisa 9").wait_for()
    for link in ("Lepas Kunci USB di gantungan", "Lepas"):
        plain.goto(home + "/akun/langkah-kedua/")
        plain.get_by_role("link", name=link, exact=True).click()
        plain.get_by_role("button", name="Lanjutkan").click()
        plain.wait_for_url("**/akun/langkah-kedua/")
    plain.get_by_role("link", name="Pasang aplikasi kode").wait_for()
