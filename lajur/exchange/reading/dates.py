"""Dates in any wording, as ISO dates."""

from __future__ import annotations

import re
from datetime import date

from lajur.exchange.reading.wording import digits, likeness, plain

MONTHS = (
    "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november",
    "desember",
)  # fmt: skip
_SHORT = {
    "jan": 1, "feb": 2, "peb": 2, "pebruari": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "agu": 8, "ags": 8,
    "agt": 8, "aug": 8, "august": 8, "sep": 9, "sept": 9, "okt": 10, "oct": 10, "october": 10, "nov": 11, "nop": 11,
    "nopember": 11, "des": 12, "dec": 12, "december": 12, "january": 1, "february": 2, "march": 3, "june": 6,
    "july": 7,
}  # fmt: skip
_DIGIT = "[0-9OolI]"
_WORDED = re.compile(rf"({_DIGIT}{{1,2}})[-/.\s]+([A-Za-z]{{3,10}})[-/.,\s]+({_DIGIT}{{4}})\b")
_ISO = re.compile(r"\b([12][0-9]{3})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})\b")
_NUMBERED = re.compile(r"\b([0-9]{1,2})\s*[-/.]\s*([0-9]{1,2})\s*[-/.]\s*([12][0-9]{3})\b")
_ENGLISH = re.compile(r"\b([A-Za-z]{3,9})\s+([0-9]{1,2}),?\s+([12][0-9]{3})\b")


def date_in(text: str) -> tuple[str, float] | None:
    """The first date of the text, and how sure; None when there is none. Day before month where both are numbers."""
    found: tuple[int, int, int]
    sure = 1.0
    if worded := _WORDED.search(text):
        month, sure = _month(worded[2])
        if not month:
            return None
        digits = "".join(worded.group(1, 3))
        sure = min(sure, 0.6) if re.search("[OolI]", digits) else sure
        found = _number(worded[3]), month, _number(worded[1])
    elif iso := _ISO.search(text):
        found = int(iso[1]), int(iso[2]), int(iso[3])
    elif numbered := _NUMBERED.search(text):
        day, month = int(numbered[1]), int(numbered[2])
        if month > 12 and day <= 12:
            day, month, sure = month, day, 0.6
        found = int(numbered[3]), month, day
    elif english := _ENGLISH.search(text):
        month, sure = _month(english[1])
        found = int(english[3]), month, int(english[2])
    else:
        return None
    try:
        return date(*found).isoformat(), sure
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(digits(text))


def _month(word: str) -> tuple[int, float]:
    name = plain(word)
    if name in MONTHS:
        return MONTHS.index(name) + 1, 1.0
    if name in _SHORT:
        return _SHORT[name], 1.0
    best = max(MONTHS, key=lambda month: likeness(name, month))
    return (MONTHS.index(best) + 1, 0.6) if likeness(name, best) >= 0.75 else (0, 0.0)
