"""A list of people as somebody sends it, the people that are known, and what would change. Pure.

One row is a person in one position; who holds two stands in two rows. People are found by NIP, else by user name.
An empty cell, or a column left out, changes nothing; nobody is removed by being left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

COLUMNS = (
    "NIP", "Nama pengguna", "Nama", "Surel", "Pihak luar", "Aktif",
    "Jabatan", "Unit kerja", "Status jabatan", "Nomor surat", "Mulai", "Selesai",
    "Nama usaha", "NPWP", "NIB",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """`row` as the spreadsheet counts it; `mend` is what to do."""

    row: int
    column: str
    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class KnownPerson:
    id: str
    username: str
    nip: str
    name: str
    email: str
    is_outside: bool
    is_active: bool
    business: str = ""
    npwp: str = ""
    nib: str = ""


@dataclass(frozen=True, slots=True)
class KnownHolding:
    id: str
    person: str
    position: str
    kind: str
    since: date
    until: date | None
    decree: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the agency has. `positions` title → (id, unit's name); `taken`: user names of other agencies."""

    people: Sequence[KnownPerson]
    positions: Mapping[str, tuple[str, str]]
    units: Mapping[str, str]
    holdings: Sequence[KnownHolding]
    taken: frozenset[str] = frozenset()


@dataclass(slots=True)
class PlannedPerson:
    """`id` empty: new. `changes` are the fields that differ; of a new person all."""

    row: int
    username: str
    id: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlannedHolding:
    """`id` empty: new. `username` says whose."""

    username: str
    position: str
    kind: str
    since: date
    until: date | None
    decree: str
    id: str = ""


@dataclass(slots=True)
class Plan:
    people: dict[str, PlannedPerson] = field(default_factory=dict)
    units: list[str] = field(default_factory=list)
    positions: dict[str, str] = field(default_factory=dict)
    holdings: list[PlannedHolding] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    rows: int = 0

    @property
    def new(self) -> list[PlannedPerson]:
        return [person for person in self.people.values() if not person.id]

    @property
    def changed(self) -> list[PlannedPerson]:
        return [person for person in self.people.values() if person.id and person.changes]

    @property
    def unchanged(self) -> int:
        return len(self.people) - len(self.new) - len(self.changed)

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.changed or self.units or self.positions or self.holdings)
