"""Columns of a list as we know them, and headings as somebody wrote them. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lajur.engine.refusal import Refusal, Words

REASONS = ("Baris asal", "Yang salah", "Perbaikan")
"""Headings of what is added to rows that go back; a list that comes again is read without them."""
MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Column:
    """`read` makes a cell into a value or raises `cells.Unfit`; an empty cell is not read. `also`: other headings that
    surely mean this column, whatever their case and signs. `about`: what to write, for the template."""

    key: str
    title: Words
    read: Callable[[Any], Any]
    needed: bool = False
    also: tuple[str, ...] = ()
    about: Words | str = ""


def headings_of(table: Sequence[Sequence[Any]]) -> tuple[str, ...]:
    """The first row as text, without empty cells at its end and without what we added ourselves."""
    cells = [" ".join(str("" if cell is None else cell).split())[:200] for cell in (table[0] if table else ())]
    while cells and not cells[-1]:
        cells.pop()
    if tuple(cells[-len(REASONS) :]) == REASONS:
        cells = cells[: -len(REASONS)]
    return tuple(cells)


def digest(headings: Sequence[str]) -> str:
    """What a set of headings is remembered by: hex SHA-256, whatever their case."""
    return hashlib.sha256("\x1f".join(heading.casefold() for heading in headings).encode()).hexdigest()


def plain(heading: str) -> str:
    return re.sub(r"[^a-z0-9]", "", heading.casefold())


def guess(headings: Sequence[str], columns: Sequence[Column]) -> list[str]:
    """For each heading the key of the column that it surely means, "" for none; no column twice."""
    known = {plain(name): column.key for column in columns for name in (column.key, column.title, *column.also)}
    found, taken = [], set()
    for heading in headings:
        key = known.get(plain(heading), "")
        found.append("" if key in taken else key)
        taken.add(key)
    return found


def unfit_match(headings: Sequence[str], columns: Sequence[Column], match: Sequence[str]) -> Refusal | None:
    """Whether `match` names known columns, each once, and all that are needed."""
    chosen = [key for key in match if key]
    by_key: Mapping[str, Column] = {column.key: column for column in columns}
    if len(match) != len(headings) or any(key not in by_key for key in chosen):
        return Refusal("kolom-tidak-dikenal", "Pasangan kolomnya tidak cocok dengan berkas ini; pasangkan sekali lagi.")
    twice = sorted({key for key in chosen if chosen.count(key) > 1})
    if twice:
        return Refusal(
            "kolom-ganda", "“{column}” dipilih untuk lebih dari satu kolom berkas.", {"column": by_key[twice[0]].title}
        )
    missing = [column for column in columns if column.needed and column.key not in chosen]
    if missing:
        return Refusal("kolom-kurang", "Pilih kolom berkas yang berisi “{column}”.", {"column": missing[0].title})
    return None
