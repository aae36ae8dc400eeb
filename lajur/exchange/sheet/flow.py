"""What a sheet's drawing shows: a symbol for each row between Mulai and Selesai, and an arrow for each way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lajur.engine.definition import END, Sop, Step

Shape = Literal["terminator", "process", "decision", "connector"]

START = "mulai"
FINISH = "selesai"


@dataclass(frozen=True, slots=True)
class Node:
    """A row's symbol in its lane's column. `key` is the step's key with a slash before it, or START or FINISH."""

    key: str
    lane: int
    shape: Shape
    text: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow; decisions label theirs."""

    source: str
    target: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """Nodes in the order of the sheet, Mulai first and Selesai last."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def key_of(step: str) -> str:
    """Steps may be called anything, also "mulai"."""
    return f"/{step}"


def flow_of(sop: Sop) -> Flow:
    """Every way of the procedure exactly once, as PermenPANRB 35/2012 draws it."""
    lanes = {key: place for place, key in enumerate(sop.lanes)}
    steps = list(sop.steps.values())
    nodes = [Node(START, lanes[steps[0].lane], "terminator", "Mulai")]
    edges = [Edge(START, key_of(steps[0].key))]
    for step in steps:
        nodes.append(Node(key_of(step.key), lanes[step.lane], "decision" if step.exits else "process"))
        for label, target in _ways(sop, step):
            edges.append(Edge(key_of(step.key), key_of(target) if target else FINISH, label))
    last = next((step for step in reversed(steps) if any(target is None for _, target in _ways(sop, step))), steps[-1])
    nodes.append(Node(FINISH, lanes[last.lane], "terminator", "Selesai"))
    return Flow(tuple(nodes), tuple(dict.fromkeys(edges)))


def _ways(sop: Sop, step: Step) -> list[tuple[str, str | None]]:
    """(label, step that follows or None for the end), in the order of the sheet."""
    if step.fork:
        return [("", head) for head in step.fork]
    ways = [(way.label, way.target) for way in step.exits] or [("", step.next)]
    return [(label, _onward(sop, step, target)) for label, target in ways]


def _onward(sop: Sop, step: Step, target: str) -> str | None:
    """The last row of a branch leads to what comes after its group."""
    while target == END:
        if step.group is None:
            return None
        step = sop.steps[step.group]
        target = step.next
    return target
