"""Where one SOP ends and the next begins, and which blocks are its identity and which its procedure."""

from __future__ import annotations

from dataclasses import dataclass, field

from lajur.exchange.reading.blocks import NOWHERE, Block, Cell, Line, Place, Table
from lajur.exchange.reading.columns import Columns, columns_at, role_of
from lajur.exchange.reading.labels import Label, head_labels
from lajur.exchange.reading.refusing import MAX_STEPS, Unreadable
from lajur.exchange.reading.wording import plain

_BEFORE = 8
"""How many lines above the first label may name the agency."""
_UNLABELLED = 60
"""How many blocks before a table are its identity where no label stands among them."""


@dataclass(slots=True)
class Part:
    """Rows of a procedure under one head; `first` is the first row after the head."""

    table: Table
    columns: Columns
    first: int
    last: int
    head: int


@dataclass(slots=True)
class Segment:
    identity: list[Block] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    @property
    def place(self) -> Place:
        for block in self.identity:
            if isinstance(block, Line):
                return block.place
            if block.rows and block.rows[0]:
                return block.rows[0][0].place
        if self.parts:
            row = self.parts[0].table.rows[self.parts[0].head]
            return row[0].place if row else NOWHERE
        return NOWHERE


@dataclass(slots=True)
class _State:
    """`waiting` are blocks since the last procedure, `labels` those of an identity among them, `cluster` the position
    of the first block that has one."""

    segments: list[Segment] = field(default_factory=list)
    waiting: list[Block] = field(default_factory=list)
    labels: set[Label] = field(default_factory=set)
    cluster: int | None = None


def segments_of(blocks: list[Block]) -> list[Segment]:
    """Every SOP of the file in order. A SOP has at least a procedure table."""
    state = _State()
    for block in blocks:
        if isinstance(block, Line):
            _wait(state, block, head_labels(block.text))
            continue
        start = 0
        row = 0
        while row < len(block.rows):
            columns = columns_at(block.rows, row) if len(block.rows[row]) >= 3 else None
            if columns is None:
                row += 1
                continue
            _rest(state, block, start, row)
            last = _end(block, row + columns.height)
            _part(state, Part(block, columns, row + columns.height, last, row))
            start = row = last
        _rest(state, block, start, len(block.rows))
    return state.segments


def _end(table: Table, row: int) -> int:
    """The row that ends a procedure: the next head, or the identity of the next SOP."""
    filled = 0
    while row < len(table.rows):
        cells = table.rows[row]
        filled += any(cell.text for cell in cells)
        if filled > 3 * MAX_STEPS:
            raise Unreadable("terlalu-banyak-langkah", limit=MAX_STEPS)
        if any(plain(cell.text) for cell in cells) and columns_at(table.rows, row) is not None:
            return row
        if any(len(cell.text) < 400 and head_labels(cell.text) for cell in cells):
            return _parted(table, row)
        row += 1
    return row


def _parted(table: Table, end: int) -> int:
    """The blank row, if any, that parts a procedure from the lines above the next identity."""
    for row in range(end - 1, max(end - _BEFORE, 0), -1):
        cells = table.rows[row]
        if not any(cell.text or cell.covered or cell.symbols for cell in cells):
            return row
        if sum(bool(cell.text) for cell in cells) > 2 or any(is_number(cell.text) for cell in cells):
            break
    return end


def _rest(state: _State, table: Table, start: int, end: int) -> None:
    """Rows of a table outside of a procedure: more of the last procedure, or identity."""
    if start >= end:
        return
    rows = table.rows[start:end]
    if _is_contents(rows):
        return
    labels: set[Label] = set()
    for row in rows:
        for cell in row:
            labels |= head_labels(cell.text)
    if not labels and state.segments and state.cluster is None and _continues(state.segments[-1], rows):
        part = state.segments[-1].parts[-1]
        state.segments[-1].parts.append(
            Part(Table(rows, table.links, table.spans_known), part.columns, 0, len(rows), 0)
        )
        return
    _wait(state, Table(rows, [], table.spans_known), labels)


def _is_contents(rows: list[list[Cell]]) -> bool:
    """A list of contents: the number, the name and the page of each SOP."""
    heads = [plain(cell.text) for cell in next((row for row in rows if any(cell.text for cell in row)), [])]
    return bool({"no", "nomor"} & set(heads)) and bool({"halaman", "hal"} & set(heads)) and len(rows) > 1


def is_number(text: str) -> bool:
    return text.strip(" .)(").isdigit()


def _continues(segment: Segment, rows: list[list[Cell]]) -> bool:
    """Whether rows without a head go on with the table before them: numbered, or as wide."""
    columns = segment.parts[-1].columns
    width = columns.width
    first = next((row for row in rows if any(cell.text for cell in row)), [])
    if any(role_of(cell.text)[0] == "no" for cell in first):
        return False  # a table with a head of its own
    numbered = sum(1 for row in rows if row and columns.no is not None and len(row) > columns.no
                   and row[columns.no].text.strip(" .)").isdigit())  # fmt: skip
    alike = sum(1 for row in rows if abs(len(row) - width) <= 1)
    return numbered > 0 and alike >= len(rows) * 0.5


def _wait(state: _State, block: Block, labels: set[Label]) -> None:
    if labels and state.cluster is None:
        state.cluster = len(state.waiting)
    state.labels |= labels
    state.waiting.append(block)


def _part(state: _State, part: Part) -> None:
    """Takes up a procedure table: as the next one of the SOP before it, or as the first of a new one."""
    if _begins(state, part):
        state.segments.append(Segment(identity=state.waiting[_identity_begins(state) :]))
    state.segments[-1].parts.append(part)
    state.waiting, state.labels, state.cluster = [], set(), None


def _begins(state: _State, part: Part) -> bool:
    """Whether a table begins a SOP: labels of an identity stand before it, or other lanes and a new number 1."""
    if not state.segments:
        return True
    if state.cluster is not None and (len(state.labels) >= 2 or state.labels & {"judul", "nomor"}):
        return True
    other_lanes = state.segments[-1].parts[-1].columns.lanes != part.columns.lanes
    return other_lanes and _restarts(part) and bool(state.waiting)


def _identity_begins(state: _State) -> int:
    """Which waiting block is the first of the identity: the lines right above the first label name the agency."""
    if state.cluster is None:
        return max(0, len(state.waiting) - _UNLABELLED)
    begin = state.cluster
    while begin > 0 and state.cluster - begin < _BEFORE and isinstance(state.waiting[begin - 1], Line):
        begin -= 1
    return begin


def _restarts(part: Part) -> bool:
    if part.columns.no is None:
        return False
    for row in part.table.rows[part.first : part.last]:
        text = row[part.columns.no].text.strip(" .)") if len(row) > part.columns.no else ""
        if text:
            return text == "1"
    return False
