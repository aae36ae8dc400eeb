"""What commands print: rows as a table for people or as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import click

from lajur.entrypoints.cli.language import N_, _
from lajur.entrypoints.cli.tables import table

HEADS = {
    "cases": N_("pelaksanaan"),
    "deviations": N_("penyimpangan"),
    "dikerjakan": N_("dikerjakan"),
    "dimulai": N_("dimulai"),
    "finished": N_("selesai"),
    "galat": N_("galat"),
    "hal": N_("hal"),
    "hasil": N_("hasil"),
    "instansi": N_("instansi"),
    "jadwal": N_("jadwal"),
    "judul": N_("judul"),
    "nomor": N_("nomor"),
    "pekerjaan": N_("pekerjaan"),
    "sop": N_("SOP"),
    "status": N_("keadaan"),
    "steps": N_("langkah"),
    "terakhir": N_("terakhir"),
    "tugas": N_("tugas"),
}
"""Key of a row → head of its column."""


def print_json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def print_rows(rows: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """Rows share their keys; for people each column has the head of its key."""
    if as_json:
        print_json(list(rows))
    elif rows:
        cells = [["" if cell is None else str(cell) for cell in row.values()] for row in rows]
        click.echo(table([_(HEADS.get(key, key)) for key in rows[0]], cells))
