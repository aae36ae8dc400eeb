"""Pages of a sheet: which rows stand on which page, where symbols, arrows and labels lie. Lengths in millimetres.

Every page is drawn in its own frame: x from the left edge of the first lane's column, y from the top of the first row
under the table's head. An arrow to another page ends in a connector and goes on at the connector with the same number.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from lajur.exchange.sheet.flow import Edge, Flow, Node, Shape
from lajur.exchange.sheet.labels import AIR, Box, Label, estimated_width, offers, place_label, stretches
from lajur.exchange.sheet.lattice import DOWN, LEFT, RIGHT, UP, Lattice, Port, Way
from lajur.exchange.sheet.paging import pages_of

SYMBOL_HEIGHT = 6.0
CONNECTOR = 4.6  # width and height of an off-page connector
HEAD_ROOM = 1.7  # between a symbol and the nearest line beside it: an arrow's head fits
SPACING = 0.9  # between lines side by side
RIM = 0.35  # between a line and the table's rule
MOST_TRACKS = 5
LEAST_ROW = 12.0
STRIP = 11.0  # a row of connectors
GROWTH = 2 * SPACING  # of a row in which an arrow found no way
AMBIGUOUS = 25.0  # what a way may be longer so that its label stands nearer to it than to any other arrow
CLEARLY = 0.8  # how much nearer, at least
HALF_SYMBOL = (3.0, 6.5)  # least and most of half a symbol's width
SYMBOL_SHARE = 0.28  # of a lane's width, for half a symbol
SLICES = (-1.0, -0.66, -0.33, 0.0, 0.33, 0.66, 1.0)
ATTEMPTS = 8  # times that rows grow, for each row of the flow


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol on a page, by its middle. `text` is what stands in it: Mulai, Selesai, a connector's number."""

    key: str
    shape: Shape
    x: float
    y: float
    width: float
    height: float
    text: str = ""

    @property
    def solid(self) -> list[Box]:
        """Boxes that cover it; a decision's corners are free."""
        if self.shape != "decision":
            return [self._slice(1.0, -1.0, 1.0)]
        return [self._slice(1 - min(abs(a), abs(b)), a, b) for a, b in pairwise(SLICES)]

    def _slice(self, share: float, top: float, bottom: float) -> Box:
        wide, high = self.width / 2 * share, self.height / 2
        return Box(self.x - wide, self.y + top * high, self.x + wide, self.y + bottom * high)


@dataclass(frozen=True, slots=True)
class Arrow:
    """The line of an edge, or of its part on this page: from the outline of one symbol to that of another."""

    edge: Edge
    source: str
    target: str
    points: tuple[tuple[float, float], ...]
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A row of the page: a row of the sheet by its number (0 is Mulai), or a strip of connectors (None)."""

    row: int | None
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Page:
    bands: tuple[Band, ...]
    symbols: tuple[Symbol, ...]
    arrows: tuple[Arrow, ...]


class TooTight(Exception):
    """The arrows of a page find no way; the rows named need more room."""

    def __init__(self, rows: Sequence[int]) -> None:
        super().__init__(rows)
        self.rows = rows


@dataclass(frozen=True, slots=True)
class _Part:
    """An edge's share of a page: between two symbols on it."""

    edge: Edge
    source: str
    target: str
    labelled: bool


@dataclass(slots=True)
class _Plan:
    """A page before its lines: rows, and connectors as (key, lane, number) in the strips above and below."""

    rows: list[int]
    above: list[tuple[str, int, int]] = field(default_factory=list)
    below: list[tuple[str, int, int]] = field(default_factory=list)
    parts: list[_Part] = field(default_factory=list)


def draw(
    flow: Flow,
    heights: Sequence[float],
    *,
    lanes: int,
    lane_width: float,
    room: float,
    whole: Collection[range] = (),
    width_of: Callable[[str], float] = estimated_width,
) -> list[Page]:
    """Lay out a flow. `heights`: what the text of each node's row needs at least; `room`: height for rows on a page;
    `whole`: rows that should stay on one page; `width_of`: the width of a line of a label.

    Rows grow until all their arrows find a way; pages they do not stand on are not drawn again. Raises TooTight when
    they never do.
    """
    needed = [max(height, LEAST_ROW) for height in heights]
    drawn: dict[Any, Page] = {}

    def page_of(plan: _Plan) -> Page:
        key = (tuple((row, needed[row]) for row in plan.rows), tuple(plan.above), tuple(plan.below))
        if key not in drawn:
            drawn[key] = _draw_page(plan, flow, needed, lanes, lane_width, width_of)
        return drawn[key]

    for _ in range(ATTEMPTS * len(needed)):
        rows = pages_of(flow, needed, room, lanes=lanes, strip=STRIP, whole=whole)
        try:
            return [page_of(plan) for plan in _plans(flow, rows)]
        except TooTight as crowd:
            if all(needed[row] >= room / 2 for row in crowd.rows):
                raise
            for row in crowd.rows:
                needed[row] += GROWTH
    raise TooTight(range(len(needed)))


def _plans(flow: Flow, pages: Sequence[range]) -> list[_Plan]:
    """Pages with connectors above and below wherever arrows come from or go to another page."""
    plans = [_Plan(list(rows)) for rows in pages]
    page_of = {flow.nodes[row].key: number for number, plan in enumerate(plans) for row in plan.rows}
    lane_of = {node.key: node.lane for node in flow.nodes}
    number = 0
    for edge in flow.edges:
        here, there = page_of[edge.source], page_of[edge.target]
        if here == there:
            plans[here].parts.append(_Part(edge, edge.source, edge.target, labelled=bool(edge.label)))
            continue
        number += 1
        leaving, arriving = f"keluar-{number}", f"masuk-{number}"
        (plans[here].below if there > here else plans[here].above).append((leaving, lane_of[edge.source], number))
        (plans[there].above if there > here else plans[there].below).append((arriving, lane_of[edge.target], number))
        plans[here].parts.append(_Part(edge, edge.source, leaving, labelled=bool(edge.label)))
        plans[there].parts.append(_Part(edge, arriving, edge.target, labelled=False))
    return plans


class _Grid:
    """The lattice of a page and the ports of its symbols."""

    def __init__(self, bands: Sequence[Band], lanes: int, lane_width: float) -> None:
        self.half = min(HALF_SYMBOL[1], max(HALF_SYMBOL[0], lane_width * SYMBOL_SHARE))
        margin = lane_width / 2 - self.half
        tracks = _tracks(margin)
        beside = [*(-self.half - at for at in reversed(tracks)), -self.half / 2, 0.0, self.half / 2]
        beside += [self.half + at for at in tracks]
        self.through = len(tracks)
        self.per_lane = len(beside)
        xs = [lane * lane_width + lane_width / 2 + at for lane in range(lanes) for at in beside]
        ys: list[float] = []
        self.middle: list[int] = []
        for band in bands:
            tracks = _tracks((band.height - SYMBOL_HEIGHT) / 2)
            middle = band.top + band.height / 2
            ys += [middle - SYMBOL_HEIGHT / 2 - at for at in reversed(tracks)]
            self.middle.append(len(ys))
            ys += [middle, *(middle + SYMBOL_HEIGHT / 2 + at for at in tracks)]
        self.lattice = Lattice(xs, ys)

    def column(self, lane: int, offset: int) -> int:
        """The lattice column of a lane's left (-1), middle (0) or right (1) line through its symbol."""
        return lane * self.per_lane + self.through + 1 + offset

    def put(self, band: int, lane: int) -> None:
        for offset in (-1, 0, 1):
            self.lattice.block(self.lattice.at(self.column(lane, offset), self.middle[band]))

    def ports(self, symbol: Symbol, band: int, lane: int, *, outgoing: bool, upward: bool) -> list[Port]:
        """Where an arrow may leave (`outgoing`) or reach a symbol; `upward`: it leads to or comes from further up or
        from below, so that the sides are as good as top and bottom."""
        lattice, j = self.lattice, self.middle[band]
        found = []
        for offset in (-1, 0, 1) if symbol.shape != "connector" else (0,):
            i = self.column(lane, offset)
            x = lattice.xs[i]
            reach = symbol.height / 2 * (0.5 if symbol.shape == "decision" and offset else 1.0)
            for side, heading in ((-1, UP), (1, DOWN)):
                if 0 <= j + side < len(lattice.ys):
                    kind = "middle" if offset == 0 else "corner"
                    price = PRICES["up" if upward else "down"][("out" if outgoing else "in", side, kind)]
                    direction = heading if outgoing else (heading + 2) % 4
                    found.append(Port(lattice.at(i, j + side), direction, price, (x, symbol.y + side * reach)))
        for side, heading in ((-1, LEFT), (1, RIGHT)):
            i = self.column(lane, side) + side
            if 0 <= i < len(lattice.xs):
                direction = heading if outgoing else (heading + 2) % 4
                price = PRICES["up" if upward else "down"][("out" if outgoing else "in", 0, "side")]
                found.append(Port(lattice.at(i, j), direction, price, (symbol.x + side * symbol.width / 2, symbol.y)))
        return found


PRICES: dict[str, dict[tuple[str, int, str], float]] = {
    "down": {
        ("out", 1, "middle"): 0.0, ("out", 1, "corner"): 4.0, ("out", 0, "side"): 0.5,
        ("out", -1, "middle"): 12.0, ("out", -1, "corner"): 10.0,
        ("in", -1, "middle"): 0.0, ("in", -1, "corner"): 4.0, ("in", 0, "side"): 5.0,
        ("in", 1, "middle"): 12.0, ("in", 1, "corner"): 10.0,
    },
    "up": {
        ("out", 1, "middle"): 9.0, ("out", 1, "corner"): 8.0, ("out", 0, "side"): 0.0,
        ("out", -1, "middle"): 8.0, ("out", -1, "corner"): 4.0,
        ("in", -1, "middle"): 6.0, ("in", -1, "corner"): 2.5, ("in", 0, "side"): 0.5,
        ("in", 1, "middle"): 12.0, ("in", 1, "corner"): 10.0,
    },
}  # fmt: skip
"""What it costs to leave or reach a symbol below (1), above (-1) or at its side (0), for arrows that go down the sheet
or back up: the way down keeps to the middle, the way back to the sides, as sheets are drawn by hand."""


def _tracks(margin: float) -> list[float]:
    """Distances from a symbol at which lines may run in the margin beside it, nearest first; always at least one."""
    count = int((margin - HEAD_ROOM - RIM) / SPACING) + 1
    if count < 1:
        return [margin * 0.7]
    return [HEAD_ROOM + SPACING * index for index in range(min(count, MOST_TRACKS))]


def _draw_page(
    plan: _Plan,
    flow: Flow,
    heights: Sequence[float],
    lanes: int,
    lane_width: float,
    width_of: Callable[[str], float],
) -> Page:
    nodes = flow.nodes
    strips_above, strips_below = _strips(plan.above, lanes), _strips(plan.below, lanes)
    bands: list[Band] = []
    wanted: list[tuple[float, int | None]] = [(STRIP, None)] * len(strips_above)
    wanted += [(heights[row], row) for row in plan.rows]
    wanted += [(STRIP, None)] * len(strips_below)
    top = 0.0
    for height, row in wanted:
        bands.append(Band(row, top, height))
        top += height
    grid = _Grid(bands, lanes, lane_width)
    symbols: dict[str, Symbol] = {}
    places: dict[str, tuple[int, int]] = {}

    def put(band: int, lane: int, node: Node) -> None:
        small = node.shape == "connector"
        width, height = (CONNECTOR, CONNECTOR) if small else (2 * grid.half, SYMBOL_HEIGHT)
        middle = bands[band].top + bands[band].height / 2
        symbols[node.key] = Symbol(node.key, node.shape, (lane + 0.5) * lane_width, middle, width, height, node.text)
        places[node.key] = (band, lane)
        grid.put(band, lane)

    for index, strip in enumerate(strips_above):
        for lane, (key, number) in strip.items():
            put(index, lane, Node(key, lane, "connector", str(number)))
    for index, row in enumerate(plan.rows, len(strips_above)):
        put(index, nodes[row].lane, nodes[row])
    for index, strip in enumerate(strips_below, len(strips_above) + len(plan.rows)):
        for lane, (key, number) in strip.items():
            put(index, lane, Node(key, lane, "connector", str(number)))

    arrows: list[Arrow] = []
    area = Box(0, 0, lanes * lane_width, top)
    for part in sorted(plan.parts, key=lambda part: _order(places, part)):
        (above, source_lane), (below, target_lane) = places[part.source], places[part.target]
        back = below <= above
        starts = grid.ports(symbols[part.source], above, source_lane, outgoing=True, upward=back)
        ends = grid.ports(symbols[part.target], below, target_lane, outgoing=False, upward=back)
        found = _with_label(part, grid, starts, ends, symbols, arrows, area, width_of)
        if found is None:
            raise TooTight([row for row in (bands[above].row, bands[below].row) if row is not None] or plan.rows)
        way, label = found
        grid.lattice.take(way)
        if label is not None:
            box = label.box.grown(AIR)
            grid.lattice.keep_out(box.left, box.top, box.right, box.bottom)
        arrows.append(Arrow(part.edge, part.source, part.target, way.line, label))
    return Page(tuple(bands), tuple(symbols.values()), tuple(arrows))


def _with_label(
    part: _Part,
    grid: _Grid,
    starts: Sequence[Port],
    ends: Sequence[Port],
    symbols: Mapping[str, Symbol],
    arrows: Sequence[Arrow],
    area: Box,
    width_of: Callable[[str], float],
) -> tuple[Way, Label | None] | None:
    """The best way for an arrow and the place of its label; where the best way leaves no room for the label, or only
    where it could be read as another arrow's, the arrow leaves its symbol elsewhere."""
    if (best := grid.lattice.find(starts, ends)) is None:
        return None
    if not part.labelled:
        return best, None
    rivals = [arrow.points for arrow in arrows if arrow.source == part.source]
    strangers = [
        stretch.grown(CLEARLY) for arrow in arrows if arrow.source != part.source for stretch in stretches(arrow.points)
    ]
    taken = [box for symbol in symbols.values() for box in symbol.solid]
    taken += [stretch for arrow in arrows for stretch in stretches(arrow.points)]
    taken += [arrow.label.box for arrow in arrows if arrow.label]
    letters = offers(part.edge.label, width_of)

    def labelled(way: Way, *, clear: bool) -> Label | None:
        return place_label(
            letters,
            way.line,
            rivals=rivals,
            taken=taken + stretches(way.line),
            area=area,
            strangers=strangers if clear else (),
        )

    if (label := labelled(best, clear=True)) is not None:
        return best, label
    others = [grid.lattice.find([port], ends) for port in starts if port != best.start]
    ways = [best, *(way for way in others if way is not None)]
    for _, number, clear in sorted(
        (way.cost + (0.0 if clear else AMBIGUOUS), number, clear)
        for number, way in enumerate(ways)
        for clear in (True, False)
    ):
        if (label := labelled(ways[number], clear=clear)) is not None:
            return ways[number], label
    return None


def _order(places: Mapping[str, tuple[int, int]], part: _Part) -> tuple[int, int, int, bool]:
    """Ways to the next row first, then those with a label, which needs room, then the long ones, which find their way
    around; ways down before ways back."""
    (above, left), (below, right) = places[part.source], places[part.target]
    far = abs(below - above)
    return (0 if far == 1 and below > above else 1 if part.labelled else 2), far, abs(right - left), below < above


def _strips(connectors: Sequence[tuple[str, int, int]], lanes: int) -> list[dict[int, tuple[str, int]]]:
    """Connectors by strip and lane: each in the free lane nearest to its own; a new strip when all are taken."""
    strips: list[dict[int, tuple[str, int]]] = []
    for position, (key, wanted, number) in enumerate(connectors):
        if position % lanes == 0:
            strips.append({})
        free = [lane for lane in range(lanes) if lane not in strips[-1]]
        strips[-1][min(free, key=lambda lane: (abs(lane - wanted), lane))] = (key, number)
    return strips
