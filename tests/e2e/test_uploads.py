"""Files on a bad line, in a real browser: the line breaks, the tab closes, the file arrives whole all the same."""

from __future__ import annotations

import hashlib
import random
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.stage import Stage
from tests.e2e.test_satisfaction_survey import PLAN, SOP

if TYPE_CHECKING:
    from playwright.sync_api import Route

pytestmark = pytest.mark.user("Siapa saja, bila ada yang keliru")

PARTS = re.compile(r"/unggah/[0-9a-f-]+/$")


def slowly(route: Route) -> None:
    """A thin line: every part takes its time."""
    time.sleep(0.4)
    route.continue_()


def test_a_file_goes_on_after_a_broken_line_and_in_a_new_tab(stage: Stage, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    subject = "Survei dengan unggahan terputus"
    head, surveyor = stage.desk("Bagus Prakoso"), stage.desk("Anisa Rahma", 360)
    head.start(SOP, subject)
    head.write("disposisi-survei", "Laksanakan.")
    head.finish()
    data = b"%PDF-1.7 " + random.Random(7).randbytes(8_000_000)
    digest = hashlib.sha256(data).hexdigest()
    file = tmp_path / "Rencana – “final” 調査.pdf"
    file.write_bytes(data)

    surveyor.open(subject, "susun-rencana")
    page, context = surveyor.page, surveyor.page.context
    address = page.url
    context.route(PARTS, slowly)
    surveyor.slot(PLAN).locator("input[type=file]").set_input_files(file)
    bar = surveyor.slot(PLAN).locator("progress")
    expect(bar).to_be_visible()
    page.wait_for_function("() => document.querySelector('progress').value > 100000")
    for _ in range(2):
        context.set_offline(True)
        expect(surveyor.slot(PLAN)).to_contain_text("Sambungan terputus")
        surveyor.shot("sambungan terputus di tengah unggahan")
        before = bar.evaluate("bar => bar.value")
        assert before > 0
        context.set_offline(False)
        page.wait_for_function("before => document.querySelector('progress').value > before", arg=before)
    page.close()  # in the middle of it

    page = surveyor.page = context.new_page()
    page.goto(address)
    broken = page.locator("[data-broken]")
    expect(broken).to_contain_text("Pilih lagi berkas yang sama")
    surveyor.shot("unggahan yang terhenti")
    sent: list[int] = []
    page.on("request", lambda request: sent.append(len(request.post_data_buffer or b"")) if request.method == "PUT" else None)  # fmt: skip  # noqa: E501
    surveyor.slot(PLAN).locator("input[type=file]").set_input_files(file)
    expect(surveyor.slot(PLAN).get_by_role("checkbox")).to_be_checked(timeout=60_000)
    expect(broken).to_have_count(0)
    assert 0 < sum(sent) < len(data)  # what had arrived was not sent again
    surveyor.shot("berkas sudah sampai")

    page.get_by_role("link", name="Tanda terima").click()
    surveyor.sees(digest, file.name, "WIB", "Masih sama dengan yang diterima")
    assert page.locator(".receipt-qr").evaluate("image => image.complete && image.naturalWidth > 0")
    surveyor.shot("tanda terima")
    page.go_back()
    surveyor.answer(jumlah_responden="30")
    surveyor.write_the_rest()
    surveyor.finish()

    head.case(subject)
    head.page.get_by_role("link", name=file.name).first.click()
    head.sees(digest)
    with head.page.expect_download() as download:
        head.page.get_by_role("link", name="Unduh").click()
    assert hashlib.sha256(download.value.path().read_bytes()).hexdigest() == digest
    head.shot("halaman dokumen")


def test_a_form_sent_too_early_waits_for_its_files(stage: Stage, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    subject = "Survei dengan kiriman terburu-buru"
    head, surveyor = stage.desk("Bagus Prakoso"), stage.desk("Anisa Rahma")
    head.start(SOP, subject)
    head.write("disposisi-survei", "Laksanakan.")
    head.finish()
    surveyor.open(subject, "susun-rencana")
    surveyor.page.context.route(PARTS, slowly)
    surveyor.answer(jumlah_responden="30")
    picked = [
        {"name": f"bagian {n}.pdf", "mimeType": "application/pdf", "buffer": bytes([n]) * 400_000} for n in (1, 2)
    ]
    surveyor.slot(PLAN).locator("input[type=file]").set_input_files([*picked, {"name": "kosong.pdf", "mimeType": "", "buffer": b""}])  # fmt: skip  # noqa: E501
    expect(surveyor.slot(PLAN)).to_contain_text("Berkas “kosong.pdf” kosong")
    surveyor.slot(PLAN).locator("li", has_text="kosong.pdf").get_by_role("button", name="Hapus").click()
    expect(surveyor.slot(PLAN).locator("li", has_text="kosong.pdf")).to_have_count(0)
    surveyor.finish()
    head.case(subject)
    head.sees("bagian 1.pdf", "bagian 2.pdf")


def test_a_file_dropped_on_the_wrong_slot_is_moved_without_scripts(stage: Stage) -> None:
    from playwright.sync_api import expect

    subject = "Survei dengan berkas salah tempat"
    head, surveyor = stage.desk("Bagus Prakoso"), stage.desk("Anisa Rahma", scripts=False)
    head.start(SOP, subject)
    head.write("disposisi-survei", "Laksanakan.")
    head.finish()
    surveyor.open(subject, "susun-rencana")
    surveyor.attach(PLAN, ("rencana.pdf", b"%PDF-1.4 rencana"))
    surveyor.page.get_by_role("button", name="Selesaikan langkah").click()  # something is missing: it comes back
    expect(surveyor.page.get_by_label("rencana.pdf")).to_be_checked()
    surveyor.page.get_by_role("link", name="Tanda terima").click()
    surveyor.sees("rencana.pdf", "Menunggu langkahnya diselesaikan")
    surveyor.page.get_by_role("button", name="Tidak jadi dipakai").click()
    surveyor.sees("Berkas tidak jadi dipakai")
    expect(surveyor.page.get_by_label("rencana.pdf")).to_have_count(0)
