"""What rooms above tell of the work that hangs on people and lanes: this room knows no cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lajur.registers.organisation.models import Agency, Person


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that waits for a person by name; `path` is where it is handed over."""

    title: str
    path: str


TASKS_BY_NAME: list[Callable[[Person], list[OpenTask]]] = []
"""Open tasks given to the person by name: nobody else sees them, so somebody must take them over when he leaves."""

OPEN_BY_LANE: list[Callable[[Agency], Mapping[tuple[str, str], int]]] = []
"""(procedure, lane) → open tasks given to nobody by name."""

HAS_CASES: list[Callable[[Agency], bool]] = []
"""Whether the agency has ever started a case."""


def tasks_by_name(person: Person) -> list[OpenTask]:
    return [task for source in TASKS_BY_NAME for task in source(person)]


def open_by_lane(agency: Agency) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for source in OPEN_BY_LANE:
        for lane, count in source(agency).items():
            found[lane] = found.get(lane, 0) + count
    return found


def has_cases(agency: Agency) -> bool:
    return any(source(agency) for source in HAS_CASES)
