"""A table of a Word document, written as text: building it cell by cell costs more than the drawing over it, because
python-docx looks for each place of each cell anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import repeat

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
EDGE = 1.2  # millimetres between a cell's rule and its text
TWENTIETHS = 1440 / 25.4  # of a point in a millimetre
SHADE = "EBEBEB"
EMPTY = "<w:p/>"


@dataclass(frozen=True, slots=True)
class Cell:
    """`paragraphs` are XML, at least one. `columns` it reaches over; `below`: it goes on in the next row; `again`: it
    goes on from the row above."""

    paragraphs: str = EMPTY
    columns: int = 1
    below: bool = False
    again: bool = False
    is_head: bool = False
    is_middle: bool = False


Line = tuple[float | None, Sequence[Cell]]
"""A row: millimetres it has at least, None for as high as its texts; and its cells."""


def paragraph(text: str, *, size: float, bold: bool = False, middle: bool = False, after: float = 0) -> str:
    """`size` and `after` (room below) in points."""
    form = f'<w:spacing w:after="{after * 20:.0f}"/>' if after else ""
    form += '<w:jc w:val="center"/>' if middle else ""
    form = f"<w:pPr>{form}</w:pPr>" if form else ""
    if not text:
        return f"<w:p>{form}</w:p>"
    look = f'<w:rPr>{"<w:b/>" if bold else ""}<w:sz w:val="{size * 2:.0f}"/></w:rPr>'
    return f"<w:p>{form}<w:r>{look}{_written(text)}</w:r></w:p>"


def _written(text: str) -> str:
    """Line ends and tabs as what Word has for them."""
    found = []
    for part in re.split(r"(\r\n|\r|\n|\t)", text):
        if part == "\t":
            found.append("<w:tab/>")
        elif part.strip("\r\n"):
            found.append(f'<w:t xml:space="preserve">{escape(part, quote=False)}</w:t>')
        elif part:
            found.append("<w:br/>")
    return "".join(found)


def table_xml(widths: Sequence[float], lines: Iterable[Line], *, heads: int = 0) -> str:
    """A table with fixed columns (millimetres) and rules; the first `heads` rows are repeated on each page."""
    columns = "".join(f'<w:gridCol w:w="{round(width * TWENTIETHS)}"/>' for width in widths)
    margins = "".join(f'<w:{side} w:w="{round(EDGE * TWENTIETHS)}" w:type="dxa"/>' for side in ("left", "right"))
    rows = "".join(_row(cells, widths, height, is_head=number < heads) for number, (height, cells) in enumerate(lines))
    return (
        f'<w:tbl xmlns:w="{WORD}"><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="0" '
        f'w:noVBand="1"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>'
    )


def _row(cells: Sequence[Cell], widths: Sequence[float], height: float | None, *, is_head: bool) -> str:
    form = ""
    if height is not None:
        form = f'<w:cantSplit/><w:trHeight w:val="{round(height * TWENTIETHS)}" w:hRule="atLeast"/>'
    form += "<w:tblHeader/>" if is_head else ""
    return f"<w:tr>{f'<w:trPr>{form}</w:trPr>' if form else ''}{''.join(_cells(cells, widths))}</w:tr>"


def _cells(cells: Sequence[Cell], widths: Sequence[float]) -> Iterator[str]:
    place = 0
    for cell in cells:
        width = sum(widths[place : place + cell.columns])
        place += cell.columns
        form = f'<w:tcW w:w="{round(width * TWENTIETHS)}" w:type="dxa"/>'
        if cell.columns > 1:
            form += f'<w:gridSpan w:val="{cell.columns}"/>'
        if cell.again or cell.below:
            form += "<w:vMerge/>" if cell.again else '<w:vMerge w:val="restart"/>'
        if cell.is_head:
            form += f'<w:shd w:val="clear" w:color="auto" w:fill="{SHADE}"/>'
        if cell.is_middle or cell.is_head:
            form += '<w:vAlign w:val="center"/>'
        yield f"<w:tc><w:tcPr>{form}</w:tcPr>{cell.paragraphs}</w:tc>"


def empty(count: int) -> Iterator[Cell]:
    return repeat(Cell(), count)
