"""A whole task by keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lajur.casework.demonstration.office import PASSWORD
from tests.e2e.stage import Stage
from tests.e2e.test_satisfaction_survey import SOP

if TYPE_CHECKING:
    from playwright.sync_api import Page

LONGEST_WAY = 60
FOCUSED = """() => {
  const it = document.activeElement, label = it.labels?.[0]?.innerText ?? "";
  const ring = getComputedStyle(it);
  return {name: it.innerText || label, visible: it.matches(":focus-visible"),
          ring: ring.outlineStyle !== "none" || ring.boxShadow !== "none"};
}"""


def tab_to(page: Page, words: str) -> None:
    """Tab until the focus is on what bears these words; the focus can be seen there."""
    for _ in range(LONGEST_WAY):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if words in focused["name"]:
            assert focused["visible"], f"the browser shows no focus on {words!r}"
            assert focused["ring"], f"our style hides the focus on {words!r}"
            return
    raise AssertionError(f"{words!r} is not reached with {LONGEST_WAY} tabs")


def test_a_task_is_found_and_completed_by_keyboard(stage: Stage) -> None:
    subject = "Survei lewat papan ketik"
    desk = stage.desk("Bagus Prakoso")
    desk.start(SOP, subject)
    title = desk.page.get_by_role("heading", level=1).inner_text()
    page = stage.window()
    page.goto("/masuk/")
    tab_to(page, "Nama pengguna")
    page.keyboard.type("bagus.prakoso.kp2mi")
    tab_to(page, "Kata sandi")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/tugas/")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["name"] == "Langsung ke isi"
    page.keyboard.press("Enter")
    for _ in range(LONGEST_WAY):
        tab_to(page, title)
        if page.evaluate("document.activeElement.closest('tr').innerText").count(subject):
            break
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name=title).wait_for()
    tab_to(page, "Tulis isinya di sini")
    page.keyboard.press("Enter")
    tab_to(page, "Isi dokumen")
    page.keyboard.type("Laksanakan survei.")
    tab_to(page, "Selesaikan langkah")
    stage.shot(page, "tombol terfokus")
    page.keyboard.press("Enter")
    page.get_by_text("Tersimpan: langkah 1 selesai").wait_for()
