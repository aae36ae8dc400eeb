"""Changing the register of packages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.authority.turns import take_turn
from lajur.registers.intake.reading import Sorted, read_rows
from lajur.registers.organisation.actors import Actor
from lajur.registers.packages.columns import COLUMNS
from lajur.registers.packages.importing import sort_packages
from lajur.registers.packages.models import Package
from lajur.registers.packages.rules import unfit

NEEDS = "packages.manage"
FIELDS = tuple(column.key for column in COLUMNS)
BATCH = 1000


@action(needs=NEEDS)
def add_package(*, by: Actor, now: datetime, values: Mapping[str, Any]) -> Package | Refusal:
    """`values`: the fields of `Package` by name."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    if (refusal := unfit(values)) is not None:
        return refusal
    take_turn(f"packages/{by.agency}")
    if Package.objects.filter(code=values["code"]).exists():
        return Refusal("kode-sudah-ada", "Paket dengan kode ini sudah tercatat.", fields={"code": "Sudah tercatat."})
    package = Package.objects.create(agency_id=by.agency, recorded_at=now, **values)
    _journal(by, now, "paket-dicatat", {"package": str(package.id), "code": package.code})
    return package


@action(needs=NEEDS)
def change_package(*, by: Actor, now: datetime, package: Package, values: Mapping[str, Any]) -> Package | Refusal:
    if not (allowed := may(by, NEEDS, package)):
        return allowed
    take_turn(f"packages/{by.agency}")
    package = Package.objects.select_for_update().get(id=package.id)
    if (refusal := unfit({name: getattr(package, name) for name in FIELDS} | dict(values))) is not None:
        return refusal
    if "code" in values and Package.objects.filter(code=values["code"]).exclude(id=package.id).exists():
        return Refusal("kode-sudah-ada", "Paket dengan kode ini sudah tercatat.", fields={"code": "Sudah tercatat."})
    changed = {name: value for name, value in values.items() if getattr(package, name) != value}
    for name, value in changed.items():
        setattr(package, name, value)
    if changed:
        package.recorded_at = now
        package.save()
        event = {name: None if value is None else str(value) for name, value in changed.items()}
        _journal(by, now, "paket-diubah", {"package": str(package.id), "code": package.code, "changed": event})
    return package


@action(needs=NEEDS)
def import_packages(
    *, by: Actor, now: datetime, table: Sequence[Sequence[Any]], match: Sequence[str], sha256: str
) -> Sorted | Refusal:
    """Take the good rows over. `match`: what each column means; `sha256` (hex) names the file in the journal."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    rows, outcome = read_rows(table, COLUMNS, match)
    take_turn(f"packages/{by.agency}")
    outcome = sort_packages(by, rows, outcome)
    made = [Package(agency_id=by.agency, recorded_at=now, **row.values) for row in outcome.taken if row.id is None]
    Package.objects.bulk_create(made, batch_size=BATCH)
    changes = {row.id: row.values for row in outcome.taken if row.id is not None}
    packages = list(Package.objects.select_for_update().filter(id__in=list(changes))) if changes else []
    for package in packages:
        for name, value in changes[package.id].items():
            setattr(package, name, value)
        package.recorded_at = now
    Package.objects.bulk_update(packages, [*FIELDS, "recorded_at"], batch_size=BATCH)
    if outcome.taken:
        event = {"file": sha256, "new": outcome.new, "changed": outcome.changed, "bad": outcome.bad}
        _journal(by, now, "paket-diimpor", event)
    return outcome


def _journal(by: Actor, now: datetime, kind: str, event: dict[str, Any]) -> None:
    record(agency=by.agency, kind=kind, at=now, by=by.person, event=event)
