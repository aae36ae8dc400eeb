"""What somebody typed, as words to look for; near words; marks in what was found. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LONGEST = 200
"""Signs of a query that are read; nobody types more, and everything pasted begins with what it is about."""
MOST_WORDS = 8
SHORTEST = 2
SHORTEST_START = 3
"""A word is also looked for as the beginning of longer ones from so many letters or digits on."""

BEGIN, END = "\ue000", "\ue001"
"""Around what is marked, until the text is made safe for a page."""

SAID_BEFORE_NUMBERS = frozenset({"no", "nomor", "nmr", "kasus", "perkara", "number", "case"})
"""What people put before a number; lines do not hold it."""

_WORD = re.compile(r"[^\W_]+")
WIDTH = 220


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query as words, in lower case. `near`: other spellings of each word that would do as well."""

    text: str
    words: tuple[str, ...]
    near: tuple[tuple[str, ...], ...] = ()
    was_cut: bool = False

    def spellings(self, index: int) -> tuple[str, ...]:
        return (self.words[index], *(self.near[index] if self.near else ()))

    @property
    def all_spellings(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(s for index in range(len(self.words)) for s in self.spellings(index)))


def read_query(text: str) -> Wanted:
    """Whatever came in the address: signs, NUL and the rest are borders between words; too short words are left out
    when there are others."""
    clean = unicodedata.normalize("NFKC", text[: LONGEST * 4].replace("\0", " ")).strip()
    cut = clean[:LONGEST]
    found = list(dict.fromkeys(word.lower() for word in _WORD.findall(cut)))
    words = [word for word in found if len(word) >= SHORTEST]
    if any(word.isdigit() for word in words):
        words = [word for word in words if word not in SAID_BEFORE_NUMBERS]
    return Wanted(cut, tuple(words[:MOST_WORDS]), was_cut=len(clean) > LONGEST or len(words) > MOST_WORDS)


def start_of(word: str) -> str:
    """For to_tsquery: the word, and longer ones that begin so; a number also without its leading zeros. Words hold
    letters and digits only."""
    if word.isdigit():
        return f"{word}:* | {word.lstrip('0')}" if word.lstrip("0") not in ("", word) else f"{word}:*"
    return f"{word}:*" if len(word) >= SHORTEST_START else word


def distance(one: str, other: str, limit: int) -> int:
    """Letters put in, left out, changed or swapped with their neighbour between two words; at most `limit` + 1."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before, last = last, row
    return last[-1]


def slips(word: str) -> int:
    """How many letters of a word may be wrong."""
    if len(word) < 4 or word.isdigit():
        return 0
    return 1 if len(word) < 7 else 2


def nearest(word: str, candidates: Iterable[str], most: int = 5) -> tuple[str, ...]:
    """Those of the candidates that the word may have been meant to be: one slip in a short word, two in a longer one,
    none in words of three letters and in numbers."""
    limit = slips(word)
    if not limit:
        return ()
    ranked = sorted((distance(word, other, limit), other) for other in set(candidates) if other != word)
    return tuple(other for far, other in ranked if far <= limit)[:most]


def marked(text: str, starts: Sequence[str], width: int = WIDTH) -> str:
    """The text around the first word that begins like one of `starts`, each such word between `BEGIN` and `END`."""
    plain = " ".join(text.replace(BEGIN, "").replace(END, "").split())
    pattern = _beginning(tuple(starts))
    first = pattern.search(plain) if pattern else None
    if len(plain) > width:
        middle = first.start() if first else 0
        begin = max(0, min(middle - width // 3, len(plain) - width))
        begin = plain.rfind(" ", 0, begin + 1) + 1
        end = begin + width
        close = plain.rfind(" ", begin, end + 1) if end < len(plain) else len(plain)
        part = plain[begin : close if close > begin else end]
        plain = f"{'… ' if begin else ''}{part}{' …' if end < len(plain) else ''}"
    return pattern.sub(lambda match: f"{BEGIN}{match[0]}{END}", plain) if pattern else plain


def _beginning(starts: tuple[str, ...]) -> re.Pattern[str] | None:
    usable = sorted((start for start in starts if start), key=len, reverse=True)
    if not usable:
        return None
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, usable))})[^\W_]*", re.IGNORECASE)
