"""The sheet as a Word document: real tables to edit, the drawing as shapes over the lane columns.

Rows are at least as high as they were drawn, with some room for another typeface; whoever writes more into a row than
it holds moves the shapes himself, as with any sheet in Word.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.document import Document as Opened
from docx.enum.section import WD_ORIENTATION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from lajur.engine.definition import Sop
from lajur.exchange.sheet.drawing import Page
from lajur.exchange.sheet.paper import FORMATS, HEAD_TOP, lay_out, page_data, texts_of
from lajur.exchange.sheet.shapes import Drawn, escaped, group_frame, millimetres, named, shapes_of

FONT = "Arial"
SMALL, LABEL = 6.5, 5.5
SLACK = 1.12
ABOVE = 0.8  # millimetres of the paragraph over each page's table, to which the drawing is tied
EDGE = 1.2  # between a cell's rule and its text
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
GROUP = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"
TEXT_BODY = '<wps:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"><a:noAutofit/></wps:bodyPr>'
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def sheet_docx(sop: Sop, *, paper: str = "A4", crest: bytes | None = None) -> bytes:
    """The whole sheet. `crest`: PNG or JPEG of the agency's emblem. The same SOP gives the same bytes. KeyError for
    unknown paper; drawing.TooTight when the arrows find no way."""
    form = FORMATS[paper]
    data = texts_of(sop, form)
    laid = lay_out(sop, paper=paper, data=data, slack=SLACK)
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENTATION.LANDSCAPE
    section.page_width, section.page_height = Mm(form.width), Mm(form.height)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(form.margin)
    section.header_distance = section.footer_distance = Mm(5)
    _basics(document, data)
    _identity(document, data, crest, form.width - 2 * form.margin)
    for number, page in enumerate(laid.pages, 1):
        told = page_data(page, sop)
        holder = document.add_paragraph()
        holder.paragraph_format.page_break_before = True
        _height(holder, ABOVE)
        _table(document, data, told, laid.head)
        _place(holder, page, number, data, laid.head, told["told"])
    end = document.add_paragraph()
    _height(end, 0.4)
    return _settled(document)


def _basics(document: Opened, data: dict[str, Any]) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.language = data["title"], data["agency"], "id"
    properties.comments = ""
    properties.created = properties.modified = datetime(1980, 1, 1)
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(SMALL)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
    style.paragraph_format.line_spacing = 1.0
    settings = document.settings.element
    compat = settings.find(qn("w:compat"))
    if compat is None:
        compat = OxmlElement("w:compat")
        settings.append(compat)
    mode = OxmlElement("w:compatSetting")
    for name, value in (("name", "compatibilityMode"), ("uri", "http://schemas.microsoft.com/office/word"), ("val", "15")):  # fmt: skip  # noqa: E501
        mode.set(qn(f"w:{name}"), value)
    compat.append(mode)
    footer = document.sections[0].footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    footer.add_run(f"{data['title']} · {data['number']}").font.size = Pt(6)


def _identity(document: Opened, data: dict[str, Any], crest: bytes | None, width: float) -> None:
    heading = document.add_paragraph()
    _write(heading, "STANDAR OPERASIONAL PROSEDUR", size=11, bold=True, middle=True)
    heading.paragraph_format.space_after = Pt(5)
    approval = data["approval"]
    facts = [
        ("Nomor SOP", data["number"]),
        ("Tanggal Pembuatan", data["dates"]["created"]),
        ("Tanggal Revisi", data["dates"]["revised"]),
        ("Tanggal Efektif", data["dates"]["effective"]),
        ("Disahkan oleh", ""),
        ("Nama SOP", data["title"]),
    ]
    table = _grid(document, len(facts), [width / 2, 32.0, width / 2 - 32.0])
    left = table.cell(0, 0).merge(table.cell(len(facts) - 1, 0))
    left.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    first = left.paragraphs[0]
    if crest:
        first.alignment = WD_ALIGN_PARAGRAPH.CENTER
        first.add_run().add_picture(BytesIO(crest), height=Mm(20))
        first = left.add_paragraph()
    _write(first, data["agency"].upper(), size=10, bold=True, middle=True)
    _write(left.add_paragraph(), data["unit"], size=9, middle=True)
    for row, (label, value) in enumerate(facts):
        _write(table.cell(row, 1).paragraphs[0], label, size=7.5, bold=True)
        cell = table.cell(row, 2)
        _write(cell.paragraphs[0], value, size=7.5, bold=label == "Nama SOP")
        if label == "Disahkan oleh":
            _write(cell.paragraphs[0], approval["title"], size=7.5, middle=True)
            cell.paragraphs[0].paragraph_format.space_after = Mm(14)
            _write(cell.add_paragraph(), approval["name"], size=7.5, bold=True, middle=True)
            _write(cell.add_paragraph(), f"NIP {approval['nip']}" if approval["nip"] else "", size=7.5, middle=True)
    _height(document.add_paragraph(), 1.0)
    more = _grid(document, len(data["blocks"]), [width / 2, width / 2])
    for row, pair in enumerate(data["blocks"]):
        for column, (title, texts) in enumerate(pair):
            cell = more.cell(row, column)
            _write(cell.paragraphs[0], title.upper(), size=7.5, bold=True)
            for number, text in enumerate(texts, 1):
                _write(cell.add_paragraph(), f"{number}. {text}" if len(texts) > 1 else text, size=7.5)


def _table(document: Opened, data: dict[str, Any], page: dict[str, Any], head: float) -> None:
    """The procedure table of one page: two head rows that repeat, a row for each band."""
    widths, lanes = data["widths"], data["lanes"]
    columns = [widths["no"], widths["title"], *[widths["lane"]] * len(lanes)]
    columns += [widths["needs"], widths["time"], widths["yields"], widths["remark"]]
    table = _grid(document, 2 + len(page["bands"]), columns)
    first, last = 2, 1 + len(lanes)
    spans = [
        (0, 0, 1, 0, "No"), (0, 1, 1, 1, "Uraian Kegiatan"), (0, first, 0, last, "Pelaksana"),
        (0, last + 1, 0, last + 3, "Mutu Baku"), (0, last + 4, 1, last + 4, "Keterangan"),
        *((1, first + place, 1, first + place, title) for place, title in enumerate(lanes)),
        (1, last + 1, 1, last + 1, "Kelengkapan"), (1, last + 2, 1, last + 2, "Waktu"),
        (1, last + 3, 1, last + 3, "Output"),
    ]  # fmt: skip
    cells = [list(row.cells) for row in table.rows]
    for top, left, bottom, right, text in spans:
        cell = cells[top][left]
        if (top, left) != (bottom, right):
            cell = cell.merge(cells[bottom][right])
        _write(cell.paragraphs[0], text, bold=True, middle=True)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), "EBEBEB")
        cell._tc.get_or_add_tcPr().append(shade)
    for row, height in zip(table.rows, (HEAD_TOP, head, *(band["height"] for band in page["bands"])), strict=True):
        row.height, row.height_rule = Mm(height), WD_ROW_HEIGHT_RULE.AT_LEAST
        whole = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(whole)
    for row in table.rows[:2]:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for at, band in enumerate(page["bands"], 2):
        if band["row"] is None:
            continue
        texts = data["rows"][band["row"]]
        standard = texts if band["merged"] is None else data["merged"][band["merged"]]
        _write(cells[at][0].paragraphs[0], texts["no"], middle=True)
        _write(cells[at][1].paragraphs[0], texts["title"])
        _write(cells[at][last + 4].paragraphs[0], texts["remark"])
        if band["span"]:
            for place, name in ((1, "needs"), (2, "time"), (3, "yields")):
                cell = cells[at][last + place]
                if band["span"] > 1:
                    cell = cell.merge(cells[at + band["span"] - 1][last + place])
                _list(cell, standard[name])
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        for place in (0, 1, last + 4):
            cells[at][place].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _list(cell: _Cell, texts: str | Sequence[str]) -> None:
    if isinstance(texts, str):
        _write(cell.paragraphs[0], texts)
        return
    for number, text in enumerate(texts, 1):
        paragraph = cell.paragraphs[0] if number == 1 else cell.add_paragraph()
        _write(paragraph, f"{number}. {text}" if len(texts) > 1 else text)


def _grid(document: Opened, rows: int, widths: Sequence[float]) -> Table:
    table: Table = document.add_table(rows, len(widths))
    table.style = "Table Grid"
    table.autofit = False
    properties = table._tbl.tblPr
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(round(EDGE * 1440 / 25.4)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties.append(margins)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    return table


def _write(paragraph: Paragraph, text: str, *, size: float = SMALL, bold: bool = False, middle: bool = False) -> None:
    if middle:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if text:
        run = paragraph.add_run(text)
        run.font.size, run.font.bold = Pt(size), bold or None


def _height(paragraph: Paragraph, millimetre: float) -> None:
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Mm(millimetre)


def _place(holder: Paragraph, page: Page, number: int, data: dict[str, Any], head: float, told: str) -> None:
    """Tie the page's drawing to its paragraph, over the lane columns."""
    widths = data["widths"]
    width = millimetres(widths["lane"] * len(data["lanes"]))
    height = millimetres(sum(band.height for band in page.bands))
    x, y = millimetres(widths["no"] + widths["title"]), millimetres(ABOVE + HEAD_TOP + head)
    first = number * 1000
    shapes = "".join(
        _shape(shape, first + at) for at, shape in enumerate(shapes_of(page, widths["lane"] * len(data["lanes"])), 1)
    )
    anchor = (
        f'<wp:anchor {SPACES} distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="{number}" '
        'behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="margin"><wp:posOffset>{x}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="margin"><wp:posOffset>{y}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f"<wp:docPr {named(first, f'Bagan alir halaman {number}', told)}/><wp:cNvGraphicFramePr/>"
        f'<a:graphic><a:graphicData uri="{GROUP}"><wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr>'
        f"{group_frame(width, height)}</wpg:grpSpPr>{shapes}</wpg:wgp></a:graphicData></a:graphic></wp:anchor>"
    )
    run = (
        f'<w:r {SPACES}><mc:AlternateContent><mc:Choice Requires="wpg"><w:drawing>{anchor}</w:drawing></mc:Choice>'
        "<mc:Fallback/></mc:AlternateContent></w:r>"
    )
    holder._p.append(parse_xml(run))


def _shape(shape: Drawn, number: int) -> str:
    inside = ""
    if shape.text:
        lines = "".join(
            '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>'
            f'</w:pPr><w:r><w:rPr><w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}"/><w:sz w:val="{LABEL * 2:.0f}"/></w:rPr>'
            f'<w:t xml:space="preserve">{escaped(line)}</w:t></w:r></w:p>'
            for line in shape.text
        )
        inside = f"<wps:txbx><w:txbxContent>{lines}</w:txbxContent></wps:txbx>"
    return (
        f"<wps:wsp><wps:cNvPr {named(number, shape.name)}/><wps:cNvSpPr/><wps:spPr>{shape.frame}</wps:spPr>"
        f"{inside}{TEXT_BODY}</wps:wsp>"
    )


def _settled(document: Opened) -> bytes:
    """The file with fixed times inside, so that the same SOP gives the same bytes."""
    raw, packed = BytesIO(), BytesIO()
    document.save(raw)
    with ZipFile(raw) as source, ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for info in source.infolist():
            content = source.read(info)
            info.date_time = LONG_AGO
            target.writestr(info, content, ZIP_DEFLATED)
    return packed.getvalue()
