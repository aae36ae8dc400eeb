"""`python -m tests.upgrades.many [NAME] [CASES]`: a released version's database with so many cases is brought up to
today (R10: 100,000 within five minutes). Cases, their tasks and journals are copied in SQL until they are enough; a
copy's chain of hashes is not true, so nothing but the time of migrating is asked of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from lajur.postgres import server
from lajur.postgres.server import Cluster
from lajur.postgres.tools import binaries, run

HERE = Path(__file__).parent
COPIED = {"cases_case": ("id", "number", "parent_id"), "cases_task": ("id", "case_id"), "authority_entry": ("chain",)}
"""Tables, and what is another value in a copy: ids are made from the old one and the copy's number, always the same."""


def fill(link: psycopg.Connection[object], wanted: int) -> int:
    link.execute("SET session_replication_role = replica")  # no triggers, no foreign keys: rows as they are
    row = link.execute("SELECT count(*) FROM cases_case").fetchone()
    assert isinstance(row, tuple)
    copies = -(-wanted // int(row[0]))
    for table, others in COPIED.items():
        found = link.execute(
            "SELECT attname, atttypid::regtype::text FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = '' ORDER BY attnum",
            [table],
        ).fetchall()
        names = [(str(name), str(kind)) for name, kind in found]  # type: ignore[misc]
        told = [
            sql.Identifier(name) if name not in others
            else sql.SQL("md5({}::text || n)::uuid").format(sql.Identifier(name)) if kind == "uuid"
            else sql.SQL("{} || '-' || n").format(sql.Identifier(name))
            for name, kind in names
        ]  # fmt: skip
        whose = sql.SQL("WHERE chain IN (SELECT id FROM cases_case)" if "chain" in others else "")
        link.execute(
            sql.SQL("INSERT INTO {} ({}) SELECT {} FROM (SELECT * FROM {} {}) old, generate_series(2, %s) n").format(
                sql.Identifier(table), sql.SQL(", ").join(sql.Identifier(name) for name, _ in names),
                sql.SQL(", ").join(told), sql.Identifier(table), whose,
            ),
            [copies],
        )  # fmt: skip
    link.execute("ANALYZE")
    return copies * int(row[0])


def main(name: str = "0.2.0", wanted: str = "100000") -> int:
    with tempfile.TemporaryDirectory(prefix="lajur-banyak-") as folder:
        Path(folder).chmod(0o711)
        cluster = Cluster(Path(folder) / "data", durable=False)
        server.join(cluster)
        try:
            restore = binaries()[max(binaries())] / "pg_restore"
            words = ("--no-privileges", "--dbname", cluster.url("lajur", "postgres"), HERE / f"{name}.dump")
            run(restore, *words, account={})
            with psycopg.connect(cluster.url("lajur", "postgres"), autocommit=True) as link:
                cases = fill(link, int(wanted))
                sizes = {
                    table: link.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()[0]  # type: ignore[index]
                    for table in COPIED
                }
            kept = {key: value for key, value in os.environ.items() if not key.startswith(("LAJUR_", "DATABASE_URL"))}
            environment = kept | {"LAJUR_DATA": str(cluster.data), "LAJUR_DURABLE": "0"}
            whole = psutil.Process(server.postmaster(cluster))
            begun, before = time.monotonic(), spent(whole)
            told = subprocess.run(
                [sys.executable, "-c", MIGRATE], env=environment, check=True, capture_output=True, text=True
            )
            seconds, worked = time.monotonic() - begun, spent(whole) - before + float(told.stdout.split()[-1])
        finally:
            server.leave(cluster)
    figures = {"from": name, "cases": cases, **sizes, "seconds": round(seconds), "processor_s": round(worked, 1)}
    sys.stdout.write(json.dumps(figures | {"load": round(os.getloadavg()[0])}) + "\n")
    return 0


MIGRATE = """
import time
from lajur.entrypoints.cli import django_setup
django_setup()
from lajur.entrypoints.cli.preparation import migrate
migrate()
print(time.process_time())
"""


def spent(whole: psutil.Process) -> float:
    """Processor seconds of a server and its children, those that ended included."""
    return sum(sum(process.cpu_times()[:4]) for process in (whole, *whole.children()))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
