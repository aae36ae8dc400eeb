"""Every page, at both widths: axe finds nothing and nothing is wider than the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.stage import HEIGHTS, Stage
from tests.e2e.test_satisfaction_survey import PLAN, SOP

if TYPE_CHECKING:
    from playwright.sync_api import Page


def faults(page: Page) -> list[str]:
    """What axe finds at either width, and how far the page sticks out."""
    from axe_playwright_python.sync_playwright import Axe

    found = []
    for width, height in HEIGHTS.items():
        page.set_viewport_size({"width": width, "height": height})
        for fault in Axe().run(page).response["violations"]:
            found.append(f"{width} px: {fault['id']}: {fault['nodes'][0]['html']}")
        beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if beyond > 0:
            found.append(f"{width} px: {beyond} px too wide")
    return found


def test_axe_finds_nothing_on_any_page(stage: Stage) -> None:
    subject = "Survei yang diperiksa"
    stranger = stage.window()
    stranger.goto("/masuk/")
    found = {"/masuk/": faults(stranger)}

    head, surveyor = stage.desk("Bagus Prakoso"), stage.desk("Anisa Rahma")
    head.start(SOP, subject)
    closed = head.page.url
    head.excuse("disposisi-survei", "Disampaikan lisan.")
    head.finish()
    surveyor.open(subject, "susun-rencana")
    surveyor.write("disposisi-survei", "Dari catatan rapat.")
    surveyor.answer(jumlah_responden="31")
    surveyor.write(PLAN, "31 responden.")
    surveyor.finish()
    case = closed.rstrip("/").rpartition("/")[0] + "/"
    task = case + "putuskan-rencana.1/"
    head.go(case)
    record = head.page.locator("a[href^='/dokumen/']").first.get_attribute("href") or ""
    answer = head.page.locator("a[href$='/jawab/']").first.get_attribute("href") or ""
    addresses = [
        "/tugas/", "/tugas/menunggu/", "/tugas/selesai/", "/pelaksanaan/", "/penyimpangan/", "/sop/",
        "/sop/kepuasan-pengguna/", "/sop/kepuasan-pengguna/mulai/", "/pemberitahuan/", "/pengganti/", "/akun/",
        case, closed, task, task + "alihkan/", task + "kembalikan/", case + "batalkan/", answer, record, "/tidak/ada/",
    ]  # fmt: skip
    for address in addresses:
        head.go(address)
        head.page.locator("main details").evaluate_all("all => all.forEach(one => one.open = true)")
        found[address] = faults(head.page)
        head.shot(address.replace(case, "pelaksanaan/"))
    assert {address: told for address, told in found.items() if told} == {}
