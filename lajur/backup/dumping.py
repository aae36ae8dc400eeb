"""pg_dump and pg_restore as streams, of a version that fits the server."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from gettext import gettext as _
from pathlib import Path
from typing import IO, BinaryIO

from psycopg.conninfo import conninfo_to_dict

from lajur.backup.envelope import BackupProblem
from lajur.postgres.tools import binaries

_VARIABLES = {
    "host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT",
}  # fmt: skip


def tool_for(at_least: int) -> tuple[int, Path]:
    """The oldest of our versions that is not older: a newer pg_dump writes what an older server does not know."""
    fitting = sorted(version for version in binaries() if version >= at_least)
    if not fitting:
        raise BackupProblem(
            _(
                "Server PostgreSQL {version} lebih baru daripada pg_dump yang dibawa Lajur ini. Pasang Lajur yang"
                " lebih baru."
            ).format(version=at_least)
        )
    return fitting[0], binaries()[fitting[0]]


def environment(url: str) -> dict[str, str]:
    """The address in variables, so that no password shows in the list of processes."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    given = conninfo_to_dict(url)
    return {**kept, "LC_ALL": "C"} | {
        variable: str(given[name]) for name, variable in _VARIABLES.items() if given.get(name)
    }


@contextmanager
def dumped(url: str, server: int, snapshot: str) -> Iterator[BinaryIO]:
    """What pg_dump writes of the snapshot, in its custom format. Raises BackupProblem at the end when it failed."""
    _version, tools = tool_for(server)
    words = [
        str(tools / "pg_dump"),
        "--format=custom",
        "--compress=1",
        f"--snapshot={snapshot}",
        "--no-owner",
        "--no-privileges",
    ]
    words += ["--no-password", "--lock-wait-timeout=60s"]
    with _running(words, url, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield process.stdout  # type: ignore[misc]


@contextmanager
def restoring(url: str, tool: int, *, single: bool = True) -> Iterator[BinaryIO]:
    """Where a dump goes to be played into an empty database, all of it or nothing."""
    _version, tools = tool_for(tool)
    words = [
        str(tools / "pg_restore"),
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        "--no-password",
        "--dbname=",
    ]
    words += ["--single-transaction"] if single else []
    with _running(words, url, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        try:
            yield process.stdin  # type: ignore[misc]
            process.stdin.close()
        except BrokenPipeError:
            pass  # it has ended; its own words tell more


@contextmanager
def _running(
    words: list[str], url: str, *, stdin: int | None = None, stdout: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    name = Path(words[0]).name
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            words, stdin=stdin, stdout=stdout, stderr=told, env=environment(url), start_new_session=True
        )
        try:
            yield process
            code = process.wait()
        except BaseException:
            process.kill()
            process.wait()
            raise
        finally:
            for pipe in (process.stdout, process.stdin):
                _closed(pipe)
        if code:
            told.seek(0)
            raise BackupProblem(
                _("{program} gagal (kode {code}): {words}").format(
                    program=name, code=code, words=told.read().decode(errors="replace").strip()[-2000:]
                )
            )


def _closed(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        with suppress(BrokenPipeError):
            pipe.close()
