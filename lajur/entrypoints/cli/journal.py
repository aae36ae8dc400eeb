"""``lajur journal``: is the story whole?"""

from __future__ import annotations

import sys
from typing import TextIO

import click

from lajur.entrypoints.cli import django_setup
from lajur.entrypoints.cli.language import _


@click.group(help=_("Periksa keutuhan jurnal."))
def cli() -> None:
    pass


@cli.command(help=_("Periksa semua rantai dan segel; sebutkan entri pertama yang rusak. Kode keluar 1 bila ada."))
@click.option("--agency", help=_("Hanya instansi ini."))
@click.option(
    "--seals",
    type=click.File(encoding="utf-8", errors="replace"),
    help=_("Bandingkan juga dengan segel yang disimpan di luar: berkas berisi baris LAJUR-SEGEL, atau surelnya."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Cetak hasil sebagai JSON."))
def verify(agency: str | None, seals: TextIO | None, as_json: bool) -> None:
    django_setup()

    from django_scopes import scope

    from lajur.entrypoints.cli.agencies import chosen_agencies
    from lajur.entrypoints.cli.output import print_json
    from lajur.registers.authority.journal import verify_agency
    from lajur.registers.authority.kept_seals import kept_in
    from lajur.registers.authority.words import spoken

    kept = kept_in(seals.read()) if seals else []
    if seals and not kept:
        raise click.ClickException(_("Tidak ada baris LAJUR-SEGEL dalam {file}.").format(file=seals.name))
    results = []
    for row in chosen_agencies(agency):
        with scope(agency=row):
            own = [seal for seal in kept if seal.agency == row.slug]
            verdict = verify_agency(str(row.id), own)
        faults = [{"chain": f.chain, "seq": f.seq, "why": f.why} for f in verdict.faults]
        results.append(
            {
                "agency": row.slug,
                "chains": verdict.chains,
                "entries": verdict.entries,
                "seals": verdict.seals,
                "compared": len(own),
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
            if own:
                click.echo(_("  dibandingkan dengan {count} segel dari luar").format(count=len(own)))
            for fault in verdict.faults:
                click.echo(
                    _("  rantai {chain}, entri {seq}: {why}").format(
                        chain=fault.chain, seq=fault.seq, why=spoken(fault.why)
                    )
                )
    if as_json:
        print_json(results)
    sys.exit(0 if all(row["whole"] for row in results) else 1)
