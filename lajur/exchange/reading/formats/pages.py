"""PDF with text to blocks: ruled tables are rebuilt from their lines, other text is read in columns
(`textcolumns.py`) or line by line."""

from __future__ import annotations

import ctypes
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from lajur.exchange.reading.blocks import Block, Cell, Place, Progress, Source, Symbol, Table
from lajur.exchange.reading.formats import drawing, textcolumns
from lajur.exchange.reading.formats.drawing import NEAR, Rule
from lajur.exchange.reading.formats.textcolumns import Word
from lajur.exchange.reading.refusing import MAX_CELLS, MAX_PAGES, Unreadable, notice
from lajur.exchange.reading.wording import tidy_lines

_SHORT = 6.0
"""Points: a shorter stroke is no rule."""
_THICK = 3.0
"""Points: a thicker box is no rule."""
_LEAST_EDGE = 14.0
"""Points of rule that an edge of a table has altogether, at least."""
_MOST_COLUMNS = 80
_MAX_PATHS = 6000
_MAX_CHARS = 60_000
"""Of one page; what is beyond is left unread."""


@dataclass(slots=True)
class Shape:
    """A drawn symbol by its middle."""

    x: float
    y: float
    width: float
    height: float
    symbol: Symbol


def read_pages(data: bytes, notices: list[str], progress: Progress) -> Source:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as problem:
        locked = "password" in str(problem).lower()
        raise (Unreadable("terkunci") if locked else Unreadable("rusak", kind="PDF")) from problem
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise Unreadable("terlalu-banyak-halaman", limit=MAX_PAGES)
        blocks: list[Block] = []
        columns: list[textcolumns.Span] = []
        blank = cells = 0
        for number in range(count):
            progress(number, count)
            words, ruled, shapes, drawn = _page(document, number)
            if not words:
                blank += drawn
                if number >= 9 and not blocks:
                    break
                continue
            found, columns = _blocks(words, ruled, shapes, number + 1, columns)
            for block in found:
                cells += sum(len(row) for row in block.rows) if isinstance(block, Table) else 0
                if cells > MAX_CELLS:
                    raise Unreadable("terlalu-banyak-sel", sheet=f"halaman {number + 1}", limit=MAX_CELLS)
                blocks.append(block)
        progress(count, count)
    finally:
        document.close()
    if not blocks:
        raise Unreadable("hanya-gambar")
    if blank:
        notices.append(notice("halaman-gambar", count=blank))
    return Source(blocks, notices)


def _page(document: Any, number: int) -> tuple[list[Word], tuple[list[Rule], list[Rule]], list[Shape], bool]:
    try:
        page = document[number]
    except pdfium.PdfiumError as problem:
        raise Unreadable("rusak", kind="PDF") from problem
    try:
        text = page.get_textpage()
        words = list(_words(text))
        text.close()
        across, down, shapes = _rules(page) if words else ([], [], [])
        return words, (across, down), shapes, not words
    except pdfium.PdfiumError as problem:
        raise Unreadable("rusak", kind="PDF") from problem
    finally:
        page.close()


def _words(text: Any) -> Iterator[Word]:
    """Letters joined to words, in the order of the file."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    current: Word | None = None
    last = 0.0
    count = min(text.count_chars(), _MAX_CHARS)
    letters = text.get_text_range(0, count, errors="replace") if count else ""
    exact = len(letters) == count
    for index in range(count):
        char = letters[index] if exact else chr(raw.FPDFText_GetUnicode(text.raw, index))
        if char.isspace() or char in "\x00\ufffe\x02":
            if current is not None and char not in "\ufffe\x02":
                yield current
                current = None
            continue
        raw.FPDFText_GetCharBox(text.raw, index, left, right, bottom, top)
        box = left.value, bottom.value, right.value, top.value
        if (
            current is not None
            and (abs(box[1] - current.bottom) > 8 or not -3 < box[0] - current.right < 6)
            and not (
                abs(box[0] - last) < 0.5 and abs(box[1] - current.bottom) <= 8  # the second letter of a ligature
            )
        ):
            yield current
            current = None
        last = box[0]
        if current is None:
            current = Word(*box, char)
        else:
            current.text += char
            current.right = max(current.right, box[2])
            current.bottom, current.top = min(current.bottom, box[1]), max(current.top, box[3])
    if current is not None:
        yield current


def _rules(page: Any) -> tuple[list[Rule], list[Rule], list[Shape]]:
    """Horizontal and vertical lines of the page, from strokes and from thin filled boxes; and drawn symbols."""
    across: list[Rule] = []
    down: list[Rule] = []
    shapes: list[Shape] = []
    boxes: list[drawing.Box] = []
    for number, thing in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4)):
        if number > _MAX_PATHS:
            break
        count = raw.FPDFPath_CountSegments(thing.raw)
        left, bottom, right, top = thing.get_bounds() if hasattr(thing, "get_bounds") else thing.get_pos()
        width, height = right - left, top - bottom
        if height <= _THICK and width > _SHORT:
            across.append(Rule((top + bottom) / 2, left, right))
            continue
        if width <= _THICK and height > _SHORT:
            down.append(Rule((left + right) / 2, bottom, top))
            continue
        if symbol := drawing.symbol_of(thing, (left, bottom, right, top)):
            shapes.append(Shape((left + right) / 2, (bottom + top) / 2, width, height, symbol))
            if symbol == "proses":
                boxes.append((left, bottom, right, top))
                continue
        _, stroked = drawing.drawn_as(thing)
        if stroked and min(width, height) > _SHORT and count in (4, 5, 6) and drawing.is_rectangle(thing, count):
            _border(across, down, (left, bottom, right, top))
    for box in drawing.cells_among(boxes, across, down):
        _border(across, down, box)
        shapes = [one for one in shapes if not (box[0] < one.x < box[2] and box[1] < one.y < box[3])]
    return across, down, shapes


def _border(across: list[Rule], down: list[Rule], box: drawing.Box) -> None:
    left, bottom, right, top = box
    across += [Rule(bottom, left, right), Rule(top, left, right)]
    down += [Rule(left, bottom, top), Rule(right, bottom, top)]


def _blocks(
    words: list[Word],
    ruled: tuple[list[Rule], list[Rule]],
    shapes: list[Shape],
    page: int,
    known: list[textcolumns.Span],
) -> tuple[list[Block], list[textcolumns.Span]]:
    """The page from top to bottom: tables where rules make cells or words stand in columns, lines elsewhere."""
    placed: list[tuple[float, Block]] = []
    rest = words
    for number, (across, down) in enumerate(_grids(*ruled), 1):
        inside = [word for word in rest if _within(word, across, down)]
        if len(down) < 2 or len(across) < 2 or not inside:
            continue
        table = _table(inside, across, down, shapes, page, number)
        if table is not None:
            placed.append((max(rule.at for rule in across), table))
            taken = set(map(id, inside))
            rest = [word for word in rest if id(word) not in taken]
    loose, columns = textcolumns.blocks_of(_lines(rest), page, known) if rest else ([], known)
    placed += loose
    placed.sort(key=lambda pair: -pair[0])
    return [block for _, block in placed], columns


def _within(word: Word, across: Sequence[Rule], down: Sequence[Rule]) -> bool:
    x, y = word.middle
    return down[0].at < x < down[-1].at and across[0].at < y < across[-1].at


def _grids(across: list[Rule], down: list[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Rules that touch each other belong to one table. Largest first; rules at one place are joined."""
    rules = [(True, rule) for rule in across] + [(False, rule) for rule in down]
    parent = list(range(len(rules)))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    order = sorted(range(len(across)), key=lambda i: across[i].at)
    heights = [across[i].at for i in order]
    for j, rule in enumerate(down):
        for k in range(bisect_left(heights, rule.low - NEAR), bisect_right(heights, rule.high + NEAR)):
            other = across[order[k]]
            if other.low - NEAR <= rule.at <= other.high + NEAR:
                parent[root(len(across) + j)] = root(order[k])
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index, (flat, rule) in enumerate(rules):
        group = groups.setdefault(root(index), ([], []))
        group[0 if flat else 1].append(rule)
    for flat_rules, upright in sorted(groups.values(), key=lambda g: -len(g[0]) - len(g[1])):
        if len(flat_rules) > 1 and len(upright) > 1:
            flat_rules, upright = drawing.without_arrows(flat_rules, upright)
            yield sorted(flat_rules, key=lambda r: r.at), sorted(upright, key=lambda r: r.at)


def _edges(rules: Sequence[Rule]) -> list[float]:
    """Places of rules, near ones as one; those that are short altogether fall away."""
    edges: list[list[Rule]] = []
    for rule in rules:
        if edges and rule.at - edges[-1][-1].at <= NEAR:
            edges[-1].append(rule)
        else:
            edges.append([rule])
    return [
        sum(r.at for r in group) / len(group) for group in edges if sum(r.high - r.low for r in group) >= _LEAST_EDGE
    ]


def _table(
    words: list[Word], across: list[Rule], down: list[Rule], shapes: list[Shape], page: int, number: int
) -> Table | None:
    xs = _edges(down)
    ys = _edges(across)[::-1]
    if len(xs) < 3 or len(ys) < 2 or len(xs) > _MOST_COLUMNS:
        return None
    columns, rows = len(xs) - 1, len(ys) - 1
    grid = [
        [Cell("", Place(page=page, table=number, row=r + 1, cell=c + 1)) for c in range(columns)] for r in range(rows)
    ]
    for r in range(rows):
        for c in range(columns):
            cell = grid[r][c]
            if cell.covered:
                continue
            y = (ys[r] + ys[r + 1]) / 2
            while c + cell.across < columns and not _ruled(down, xs[c + cell.across], y):
                cell.across += 1
            x = (xs[c] + xs[c + 1]) / 2
            while r + cell.down < rows and not _ruled(across, ys[r + cell.down], x):
                cell.down += 1
            for below in range(cell.down):
                for right in range(cell.across):
                    if below or right:
                        grid[r + below][c + right].covered = True
    owners = _owners(grid)
    held: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        x, y = word.middle
        c = next((i for i in range(columns) if x < xs[i + 1]), columns - 1)
        r = next((i for i in range(rows) if y > ys[i + 1]), rows - 1)
        held.setdefault(owners[r, c], []).append(word)
    for (r, c), inside in held.items():
        edge = xs[c] + 0.72 * (xs[c + grid[r][c].across] - xs[c])
        lines = _lines(inside)
        grid[r][c].text = _unwrapped([(" ".join(word.text for word in line), line[-1].right < edge) for line in lines])
    for shape in shapes:
        if xs[0] < shape.x < xs[-1] and ys[-1] < shape.y < ys[0]:
            c = next((i for i in range(columns) if shape.x < xs[i + 1]), columns - 1)
            r = next((i for i in range(rows) if shape.y > ys[i + 1]), rows - 1)
            cell = grid[owners[r, c][0]][owners[r, c][1]]
            room = xs[owners[r, c][1] + cell.across] - xs[owners[r, c][1]]
            if shape.width < room - 2 and cell.across == 1:
                cell.symbols += (shape.symbol,)
    return Table(grid, [], spans_known=True)


def _unwrapped(broken: list[tuple[str, bool]]) -> str:
    """Lines that were broken to fit a cell, joined again; one that begins an item, or follows a short line with a
    capital, stays. Each line comes with whether it is short."""
    lines: list[str] = []
    ended = False
    for line, short in broken:
        apart, ended = ended and line[:1].isupper(), short
        if lines and not apart and not re.match(r"(?:\(?[0-9]{1,2}[.)]|[a-z][.)]|[-•▪√–●])\s?", line):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
    return tidy_lines("\n".join(lines))


def _owners(grid: list[list[Cell]]) -> dict[tuple[int, int], tuple[int, int]]:
    owners: dict[tuple[int, int], tuple[int, int]] = {}
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if not cell.covered:
                for below in range(cell.down):
                    for right in range(cell.across):
                        owners.setdefault((r + below, c + right), (r, c))
    return owners


def _ruled(rules: Sequence[Rule], at: float, across: float) -> bool:
    return any(abs(rule.at - at) <= NEAR and rule.low - 1 <= across <= rule.high + 1 for rule in rules)


def _lines(words: list[Word]) -> list[list[Word]]:
    """Words on one line, lines from the top."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda one: -one.middle[1]):
        middle = word.middle[1]
        if lines and abs(lines[-1][0].middle[1] - middle) < max(3.0, (word.top - word.bottom) * 0.5):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda one: one.left) for line in lines]
