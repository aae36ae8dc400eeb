"""How long does it take to verify a long journal? Entries as real cases write them, every fourth with private text.
`python -m bench.journal [--entries 1000000]` inside .venv or .venv-bench."""

import argparse
import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from bench import lajur_steps as lajur
from bench.server import embedded_server, settle

LIMIT = 60
"""Seconds that verifying 1,000,000 entries may take."""

NAMES = UUID("01900000-0000-7000-8000-000000000000")
COLUMNS = "chain, seq, agency_id, at, by, kind, body, private, hash"


def build(entries: int) -> object:
    """Chains copied from one case that was really worked, and the agency. Only the copies' text is made by the bench;
    hashes and seals come from the code that writes every entry."""
    from django.db import connection
    from django_scopes import scope

    from lajur.registers.authority.chain import genesis, write
    from lajur.registers.authority.journal import seal
    from lajur.registers.authority.models import Entry

    agency, _officer, _head = lajur.office()
    lajur.work(1)
    with scope(agency=agency):
        case = Entry.objects.order_by("chain", "seq").exclude(chain=agency.id).first()
        model = [(e.kind, str(e.by) if e.by else None, json.loads(e.body)) for e in
                 Entry.objects.filter(chain=case.chain).order_by("seq")]  # fmt: skip
        chains, at, own = -(-entries // len(model)), datetime.now(UTC), str(agency.id)
        begun = time.perf_counter()
        with connection.cursor() as cursor, cursor.copy(f"COPY authority_entry ({COLUMNS}) FROM STDIN") as copy:
            for number in range(chains):
                chain = str(uuid5(NAMES, str(number)))
                head = genesis(own, chain)
                for seq, (kind, by, body) in enumerate(model, 1):
                    private = {"0.reason": f"Alasan nomor {number}, ditulis oleh pelaksana"} if seq % 4 == 0 else None
                    done = write(head, seq, kind=kind, at=at + timedelta(minutes=seq), by=by, events=body["ev"],
                                 private=private, records=body.get("doc"))  # fmt: skip
                    head = done.hash
                    row = (chain, seq, own, at + timedelta(minutes=seq), by, kind, done.body, done.private, head)
                    copy.write_row(row)
        print(f"{chains * len(model):,} entries in {chains:,} chains written in {time.perf_counter() - begun:.0f} s")
        begun = time.perf_counter()
        seal(agency=own, now=datetime.now(UTC))
        print(f"sealed in {time.perf_counter() - begun:.1f} s", flush=True)
    return agency


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.journal", description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=2)
    chosen = parser.parse_args()
    with embedded_server() as server:
        dsn = server.create_database("journal")
        lajur.set_up(dsn)
        from django.db import connection
        from django_scopes import scope

        from lajur.registers.authority.journal import verify_agency

        agency = build(chosen.entries)
        connection.close()
        settle(dsn)
        taken = []
        for _ in range(chosen.rounds):
            begun, spent = time.perf_counter(), time.process_time()
            with scope(agency=agency):
                verdict = verify_agency(str(agency.id))
            taken.append(time.perf_counter() - begun)
            assert verdict.faults == (), verdict.faults[:3]
            print(
                f"{verdict.entries:,} entries, {verdict.chains:,} chains, {verdict.seals} seals verified in"
                f" {taken[-1]:.1f} s ({time.process_time() - spent:.1f} s of processor time here):"
                f" {verdict.entries / taken[-1]:,.0f}/s, load {os.getloadavg()[0]:.1f}",
                flush=True,
            )
    limit = LIMIT * max(chosen.entries, 1) / 1_000_000
    held = min(taken) <= limit
    print("HELD" if held else f"MISSED: more than {limit:.0f} s")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
