"""Plugs that an officer may choose in the editor: forms in the place of the generic one, and effects of a step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Plug:
    """`name` as SOP files write it (`surveys.plan`); `meaning` tells an officer what it does."""

    name: str
    kind: Literal["formulir", "efek"]
    meaning: str | Promise


CHOICES: list[Plug] = []
"""What the capabilities bring, appended in their AppConfig's `ready`: this room knows none of them."""


def plugs_of(kind: str) -> list[Plug]:
    return [plug for plug in CHOICES if plug.kind == kind]
