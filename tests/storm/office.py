"""An installation of its own that is served, killed and served again, and what is done to it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from lajur.postgres.server import Cluster, postmaster
from tests.storm.clients import History

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 240.0
"""Seconds for a start on a busy machine; how long it really took is told, not asserted."""


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Place:
    """A data folder with the procedure that goes round, the server before it, and the history of what was asked."""

    def __init__(self, folder: Path, *, cases: int, tokens: int) -> None:
        self.folder, self.data, self.port = folder, folder / "data", free_port()
        ours = ("LAJUR_", "DJANGO_", "DATABASE_URL", "PYTEST_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        self.environment = kept | {"LAJUR_DATA": str(self.data), "LAJUR_LANG": "id", "LAJUR_LOG": "json"}
        self.environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1"
        self.server: subprocess.Popen[bytes] | None = None
        self.history = History()
        told = self.tell("tests.storm.prepare", str(cases), str(tokens))
        self.cases: list[str] = told["cases"]
        self.tokens: list[str] = told["tokens"]
        self.link: str = told["link"]

    @property
    def cluster(self) -> Cluster:
        return Cluster(self.data)

    def tell(self, module: str, *words: str) -> Any:
        done = subprocess.run([sys.executable, "-m", module, *words], cwd=ROOT, env=self.environment, text=True,
                              capture_output=True, timeout=PATIENCE * 2, check=False)  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])

    def open(self, *, workers: int = 2, shift: str = "") -> float:
        """Serve, and wait until a page comes; seconds until then. `shift`: how wrong the server's clock goes, as
        faketime writes it (+1h); the database keeps the right time."""
        begun = time.monotonic()
        wrong = ["faketime", "-f", shift] if shift else []
        command = [*wrong, sys.executable, "-m", "lajur.entrypoints.cli", "serve", "--port", str(self.port)]
        with (self.folder / "serve.log").open("ab") as log:
            self.server = subprocess.Popen(
                [*command, "--workers", str(workers)], cwd=ROOT, env=self.environment, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        return self.wait(begun)

    def wait(self, begun: float | None = None) -> float:
        """Until the sign-in page answers; seconds since `begun`."""
        begun = begun or time.monotonic()
        while time.monotonic() - begun < PATIENCE:
            assert self.server is None or self.server.poll() is None, self.log()
            address = f"http://127.0.0.1:{self.port}/masuk/"
            with suppress(OSError), urllib.request.urlopen(address, timeout=10) as answer:
                if answer.status == 200:
                    return time.monotonic() - begun
            time.sleep(0.1)
        raise AssertionError(f"no page within {PATIENCE} s:\n{self.log()}")

    def log(self) -> str:
        path = self.folder / "serve.log"
        return path.read_text(errors="replace")[-3000:] if path.exists() else ""

    def memory(self) -> int:
        """Bytes that the server and its processes hold, the database's not counted."""
        assert self.server is not None
        whole = psutil.Process(self.server.pid)
        total = 0
        for process in (whole, *whole.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                total += process.memory_info().rss if process.name() != "postgres" else 0
        return total

    def logs(self, *, until: str) -> dict[str, str]:
        """Everything that server and database have written, by file, as soon as `until` stands in it."""
        begun = time.monotonic()
        while True:
            files = [self.folder / "serve.log", *self.cluster.folder.glob("*.log"), *self.cluster.folder.glob("log/*")]
            found = {file.name: file.read_text(errors="replace") for file in files if file.is_file()}
            if any(until in text for text in found.values()):
                return found
            assert time.monotonic() - begun < PATIENCE, f"{until} was never logged"
            time.sleep(0.1)

    def kill(self, *, database: bool) -> None:
        """kill -9 of the server and all its workers; with `database`, of PostgreSQL and its children too."""
        assert self.server is not None
        doomed = [psutil.Process(self.server.pid), *psutil.Process(self.server.pid).children(recursive=True)]
        end_at_once(doomed + (self.database_processes() if database else []))
        self.server.wait(30)
        self.server = None

    def database_processes(self) -> list[psutil.Process]:
        """The postmaster first, so that it cannot put things in order."""
        process = postmaster(self.cluster)
        return [psutil.Process(process), *psutil.Process(process).children(recursive=True)] if process else []

    def kill_database(self) -> None:
        """kill -9 of PostgreSQL and its children; the server stays."""
        doomed = self.database_processes()
        assert doomed, "no database is running"
        end_at_once(doomed)

    def close(self) -> None:
        if self.server is not None:
            os.killpg(self.server.pid, signal.SIGTERM)  # faketime does not pass it on
            with suppress(subprocess.TimeoutExpired):
                self.server.wait(40)
            if self.server.poll() is None:
                self.kill(database=True)
            self.server = None

    def judge(self) -> Any:
        """``done`` and ``faults``; see `tests.storm.judge`."""
        return self.tell("tests.storm.judge")


def end_at_once(doomed: list[psutil.Process]) -> None:
    for victim in doomed:
        with suppress(psutil.NoSuchProcess):
            victim.send_signal(signal.SIGKILL)
    psutil.wait_procs(doomed, timeout=30)


def may_mount() -> bool:
    """Whether a small disk of its own can be had: root of Linux, and not everywhere even then."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    probe = tempfile.mkdtemp(prefix="lajur-disk-")
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "lajur", probe], capture_output=True, check=False)
    if done.returncode == 0:
        subprocess.run(["umount", probe], check=True)
    Path(probe).rmdir()
    return done.returncode == 0


@contextmanager
def place(*, cases: int, tokens: int, disk: int = 0) -> Iterator[Place]:
    """`disk`: megabytes of a small disk of its own, which a test may fill (`may_mount`)."""
    folder = Path(tempfile.mkdtemp(prefix="lajur-badai-"))
    if disk:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={disk}m,mode=0711", "lajur", str(folder)], check=True)
    folder.chmod(0o711)
    made = None
    try:
        made = Place(folder, cases=cases, tokens=tokens)
        yield made
    finally:
        if made is not None:
            made.close()
        if disk:
            subprocess.run(["umount", "--lazy", str(folder)], check=False)
        shutil.rmtree(folder, ignore_errors=True)
