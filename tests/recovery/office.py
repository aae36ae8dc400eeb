"""An office on a PostgreSQL of its own: a server in a folder, its archive beside it, and Lajur speaking to it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from lajur.postgres.tools import initialise, run

LAJUR = [sys.executable, "-m", "lajur.entrypoints.cli"]
TIMEOUT = 5
"""Seconds of `archive_timeout` here; docs/operate.md sets 300."""
MARK = "INSERT INTO jobs_jobrun (id, job, started_at, outcome, done, error) VALUES (gen_random_uuid(), %s, now(), 'x', 0, '')"  # noqa: E501


class Office:
    """A server in a folder, its archive beside it, and Lajur speaking to it."""

    def __init__(self, room: Path, tools: Path) -> None:
        self.room, self.tools, self.archive = room, tools, room / "arsip-wal"
        self.account: dict[str, Any] = {}

    def prepare(self, folder: Path) -> None:
        self.account = initialise(folder, self.tools, "--locale=C", "--encoding=UTF8")
        self.archive.mkdir()
        if self.account:
            os.chown(self.archive, self.account["user"], self.account["group"])
        with (folder / "postgresql.auto.conf").open("a") as file:
            file.write(
                "wal_level = replica\narchive_mode = on\n"
                f"archive_command = 'test ! -f {self.archive}/%f && cp %p {self.archive}/%f.baru"
                f" && mv {self.archive}/%f.baru {self.archive}/%f'\n"
                f"archive_timeout = {TIMEOUT}\n"
            )

    def start(self, folder: Path) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.room}'"
        words = ("start", "-w", "-t", 300, "-D", folder, "-l", folder / "log", "-o", options)
        run(self.tools / "pg_ctl", *words, account=self.account)

    def stop(self, folder: Path, *, at_once: bool = False) -> None:
        if at_once:
            pid = int((folder / "postmaster.pid").read_text().splitlines()[0])
            os.kill(pid, signal.SIGKILL)
            time.sleep(1)
        else:
            run(self.tools / "pg_ctl", "stop", "-w", "-m", "fast", "-D", folder, account=self.account)

    def connect(self, user: str = "lajur", database: str = "lajur") -> psycopg.Connection[Any]:
        return psycopg.connect(f"postgresql://{user}@/{database}?host={self.room}", autocommit=True)

    def lajur(self, *words: str) -> str:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("LAJUR_")}
        environ |= {"DATABASE_URL": f"postgresql://lajur@/lajur?host={self.room}", "LAJUR_LANG": "id"}
        environ |= {"LAJUR_DATA": str(self.room / "data")}
        told = subprocess.run([*LAJUR, *words], env=environ, capture_output=True, text=True, check=False)
        if told.returncode:
            raise SystemExit(f"lajur {' '.join(words)}: {told.stdout}{told.stderr}")
        return told.stdout.strip()

    def marks(self) -> list[str]:
        with self.connect() as link:
            found = link.execute("SELECT job FROM jobs_jobrun WHERE job LIKE 'tanda-%' ORDER BY started_at")
            return [job for (job,) in found]

    def mark(self, name: str) -> datetime:
        with self.connect() as link:
            link.execute(MARK, [f"tanda-{name}"])
            row = link.execute("SELECT now()").fetchone()
        assert row
        at: datetime = row[0]
        return at.astimezone(UTC)

    def recover(self, base: Path, folder: Path, until: datetime | None) -> float:
        """Bring the base backup and the archived WAL together in `folder`, up to a moment or to the end."""
        begun = time.monotonic()
        shutil.copytree(base, folder)
        with (folder / "postgresql.auto.conf").open("a") as file:
            file.write(f"restore_command = 'cp {self.archive}/%f %p'\nrecovery_target_action = 'promote'\n")
            file.write("archive_mode = off\n")
            if until is not None:
                file.write(f"recovery_target_time = '{until.isoformat()}'\n")
        (folder / "recovery.signal").touch()
        for path in [folder, *folder.rglob("*")]:
            if self.account:
                os.chown(path, self.account["user"], self.account["group"], follow_symlinks=False)
        folder.chmod(0o700)
        self.start(folder)
        while True:
            with self.connect() as link:
                row = link.execute("SELECT pg_is_in_recovery()").fetchone()
            if row == (False,):
                return time.monotonic() - begun
            time.sleep(0.2)


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
