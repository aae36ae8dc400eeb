"""Ways for arrows: orthogonal, around symbols, never two on the same line. Lengths in millimetres.

The drawing area is a lattice of lines on which arrows may run. A stretch between two neighbouring points carries at
most one arrow; two arrows may cross at a point, but never bend where another one is. Each arrow takes the cheapest way
left (A*), so short and common ways should be asked for first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

BEND = 3.0
CROSSING = 4.0

RIGHT, DOWN, LEFT, UP = range(4)

_ACROSS, _ALONG, _BENT = 1, 2, 4  # what runs through a point


def _fewest_bends() -> list[list[float]]:
    """What the bends still ahead cost at least, by where the goal lies and by heading. Where: 3 * (0 left, 1 in the
    same column, 2 right) + (0 above, 1 in the same row, 2 below)."""
    found = []
    for across in (-1, 0, 1):
        for along in (-1, 0, 1):
            of_headings = []
            for dx, dy in ((1, 0), (0, 1), (-1, 0), (0, -1)):
                own, other = (across * dx, along) if dx else (along * dy, across)
                of_headings.append(BEND * (2 if own < 0 and not other else 1 if own < 0 or other else 0))
            found.append(of_headings)
    return found


_BENDS = _fewest_bends()


@dataclass(frozen=True, slots=True)
class Port:
    """Where an arrow meets a symbol: lattice point outside it, the direction it travels there, and what it costs to
    use this port. `meets` is the point on the symbol's outline."""

    point: int
    direction: int
    cost: float
    meets: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Way:
    """A way that was found: (point, direction of arrival) from the first point outside the source to the last.
    `line` goes from outline to outline, by way of the bends."""

    states: tuple[tuple[int, int], ...]
    start: Port
    end: Port
    cost: float
    line: tuple[tuple[float, float], ...]

    def heading_after(self, index: int) -> int:
        return self.states[index + 1][1] if index + 1 < len(self.states) else self.end.direction


class Lattice:
    """`xs` and `ys` are the lines, ascending; point (i, j) is number j * len(xs) + i."""

    def __init__(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        self.xs, self.ys = xs, ys
        size = len(xs) * len(ys)
        self._blocked = bytearray(size)
        self._through = bytearray(size)
        self._right = bytearray(size)  # whether the stretch from a point to its right neighbour is taken
        self._down = bytearray(size)
        self._ports: set[tuple[int, int]] = set()

    def at(self, i: int, j: int) -> int:
        return j * len(self.xs) + i

    def place(self, point: int) -> tuple[float, float]:
        j, i = divmod(point, len(self.xs))
        return self.xs[i], self.ys[j]

    def block(self, point: int) -> None:
        """A symbol lies there."""
        self._blocked[point] = 1

    def keep_out(self, left: float, top: float, right: float, bottom: float) -> None:
        """No arrow may run over this box from now on."""
        xs, ys = self.xs, self.ys
        for i, x in enumerate(xs):
            for j, y in enumerate(ys):
                if left < x < right and j + 1 < len(ys) and y < bottom and top < ys[j + 1]:
                    self._down[self.at(i, j)] = 1
                if top < y < bottom and i + 1 < len(xs) and x < right and left < xs[i + 1]:
                    self._right[self.at(i, j)] = 1

    def find(self, starts: Iterable[Port], ends: Iterable[Port]) -> Way | None:
        """The cheapest free way from one of `starts` to one of `ends`; None when there is none."""
        goals = {
            end.point * 4 + end.direction: end
            for end in ends
            if (end.point, end.direction) not in self._ports and not self._blocked[end.point]
        }
        corners = [self.place(goal.point) for goal in goals.values()]
        if not corners:
            return None
        lowest = min(goal.cost for goal in goals.values())
        left, right = min(x for x, _ in corners), max(x for x, _ in corners)
        top, bottom = min(y for _, y in corners), max(y for _, y in corners)
        side_x = [6 if x < left else 0 if x > right else 3 for x in self.xs]
        side_y = [2 if y < top else 0 if y > bottom else 1 for y in self.ys]
        to_go_x = [left - x if x < left else x - right if x > right else 0.0 for x in self.xs]
        to_go_y = [top - y if y < top else y - bottom if y > bottom else 0.0 for y in self.ys]
        width, size = len(self.xs), len(self._through)
        xs, ys, through, blocked = self.xs, self.ys, self._through, self._blocked
        best: dict[int, float] = {}
        came: dict[int, int] = {}
        first: dict[int, Port] = {}
        queue: list[tuple[float, float, int]] = []
        for start in starts:
            state = start.point * 4 + start.direction
            if (start.point, (start.direction + 2) % 4) in self._ports or blocked[start.point]:
                continue
            if start.cost < best.get(state, 1e9):
                best[state], first[state] = start.cost, start
                j, i = divmod(start.point, width)
                ahead = to_go_x[i] + to_go_y[j] + _BENDS[side_x[i] + side_y[j]][start.direction]
                heappush(queue, (start.cost + ahead, start.cost, state))
        price_of_end, end_state, end = 1e9, -1, None
        while queue:
            total, cost, state = heappop(queue)
            if total + lowest >= price_of_end:
                break
            if cost > best[state]:
                continue
            point, direction = state >> 2, state & 3
            here = through[point]
            if here & _BENT:
                continue
            own = _ACROSS if direction in (RIGHT, LEFT) else _ALONG
            j, i = divmod(point, width)
            back = direction ^ 2
            for heading in (RIGHT, DOWN, LEFT, UP):
                if heading == back:
                    continue
                if heading == direction:
                    if here & own:
                        continue
                    toll = CROSSING if here else 0.0
                else:
                    if here:
                        continue
                    toll = BEND
                goal = goals.get(point * 4 + heading)
                if goal is not None and cost + toll + goal.cost < price_of_end:
                    price_of_end, end_state, end = cost + toll + goal.cost, state, goal
                if heading == RIGHT:
                    following, a, b = point + 1, i + 1, j
                    if a == width or self._right[point]:
                        continue
                    length = xs[a] - xs[i]
                elif heading == DOWN:
                    following, a, b = point + width, i, j + 1
                    if following >= size or self._down[point]:
                        continue
                    length = ys[b] - ys[j]
                elif heading == LEFT:
                    following, a, b = point - 1, i - 1, j
                    if i == 0 or self._right[following]:
                        continue
                    length = xs[i] - xs[a]
                else:
                    following, a, b = point - width, i, j - 1
                    if j == 0 or self._down[following]:
                        continue
                    length = ys[j] - ys[b]
                if blocked[following]:
                    continue
                price = cost + toll + length
                reached = following * 4 + heading
                if price < best.get(reached, 1e9):
                    best[reached], came[reached] = price, state
                    ahead = to_go_x[a] + to_go_y[b] + _BENDS[side_x[a] + side_y[b]][heading]
                    heappush(queue, (price + ahead, price, reached))
        if end is None:
            return None
        return self._way(end_state, end, price_of_end, came, first)

    def _way(self, state: int, end: Port, cost: float, came: dict[int, int], first: dict[int, Port]) -> Way:
        found = [state]
        while found[-1] in came:
            found.append(came[found[-1]])
        found.reverse()
        start = first[found[0]]
        states = [divmod(one, 4) for one in found]
        headings = [direction for _, direction in states[1:]] + [end.direction]
        bends = [
            self.place(point) for (point, came_by), heading in zip(states, headings, strict=True) if came_by != heading
        ]
        return Way(tuple(states), start, end, cost, (start.meets, *bends, end.meets))

    def take(self, way: Way) -> None:
        """Let an arrow run there: nobody else may use these stretches, bends and ports."""
        self._ports |= {(way.start.point, (way.start.direction + 2) % 4), (way.end.point, way.end.direction)}
        before: int | None = None
        for index, (point, direction) in enumerate(way.states):
            if before is not None:
                taken = self._right if abs(point - before) == 1 else self._down
                taken[min(point, before)] = 1
            if way.heading_after(index) != direction:
                self._through[point] |= _BENT
            else:
                self._through[point] |= _ACROSS if direction in (RIGHT, LEFT) else _ALONG
            before = point
