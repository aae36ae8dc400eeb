"""Symbols drawn on a page of a PDF: boxes, diamonds and rounded ends, told apart by their paths."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2.raw as raw

from lajur.exchange.reading.blocks import Symbol

_LEAST = (10.0, 6.0)
_MOST = (130.0, 70.0)
"""Width and height of a symbol in points."""
_MAX_SEGMENTS = 40
_MANY_BOXES = 120
"""Symbols of no page are so many: so many boxes are cells."""
_MANY_PAIRS = 400_000
NEAR = 2.5
"""Points within which two rules are one."""

Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Rule:
    """A horizontal or vertical line: at `at`, from `low` to `high`."""

    at: float
    low: float
    high: float


def symbol_of(thing: Any, box: Box) -> Symbol:
    """The symbol that a path draws; empty for lines, arrows and anything large."""
    left, bottom, right, top = box
    width, height = right - left, top - bottom
    if not (_LEAST[0] <= width <= _MOST[0] and _LEAST[1] <= height <= _MOST[1]):
        return ""
    count = raw.FPDFPath_CountSegments(thing.raw)
    if not 4 <= count <= _MAX_SEGMENTS or not any(drawn_as(thing)):
        return ""
    points, curved = _points(thing, count)
    corners = list(dict.fromkeys((round(x), round(y)) for x, y in points))
    if curved:
        return "mulai" if _closed(points) else ""
    if len(corners) != 4 or not _closed([*points, points[0]]):
        return ""
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)  # the box of the path holds its stroke too
    bottom, top = min(y for _, y in corners), max(y for _, y in corners)
    middle = round((left + right) / 2), round((bottom + top) / 2)
    on_middle = sum(abs(x - middle[0]) <= 1 or abs(y - middle[1]) <= 1 for x, y in corners)
    at_corner = sum(
        min(abs(x - left), abs(x - right)) <= 1 and min(abs(y - bottom), abs(y - top)) <= 1 for x, y in corners
    )
    return "keputusan" if on_middle == 4 else "proses" if at_corner == 4 else ""


def _points(thing: Any, count: int) -> tuple[list[tuple[float, float]], bool]:
    """The points of a path on its page, and whether any of its segments is a curve."""
    matrix = thing.get_matrix()
    segments = list(_segments(thing, count))
    return [matrix.on_point(x, y) for x, y, _ in segments], any(curved for _, _, curved in segments)


def _segments(thing: Any, count: int) -> Iterator[tuple[float, float, bool]]:
    """The end of each segment in the path's own measure, and whether it is a curve."""
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(thing.raw, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        yield x.value, y.value, raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_BEZIERTO


def is_rectangle(thing: Any, count: int) -> bool:
    """Whether all `count` segments of a path run along one axis."""
    segments = list(_segments(thing, count))
    return not any(curved for _, _, curved in segments) and all(
        abs(x - a) < 0.5 or abs(y - b) < 0.5 for (x, y, _), (a, b, _) in pairwise(segments)
    )


def _closed(points: list[tuple[float, float]]) -> bool:
    (a, b), (c, d) = points[0], points[-1]
    return abs(a - c) <= 1.5 and abs(b - d) <= 1.5


def drawn_as(thing: Any) -> tuple[bool, bool]:
    """Whether a path is filled, and whether it is stroked."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(thing.raw, fill, stroke)
    return bool(fill.value), bool(stroke.value)


def cells_among(boxes: list[Box], across: Sequence[Rule], down: Sequence[Rule]) -> list[Box]:
    """The boxes that are cells of a table: they share a side with a rule or with another box."""
    if len(boxes) > _MANY_BOXES:
        return boxes
    rules = [(False, one) for one in down] + [(True, one) for one in across]

    def sides(box: Box) -> list[tuple[bool, Rule]]:
        left, bottom, right, top = box
        return [
            (False, Rule(left, bottom, top)), (False, Rule(right, bottom, top)),
            (True, Rule(bottom, left, right)), (True, Rule(top, left, right)),
        ]  # fmt: skip

    def shared(side: tuple[bool, Rule], others: Sequence[tuple[bool, Rule]]) -> bool:
        flat, rule = side
        return any(
            flat == other_flat and abs(rule.at - other.at) <= NEAR
            and min(rule.high, other.high) - max(rule.low, other.low) > 0.5 * (rule.high - rule.low)
            for other_flat, other in others
        )  # fmt: skip

    own = {number: sides(box) for number, box in enumerate(boxes)}
    return [
        box for number, box in enumerate(boxes)
        if any(shared(side, rules) for side in own[number])
        or any(shared(side, own[other]) for other in own if other != number for side in own[number])
    ]  # fmt: skip


def without_arrows(across: list[Rule], down: list[Rule]) -> tuple[list[Rule], list[Rule]]:
    """The rules of a table: they end where others stand, or beyond all of them. Arrows end in the middle of a cell."""
    kept_down = _ending(down, across)
    kept_across = _ending(across, kept_down)
    return (kept_across, kept_down) if len(kept_across) > 1 and len(kept_down) > 1 else (across, down)


def _ending(rules: list[Rule], others: list[Rule]) -> list[Rule]:
    """Rules whose both ends stand on one of the others that reaches them, or lie outside of all; all of them where they
    are too many to look at in pairs."""
    if len(rules) * len(others) > _MANY_PAIRS:
        return rules
    first, last = min(one.at for one in others), max(one.at for one in others)

    def ends(rule: Rule, end: float) -> bool:
        return not first + NEAR < end < last - NEAR or any(
            abs(one.at - end) <= NEAR and one.low - NEAR <= rule.at <= one.high + NEAR for one in others
        )

    return [rule for rule in rules if ends(rule, rule.low) and ends(rule, rule.high)]
