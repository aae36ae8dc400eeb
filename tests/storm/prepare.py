"""An agency whose one procedure goes round for ever: `python -m tests.storm.prepare CASES TOKENS`, in its `LAJUR_DATA`.

Prints one JSON object: ``cases`` (ids), ``tokens`` (secrets; several, because each may ask only so often), ``link`` (by
which a guest would set a password).
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

from lajur.entrypoints.cli import django_setup

CLERK = {
    "username": "wulandari.badai",
    "name": "Wulandari Ljx Puspita",
    "nip": "198507122010012003",
    "email": "wulandari.ljx@badai.example",
    "password": "Ombak-Sembilan-Ljx",
    "guest": "Tamu Ljx Samudra",
}
"""Whose day at the office the logs must not tell (`day.py`)."""


def content() -> dict[str, Any]:
    rows = [
        {
            "kunci": "catat",
            "no": "1",
            "kegiatan": "Mencatat laporan",
            "pelaksana": "petugas",
            "mutu_baku": {"kelengkapan": [], "waktu": "1 hari", "output": ["catatan"]},
        },
        {
            "kunci": "periksa",
            "no": "2",
            "kegiatan": "Memeriksa catatan",
            "pelaksana": "petugas",
            "mutu_baku": {"kelengkapan": ["catatan"], "waktu": "1 hari", "output": []},
            "keputusan": {"lagi": "catat", "cukup": "selesai"},
        },
    ]
    return {
        "judul": "Pencatatan laporan",
        "nomor": "1",
        "tanggal": {"pembuatan": "2026-01-02", "revisi": None, "efektif": "2026-01-02"},
        "pelaksana": {"petugas": {"nama": "Petugas", "kualifikasi": ["Memahami tugas"]}},
        "dokumen": {"catatan": "Catatan"},
        "langkah": rows,
    }


def main() -> None:
    django_setup()

    from django_scopes import scope

    from lajur.casework.cases.actions import start_case
    from lajur.catalogue.reader import canonical, parse
    from lajur.entrypoints.api.actions import create_token
    from lajur.entrypoints.cli.preparation import collect_static_files, migrate
    from lajur.registers.organisation import actions as organise
    from lajur.registers.organisation.actors import actor_for, clock_actor
    from lajur.registers.organisation.models import Agency, Person, Role
    from lajur.registers.procedures.actions import publish

    cases, tokens = int(sys.argv[1]), int(sys.argv[2])
    migrate()
    collect_static_files()
    now = datetime.now(UTC)
    agency = Agency.objects.create(slug="badai", name="Instansi Badai")
    with scope(agency=agency):
        clock = clock_actor(agency, now)
        publish(by=clock, now=now, key="catatan", content=canonical(parse(json.dumps(content()), "catatan")))
        position = organise.add_position(by=clock, now=now, title="Petugas", roles=[Role.ADMINISTRATOR])
        person = organise.add_person(by=clock, now=now, username="petugas.badai", name="Petugas", password=None)
        organise.seat(by=clock, now=now, person=person, position=position, since=now.date().replace(day=1))
        organise.bind_lane(by=clock, now=now, procedure="catatan", lane="petugas", positions=[position])
        by = actor_for(Person.objects.select_related("agency").get(id=person.id), now)
        made = [start_case(procedure="catatan", subject=f"Laporan {n}", by=by, now=now) for n in range(cases)]
        expires = now + timedelta(days=1)
        secrets = [
            create_token(name=f"Badai {n}", scopes=["tasks:write", "cases:read"], expires_at=expires, by=by, now=now)
            for n in range(tokens)
        ]
        clerk = organise.add_person(
            by=clock, now=now, username=CLERK["username"], name=CLERK["name"], nip=CLERK["nip"], email=CLERK["email"],
            password=CLERK["password"],
        )  # fmt: skip
        organise.seat(by=clock, now=now, person=clerk, position=position, since=now.date().replace(day=1))
        guest = organise.add_person(by=clock, now=now, username="tamu.badai", name=CLERK["guest"], password=None)
        link = organise.issue_password_link(by=clock, now=now, person=guest)
    assert all(made), made
    assert all(secrets), secrets
    told = {
        "cases": [str(case.case) for case in made], "tokens": [secret.secret for secret in secrets], "link": str(link),
    }  # fmt: skip
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
