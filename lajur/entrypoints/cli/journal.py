"""``lajur journal``: is the story whole?"""

from __future__ import annotations

import sys

import click

from lajur.entrypoints.cli import django_setup
from lajur.entrypoints.cli.language import _


@click.group(help=_("Periksa keutuhan jurnal."))
def cli() -> None:
    pass


@cli.command(help=_("Periksa semua rantai dan segel; sebutkan entri pertama yang rusak. Kode keluar 1 bila ada."))
@click.option("--agency", help=_("Hanya instansi ini."))
@click.option("--json", "as_json", is_flag=True, help=_("Cetak hasil sebagai JSON."))
def verify(agency: str | None, as_json: bool) -> None:
    django_setup()

    from django_scopes import scope

    from lajur.entrypoints.cli.agencies import chosen_agencies
    from lajur.entrypoints.cli.output import print_json
    from lajur.registers.authority.journal import verify_agency
    from lajur.registers.authority.words import spoken

    results = []
    for row in chosen_agencies(agency):
        with scope(agency=row):
            verdict = verify_agency(str(row.id))
        faults = [{"chain": f.chain, "seq": f.seq, "why": f.why} for f in verdict.faults]
        results.append(
            {
                "agency": row.slug,
                "chains": verdict.chains,
                "entries": verdict.entries,
                "seals": verdict.seals,
                "whole": not faults,
                "faults": faults,
            }
        )
        if not as_json:
            state = _("utuh") if not faults else _("RUSAK")
            click.echo(
                _("{agency}: {state}; {chains} rantai, {entries} entri, {seals} segel").format(
                    agency=row.slug, state=state, chains=verdict.chains, entries=verdict.entries, seals=verdict.seals
                )
            )
            for fault in verdict.faults:
                click.echo(
                    _("  rantai {chain}, entri {seq}: {why}").format(
                        chain=fault.chain, seq=fault.seq, why=spoken(fault.why)
                    )
                )
    if as_json:
        print_json(results)
    sys.exit(0 if all(row["whole"] for row in results) else 1)
