"""The pages in a real browser, at 360 and 1366 px: nothing that axe finds, nothing wider than the screen, and a whole
SOP without JavaScript."""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Callable
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from lajur.casework.cases.models import Case
from lajur.casework.cases.testing import Office, complete
from lajur.casework.cases.tests.browsing import path
from lajur.registers.organisation.testing import done
from lajur.registers.organisation.tests.browsing import signed_in

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

CHROMIUM = Path("/usr/bin/chromium")
SHOTS = Path("/tmp/halaman")  # for people to leaf through
PICTURES = "PYTEST_XDIST_WORKER" not in os.environ  # in `make test` nobody does
ORIGIN = "http://testserver"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed: apt-get install -y chromium"),
]


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


class Window:
    """A browser in a thread of its own; what it asks for is answered in the test's thread, inside its transaction."""

    def __init__(self, journey: Callable[[Window], Any]) -> None:
        self.asked: Queue[tuple[Any, ...] | None] = Queue()
        self.journey, self.result = journey, None
        self.failure: BaseException | None = None

    def run(self) -> Any:
        thread = Thread(target=self._browse)
        thread.start()
        while (asked := self.asked.get()) is not None:
            client, method, wanted, body, kind, reply = asked
            try:
                reply.put(client.generic(method, wanted, body, content_type=kind))
            except Exception as problem:  # a page that breaks must not leave the browser waiting
                reply.put(problem)
        thread.join()
        if self.failure:
            raise self.failure
        return self.result

    def _browse(self) -> None:
        from playwright.sync_api import sync_playwright

        try:
            with sync_playwright() as playwright:
                self.browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
                self.result = self.journey(self)
                self.browser.close()
        except BaseException as problem:  # told by `run`, in the test's thread
            self.failure = problem
        finally:
            self.asked.put(None)

    def open(self, client: Client, *, width: int = 1366, scripts: bool = True) -> Page:
        height = 768 if width > 600 else 740
        page = self.browser.new_page(
            viewport={"width": width, "height": height}, locale="id-ID", java_script_enabled=scripts
        )
        page.set_default_timeout(10_000)
        page.route("**/*", lambda route: self._answer(route, client))
        return page

    def _answer(self, route: Route, client: Client) -> None:
        request, address = route.request, urlsplit(route.request.url)
        if address.path.startswith("/statis/"):
            file = str(finders.find(address.path.removeprefix("/statis/")))
            route.fulfill(body=Path(file).read_bytes(), content_type=mimetypes.guess_type(file)[0] or "")
            return
        wanted = f"{address.path}?{address.query}" if address.query else address.path
        reply: Queue[Any] = Queue()
        kind = request.headers.get("content-type", "application/octet-stream")
        self.asked.put((client, request.method, wanted, request.post_data_buffer or b"", kind, reply))
        given = reply.get()
        if isinstance(given, Exception):
            route.abort()
        elif given.status_code in (301, 302):  # a redirect would leave the route, and there is no such host
            route.fulfill(
                body=f'<meta http-equiv="refresh" content="0;url={given["Location"]}">', content_type="text/html"
            )
        else:
            headers = {name: value for name, value in given.headers.items() if name != "Content-Length"}
            route.fulfill(status=given.status_code, headers=headers, body=given.content)


def faults(page: Page) -> list[str]:
    """What axe finds, and what is wider than the screen."""
    from axe_playwright_python.sync_playwright import Axe

    told = Axe().run(page, options={"resultTypes": ["violations"], "selectors": False}).response["violations"]
    found = [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in told]
    beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*found, *([f"{beyond} px too wide"] if beyond > 0 else [])]


@pytest.mark.parametrize("width", [360, 1366])
def test_no_page_has_a_fault_that_axe_finds(office: Office, width: int) -> None:
    case = office.start()
    done(complete(case, "buat.1", office.ani, attachments=["permintaan"], without={"konsep": "Menyusul besok"}))
    record = case.records.get()
    addresses = [ "/tugas/", "/tugas/menunggu/", "/tugas/selesai/", "/pelaksanaan/", "/penyimpangan/?bagian=semua",
        "/sop/", "/sop/surat/", "/pemberitahuan/", "/pengganti/", "/akun/", path(case), path(case, "periksa.1"),
        path(case, "buat.1"), path(case, "periksa.1", "alihkan/"), path(case, "periksa.1", "kembalikan/"),
        path(case, "", "penyimpangan/1/nilai/"), f"/dokumen/{record.id}/", "/tidak/ada/",
    ]  # fmt: skip
    client = signed_in(office.koordinator)
    SHOTS.mkdir(exist_ok=True)

    def journey(window: Window) -> dict[str, list[str]]:
        stranger, page = window.open(Client(), width=width), window.open(client, width=width)
        stranger.goto(ORIGIN + "/masuk/")
        found = {"/masuk/": faults(stranger)}
        for number, address in enumerate(addresses):
            page.goto(ORIGIN + address)
            page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
            if PICTURES:
                page.screenshot(path=SHOTS / f"{number:02}-{width}.png", full_page=True)
            found[address] = faults(page)
        page.goto(ORIGIN + path(case, "periksa.1"))
        page.get_by_role("button", name="Simpan keputusan").click()
        page.locator("#error-summary").wait_for()
        found["422"] = faults(page)
        page.get_by_text("Lanjutkan tanpa dokumen ini", exact=True).click()
        page.get_by_label("Alasan melanjutkan tanpa dokumen ini").fill("Menyusul lusa")
        page.get_by_label("Setuju → lanjut ke langkah 3").check()
        page.get_by_role("button", name="Periksa dan simpan keputusan").click()
        page.wait_for_url("**/periksa/")
        found["periksa"] = faults(page)
        page.get_by_role("link", name="Ubah isian").click()
        page.get_by_role("button", name="Buang draf").wait_for()
        found["draf"] = faults(page)
        return {address: told for address, told in found.items() if told}

    assert Window(journey).run() == {}


def test_a_whole_sop_runs_without_javascript(office: Office) -> None:
    clients = [signed_in(person) for person in (office.ani, office.koordinator, office.kepala)]

    def journey(window: Window) -> None:
        ani, koordinator, kepala = (window.open(client, width=360, scripts=False) for client in clients)
        ani.goto(ORIGIN + "/sop/")
        ani.get_by_role("link", name="Mulai SOP uji").click()
        ani.get_by_role("textbox", name="Hal").fill("Surat tugas")
        ani.get_by_role("button", name="Mulai").click()
        for place, words in enumerate(("Permintaan bidang", "Konsep surat")):
            ani.get_by_text("Tulis isinya di sini").nth(place).click()
            ani.get_by_label("Isi dokumen").nth(place).fill(words)
        ani.get_by_role("button", name="Selesaikan langkah").click()
        ani.get_by_text("Tersimpan: langkah 1 selesai").wait_for()
        koordinator.goto(ORIGIN + "/tugas/")
        koordinator.get_by_role("link", name="Mengerjakan periksa").click()
        koordinator.get_by_label("Setuju → lanjut ke langkah 3").check()
        koordinator.get_by_role("button", name="Periksa dan simpan keputusan").click()
        koordinator.get_by_role("button", name="Simpan keputusan ini").click()
        koordinator.get_by_text("Tersimpan: langkah 2 selesai").wait_for()
        kepala.goto(ORIGIN + "/tugas/")
        kepala.get_by_role("link", name="Mengerjakan sahkan").click()
        kepala.get_by_text("Selesaikan tanpa hasil ini").click()
        kepala.get_by_label("Alasan melanjutkan tanpa dokumen ini").fill("Dicetak besok")
        kepala.get_by_role("button", name="Selesaikan langkah").click()
        kepala.get_by_role("button", name="Selesaikan langkah ini").click()
        kepala.get_by_text("Tersimpan: langkah 3 selesai").wait_for()

    Window(journey).run()
    case = Case.objects.get()
    assert case.status == "selesai"
    assert {record.kind: record.text for record in case.records.all()} == {
        "permintaan": "Permintaan bidang",
        "konsep": "Konsep surat",
    }
