"""What capabilities put into the archive of a whole agency: they tell their tables, `casework.archive` writes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from lajur.registers.organisation.models import Agency

Named = tuple[str, QuerySet[Any, Any]]
Tables = Callable[[Agency], list[Named]]
TABLES: list[Tables] = []
"""Each gives (path without ending, rows as plain values in a fixed order), read inside `scope(agency=…)`."""


def tables_of_capabilities(agency: Agency) -> list[Named]:
    return [named for tables in TABLES for named in tables(agency)]
