"""The quick card of a lane: what its officers do in a SOP, with what, how long, and what comes of it; on one sheet of
paper, for the wall beside a desk. The same SOP gives the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from lajur.engine.definition import END, Sop, Step
from lajur.engine.handing import givers, takers, tasks_of
from lajur.exchange.sheet.setting import pdf_of

TEMPLATE = Path(__file__).with_name("card.typ")


@dataclass(frozen=True, slots=True)
class Paper:
    """A kelengkapan or output; `steps` are the printed numbers of the rows it comes from or goes to. `tool`: equipment
    that is at hand and not handed in."""

    title: str
    steps: tuple[str, ...] = ()
    outside: bool = False
    tool: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """Where the work goes. `label` is the decision's; `no` is empty where the case, or a branch of it, ends."""

    label: str
    no: str
    lane: str
    back: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One of the lane's steps. `helping`: another lane acts, this one works beside it."""

    key: str
    no: str
    title: str
    needs: tuple[Paper, ...]
    time: str
    yields: tuple[Paper, ...]
    asks: tuple[str, ...]
    appoints: tuple[str, ...]
    ways: tuple[Way, ...]
    helping: bool


@dataclass(frozen=True, slots=True)
class Card:
    sop: str
    number: str
    agency: str
    lane: str
    qualifications: tuple[str, ...]
    lines: tuple[Line, ...]


def card_of(sop: Sop, lane: str) -> Card:
    """KeyError for a lane the SOP does not have."""
    about = sop.lanes[lane]
    lines = tuple(_line(sop, step, lane) for step in tasks_of(sop, lane))
    identity = sop.identity
    return Card(identity.title, identity.number, identity.agency_name, about.title, about.qualifications, lines)


def _line(sop: Sop, step: Step, lane: str) -> Line:
    tools = [kind for kind in step.standard.needs if sop.documents[kind].tool]
    needs = [_paper(sop, kind, givers(sop, kind)) for kind in (*sop.needs_of(step), *tools)]
    yields = [_paper(sop, kind, takers(sop, kind), step) for kind in sop.yields_of(step)]
    return Line(
        step.key,
        step.no,
        step.title,
        tuple(needs),
        step.standard.text,
        tuple(yields),
        tuple(asked.label for asked in step.fields),
        tuple(sop.lanes[other].title for other in step.appoints),
        tuple(_ways(sop, step)),
        step.lane != lane,
    )


def _paper(sop: Sop, kind: str, steps: Sequence[Step], but: Step | None = None) -> Paper:
    known = sop.documents[kind]
    numbers = tuple(dict.fromkeys(step.no for step in steps if step is not but))
    return Paper(known.title, numbers, known.outside, known.tool)


def _ways(sop: Sop, step: Step) -> list[Way]:
    if step.exits:
        return [_way(sop, step, way.target, way.label) for way in step.exits]
    if step.fork:
        return [_way(sop, step, head) for head in step.fork]
    return [_way(sop, step, step.next)]


def _way(sop: Sop, step: Step, target: str, label: str = "") -> Way:
    if target == END:
        return Way(label, "", "", back=False)
    there = sop.steps[target]
    heading = sop.steps[there.fork[0]] if there.umbrella and there.fork else there
    return Way(label, there.no, sop.lanes[heading.lane].title, back=sop.is_return(step, target))


def cards_pdf(cards: Sequence[Card]) -> bytes:
    """One card after another, each on a page of its own, A4 upright, as PDF/UA-1."""
    return pdf_of(TEMPLATE, [asdict(card) for card in cards])
