"""Looking at the pages of a PDF for white paper. Knows no Django; heavy: import it where it is used."""

from __future__ import annotations

from typing import Any

import pypdfium2

from lajur.casework.documents.signing.rules import Ink, Place, free_place

STEP = 3.0
"""Points per square looked at: finer than any line of text."""
LOOKED_AT = 3
"""Pages from the end in which room is sought."""


def place_in(pdf: bytes) -> Place:
    """Where the stamp goes in this document. Raises ValueError for what is no readable PDF with pages."""
    try:
        document = pypdfium2.PdfDocument(pdf)
        count = len(document)
        first = max(0, count - LOOKED_AT)
        inks = [_ink(document[number]) for number in range(first, count)]
    except pypdfium2.PdfiumError as error:
        raise ValueError("unreadable") from error
    if not inks:
        raise ValueError("no pages")
    found = free_place(inks)
    return Place(first + found.page, found.x, found.y, found.width, found.height, found.paper)


def _ink(page: Any) -> Ink:
    width, height = page.get_size()
    if not (100 <= width <= 5000 and 100 <= height <= 5000):
        raise ValueError("page size")
    picture = page.render(scale=2 / STEP, grayscale=True)
    columns, rows, stride, points = picture.width, picture.height, picture.stride, bytes(picture.buffer)
    lines = [points[row * stride : row * stride + columns] for row in range(rows)]
    dark = [
        [
            min(upper[column : column + 2]) < 235 or min(lower[column : column + 2]) < 235
            for column in range(0, columns, 2)
        ]
        for upper, lower in zip(lines[0::2], [*lines[1::2], lines[-1]], strict=False)
    ]
    return Ink(dark, STEP, width, height)


def same_words(pdf: bytes, other: bytes) -> bool:
    """Whether both have the same pages with the same text. Raises ValueError for what cannot be read."""
    try:
        first, second = pypdfium2.PdfDocument(pdf), pypdfium2.PdfDocument(other)
        if len(first) != len(second):
            return False
        return all(_words(first[number]) == _words(second[number]) for number in range(len(first)))
    except pypdfium2.PdfiumError as error:
        raise ValueError("unreadable") from error


def _words(page: Any) -> str:
    return "".join(page.get_textpage().get_text_bounded().split())
