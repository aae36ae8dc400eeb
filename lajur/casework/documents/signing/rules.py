"""Whose certificate it is, and where on a page a stamp finds room. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

STAMP = (226.0, 76.0)
"""Width and height of the visible stamp in points (80 × 27 mm)."""
CORNER = (56.0, 56.0)
"""The stamp of a page without room: the QR code alone, in its corner."""
MARGIN = 28.0
"""Points that stay free between the stamp and the edge of the paper."""
PATIENCE = timedelta(minutes=5)
"""A signature still being made after so long was lost on the way: its outcome is unknown."""


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle on a page: `page` from 0; points from the lower left corner, as PDF counts. `paper`: the page's
    height in points."""

    page: int
    x: float
    y: float
    width: float
    height: float
    paper: float = 841.89

    @property
    def box(self) -> tuple[int, int, int, int]:
        return round(self.x), round(self.y), round(self.x + self.width), round(self.y + self.height)


@dataclass(frozen=True, slots=True)
class Ink:
    """What a page looks like: `dark[row][column]` from the top, each `step` points wide; `width`, `height`: points."""

    dark: Sequence[Sequence[bool]]
    step: float
    width: float
    height: float


def place_from(told: Mapping[str, Any]) -> Place | None:
    """A place as papers note it: page from 1, millimetres from the upper left corner of A4. None: not noted."""
    try:
        page, x, y = int(told["page"]), float(told["x"]), float(told["y"])
        width, height = float(told.get("width", 80)), float(told.get("height", 27))
    except (KeyError, TypeError, ValueError):
        return None
    point = 72 / 25.4
    paper = 297 * point
    return Place(page - 1, x * point, paper - (y + height) * point, width * point, height * point, paper)


def lost(asked_at: datetime, now: datetime) -> bool:
    """Whether whoever made the signature must have died over it."""
    return now - asked_at > PATIENCE


def words_of(name: str) -> set[str]:
    """The words of a name that tell persons apart: titles, initials and degrees (anything with a dot) are left out."""
    before_degrees = name.split(",")[0]
    parts = (part for part in before_degrees.split() if "." not in part)
    return {word for part in parts if len(word := re.sub(r"[^\w]", "", part).casefold()) > 1}


def same_person(known: str, certified: str) -> bool:
    """Whether the name in a certificate can be the officer's: one name has all the words of the other."""
    ours, theirs = words_of(known), words_of(certified)
    return bool(ours and theirs) and (ours <= theirs or theirs <= ours)


def free_place(pages: Sequence[Ink]) -> Place:
    """Room for the stamp: on the last page that has any, in its right half before its left, near the end of the text.
    Without room anywhere: the code alone, in the lower right corner of the last page."""
    for number in range(len(pages) - 1, -1, -1):
        page = pages[number]
        for x in (page.width - MARGIN - 28 - STAMP[0], MARGIN + 28):
            for y in _downwards(page):
                if _is_white(page, x, y, *STAMP):
                    return Place(number, x, y, *STAMP, page.height)
    last = pages[-1]
    return Place(len(pages) - 1, last.width - 10 - CORNER[0], 10, *CORNER, last.height)


def _downwards(page: Ink) -> Iterator[float]:
    """Lower edges to try: from just below the lowest line of text down to the margin, then from there upwards."""
    rows = [number for number, row in enumerate(page.dark) if any(row)]
    footer = page.height - 2 * MARGIN  # what stands lower is a page number or a remark, not the text
    body = [number for number in rows if number * page.step < footer]
    end = page.height - (body[-1] + 1) * page.step if body else page.height - 2 * MARGIN
    lowest, here = 2 * MARGIN, end - STAMP[1] - 10
    while here >= lowest:
        yield here
        here -= 6
    here = lowest
    while here + STAMP[1] < page.height - MARGIN:
        yield here
        here += 6


def _is_white(page: Ink, x: float, y: float, width: float, height: float) -> bool:
    top, bottom = page.height - y - height - 3, page.height - y + 3
    rows = page.dark[max(0, int(top / page.step)) : int(bottom / page.step) + 1]
    left, right = max(0, int((x - 3) / page.step)), int((x + width + 3) / page.step) + 1
    return x >= 0 and bool(rows) and not any(any(row[left:right]) for row in rows)
