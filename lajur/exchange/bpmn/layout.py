"""Where everything of a diagram lies: lanes lie flat, every element has a column of its own, flows run between.

Pixels. The router of the printed sheet finds the ways: no two flows run on the same line, none runs through a shape.
Documents stand below their task, in its column, joined by lines of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from textwrap import wrap

from lajur.exchange.bpmn.graph import Flow, Graph, Node
from lajur.exchange.bpmn.plan import Paper, Plan, Point, Shape, Wire
from lajur.exchange.sheet.labels import Box, Label, Line, estimated_width, offers, place_label, stretches
from lajur.exchange.sheet.lattice import DOWN, RIGHT, UP, Lattice, Port, Way

SCALE = 6.0  # the sheet's labels count in millimetres of 6 pt, a diagram in pixels of 11 px
TASK_WIDTH = 160
GATEWAY, EVENT = 50, 36
TRACK = 14  # between two lines side by side
EDGE = 18  # between a line and what is not a line
HEAD = 30  # the strips with the names of pool and lane
ICON_WIDTH, ICON_HEIGHT = 36, 50
CAPTION = 96  # width of a document's name
LINE = 14
COMB = 8  # between the lines to the documents of a task
TRIES = (2, 4, 6, 9, 14)
PLENTY = 9


class NoWay(Exception):
    """The flows find no way, however much room they are given."""


def lay_out(graph: Graph, lanes: Sequence[str], papers: Sequence[Paper], names: dict[str, str]) -> Plan:
    """The plan with the fewest lines beside the shapes. `names`: title of each lane."""
    for tracks in TRIES:
        plan = _Drawing(graph, lanes, papers, names, tracks).draw()
        if plan is not None:
            return plan
    raise NoWay


def caption(title: str) -> list[str]:
    """A document's name in lines."""
    return wrap(title, 14) or [""]


def task_height(title: str) -> int:
    return max(80, LINE * len(wrap(title, 23)) + 52)  # above the text a tool draws the task's sign


def size_of(node: Node, ways: int) -> tuple[int, int]:
    """A gateway grows with its ways: each needs a place of its own on the outline."""
    if node.kind in ("tugas", "panggil"):
        return TASK_WIDTH, task_height(node.name)
    if node.kind in ("mulai", "selesai"):
        return EVENT, EVENT
    grown = max(0, (ways - 6 + 2) // 3)
    return GATEWAY + 2 * TRACK * grown, GATEWAY + 2 * TRACK * grown


class _Reserving(Lattice):
    """A lattice that keeps points free for those who come later."""

    def reserve(self, points: Sequence[int], *, kept: bool) -> None:
        for point in points:
            self._blocked[point] = kept


class _Drawing:
    def __init__(
        self, graph: Graph, lanes: Sequence[str], papers: Sequence[Paper], names: dict[str, str], tracks: int
    ) -> None:
        self.graph, self.lanes, self.tracks, self.names = graph, lanes, tracks, names
        self.papers: dict[str, list[Paper]] = {}
        for paper in papers:
            self.papers.setdefault(paper.node, []).append(paper)
        self.ways = dict.fromkeys(graph.nodes, 0)
        for flow in graph.flows:
            self.ways[flow.source] += 1
            self.ways[flow.target] += 1
        self.size = {key: size_of(node, self.ways[key]) for key, node in graph.nodes.items()}
        self.order = {key: place for place, key in enumerate(graph.nodes)}

    def draw(self) -> Plan | None:
        self._columns()
        self._rows()
        plan = self._shapes()
        self.lattice = self._lattice()
        for key in self.graph.nodes:
            self.lattice.reserve(self._doors(key), kept=True)
        for shape in plan.shapes.values():
            if shape.label:
                self.lattice.keep_out(shape.label.left, shape.label.top, shape.label.right, shape.label.bottom)
        taken = [_shrunk(box) for shape in plan.shapes.values() for box in (shape.box, shape.label) if box]
        taken += [_shrunk(box) for shape, _ in plan.papers.values() for box in (shape.box, shape.label) if box]
        area = _shrunk(Box(2 * HEAD, 0, plan.pool.width, plan.pool.height))
        taken += [self._stub(port) for key in plan.shapes for port in self._main(key)]
        self.named: list[Box] = [shape.label for shape in plan.shapes.values() if shape.label]
        drawn: dict[str, list[Line]] = {}
        for flow in sorted(self.graph.flows, key=self._turn):
            ends = [*self._doors(flow.source)[1:], *self._doors(flow.target)[:1]]
            self.lattice.reserve(ends, kept=False)
            found = self._way(flow, taken, area, drawn)
            if found is None:
                return None
            way, label = found
            self.lattice.take(way)
            if label is not None:
                taken.append(label.box)
                box = _grown(label.box)
                self.named.append(box)
                self.lattice.keep_out(box.left - 2, box.top - 2, box.right + 2, box.bottom + 2)
            drawn.setdefault(flow.source, []).append(_small(way))
            plan.wires[flow.id] = Wire(_rounded(way), _grown(label.box) if label else None)
        return plan

    def _way(
        self, flow: Flow, taken: Sequence[Box], area: Box, drawn: Mapping[str, Sequence[Line]]
    ) -> tuple[Way, Label | None] | None:
        """The best way for a flow and the place of its name; where the best way leaves no room for the name, the flow
        leaves its gateway elsewhere. Once there is room enough for anything, a name without a place is left to the
        tool."""
        starts, ends = (
            [port for port in ports if not any(_grown(self._stub(port)).meets(box) for box in self.named)]
            for ports in (self._ports(flow.source, True), self._ports(flow.target, False))
        )
        best = self.lattice.find(starts, ends)
        if best is None and self.tracks >= PLENTY:
            starts, ends = self._ports(flow.source, True), self._ports(flow.target, False)
            best = self.lattice.find(starts, ends)
        if best is None or not flow.name:
            return (best, None) if best else None
        lines = [stretch for several in drawn.values() for line in several for stretch in stretches(line)]

        def named(way: Way) -> Label | None:
            return place_label(
                offers(flow.name, estimated_width), _small(way), rivals=drawn.get(flow.source, ()),
                taken=[*taken, *lines, *stretches(_small(way))], area=area,
            )  # fmt: skip

        others = (self.lattice.find([port], ends) for port in sorted(starts, key=lambda port: port.cost))
        for way in chain((best,), others):
            if way is not None and (label := named(way)) is not None:
                return way, label
        return (best, None) if self.tracks >= PLENTY else None

    def _columns(self) -> None:
        """The lines on which flows may go up and down, and the middle of every element."""
        self.xs: list[float] = []
        self.column: dict[str, tuple[int, int]] = {}
        self.middle: dict[str, float] = {}
        x = 2.0 * HEAD + EDGE
        for key, node in self.graph.nodes.items():
            for _ in range(self.tracks // 2 + 1):
                self.xs.append(x)
                x += TRACK
            x += EDGE - TRACK
            if node.name and node.kind in ("keputusan", "cabang"):
                x += CAPTION
            width = self.size[key][0]
            sides = [self._side(key, given) for given in (False, True)]
            left, right = max(width / 2, sides[0]), max(width / 2, sides[1])
            middle = x + left
            offsets = self._offsets(key)
            self.column[key] = (len(self.xs), len(offsets))
            self.xs += [middle + offset for offset in offsets]
            self.middle[key] = middle
            x = middle + right + EDGE
            if any(flow.name for flow in self.graph.flows if flow.source == key):
                x += CAPTION
        for _ in range(self.tracks // 2 + 1):
            self.xs.append(x)
            x += TRACK
        self.width = x + EDGE

    def _offsets(self, key: str) -> list[float]:
        """Distances from the middle at which flows meet the outline."""
        if self.graph.nodes[key].kind in ("keputusan", "gabung", "cabang", "temu"):
            reach = (self.size[key][0] - 2) // (2 * TRACK)
            return [float(TRACK * step) for step in range(-reach, reach + 1)]
        return [0.0]

    def _side(self, key: str, given: bool) -> float:
        """Room that a task's documents need to one side of its middle."""
        papers = [paper for paper in self.papers.get(key, ()) if paper.given is given]
        return COMB * (len(papers) + 1) + ICON_WIDTH + 6 + CAPTION if papers else 0.0

    def _rows(self) -> None:
        """The lines on which flows may run along the lanes, and the middle line of every lane."""
        self.ys: list[float] = []
        self.row: dict[str, int] = {}
        self.level: dict[str, float] = {}
        self.bands: dict[str, tuple[float, float]] = {}
        y = 0.0
        for lane in self.lanes:
            top = y
            keys = [key for key, node in self.graph.nodes.items() if node.lane == lane]
            half = max([self.size[key][1] / 2 for key in keys], default=EVENT) + 4
            labelled = [key for key in keys if self.graph.nodes[key].kind == "cabang" and self.graph.nodes[key].name]
            above = max([LINE * len(caption(self.graph.nodes[key].name)) + 8 for key in labelled], default=0)
            below = max([self._depth(key) for key in keys], default=0.0)
            reach = max([len(self._offsets(key)) // 2 for key in keys], default=0)
            y += EDGE
            for _ in range(self.tracks):
                self.ys.append(y)
                y += TRACK
            level = y - TRACK + EDGE + max(half, above)
            self.row[lane] = len(self.ys) + reach
            self.ys += [level + TRACK * step for step in range(-reach, reach + 1)]
            self.level[lane] = level
            y = level + half + below + EDGE
            for _ in range(self.tracks):
                self.ys.append(y)
                y += TRACK
            y += EDGE - TRACK
            y = max(y, top + 7.0 * len(self.names[lane]) + 20 if len(self.names[lane]) < 40 else y)
            self.bands[lane] = (top, y)
        self.height = y

    def _depth(self, key: str) -> float:
        depths = [0.0]
        for given in (False, True):
            papers = [paper for paper in self.papers.get(key, ()) if paper.given is given]
            depths.append(sum(_slot(paper) for paper in papers) + 8 if papers else 0.0)
        return max(depths)

    def _shapes(self) -> Plan:
        plan = Plan(Shape(0, 0, self.width, self.height))
        for lane in self.lanes:
            top, bottom = self.bands[lane]
            plan.lanes[lane] = Shape(HEAD, top, self.width - HEAD, bottom - top)
        for key, node in self.graph.nodes.items():
            width, height = self.size[key]
            x, y = self.middle[key], self.level[node.lane]
            label = None
            if node.kind in ("mulai", "selesai"):
                label = Box(x - 26, y + EVENT / 2 + 3, x + 26, y + EVENT / 2 + 3 + LINE)
            elif node.name and node.kind in ("keputusan", "cabang"):
                tall = LINE * len(caption(node.name))
                label = Box(x - width / 2 - CAPTION + 4, y - 6 - tall, x - width / 2 + 2, y - 6)
            plan.shapes[key] = Shape(x - width / 2, y - height / 2, width, height, label)
            self._put_papers(plan, key)
        return plan

    def _put_papers(self, plan: Plan, key: str) -> None:
        """Documents below a task: needs to the left, yields to the right, the upper ones joined farther out."""
        task = plan.shapes.get(key)
        if task is None:
            return
        middle = self.middle[key]
        for given in (False, True):
            sign = 1 if given else -1
            papers = [paper for paper in self.papers.get(key, ()) if paper.given is given]
            y = task.top + task.height + 8
            for place, paper in enumerate(papers):
                slot = _slot(paper)
                line = middle + sign * COMB * (len(papers) - place)
                near = middle + sign * COMB * (len(papers) + 1)
                left = near if given else near - ICON_WIDTH
                height = y + slot / 2
                tall = LINE * len(caption(paper.title))
                outer = left + ICON_WIDTH + 4 if given else left - 4 - CAPTION
                label = Box(outer, height - tall / 2, outer + CAPTION, height + tall / 2)
                shape = Shape(left, height - ICON_HEIGHT / 2, ICON_WIDTH, ICON_HEIGHT, label)
                points = ((line, task.top + task.height), (line, height), (near, height))
                plan.papers[paper] = (shape, Wire(points if given else points[::-1]))
                y += slot

    def _doors(self, key: str) -> list[int]:
        """The points before and behind an element, which nobody else may take before its own flows have."""
        first, width = self.column[key]
        row = self.row[self.graph.nodes[key].lane]
        return [self.lattice.at(i, row) for i in (first - 1, first + width)]

    def _main(self, key: str) -> list[Port]:
        """Straight ahead into an element and out of it."""
        return [
            min(self._ports(key, outgoing), key=lambda port: (port.direction != RIGHT, port.cost))
            for outgoing in (False, True)
        ]

    def _stub(self, port: Port) -> Box:
        """The bit of line between an outline and the lattice."""
        x, y = self.lattice.place(port.point)
        return stretches(((x / SCALE, y / SCALE), (port.meets[0] / SCALE, port.meets[1] / SCALE)))[0]

    def _lattice(self) -> _Reserving:
        lattice = _Reserving(self.xs, self.ys)
        for key, node in self.graph.nodes.items():
            first, width = self.column[key]
            for j, y in enumerate(self.ys):
                if abs(y - self.level[node.lane]) <= self.size[key][1] / 2:
                    for i in range(first, first + width):
                        lattice.block(lattice.at(i, j))
        return lattice

    def _ports(self, key: str, outgoing: bool) -> list[Port]:
        """Ways out of an element lead forward or up and down, ways in come from behind or from up and down."""
        node = self.graph.nodes[key]
        first, width = self.column[key]
        row, y = self.row[node.lane], self.level[node.lane]
        half = self.size[key][0] / 2
        i = first + width if outgoing else first - 1
        found = []
        for step in range(-(width // 2), width // 2 + 1):
            away = abs(TRACK * step)
            out = half - away
            price = 3.0 * abs(step)
            ahead = abs(self.xs[i] - self.middle[key]) - out
            found.append(
                Port(self.lattice.at(i, row + step), RIGHT, price + ahead,
                     (self.middle[key] + (out if outgoing else -out), y + TRACK * step))
            )  # fmt: skip
            if node.kind in ("tugas", "panggil", "mulai", "selesai"):
                continue
            rows = [j for j, level in enumerate(self.ys) if abs(level - y) > self.size[key][1] / 2]
            above = max((j for j in rows if self.ys[j] < y), default=None)
            below = min((j for j in rows if self.ys[j] > y), default=None)
            column = first + width // 2 + step
            for j, sign in ((above, -1), (below, 1)):
                if j is None:
                    continue
                meets = (self.xs[column], y + sign * out)
                direction = (UP if sign < 0 else DOWN) if outgoing else (DOWN if sign < 0 else UP)
                found.append(
                    Port(self.lattice.at(column, j), direction, 8.0 + price + abs(self.ys[j] - y) - out, meets)
                )
        return found

    def _turn(self, flow: Flow) -> tuple[int, int]:
        far = self.order[flow.target] - self.order[flow.source]
        same = self.graph.nodes[flow.source].lane == self.graph.nodes[flow.target].lane
        return (0 if far == 1 and same else 1 if flow.name else 2), abs(far)


def _slot(paper: Paper) -> int:
    return max(ICON_HEIGHT, LINE * len(caption(paper.title))) + 8


def _small(way: Way) -> Line:
    return tuple((x / SCALE, y / SCALE) for x, y in way.line)


def _shrunk(box: Box) -> Box:
    return Box(box.left / SCALE, box.top / SCALE, box.right / SCALE, box.bottom / SCALE)


def _grown(box: Box) -> Box:
    return Box(box.left * SCALE, box.top * SCALE, box.right * SCALE, box.bottom * SCALE)


def _rounded(way: Way) -> tuple[Point, ...]:
    """The line without points in the middle of a straight stretch."""
    points: list[Point] = []
    for x, y in way.line:
        point = (round(x, 1), round(y, 1))
        if points and points[-1] == point:
            continue
        if len(points) > 1 and (
            points[-2][0] == points[-1][0] == point[0] or points[-2][1] == points[-1][1] == point[1]
        ):
            points.pop()
        points.append(point)
    return tuple(points)
