"""``lajur health``: how the installation does, for people and for monitors."""

from __future__ import annotations

import sys

import click

from lajur.entrypoints.cli import django_setup
from lajur.entrypoints.cli.language import _


@click.command(help=_("Periksa kesehatan Lajur. Kode keluar 1 bila ada gangguan, 0 bila hanya perlu perhatian."))
@click.option("--json", "as_json", is_flag=True, help=_("Cetak hasil sebagai JSON."))
def cli(as_json: bool) -> None:
    django_setup()

    from datetime import UTC, datetime

    from django.db import DatabaseError

    from lajur.casework.upkeep.health import checks, worst
    from lajur.entrypoints.cli.output import print_json, print_rows
    from lajur.registers.authority.words import spoken
    from lajur.registers.organisation.models import Agency

    try:
        agencies = list(Agency.objects.filter(is_active=True).order_by("slug"))
    except DatabaseError:
        agencies = []  # said by the first row
    rows = checks(agencies, datetime.now(UTC))
    if as_json:
        parts = {
            row.key: {
                "keadaan": row.level,
                "kata": spoken(row.words),
                "saran": spoken(row.advice) if row.advice else None,
                **row.facts,
            }
            for row in rows
        }
        print_json({"keadaan": worst(rows), "bagian": parts})
    else:
        print_rows(
            [
                {
                    "hal": spoken(row.title),
                    "status": row.level,
                    "hasil": " ".join(spoken(part) for part in (row.words, row.advice) if part),
                }
                for row in rows
            ],
            as_json=False,
        )
    sys.exit(1 if worst(rows) == "gangguan" else 0)
