"""``lajur serve`` as a whole: it starts, answers, ends in order, and is found again after a kill -9."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from lajur.postgres.server import Cluster, postmaster

LAJUR = Path(sys.executable).with_name("lajur")


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "data"
    if left := postmaster(Cluster(tmp_path / "data")):
        os.kill(left, signal.SIGINT)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    return number


def serve(data: Path, port: int) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LAJUR_")}
    environ = kept | {"LAJUR_DATA": str(data), "LAJUR_DURABLE": "0", "LAJUR_MODE": "pengembangan"}
    words = [str(LAJUR), "serve", "--no-jobs", "--workers", "1", "--port", str(port)]
    return subprocess.Popen(words, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def status(port: int) -> int:
    """Status of the first page, wherever it leads; 0 while nobody listens."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def wait_for(condition: Callable[[], object], seconds: float = 240) -> None:
    """A guard against hanging, not a promise: a first start makes its database, on a machine that others keep busy."""
    give_up = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up, "waited in vain"
        time.sleep(0.1)


def test_it_serves_and_on_sigterm_takes_everything_along(data: Path, port: int) -> None:
    process = serve(data, port)
    wait_for(lambda: status(port))
    assert 200 <= status(port) < 500
    workers = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    told, _ = process.communicate(timeout=60)
    assert process.returncode == 0, told
    assert f"http://127.0.0.1:{port}/" in told
    assert not any(worker.is_running() for worker in workers)
    assert postmaster(Cluster(data)) is None, told


def test_after_a_kill_its_workers_end_and_the_next_start_finds_the_data(data: Path, port: int) -> None:
    process = serve(data, port)
    wait_for(lambda: status(port))
    workers = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.communicate()
    wait_for(lambda: not any(worker.is_running() for worker in workers), 60)
    again = serve(data, port)
    wait_for(lambda: status(port))
    assert 200 <= status(port) < 500
    again.terminate()
    again.communicate(timeout=60)


def test_a_taken_port_is_told_before_anything_starts(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = serve(data, taken.getsockname()[1])
        told, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert re.search(r"tidak dapat dipakai .* --port (\d+), .*make run PORT=\1\.", told)
    assert not data.exists()
