"""Data made by an older PostgreSQL move over: with the wheel's own 16, for real."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import psycopg
import pytest

from lajur.postgres import server
from lajur.postgres.server import Cluster
from lajur.postgres.tools import DatabaseProblem, binaries, initialise, run, version_of
from lajur.postgres.upgrade import upgrade

pytestmark = pytest.mark.skipif(min(binaries()) == max(binaries()), reason="the wheel carries one version only")


def make_old_data(cluster: Cluster, *, killed: bool) -> None:
    """A folder of the oldest version in the wheel, with one row in it, shut down or killed."""
    tools = binaries()[min(binaries())]
    account = initialise(cluster.folder, tools, "--locale=C", "--encoding=UTF8", "--no-sync")
    server.prepare_socket_folder(cluster, account)
    options = f"-c listen_addresses='' -c unix_socket_directories='{cluster.socket_folder}'"
    log = cluster.folder / "start.log"
    run(tools / "pg_ctl", "start", "-w", "-D", cluster.folder, "-l", log, "-o", options, account=account)
    with psycopg.connect(cluster.url(database="postgres", user="postgres"), autocommit=True) as connection:
        connection.execute("CREATE ROLE lajur LOGIN CREATEDB")
        connection.execute("CREATE DATABASE lajur OWNER lajur")
    with psycopg.connect(cluster.url()) as connection:
        connection.execute("CREATE TABLE note (text text)")
        connection.execute("INSERT INTO note VALUES ('kept')")
    if killed:
        postmaster = server.postmaster(cluster)
        assert postmaster
        os.kill(postmaster, signal.SIGKILL)
        time.sleep(1)
    else:
        run(tools / "pg_ctl", "stop", "-w", "-D", cluster.folder, account=account)


@pytest.mark.parametrize("killed", [False, True], ids=["shut-down", "killed"])
def test_old_data_move_over_and_the_old_folder_is_kept(tmp_path: Path, killed: bool) -> None:
    # The longest path whose socket still lies in the data folder itself: nothing beside it may need a longer one.
    base = len(os.fsencode(tmp_path / "postgres" / ".s.PGSQL.5432")) + 1
    cluster = Cluster(tmp_path / ("d" * max(4, server.SOCKET_PATH_LIMIT - base)))
    make_old_data(cluster, killed=killed)
    with pytest.raises(DatabaseProblem, match="lajur database upgrade"):
        server.join(cluster)
    kept = upgrade(cluster)
    assert version_of(kept) == min(binaries())
    assert version_of(cluster.folder) == max(binaries())
    assert sorted(path.name for path in cluster.data.iterdir() if path.is_dir()) == ["postgres", kept.name]
    server.join(cluster)
    try:
        with psycopg.connect(cluster.url()) as connection:
            assert connection.execute("SELECT text FROM note").fetchone() == ("kept",)
            assert connection.execute("SHOW data_checksums").fetchone() == ("on",)
    finally:
        server.leave(cluster)


def test_programs_of_a_wrong_version_are_refused(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "data")
    cluster.folder.mkdir(parents=True)
    (cluster.folder / "PG_VERSION").write_text("15\n")
    with pytest.raises(DatabaseProblem, match="--old-bin"):
        upgrade(cluster)
    with pytest.raises(DatabaseProblem, match="padahal datanya PostgreSQL 15"):
        upgrade(cluster, binaries()[min(binaries())])


def test_there_is_nothing_to_move_without_data(tmp_path: Path) -> None:
    with pytest.raises(DatabaseProblem, match="Tidak ada basis data"):
        upgrade(Cluster(tmp_path / "data"))
