"""`python -m tests.siege --seed N --acts N --minutes M`: the simulator on a database of its own."""

from __future__ import annotations

import argparse
import gc
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.siege", description=__doc__)
    parser.add_argument("--seed", type=int, help="one seed alone, or the first of many with --minutes")
    parser.add_argument("--acts", type=int, default=5000, help="acts of each seed")
    parser.add_argument("--minutes", type=float, help="seed after seed for so long")
    parser.add_argument("--seeds", type=int, default=1, help="so many seeds, one after the other")
    parser.add_argument(
        "--workers", type=int, default=1, help="so many at once, each with a database and seeds of its own"
    )
    parser.add_argument("--data", help="keep the database in this folder, to look at it or to start faster")
    asked = parser.parse_args()
    if asked.workers > 1:
        return together(asked)
    folder = asked.data or tempfile.mkdtemp(prefix="lajur-kepung-")
    for name in [name for name in os.environ if name.startswith("LAJUR_") or name == "DATABASE_URL"]:
        del os.environ[name]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "lajur.config.settings", "LAJUR_MODE": "uji", "LAJUR_DURABLE": "0",
        "LAJUR_LANG": "id", "LAJUR_DATA": folder,
    }  # fmt: skip
    from lajur.postgres.server import join, leave, own_cluster

    own = own_cluster()
    assert own is not None
    join(own)
    try:
        return besiege(asked)
    finally:
        leave(own)
        if not asked.data:
            shutil.rmtree(folder, ignore_errors=True)


def together(asked: argparse.Namespace) -> int:
    """Workers whose first seeds lie far apart; each prints what it found."""
    first = asked.seed if asked.seed is not None else secrets.randbelow(2**30)
    more = ["--minutes", str(asked.minutes)] if asked.minutes else ["--seeds", str(asked.seeds)]
    words = [sys.executable, "-m", "tests.siege", "--acts", str(asked.acts), *more, "--seed"]
    workers = [subprocess.Popen([*words, str(first + 1_000_000 * n)]) for n in range(asked.workers)]
    return max(worker.wait() for worker in workers)


def besiege(asked: argparse.Namespace) -> int:
    import django

    django.setup()
    from lajur.entrypoints.cli.preparation import migrate
    from lajur.registers.organisation.models import Agency
    from tests.siege.checks import Broken
    from tests.siege.run import Siege, Tally

    migrate()
    Agency.objects.update(is_active=False)  # of a siege that was killed here: jobs would visit it
    gc.freeze()  # as the served product does (config/wsgi.py)
    gc.set_threshold(20_000, 20, 20)
    begun, cpu, tally = time.monotonic(), time.process_time(), Tally()
    end = begun + asked.minutes * 60 if asked.minutes else None
    seed = asked.seed if asked.seed is not None else secrets.randbelow(2**31)
    seeds, broken = 0, []
    while (time.monotonic() < end) if end else seeds < asked.seeds:
        try:
            Siege(seed, tally).run(asked.acts, end)
        except Broken as error:
            broken.append(seed)
            sys.stdout.write(f"BROKEN {error}\n")
            sys.stdout.flush()
        seeds, seed = seeds + 1, seed + 1
    took, cpu = time.monotonic() - begun, time.process_time() - cpu
    rate = f"{took:.0f} s, {tally.acts / took:.0f} acts/s, {cpu:.0f} s of CPU here"
    sys.stdout.write(f"{tally}; {rate}; broken seeds: {broken or 'none'}\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
