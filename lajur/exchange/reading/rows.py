"""The rows of a procedure table put under the right heads, even where cells slipped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lajur.engine.refusal import Words
from lajur.exchange.reading.blocks import NOWHERE, Cell, Place, Symbol
from lajur.exchange.reading.columns import Columns, is_numbering
from lajur.exchange.reading.times import time_of
from lajur.exchange.reading.wording import digits, plain, tidy

_NO = re.compile(r"^\(?([0-9OIl]{1,3})\s*[.)]?\)?$")
_SUB = re.compile(r"^(?:([0-9]{1,3})\s*[.]?\s*)?\(?([a-z])\s*[.)]?\)?$")
_DOTTED = re.compile(r"^([0-9]{1,3})\.([0-9]{1,2})\.?$")
_START = {"mulai", "mula", "start", "begin"}
_END = {"selesai", "finish", "end", "stop", "akhir"}
_TICKS = set("xv√✓✔●■◆◇○□▪•◊*+#⬜⬛▲►✗✘▭⬭◯")
LONG = 25


@dataclass(slots=True)
class Mark:
    """What stands in a lane's column."""

    column: int
    text: str
    symbols: tuple[Symbol, ...]
    place: Place


@dataclass(slots=True)
class Row:
    """A row as read. `no` is its number as digits, `printed_no` as it is printed, `sub` the letter of a sub-step; `at`
    counts the table's rows from 0. `slipped` says why the right part was moved under other heads; empty when it was
    not. `merged` names the measures whose cell began in a row above. `actor` is what a column pelaksana says, `unit`
    the unit that the head of its time names. `appended`: a row below without a number was joined to it; `end`: it only
    marks the end."""

    no: str
    kegiatan: str
    place: Place
    cells: dict[str, Cell] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    sub: str = ""
    end: bool = False
    slipped: str = ""
    merged: frozenset[str] = frozenset()
    printed_no: str = ""
    appended: bool = False
    actor: str = ""
    at: int = 0
    unit: str = ""

    def text(self, name: str) -> str:
        cell = self.cells.get(name)
        return cell.text if cell else ""

    def place_of(self, name: str) -> Place:
        cell = self.cells.get(name)
        return cell.place if cell else self.place


def marker(text: str) -> str:
    """`mulai`, `selesai`, or nothing."""
    words = plain(text)
    return "mulai" if words in _START else "selesai" if words in _END else ""


def is_mark(cell: Cell) -> bool:
    """Whether a cell holds a sign of who acts and not words."""
    text = tidy(cell.text)
    return bool(cell.symbols) or (
        0 < len(text) <= LONG
        and (
            bool(marker(text))
            or set(text.lower()) <= _TICKS | {" "}
            or bool(re.fullmatch(r"[0-9]{1,3}[.)]?|[a-z](?:\s*[,.&/]\s*[a-z])*[.)]?", text.lower()))
            or bool(re.fullmatch(r"(?:ya|tidak|y|t|belum|sudah|setuju|[ /,;]|\s)+", text.lower()))
        )
    )


def rows_of(table: Sequence[Sequence[Cell]], columns: Columns, first: int, last: int | None = None) -> Iterator[Row]:
    """Rows from `first` on, up to `last`. Blank rows, numbering rows and markers of the beginning fall away."""
    slip = 0
    for at in range(first, len(table) if last is None else min(last, len(table))):
        cells = table[at]
        if is_numbering(cells) or not any(cell.text or cell.symbols for cell in cells):
            continue
        row, slip = _row(cells, columns, slip)
        row.at = at
        if not row.no and not row.sub and not row.kegiatan and not row.cells and not row.marks:
            continue
        told = marker(row.kegiatan)
        if told == "mulai" or (told == "" and not row.kegiatan and marker(row.no) == "mulai"):
            continue
        row.end = told == "selesai" or marker(row.no) == "selesai"
        yield row


def _row(cells: Sequence[Cell], columns: Columns, slip: int) -> tuple[Row, int]:
    def at(column: int | None) -> Cell | None:
        return cells[column] if column is not None and 0 <= column < len(cells) else None

    place = next((cell.place for cell in cells if cell.text), NOWHERE)
    head = at(columns.kegiatan)
    activity = tidy(head.text) if head and not head.covered else ""
    no_cell = at(columns.no)
    printed = tidy(no_cell.text) if no_cell and not no_cell.covered else ""
    begins = re.match(r"^\(?([0-9]{1,3}|[a-z])[.)]\s+(?=\S)", activity)
    if begins and not printed and (columns.no is None or begins[1].isalpha()):
        printed, activity = begins[1], activity[begins.end() :]
    row = Row("", activity, head.place if head else place, printed_no=printed, unit=columns.unit)
    _number(row, printed)
    if not row.kegiatan and printed and not row.no and not row.sub:
        row.kegiatan = printed
    if columns.by_name is not None and (named := at(columns.by_name)):
        row.actor = tidy(named.text)
    low = columns.kegiatan + 1
    lanes = set(columns.lanes)
    words = {
        column: cell
        for column, cell in enumerate(cells)
        if column >= low and cell.text and not cell.covered and column != columns.by_name
    }
    slip = _place_cells(row, cells, columns, words, slip)
    used = {id(cell) for cell in row.cells.values()}
    for column in sorted(lanes):
        cell = at(column)
        if cell and not cell.covered and id(cell) not in used and (cell.text or cell.symbols):
            for right in range(cell.across):
                if column + right in lanes:
                    row.marks.append(Mark(column + right, tidy(cell.text), cell.symbols, cell.place))
    row.merged = frozenset(
        name
        for name in ("kelengkapan", "waktu", "output")
        if (column := getattr(columns, name)) is not None
        and (cell := at(column)) is not None
        and cell.covered
        and not row.slipped
    )
    return row, slip


def _number(row: Row, printed: str) -> None:
    bare = printed.strip(" .")
    if found := _NO.match(bare):
        row.no = str(int(digits(found[1]))) if bare not in ("l", "I", "O") else bare
    elif found := _DOTTED.match(bare):
        row.no, row.sub = found[1], chr(96 + min(int(found[2]), 26))
    elif found := _SUB.match(bare.lower()):
        row.no, row.sub = found[1] or "", found[2]


def _place_cells(row: Row, cells: Sequence[Cell], columns: Columns, words: dict[int, Cell], slip: int) -> int:
    """Puts the cells right of the lanes under kelengkapan, waktu, output and keterangan. Gives the slip that rows
    without a time of their own inherit."""
    names = [name for name in ("kelengkapan", "waktu", "output", "keterangan") if getattr(columns, name) is not None]
    heads: dict[str, int] = {name: getattr(columns, name) for name in names}
    right = {column: cell for column, cell in words.items() if column >= columns.right}
    strayed = {
        column: cell for column, cell in words.items() if column < columns.right and column in columns.lanes
        and not is_mark(cell) and len(tidy(cell.text)) > 3
    }  # fmt: skip
    head = heads.get("waktu")
    if head is None:
        _under(row, heads, words, 0)
        if strayed:
            row.slipped = Words("isi berada di kolom pelaksana")
        return 0
    times = [
        column
        for column, cell in sorted({**right, **strayed}.items())
        if (time := time_of(cell.text, columns.unit if column == head else "")) and time.kind == "terukur"
        and len(tidy(cell.text)) <= 40
    ]  # fmt: skip
    here = words.get(head)
    if columns.gaps and times:
        _in_order(row, {**right, **strayed}, times[0])
        return 0
    if head in times or (here is not None and time_of(here.text, columns.unit) is not None):
        _under(row, heads, words, 0)
        if strayed:
            row.slipped = Words("isi berada di kolom pelaksana")
        return 0
    if (times and here is None) or (times and head not in times):
        slip = min((column - head for column in times), key=abs)
        if abs(slip) <= 3 and not _blocked(row, slip, heads, strayed):
            _under(row, heads, words, slip)
            row.slipped = _slipped(slip)
            return slip
    if not times and strayed and slip:
        _under(row, heads, words, slip)
        row.slipped = _slipped(slip, as_above=True)
        return slip
    if here is not None and not times:
        moved: dict[str, Cell] = {}
        order = [name for name in ("output", "keterangan") if name in heads]
        rest = [cell for column, cell in sorted(words.items()) if column >= head]
        for name, cell in zip(order, rest, strict=False):
            moved[name] = cell
        if "kelengkapan" in heads and heads["kelengkapan"] in words:
            moved["kelengkapan"] = words[heads["kelengkapan"]]
        row.cells = moved
        row.slipped = Words("kolom waktu berisi kalimat, bukan waktu; isinya dibaca sebagai output")
        return slip
    _under(row, heads, words, 0)
    if strayed:
        row.slipped = Words("isi berada di kolom pelaksana")
    return slip if not right else 0


def _blocked(row: Row, slip: int, heads: dict[str, int], strayed: dict[int, Cell]) -> bool:
    """Whether words in the lanes' columns would stay there although the row slipped to the left."""
    return any(column < min(heads.values()) + slip for column in strayed)


def _under(row: Row, heads: dict[str, int], words: dict[int, Cell], slip: int) -> None:
    row.cells = {name: words[column + slip] for name, column in heads.items() if column + slip in words}
    for name in list(row.cells):
        if name != "waktu" and slip < 0 and is_mark(row.cells[name]) and not row.cells[name].text.strip("-"):
            del row.cells[name]


def _in_order(row: Row, words: dict[int, Cell], anchor: int) -> None:
    """By order around the time, where the head itself has a gap and columns cannot be trusted."""
    before = [cell for column, cell in sorted(words.items()) if column < anchor]
    after = [cell for column, cell in sorted(words.items()) if column > anchor]
    row.cells = {"waktu": words[anchor]}
    if before:
        row.cells["kelengkapan"] = before[-1]
    for name, cell in zip(("output", "keterangan"), after, strict=False):
        row.cells[name] = cell
    row.slipped = Words("kepala tabel tidak sejajar dengan isinya; sel dibaca menurut urutannya di sekitar waktu")


def _slipped(slip: int, *, as_above: bool = False) -> Words:
    count = abs(slip)
    if as_above and slip > 0:
        return Words("sel bergeser {count} kolom ke kanan, seperti baris di atasnya", count=count)
    if as_above:
        return Words("sel bergeser {count} kolom ke kiri, seperti baris di atasnya", count=count)
    if slip > 0:
        return Words("sel bergeser {count} kolom ke kanan", count=count)
    return Words("sel bergeser {count} kolom ke kiri", count=count)
