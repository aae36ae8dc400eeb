"""The SOP sheet as a table: rows, one column per lane, a symbol where the acting lane crosses the row.

The line between two rows is drawn only where the second follows the first; every other way out is written as
"label → number", so nothing depends on following a line with the eyes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from lajur.engine.definition import END, Sop, Step

Shape = Literal["terminator", "process", "decision"]
State = Literal["selesai", "kini", "nanti", ""]


@dataclass(frozen=True)
class Row:
    """A row of the sheet. `ways` are (label, number it leads to, leads back); `follows` says that the row below is one
    of the next steps; texts are plain, lists keep the sheet's order. `state` lights the row in a case."""

    no: str
    title: str
    lane: str
    shape: Shape = "process"
    needs: Sequence[str] = ()
    time: str = ""
    yields: Sequence[str] = ()
    remark: str = ""
    ways: Sequence[tuple[str, str, bool]] = ()
    follows: bool = True
    state: State = ""
    anchor: str = ""
    url: str = ""
    added: bool = False


@dataclass(frozen=True)
class Cell:
    """A lane's cell in one row: its title for the card view, the pieces of line through it, and the symbol or none."""

    title: str
    lines: tuple[str, ...]
    shape: Shape | Literal[""] = ""

    @property
    def css(self) -> str:
        return " ".join(("lane", *(["acts"] if self.shape else []), *self.lines))


@dataclass(frozen=True)
class Sheet:
    """`lanes`: key → title, in the order of the columns."""

    lanes: Mapping[str, str]
    rows: Sequence[Row]
    caption: str = ""
    with_remarks: bool = field(default=True)

    @property
    def drawn(self) -> list[tuple[Row, list[Cell]]]:
        """Every row with its lane cells. Lines: `in` from the row above straight down into the symbol; `down-l`,
        `down-r` from above and then to the left or right; `over` straight through; `end-l`, `end-r` arriving from the
        left or right and down into the symbol; `out` from the symbol to the row below."""
        places = {key: place for place, key in enumerate(self.lanes)}
        drawn = []
        for index, row in enumerate(self.rows):
            here = places[row.lane]
            above = self.rows[index - 1] if index else None
            came = places[above.lane] if above and above.follows else None
            cells = []
            for key, title in self.lanes.items():
                lines = list(entering(places[key], here, came))
                if places[key] == here and row.follows and index + 1 < len(self.rows):
                    lines.append("out")
                cells.append(Cell(title, tuple(lines), row.shape if places[key] == here else ""))
            drawn.append((row, cells))
        return drawn


def entering(place: int, here: int, came: int | None) -> tuple[str, ...]:
    """Pieces of the line from column `came` (None: no line) in the row above to column `here`, inside `place`."""
    if came is None or not min(here, came) <= place <= max(here, came):
        return ()
    if came == here:
        return ("in",)
    if place == came:
        return ("down-r",) if here > came else ("down-l",)
    if place == here:
        return ("end-l",) if here > came else ("end-r",)
    return ("over",)


def sheet_of(sop: Sop, *, states: Mapping[str, State] | None = None, urls: Mapping[str, str] | None = None) -> Sheet:
    """The sheet of a compiled SOP. `states` and `urls` go by step key and light the rows of a case; the row of a step
    has the anchor `langkah-<key>`."""
    steps = list(sop.steps.values())
    rows = []
    for index, step in enumerate(steps):
        below = steps[index + 1].key if index + 1 < len(steps) else END
        follows = below in sop.successors(step)
        standard = step.standard
        rows.append(
            Row(
                no=step.no,
                title=step.title,
                lane=step.lane,
                shape=shape_of(sop, step),
                needs=[sop.documents[kind].title for kind in standard.needs],
                time=standard.text,
                yields=[sop.documents[kind].title for kind in standard.yields],
                remark=step.remark,
                ways=ways_of(sop, step, index, below),
                follows=follows,
                state=(states or {}).get(step.key, ""),
                anchor=f"langkah-{step.key}",
                url=(urls or {}).get(step.key, ""),
                added=step.added,
            )
        )
    lanes = {key: lane.title for key, lane in sop.lanes.items()}
    return Sheet(lanes, rows, caption=sop.identity.title, with_remarks=any(row.remark for row in rows))


def shape_of(sop: Sop, step: Step) -> Shape:
    if step.exits:
        return "decision"
    ends = step.next == END and not step.fork and not step.group
    return "terminator" if ends or step is sop.first else "process"


def ways_of(sop: Sop, step: Step, index: int, below: str) -> list[tuple[str, str, bool]]:
    """(label, number, leads back) of every exit, and of plain ways that do not go to the row below. A branch of a
    side-by-side group tells nothing at its end: the others are waited for."""
    places = {key: place for place, key in enumerate(sop.steps)}
    if step.exits:
        ways = [(way.label, way.target) for way in step.exits]
    else:
        ways = [("", key) for key in (step.fork or (step.next,)) if key != below and not (key == END and step.group)]
    return [
        (label, sop.steps[key].no if key != END else "", key != END and places[key] <= index) for label, key in ways
    ]
