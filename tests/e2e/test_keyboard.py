"""Whole tasks by keyboard alone: nothing is clicked, nothing is focused but by keys; the focus is always seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from lajur.casework.demonstration.office import PASSWORD
from tests.e2e.desk import Desk
from tests.e2e.stage import Stage
from tests.e2e.test_satisfaction_survey import PLAN, SOP

if TYPE_CHECKING:
    from playwright.sync_api import Page

LONGEST_WAY = 120
FOCUSED = """() => {
  const it = document.activeElement, label = [...(it.labels ?? [])].map(one => one.innerText).join(" ");
  const said = it.getAttribute("aria-label") ?? "";
  const group = it.type === "radio" || it.type === "checkbox" ? "" : it.closest("[role=group]")?.innerText ?? "";
  const style = getComputedStyle(it), box = it.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height / 2, 20)];
  const top = document.elementFromPoint(x, y);
  return {
    name: [it.innerText, label, said].filter(Boolean).join(" ").trim(), group, kind: it.type ?? it.tagName,
    row: it.closest("tr")?.innerText ?? "", link: it.getAttribute("href") ?? "",
    visible: it.matches(":focus-visible"),
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== "none",
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    uncovered: Boolean(top) && (it.contains(top) || top.contains(it) || [...(it.labels ?? [])].some(
      one => one.contains(top))),
  };
}"""


def tab_to(page: Page, words: str, fits: Callable[[dict[str, str]], bool] | None = None, *, back: bool = False) -> None:
    """Tab until the focus is on what bears these words; on the whole way the focus is seen and not covered."""
    for _ in range(LONGEST_WAY):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        focused = page.evaluate(FOCUSED)
        if focused["kind"] == "BODY" or (focused["kind"] == "date" and not focused["visible"]):
            continue  # the last is the calendar's button inside a date field, which only the browser itself draws
        for wanted in ("visible", "ring", "inside", "uncovered"):
            assert focused[wanted], f"on the way to {words!r} the focus is not {wanted}: {focused}"
        if words in focused["name"] and (fits is None or fits(focused)):
            return
    raise AssertionError(f"{words!r} is not reached with {LONGEST_WAY} tabs")


def enter(page: Page, words: str, **how: bool) -> None:
    """Tab to a link or button and press it."""
    tab_to(page, words, **how)  # type: ignore[arg-type]
    page.keyboard.press("Enter")


def sign_in(stage: Stage, username: str) -> Page:
    page = stage.window()
    page.emulate_media(reduced_motion="reduce")  # the link to the content stands at once where it is looked for
    page.goto("/masuk/")
    tab_to(page, "Nama pengguna")
    page.keyboard.type(username)
    tab_to(page, "Kata sandi")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/tugas/")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["name"] == "Langsung ke isi"
    return page


def open_task(page: Page, subject: str, step: str) -> None:
    page.keyboard.press("Enter")  # straight to the content
    tab_to(page, "", lambda it: f"/{step}." in it["link"] and subject in it["row"])
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/{step}\.\d+/$"))


def begun(stage: Stage, subject: str, until: str = "") -> Desk:
    """A case as far as the test needs it, with the mouse."""
    head = stage.desk("Bagus Prakoso")
    head.start(SOP, subject)
    if until:
        head.excuse("disposisi-survei", "Disampaikan lisan.")
        head.finish()
    if until == "putuskan-rencana":
        surveyor = stage.desk("Anisa Rahma")
        surveyor.open(subject, "susun-rencana")
        surveyor.write("disposisi-survei", "Lisan.")
        surveyor.answer(jumlah_responden="31")
        surveyor.write(PLAN, "31 responden.")
        surveyor.finish()
    return head


def test_a_step_with_a_file_is_completed_by_keyboard(stage: Stage) -> None:
    subject = "Survei lewat papan ketik"
    begun(stage, subject)
    page = sign_in(stage, "bagus.prakoso.kp2mi")
    open_task(page, subject, "beri-arahan")
    tab_to(page, "Berkas", lambda it: it["kind"] == "file")
    with page.expect_file_chooser() as asked:
        page.keyboard.press("Space")
    asked.value.set_files({"name": "Disposisi.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 disposisi"})
    page.locator("main a[href*='/unggahan/']").first.wait_for()
    tab_to(page, "Selesaikan langkah", lambda it: it["kind"] == "submit")
    stage.shot(page, "tombol terfokus")
    page.keyboard.press("Enter")
    page.get_by_text("Tersimpan: langkah 1 selesai").wait_for()


def test_a_decision_to_return_is_looked_at_and_saved_by_keyboard(stage: Stage) -> None:
    subject = "Survei diputuskan lewat papan ketik"
    begun(stage, subject, "putuskan-rencana")
    page = sign_in(stage, "bagus.prakoso.kp2mi")
    open_task(page, subject, "putuskan-rencana")
    tab_to(page, "Setuju →", lambda it: it["kind"] == "radio")
    page.keyboard.press("ArrowDown")
    assert "Perlu perbaikan" in page.evaluate(FOCUSED)["name"]
    tab_to(page, "Catatan untuk langkah berikutnya")
    page.keyboard.type("Tambahkan responden auditor.")
    enter(page, "Periksa dan simpan keputusan")
    page.wait_for_url("**/periksa/")
    stage.shot(page, "periksa keputusan")
    enter(page, "Simpan keputusan ini")
    page.get_by_text("Tersimpan: langkah").wait_for()
    stage.desk("Anisa Rahma").open(subject, "susun-rencana")


def test_a_task_is_handed_over_by_keyboard(stage: Stage) -> None:
    subject = "Survei dialihkan lewat papan ketik"
    begun(stage, subject, "susun-rencana")
    page = sign_in(stage, "anisa.rahma.kp2mi")
    open_task(page, subject, "susun-rencana")
    enter(page, "Alihkan")
    page.wait_for_url("**/alihkan/")
    tab_to(page, "Hendra Saputra", lambda it: it["kind"] == "checkbox")
    page.keyboard.press("Space")
    tab_to(page, "Alasan")
    page.keyboard.type("Dinas ke Surabaya.")
    tab_to(page, "Alihkan", lambda it: it["kind"] == "submit")
    page.keyboard.press("Enter")
    page.get_by_text("Tugas sudah dialihkan.").wait_for()
    stage.desk("Hendra Saputra").open(subject, "susun-rencana")


def test_a_deviation_is_answered_by_keyboard(stage: Stage) -> None:
    subject = "Survei dijawab lewat papan ketik"
    begun(stage, subject, "susun-rencana")
    page = sign_in(stage, "bagus.prakoso.kp2mi")
    enter(page, "Penyimpangan")
    page.wait_for_url("**/penyimpangan/")
    tab_to(page, "", lambda it: it["link"].endswith("/jawab/") and subject in it["row"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/jawab/")
    tab_to(page, "Penjelasan Anda")
    page.keyboard.type("Disampaikan dalam rapat, notula menyusul.")
    tab_to(page, "Simpan penjelasan")
    page.keyboard.press("Enter")
    page.get_by_text("menunggu penilaian").first.wait_for()


def test_an_acting_officer_is_appointed_by_keyboard(stage: Stage) -> None:
    page = sign_in(stage, "dian.kartika.kp2mi")
    enter(page, "Pengelolaan")
    page.wait_for_url("**/pengelolaan/")
    tab_to(page, "Jabatan", lambda it: it["link"] == "/pengelolaan/jabatan/")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pengelolaan/jabatan/")
    tab_to(page, "Penanggung Jawab Kinerja", lambda it: "/pengelolaan/jabatan/" in it["link"])
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/jabatan/[0-9a-f-]{36}/$"))
    tab_to(page, "Pegawai", lambda it: it["kind"] == "text")
    page.keyboard.type("rizal.fahmi.kp2mi")  # in no other journey: who holds two offices has two superiors
    tab_to(page, "Sebagai")
    page.keyboard.type("Pelaksana t")
    tab_to(page, "Nomor surat")
    page.keyboard.type("SP-12/2026")
    day = datetime.now(ZoneInfo("Asia/Jakarta")).date()
    for name, last in (("Mulai", day), ("Hari terakhir", day + timedelta(days=9))):
        tab_to(page, name)
        page.keyboard.type(f"{last:%m%d%Y}")
        if page.evaluate("document.activeElement.value") != last.isoformat():  # a browser that asks for the day first
            page.keyboard.press("ArrowLeft")
            page.keyboard.press("ArrowLeft")
            page.keyboard.type(f"{last:%d%m%Y}")
        assert page.evaluate("document.activeElement.value") == last.isoformat()
    tab_to(page, "Catat", lambda it: it["kind"] == "submit")
    stage.shot(page, "pelaksana tugas")
    page.keyboard.press("Enter")
    page.get_by_text("SP-12/2026").first.wait_for()


def test_a_case_is_found_by_keyboard(stage: Stage) -> None:
    subject = "Survei yang dicari lewat papan ketik"
    begun(stage, subject)
    page = sign_in(stage, "bagus.prakoso.kp2mi")
    page.keyboard.press("/")
    page.keyboard.type(subject)
    page.keyboard.press("Enter")
    page.wait_for_url("**/cari/**")
    tab_to(page, subject, lambda it: "/pelaksanaan/" in it["link"])
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name=subject).wait_for()
