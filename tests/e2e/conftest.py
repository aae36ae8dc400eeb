"""Lajur as an office would run it, once per run of these tests, and a browser to use it with.

`lajur demo --cases 0` and `lajur serve` in a folder of their own: their own PostgreSQL, files and web server on a free
port of 127.0.0.1, with the people of both demonstration agencies and the 17 SOPs in force, but no case. What a journey
does stays for the next one, so every journey works on a case of its own.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.e2e.album import Album
from tests.e2e.atlas import Place, most_used, survey
from tests.e2e.stage import CHROMIUM, Stage

ROOT = Path(__file__).resolve().parents[2]
CASES = 3
"""Of every SOP, in the office with months of work behind it."""
THOROUGH = os.environ.get("E2E_THOROUGH") == "1"
"""Whether every page is looked at and seconds are measured (`make access`)."""
PART, PARTS = (int(number) for number in os.environ.get("E2E_PART", "1/1").split("/"))
"""Which of how many runs side by side this one is: each looks at its share of all pages, in an office of its own."""
PATIENCE = 240  # seconds for the first start on a busy machine


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "thorough: takes minutes or measures seconds; only in make access")
    config.addinivalue_line("markers", "user(kind): the kind of user whose journey a test is; its shelf in the album")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not CHROMIUM.exists():
        reason = pytest.mark.skip(reason=f"no browser at {CHROMIUM}: apt-get install -y chromium")
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(reason)
    if not THOROUGH:
        later = pytest.mark.skip(
            reason="takes minutes, or measures seconds on a machine that does nothing else: make access"
        )
        for item in items:
            if item.get_closest_marker("thorough"):
                item.add_marker(later)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Runs a journey in the browser's thread: the loop that Playwright keeps there would forbid Django its database
    in the thread of all other tests."""
    stage = pyfuncitem.funcargs.get("stage") or pyfuncitem.funcargs.get("lived_in")
    if stage is None:
        return None
    given = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    marker = pyfuncitem.get_closest_marker("user")
    own = {"widths": (given["width"],)} if "width" in given else {}
    stage.play(pyfuncitem.name, lambda: pyfuncitem.obj(**given), user=marker.args[0] if marker else "", **own)
    return True


def clean_environment(data: Path) -> dict[str, str]:
    """The environment of a person's shell, without what the tests of this run have set."""
    ours = ("LAJUR_", "DJANGO_", "DATABASE_URL", "PYTEST_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"LAJUR_DATA": str(data), "LAJUR_DEMO": "1", "LAJUR_DURABLE": "0", "LAJUR_LANG": "id"}


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Address of the running installation, without a slash at the end; E2E_ADDRESS names one that runs already."""
    with installation(cases=0, running="E2E_ADDRESS") as place:
        yield place


@contextmanager
def installation(cases: int, running: str) -> Iterator[str]:
    """A served demonstration with so many cases of every SOP behind it; its address, without a slash at the end.

    `running`: the variable that names one which runs already.
    """
    if address := os.environ.get(running):
        yield address.rstrip("/")
        return
    folder = Path(tempfile.mkdtemp(prefix="lajur-perjalanan-"))
    environment, port = clean_environment(folder / "data"), free_port()
    command = [sys.executable, "-m", "lajur.entrypoints.cli"]
    log = folder / "serve.log"
    try:
        subprocess.run([*command, "demo", "--cases", str(cases)], env=environment, cwd=ROOT, check=True,
                       timeout=PATIENCE * (1 + cases), stdout=subprocess.DEVNULL)  # fmt: skip
        with log.open("wb") as written:
            words = [*command, "serve", "--port", str(port), "--workers", "1", "--no-jobs"]
            server = subprocess.Popen(words, env=environment, cwd=ROOT, stdout=written, stderr=subprocess.STDOUT)
        try:
            wait_for(f"http://127.0.0.1:{port}/masuk/", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                assert answer.status == 200
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"no answer from {url} in {PATIENCE} s:\n{log.read_text()}")


def album_of_this_run() -> Album:
    """In `make test` nobody leafs through it, and pictures are a seventh of a journey's processor time."""
    named = os.environ.get("SCREENSHOTS")
    wanted = bool(named) or "PYTEST_XDIST_WORKER" not in os.environ
    return Album(Path(named or ROOT / "build" / "screenshots"), open=wanted)


@pytest.fixture(scope="session")
def stage(address: str) -> Iterator[Stage]:
    album = album_of_this_run()
    made = Stage(address, album)
    yield made
    made.end()
    album.bind()


@pytest.fixture(scope="session")
def lived_in() -> Iterator[Stage]:
    """A browser before an office with months of work behind it: finished cases, deviations, documents, child cases."""
    with installation(cases=CASES, running="E2E_LIVED_IN") as place:
        made = Stage(place, album_of_this_run())
        yield made
        made.end()


@pytest.fixture(scope="session")
def places(lived_in: Stage) -> list[Place]:
    """A page of each of the five most used screens; in make access, every page of Lajur, with who looks at it."""
    found = lived_in.play("every_address", lambda: survey(lived_in) if THOROUGH else most_used(lived_in))
    return found[PART - 1 :: PARTS]


@pytest.fixture(params=[1366, 360], ids=["desktop", "phone"])
def width(request: pytest.FixtureRequest) -> int:
    """CSS pixels of the screen."""
    return int(request.param)
