"""Where the names of a decision's exits stand: near their arrow's beginning, over nothing. Lengths in millimetres."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap

LINE = 2.3  # height of a line of 6 pt
LETTER = 1.25  # width of a letter of 6 pt, generously
WIDEST = 15  # letters in a line
NARROWEST = 8
AIR = 0.35  # around a label
STEP = 1.0  # between the places tried along an arrow
REACH = 16.0  # how far along its arrow a label may stand
SLIDES = (0.0, 1.2, 3.0)

Line = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def grown(self, by: float) -> Box:
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def gap(self, other: Box) -> float:
        """The way from one box to the other along the lattice; 0 when they touch."""
        across = max(self.left - other.right, other.left - self.right, 0.0)
        return across + max(self.top - other.bottom, other.top - self.bottom, 0.0)


@dataclass(frozen=True, slots=True)
class Label:
    text: tuple[str, ...]
    box: Box


Offer = tuple[tuple[str, ...], float, float]
"""The text in lines, its width, its height."""


def broken(text: str) -> list[tuple[str, ...]]:
    """The text in lines of different lengths, the widest first; a word stays whole."""
    widths = (WIDEST, 11, NARROWEST)
    return list(dict.fromkeys(tuple(wrap(text, letters, break_long_words=False)) for letters in widths))


def offers(text: str, width_of: Callable[[str], float]) -> list[Offer]:
    return [(lines, max(width_of(line) for line in lines), len(lines) * LINE) for lines in broken(text)]


def estimated_width(line: str) -> float:
    """What a line of 6 pt takes at most, where nobody has measured it."""
    return len(line) * LETTER


def place_label(
    letters: Sequence[Offer],
    line: Line,
    *,
    rivals: Sequence[Line],
    taken: Sequence[Box],
    area: Box,
    strangers: Sequence[Box] = (),
) -> Label | None:
    """The best place for the label of the arrow along `line`: inside `area`, over nothing `taken`, and nearer to its
    own arrow than to its `rivals`, the other arrows of the same decision, and to `strangers`. None when there is no
    room."""
    x, y = line[0]
    reach = REACH + WIDEST * LETTER
    close = [
        (box.left - AIR, box.top - AIR, box.right + AIR, box.bottom + AIR) for box in taken
        if box.left < x + reach and x - reach < box.right and box.top < y + reach and y - reach < box.bottom
    ]  # fmt: skip
    own = stretches(line)[:2]
    others = [*(stretches(rival)[0] for rival in rivals), *strangers]
    for words, left, top, right, bottom in _candidates(letters, line):
        if left < area.left or top < area.top or right > area.right or bottom > area.bottom:
            continue
        for number, (a, b, c, d) in enumerate(close):
            if left < c and a < right and top < d and b < bottom:
                close[0], close[number] = close[number], close[0]  # what lies here lies under the next candidates too
                break
        else:
            box = Box(left, top, right, bottom)
            if all(min(box.gap(stretch) for stretch in own) < box.gap(rival) for rival in others):
                return Label(words, box)
    return None


def _candidates(letters: Sequence[Offer], line: Line) -> Iterator[tuple[tuple[str, ...], float, float, float, float]]:
    """(text in lines, left, top, right, bottom) around the arrow's first stretches, the best first: near its symbol, in
    few lines."""
    away = AIR + 0.05
    spots = sorted(
        (gone + slide + 1.5 * (len(words) - 1), number, x, y, slide)
        for gone, x, y in _anchors(line)
        for number, (words, _, _) in enumerate(letters)
        for slide in SLIDES
    )
    for _, number, x, y, slide in spots:
        words, width, height = letters[number]
        right, left = x + away, x - away - width
        for at, top in (
            (left - slide, y - away - height), (left - slide, y + away),
            (right + slide, y - away - height), (right + slide, y + away),
            (left, y - height / 2 - slide), (left, y - height / 2 + slide),
            (right, y - height / 2 - slide), (right, y - height / 2 + slide),
        ):  # fmt: skip
            yield words, at, top, at + width, top + height


def _anchors(line: Line) -> list[tuple[float, float, float]]:
    """(way gone, x, y) along the first stretches of a line."""
    points, gone = [], 0.0
    for (x, y), (a, b) in pairwise(line):
        length = abs(a - x) + abs(b - y)
        at = 0.0
        while at <= min(length, REACH - gone):
            share = at / length if length else 0.0
            points.append((gone + at, x + (a - x) * share, y + (b - y) * share))
            at += STEP
        gone += length
        if gone >= REACH:
            break
    return points


def stretches(line: Line) -> list[Box]:
    return [Box(min(x, a), min(y, b), max(x, a), max(y, b)).grown(0.05) for (x, y), (a, b) in pairwise(line)]
