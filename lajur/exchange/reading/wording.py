"""Words as people and scanners write them: normal forms, likeness, and the usual faults of text recognition."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200b\u202f\u3000]+")
_NOT_LETTERS = re.compile(r"[^a-z0-9/ ]+")
_TAKEN_FOR_LETTERS = str.maketrans("OolI", "0011")
_SMALL = frozenset([
    "yang", "dan", "atau", "dengan", "untuk", "dari", "ke", "di", "pada", "oleh", "kepada", "dalam", "atas", "telah",
    "sudah", "akan", "para", "serta", "itu", "ini", "nya", "agar", "sesuai", "terkait", "adalah", "secara", "bagi",
    "sebagai", "beserta", "maupun", "juga", "lain", "hasil",
])  # fmt: skip
"""Words without a meaning of their own in the name of a step or a document."""
_PREFIXES = (
    "memper", "diper", "meng", "meny", "peng", "mem", "men", "pem", "pen", "per", "ber", "ter", "me", "pe", "di",
)  # fmt: skip
_SUFFIXES = ("kannya", "annya", "kan", "nya", "an", "i")
"""Longer ones stand before those that they begin or end with: `menyusun` is not me + nyusun."""
_SMALL_IN_TITLES = frozenset(["dan", "atau", "di", "ke", "dari", "untuk", "pada", "dengan", "yang"])


def tidy(text: str) -> str:
    """One line, single spaces, no control characters."""
    text = "".join(" " if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") else char for char in text)
    return _SPACES.sub(" ", text).strip()


def tidy_lines(text: str) -> str:
    """As `tidy`, line by line; empty lines fall away."""
    return "\n".join(line for line in (tidy(part) for part in text.splitlines()) if line)


def plain(text: str) -> str:
    """Small letters, digits, slashes and single spaces: for comparison."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(_NOT_LETTERS.sub(" ", folded).split())


@lru_cache(maxsize=20_000)
def likeness(one: str, other: str) -> float:
    """0 to 1. Exact for equal words; for short words anything less than equal is 0."""
    if one == other:
        return 1.0
    short, long = sorted((len(one), len(other)))
    if short < 4 or long > short * 1.6:
        return 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= 0.6 else 0.0


def slug(text: str, limit: int = 40) -> str:
    """A key for a SOP file, of the first words of `text`; starts with a letter."""
    words = [word for word in re.findall(r"[a-z0-9]+", plain(text)) if word not in _SMALL] or ["butir"]
    key = ""
    for word in words:
        longer = f"{key}-{word}" if key else word
        if len(longer) > limit:
            break
        key = longer
    key = key or words[0][:limit]
    return key if key[0].isalpha() else f"b-{key}"


def unique(key: str, taken: object) -> str:
    """`key`, or `key-2`, `key-3` … where it is `in` what is taken."""
    number, candidate = 2, key
    while candidate in taken:  # type: ignore[operator]
        candidate, number = f"{key}-{number}", number + 1
    return candidate


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A rough root: enough to see that `menyusun` and `penyusunan` are kin."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            word = word[: -len(suffix)]
            break
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            word = word[len(prefix) :]
            break
    return word


@lru_cache(maxsize=20_000)
def roots(text: str) -> frozenset[str]:
    """The roots of the words that carry meaning."""
    return frozenset(stem(word) for word in re.findall(r"[a-z0-9]+", plain(text)) if word not in _SMALL)


def overlap(one: str, other: str) -> float:
    """Shared roots over the roots of the shorter text; 0 where either has none."""
    here, there = roots(one), roots(other)
    if not here or not there:
        return 0.0
    return len(here & there) / min(len(here), len(there))


def unspaced(text: str) -> str:
    """Letters that stand apart, or under each other, as the word that they are; anything else unchanged."""
    letters = tidy(text.replace("\n", " ")).split(" ")
    return "".join(letters) if len(letters) > 1 and all(len(one) == 1 and one.isalpha() for one in letters) else text


def digits(text: str) -> str:
    """Digits that text recognition took for letters: `1O` is 10, `l5` is 15."""
    return text.translate(_TAKEN_FOR_LETTERS)


def sentence_case(text: str) -> str:
    """A title in capitals as a title in words; anything else unchanged. Short words in capitals are abbreviations."""
    letters = [char for char in text if char.isalpha()]
    if not letters or sum(char.isupper() for char in letters) < 0.8 * len(letters):
        return text

    def word(found: re.Match[str]) -> str:
        part = found[0]
        if part.lower() in _SMALL_IN_TITLES:
            return part.lower()
        vowels = sum(char in "AIUEO" for char in part)
        return part if (len(part) <= 5 and vowels <= 1) or vowels == 0 else part.capitalize()

    return re.sub(r"[A-Za-z]+", word, text)
