"""A pooler that keeps sessions is told from one that shares them. With pgbouncer itself where it is installed."""

from __future__ import annotations

import itertools
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from lajur.postgres.pooling import shares_sessions
from lajur.postgres.server import own_cluster
from lajur.postgres.tools import account_for


class Turns:
    """A client of a pooler that gives every statement the next of its servers."""

    def __init__(self, servers: Iterator[Any]) -> None:
        self.servers = servers

    def __enter__(self) -> Turns:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def execute(self, statement: str) -> Any:
        return next(self.servers).execute(statement)


def test_a_server_of_its_own_keeps_sessions(database_server: str) -> None:
    assert not shares_sessions(database_server)


@pytest.mark.parametrize("servers", [1, 2, 3])
def test_sessions_that_go_from_hand_to_hand_are_found(database_server: str, servers: int) -> None:
    links = [psycopg.connect(database_server, autocommit=True) for _ in range(servers)]
    try:
        by_turns = itertools.cycle(links)
        assert shares_sessions(database_server, connect=lambda *_, **__: Turns(by_turns))
    finally:
        for link in links:
            link.close()


@contextmanager
def pgbouncer(folder: Path, mode: str) -> Iterator[str]:
    """Before the run's own server, on a free port of this machine; yields the address to connect to."""
    own = own_cluster()
    assert own is not None
    account = account_for(own.folder)
    folder.mkdir()
    if account:
        shutil.chown(folder, account["user"], account["group"])
    for above in (folder, *folder.parents):
        with suppress(PermissionError):
            above.chmod(above.stat().st_mode | 0o011)
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    database = psycopg.conninfo.conninfo_to_dict(own.url(database="postgres", user="postgres"))
    port_there = f" port={database['port']}" if database.get("port") else ""
    place = f"host={database['host']}{port_there} user=postgres"
    (folder / "ini").write_text(
        f"[databases]\npostgres = {place}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n"
        f"unix_socket_dir =\nauth_type = any\npool_mode = {mode}\nlogfile = {folder}/log\n"
    )
    process = subprocess.Popen(["pgbouncer", "-q", str(folder / "ini")], cwd="/", **account)
    url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    try:
        until = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(url).close()
                break
            except psycopg.OperationalError:
                assert time.monotonic() < until, (folder / "log").read_text()
                assert process.poll() is None
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(30)


@pytest.mark.skipif(not shutil.which("pgbouncer"), reason="pgbouncer is not installed")
@pytest.mark.parametrize(("mode", "shared"), [("session", False), ("transaction", True), ("statement", True)])
def test_pgbouncer_is_known_by_its_mode(database_server: str, tmp_path: Path, mode: str, shared: bool) -> None:
    with pgbouncer(tmp_path / "kolam", mode) as url:
        assert shares_sessions(url) is shared
