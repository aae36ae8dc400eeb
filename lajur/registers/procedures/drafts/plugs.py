"""Plugs that an officer may choose in the editor: forms in the place of the generic one, and effects of a step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Plug:
    """`name` as SOP files write it (`surveys.plan`); `meaning` tells an officer what it does."""

    name: str
    kind: Literal["formulir", "efek"]
    meaning: str | Promise


SOURCES: list[Callable[[], Iterable[Plug]]] = []
"""Who tells what is installed, appended by the room of cases: this room knows none of the capabilities."""


def all_plugs() -> list[Plug]:
    return [plug for source in SOURCES for plug in source()]


def plugs_of(kind: str) -> list[Plug]:
    return [plug for plug in all_plugs() if plug.kind == kind]
