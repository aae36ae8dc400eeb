"""The dated tables that come with Lajur: `tables/<name>.yaml` of every app, named "<app>.<name>"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps

from lajur.registers.reference.rules import DatedRow


@dataclass(frozen=True, slots=True)
class Table:
    """A dated table. `per_agency`: an agency may keep rows of its own."""

    name: str
    title: str
    note: str
    per_agency: bool
    rows: tuple[DatedRow, ...]


class TableFileFault(ValueError):
    """A shipped table that cannot be read: a fault of the release, not of the user."""


@cache
def tables() -> Mapping[str, Table]:
    """Every shipped table by name, read once per process."""
    return {
        table.name: table
        for config in apps.get_app_configs()
        if config.name.startswith("lajur.")
        for path in sorted(Path(config.path, "tables").glob("*.yaml"))
        for table in [read_table(f"{config.label}.{path.stem}", path.read_text())]
    }


def read_table(name: str, text: str) -> Table:
    """A table from the text of its file; TableFileFault when a part is missing."""
    try:
        content = yaml.safe_load(text)
        rows = tuple(
            DatedRow(
                name=name,
                valid_from=row["berlaku"],
                value=plain(row["nilai"]),
                legal_basis=row["dasar_hukum"],
                source=row["sumber"],
                is_verified=_yes(row["terverifikasi"]),
            )
            for row in content["nilai"]
        )
        table = Table(name, content["judul"], content.get("keterangan", ""), _yes(content["per_instansi"]), rows)
    except (KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise TableFileFault(f"{name}: {error!r}") from error
    if not rows or any(not isinstance(row.valid_from, date) for row in rows):
        raise TableFileFault(f"{name}: rows need a date from which they hold")
    return table


def _yes(word: Any) -> bool:
    return {"ya": True, "tidak": False}[word]


def plain(value: Any) -> Any:
    """The value as the database would give it back: JSON knows no dates."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
