"""Databases of released versions, kept as they were, come up to today (R10): every chain holds and every case is what
its journal tells. In CI the newest; UPGRADES=all takes them all (`make upgrades`)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from lajur.postgres.server import own_cluster
from lajur.postgres.tools import binaries

HERE = Path(__file__).parent
DUMPS = sorted(HERE.glob("*.dump"))
CHOSEN = DUMPS if os.environ.get("UPGRADES") == "all" else DUMPS[-1:]


@pytest.fixture(params=CHOSEN, ids=[dump.stem for dump in CHOSEN])
def old(request: pytest.FixtureRequest, database_server: str) -> Iterator[str]:
    """The name of a database as the version left it, on the run's own server."""
    name, dump = f"edisi_{request.param.stem.replace('.', '_')}_{os.getpid()}", str(request.param)
    with psycopg.connect(database_server, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {} OWNER lajur").format(sql.Identifier(name)))
        try:
            own = own_cluster()
            assert own is not None
            restore = str(binaries()[max(binaries())] / "pg_restore")
            words = [restore, "--no-privileges", "--dbname", own.url(database=name, user="postgres"), dump]
            done = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)
            assert done.returncode == 0, done.stderr[-2000:]
            yield name
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def test_there_is_a_database_of_every_release_that_left_one() -> None:
    assert {"0.1.0", "0.2.0"} <= {dump.stem for dump in DUMPS}


def test_an_old_database_comes_up_to_today_with_all_its_cases(old: str, tmp_path: Path) -> None:
    own = own_cluster()
    assert own is not None
    environment = os.environ | {"DATABASE_URL": own.url(database=old, user="lajur"), "LAJUR_DATA": str(tmp_path),
                                "LAJUR_MODE": "lokal"}  # fmt: skip
    words = [sys.executable, "-m", "tests.upgrades.verifying"]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    sys.stdout.write(f"{old}: {told}\n")
    assert told["faults"] == []
    assert told["agencies"] >= 2
    assert told["cases"] >= 10
    assert told["entries"] >= 100
