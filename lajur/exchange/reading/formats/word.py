"""DOCX to blocks: paragraphs with their automatic numbers, tables with merged cells, and shapes drawn over them.

The package is read directly: the object model of python-docx walks a table's cells in quadratic time.
"""

from __future__ import annotations

import zipfile
from typing import Any

from lajur.exchange.reading.blocks import Block, Line, Place, Progress, Symbol, Table
from lajur.exchange.reading.formats.markup import Grid
from lajur.exchange.reading.formats.package import SHAPES, tree
from lajur.exchange.reading.wording import tidy_lines

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V = "{urn:schemas-microsoft-com:vml}"
_EMU_PER_TWIP = 635
_SKIPPED = {f"{MC}Fallback", f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText"}


class _Word:
    def __init__(self, package: zipfile.ZipFile, progress: Progress) -> None:
        self.progress = progress
        self.formats = _numbering(package)
        self.styles = _styles(package)
        self.counts: dict[str, dict[int, int]] = {}
        self.blocks: list[Block] = []
        self.tables = 0
        self.lines = 0

    def body(self, body: Any) -> None:
        children = list(body)
        for number, child in enumerate(children):
            if number % 50 == 0:
                self.progress(number, len(children))
            self.block(child)
            child.clear()
        self.progress(len(children), len(children))

    def block(self, node: Any) -> None:
        if node.tag == f"{W}p":
            for line in self.paragraph(node).splitlines():
                self.lines += 1
                self.blocks.append(Line(line, Place(line=self.lines)))
            for inner in node.iter(f"{W}txbxContent"):
                if not any(one.tag == f"{MC}Fallback" for one in inner.iterancestors()):
                    for child in inner:
                        self.block(child)
        elif (
            node.tag == f"{W}tbl"
            and node.find(f".//{W}tbl") is not None
            and max(map(len, map(_cells, _rows(node)))) <= 2
        ):
            for row in _rows(node):  # a table that only holds others in their places
                for cell in _cells(row):
                    for child in cell:
                        self.block(child)
        elif node.tag == f"{W}tbl":
            self.tables += 1
            self.blocks.append(self.table(node))
        elif node.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}smartTag", f"{W}customXml"):
            for child in node:
                self.block(child)

    def paragraph(self, node: Any) -> str:
        """Its text with the number that Word shows before it. Text boxes are read apart."""
        parts: list[str] = []

        def walk(one: Any) -> None:
            if one.tag in _SKIPPED or one.tag == f"{W}txbxContent":
                return
            if one.tag == f"{W}t":
                parts.append(one.text or "")
            elif one.tag in (f"{W}br", f"{W}cr"):
                parts.append("\n")
            elif one.tag == f"{W}tab":
                parts.append(" ")
            elif one.tag == f"{W}noBreakHyphen":
                parts.append("-")
            elif one.tag == f"{W}sym":
                parts.append("√")
            elif one.tag != f"{W}pPr":
                for child in one:
                    walk(child)

        walk(node)
        text = tidy_lines("".join(parts))
        return f"{self.number(node)}{text}" if text or self.is_numbered(node) else ""

    def is_numbered(self, node: Any) -> bool:
        return self._list(node) is not None

    def _list(self, node: Any) -> tuple[str, int] | None:
        """The list and level of a paragraph: its own, or its style's."""
        found = node.find(f"{W}pPr/{W}numPr")
        if found is not None:
            return _list_of(found)
        style = node.find(f"{W}pPr/{W}pStyle")
        return self.styles.get(style.get(f"{W}val", "")) if style is not None else None

    def number(self, node: Any) -> str:
        """`3. ` or `b. ` or `- ` before an automatically numbered paragraph."""
        found = self._list(node)
        if found is None:
            return ""
        name, level = found
        form, start = self.formats.get((name, level), ("decimal", 1))
        if name == "0" or form == "none":
            return ""
        if form == "bullet":
            return "- "
        counts = self.counts.setdefault(name, {})
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        value = counts[level]
        letter = chr(96 + (value - 1) % 26 + 1)
        return f"{letter}. " if "etter" in form else f"{value}. "

    def table(self, node: Any) -> Table:
        grid = Grid(self.tables)
        widths = [_whole(column.get(f"{W}w")) for column in node.findall(f"{W}tblGrid/{W}gridCol")]
        above: dict[int, Any] = {}
        for row in _rows(node):
            grid.next_row()
            before = row.find(f"{W}trPr/{W}gridBefore")
            for _ in range(_whole(before.get(f"{W}val")) if before is not None else 0):
                grid.add("")
            drawn: list[tuple[int, Symbol]] = []
            for cell in _cells(row):
                properties = cell.find(f"{W}tcPr")
                span = properties.find(f"{W}gridSpan") if properties is not None else None
                merge = properties.find(f"{W}vMerge") if properties is not None else None
                across = min(max(_whole(span.get(f"{W}val")) if span is not None else 1, 1), 200)
                column = len(grid.rows[-1])
                if merge is not None and merge.get(f"{W}val", "continue") != "restart" and column in above:
                    for _ in range(across):
                        added = grid.add("")
                        added.covered, added.place = True, above[column].place
                    above[column].down += 1
                    continue
                added = grid.add(self.cell(cell), across)
                above[column] = added
                drawn += self.drawn(cell, sum(widths[:column]), widths)
            for column, symbol in drawn:
                if column < len(grid.rows[-1]):
                    grid.rows[-1][column].symbols += (symbol,)
        return grid.table()

    def cell(self, node: Any) -> str:
        lines: list[str] = []
        for child in node.iter(f"{W}p"):
            if any(one.tag in (f"{MC}Fallback", f"{W}txbxContent") for one in child.iterancestors()):
                continue
            text = self.paragraph(child)
            if text:
                lines.append(text)
        if len(lines) == 1 and lines[0].endswith(". ") and lines[0][:-2].isdigit():
            return lines[0].strip()
        return "\n".join(lines)

    def drawn(self, cell: Any, left: int, widths: list[int]) -> list[tuple[int, Symbol]]:
        """Shapes anchored in a cell, by the grid column over which their middle stands."""
        found: list[tuple[int, Symbol]] = []
        for anchor in (*cell.iter(f"{WP}anchor"), *cell.iter(f"{WP}inline")):
            base = left
            for shape in anchor.iter(f"{A}prstGeom"):
                symbol = SHAPES.get(shape.get("prst", ""), "")
                if not symbol:
                    continue
                offset = anchor.find(f"{WP}positionH/{WP}posOffset")
                extent = anchor.find(f"{WP}extent")
                width = _whole(extent.get("cx")) if extent is not None else 0
                moved = (_whole(offset.text) if offset is not None else 0) + width // 2
                found.append((_column(base + moved // _EMU_PER_TWIP, widths), symbol))
        for shape in cell.iter(f"{V}rect", f"{V}roundrect", f"{V}oval"):
            if not any(one.tag == f"{MC}Fallback" for one in shape.iterancestors()):
                found.append((_column(left + 1, widths), "proses" if shape.tag == f"{V}rect" else "mulai"))
        return found


def _rows(table: Any) -> list[Any]:
    rows: list[Any] = []
    for child in table:
        if child.tag == f"{W}tr":
            rows.append(child)
        elif child.tag in (f"{W}sdt", f"{W}ins", f"{W}customXml"):
            rows += list(child.iter(f"{W}tr"))
    return rows


def _cells(row: Any) -> list[Any]:
    cells: list[Any] = []
    for child in row:
        if child.tag == f"{W}tc":
            cells.append(child)
        elif child.tag in (f"{W}sdt", f"{W}customXml"):
            cells += list(child.iter(f"{W}tc"))
    return cells


def _column(at: int, widths: list[int]) -> int:
    edge = 0
    for column, width in enumerate(widths):
        edge += width
        if at < edge:
            return column
    return max(len(widths) - 1, 0)


def _whole(text: str | None) -> int:
    try:
        return int(float(text or 0))
    except ValueError:
        return 0


def _list_of(properties: Any) -> tuple[str, int] | None:
    name, level = properties.find(f"{W}numId"), properties.find(f"{W}ilvl")
    if name is None:
        return None
    return name.get(f"{W}val", "0"), _whole(level.get(f"{W}val")) if level is not None else 0


def _styles(package: zipfile.ZipFile) -> dict[str, tuple[str, int]]:
    """Styles that number their paragraphs."""
    root = tree(package, "word/styles.xml", "Word", missing=True)
    found: dict[str, tuple[str, int]] = {}
    for style in root.iter(f"{W}style") if root is not None else ():
        properties = style.find(f"{W}pPr/{W}numPr")
        if properties is not None and (numbered := _list_of(properties)):
            found[style.get(f"{W}styleId", "")] = numbered
    return found


def _numbering(package: zipfile.ZipFile) -> dict[tuple[str, int], tuple[str, int]]:
    """(list, level) → form of its numbers and the first of them."""
    root = tree(package, "word/numbering.xml", "Word", missing=True)
    if root is None:
        return {}
    levels: dict[str, dict[int, tuple[str, int]]] = {}
    for abstract in root.iter(f"{W}abstractNum"):
        mine = levels.setdefault(abstract.get(f"{W}abstractNumId", ""), {})
        for level in abstract.iter(f"{W}lvl"):
            form, start = level.find(f"{W}numFmt"), level.find(f"{W}start")
            mine[_whole(level.get(f"{W}ilvl"))] = (
                form.get(f"{W}val", "decimal") if form is not None else "decimal",
                _whole(start.get(f"{W}val")) if start is not None else 1,
            )
    found: dict[tuple[str, int], tuple[str, int]] = {}
    for number in root.iter(f"{W}num"):
        link = number.find(f"{W}abstractNumId")
        for level, form in levels.get(link.get(f"{W}val", "") if link is not None else "", {}).items():
            found[number.get(f"{W}numId", ""), level] = form
    return found


def read_word(package: zipfile.ZipFile, progress: Progress) -> list[Block]:
    root = tree(package, "word/document.xml", "Word")
    body = root.find(f"{W}body") if root is not None else None
    word = _Word(package, progress)
    if body is not None:
        word.body(body)
    return word.blocks
