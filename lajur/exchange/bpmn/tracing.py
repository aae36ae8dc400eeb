"""What follows what in a diagram: its rows, where they decide, what runs side by side; or why it is no procedure.

Rows stand in the order in which the flow first reaches them. A gateway right behind a task is that task's decision or
the opening of its branches; any other splitting gateway becomes a row of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lajur.engine.definition import END
from lajur.exchange.bpmn.diagram import Arrow, Diagram, Element, Problem
from lajur.exchange.bpmn.words import FLOW, LACKING, filled, quoted

TASKS = ("task", "userTask", "manualTask", "callActivity", "intermediateCatchEvent")
MOST_NESTED = 8


class Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


@dataclass
class Row:
    """A row in the making. `exits`: (label, where to, arrow); `heads`: where its branches begin; `scope`: the branch
    it stands in, as (row, number) pairs from the outside in."""

    node: Element
    splits: Element | None = None
    onward: str = END
    exits: list[tuple[str, str, Arrow]] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    branches: list[list[Row]] = field(default_factory=list)
    is_fork: bool = False
    scope: tuple[tuple[str, int], ...] = ()
    key: str = ""


class Tracing:
    """Follows the flows of a diagram. `lacking` gathers what its draft leaves out."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.lacking: list[Problem] = []
        self.rows: dict[str, Row] = {}
        self.after: dict[str, list[Arrow]] = {}
        self.before: dict[str, list[Arrow]] = {}
        for arrow in diagram.arrows:
            self.after.setdefault(arrow.source, []).append(arrow)
            self.before.setdefault(arrow.target, []).append(arrow)
        self.times: dict[str, str] = {}

    def trace(self) -> list[Row]:
        """The rows outside of all branches; raises Refused."""
        nodes = self.diagram.nodes
        start = next(node for node in nodes.values() if node.tag == "startEvent")
        late = self._timers()
        first = self._follow(self._single(start))
        if first == END or first.startswith("="):
            raise self._refusal("tanpa-langkah", start)
        top, joins = self._walk(first, ())
        if joins:
            raise self._refusal("temu-tanpa-cabang", nodes[next(iter(joins))])
        for node in nodes.values():
            if node.tag in TASKS and node.id not in self.rows and node.id not in late:
                self.lack("tidak-terjangkau", node.line, name=name_of(node))
        return top

    def _timers(self) -> set[str]:
        """Times set by timers at tasks; what such a timer leads to must be an end and nothing else."""
        late: set[str] = set()
        for node in self.diagram.nodes.values():
            if node.tag != "boundaryEvent":
                continue
            late.add(node.id)
            self.times[node.attached] = node.timer
            for arrow in self.after.get(node.id, []):
                end = self.diagram.nodes[arrow.target]
                if end.tag != "endEvent":
                    raise self._refusal("pewaktu-bercabang", node)
                late.add(end.id)
        return late

    def _single(self, node: Element) -> str:
        arrows = self.after.get(node.id, [])
        if len(arrows) > 1:
            raise self._refusal("cabang-tanpa-gerbang", node, "beraliran-banyak", count=len(arrows))
        return arrows[0].target if arrows else ""

    def _follow(self, target: str) -> str:
        """What a flow leads to once gateways that only gather are passed: a row, END, or `=` and the join's id."""
        seen: set[str] = set()
        while target:
            node = self.diagram.nodes[target]
            out, into = self.after.get(target, []), self.before.get(target, [])
            if node.tag == "endEvent":
                return END
            if node.tag in TASKS or len(out) > 1:
                return target
            if node.tag == "parallelGateway" and len(into) > 1:
                return f"={target}"
            if target in seen:
                raise self._refusal("berputar", node)
            seen.add(target)
            target = out[0].target if out else ""
        return END

    def _walk(self, first: str, scope: tuple[tuple[str, int], ...]) -> tuple[list[Row], set[str]]:
        """The rows of one branch (or of the case) in the order of the flow, and the joins at which it ends."""
        found: list[Row] = []
        joins: set[str] = set()
        waiting = [first]
        while waiting:
            target = waiting.pop()
            if target.startswith("="):
                joins.add(target[1:])
                continue
            if target == END:
                if scope:
                    node = self.diagram.nodes[scope[-1][0]]
                    raise self._refusal("cabang-tanpa-temu", node)
                continue
            if target in self.rows:
                if self.rows[target].scope != scope:
                    raise self._refusal("lompat-cabang", self.diagram.nodes[target])
                continue
            row = self._row(target, scope)
            found.append(row)
            waiting += reversed(self._ways(row))
        return found, joins

    def _row(self, target: str, scope: tuple[tuple[str, int], ...]) -> Row:
        node = self.diagram.nodes[target]
        row = self.rows[target] = Row(node, scope=scope)
        if node.tag in TASKS:
            following = self._single(node)
            behind = self.diagram.nodes.get(following)
            named = behind and behind.tag == "parallelGateway" and behind.name  # a heading row of its own
            several = len(self.after.get(following, [])) > 1 and len(self.before.get(following, [])) == 1
            if behind and several and not named:
                row.splits = behind
            else:
                row.onward = self._follow(following)
        else:
            row.splits = node
        if row.splits is not None:
            row.is_fork = row.splits.tag == "parallelGateway"
            if row.splits.tag not in ("parallelGateway", "exclusiveGateway"):
                raise self._refusal("cabang-tanpa-gerbang", row.splits)
        return row

    def _ways(self, row: Row) -> list[str]:
        """Where the flow goes on from a row within its branch."""
        if row.splits is None:
            return [row.onward]
        arrows = self.after[row.splits.id]
        if not row.is_fork:
            row.exits = [(arrow.name, self._follow(arrow.target), arrow) for arrow in arrows]
            return [to for _, to, _ in row.exits]
        if len(row.scope) >= MOST_NESTED:
            raise self._refusal("terlalu-dalam", row.splits)
        joins: set[str] = set()
        for number, arrow in enumerate(arrows):
            head = self._follow(arrow.target)
            if head.startswith("=") or head == END:
                raise self._refusal("cabang-kosong", row.splits)
            if head in self.rows:
                raise self._refusal("lompat-cabang", self.diagram.nodes[head], "dibuka-dua")
            rows, ends = self._walk(head, (*row.scope, (row.node.id, number)))
            row.branches.append(rows)
            joins |= ends
        if len(joins) != 1:
            raise self._refusal("temu-beda", row.splits)
        join = self.diagram.nodes[joins.pop()]
        row.onward = self._follow(self._single(join))
        return [row.onward]

    def lack(self, rule: str, line: int, **given: object) -> None:
        self.lacking.append(Problem(rule, line, filled(LACKING[rule], **given)))

    def _refusal(self, rule: str, node: Element, words: str = "", **given: object) -> Refused:
        return Refused(Problem(rule, node.line, filled(FLOW[words or rule], name=name_of(node), **given)))


def name_of(node: Element) -> str:
    return quoted(node.name or node.id)
