"""Pictures of figures, drawn on the server as SVG: bars, ranges against a standard, columns over time, and on a fixed
scale with its bands: bars, a radar, a line over time.

Widths are percentages and type keeps its size, so a picture is readable at 360 px and grows with its place; colours
come from classes (charts.css), so that it follows light and dark. Every figure drawn is written beside it, nothing is
told by colour alone, and the caller puts the table behind the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi, sin
from textwrap import shorten, wrap

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

LINE = 17
"""Pixels between two lines of type."""
THICK = 14
"""Pixels of a bar."""
LETTERS = 42
"""Letters of a label on one line at 360 px; two lines at most."""
FEW = 5
"""Points of a line whose figures all fit side by side at 360 px."""
ROOM = 72.0
"""Percent of the width for the longest bar; what is left is for its figure."""


@dataclass(frozen=True, slots=True)
class Bar:
    """`text` is the figure as it is written; `part`, at most `value`, is drawn hatched as the part that is late."""

    label: str
    value: float
    text: str
    part: float = 0


@dataclass(frozen=True, slots=True)
class Range:
    """Five figures in per cent of the standard, lowest to highest, and how they are written."""

    label: str
    low: float
    first: float
    median: float
    third: float
    high: float
    text: str


@dataclass(frozen=True, slots=True)
class Columns:
    """What came and what was done in one stretch of time."""

    label: str
    left: int
    right: int


def bars(name: str, title: str, description: str, rows: Sequence[Bar]) -> SafeString:
    """Horizontal bars under their labels; an empty string for no rows. `name` must be unique on the page."""
    top = max((row.value for row in rows), default=0) or 1
    drawn: list[str] = []
    y = 0
    for row in rows:
        y = _label(drawn, row.label, y)
        width = row.value / top * ROOM
        drawn.append(_rect("bar", 0, y, width, THICK))
        if row.part:
            drawn.append(_rect("bar-part", 0, y, row.part / top * ROOM, THICK))
        drawn.append(f'<text class="figure" x="{_n(width)}%" dx="6" y="{y + THICK - 3}">{escape(row.text)}</text>')
        y += THICK + 12
    return _picture(name, title, description, drawn, y, bool(rows))


def ranges(name: str, title: str, description: str, rows: Sequence[Range], *, standard: str) -> SafeString:
    """For each row the whole spread (thin line), the middle half (box) and the median (thick stroke), on one scale in
    per cent; the line `standard` names stands at 100. What lies beyond three times the standard ends in an arrow."""
    top = min(max([row.high for row in rows] + [150.0]), 300.0)

    def at(value: float) -> float:
        return min(value, top) / top * 96 + 1

    drawn: list[str] = []
    y = 2 * LINE
    for row in rows:
        y = _label(drawn, row.label, y)
        middle = y + 9
        drawn.append(
            f'<line class="spread" x1="{_n(at(row.low))}%" x2="{_n(at(row.high))}%" y1="{middle}" y2="{middle}"/>'
        )
        drawn.append(_rect("half", at(row.first), y + 2, max(at(row.third) - at(row.first), 0.6), THICK))
        x = _n(at(100))
        drawn.append(f'<line class="standard" x1="{x}%" x2="{x}%" y1="{y - 2}" y2="{y + 20}"/>')
        x = _n(at(row.median))
        drawn.append(f'<line class="median" x1="{x}%" x2="{x}%" y1="{y}" y2="{y + 18}"/>')
        if row.high > top:
            drawn.append(f'<text class="figure" x="98%" y="{middle + 4}">›</text>')
        drawn.append(f'<text class="note" x="0" y="{y + 18 + LINE - 3}">{escape(row.text)}</text>')
        y += 18 + LINE + 12
    x = _n(at(100))
    key = (
        f'<text class="note" x="{x}%" y="{LINE - 3}" text-anchor="middle">{escape(standard)}</text>'
        f'<line class="standard" x1="{x}%" x2="{x}%" y1="{LINE + 1}" y2="{2 * LINE - 4}"/>'
    )
    return _picture(name, title, description, [key, *drawn], y, bool(rows))


def columns(name: str, title: str, description: str, groups: Sequence[Columns], *, left: str, right: str) -> SafeString:
    """Two columns side by side for every stretch of time, their figures above and its name below; a key on top."""
    top = max((max(group.left, group.right) for group in groups), default=0) or 1
    tall, base = 120, 120 + 3 * LINE
    share = 100 / max(len(groups), 1)
    drawn = [
        '<rect class="bar-other" x="0" y="4" width="12" height="12"/>',
        f'<text class="note" x="18" y="14">{escape(left)}</text>',
        '<rect class="bar" x="50%" y="4" width="12" height="12"/>',
        f'<text class="note" x="50%" dx="18" y="14">{escape(right)}</text>',
    ]
    for index, group in enumerate(groups):
        for value, css, place in ((group.left, "bar-other", 0.1), (group.right, "bar", 0.5)):
            height = round(value / top * tall)
            x, width = (index + place) * share, 0.38 * share
            drawn.append(_rect(css, x, base - height, width, height))
            where = f'x="{_n(x + width / 2)}%" y="{base - height - 4}"'
            drawn.append(f'<text class="figure" {where} text-anchor="middle">{value}</text>')
        drawn.append(
            f'<text class="note" x="{_n((index + 0.5) * share)}%" y="{base + LINE}" text-anchor="middle">'
            f"{escape(group.label)}</text>"
        )
    drawn.append(f'<line class="ground" x1="0" x2="100%" y1="{base}" y2="{base}"/>')
    return _picture(name, title, description, drawn, base + LINE + 6, bool(groups))


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low` to `high`; `marks` are (value, name) of the limits between its bands, lowest first."""

    low: float
    high: float
    marks: Sequence[tuple[float, str]] = ()

    def share(self, value: float) -> float:
        """0 at the low end, 1 at the high."""
        return (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)


def banded(name: str, title: str, description: str, rows: Sequence[Bar], *, scale: Scale) -> SafeString:
    """Bars that begin at the scale's low end, crossed by its limits, which are named on top; figures stand in a column
    behind them. A bar's `part` is where its uncertainty begins: a thin line from there to as far beyond its end."""

    def at(value: float) -> float:
        return scale.share(value) * ROOM

    drawn: list[str] = []
    y = LINE + 4
    for row in rows:
        y = _label(drawn, row.label, y)
        drawn.append(_rect("bar", 0, y, at(row.value), THICK))
        for value, _name in scale.marks:
            x = _n(at(value))
            drawn.append(f'<line class="limit" x1="{x}%" x2="{x}%" y1="{y - 3}" y2="{y + THICK + 3}"/>')
        if row.part:
            middle, end = y + THICK / 2, at(2 * row.value - row.part)
            drawn.append(
                f'<line class="doubt" x1="{_n(at(row.part))}%" x2="{_n(end)}%" y1="{_n(middle)}" y2="{_n(middle)}"/>'
            )
        drawn.append(f'<text class="figure" x="{_n(ROOM)}%" dx="8" y="{y + THICK - 3}">{escape(row.text)}</text>')
        y += THICK + 10
    marks = [
        f'<text class="note" x="{_n(at(value))}%" y="{LINE - 4}" text-anchor="middle">{escape(text)}</text>'
        for value, text in scale.marks
    ]
    return _picture(name, title, description, [*drawn, *marks], y, bool(rows))


def radar(
    name: str, title: str, description: str, rows: Sequence[Bar], *, scale: Scale, before: Sequence[float] = ()
) -> SafeString:
    """A corner for every row, clockwise from the top: far out is high. `before`: the same rows at another time, as a
    dashed outline. It keeps its size of 300 pixels and stands in the middle. Fewer than three rows draw nothing."""
    reach, middle_y = 104.0, 142.0

    def corner(place: int, share: float) -> tuple[float, float]:
        turn = 2 * pi * place / len(rows) - pi / 2
        return reach * share * cos(turn), middle_y + reach * share * sin(turn)

    def outline(css: str, shares: Sequence[float]) -> str:
        points = " ".join(f"{_n(x)},{_n(y)}" for x, y in (corner(n, share) for n, share in enumerate(shares)))
        return f'<polygon class="{css}" points="{points}"/>'

    if len(rows) < 3:
        return SafeString("")
    rings = [*[value for value, _ in scale.marks], scale.high]
    drawn = [outline("ring", [scale.share(value)] * len(rows)) for value in rings]
    for place in range(len(rows)):
        x, y = corner(place, 1)
        drawn.append(f'<line class="ring" x1="0" y1="{_n(middle_y)}" x2="{_n(x)}" y2="{_n(y)}"/>')
    if before:
        drawn.append(outline("web-before", [scale.share(value) for value in before]))
    drawn.append(outline("web", [scale.share(row.value) for row in rows]))
    for place, row in enumerate(rows):
        x, y = corner(place, 1.14)
        anchor = "middle" if abs(x) < 12 else "start" if x > 0 else "end"
        drawn.append(
            f'<text class="name" x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}">{escape(row.label)}</text>'
            f'<text class="note" x="{_n(x)}" y="{_n(y + 14)}" text-anchor="{anchor}">{escape(row.text)}</text>'
        )
    whole = f'<svg x="50%" width="1" height="1" overflow="visible">{"".join(drawn)}</svg>'
    return _picture(name, title, description, [whole], 290, True)


def line(name: str, title: str, description: str, rows: Sequence[Bar], *, scale: Scale) -> SafeString:
    """A point for every stretch of time, joined; its figure above, its name below (of many, every other one, the last
    always); limits of bands as dashed lines."""
    tall, top = 150, LINE + 10
    base = top + tall

    def at(value: float) -> float:
        return base - scale.share(value) * tall

    drawn = [
        f'<line class="standard" x1="0" x2="100%" y1="{_n(at(value))}" y2="{_n(at(value))}"/>'
        f'<text class="note" x="0" y="{_n(at(value) - 3)}">{escape(text)}</text>'
        for value, text in scale.marks
    ]
    share = 88 / max(len(rows), 1)
    places = [(12 + (index + 0.5) * share, at(row.value), row) for index, row in enumerate(rows)]
    for (x1, y1, _row), (x2, y2, _next) in pairwise(places):
        drawn.append(f'<line class="way" x1="{_n(x1)}%" y1="{_n(y1)}" x2="{_n(x2)}%" y2="{_n(y2)}"/>')
    every = 1 if len(places) <= FEW else 2
    for left, (x, y, row) in zip(range(len(places) - 1, -1, -1), places, strict=True):
        drawn.append(f'<circle class="bar" cx="{_n(x)}%" cy="{_n(y)}" r="4.5"/>')
        if left % every == 0:
            drawn.append(
                f'<text class="figure" x="{_n(x)}%" y="{_n(y - 9)}" text-anchor="middle">{escape(row.text)}</text>'
                f'<text class="note" x="{_n(x)}%" y="{base + LINE}" text-anchor="middle">{escape(row.label)}</text>'
            )
    drawn.append(f'<line class="ground" x1="0" x2="100%" y1="{base}" y2="{base}"/>')
    return _picture(name, title, description, drawn, base + LINE + 6, bool(rows))


def _label(drawn: list[str], label: str, y: int) -> int:
    """Write a label on one or two lines from `y`; returns where what it names begins."""
    lines = wrap(shorten(label, 2 * LETTERS - 4, placeholder=" …"), LETTERS) or [""]
    for line in lines[:2]:
        y += LINE
        drawn.append(f'<text class="name" x="0" y="{y - 4}">{escape(line)}</text>')
    return y


def _rect(css: str, x: float, y: float, width: float, height: float) -> str:
    return f'<rect class="{css}" x="{_n(x)}%" y="{_n(y)}" width="{_n(max(width, 0))}%" height="{_n(height)}"/>'


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _picture(name: str, title: str, description: str, drawn: Sequence[str], height: int, any_rows: bool) -> SafeString:
    if not any_rows:
        return SafeString("")
    return mark_safe(  # noqa: S308 - every text above is escaped
        f'<svg class="chart" width="100%" height="{height}" role="img" aria-labelledby="{name}-judul {name}-uraian"'
        f' xmlns="http://www.w3.org/2000/svg"><title id="{name}-judul">{escape(title)}</title>'
        f'<desc id="{name}-uraian">{escape(description)}</desc>{"".join(drawn)}</svg>'
    )
