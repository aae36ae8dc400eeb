"""Pages that only come up in the work, at both widths, light and dark: axe finds nothing, nothing is too wide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.e2e.atlas import COMES_UP, name_of
from tests.e2e.looking import faults
from tests.e2e.stage import Stage
from tests.e2e.test_satisfaction_survey import PLAN, SOP

if TYPE_CHECKING:
    from playwright.sync_api import Page


def told(found: dict[str, list[str]]) -> str:
    return "\n".join(f"{where}\n   " + "\n   ".join(what) for where, what in found.items() if what)


class Watch:
    """Looks at a page where it stands, and remembers which addresses it has looked at."""

    def __init__(self) -> None:
        self.found: dict[str, list[str]] = {}

    def at(self, page: Page, state: str = "") -> None:
        path = re.sub(r"^https?://[^/]+", "", page.url)
        self.found[f"{path} {state}".strip()] = faults(page)

    @property
    def names(self) -> set[str]:
        return {name_of(where.split(" ")[0]) for where in self.found}


@pytest.mark.thorough
def test_axe_finds_nothing_on_what_comes_up_in_the_work(stage: Stage) -> None:
    watch, subject = Watch(), "Survei yang diperiksa"
    head, surveyor = stage.desk("Bagus Prakoso"), stage.desk("Anisa Rahma")
    superior, administrator = stage.desk("Retno Wulandari"), stage.desk("Dian Kartika")
    watch.at(head.go("/pelaksanaan/?q=tidak-ada-yang-begini"), "nothing found")

    head.start(SOP, subject)
    first = head.page.url
    head.page.get_by_role("button", name="Selesaikan langkah").click()
    head.page.locator("#error-summary").wait_for()
    watch.at(head.page, "refused, with an error summary")
    head.go(first)
    head.excuse("disposisi-survei", "Disampaikan lisan.")
    head.finish()
    watch.at(head.page, "after a step")

    surveyor.open(subject, "susun-rencana")
    surveyor.write("disposisi-survei", "Dari catatan rapat.")
    surveyor.answer(jumlah_responden="31")
    surveyor.attach(PLAN, ("Rencana survei.pdf", b"%PDF-1.4 rencana"))
    receipt = surveyor.slot(PLAN).locator("a[href*='/unggahan/']").first
    receipt.wait_for()
    watch.at(surveyor.page, "with a file")
    watch.at(surveyor.go(receipt.get_attribute("href") or ""))
    watch.at(surveyor.go(f"/tanda-terima/{surveyor.page.locator('.receipt-code').inner_text().strip()}/"))

    reference = "/".join(first.rstrip("/").split("/")[-2:-1]) + "/susun-rencana.1"
    watch.at(surveyor.go(f"/tugas/alihkan/?tugas={reference}"))
    surveyor.page.get_by_label(re.compile("^Kepada")).select_option(label="Hendra Saputra")
    surveyor.page.get_by_label(re.compile("^Alasan")).fill("Dinas luar.")
    surveyor.page.locator("main form button.button-primary").click()
    surveyor.page.wait_for_url("**/dialihkan/**")
    watch.at(surveyor.page)

    other = stage.desk("Hendra Saputra")
    other.open(subject, "susun-rencana")
    other.write("disposisi-survei", "Dari catatan rapat.")
    other.answer(jumlah_responden="31")
    other.write(PLAN, "31 responden.")
    other.finish()
    head.open(subject, "putuskan-rencana")
    head.write_the_rest()
    head.page.get_by_label(re.compile("^Setuju →")).check()
    head.page.get_by_role("button", name="Simpan keputusan").click()
    head.page.wait_for_url("**/periksa/")
    watch.at(head.page)

    case = first.rstrip("/").rpartition("/")[0] + "/"
    head.go(case)
    watch.at(head.go(head.page.locator("a[href$='/jawab/']").first.get_attribute("href") or ""))
    head.page.locator("main textarea").fill("Disampaikan lisan dalam rapat, dicatat kemudian.")
    head.page.locator("main form button.button-primary").click()
    head.sees("menunggu penilaian")
    superior.go("/penyimpangan/?bagian=nilai")
    superior.page.locator("main a[href$='/nilai/']").first.click()
    superior.page.wait_for_url("**/nilai/")
    watch.at(superior.page)

    administrator.go("/pengelolaan/pegawai/?q=Hendra")
    administrator.page.locator("main tbody a").first.click()
    administrator.page.locator("form[action$='/tautan/'] button").click()
    administrator.page.get_by_role("button", name="Ya, lanjutkan").click()
    link = administrator.page.locator("#tautan").input_value()
    address = re.search(r"/akun/kata-sandi/[0-9a-f-]{36}/[^\s\"<]+", link)
    assert address
    stranger = stage.window()
    stranger.goto(address[0])
    watch.at(stranger)

    administrator.go("/latihan/")
    administrator.page.locator("main form button.button-primary").first.click()
    administrator.page.wait_for_load_state()
    watch.at(administrator.page, "with a room")
    for place in ("setel-ulang", "tutup"):
        watch.at(administrator.go(f"/latihan/{place}/"))

    stranger.goto("/masuk/")
    stranger.get_by_label("Nama pengguna").fill("salah")
    stranger.get_by_role("button", name="Masuk", exact=True).click()
    stranger.wait_for_load_state()
    watch.at(stranger, "refused")
    assert not any(watch.found.values()), told(watch.found)
    assert set() == COMES_UP - watch.names
