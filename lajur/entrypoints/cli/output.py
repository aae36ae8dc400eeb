"""What commands print: rows as a table for people or as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import click

from lajur.entrypoints.cli.tables import table


def print_json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def print_rows(rows: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """Rows share their keys; the table's heads are the keys of the first."""
    if as_json:
        print_json(list(rows))
    elif rows:
        heads = list(rows[0])
        click.echo(table(heads, [[str("" if row[head] is None else row[head]) for head in heads] for row in rows]))
