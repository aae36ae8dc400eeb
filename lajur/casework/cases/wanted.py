"""What somebody asked his inbox to show, as it stands in the address. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

NAMES = ("sop", "cari", "terlambat", "urut", "kelompok")
ORDERS = ("tenggat", "terlama", "terbaru")
"""By deadline; by how long they wait; the latest first."""
GROUPINGS = ("tenggat", "sop", "tanpa")
WORDS = 6


@dataclass(frozen=True, slots=True)
class Wanted:
    """`procedure` a SOP's key or empty; `late` leaves out what is in time."""

    procedure: str = ""
    text: str = ""
    late: bool = False
    order: str = "tenggat"
    grouping: str = "tenggat"

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Wanted:
        """From an address; what it does not know stands as if it were not there."""
        order, grouping = query.get("urut", ""), query.get("kelompok", "")
        text = " ".join("".join(sign if sign.isprintable() else " " for sign in query.get("cari", "")).split())
        return cls(
            "".join(sign for sign in query.get("sop", "")[:100] if sign.isalnum() or sign == "-"),
            text[:100].strip(),
            query.get("terlambat") == "1",
            order if order in ORDERS else ORDERS[0],
            grouping if grouping in GROUPINGS else GROUPINGS[0],
        )

    @property
    def words(self) -> tuple[str, ...]:
        """The first few words of the text, small."""
        return tuple(self.text.lower().split()[:WORDS])

    @property
    def is_filtered(self) -> bool:
        """Whether it may leave tasks out."""
        return bool(self.procedure or self.text or self.late)

    @property
    def query(self) -> str:
        """The address of the same again; empty for all tasks in the usual order."""
        chosen = {
            "sop": self.procedure,
            "cari": self.text,
            "terlambat": "1" if self.late else "",
            "urut": "" if self.order == ORDERS[0] else self.order,
            "kelompok": "" if self.grouping == GROUPINGS[0] else self.grouping,
        }
        return urlencode({name: value for name, value in chosen.items() if value})


def is_asked(query: Mapping[str, str]) -> bool:
    """Whether the address says what to show, so that nobody's default takes its place."""
    return "semua" in query or any(name in query for name in NAMES)
