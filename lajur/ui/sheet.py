"""The SOP sheet as a table: rows, one column per lane, the drawing over the lane columns.

The arrows are those of the printed sheet. Every way is also written as "label → number", so nothing depends on
following a line with the eyes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from math import ceil
from typing import Literal

from django.utils.safestring import SafeString, mark_safe

from lajur.engine.definition import END, Sop, Step
from lajur.exchange.sheet.drawing import Page, TooTight
from lajur.exchange.sheet.svg import DEFINITIONS, Way, row_svgs, screen_page

Shape = Literal["terminator", "process", "decision"]
State = Literal["selesai", "kini", "nanti", ""]
NOTHING = SafeString("")


@dataclass(frozen=True)
class Row:
    """A row of the sheet. `ways` are (label, number it leads to, leads back); texts are plain, lists keep the sheet's
    order. `state` lights the row in a case, where `done` says by whom and when it was done; `figures` are what the
    overview counted: (what, how much), and `mark` says what is wrong with them."""

    no: str
    title: str
    lane: str
    shape: Shape = "process"
    needs: Sequence[str] = ()
    time: str = ""
    yields: Sequence[str] = ()
    remark: str = ""
    ways: Sequence[tuple[str, str, bool]] = ()
    state: State = ""
    anchor: str = ""
    url: str = ""
    added: bool = False
    done: str = ""
    late: bool = False
    figures: Sequence[tuple[str, str]] = ()
    mark: str = ""


@dataclass(frozen=True)
class Cell:
    """A lane's cell in one row: its title for the card view, and the symbol or none; the first cell of a row holds the
    row's part of the drawing."""

    title: str
    shape: Shape | Literal[""] = ""
    flow: SafeString = NOTHING

    @property
    def css(self) -> str:
        return "lane acts" if self.shape else "lane"


@dataclass(frozen=True)
class Sheet:
    """`lanes`: key → title, in the order of the columns. `flow`: the drawing in parts, Mulai, each row, Selesai; empty
    where the arrows found no way, so that the words have to do."""

    lanes: Mapping[str, str]
    rows: Sequence[Row]
    caption: str = ""
    with_remarks: bool = field(default=True)
    flow: Sequence[str] = ()

    @property
    def drawn(self) -> list[tuple[Row, list[Cell]]]:
        """Every row with its lane cells."""
        found = []
        parts = self.flow[1:-1] or [""] * len(self.rows)
        for row, part in zip(self.rows, parts, strict=True):
            cells = [Cell(title, row.shape if key == row.lane else "") for key, title in self.lanes.items()]
            cells[0] = Cell(cells[0].title, cells[0].shape, _safe(part))
            found.append((row, cells))
        return found

    @property
    def parts(self) -> SafeString:
        return _safe(DEFINITIONS)

    @property
    def start(self) -> SafeString:
        return _safe(self.flow[0]) if self.flow else NOTHING

    @property
    def finish(self) -> SafeString:
        return _safe(self.flow[-1]) if self.flow else NOTHING


def _safe(text: str) -> SafeString:
    return mark_safe(text)  # noqa: S308 - svg.py escapes the only texts in it


def sheet_of(
    sop: Sop,
    *,
    states: Mapping[str, State] | None = None,
    urls: Mapping[str, str] | None = None,
    done: Mapping[str, str] | None = None,
    late: Collection[str] = (),
    taken: Collection[Way] = (),
    figures: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    marks: Mapping[str, str] | None = None,
    drawn: Callable[[Sop], Page | None] | None = None,
) -> Sheet:
    """The sheet of a compiled SOP. `states`, `urls`, `done`, `late`, `figures` and `marks` go by step key and tell of
    a case or of many; `taken` are ways drawn with emphasis. The row of a step has the anchor `langkah-<key>`. `drawn`
    draws it where the drawing is not to be kept for this SOP."""
    steps = list(sop.steps.values())
    rows = []
    for index, step in enumerate(steps):
        below = steps[index + 1].key if index + 1 < len(steps) else END
        standard = step.standard
        rows.append(
            Row(
                no=step.no,
                title=step.title,
                lane=step.lane,
                shape=shape_of(step),
                needs=[sop.documents[kind].title for kind in standard.needs],
                time=standard.text,
                yields=[sop.documents[kind].title for kind in standard.yields],
                remark=step.remark,
                ways=ways_of(sop, step, index, below),
                state=(states or {}).get(step.key, ""),
                anchor=f"langkah-{step.key}",
                url=(urls or {}).get(step.key, ""),
                added=step.added,
                done=(done or {}).get(step.key, ""),
                late=step.key in late,
                figures=(figures or {}).get(step.key, ()),
                mark=(marks or {}).get(step.key, ""),
            )
        )
    lanes = {key: lane.title for key, lane in sop.lanes.items()}
    page = (drawn or drawing_of)(sop)
    return Sheet(
        lanes,
        rows,
        caption=sop.identity.title,
        with_remarks=any(row.remark for row in rows),
        flow=_cut(page, len(lanes), taken) if page else (),
    )


KEPT = 300
"""Drawings a process keeps; the one not asked for longest goes first."""

_drawings: OrderedDict[int, tuple[Sop, Page | None]] = OrderedDict()
_parts: OrderedDict[int, tuple[Page, int, list[str]]] = OrderedDict()


def _cut(page: Page, lanes: int, taken: Collection[Way]) -> list[str]:
    """The drawing in rows; without emphasis it is the same for everybody and kept beside its page."""
    if taken:
        return row_svgs(page, lanes, taken)
    kept = _parts.get(id(page))
    if kept is None or kept[0] is not page or kept[1] != lanes:
        kept = _parts[id(page)] = (page, lanes, row_svgs(page, lanes))
        if len(_parts) > KEPT:
            with suppress(KeyError):
                _parts.popitem(last=False)
    return kept[2]


def drawing_of(sop: Sop) -> Page | None:
    """The drawing for the screen, worked out once for each compiled SOP; None where the arrows find no way."""
    kept = _drawings.get(id(sop))
    if kept is None or kept[0] is not sop:
        try:
            page = screen_page(sop, [_height(sop, step) for step in sop.steps.values()])
        except TooTight:
            page = None
        kept = _drawings[id(sop)] = (sop, page)
        if len(_drawings) > KEPT:
            with suppress(KeyError):  # another thread may have dropped it just now
                _drawings.popitem(last=False)
    return kept[1]


def _height(sop: Sop, step: Step) -> float:
    """Pixels the row's texts take in a browser, by their letters and rather too few: the row must not gape."""

    def lines(text: str, letters: int) -> int:
        return ceil(len(text) / letters)

    def listed(kinds: Sequence[str]) -> int:
        return sum(lines(sop.documents[kind].title, 24) for kind in kinds)

    own = lines(step.title, 34) + (1 if step.exits else 0)
    return 19 * max(own, listed(step.standard.needs), listed(step.standard.yields), lines(step.remark, 22)) + 12


def shape_of(step: Step) -> Shape:
    return "decision" if step.exits else "process"


def ways_of(sop: Sop, step: Step, index: int, below: str) -> list[tuple[str, str, bool]]:
    """(label, number, leads back) of every exit, and of plain ways that do not go to the row below. A branch of a
    side-by-side group tells nothing at its end: the others are waited for."""
    if step.exits:
        ways = [(way.label, way.target) for way in step.exits]
    else:
        ways = [("", key) for key in (step.fork or (step.next,)) if key != below and not (key == END and step.group)]
    if not ways:
        return []
    places = {key: place for place, key in enumerate(sop.steps)}
    return [
        (label, sop.steps[key].no if key != END else "", key != END and places[key] <= index) for label, key in ways
    ]
