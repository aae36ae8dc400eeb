"""What makes an answer doubtful. Nothing is refused for it: it is held back until somebody of the team has looked.

All of it is known without asking anybody: the time between opening and sending a form, a field that people do not see,
the device's own cookie, and how much comes from one address. Whole offices stand behind one address, so much from there
is a reason to look, never to refuse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from lajur.engine.refusal import Words

TRAP, FAST, DEVICE, CROWD, PATTERN = "jebakan", "terlalu-cepat", "perangkat-sama", "alamat-ramai", "pola-sama"
REASONS: Mapping[str, Words] = {
    TRAP: Words("Mengisi kolom yang tidak terlihat oleh manusia"),
    FAST: Words("Diisi lebih cepat daripada orang dapat membacanya"),
    DEVICE: Words("Perangkat yang sama sudah mengirim jawaban"),
    CROWD: Words("Sangat banyak jawaban dari satu sambungan"),
    PATTERN: Words("Jawaban yang persis sama berulang dari satu sambungan"),
}
"""Code → why a sheet was held back."""

SECONDS_A_QUESTION = 1.0
"""Nobody reads a question and four answers in less."""
WINDOW = timedelta(minutes=10)
CROWDED = 40
"""Answers from one address within a window; more are held back."""
ALIKE = 5
"""Answers of exactly the same scores from one address within a window; more are held back."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of how a sheet came. `seconds`: from opening to sending; `before`: sheets that the device's cookie
    tells of; `crowded`, `alike`: more than so many came from the same address. `invited`: it came with a ticket, whose
    owner may sit in a crowded office and at a shared device."""

    seconds: float
    questions: int
    trapped: bool = False
    before: int = 0
    crowded: bool = False
    alike: bool = False
    invited: bool = False


def doubts(signs: Signs) -> list[str]:
    """Codes of `REASONS`; empty when the sheet counts at once."""
    found = []
    if signs.trapped:
        found.append(TRAP)
    if signs.seconds < signs.questions * SECONDS_A_QUESTION:
        found.append(FAST)
    if signs.invited:
        return found
    if signs.before:
        found.append(DEVICE)
    if signs.crowded:
        found.append(CROWD)
    if signs.alike:
        found.append(PATTERN)
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a group has come: `counted` of `minimum`, `held` wait for a look."""

    number: int
    title: str
    minimum: int
    counted: int
    held: int = 0
    population: int = 0

    @property
    def missing(self) -> int:
        return max(0, self.minimum - self.counted)

    @property
    def percent(self) -> int:
        """Of the minimum, at most 100."""
        return 100 if not self.minimum else min(100, self.counted * 100 // self.minimum)


def total_missing(standings: Sequence[Standing], minimum: int) -> int:
    """How many answers are missing altogether, for a minimum over all groups."""
    return max(0, minimum - sum(group.counted for group in standings))
