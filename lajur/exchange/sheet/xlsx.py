"""The sheet as an Excel workbook: identity and procedure on two worksheets, the drawing as shapes over the lanes.

XlsxWriter sets the cells; it knows only one text box as a shape, so one is put in and the drawing takes its place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.image import Image  # type: ignore[import-untyped]

from lajur.engine.definition import Sop
from lajur.exchange.sheet.drawing import Page
from lajur.exchange.sheet.paper import FORMATS, HEAD_TOP, lay_out, page_data, texts_of
from lajur.exchange.sheet.shapes import Drawn, escaped, group_frame, named, shapes_of

PAPERS = {"A4": 9, "F4": 14}  # Excel's numbers; 14 is "folio", 216 × 330 mm
PIXEL = 25.4 / 96
UNIT = 9525  # English metric units in a pixel
SLACK = 1.15
FONT = {"font_name": "Arial", "font_size": 6.5, "text_wrap": True, "valign": "vcenter"}
TYPE = {"font_name": "Arial", "font_size": 10}  # columns are counted in its digits, of 7 pixels
SPACES = (
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def sheet_xlsx(sop: Sop, *, paper: str = "A4", crest: bytes | None = None) -> bytes:
    """The whole sheet. `crest`: PNG or JPEG of the agency's emblem. The same SOP gives the same bytes. KeyError for
    unknown paper; drawing.TooTight when the arrows find no way."""
    form = FORMATS[paper]
    data = texts_of(sop, form)
    laid = lay_out(sop, paper=paper, data=data, slack=SLACK)
    raw = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": dict(TYPE),
    }
    book = xlsxwriter.Workbook(raw, options)
    book.set_properties({"title": data["title"], "author": data["agency"], "created": datetime(1980, 1, 1)})
    formats = _Formats(book)
    for name in ("Identitas", "Prosedur"):
        sheet = book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(PAPERS[paper])
        inch = form.margin / 25.4
        sheet.set_margins(inch, inch, inch, inch)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&R&6 {_plain(data['title'])} · {_plain(data['number'])} · &P / &N")
        sheet.hide_gridlines(2)
    identity, procedure = book.worksheets()
    _identity(identity, formats, data, crest, form.width - 2 * form.margin)
    groups = _procedure(procedure, formats, data, laid.pages, laid.head, sop)
    book.close()
    return _with_drawing(raw, groups)


class _Formats:
    """Cell formats by what is special about them."""

    def __init__(self, book: Any) -> None:
        self._book, self._known = book, {}  # type: ignore[var-annotated]

    def __call__(self, **special: Any) -> Any:
        key = tuple(sorted(special.items()))
        if key not in self._known:
            self._known[key] = self._book.add_format({**FONT, **special})
        return self._known[key]


def _plain(text: str) -> str:
    """As a footer takes it: an ampersand would begin a code."""
    return text.replace("&", "&&")


def _pixels(millimetre: float) -> int:
    return round(millimetre / PIXEL)


def _identity(sheet: Any, formats: _Formats, data: dict[str, Any], crest: bytes | None, width: float) -> None:
    half = _pixels(width / 2)
    sheet.set_column_pixels(0, 0, half)
    sheet.set_column_pixels(1, 1, _pixels(32))
    sheet.set_column_pixels(2, 2, half - _pixels(32))
    sheet.merge_range(0, 0, 0, 2, "STANDAR OPERASIONAL PROSEDUR", formats(bold=True, font_size=11, align="center"))
    sheet.set_row_pixels(0, 30)
    approval = data["approval"]
    signed = "\n".join(filter(None, ("\n\n\n" + approval["name"], approval["nip"] and f"NIP {approval['nip']}")))
    facts = [
        ("Nomor SOP", data["number"]), ("Tanggal Pembuatan", data["dates"]["created"]),
        ("Tanggal Revisi", data["dates"]["revised"]), ("Tanggal Efektif", data["dates"]["effective"]),
        ("Disahkan oleh", f"{approval['title']}\n{signed}"), ("Nama SOP", data["title"]),
    ]  # fmt: skip
    head = f"{data['agency'].upper()}\n{data['unit']}"
    big = {"bold": True, "font_size": 10, "align": "center", "border": 1}
    sheet.merge_range(1, 0, len(facts), 0, head, formats(**big, **({"valign": "bottom"} if crest else {})))
    for row, (label, value) in enumerate(facts, 1):
        sheet.set_row_pixels(row, 110 if label == "Disahkan oleh" else 24)
        sheet.write_string(row, 1, label, formats(bold=True, font_size=7.5, border=1))
        middle = {"align": "center"} if label == "Disahkan oleh" else {}
        sheet.write_string(row, 2, value, formats(font_size=7.5, border=1, bold=label == "Nama SOP", **middle))
    if crest:
        place = {"image_data": BytesIO(crest), "x_offset": half // 2 - 38, "y_offset": 10, "object_position": 1}
        scale = 76 / _height_of(crest)
        sheet.insert_image(1, 0, "lambang", {**place, "x_scale": scale, "y_scale": scale, "description": "Lambang"})
    row = len(facts) + 1
    for pair in data["blocks"]:
        words = [f"{title.upper()}\n{_listed(texts)}" for title, texts in pair]
        lines = max(sum(-(-len(line) // 92) or 1 for line in text.split("\n")) for text in words)
        sheet.set_row_pixels(row, lines * 13 + 10)
        block = formats(font_size=7.5, border=1, valign="top")
        sheet.write_string(row, 0, words[0], block)
        sheet.merge_range(row, 1, row, 2, words[1] if len(words) > 1 else "", block)
        row += 1


def _height_of(picture: bytes) -> float:
    """Pixels of a picture as XlsxWriter will set it, by its own reader."""
    read = Image(BytesIO(picture))
    return float(read.height * 96 / read.y_dpi)


def _procedure(
    sheet: Any, formats: _Formats, data: dict[str, Any], pages: Sequence[Page], head: float, sop: Sop
) -> list[str]:
    """The table of all pages with a break after each; answers the drawing of each page."""
    widths, lanes = data["widths"], data["lanes"]
    columns = [widths["no"], widths["title"], *[widths["lane"]] * len(lanes)]
    columns += [widths["needs"], widths["time"], widths["yields"], widths["remark"]]
    pixels = [_pixels(width) for width in columns]
    for place, width in enumerate(pixels):
        sheet.set_column_pixels(place, place, width)
    last = 1 + len(lanes)
    title = formats(bold=True, align="center", border=1, bg_color="#EBEBEB")
    for top, left, bottom, right, text in (
        (0, 0, 1, 0, "No"), (0, 1, 1, 1, "Uraian Kegiatan"), (0, 2, 0, last, "Pelaksana"),
        (0, last + 1, 0, last + 3, "Mutu Baku"), (0, last + 4, 1, last + 4, "Keterangan"),
    ):  # fmt: skip
        if (top, left) == (bottom, right):
            sheet.write_string(top, left, text, title)
        else:
            sheet.merge_range(top, left, bottom, right, text, title)
    for place, text in enumerate([*lanes, "Kelengkapan", "Waktu", "Output"], 2):
        sheet.write_string(1, place, text, title)
    sheet.set_row_pixels(0, _pixels(HEAD_TOP))
    sheet.set_row_pixels(1, _pixels(head))
    sheet.repeat_rows(0, 1)
    sheet.insert_textbox(2, 2, "")
    lane = pixels[2]
    x = sum(pixels[:2]) * UNIT
    row, y = 2, (_pixels(HEAD_TOP) + _pixels(head)) * UNIT
    groups, breaks = [], []
    for number, page in enumerate(pages, 1):
        told = page_data(page, sop)
        heights = [_pixels(band.height) for band in page.bands]
        _rows(sheet, formats, data, told["bands"], row, heights)
        along = _along(page, heights)
        width = widths["lane"] * len(lanes)
        shapes = shapes_of(page, width, lambda mm: round(mm / widths["lane"] * lane * UNIT), along)
        size = lane * len(lanes) * UNIT, sum(heights) * UNIT
        groups.append(
            _group(list(shapes), number, told["told"], (x, y), size, range(row, row + len(heights)), len(lanes))
        )
        row, y = row + len(heights), y + sum(heights) * UNIT
        breaks.append(row)
    sheet.set_h_pagebreaks(breaks[:-1])
    sheet.print_area(0, 0, row - 1, last + 4)
    return groups


def _along(page: Page, heights: Sequence[int]) -> Callable[[float], int]:
    """From millimetres down the drawing to English metric units down the rows as Excel has rounded them."""
    tops = [sum(heights[:at]) for at in range(len(heights))]

    def along(millimetre: float) -> int:
        at = next((n for n, band in enumerate(page.bands) if millimetre < band.top + band.height), len(heights) - 1)
        band = page.bands[at]
        return round((tops[at] + (millimetre - band.top) / band.height * heights[at]) * UNIT)

    return along


def _rows(
    sheet: Any, formats: _Formats, data: dict[str, Any], bands: Sequence[dict[str, Any]], first: int,
    heights: Sequence[int],
) -> None:  # fmt: skip
    last = 1 + len(data["lanes"])
    cell, middle = formats(border=1), formats(border=1, align="center")
    for row, (band, height) in enumerate(zip(bands, heights, strict=True), first):
        sheet.set_row_pixels(row, height)
        texts = data["rows"][band["row"]] if band["row"] is not None else {"no": "", "title": "", "remark": ""}
        sheet.write(row, 0, texts["no"], middle)
        sheet.write(row, 1, texts["title"], cell)
        sheet.write(row, last + 4, texts["remark"], cell)
        for place in range(2, last + 1):
            sheet.write_blank(row, place, None, cell)
        if band["row"] is None:
            standard, span = {"needs": [], "time": "", "yields": []}, 1
        else:
            standard = texts if band["merged"] is None else data["merged"][band["merged"]]
            span = band["span"]
        for place, name in enumerate(("needs", "time", "yields"), last + 1):
            text = standard[name] if isinstance(standard[name], str) else _listed(standard[name])
            if span > 1:
                sheet.merge_range(row, place, row + span - 1, place, text, cell)
            elif span == 1:
                sheet.write(row, place, text, cell)


def _listed(texts: Sequence[str]) -> str:
    return "\n".join(f"{number}. {text}" for number, text in enumerate(texts, 1)) if len(texts) > 1 else "".join(texts)


def _group(
    shapes: Sequence[Drawn], number: int, told: str, at: tuple[int, int], size: tuple[int, int], rows: range, lanes: int
) -> str:
    """The drawing of a page, tied to the cells of its lanes: whoever widens them stretches it."""
    first = number * 1000
    inside = "".join(_shape(shape, first + place) for place, shape in enumerate(shapes, 1))
    corners = "".join(
        f"<xdr:{name}><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>0"
        f"</xdr:rowOff></xdr:{name}>"
        for name, column, row in (("from", 2, rows.start), ("to", 2 + lanes, rows.stop))
    )
    return (
        f'<xdr:twoCellAnchor editAs="twoCell">{corners}<xdr:grpSp><xdr:nvGrpSpPr>'
        f"<xdr:cNvPr {named(first, f'Bagan alir halaman {number}', told)}/><xdr:cNvGrpSpPr/></xdr:nvGrpSpPr>"
        f"<xdr:grpSpPr>{group_frame(*size, *at)}</xdr:grpSpPr>{inside}</xdr:grpSp><xdr:clientData/></xdr:twoCellAnchor>"
    )


def _shape(shape: Drawn, number: int) -> str:
    lines = "".join(
        f'<a:p><a:pPr algn="ctr"/><a:r><a:rPr lang="id" sz="550"><a:solidFill><a:srgbClr val="000000"/></a:solidFill>'
        f'<a:latin typeface="Arial"/></a:rPr><a:t>{escaped(line)}</a:t></a:r></a:p>'
        for line in shape.text
    )
    body = '<a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"/><a:lstStyle/>'
    text = f"<xdr:txBody>{body}{lines}</xdr:txBody>" if lines else ""
    return (
        f'<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr {named(number, shape.name)}/><xdr:cNvSpPr/></xdr:nvSpPr>'
        f"<xdr:spPr>{shape.frame}</xdr:spPr>{text}</xdr:sp>"
    )


def _with_drawing(raw: BytesIO, groups: Sequence[str]) -> bytes:
    """The workbook with the drawing in the place of the text box, and fixed times inside."""
    drawn = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<xdr:wsDr {SPACES}>{"".join(groups)}</xdr:wsDr>'
    packed = BytesIO()
    with ZipFile(raw) as source, ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for info in source.infolist():
            content = source.read(info)
            if info.filename.startswith("xl/drawings/drawing") and b"txBox" in content:
                content = drawn.encode()
            info.date_time = LONG_AGO
            target.writestr(info, content, ZIP_DEFLATED)
    return packed.getvalue()
