"""What the reader was not sure of, kept with the draft for a person to settle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lajur.engine.refusal import Words
from lajur.exchange.reading.blocks import NOWHERE, Place

Field = tuple[str, ...]
"""Where in the draft: `("tanggal", "efektif")`, `("langkah", <kunci>, "waktu")`, `("pelaksana", <kunci>)`."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """`read` is what stands in the draft, `printed` the words of the source; `sure` from 0 (a guess) to 1. `why` is
    Words, so that it is told in the reader's language."""

    field: Field
    place: Place
    read: str
    printed: str
    sure: float
    why: str

    def as_data(self) -> dict[str, Any]:
        return {
            "bidang": ".".join(self.field),
            "tempat": self.place.words(),
            "letak": self.place.as_data(),
            "terbaca": self.read,
            "tertulis": self.printed,
            "yakin": round(self.sure, 2),
            "sebab": str(self.why),
            **({"kata": [self.why.template, dict(self.why.params)]} if isinstance(self.why, Words) else {}),
        }


@dataclass(slots=True)
class Doubts:
    found: list[Doubt] = field(default_factory=list)

    def tell(
        self, where: Field, read: object, why: str, sure: float, place: Place = NOWHERE, printed: str = ""
    ) -> None:
        self.found.append(Doubt(where, place, str(read)[:300], printed[:300], sure, why))

    def __iter__(self) -> Iterator[Doubt]:
        return iter(self.found)


@dataclass(slots=True)
class Draft:
    """One SOP as content of a SOP file, and what is doubtful about it."""

    content: dict[str, Any]
    doubts: list[Doubt]
    place: Place
    left: list[str] = field(default_factory=list)
    """What the checker still asks for: sentences."""
