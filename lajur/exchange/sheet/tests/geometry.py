"""A printed sheet read back from its PDF: lines, symbols, heads and letters as they lie on the paper. Millimetres."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import byref, c_float, c_int, c_uint
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

POINT = 25.4 / 72
NEAR = 0.08


@dataclass
class Shape:
    """A closed outline: its corners (of curves, the ends), and what is written in it."""

    points: list[tuple[float, float]]
    text: str = ""

    @property
    def box(self) -> tuple[float, float, float, float]:
        xs, ys = [x for x, _ in self.points], [y for _, y in self.points]
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def is_decision(self) -> bool:
        left, top, right, bottom = self.box
        middle = ((left + right) / 2, (top + bottom) / 2)
        return all(abs(x - middle[0]) < NEAR or abs(y - middle[1]) < NEAR for x, y in self.points)

    def holds(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Whether a point lies inside by more than `margin`."""
        left, top, right, bottom = self.box
        wide, high = (right - left) / 2, (bottom - top) / 2
        across, along = abs(x - (left + right) / 2), abs(y - (top + bottom) / 2)
        if self.is_decision:
            return across / wide + along / high < 1 - margin / min(wide, high)
        return across < wide - margin and along < high - margin

    def cut_by(self, left: float, top: float, right: float, bottom: float, margin: float = 0.1) -> bool:
        """Whether an upright or level line runs inside by more than `margin`: its point nearest to the middle does."""
        a, b, c, d = self.box
        return self.holds(min(max((a + c) / 2, left), right), min(max((b + d) / 2, top), bottom), margin)

    def touches(self, x: float, y: float) -> bool:
        """Whether a point lies on the outline."""
        left, top, right, bottom = self.box
        inside = left - NEAR <= x <= right + NEAR and top - NEAR <= y <= bottom + NEAR
        return inside and not self.holds(x, y, margin=NEAR * 2)


@dataclass
class PrintedPage:
    lines: list[list[tuple[float, float]]] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    heads: list[list[tuple[float, float]]] = field(default_factory=list)
    letters: list[tuple[str, tuple[float, float, float, float]]] = field(default_factory=list)


def read_pages(pdf: bytes) -> list[PrintedPage]:
    document = pdfium.PdfDocument(pdf)
    pages = [_read(page) for page in document]
    document.close()
    return pages


def _read(page: pdfium.PdfPage) -> PrintedPage:
    height = page.get_height()
    found = PrintedPage()
    for item in page.get_objects(max_depth=8):
        if item.type != raw.FPDF_PAGEOBJ_PATH:
            continue
        points, closed = _points(item, height)
        filled, stroked = _draws(item)
        if stroked and _colour(item) == (0, 0, 0):
            if closed:
                found.shapes.append(Shape(points))
            else:
                found.lines.append(points)
        elif filled and not stroked and len(points) >= 3 and _fill(item) == (0, 0, 0):
            found.heads.append(points)
    if not found.shapes:
        return found  # the identity page: nothing drawn that its letters could meet
    texts = page.get_textpage()
    for index in range(texts.count_chars()):
        letter = texts.get_text_range(index, 1)
        if letter.strip():
            left, bottom, right, top = texts.get_charbox(index)
            box = (left * POINT, (height - top) * POINT, right * POINT, (height - bottom) * POINT)
            found.letters.append((letter, box))
    for shape in found.shapes:
        shape.text = "".join(letter for letter, (a, b, c, d) in found.letters if shape.holds((a + c) / 2, (b + d) / 2))
    return found


def _points(item: pdfium.PdfObject, height: float) -> tuple[list[tuple[float, float]], bool]:
    matrix = item.get_matrix()
    points: list[tuple[float, float]] = []
    closed = False
    curve = 0
    for index in range(raw.FPDFPath_CountSegments(item.raw)):
        segment = raw.FPDFPath_GetPathSegment(item.raw, index)
        x, y = c_float(), c_float()
        raw.FPDFPathSegment_GetPoint(segment, byref(x), byref(y))
        kind = raw.FPDFPathSegment_GetType(segment)
        closed = closed or bool(raw.FPDFPathSegment_GetClose(segment))
        curve = curve + 1 if kind == raw.FPDF_SEGMENT_BEZIERTO else 0
        if curve % 3:
            continue  # control points of a curve lie beside it
        a, b = matrix.on_point(x.value, y.value)
        points.append((a * POINT, (height - b) * POINT))
    first, last = points[0], points[-1]
    closed = closed or (abs(first[0] - last[0]) < NEAR and abs(first[1] - last[1]) < NEAR)
    return points, closed


def _draws(item: pdfium.PdfObject) -> tuple[bool, bool]:
    mode, stroke = c_int(), c_int()
    raw.FPDFPath_GetDrawMode(item.raw, byref(mode), byref(stroke))
    return mode.value != 0, bool(stroke.value)


def _colour(item: pdfium.PdfObject) -> tuple[int, int, int]:
    parts = [c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetStrokeColor(item.raw, *[byref(part) for part in parts])
    return parts[0].value, parts[1].value, parts[2].value


def _fill(item: pdfium.PdfObject) -> tuple[int, int, int]:
    parts = [c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(item.raw, *[byref(part) for part in parts])
    return parts[0].value, parts[1].value, parts[2].value


def stretches(line: list[tuple[float, float]]) -> Iterator[tuple[float, float, float, float]]:
    """Each straight part as (left, top, right, bottom)."""
    for (x, y), (a, b) in pairwise(line):
        yield min(x, a), min(y, b), max(x, a), max(y, b)
