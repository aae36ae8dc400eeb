"""What a page weighs on the line and how long it takes over a bad one, from the browser's own figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""400 kbit/s and 400 ms, in bytes a second and milliseconds."""
SLOWED = 4
ENDED = "performance.getEntriesByType('navigation')[0].loadEventEnd"


class Scales:
    """Counts the bytes of a page's visits, headers included, as they came over the line."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.line: CDPSession = page.context.new_cdp_session(page)
        self.kinds: dict[str, str] = {}
        self.bytes: Counter[str] = Counter()
        self.line.on("Network.responseReceived", self._came)
        self.line.on("Network.loadingFinished", self._ended)
        self.line.send("Network.enable")

    def _came(self, told: dict[str, Any]) -> None:
        self.kinds[told["requestId"]] = told["type"]

    def _ended(self, told: dict[str, Any]) -> None:
        self.bytes[self.kinds.get(told["requestId"], "Other")] += int(told["encodedDataLength"])

    def first(self, path: str) -> Counter[str]:
        """Bytes by kind of what a browser fetches that has nothing of Lajur yet."""
        self.line.send("Network.clearBrowserCache")
        return self.again(path)

    def again(self, path: str) -> Counter[str]:
        self.kinds.clear()
        self.bytes.clear()
        self.page.goto(path)
        self.page.wait_for_load_state("networkidle")
        return Counter(self.bytes)

    @contextmanager
    def slowly(self) -> Iterator[None]:
        """As over a bad line, with an old processor."""
        self.line.send("Network.emulateNetworkConditions", SLOW)
        self.line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        try:
            yield
        finally:
            self.line.send("Emulation.setCPUThrottlingRate", {"rate": 1})
            self.line.send(
                "Network.emulateNetworkConditions",
                SLOW | {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
            )

    def seconds(self, path: str) -> tuple[float, float]:
        """Until all of a page is there and has run: with nothing kept, and at the next visit."""
        self.line.send("Network.clearBrowserCache")
        return self._visit(path), self._visit(path)

    def _visit(self, path: str) -> float:
        self.page.goto(path, wait_until="load")
        self.page.wait_for_function(f"{ENDED} > 0")
        return float(self.page.evaluate(ENDED)) / 1000
