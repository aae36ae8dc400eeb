"""A paper as a Word document, for those who must edit: the data of the PDF. It is a copy, never the paper itself."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from lajur.casework.documents.papers.setting import picture_png

FONT, SIZE = "Arial", 11
MARGINS = {"top": 18, "bottom": 24, "left": 28, "right": 22}
TEXT_WIDTH, WIDE_TEXT = 160.0, 247.0
"""Millimetres between the margins of A4, upright and lying."""


def paper_docx(data: dict[str, Any], *, crest: bytes = b"", note: str = "") -> bytes:
    """`data` as `layout.paper_data` makes it; `note` stands in the footer."""
    return _Writer(data).written(crest, note)


class _Writer:
    def __init__(self, data: dict[str, Any]) -> None:
        from docx import Document
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Mm, Pt

        self.data, self.mm, self.pt, self.sides = data, Mm, Pt, WD_ALIGN_PARAGRAPH
        self.file: Any = Document()
        self.width = TEXT_WIDTH
        style = self.file.styles["Normal"]
        style.font.name, style.font.size = FONT, Pt(SIZE)
        style.paragraph_format.space_after = Pt(6)
        section = self.file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        for side, millimetres in MARGINS.items():
            setattr(section, f"{side}_margin", Mm(millimetres))
        properties = self.file.core_properties
        properties.title, properties.author, properties.language = data["title"], data["agency"], "id-ID"

    def written(self, crest: bytes, note: str) -> bytes:
        data = self.data
        self.file.sections[0].footer.paragraphs[0].text = f"{note} · {data['footer']}" if note else data["footer"]
        self._letterhead(crest)
        if data["layout"] == "surat":
            self._pairs([*data["head"]["facts"], ["Tanggal", f"{data['head']['place']}{data['head']['date']}"]])
            self._addressees()
        else:
            for at, line in enumerate(data["head"]["title"]):
                self._line(line, bold=at == 0, side="CENTER")
            self._pairs(data["head"]["facts"])
        self._blocks(data["body"]["blocks"])
        self._signature()
        if data["copies"]:
            self._line("Tembusan:")
            for at, one in enumerate(data["copies"], 1):
                self._line(f"{at}. {one}")
        self._annexes()
        target = BytesIO()
        self.file.save(target)
        return target.getvalue()

    def _line(self, text: str, *, bold: bool = False, side: str = "LEFT", size: float = SIZE) -> Any:
        paragraph = self.file.add_paragraph()
        paragraph.alignment = getattr(self.sides, side)
        run = paragraph.add_run(text)
        run.bold, run.font.size = bold, self.pt(size)
        return paragraph

    def _runs(self, paragraph: Any, runs: Sequence[Sequence[Any]]) -> Any:
        for text, bold in runs:
            paragraph.add_run(text).bold = bool(bold)
        return paragraph

    def _letterhead(self, crest: bytes) -> None:
        kop = self.data["letterhead"]
        if kop is None:
            return
        if crest:
            paragraph = self.file.add_paragraph()
            paragraph.alignment = self.sides.CENTER
            paragraph.add_run().add_picture(BytesIO(crest), height=self.mm(20))
        for at, line in enumerate(kop["lines"]):
            last = at == len(kop["lines"]) - 1
            self._line(line.upper(), bold=True, side="CENTER", size=15 if last else 12)
        for text in filter(None, (kop["address"], kop["contact"])):
            self._line(text, side="CENTER", size=9)
        self._line("_" * 60, side="CENTER", size=9)

    def _pairs(self, rows: Sequence[Sequence[Any]]) -> None:
        if not rows:
            return
        table = self._grid(len(rows), (30, 5, self.width - 35), bordered=False)
        for cells, (label, value) in zip(table.rows, rows, strict=True):
            cells.cells[0].text, cells.cells[1].text = str(label), ":"
            if isinstance(value, str):
                cells.cells[2].text = value
            else:
                self._runs(cells.cells[2].paragraphs[0], value)
        self.file.add_paragraph()

    def _addressees(self) -> None:
        to, where = self.data["head"]["addressees"], self.data["head"]["where"]
        if len(to) == 1:
            self._line(f"Yth. {to[0]}")
        elif to:
            self._line("Yth.")
            for at, one in enumerate(to, 1):
                self._line(f"{at}. {one}")
        if where:
            self._line(where)

    def _blocks(self, blocks: Sequence[dict[str, Any]]) -> None:
        for block in blocks:
            kind = block["t"]
            if kind == "p":
                paragraph = self._runs(self.file.add_paragraph(), block["runs"])
                paragraph.alignment = self.sides.JUSTIFY
            elif kind in ("judul", "sub"):
                heading = self._runs(self.file.add_heading(level=1 if kind == "judul" else 2), block["runs"])
                heading.alignment = self.sides.CENTER if kind == "judul" else self.sides.LEFT
            elif kind == "tengah":
                paragraph = self._runs(self.file.add_paragraph(), [[text, 1] for text, _ in block["runs"]])
                paragraph.alignment = self.sides.CENTER
            elif kind == "daftar":
                self._items(self.file, block)
            elif kind == "klausul":
                self._clause(block)
            elif kind == "isian":
                self._pairs(block["rows"])
            elif kind == "tabel":
                self._table(block)
            elif kind == "gambar":
                self._picture(block)
            elif kind == "pihak":
                self._parties(block["rows"])
            elif kind == "halaman":
                self.file.add_page_break()

    def _items(self, holder: Any, block: dict[str, Any], depth: int = 0) -> None:
        for at, item in enumerate(block["items"]):
            mark = {"1": f"{at + 1}.", "a": f"{chr(97 + at % 26)}."}.get(block["style"], "–")
            paragraph = holder.add_paragraph()
            form = paragraph.paragraph_format
            form.left_indent, form.first_line_indent = self.mm(7 * (depth + 1)), self.mm(-7)
            paragraph.add_run(f"{mark}\t")
            form.tab_stops.add_tab_stop(self.mm(7 * (depth + 1)))
            self._runs(paragraph, item["runs"])
            if item["inner"]:
                self._items(holder, item["inner"], depth + 1)

    def _clause(self, block: dict[str, Any]) -> None:
        table = self._grid(1, (32, 5, self.width - 37), bordered=False)
        label, colon, body = table.rows[0].cells
        label.text, colon.text = block["label"], ":"
        first = self._runs(body.paragraphs[0], block["runs"])
        for inner in block["inner"]:
            self._items(body, inner)
        if not block["runs"] and block["inner"]:
            first._p.getparent().remove(first._p)

    def _table(self, block: dict[str, Any]) -> None:
        from docx.oxml import OxmlElement

        rows = ([block["head"]] if block["head"] else []) + block["rows"]
        share = self.width / sum(block["widths"])
        table = self._grid(len(rows), [width * share for width in block["widths"]], bordered=True)
        sides = {"l": self.sides.LEFT, "c": self.sides.CENTER, "r": self.sides.RIGHT}
        for at, (line, cells) in enumerate(zip(table.rows, rows, strict=True)):
            is_head = bool(block["head"]) and at == 0
            for cell, runs, side in zip(line.cells, cells, block["sides"], strict=True):
                paragraph = self._runs(cell.paragraphs[0], [[text, 1] for text, _ in runs] if is_head else runs)
                paragraph.alignment = self.sides.CENTER if is_head else sides[side]
            if is_head:
                line._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        self.file.add_paragraph()

    def _picture(self, block: dict[str, Any]) -> None:
        paragraph = self.file.add_paragraph()
        paragraph.alignment = self.sides.CENTER
        width = self.mm(min(block["width"], self.width))
        drawn = paragraph.add_run().add_picture(BytesIO(picture_png(block)), width=width)
        drawn._inline.docPr.set("descr", block["alt"])
        self._line(block["note"], side="CENTER", size=8.5)

    def _parties(self, rows: Sequence[Sequence[str]]) -> None:
        table = self._grid((len(rows) + 1) // 2, (self.width / 2, self.width / 2), bordered=False)
        for at, (role, name, nip) in enumerate(rows):
            cell = table.rows[at // 2].cells[at % 2]
            cell.text = f"{role}\n\n\n\n{name}" + (f"\nNIP {nip}" if nip else "")
            cell.paragraphs[0].alignment = self.sides.CENTER

    def _signature(self) -> None:
        sign = self.data["sign"]
        lines = [f"{label} {value}" for label, value in sign["dated"]]
        text = "\n".join([*lines, *sign["lines"]]) + f",\n\n\n\n{sign['name']}"
        paragraph = self._line(text + (f"\nNIP {sign['nip']}" if sign["nip"] else ""))
        paragraph.paragraph_format.left_indent = self.mm(82)
        paragraph.paragraph_format.space_before = self.pt(18)
        paragraph.paragraph_format.keep_together = True

    def _annexes(self) -> None:
        from docx.enum.section import WD_ORIENTATION, WD_SECTION

        data = self.data
        for annex in data["body"]["annexes"]:
            section = self.file.add_section(WD_SECTION.NEW_PAGE)
            wide = annex["landscape"]
            section.orientation = WD_ORIENTATION.LANDSCAPE if wide else WD_ORIENTATION.PORTRAIT
            sides = (self.mm(297), self.mm(210)) if wide else (self.mm(210), self.mm(297))
            section.page_width, section.page_height = sides
            self.width = WIDE_TEXT if wide else TEXT_WIDTH
            over = data.get("annex") or [["NOMOR", data["number"]], ["TANGGAL", data["head"]["date"]]]
            named = [f"LAMPIRAN {data['name'].upper()}", *(f"{label} {value}" for label, value in over)]
            self._line("\n".join(named), size=9.5).paragraph_format.left_indent = self.mm(self.width - 86)
            if annex["title"]:
                self.file.add_heading(annex["title"], level=2).alignment = self.sides.CENTER
            self._blocks(annex["blocks"])
            if data["layout"] == "keputusan":
                self._signature()

    def _grid(self, rows: int, widths: Sequence[float], *, bordered: bool) -> Any:
        table = self.file.add_table(rows, len(widths))
        if bordered:
            table.style = "Table Grid"
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = self.mm(width)
        for line in table.rows:
            for cell, width in zip(line.cells, widths, strict=True):
                cell.width = self.mm(width)
        return table
