"""The browser, in a thread of its own, and the desks of officers in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from tests.e2e.desk import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.e2e.album import Album

T = TypeVar("T")

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 60_000  # milliseconds for one answer, on a machine that others keep busy
HEIGHTS = {1366: 768, 360: 800}


class Stage:
    """`play` runs a journey; inside it `desk` opens a window for an officer."""

    def __init__(self, address: str, album: Album) -> None:
        self.address, self.album, self.journey = address, album, ""
        self.widths: tuple[int, ...] = ()
        self._shelves: set[str] = set()
        self._thread = ThreadPoolExecutor(1, "browser")
        self._cookies: dict[str, Any] = {}
        self._windows: list[BrowserContext] = []
        self._browser: Browser = self._thread.submit(self._start).result()

    def _start(self) -> Browser:
        from playwright.sync_api import expect, sync_playwright

        expect.set_options(timeout=PATIENCE)
        self._playwright = sync_playwright().start()
        return self._playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)

    def end(self) -> None:
        def stop() -> None:
            self._browser.close()
            self._playwright.stop()

        self._thread.submit(stop).result()
        self._thread.shutdown()

    def play(
        self, name: str, journey: Callable[[], T], *, user: str = "", widths: tuple[int, ...] = tuple(HEIGHTS)
    ) -> T:
        """`user`: the kind of user whose journey it is. Pictures are taken at each of `widths`."""
        self.widths = widths
        return self._thread.submit(self._play, name, journey, user).result()

    def _play(self, name: str, journey: Callable[[], T], user: str) -> T:
        title = name.removeprefix("test_").replace("_", " ")
        self.journey = title.replace("[", "-").rstrip("]").replace(" ", "-")
        self.album.begin(self.journey, user, title)
        try:
            return journey()
        except BaseException:
            for window in self._windows:
                for page in window.pages:
                    if page.url == "about:blank":
                        continue
                    self.album.take(page, self.journey, "where it failed")
            raise
        finally:
            for window in self._windows:
                window.close()
            self._windows.clear()

    def window(self, width: int = 1366, *, scripts: bool = True, cookies: Any = None) -> Page:
        """A window in which nobody is signed in yet."""
        context = self._browser.new_context(
            viewport={"width": width, "height": HEIGHTS[width]},
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            java_script_enabled=scripts,
            base_url=self.address,
            storage_state=cookies,
        )
        context.set_default_timeout(PATIENCE)
        self._windows.append(context)
        return context.new_page()

    def desk(self, name: str, width: int = 1366, *, scripts: bool = True, user: str = "") -> Desk:
        """The desk of an officer of the demonstration, signed in with the button of the sign-in page.

        `user`: the kind of user he is, where a journey has several: his pictures stand on that shelf of the album.
        """
        if name not in self._cookies or self._is_signed_out(name):
            page = self.window()
            page.goto("/masuk/")
            page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
            page.get_by_role("button", name=f"Masuk sebagai {name}", exact=True).click()
            page.wait_for_url("**/tugas/")
            self._cookies[name] = page.context.storage_state()
            self._windows.pop().close()
        page = self.window(width, scripts=scripts, cookies=self._cookies[name])
        return Desk(page, name, partial(self.shot, journey=self._shelf(user) if user else ""))

    def _is_signed_out(self, name: str) -> bool:
        """Whether an earlier journey has ended the session kept for this officer, by a training room for one."""
        asked = self._playwright.request.new_context(base_url=self.address, storage_state=self._cookies[name])
        ended = asked.get("/akun/").url.partition("?")[0].endswith("/masuk/")
        asked.dispose()
        return ended

    def _shelf(self, user: str) -> str:
        shelf = f"{self.journey}--{re.sub('[^a-z]+', '-', user.lower()).strip('-')}"
        if shelf not in self._shelves:
            self._shelves.add(shelf)
            self.album.begin(shelf, user, self.journey.replace("-", " "))
        return shelf

    def shot(self, page: Page, caption: str, journey: str = "") -> None:
        """The page as it stands, at every width asked for; afterwards it is as wide as before."""
        if not self.album.open:
            page.wait_for_load_state()
            return
        size = page.viewport_size
        for width in self.widths:
            page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            page.wait_for_timeout(60)  # drawn at its new width before it is taken
            self.album.take(page, journey or self.journey, caption)
        if size:
            page.set_viewport_size(size)
