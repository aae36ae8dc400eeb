"""The look, in a real browser: every component at 360 and 1366 px, light and dark, without a fault that axe finds."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.staticfiles import finders
from django.test import override_settings

from lajur.ui.pages import render_page
from lajur.ui.testing import make_request
from lajur.ui.tests.gallery import sample_context

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

CHROMIUM = Path("/usr/bin/chromium")
SHOTS = Path("/tmp/gallery")  # for people to leaf through
ORIGIN = "http://lajur.test"
SELF_ONLY = ("script-src", "style-src", "img-src", "connect-src", "form-action")
POLICY = "default-src 'none'; " + "; ".join(f"{kind} 'self'" for kind in SELF_ONLY)
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed: apt-get install -y chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        yield running
        running.close()


@pytest.fixture(scope="module")
def html() -> str:
    with override_settings(TEMPLATES=TEMPLATES):
        request = make_request(messages=[(25, "Langkah 1 selesai. Tugas berikutnya pada Tim Survei.")])
        return render_page(request, "gallery.html", sample_context(), status=422).content.decode()


def opened(browser: Browser, html: str, **options: Any) -> Page:
    """The page in a browser that reaches nothing but our static files, under our content security policy."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN).partition("?")[0]
        found = finders.find(path.removeprefix("/statis/")) if path.startswith("/statis/") else None
        if found:
            route.fulfill(path=found, content_type=mimetypes.guess_type(found)[0])
        else:
            route.fulfill(
                body=html, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY}
            )

    context = browser.new_context(locale="id-ID", timezone_id="Asia/Jakarta", **options)
    page = context.new_page()
    page.route("**/*", answer)
    return page


@pytest.mark.parametrize("width", [360, 1366])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_component_is_accessible_and_obeys_the_content_policy(
    browser: Browser, html: str, width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = opened(browser, html, viewport={"width": width, "height": 768 if width > 400 else 740}, color_scheme=scheme)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(ORIGIN)
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{width}-{scheme}.png", full_page=True)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


def test_the_page_reflows_at_400_percent_zoom(browser: Browser, html: str) -> None:
    page = opened(browser, html, viewport={"width": 320, "height": 256})
    page.goto(ORIGIN)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_menu_of_the_person_opens_above_the_page(browser: Browser, html: str, scripts: bool) -> None:
    page = opened(browser, html, viewport={"width": 360, "height": 740}, java_script_enabled=scripts)
    page.goto(ORIGIN)
    page.locator(".menu summary").press("Enter")
    for name in ("Keluar", "English"):
        page.get_by_role("button", name=name).click(trial=True)  # fails when something lies over it
    page.get_by_role("link", name="Akun saya").click(trial=True)
    page.context.close()


def test_the_error_summary_has_the_focus_with_and_without_scripts(browser: Browser, html: str) -> None:
    for scripts in (True, False):
        page = opened(browser, html, java_script_enabled=scripts)
        page.goto(ORIGIN)
        assert page.locator("#error-summary:focus").count() == 1
        page.context.close()


def test_no_target_is_smaller_than_24_pixels(browser: Browser, html: str) -> None:
    page = opened(browser, html, viewport={"width": 360, "height": 740})
    page.goto(ORIGIN)
    small = page.evaluate(
        """() => [...document.querySelectorAll("main a, main button, main input, header a, header summary")]
            .filter((e) => e.offsetParent && Math.min(e.offsetHeight, e.offsetWidth) < 24)
            .map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert small == []
    page.context.close()


def test_a_dangerous_button_asks_first_and_a_form_is_sent_once(browser: Browser, html: str) -> None:
    page = opened(browser, html)
    sent: list[str] = []
    page.goto(ORIGIN)
    page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    page.get_by_role("button", name="Batalkan").click()
    dialog = page.get_by_role("dialog")
    assert "Semua tugas yang terbuka ditutup" in dialog.inner_text()
    dialog.get_by_role("button", name="Tidak, kembali").click()
    assert sent == []
    page.get_by_role("button", name="Batalkan").click()
    with page.expect_navigation():
        dialog.get_by_role("button", name="Ya, lanjutkan").click()
    assert sent == ["POST"]
    page.context.close()


def test_a_second_click_sends_nothing(browser: Browser, html: str) -> None:
    page = opened(browser, html)
    page.goto(ORIGIN)
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    with page.expect_navigation():
        page.evaluate("() => { const b = document.querySelector('.form button'); b.click(); b.click(); b.click(); }")
    assert len(sent) == 1
    page.context.close()


def test_chosen_files_are_listed_before_they_are_sent(browser: Browser, html: str) -> None:
    page = opened(browser, html)
    page.goto(ORIGIN)
    page.set_input_files(
        "#id_papers", {"name": "Laporan akhir.pdf", "mimeType": "application/pdf", "buffer": b"x" * 1_500_000}
    )
    assert page.locator(".drop-list").inner_text() == "Laporan akhir.pdf · 1,5 MB"
    page.context.close()
