"""`python -m tests.upgrades.making NAME COMMIT`: what a released version leaves in its database, as a fixture for ever.

Checks the version out aside, lets it make its own demonstration, and keeps a dump: tests/upgrades/NAME.dump."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from lajur.postgres.server import Cluster, join, leave
from lajur.postgres.tools import binaries

ROOT = Path(__file__).resolve().parents[2]
CASES = 1
"""Of every SOP, in each of the demonstration's agencies: enough for every table, small enough to be kept."""


def main(name: str, commit: str) -> None:
    with tempfile.TemporaryDirectory(prefix="lajur-edisi-") as folder:
        place, data = Path(folder, "dulu"), Path(folder, "data")
        Path(folder).chmod(0o711)
        subprocess.run(["git", "clone", "--quiet", "--no-checkout", str(ROOT), str(place)], check=True)
        subprocess.run(["git", "-C", str(place), "checkout", "--quiet", commit], check=True)
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("LAJUR_", "DATABASE_URL"))}
        environment = kept | {
            "LAJUR_DATA": str(data),
            "LAJUR_DEMO": "1",
            "PYTHONPATH": str(place),
            "LAJUR_DURABLE": "0",
        }
        words = [sys.executable, "-m", "lajur.entrypoints.cli", "demo", "--cases", str(CASES)]
        subprocess.run(words, cwd=place, env=environment, check=True, stdout=subprocess.DEVNULL)
        cluster, tools = Cluster(data, durable=False), binaries()[max(binaries())]
        join(cluster)
        try:
            dump = ROOT / "tests" / "upgrades" / f"{name}.dump"
            words = [str(tools / "pg_dump"), "--format=custom", "--compress=9", f"--file={dump}"]
            subprocess.run([*words, cluster.url("lajur", "postgres")], check=True)
        finally:
            leave(cluster)
    sys.stdout.write(f"{dump}: {dump.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
