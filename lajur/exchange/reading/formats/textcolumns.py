"""Tables of a PDF that are drawn without rules: words that stand under each other are a column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lajur.exchange.reading.blocks import Cell, Line, Place, Table
from lajur.exchange.reading.wording import tidy

_APART = 16.0
"""Points between two words that are not of one text."""
_SPACE = 4.0
"""Points of room that part two columns where the next one's edge is known."""
_FAR = 3.2
"""Heights of a line: a larger gap ends a table unless a row follows."""

Span = tuple[float, float]
"""From where to where a text or a column reaches, in points."""


@dataclass(slots=True)
class Word:
    """A word of a page by its box, in points from the page's lower left corner."""

    left: float
    bottom: float
    right: float
    top: float
    text: str

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


Parts = list[list[Word]]
"""A line cut where it has wide gaps."""
_LEAST_COLUMNS = 3
_LEAST_LINES = 3
"""What a table without rules has at least; less is running text."""


def blocks_of(
    lines: Sequence[Sequence[Word]], page: int, known: list[Span]
) -> tuple[list[tuple[float, Line | Table]], list[Span]]:
    """Lines and tables with their heights on the page, and the columns of its last table. `known` are those of the
    last table before: a table may go on without its head, and without words in some of its columns."""
    split = [_parts(line) for line in lines]
    placed: list[tuple[float, Line | Table]] = []
    position = 0
    while position < len(split):
        end = _run(split, position)
        spans = _columns(split[position:end], known) if end > position else []
        if len(spans) < _LEAST_COLUMNS:
            end = max(end, position + 1)
            for number in range(position, end):
                placed.append((_top(split[number]), _line(split[number], page, number + 1)))
        else:
            placed.append((_top(split[position]), _table(split[position:end], spans, page, position + 1)))
            known = spans
        position = end
    return placed, known


def _parts(line: Sequence[Word]) -> Parts:
    parts: Parts = [[line[0]]]
    for before, word in pairwise(line):
        if word.left - before.right > _APART:
            parts.append([word])
        else:
            parts[-1].append(word)
    return parts


def _top(parts: Parts) -> float:
    return parts[0][0].top


def _span(part: Sequence[Word]) -> Span:
    return part[0].left, max(word.right for word in part)


def _line(parts: Parts, page: int, number: int) -> Line | Table:
    if len(parts) < _LEAST_COLUMNS:
        return Line(tidy(" ".join(word.text for part in parts for word in part)), Place(page=page, line=number))
    return Table(
        [
            [
                Cell(" ".join(word.text for word in part), Place(page=page, row=number, cell=column))
                for column, part in enumerate(parts, 1)
            ]
        ]
    )


def _run(split: Sequence[Parts], start: int) -> int:
    """Where the lines of a table end that begins at `start`; `start` itself if none begins there."""
    if len(split[start]) < _LEAST_COLUMNS:
        return start
    last = start + 1
    edges = _span(split[start][0])[0], _span(split[start][-1])[1]
    for position in range(start + 1, len(split)):
        parts = split[position]
        gap = split[position - 1][0][0].middle[1] - parts[0][0].middle[1]
        height = max(word.top - word.bottom for part in parts for word in part)
        if len(parts) >= _LEAST_COLUMNS:
            edges = min(edges[0], _span(parts[0])[0]), max(edges[1], _span(parts[-1])[1])
            last = position + 1
            continue
        wide = _span(parts[-1])[1] - _span(parts[0])[0] > 0.6 * (edges[1] - edges[0])
        if (wide and len(parts) == 1) or gap > _FAR * max(height, 6.0) or parts[0][0].left < edges[0] - 4:
            break
        last = position + 1
    return last if last - start >= _LEAST_LINES else start


def _columns(lines: Sequence[Parts], known: list[Span]) -> list[Span]:
    """Where columns stand. A text over several others is the head of a group, or runs over, and makes none."""
    rows = [[_span(part) for part in parts] for parts in lines if len(parts) >= _LEAST_COLUMNS]
    spans = sorted(
        span for number, row in enumerate(rows) for span in row
        if not any(sum(_shared(span, one) > 1 for one in other) > 1 for n, other in enumerate(rows) if n != number)
    )  # fmt: skip
    columns: list[Span] = []
    for left, right in spans:
        if columns and left < columns[-1][1] - 0.5:
            columns[-1] = columns[-1][0], max(columns[-1][1], right)
        else:
            columns.append((left, right))
    if known and len(columns) <= len(known) and re.fullmatch(r"[0-9]{1,3}[.)]?", lines[0][0][0].text):
        alone = all(sum(_shared(column, old) > 1 for old in known) <= 1 for column in columns)
        found = sum(any(_shared(column, old) > 1 for old in known) for column in columns)
        if alone and found >= 0.7 * len(columns):
            return known
    return columns


def _shared(one: Span, other: Span) -> float:
    """Points that both cover; negative where they lie apart."""
    return min(one[1], other[1]) - max(one[0], other[0])


def _table(lines: Sequence[Parts], spans: list[Span], page: int, first: int) -> Table:
    """Lines to rows: below the first number, a line that begins no row of its own belongs to the nearest that does."""
    rows: list[list[Cell]] = []
    heights = [parts[0][0].middle[1] for parts in lines]
    waiting: list[Cell] | None = None
    numbered = False
    for position, parts in enumerate(lines):
        row = _row(parts, spans, page, first + position)
        begins = bool(row[0].text) or bool(re.match(r"\(?[a-z][.)]\s", next((c.text for c in row if c.text), "")))
        numbered = numbered or row[0].text[:1].isdigit()
        above = heights[position - 1] - heights[position] if position else 0.0
        below = heights[position] - heights[position + 1] if position + 1 < len(lines) else 1e6
        if numbered and not begins and rows:
            if below < 0.7 * above:  # the number stands in the middle of its row
                waiting = row if waiting is None else _added(waiting, row)
                continue
            _added(rows[-1], row)
            continue
        rows.append(row if waiting is None else _added(waiting, row))
        waiting = None
    if waiting is not None:
        rows.append(waiting)
    return Table(rows)


def _row(parts: Parts, spans: list[Span], page: int, number: int) -> list[Cell]:
    row = [Cell("", Place(page=page, row=number, cell=column)) for column in range(1, len(spans) + 1)]
    for part in (piece for one in parts for piece in _cut(one, spans)):
        own = _span(part)
        under = [column for column, span in enumerate(spans) if _shared(own, span) > 0]
        middle = (own[0] + own[1]) / 2
        at = max(under, key=lambda column: _shared(own, spans[column])) if under else min(
            range(len(spans)), key=lambda column: abs(middle - sum(spans[column]) / 2)
        )  # fmt: skip
        at = under[0] if len(under) > 1 else at
        row[at].text = tidy(f"{row[at].text} {' '.join(word.text for word in part)}")
        for column in under[1:]:
            if not row[column].text:
                row[column].covered = True
        row[at].across = max(row[at].across, len(under))
    return row


def _cut(part: list[Word], spans: list[Span]) -> Parts:
    """A text whose last words stand under the next column's beginning, with little room before them."""
    pieces: Parts = [[part[0]]]
    for before, word in pairwise(part):
        starts = any(
            abs(word.left - left) < 3 or (left <= word.left and word.right <= right) for left, right in spans[1:]
        )
        inside = any(left <= before.right and word.left <= right for left, right in spans)
        if starts and not inside and word.left - before.right > _SPACE:
            pieces.append([word])
        else:
            pieces[-1].append(word)
    return pieces


def _added(row: list[Cell], more: list[Cell]) -> list[Cell]:
    for cell, added in zip(row, more, strict=True):
        if added.text:
            cell.text, cell.covered = tidy(f"{cell.text} {added.text}"), False
    return row
