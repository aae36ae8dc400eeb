"""Packages for tests of whatever stands on them. Use inside `scope(agency=…)`."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from lajur.registers.organisation.models import Agency
from lajur.registers.organisation.testing import NOW, clock, done
from lajur.registers.packages.actions import add_package
from lajur.registers.packages.models import Package

_numbers = count(1)


def make_package(agency: Agency, *, now: datetime = NOW, **fields: Any) -> Package:
    """A tender of a milliard rupiah whose supplier is chosen in March and April 2026."""
    number = next(_numbers)
    values = {
        "code": f"5354{number:04d}",
        "name": f"Belanja Modal {number}",
        "year": 2026,
        "satker": "Dinas Kesehatan",
        "method": "tender",
        "kind": "barang",
        "status": "terumumkan",
        "pagu": Decimal("1000000000.00"),
        "hps": None,
        "selection_from": date(2026, 3, 2),
        "selection_until": date(2026, 4, 30),
        "contract_from": None,
        "contract_until": None,
    } | fields
    return done(add_package(by=clock(agency, now), now=now, values=values))
