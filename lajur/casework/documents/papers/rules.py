"""Numbers of papers, who signs as what, and words for numbers. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lajur.engine.refusal import Refusal
from lajur.registers.organisation.rules import Day

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
BLANKS = ("urut", "tahun", "bulan", "bulan_romawi", "klasifikasi", "unit", "keamanan", "jenis")
"""What a pattern may name: the running number, the date's parts, and what the paper says of itself."""
LONGEST_NUMBER = 150
LONGEST_CODE = 40
"""Letters: a number as it is written, and a code of a unit or a classification in it."""
_WIDEST = {"urut": 7, "tahun": 4, "bulan": 2, "bulan_romawi": 4, "keamanan": 2, "klasifikasi": LONGEST_CODE}
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_BLANK = re.compile(r"\{(\w+)(?::(\d))?\}")
PREFIXES = {"plt": "Plt. ", "plh": "Plh. "}


def check_pattern(pattern: str) -> Refusal | None:
    """Whether a pattern can number papers: it must name the running number and the year, and nothing unknown."""
    names = [match.group(1) for match in _BLANK.finditer(pattern)]
    unknown = [name for name in names if name not in BLANKS]
    if unknown:
        return Refusal("pola-tidak-dikenal", "Isian “{blank}” tidak dikenal pada pola nomor.", {"blank": unknown[0]})
    if re.search(r"[{}]", _BLANK.sub("", pattern)):
        return Refusal("pola-kurung", "Ada kurung kurawal yang tidak berpasangan pada pola nomor.")
    if "urut" not in names or "tahun" not in names:
        return Refusal(
            "pola-tanpa-urut",
            "Pola nomor harus memuat {urut} dan {tahun}, sebab nomor urut mulai dari 1 setiap tahun.",
            {"urut": "{urut}", "tahun": "{tahun}"},
        )
    return None


def longest_number(pattern: str, filled: Mapping[str, str]) -> int:
    """How many letters the longest number has that a pattern may give: whatever classification a paper is written
    with, in any month, to the last of ten million papers of a year."""

    def widest(match: re.Match[str]) -> str:
        name = match.group(1)
        return "x" * max(_WIDEST.get(name, len(filled.get(name, ""))), int(match.group(2) or 0))

    return len(_BLANK.sub(widest, pattern))


def number_of(pattern: str, serial: int, day: date, filled: Mapping[str, str]) -> str:
    """The number as it is written: `{urut:3}` pads with zeros to three digits."""
    values = {
        "urut": str(serial),
        "tahun": str(day.year),
        "bulan": f"{day.month:02}",
        "bulan_romawi": ROMAN[day.month - 1],
        **filled,
    }

    def blank(match: re.Match[str]) -> str:
        return values.get(match.group(1), "").zfill(int(match.group(2) or 0))

    return re.sub(r"\s+", " ", _BLANK.sub(blank, pattern)).strip()


def long_date(day: date) -> str:
    """21 Februari 2025."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def said_day(day: date) -> str:
    """As minutes say it: "Senin tanggal dua puluh tiga bulan November tahun dua ribu dua puluh enam (23-11-2026)"."""
    said = f"tanggal {in_words(day.day)} bulan {MONTHS[day.month - 1]} tahun {in_words(day.year)}"
    return f"{DAYS[day.weekday()]} {said} ({day:%d-%m-%Y})"


@dataclass(frozen=True, slots=True)
class Signature:
    """`lines` stand over the name: the office first, "a.n. …" before the signer's own. `office` is a position's id."""

    lines: tuple[str, ...]
    office: str


def signs_as(day: Day, person: str, acting: Mapping[str, str], office: str | None = None) -> Signature | Refusal:
    """In which capacity a person signs on a day. `acting`: position → "plt" or "plh" where he acts there; `office`: the
    position in whose name the paper goes out, else the highest he holds.

    He signs as its holder (definitive, Plt. or Plh.), or on its behalf (a.n.) where he stands in for its holder or his
    own position is under it (PermenPANRB 80/2012 and its successors).
    """
    held = list(day.positions.get(person, ()))
    if office is None:
        if not held:
            return Refusal("penandatangan-tanpa-jabatan", "Penandatangan tidak memangku jabatan pada tanggal naskah.")
        office = min(held, key=lambda post: (len(_above(day, post)), post in acting, held.index(post)))
    if office not in day.roster.posts:
        return Refusal("jabatan-tidak-ada", "Jabatan penandatangan tidak ada.")
    title = day.roster.posts[office].title
    if office in held:
        return Signature((f"{PREFIXES.get(acting.get(office, ''), '')}{title}",), office)
    own = next((post for post in held if office in _above(day, post)), None)
    stands_in = set(day.holders.get(office, ())) & set(day.stands_in_for(person))
    if own is None and stands_in and held:
        own = held[0]
    if own is not None:
        prefix = PREFIXES.get(acting.get(own, ""), "")
        return Signature((f"a.n. {title}", f"{prefix}{day.roster.posts[own].title}"), office)
    if stands_in:
        return Signature((f"a.n. {title}",), office)
    return Refusal("bukan-penandatangan", "Penandatangan tidak memangku jabatan {title}.", {"title": title})


def _above(day: Day, post: str) -> list[str]:
    """Positions over a position, nearest first."""
    found: list[str] = []
    above = day.roster.posts[post].superior
    while above is not None and above not in found:
        found.append(above)
        above = day.roster.posts[above].superior
    return found


_DIGITS = (
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas",
)  # fmt: skip
_STEPS: Sequence[tuple[int, str]] = (
    (10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (1000, "ribu"), (100, "ratus"), (10, "puluh"),
)  # fmt: skip


def in_words(number: int) -> str:
    """A whole number as it is spoken: 1250 → "seribu dua ratus lima puluh"."""
    if number < 0:
        return f"minus {in_words(-number)}"
    if number < 12:
        return _DIGITS[number]
    if number < 20:
        return f"{_DIGITS[number - 10]} belas"
    for size, name in _STEPS:
        if number >= size:
            count, rest = divmod(number, size)
            head = f"se{name}" if count == 1 and size in (100, 1000) else f"{in_words(count)} {name}"
            return f"{head} {in_words(rest)}" if rest else head
    raise AssertionError(number)
