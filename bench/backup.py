"""How long do backup, proof and restore take? A database of rows like a journal's, and files of random bytes.
`python -m bench.backup [--rows 500000] [--files 200]` inside .venv; the goal: 10 GB restored within 30 minutes."""

import argparse
import hashlib
import os
import secrets
import shutil
import sys
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import psutil
import psycopg

from lajur.backup.making import Place, make
from lajur.backup.restoring import restore, verify
from lajur.postgres import server
from lajur.postgres.server import Cluster

LIMIT = 30 * 60 / 10_000
"""Seconds a megabyte may take."""
AGENCY = "01900000-0000-7000-8000-000000000001"
FILL = """
CREATE TABLE entry (chain uuid, seq int, at timestamptz, body text, hash bytea, PRIMARY KEY (chain, seq));
CREATE TABLE documents_record (id int PRIMARY KEY, agency_id uuid, sha256 text, name text);
INSERT INTO entry SELECT md5((n / 14)::text)::uuid, n % 14, now(), repeat(md5(n::text), 18), sha256(n::text::bytea)
    FROM generate_series(1, {rows}) n;
"""


def cluster_in(folder: Path) -> Cluster:
    folder.mkdir()
    folder.chmod(0o711)
    made = Cluster(folder)
    with server.locked(made):
        server.start(made)
    return made


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.backup", description=__doc__)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--mb", type=int, default=2, help="size of a file")
    chosen = parser.parse_args()
    room = Path(tempfile.mkdtemp(prefix="lajur-bench-"))
    room.chmod(0o711)
    key, clusters = secrets.token_bytes(32), []
    try:
        clusters.append(cluster_in(room / "satu"))
        url = clusters[0].url(user="postgres")
        with psycopg.connect(url, autocommit=True) as link:
            link.execute(FILL.format(rows=chosen.rows))
            row = link.execute("SELECT pg_database_size(current_database())").fetchone()
        files = room / "satu" / "berkas"
        for _ in range(chosen.files):
            content = os.urandom(chosen.mb * 1_000_000)
            digest = hashlib.sha256(content).hexdigest()
            path = files / AGENCY / digest[:2] / digest
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        whole = row[0] / 1e6 + chosen.files * chosen.mb
        place = Place(url, files, room / "kunci")
        begun, before = time.perf_counter(), spent(clusters)
        made = make(place, room / "satu.lajur", now=datetime.now(UTC), key=key)
        told("backup", time.perf_counter() - begun, spent(clusters) - before, whole)
        before = spent(clusters)
        told("proof", verify(made.path, key, room=room).seconds, spent(clusters) - before, whole)
        clusters.append(cluster_in(room / "dua"))
        there = Place(clusters[1].url(user="postgres"), room / "dua" / "berkas", room / "dua" / "kunci")
        before = spent(clusters)
        seconds = restore(made.path, key, there).seconds
        worked = spent(clusters) - before
        told("restore", seconds, worked, whole)
        print(f"{whole:,.0f} MB, the backup {made.size / 1e6:,.0f} MB")
        print(f"10 GB are {worked / whole * 10_000 / 60:.1f} minutes of one processor's work to restore")
        held = seconds / whole <= LIMIT
        print(
            "HELD" if held else "MISSED", f"at this rate 10 GB come back in {seconds / whole * 10_000 / 60:.0f} minutes"
        )
        return 0 if held else 1
    finally:
        for cluster in clusters:
            server.stop(cluster)
        shutil.rmtree(room, ignore_errors=True)


def spent(clusters: list[Cluster]) -> float:
    """Seconds of processor time that this process, its children and the servers have used: a figure that other
    people's load does not change."""
    processes = [psutil.Process()]
    for cluster in clusters:
        whole = psutil.Process(server.postmaster(cluster))
        processes += [whole, *whole.children()]
    total = 0.0
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            total += sum(process.cpu_times()[:4])  # its own and its ended children's, user's and system's
    return total


def told(what: str, seconds: float, worked: float, megabytes: float) -> None:
    rate, load = megabytes / seconds, os.getloadavg()[0]
    print(f"{what}: {seconds:.1f} s, {rate:.0f} MB/s, load {load:.1f}; {worked:.1f} s of processors", flush=True)


if __name__ == "__main__":
    sys.exit(main())
