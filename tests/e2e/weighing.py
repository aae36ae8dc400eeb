"""What a page weighs on the line and how long it takes over a bad one, from the browser's own figures."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""400 kbit/s and 400 ms, in bytes a second and milliseconds."""
SLOWED = 4
ENDED = "performance.getEntriesByType('navigation')[0].loadEventEnd"


ICON = "Other"
"""The kind of the page's icon, which the browser fetches once, whenever it likes: weighed, but not counted."""
PATIENCE = 5  # seconds for what is still on its way when a page is there


@dataclass
class Visit:
    """What came over the line: bytes by kind, headers included, and how many answers."""

    bytes: Counter[str] = field(default_factory=Counter)
    answers: int = 0

    @property
    def total(self) -> int:
        return self.bytes.total()

    def __str__(self) -> str:
        kinds = ", ".join(f"{kind} {size}" for kind, size in self.bytes.most_common())
        return f"{self.total} bytes in {self.answers} answers ({kinds})"


class Scales:
    """Counts what a page's visits bring over the line."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.line: CDPSession = page.context.new_cdp_session(page)
        self.kinds: dict[str, str] = {}
        self.under_way: set[str] = set()
        self.visit = Visit()
        self.line.on("Network.requestWillBeSent", lambda told: self.under_way.add(told["requestId"]))
        self.line.on("Network.responseReceived", self._came)
        self.line.on("Network.loadingFinished", self._ended)
        self.line.on("Network.loadingFailed", lambda told: self.under_way.discard(told["requestId"]))
        self.line.send("Network.enable")

    def _came(self, told: dict[str, Any]) -> None:
        self.kinds[told["requestId"]] = told["type"]

    def _ended(self, told: dict[str, Any]) -> None:
        self.under_way.discard(told["requestId"])
        if size := int(told["encodedDataLength"]):  # none when the browser had it kept
            kind = self.kinds.get(told["requestId"], ICON)
            self.visit.bytes[kind] += size
            self.visit.answers += kind != ICON

    def first(self, path: str) -> Visit:
        """What a browser fetches that has nothing of Lajur yet."""
        self.line.send("Network.clearBrowserCache")
        return self.again(path)

    def again(self, path: str) -> Visit:
        self.kinds.clear()
        self.under_way.clear()
        self.visit = Visit()
        self.page.goto(path, wait_until="load")
        until = time.monotonic() + PATIENCE
        while self.under_way and time.monotonic() < until:
            self.page.wait_for_timeout(10)
        return self.visit

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
