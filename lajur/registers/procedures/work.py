"""What rooms above do for this one, which knows no cases and no notices: they fill these lists when they start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from lajur.engine.definition import Sop
from lajur.engine.refusal import Words
from lajur.registers.organisation.models import Agency


@dataclass(frozen=True, slots=True)
class Standing:
    """`count` running cases of the edition `edition` (its id) at which exactly these `steps` stand open, and why they
    could not go on by another edition (None when they could)."""

    edition: str
    steps: tuple[str, ...]
    why_not: Words | None
    count: int


STANDING: list[Callable[[Agency, str, Sop], list[Standing]]] = []
"""Running cases of the agency's procedure by its key, asked whether they could go on by this SOP."""


def standing_cases(agency: Agency, key: str, new: Sop) -> list[Standing]:
    return [standing for source in STANDING for standing in source(agency, key, new)]


class Teller(Protocol):
    def __call__(
        self, *, agency: str, persons: Iterable[str], kind: str, key: str, link: str, at: datetime,
        params: Mapping[str, Any],
    ) -> None: ...  # fmt: skip


TELLERS: list[Teller] = []
"""Tell persons of something; `key` names the event, so that a repeat changes nothing."""


def tell(
    *, agency: str, persons: Iterable[str], kind: str, key: str, link: str, at: datetime, params: Mapping[str, Any]
) -> None:
    for teller in TELLERS:
        teller(agency=agency, persons=persons, kind=kind, key=key, link=link, at=at, params=params)
