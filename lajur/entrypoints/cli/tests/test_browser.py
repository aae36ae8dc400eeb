"""The browser opens once, where somebody sits; with a browser and terminals that only look like some."""

from __future__ import annotations

import io
import os
import socket
import stat
import subprocess
import sys
import webbrowser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lajur.entrypoints.cli import browser, serve

DESK = {"DISPLAY": ":0"}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        (DESK, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "darwin", True),
        ({}, "win32", True),
        ({}, "linux", False),
        (DESK | {"CI": "true"}, "linux", False),
        (DESK | {"SSH_CONNECTION": "10.0.0.1 5 10.0.0.2 22"}, "linux", False),
        ({"SSH_TTY": "/dev/pts/1"}, "darwin", False),
        (DESK | {"LAJUR_BUKA": "0"}, "linux", False),
        (DESK | {"LAJUR_BUKA": "1"}, "linux", True),
    ],
)
def test_a_browser_opens_only_where_somebody_sits(environ: dict[str, str], platform: str, expected: bool) -> None:
    assert browser.somebody_sits_here(environ, platform, Terminal(), Terminal()) is expected
    assert not browser.somebody_sits_here(environ, platform, Terminal(), io.StringIO())
    assert not browser.somebody_sits_here(environ, platform, io.StringIO(), Terminal())


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """A person at a screen; the addresses that were asked to be opened."""
    asked: list[bytes] = []

    class Input(io.BytesIO):
        def __exit__(self, *why: object) -> None:
            asked.append(self.getvalue())

    class Opener:
        def __init__(self, words: list[str], **given: Any) -> None:
            assert words == [sys.executable, "-m", "lajur.entrypoints.cli.browser"], "no address that others can read"
            self.stdin = Input()

    monkeypatch.setattr(browser, "somebody_sits_here", lambda *given: True)
    monkeypatch.setattr(subprocess, "Popen", Opener)
    return asked


def test_the_start_page_opens_at_the_first_run_of_a_data_folder_only(desk: list[bytes], tmp_path: Path) -> None:
    address = "http://127.0.0.1:8000/mulai/?kode=x"
    assert browser.open_at_first_run(address, tmp_path)
    assert not browser.open_at_first_run(address, tmp_path)
    assert desk == [address.encode()]


def test_whatever_goes_wrong_the_start_goes_on(
    desk: list[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not browser.open_at_first_run("http://127.0.0.1/", tmp_path / "gone")

    def broken(*words: Any, **given: Any) -> None:
        raise OSError

    monkeypatch.setattr(subprocess, "Popen", broken)
    assert not browser.open_at_first_run("http://127.0.0.1/", tmp_path)


def test_without_any_terminal_nothing_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*browser.FAR_AWAY, "LAJUR_BUKA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "stdin", None)
    assert not browser.open_at_first_run("http://127.0.0.1/", tmp_path)


def test_the_page_opens_once_the_server_answers(tmp_path: Path) -> None:
    """The process as it is started, with a browser that writes down what it was given."""
    opened, program = tmp_path / "opened", tmp_path / "peramban"
    program.write_text(f'#!/bin/sh\necho "$1" > {opened}\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        subprocess.run(
            [sys.executable, "-m", "lajur.entrypoints.cli.browser"],
            input=address.encode(), env=os.environ | {"BROWSER": str(program)}, check=True, timeout=120,
        )  # fmt: skip
    assert opened.read_text().strip() == address


def test_nothing_opens_where_nobody_answers_or_only_a_browser_in_the_terminal_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not browser.open_when_it_answers("http://127.0.0.1:1/", patience=0)
    monkeypatch.delenv("BROWSER", raising=False)
    monkeypatch.setattr(webbrowser, "get", lambda: webbrowser.GenericBrowser("true"))
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert not browser.open_when_it_answers(f"http://127.0.0.1:{server.getsockname()[1]}/")


def test_an_address_that_everybody_may_reach_is_opened_here() -> None:
    assert [browser.reachable(host) for host in ("0.0.0.0", "::", "::1", "localhost")] == [
        "127.0.0.1", "[::1]", "[::1]", "localhost",
    ]  # fmt: skip
    assert "--no-browser" in CliRunner().invoke(serve.cli, ["--help"]).output
