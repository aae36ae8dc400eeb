"""The case page in a browser: who, since when, waiting for what, and until when, without scrolling."""

from __future__ import annotations

import pytest

from lajur.casework.cases.testing import Office, complete, make_row
from lajur.casework.cases.tests.browsing import path
from lajur.casework.cases.tests.test_browser import CHROMIUM, ORIGIN, Window, faults
from lajur.registers.organisation.testing import done
from lajur.registers.organisation.tests.browsing import signed_in

pytestmark = [
    pytest.mark.usefixtures("still_clock", "own_folder"),
    pytest.mark.django_db,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed: apt-get install -y chromium"),
]
LONG = "Mengunduh Formulir Data Penyedia serta Formulir Keikutsertaan dari aplikasi pengadaan instansi"


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (360, 800)])
def test_the_case_page_answers_without_scrolling(office: Office, width: int, height: int) -> None:
    office.publish(
        "panjang",
        [make_row("unduh", time="2 jam", kegiatan=LONG), make_row("periksa", "koordinator", time="1 hari")],
        title="SOP Rekrutmen dan Registrasi Penyedia pada Unit Kerja Pengadaan",
    )
    case = office.start("panjang")
    client = signed_in(office.ani)

    def journey(window: Window) -> tuple[list[float], list[str]]:
        page = window.open(client, width=width)
        page.set_viewport_size({"width": width, "height": height})
        page.goto(ORIGIN + path(case))
        ends = []
        for box in page.locator(".answers > div").all():
            place = box.bounding_box()
            assert place is not None
            ends.append(place["y"] + place["height"])
        page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
        return ends, faults(page)

    ends, found = Window(journey).run()
    assert len(ends) == 5
    assert max(ends[:4]) <= height
    assert found == []


@pytest.mark.parametrize("width", [360, 1366])
def test_the_overview_has_no_fault_that_axe_finds(office: Office, width: int) -> None:
    case = office.start()
    done(complete(case, "buat.1", office.ani, outputs=["konsep"], attachments=["permintaan"]))
    done(complete(case, "periksa.1", office.koordinator, exit="perbaiki"))
    client = signed_in(office.kepala)

    def journey(window: Window) -> list[str]:
        page = window.open(client, width=width)
        page.set_default_timeout(30_000)
        page.goto(ORIGIN + "/ikhtisar/")
        page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
        return faults(page)

    assert Window(journey).run() == []
