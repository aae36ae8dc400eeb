"""Sets up what docs/operate.md describes, from the files in docs/operate, on loopback and in folders of its own.

nginx with TLS before two web servers, a job worker, Prometheus, PostgreSQL with a standby. Then a web server is
stopped, and PostgreSQL's first server is lost. What this machine lacks (nginx, Prometheus, systemd) is named and left
out. Prints what held; exit code 1 when anything did not.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import LiteralString, cast

from lajur.postgres.tools import DatabaseProblem, account_for, binaries, open_path, run
from tests.operating.site import FILES, Site, told, until
from tests.recovery.office import Office, say

BORDER = """SELECT pg_has_role('lajur', 'lajur_door', 'MEMBER'), bool_and(proleakproof) FROM pg_proc
    WHERE oid IN ('ts_match_vq(tsvector, tsquery)'::regprocedure, 'arrayoverlap(anyarray, anyarray)'::regprocedure,
    'arraycontains(anyarray, anyarray)'::regprocedure)"""
ACCOUNT = "hasan.basri.pagar-alam"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.operating", description=__doc__)
    parser.add_argument("--bin", type=Path, help="bin folder of the PostgreSQL to try; without it, the wheel's newest")
    tools = parser.parse_args().bin or binaries()[max(binaries())]
    say(run(tools / "postgres", "--version", account={}).strip())
    room = Path(tempfile.mkdtemp(prefix="lajur-server-", dir="/tmp"))
    open_path(room / "x", account_for(room))
    first, standby = (Office(folder_for(room, name), tools) for name in ("pertama", "siaga"))
    site = Site(room, first)
    running: list[tuple[Office, Path]] = []
    try:
        drill(site, first, standby, running)
    finally:
        site.close()
        for office, folder in running:
            with suppress(DatabaseProblem):  # one was killed, and left its pid behind
                office.stop(folder)
        shutil.rmtree(room, ignore_errors=True)
    say("HELD" if site.held else "FAILED")
    return 0 if site.held else 1


def folder_for(room: Path, name: str) -> Path:
    """For sockets and data of a server that does not run as root."""
    folder = room / name
    folder.mkdir()
    account = account_for(folder)
    if account:
        shutil.chown(folder, account["user"], account["group"])
    return folder


def drill(site: Site, first: Office, standby: Office, running: list[tuple[Office, Path]]) -> None:
    data, copy = first.room / "data-pg", standby.room / "data-pg"
    first.prepare(data)
    running.append((first, data))
    first.start(data)
    there = ("-h", first.room, "-U", "postgres")
    run(first.tools / "createuser", *there, "--createrole", "lajur", account=first.account)
    run(first.tools / "createdb", *there, "--owner", "lajur", "lajur", account=first.account)
    with first.connect("postgres") as link:
        for statement in border_of_the_guide():
            link.execute(statement)
    first.lajur("demo", "--cases", "2")
    with first.connect() as link:
        row = link.execute(BORDER).fetchone()
    site.check("the administrator's statements leave nothing to raise at the border", row == (True, True))

    site.check("service units are sound", site.units_are_sound())
    site.open()
    if not site.open_proxy():
        return
    client = site.client()
    site.check("a page comes over TLS, with HSTS", "strict-transport-security" in client.get("/masuk/").headers)
    site.check("without TLS people are led to it and programs refused", site.led_to_tls())
    signed = site.sign_in(client, ACCOUNT)
    site.check("sign-in works, its cookies are Secure", signed and all(cookie.secure for cookie in client.cookies.jar))
    site.check("metrics are not for the outside", told(client, "/metrik/") == 404)
    site.watch()

    site.stop_web(0)
    codes = {told(client, "/tugas/") for _ in range(30)}
    site.check(f"with one web server stopped, all of 30 pages come ({codes})", codes == {200})
    site.start_web(0)

    run(first.tools / "pg_basebackup", "-D", copy, "-h", first.room, "-U", "postgres", "-X", "stream", "-c", "fast",
        "-R", account=first.account)  # fmt: skip
    standby.account = first.account
    running.append((standby, copy))
    standby.start(copy)
    first.mark("sebelum-hilang")
    site.check("the standby follows", until(lambda: "tanda-sebelum-hilang" in standby.marks()))
    first.stop(data, at_once=True)
    begun = time.monotonic()
    site.check("without a database pages say so (503)", until(lambda: told(client, "/tugas/") == 503))
    run(standby.tools / "pg_ctl", "promote", "-w", "-D", copy, account=standby.account)
    site.restart_on(standby)
    site.check("on the promoted standby the same session goes on", until(lambda: told(client, "/tugas/") == 200))
    seconds = time.monotonic() - begun
    say(f"       {seconds:.1f} s after the loss, restart of all services included")
    verified = subprocess.run(
        site.command("journal", "verify"), env=site.environment, capture_output=True, text=True, check=False
    )
    say("    " + verified.stdout.strip().replace("\n", "\n    "))
    site.check("every chain of the journal is whole there", verified.returncode == 0)
    site.check("every case is as its journal tells it", site.tell("cases", "replay"))
    kept = standby.room / "satu.lajur"
    made = site.tell("backup", "key", "-o", str(standby.room / "kunci"))
    made = made and site.tell("backup", "--key-file", str(standby.room / "kunci"), "-o", str(kept))
    proven = made and site.tell("backup", "verify", "--key-file", str(standby.room / "kunci"), str(kept))
    site.check("a backup of this server is made, restored aside and found equal", proven)


def border_of_the_guide() -> list[LiteralString]:
    """What docs/operate.md has the server's administrator run."""
    text = (FILES.parent / "operate.md").read_text()
    block = text.split("```sql\n", 1)[1].split("```", 1)[0]
    return [cast(LiteralString, statement) for statement in block.split(";") if statement.strip()]


if __name__ == "__main__":
    sys.exit(main())
