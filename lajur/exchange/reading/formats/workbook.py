"""XLSX to blocks: each worksheet is a table, with merged cells, and the shapes and arrows that are anchored in it."""

from __future__ import annotations

import datetime
import io
import posixpath
import re
import zipfile
import zlib
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from lajur.exchange.reading.blocks import Block, Cell, Line, Place, Progress, Symbol, Table
from lajur.exchange.reading.dates import MONTHS
from lajur.exchange.reading.formats.package import SHAPES, tree
from lajur.exchange.reading.refusing import MAX_AREA, MAX_CELLS, MAX_PART, Unreadable, notice
from lajur.exchange.reading.wording import tidy_lines

XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REF = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})([0-9]{1,7})"|<c[ >/]')
_ROW = re.compile(rb"<row ([^>]*)>")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_NUMBER = re.compile(rb'\br="([0-9]{1,7})"')


def read_workbook(package: zipfile.ZipFile, data: bytes, progress: Progress, notices: list[str]) -> list[Block]:
    """What a person sees of it: hidden worksheets and rows are left out, and said so."""
    paths, unseen = _paths(package)
    hidden = {name: _bounded(package, path, name) for name, path in paths.items()}
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = workbook.sheet_names
        blocks: list[Block] = []
        for number, name in enumerate(names):
            progress(number, len(names))
            if name in unseen and len(unseen) < len(names):
                notices.append(notice("lembar-tersembunyi", sheet=name))
                continue
            sheet = workbook.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=False)
            merged = sheet.merged_cell_ranges or []
            if blank := _blank(rows, merged, hidden.get(name, set())):
                notices.append(notice("baris-tersembunyi", sheet=name, count=blank))
            blocks += _sheet(name, rows, merged, package, paths.get(name, ""))
        progress(len(names), len(names))
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile) as problem:
        raise Unreadable("rusak", kind="Excel") from problem
    return blocks


def _blank(rows: list[list[Any]], merged: list[Any], hidden: set[int]) -> int:
    """Empties hidden rows, except cells that reach into a row that is shown. How many held words."""
    reaching = {
        top for top, bottom in merged if any(row not in hidden for row in range(top[0], min(bottom[0] + 1, len(rows))))
    }
    told = 0
    for number in sorted(hidden):
        if number >= len(rows):
            break
        kept = [value if (number, column) in reaching else "" for column, value in enumerate(rows[number])]
        told += kept != rows[number]
        rows[number] = kept
    return told


def _paths(package: zipfile.ZipFile) -> tuple[dict[str, str], set[str]]:
    """Worksheets by name, with their part; the names of those that are hidden."""
    book = tree(package, "xl/workbook.xml", "Excel")
    links = _links(package, "xl/workbook.xml")
    sheets = list(book.iter(f"{M}sheet"))
    return (
        {sheet.get("name", ""): links.get(sheet.get(f"{R}id", ""), "") for sheet in sheets},
        {sheet.get("name", "") for sheet in sheets if sheet.get("state", "visible") != "visible"},
    )


def _links(package: zipfile.ZipFile, path: str) -> dict[str, str]:
    folder, name = posixpath.split(path)
    root = tree(package, f"{folder}/_rels/{name}.rels", "Excel", missing=True)
    if root is None:
        return {}
    return {
        one.get("Id", ""): posixpath.normpath(posixpath.join(folder, one.get("Target", ""))).lstrip("/")
        for one in root
        if one.get("TargetMode") != "External"
    }


def _bounded(package: zipfile.ZipFile, path: str, name: str) -> set[int]:
    """Counts cells before anything is built from them. Gives the hidden rows, counted from 0."""
    hidden: set[int] = set()
    if not path:
        return hidden
    count = size = high = wide = 0
    tail = b""
    try:
        with package.open(path) as file:
            while chunk := file.read(1 << 20):
                size += len(chunk)
                if size > MAX_PART:
                    raise Unreadable("bom-zip")
                if b"<!ENTITY" in chunk or b"<!DOCTYPE" in chunk:
                    raise Unreadable("entitas-xml")
                text = tail + chunk
                cut = text.rfind(b"<")
                for found in _REF.finditer(text, 0, cut if cut > 0 else len(text)):
                    count += 1
                    if found[1]:
                        wide, high = max(wide, _column(found[1].decode())), max(high, int(found[2]))
                hidden |= _hidden(text[: cut if cut > 0 else len(text)])
                tail = text[cut:] if cut > 0 else b""
                if count > MAX_CELLS or wide * high > MAX_AREA:
                    raise Unreadable("terlalu-banyak-sel", sheet=name, limit=MAX_CELLS)
    except KeyError:
        return hidden
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as problem:
        raise Unreadable("rusak", kind="Excel") from problem
    return hidden


def _hidden(text: bytes) -> set[int]:
    told = [_NUMBER.search(row[1]) for row in _ROW.finditer(text) if _HIDDEN.search(row[1])]
    return {int(number[1]) - 1 for number in told if number}


def _column(letters: str) -> int:
    value = 0
    for letter in letters:
        value = value * 26 + ord(letter) - 64
    return value


def _sheet(name: str, rows: list[list[Any]], merged: list[Any], package: zipfile.ZipFile, path: str) -> list[Block]:
    grid = [
        [Cell(_text(value), Place(sheet=name, row=r + 1, cell=c + 1)) for c, value in enumerate(row)]
        for r, row in enumerate(rows)
    ]
    links = _drawings(package, path, grid)
    for (top, left), (bottom, right) in merged:
        if top < len(grid) and left < len(grid[top]):
            first = grid[top][left]
            first.down, first.across = bottom - top + 1, right - left + 1
            for row in range(top, min(bottom + 1, len(grid))):
                for column in range(left, min(right + 1, len(grid[row]))):
                    if (row, column) != (top, left):
                        grid[row][column].covered = True
    width = max((c + 1 for row in grid for c, cell in enumerate(row) if cell.text or cell.symbols), default=0)
    first = min((c for row in grid for c, cell in enumerate(row) if cell.text), default=0)
    kept = [row[first:width] for row in grid]
    if not any(cell.text for row in kept for cell in row):
        return []
    links = [((a, b - first), (c, d - first)) for (a, b), (c, d) in links]
    lone = [row for row in kept if sum(bool(cell.text) for cell in row) > 1]
    if not lone:
        return [Line(cell.text, cell.place) for row in kept for cell in row if cell.text]
    return [Table(kept, links, spans_known=True)]


def _text(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, float):
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else str(value)
    if isinstance(value, datetime.datetime | datetime.date):
        return f"{value.day} {MONTHS[value.month - 1].capitalize()} {value.year}"
    return tidy_lines(str(value))


def _drawings(
    package: zipfile.ZipFile, path: str, grid: list[list[Cell]]
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Puts anchored shapes on their cells; gives the arrows between shapes. An arrow that is tied to none leads from
    the shape nearest to its beginning to the one nearest to its end."""
    links: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for target in (_links(package, path) if path else {}).values():
        if "/drawing" not in target or not target.endswith(".xml") or "vml" in target:
            continue
        root = tree(package, target, "Excel", missing=True)
        if root is None:
            continue
        places: dict[str, tuple[int, int]] = {}
        arrows: list[tuple[str, str]] = []
        loose: list[tuple[tuple[int, int], tuple[int, int]]] = []
        for anchor in root:
            box = _box(anchor)
            if box is None:
                continue
            middle = ((box[0] + box[2]) // 2, (box[1] + box[3]) // 2)
            for shape in anchor.iter(f"{XDR}sp"):
                _shape(shape, middle, grid, places)
            for arrow in anchor.iter(f"{XDR}cxnSp"):
                start, end = next(arrow.iter(f"{A}stCxn"), None), next(arrow.iter(f"{A}endCxn"), None)
                if start is not None and end is not None:
                    arrows.append((start.get("id", ""), end.get("id", "")))
                else:
                    form = next(arrow.iter(f"{A}xfrm"), None)
                    top, bottom = (box[0], box[1]), (box[2], box[3])
                    turned = form is not None and form.get("flipV") == "1"
                    loose.append((bottom, top) if turned else (top, bottom))
        links += [(places[one], places[other]) for one, other in arrows if one in places and other in places]
        stands = set(places.values())
        for ends in loose:
            near = [min(stands, key=lambda p: abs(p[0] - at[0]) * 2 + abs(p[1] - at[1]), default=None) for at in ends]
            if near[0] is not None and near[1] is not None and near[0] != near[1]:
                links.append((near[0], near[1]))
    return links


def _box(anchor: Any) -> tuple[int, int, int, int] | None:
    start, end = anchor.find(f"{XDR}from"), anchor.find(f"{XDR}to")
    if start is None:
        return None
    end = start if end is None else end

    def at(node: Any, name: str) -> int:
        found = node.find(f"{XDR}{name}")
        return int(found.text) if found is not None and (found.text or "").isdigit() else 0

    return at(start, "row"), at(start, "col"), at(end, "row"), at(end, "col")


def _shape(shape: Any, at: tuple[int, int], grid: list[list[Cell]], places: dict[str, tuple[int, int]]) -> None:
    form = next(shape.iter(f"{A}prstGeom"), None)
    symbol: Symbol = SHAPES.get(form.get("prst", ""), "") if form is not None else ""
    named = next(shape.iter(f"{XDR}cNvPr"), None)
    if named is not None:
        places[named.get("id", "")] = at
    if not symbol or at[0] >= len(grid):
        return
    row = grid[at[0]]
    while len(row) <= at[1] < 500:
        row.append(Cell("", Place(row=at[0] + 1, cell=len(row) + 1)))
    row[at[1]].symbols += (symbol,)
