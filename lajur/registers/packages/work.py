"""What rooms above do for this one, which knows no cases: they fill this list when they start."""

from __future__ import annotations

from collections.abc import Callable

from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency
from lajur.registers.packages.models import Package

Way = tuple[str, str]
"""The title of a SOP, and the address where it is started for the package."""
WAYS: list[Callable[[Agency, Actor, Package], list[Way]]] = []


def ways_to_start(agency: Agency, by: Actor, package: Package) -> list[Way]:
    """SOPs of procurement that the person may start for this package."""
    return [way for source in WAYS for way in source(agency, by, package)]
