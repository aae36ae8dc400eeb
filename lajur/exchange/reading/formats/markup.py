"""HTML to blocks, and scraps of HTML inside other texts to plain lines."""

from __future__ import annotations

import html
import re
from typing import Any

from lxml import html as lxml_html

from lajur.exchange.reading.blocks import Block, Cell, Line, Place, Symbol, Table
from lajur.exchange.reading.refusing import MAX_CELLS, Unreadable
from lajur.exchange.reading.wording import tidy, tidy_lines

_BREAKS = re.compile(r"<\s*/?\s*(?:p|br|li|ol|ul|div|tr|td|th|h[1-6])\b[^>]*>", re.IGNORECASE)
_TAGS = re.compile(r"<\s*/?\s*[a-zA-Z][^<>]{0,400}>")
_DRAWN = re.compile(r"<pre\b[^>]*>(?P<graph>.*?)</pre>", re.IGNORECASE | re.DOTALL)
_SHAPES: tuple[tuple[str, Symbol], ...] = (
    (r"\{[^{}]*\}", "keputusan"),
    (r"\(\[", "mulai"),
    (r"(?<![(\[])\[", "proses"),
)
_BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "section", "article", "header", "main", "body", "html",
           "ol", "ul", "center", "form", "footer", "blockquote", "dl", "dt", "dd"}  # fmt: skip
_SILENT = {"script", "style", "head", "template", "noscript", "svg"}


def scrap(text: str) -> str:
    """Text without tags; blocks and list items end a line."""
    if "<" not in text and "&" not in text:
        return text
    text = _BREAKS.sub("\n", _DRAWN.sub(" ", text))
    return tidy_lines(html.unescape(_TAGS.sub("", text)))


def drawn(text: str) -> tuple[Symbol, ...]:
    """The shapes of flowcharts that text recognition wrote as graph notation: `A{..}`, `A[..]`, `A([..])`."""
    found = _DRAWN.search(text)
    if not found:
        return ()
    shapes: list[Symbol] = []
    for pattern, symbol in _SHAPES:
        if re.search(pattern, found["graph"]):
            shapes.append(symbol)
    return tuple(shapes)


def read_html(data: str) -> list[Block]:
    parser = lxml_html.HTMLParser(no_network=True, remove_comments=True, huge_tree=False)
    try:
        root = lxml_html.document_fromstring(data.encode(), parser=parser)
    except Exception as problem:
        raise Unreadable("rusak", kind="HTML") from problem
    blocks: list[Block] = []
    buffer: list[str] = []
    tables = 0

    def flush() -> None:
        nonlocal buffer
        for line in tidy_lines("".join(buffer)).splitlines():
            blocks.append(Line(line, Place(line=len(blocks) + 1)))
        buffer = []

    def walk(node: Any) -> None:
        nonlocal tables
        if not isinstance(node.tag, str) or node.tag in _SILENT:
            return
        if node.tag == "table" and not _lays_out(node):
            flush()
            tables += 1
            blocks.append(_table(node, tables))
            return
        if node.tag in _BLOCKS or node.tag in ("br", "table", "td", "th"):
            flush()
        buffer.append(node.text or "")
        for child in node:
            walk(child)
            buffer.append(child.tail or "")
        if node.tag in _BLOCKS or node.tag in ("table", "td", "th"):
            flush()

    walk(root)
    flush()
    return blocks


def _lays_out(table: Any) -> bool:
    """Whether a table only holds others in their places."""
    if table.find(".//table") is None:
        return False
    own = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    return all(sum(cell.tag in ("td", "th") for cell in row) <= 2 for row in own)


def _table(node: Any, number: int) -> Table:
    grid = Grid(number)
    for row in node.iter("tr"):
        if next(row.iterancestors("table")) is not node:
            continue
        grid.next_row()
        for cell in row:
            if cell.tag in ("td", "th"):
                grid.add(_text(cell), _count(cell.get("colspan")), _count(cell.get("rowspan")))
    return grid.table()


def _count(value: str | None) -> int:
    return min(int(value), 200) if value and value.isdigit() and int(value) > 0 else 1


def _text(cell: Any) -> str:
    parts: list[str] = []
    for node in cell.iter():
        if not isinstance(node.tag, str):
            continue
        if node.tag in _BLOCKS or node.tag in ("br", "tr", "td"):
            parts.append("\n")
        if node.tag == "li":
            parts.append(_mark(node))
        parts.append(node.text or "")
        if node is not cell:
            parts.append(("\n" if node.tag in _BLOCKS else "") + (node.tail or ""))
    return tidy_lines("".join(parts))


def _mark(item: Any) -> str:
    """The number that a browser would show before the item."""
    parent = item.getparent()
    text = tidy(item.text_content())
    if parent is None or re.match(r"(?:[0-9]+|[a-z])[.)]\s", text):
        return ""
    if parent.tag != "ol":
        return "- "
    number = 1 + sum(1 for before in item.itersiblings("li", preceding=True))
    return f"{chr(96 + number) if parent.get('type') == 'a' and number < 27 else number}. "


class Grid:
    """Cells with spans laid out on a grid, as browsers and word processors do."""

    def __init__(self, number: int, page: int = 0) -> None:
        self.number, self.page = number, page
        self.rows: list[list[Cell]] = []
        self.waiting: dict[tuple[int, int], Cell] = {}
        self.count = 0

    def next_row(self) -> None:
        self.rows.append([])

    def add(self, text: str, across: int = 1, down: int = 1, symbols: tuple[Symbol, ...] = ()) -> Cell:
        row = len(self.rows) - 1
        self._covered()
        column = len(self.rows[row])
        place = Place(page=self.page, table=self.number, row=row + 1, cell=column + 1)
        cell = Cell(text, place, down, across, False, symbols)
        self.rows[row].append(cell)
        for right in range(1, across):
            self.rows[row].append(Cell("", place, covered=True))
            self._counted(right)
        for below in range(1, min(down, 2000)):
            for right in range(across):
                self.waiting[row + below, column + right] = Cell("", place, covered=True)
        self._counted(1)
        return cell

    def _counted(self, by: int) -> None:
        self.count += by
        if self.count > MAX_CELLS or len(self.waiting) > MAX_CELLS:
            raise Unreadable("terlalu-banyak-sel", sheet=f"tabel {self.number}", limit=MAX_CELLS)

    def _covered(self) -> None:
        """Fills the places that cells above cover."""
        row = len(self.rows) - 1
        while cell := self.waiting.pop((row, len(self.rows[row])), None):
            self.rows[row].append(cell)

    def table(self) -> Table:
        for row in range(len(self.rows)):
            while cell := self.waiting.pop((row, len(self.rows[row])), None):
                self.rows[row].append(cell)
        return Table(self.rows, [], spans_known=True)
