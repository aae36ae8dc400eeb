"""Lists inside a cell or a paragraph: numbered, lettered, bulleted, one item a line, or run together."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lajur.exchange.reading.wording import tidy, tidy_lines

_NUMBER = re.compile(r"(?:(?<=^)|(?<=[\s;,.:)\w]))\(?([0-9]{1,2})\s?[.)](?=\s*[^\W\d]|\s+[0-9\"“(])", re.MULTILINE)
_LETTER = re.compile(r"(?:(?<=^)|(?<=[\s;,.:]))\(?([a-z])\s?[.)](?=\s*[^\W\d])", re.MULTILINE)
_BARE_NUMBER = re.compile(r"(?:(?<=^)|(?<=[\s;]))([0-9]{1,2})(?=\s+[A-Z])", re.MULTILINE)
_BULLET = re.compile(
    r"(?:(?<=^)|(?<=\s))(?:[•●▪■◦○‣⁃∙·*]\s*|[-–—](?=\s*[^\W\d])\s*|[√✓✔►➢➤Ø§]\s*|o\s+(?=[A-Z]))", re.MULTILINE
)
_SUB = re.compile(r"^\s*(?:[-–•*o]\s+)?(?:[a-z][.)]|[-–•*])\s+")
_EMPTY = re.compile(r"^[\s\-–.:;,0-9)(]*$")


@dataclass(frozen=True, slots=True)
class Items:
    """`sure` is below 1 where the borders between items are guessed. `marks` are the items' own numbers or letters."""

    items: tuple[str, ...]
    sure: float = 1.0
    marks: tuple[str, ...] = ()
    lead: str = ""
    """What stands before the first item."""


def in_order(pattern: re.Pattern[str], text: str, first: str) -> list[re.Match[str]]:
    """The matches that count up from `first`; one number may be missing or printed twice."""
    chain: list[re.Match[str]] = []
    for found in pattern.finditer(text):
        mark = found[1]
        value = _value(mark)
        expected = 1 if not chain else _value(chain[-1][1]) + 1
        if (not chain and mark == first) or (chain and expected - 1 <= value <= expected + 1):
            chain.append(found)
    return chain


def _value(mark: str) -> int:
    return int(mark) if mark.isdigit() else ord(mark) - ord("a") + 1


def _cut(text: str, chain: list[re.Match[str]]) -> Items:
    ends = [found.start() for found in chain[1:]] + [len(text)]
    items, marks = [], []
    for found, end in zip(chain, ends, strict=True):
        item = clean(text[found.end() : end])
        if item:
            items.append(item)
            marks.append(found[1] if found.re.groups else "-")
    return Items(tuple(items), 1.0, tuple(marks), tidy(text[: chain[0].start()]))


def clean(item: str) -> str:
    """An item without the signs between items."""
    return "" if _EMPTY.match(item) else tidy(item).strip(" ;,|").removesuffix(".").strip()


def numbered(text: str) -> Items | None:
    """Items after 1. 2. 3.; None when the text is no numbered list of two or more, or of one that fills the text."""
    chain = in_order(_NUMBER, text, "1")
    if len(chain) >= 2 or (chain and chain[0].start() == 0):
        return _cut(text, chain)
    return None


def lettered(text: str) -> Items | None:
    chain = in_order(_LETTER, text, "a")
    return _cut(text, chain) if len(chain) >= 2 else None


def paragraphs_of(text: str) -> Items:
    """Items of a section of the identity: numbered ones, else a line or a bullet each."""
    text = tidy_lines(text)
    if not text or _EMPTY.match(text):
        return Items(())
    if columns := _two_columns(text):
        return columns
    found = numbered(text)
    if found is None and re.match(r"1\s+[A-Z]", text):
        chain = in_order(_BARE_NUMBER, text, "1")
        found = _cut(text, chain) if len(chain) >= 2 else None
        if found:
            found = Items(found.items, 0.8, found.marks, found.lead)
    if found is not None and not found.lead:
        return found
    bullets = list(_BULLET.finditer(text))
    if bullets and bullets[0].start() == 0:
        return _cut(text, bullets)
    if found is not None:
        return Items((clean(found.lead), *found.items), 0.7, ("", *found.marks))
    lines = [clean(line) for line in text.splitlines()]
    joined: list[str] = []
    for line in filter(None, lines):
        if joined and (line[0].islower() or joined[-1][-1:] in ",:(/-"):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
    return Items(tuple(joined), 1.0 if len(joined) <= 1 else 0.9)


def _two_columns(text: str) -> Items | None:
    """A list printed in two columns: each line has its number, and the numbers jump."""
    found = [re.match(r"([0-9]{1,2})[.)]\s*(\S.*)", line) for line in text.splitlines()]
    lines = [one for one in found if one]
    numbers = [int(one[1]) for one in lines]
    if len(lines) != len(found) or len(lines) < 3 or numbers == sorted(numbers):
        return None
    items = dict(sorted(((int(one[1]), clean(one[2])) for one in reversed(lines)), key=lambda pair: pair[0]))
    return Items(tuple(filter(None, items.values())), 0.8)


_CAPITALS = re.compile(r"[A-Z/\-]{2,}(?:\s+[A-Z/\-]{2,})+")
_NEW_NAME = re.compile(r"[a-z]{3,} [A-Z][a-z]+ [a-z]")
_NOUN = (
    r"(?:Data|Dokumen|Draf(?:t)?|Laporan|Surat|Nota|Formulir|Berkas|Berita Acara|BA|SK|Daftar|Rencana|Notulen|Undangan|"
    r"Disposisi|Kontrak|Lembar|Bukti|Buku|Agenda|Kwitansi|Rekap\w*|Jadwal|Hasil|Usulan|Permohonan|Proposal|Arsip)"
)
_RUN_TOGETHER = re.compile(rf"(?<=[a-z0-9)])\s+(?={_NOUN}\s+[A-Z])")


def documents_of(text: str) -> Items:
    """Names of documents in a cell of kelengkapan or output."""
    text = tidy_lines(text)
    if not text or _EMPTY.match(text):
        return Items(())
    lone = re.fullmatch(r"(?:1[.)]|[-–•√*])\s*(.+)", text, re.DOTALL)
    if lone and not re.search(r"\n|\s[-–]\s?\w|\s[•√]|\s2[.)]", lone[1]):
        return _by_commas(clean(lone[1]), 1.0)
    for marks in (numbered(text), bulleted(text)):
        if marks is None:
            continue
        if marks.lead:
            lead = clean(marks.lead)
            if marks.marks and re.search(r":\s*$", marks.lead):
                return Items((tidy(f"{lead} {', '.join(marks.items)}")[:300],), 0.5, marks.marks)
            return Items((lead, *marks.items), 0.5, marks.marks)
        inner = any(numbered(item) or re.search(r"[^,]\s(?:meliputi|terdiri|yaitu)", item) for item in marks.items)
        inner = inner or any(_unclear(item) for item in marks.items)
        return Items(marks.items, 0.7 if inner else 1.0, marks.marks)
    lines = [clean(line) for line in text.splitlines()]
    if len(lines) > 1 and all(line[:1].isupper() or line[:1].isdigit() for line in lines if line):
        return Items(tuple(filter(None, lines)), 0.9)
    text = tidy(text)
    if ";" in text:
        return Items(tuple(filter(None, map(clean, text.split(";")))), 0.9)
    return _by_commas(clean(text), 1.0)


def _by_commas(text: str, sure: float) -> Items:
    """Short names between commas are items; a sentence with commas is one."""
    if not text:
        return Items(())
    outside = re.sub(r"\([^)]*\)", lambda found: found[0].replace(",", "\0"), text)
    parts = [clean(part.replace("\0", ",")) for part in re.split(r",|\bdan/atau\b", outside)]
    parts = [part for part in parts if part]
    if len(parts) > 1 and all(len(part.split()) <= 4 for part in parts):
        last = re.sub(r"^(?:dan|serta|atau)\s+", "", parts[-1])
        return Items((*parts[:-1], last), 0.6)
    if _RUN_TOGETHER.search(text):
        return Items(tuple(re.sub(r"\s+(?:dan|serta)$", "", clean(part)) for part in _RUN_TOGETHER.split(text)), 0.4)
    if _unclear(text):
        return Items((text,), 0.5)
    unclear = re.search(r"\b(?:dan|maupun|serta|beserta|terdiri)\b|,|\+|&", text)
    return Items((text,), min(sure, 0.7) if unclear else sure)


def _unclear(name: str) -> bool:
    """Signs that one name holds two: abbreviations in a row, a capital in the middle, short parts between commas."""
    outside = re.sub(r"\([^)]*\)", "", name)
    parts = outside.split(",")
    short = len(parts) > 1 and all(len(part.split()) <= 3 for part in parts)
    return bool(_CAPITALS.fullmatch(outside.strip()) or _NEW_NAME.search(outside)) or short


def bulleted(text: str) -> Items | None:
    found = list(_BULLET.finditer(text))
    if found and (found[0].start() == 0 or len(found) >= 2):
        return _cut(text, found)
    return None
