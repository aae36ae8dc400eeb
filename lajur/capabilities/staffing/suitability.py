"""What a part in procurement asks of a person, from the dated table: certificates, parts that do not go together, who
chairs a Pokja."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lajur.capabilities.staffing.models import Level
from lajur.capabilities.staffing.optimising.problem import Seats
from lajur.registers.organisation.models import Agency
from lajur.registers.reference.queries import value

TABLE = "staffing.penunjukan"
POKJA_TABLE = "staffing.pokja"
POKJA_LANE = "pokja"
"""What SOPs call the lane of a Pokja."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a lane asks for: one of `certificates`, or, `functional`, to be a JF PPBJ. One that asks for neither is open
    to people who are not on the list of staff."""

    certificates: frozenset[str]
    functional: bool

    @property
    def asks(self) -> bool:
        return bool(self.certificates) or self.functional


@dataclass(frozen=True, slots=True)
class Rules:
    """`apart`: pairs of lanes that one person may not both hold in one procurement. `chairs`: (from which value in
    rupiah on, lowest level of a Pokja's chair), rising."""

    lanes: Mapping[str, Rule]
    apart: tuple[frozenset[str], ...]
    chairs: tuple[tuple[int, str], ...]

    def chair_of(self, worth: int) -> str:
        """The lowest level of who chairs a Pokja for a package of that worth."""
        return next((level for least, level in reversed(self.chairs) if worth >= least), Level.NONE.value)


@dataclass(frozen=True, slots=True)
class PokjaRules:
    """`methods`: of packages whose supplier a Pokja chooses; `certificates`: all of which each of its persons has."""

    methods: frozenset[str]
    certificates: frozenset[str]
    seats: Seats


def pokja_on(agency: Agency, day: date) -> PokjaRules:
    """Which packages need a Pokja on a day, and of how many, from the dated table."""
    return read_pokja(value(POKJA_TABLE, day, agency))


def read_pokja(told: Mapping[str, Any]) -> PokjaRules:
    seats = Seats(int(told["paling_sedikit"]), told.get("ganjil") in (True, "ya"))
    return PokjaRules(frozenset(told["metode"]), frozenset(told.get("sertifikat", ())), seats)


def rules_on(agency: Agency, day: date) -> Rules:
    """The agency's rules of appointing on a day."""
    return read(value(TABLE, day, agency))


def read(told: Mapping[str, Any]) -> Rules:
    lanes = {
        row["kunci"]: Rule(frozenset(row.get("sertifikat", ())), row.get("jabfung") in (True, "ya"))
        for row in told["pelaksana"]
    }
    chairs = sorted((int(row["mulai"]), str(row["jenjang"])) for row in told.get("ketua_pokja", ()))
    return Rules(lanes, tuple(frozenset(pair) for pair in told.get("terpisah", ())), tuple(chairs))
