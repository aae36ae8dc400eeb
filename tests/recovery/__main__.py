"""Tries the commands of docs/operate.md for point-in-time recovery on a PostgreSQL of its own, with Lajur on it.

An office works; its base backup and its archived WAL lie elsewhere. (1) Somebody empties tables at a known time: the
office comes back as it was just before. (2) The server's disk is lost at once: what comes back misses no more than
`archive_timeout`. Both times the journal must hold. Prints seconds; exit code 1 when anything is not so.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from lajur.postgres.tools import account_for, binaries, open_path, run
from tests.recovery.office import TIMEOUT, Office, say


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.recovery", description=__doc__)
    parser.add_argument("--bin", type=Path, help="bin folder of the PostgreSQL to try; without it, the wheel's newest")
    chosen = parser.parse_args()
    tools = chosen.bin or binaries()[max(binaries())]
    say(run(tools / "postgres", "--version", account={}).strip())
    room = Path(tempfile.mkdtemp(prefix="lajur-pitr-", dir="/tmp"))
    account = account_for(room)
    open_path(room / "x", account)
    running: list[Path] = []
    office = Office(room, tools)
    try:
        return 0 if drill(office, running) else 1
    finally:
        for folder in running:
            if (folder / "postmaster.pid").exists():
                office.stop(folder)
        shutil.rmtree(room, ignore_errors=True)


def drill(office: Office, running: list[Path]) -> bool:
    room = office.room
    first, base = room / "pertama", room / "dasar"
    office.prepare(first)
    running.append(first)
    office.start(first)
    with office.connect("postgres", "postgres") as link:
        link.execute("CREATE ROLE lajur LOGIN CREATEROLE")
        link.execute("CREATE DATABASE lajur OWNER lajur")
    office.lajur("demo", "--cases", "5")
    base.mkdir(mode=0o700)
    if office.account:
        os.chown(base, office.account["user"], office.account["group"])
    run(office.tools / "pg_basebackup", "-D", base, "-h", room, "-U", "postgres", "-X", "stream", "-c", "fast",
        account=office.account)  # fmt: skip
    office.mark("sebelum")
    good = office.mark("baik")
    time.sleep(1)
    with office.connect() as link:
        link.execute("TRUNCATE cases_task, notices_notice CASCADE")
    office.mark("sesudah-kecelakaan")
    wait_archived(office)
    office.stop(first)

    second = room / "kedua"
    running.append(second)
    seconds = office.recover(base, second, good)
    with office.connect() as link:
        row = link.execute("SELECT count(*) FROM cases_task").fetchone()
    tasks = row[0] if row else 0
    held = office.marks() == ["tanda-sebelum", "tanda-baik"] and tasks > 0
    say(f"(1) back to {good:%H:%M:%S}, before the accident, in {seconds:.1f} s; {tasks} tasks are there again")
    say("    " + office.lajur("journal", "verify").replace("\n", "\n    "))
    office.stop(second)

    office.start(first)
    with office.connect("postgres", "postgres") as link:
        # Just started, the process that minds archive_timeout sleeps up to checkpoint_timeout once: wake it.
        link.execute("CHECKPOINT")
    for number in range(3 * TIMEOUT):
        last = office.mark(f"terakhir-{number:02d}")
        time.sleep(1)
    office.stop(first, at_once=True)
    shutil.rmtree(first)  # the disk is lost
    third = room / "ketiga"
    running.append(third)
    seconds = office.recover(base, third, None)
    found = office.marks()
    with office.connect() as link:
        row = link.execute("SELECT max(started_at) FROM jobs_jobrun WHERE job LIKE 'tanda-%'").fetchone()
    lost = (last - row[0]).total_seconds() if row and row[0] else float("inf")
    held &= found[:3] == ["tanda-sebelum", "tanda-baik", "tanda-sesudah-kecelakaan"] and lost <= TIMEOUT + 3
    say(f"(2) disk lost: back in {seconds:.1f} s; the last {lost:.1f} s are missing, archive_timeout {TIMEOUT} s")
    say("    " + office.lajur("journal", "verify").replace("\n", "\n    "))
    say("HELD" if held else f"FAILED: {found}")
    return held


def wait_archived(office: Office) -> None:
    """Until the WAL written so far lies in the archive."""
    with office.connect("postgres", "postgres") as link:
        row = link.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
        assert row
        while True:
            done = link.execute("SELECT last_archived_wal >= %s FROM pg_stat_archiver", [row[0]]).fetchone()
            if done and done[0]:
                return
            time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
