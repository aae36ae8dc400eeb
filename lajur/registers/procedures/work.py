"""What rooms above tell of the cases that run by an agency's procedures: this room knows no cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lajur.registers.organisation.models import Agency


@dataclass(frozen=True, slots=True)
class Standing:
    """`count` running cases of the edition `edition` (its id) at which exactly these `steps` stand open."""

    edition: str
    steps: tuple[str, ...]
    count: int


STANDING: list[Callable[[Agency, str], list[Standing]]] = []
"""Running cases of the agency's procedure by its key."""


def standing_cases(agency: Agency, key: str) -> list[Standing]:
    return [standing for source in STANDING for standing in source(agency, key)]
