"""At the first run on somebody's own desk the start page opens in his browser, once for each data folder.

A process of its own waits for the server and opens the page, so that nothing of it can hold up or end the start. It
reads the address from its input: what else runs on the machine need not see the code of the first run in it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit

PATIENCE_SECONDS = 120
MARK = "peramban-dibuka"
FAR_AWAY = ("CI", "SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")
ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - read, not listened on


def somebody_sits_here(environ: Mapping[str, str], platform: str, *streams: TextIO) -> bool:
    """Whether a person started this at a screen of his own, and has not said `LAJUR_BUKA=0`."""
    if environ.get("LAJUR_BUKA") == "0" or any(environ.get(name) for name in FAR_AWAY):
        return False
    if not all(stream.isatty() for stream in streams):
        return False
    return platform in ("darwin", "win32") or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def reachable(host: str) -> str:
    """The address under which a browser here finds a server that listens on `host`, as it stands in a URL."""
    host = ANY_ADDRESS.get(host, host)
    return f"[{host}]" if ":" in host else host


def open_at_first_run(address: str, data: Path) -> bool:
    """Have `address` opened as soon as it answers, unless it was before; whether that was set off. Never raises what a
    missing browser, a full disk or a closed terminal may cause."""
    try:
        if not somebody_sits_here(os.environ, sys.platform, sys.stdin, sys.stdout):
            return False
        with (data / MARK).open("x"):
            pass
        opener = subprocess.Popen(
            [sys.executable, "-m", "lajur.entrypoints.cli.browser"],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        assert opener.stdin is not None
        with opener.stdin as asked:
            asked.write(address.encode())
    except (OSError, ValueError, AttributeError):
        return False
    return True


def open_when_it_answers(address: str, patience: float = PATIENCE_SECONDS) -> bool:
    """Wait for the server, then open the page in a browser with windows; one that needs the terminal is left alone."""
    place = urlsplit(address)
    give_up = time.monotonic() + patience
    while time.monotonic() < give_up:
        try:
            socket.create_connection((place.hostname or "", place.port or 80), timeout=5).close()
        except OSError:
            time.sleep(0.2)
            continue
        return _open(address)
    return False


def _open(address: str) -> bool:
    try:
        browser = webbrowser.get()
        if type(browser) is webbrowser.GenericBrowser and not os.environ.get("BROWSER"):
            return False
        return browser.open(address)
    except (webbrowser.Error, OSError):
        return False


if __name__ == "__main__":
    open_when_it_answers(sys.stdin.read())
