"""How long does the largest list of people take to come in? 20,000 rows through every middleware and view, in process:
looked at first, as the page shows it, then taken over; then the same list again, and one with a fault in its last row.
`python -m bench.importing [--rows 20000] [--kind csv]` in the project's own environment."""

import argparse
import re
import sys
import time
from collections.abc import Callable
from datetime import date
from io import BytesIO

from bench import lajur_steps as lajur
from bench.server import embedded_server

LIMIT = 60
"""Seconds for looking and taking over together."""
PAGE = "/pengelolaan/pegawai/impor/"


class Watch:
    """Wall time, and processor time of this process and of its PostgreSQL backend: what neighbours do not change."""

    def __init__(self) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (self.backend,) = cursor.fetchone()

    def backend_seconds(self) -> float:
        with open(f"/proc/{self.backend}/schedstat") as file:
            return int(file.read().split()[0]) / 1e9

    def time(self, name: str, work: Callable[[], object]) -> tuple[object, float]:
        begun = (time.perf_counter(), time.process_time(), self.backend_seconds())
        found = work()
        ended = (time.perf_counter(), time.process_time(), self.backend_seconds())
        wall, own, database = (after - before for before, after in zip(begun, ended, strict=True))
        print(f"{name}: {wall:.1f} s wall, {own:.1f} + {database:.1f} s processor", flush=True)
        return found, wall


def rows_of(count: int) -> list[tuple[object, ...]]:
    """People with NIP, mail and a position each: four hundred positions in forty units."""

    def nip(n: int) -> str:
        return f"{1970 + n % 30}{1 + n // 30 % 12:02d}{1 + n // 360 % 28:02d}2010011{1 + n // 10_080:03d}"

    return [
        (nip(n), f"pegawai{n}", f"Pegawai ke {n}, S.E.", f"p{n}@contoh.go.id", "tidak", "ya", f"Jabatan {n % 400}",
         f"Bidang {n % 40}", "definitif", f"SK/{n}/2026", date(2026, 1, 5), "")
        for n in range(count)
    ]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.importing", description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--kind", choices=["xlsx", "csv"], default="xlsx")
    chosen = parser.parse_args()
    with embedded_server() as server:
        lajur.set_up(server.create_database("importing"))
        from django.test import Client
        from django_scopes import scope

        from lajur.registers.organisation.models import Person
        from lajur.registers.organisation.roll import COLUMNS
        from lajur.registers.organisation.sheets import write_csv, write_xlsx

        agency, administrator, _ = lajur.office()
        client = Client(headers={"Host": "localhost"})
        name, _, value = lajur.session(administrator).partition("=")
        client.cookies[name] = value
        watch = Watch()
        rows = rows_of(chosen.rows)

        def count() -> int:
            with scope(agency=agency):
                return Person.within.count()

        def look(given: list[tuple[object, ...]]) -> str:
            written = write_csv(COLUMNS, given) if chosen.kind == "csv" else write_xlsx("Pegawai", COLUMNS, given)
            file = BytesIO(written)
            file.name = f"pegawai.{chosen.kind}"
            return client.post(PAGE, {"berkas": file}).content.decode()

        def take_over(page: str) -> None:
            ticket = re.search(r'name="berkas" value="([^"]+)"', page)
            assert ticket, page[:2000]
            assert client.post(f"{PAGE}terapkan/", {"berkas": ticket[1]}).status_code == 302

        before = count()
        page, looked = watch.time(f"{chosen.rows:,} new people looked at", lambda: look(rows))
        _, taken = watch.time("taken over", lambda: take_over(str(page)))
        assert count() == before + chosen.rows
        watch.time("the same list looked at again", lambda: look(rows))
        wrong = [*rows[:-1], (*rows[-1][:10], "31 Pebruari", "")]
        watch.time("with a fault in its last row", lambda: look(wrong))
        assert count() == before + chosen.rows
    held = looked + taken < LIMIT
    print(f"{'HELD' if held else 'MISSED'}: {looked + taken:.1f} s of {LIMIT} s")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
