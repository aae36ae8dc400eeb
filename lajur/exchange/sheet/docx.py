"""The sheet as a Word document: real tables to edit, the drawing as shapes over the lane columns.

Rows are at least as high as they were drawn, with some room for another typeface; whoever writes more into a row than
it holds moves the shapes himself, as with any sheet in Word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.document import Document as Opened
from docx.enum.section import WD_ORIENTATION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from lajur.engine.definition import Sop
from lajur.exchange.sheet.drawing import Page
from lajur.exchange.sheet.paper import FORMATS, HEAD_TOP, lay_out, page_data, texts_of
from lajur.exchange.sheet.shapes import Drawn, escaped, group_frame, millimetres, named, shapes_of
from lajur.exchange.sheet.wordtable import EMPTY, Cell, Line, empty, paragraph, table_xml

FONT = "Arial"
SMALL, LABEL = 6.5, 5.5
SLACK = 1.12
ABOVE = 0.8  # millimetres of the paragraph over each page's table, to which the drawing is tied
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
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = heading.add_run("STANDAR OPERASIONAL PROSEDUR")
    run.font.size, run.font.bold = Pt(11), True
    heading.paragraph_format.space_after = Pt(5)
    text = partial(paragraph, size=7.5)
    approval = data["approval"]
    approver = [
        text(approval["title"], middle=True, after=40), text(approval["name"], bold=True, middle=True),
        text(f"NIP {approval['nip']}" if approval["nip"] else "", middle=True),
    ]  # fmt: skip
    facts = [
        ("Nomor SOP", text(data["number"])),
        ("Tanggal Pembuatan", text(data["dates"]["created"])),
        ("Tanggal Revisi", text(data["dates"]["revised"])),
        ("Tanggal Efektif", text(data["dates"]["effective"])),
        ("Disahkan oleh", "".join(approver)),
        ("Nama SOP", text(data["title"], bold=True)),
    ]
    office = paragraph(data["agency"].upper(), size=10, bold=True, middle=True)
    office += paragraph(data["unit"], size=9, middle=True)
    lines: list[Line] = []
    for number, (label, value) in enumerate(facts):
        left = Cell(EMPTY if number else office, below=not number, again=bool(number), is_middle=True)
        lines.append((None, [left, Cell(text(label, bold=True)), Cell(value)]))
    table = _insert(document, table_xml([width / 2, 32.0, width / 2 - 32.0], lines))
    if crest:
        first = table.cell(0, 0).paragraphs[0].insert_paragraph_before()
        first.alignment = WD_ALIGN_PARAGRAPH.CENTER
        first.add_run().add_picture(BytesIO(crest), height=Mm(20))
    _height(document.add_paragraph(), 1.0)
    blocks = [
        (None, [Cell(text(title.upper(), bold=True) + "".join(map(text, _numbered(texts)))) for title, texts in pair])
        for pair in data["blocks"]
    ]
    _insert(document, table_xml([width / 2, width / 2], blocks))


def _numbered(texts: Sequence[str]) -> list[str]:
    return [f"{number}. {text}" for number, text in enumerate(texts, 1)] if len(texts) > 1 else list(texts)


def _insert(document: Opened, xml: str) -> Table:
    element: Any = parse_xml(xml)
    document.element.body._insert_tbl(element)
    return Table(element, document._body)


def _table(document: Opened, data: dict[str, Any], page: dict[str, Any], head: float) -> None:
    """The procedure table of one page: two head rows that repeat, a row for each band."""
    widths, lanes = data["widths"], data["lanes"]
    columns = [widths["no"], widths["title"], *[widths["lane"]] * len(lanes)]
    columns += [widths["needs"], widths["time"], widths["yields"], widths["remark"]]
    lines: list[Line] = [*_heads(lanes, head), *_bands(data, page["bands"], len(lanes))]
    _insert(document, table_xml(columns, lines, heads=2))


def _heads(lanes: Sequence[str], height: float) -> list[Line]:
    def titled(text: str, columns: int = 1, *, below: bool = False) -> Cell:
        words = paragraph(text, size=SMALL, bold=True, middle=True)
        return Cell(words, columns, below=below, is_head=True)

    again = Cell(again=True, is_head=True)
    upper = [
        titled("No", below=True), titled("Uraian Kegiatan", below=True), titled("Pelaksana", len(lanes)),
        titled("Mutu Baku", 3), titled("Keterangan", below=True),
    ]  # fmt: skip
    lower = [again, again, *map(titled, [*lanes, "Kelengkapan", "Waktu", "Output"]), again]
    return [(HEAD_TOP, upper), (height, lower)]


def _bands(data: dict[str, Any], bands: Sequence[dict[str, Any]], lanes: int) -> Iterator[Line]:
    text = partial(paragraph, size=SMALL)
    left = 0  # rows to which a merged cell above still reaches
    for band in bands:
        if band["row"] is None:
            yield band["height"], list(empty(lanes + 6))
            continue
        texts = data["rows"][band["row"]]
        if band["span"]:
            standard = texts if band["merged"] is None else data["merged"][band["merged"]]
            left = band["span"]
            shown = [
                Cell(_listed(standard[name]), below=left > 1, is_middle=True) for name in ("needs", "time", "yields")
            ]
        else:
            shown = [Cell(again=left > 0)] * 3
        left -= 1
        yield band["height"], [
            Cell(text(texts["no"], middle=True), is_middle=True), Cell(text(texts["title"]), is_middle=True),
            *empty(lanes), *shown, Cell(text(texts["remark"]), is_middle=True),
        ]  # fmt: skip


def _listed(texts: str | Sequence[str]) -> str:
    lines = [texts] if isinstance(texts, str) else _numbered(texts)
    return "".join(paragraph(line, size=SMALL) for line in lines) or EMPTY


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
