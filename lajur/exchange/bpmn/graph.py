"""A SOP as BPMN sees it: tasks and gateways in lanes, joined by flows. Ids are fit for XML.

Each row is a task, or a splitting parallel gateway where it is only the heading of branches. What the sheet draws with
a lozenge alone is a task and an exclusive gateway behind it; ways that meet do so in a gateway of their own, because
BPMN lets several arrows into a task start it several times.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Literal

from lajur.catalogue.compiling import FiledSop
from lajur.catalogue.outline import Row, rows_of
from lajur.engine.definition import END, Condition, Exit, Step

Kind = Literal["mulai", "selesai", "tugas", "panggil", "keputusan", "gabung", "cabang", "temu"]

START, FINISH = "peristiwa_mulai", "peristiwa_selesai"


@dataclass(frozen=True, slots=True)
class Node:
    """`row` is the sheet's row that the element stands for; gateways that only the drawing needs have none."""

    id: str
    kind: Kind
    lane: str
    name: str = ""
    row: Row | None = None
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """`condition` is written in Python over `putusan` (step → label chosen) and `isian` (fact → value)."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""
    otherwise: bool = False


@dataclass
class Graph:
    """Nodes in the order of the sheet."""

    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Way:
    source: str
    target: str
    label: str = ""
    condition: str = ""
    otherwise: bool = False


def task_id(key: str) -> str:
    return f"langkah_{key}"


def graph_of(sop: FiledSop) -> Graph:
    return _Maker(sop).make()


class _Maker:
    def __init__(self, sop: FiledSop) -> None:
        self.sop = sop
        self.rows = {row.key: row for row in rows_of(dict(sop.content))}
        self.ways: list[_Way] = []
        self.places: dict[str, Node] = {}

    def make(self) -> Graph:
        """Targets are first named by what they mean (a step, the end of a branch, the end of the case); where several
        ways lead to one, a gateway is put before it."""
        sop, steps = self.sop, list(self.sop.steps.values())
        self.ways.append(_Way(START, steps[0].key))
        for step in steps:
            self._step(step)
        incoming: dict[str, int] = {}
        for way in self.ways:
            incoming[way.target] = incoming.get(way.target, 0) + 1
        graph = Graph()
        doors: dict[str, str] = {}

        def put(node: Node) -> str:
            graph.nodes[node.id] = node
            return node.id

        def door(meaning: str, lane: str, inside: str) -> None:
            """The element that ways to `meaning` lead to: itself, or the gateway in which they meet."""
            if incoming.get(meaning, 0) > 1:
                gate = put(Node(f"gabung_{meaning}", "gabung", lane))
                graph.flows.append(Flow(f"alir_{gate}", gate, inside))
                doors[meaning] = gate
            else:
                doors[meaning] = inside

        put(Node(START, "mulai", steps[0].lane, "Mulai"))
        for index, step in enumerate(steps):
            door(step.key, step.lane, f"cabang_{step.key}" if step.umbrella else task_id(step.key))
            for node in self._nodes(step):
                put(node)
            for group, head in self._ending(index):
                if head:
                    door(f"temu_{head}", step.lane, f"temu_{group}")
                else:
                    put(Node(f"temu_{group}", "temu", sop.steps[group].lane))
        last = next(way.source for way in reversed(self.ways) if way.target == END)
        last_lane = graph.nodes[last].lane
        door(END, last_lane, FINISH)
        put(Node(FINISH, "selesai", last_lane, "Selesai"))
        for number, way in enumerate(self.ways, 1):
            to = way.target[1:] if way.target.startswith("=") else doors[way.target]
            graph.flows.append(Flow(f"alir_{number}", way.source, to, way.label, way.condition, way.otherwise))
        return graph

    def _nodes(self, step: Step) -> list[Node]:
        row = self.rows[step.key]
        if step.umbrella:
            return [Node(f"cabang_{step.key}", "cabang", step.lane, step.title, row, step)]
        kind: Kind = "panggil" if step.call else "tugas"
        nodes = [Node(task_id(step.key), kind, step.lane, step.title, row, step)]
        if step.fork:
            nodes.append(Node(f"cabang_{step.key}", "cabang", step.lane))
        elif len(step.exits) > 1:
            name = "Menurut isian?" if step.by_facts else "Keputusan?"
            nodes.append(Node(f"keputusan_{step.key}", "keputusan", step.lane, name))
        return nodes

    def _step(self, step: Step) -> None:
        source = task_id(step.key)
        if step.fork:
            split = f"cabang_{step.key}"
            if not step.umbrella:
                self.ways.append(_Way(source, f"={split}"))
            self.ways += [_Way(split, head) for head in step.fork]
            self.ways.append(_Way(f"temu_{step.key}", self._meaning(step, step.next)))
        elif len(step.exits) > 1:
            split = f"keputusan_{step.key}"
            self.ways.append(_Way(source, f"={split}"))
            for way in step.exits:
                condition = condition_of(step, way)
                self.ways.append(
                    _Way(split, self._meaning(step, way.target), way.label, condition, step.by_facts and not condition)
                )
        elif step.exits:
            self.ways.append(_Way(source, self._meaning(step, step.exits[0].target), step.exits[0].label))
        else:
            self.ways.append(_Way(source, self._meaning(step, step.next)))

    def _meaning(self, step: Step, target: str) -> str:
        """The end of a branch is its join, by the branch's first row."""
        if target != END or step.group is None:
            return target
        return f"temu_{self._head(step)}"

    def _head(self, step: Step) -> str:
        branch = self.rows[step.key].branch
        assert branch is not None
        return self.sop.steps[branch[0]].fork[branch[1]]

    def _ending(self, index: int) -> list[tuple[str, str]]:
        """(group, head) of the branches and (group, "") of the groups whose last row stands at `index`, inner first."""
        steps = list(self.sop.steps.values())
        here = self._chain(steps[index])
        after = self._chain(steps[index + 1]) if index + 1 < len(steps) else []
        return [place for place in here if place not in after]

    def _chain(self, step: Step) -> list[tuple[str, str]]:
        chain: list[tuple[str, str]] = []
        if step.fork:
            chain.append((step.key, ""))
        while step.group is not None:
            chain += [(step.group, self._head(step)), (step.group, "")]
            step = self.sop.steps[step.group]
        return chain


def condition_of(step: Step, way: Exit) -> str:
    """When a way is taken, in Python; empty for the way that needs no condition."""
    if not step.by_facts:
        return f"putusan[{_quoted(step.key)}] == {_quoted(way.label)}"
    return " and ".join(_compared(condition) for condition in way.conditions)


def _compared(condition: Condition) -> str:
    fact, value = _quoted(condition.fact), condition.value
    told = f"[{', '.join(map(_literal, value))}]" if isinstance(value, tuple) else _literal(value)
    sign = {
        "sama": "==", "bukan": "!=", "kurang-dari": "<", "lebih-dari": ">", "minimal": ">=", "maksimal": "<=",
        "salah-satu": "in",
    }[condition.comparison]  # fmt: skip
    return f"{fact} in isian and isian[{fact}] {sign} {told}"


def _literal(value: object) -> str:
    return _quoted(value) if isinstance(value, str) else repr(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
