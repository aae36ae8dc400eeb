"""Plain text with tabs, and Markdown: rows of tabs or pipes are tables, everything else is lines."""

from __future__ import annotations

import re

from lajur.exchange.reading.blocks import Block, Cell, Line, Place, Table
from lajur.exchange.reading.formats.markup import drawn, scrap
from lajur.exchange.reading.refusing import MAX_CELLS, MAX_WORDS, Unreadable
from lajur.exchange.reading.wording import tidy, tidy_lines

_PIPES = re.compile(r"^\s*\|.*\|\s*$")
_RULE = re.compile(r"^[\s|:+=-]+$")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")


def read_plain(text: str) -> list[Block]:
    blocks: list[Block] = []
    rows: list[list[Cell]] = []
    tables = cells = 0

    def flush() -> None:
        nonlocal rows
        if rows:
            blocks.append(Table(rows))
            rows = []

    for number, raw in enumerate(text.split("\n"), 1):
        raw = raw.rstrip("\r")
        if not raw.strip() and "\t" not in raw:
            flush()
            continue
        parts = _split(raw)
        if parts is None:
            flush()
            words = _line(raw)
            for part in words.splitlines() or ():
                blocks.append(Line(part, Place(line=number)))
            continue
        if not parts:
            continue
        if not rows:
            tables += 1
        cells += len(parts)
        if cells > MAX_CELLS:
            raise Unreadable("terlalu-banyak-sel", sheet=f"tabel {tables}", limit=MAX_CELLS)
        rows.append(
            [
                Cell(_line(part), Place(line=number, cell=column), symbols=drawn(part))
                for column, part in enumerate(parts, 1)
            ]
        )
    flush()
    return blocks


def _split(raw: str) -> list[str] | None:
    """The cells of a row; none for a ruling line; None for a line that is no row."""
    if "\t" in raw:
        return raw.split("\t")
    if _PIPES.match(raw):
        if _RULE.match(raw):
            return []
        return [part.replace("\\|", "|") for part in re.split(r"(?<!\\)\|", raw.strip()[1:-1])]
    return None


def _line(raw: str) -> str:
    text = _IMAGE.sub("", _HEADING.sub("", raw[: 2 * MAX_WORDS]))
    text = _EMPHASIS.sub(r"\2", text).replace("**", "")
    text = scrap(text)
    return tidy_lines(text) if "\n" in text else tidy(text)
