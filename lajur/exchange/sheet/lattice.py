"""Ways for arrows: orthogonal, around symbols, never two on the same line. Lengths in millimetres.

The drawing area is a lattice of lines on which arrows may run. A stretch between two neighbouring points carries at
most one arrow; two arrows may cross at a point, but never bend where another one is. Each arrow takes the cheapest way
left (A*), so short and common ways should be asked for first.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

BEND = 3.0
CROSSING = 4.0

RIGHT, DOWN, LEFT, UP = range(4)

FINE = 1000  # steps of a millimetre in which ways are compared: whole numbers, so that equal ways are equal
ENDLESS = 10**12
_BEND, _CROSSING = round(BEND * FINE), round(CROSSING * FINE)
_ONWARD = ((RIGHT, DOWN, UP), (RIGHT, DOWN, LEFT), (DOWN, LEFT, UP), (RIGHT, LEFT, UP))

_ACROSS, _ALONG, _BENT = 1, 2, 4  # what runs through a point


def _fewest_bends() -> list[list[int]]:
    """Bends that a way needs at least where nothing is in it. By where its goal lies: 3 * (0 to the left, 1 in the
    same column, 2 to the right) + (0 above, 1 in the same row, 2 below); then by 4 * heading + heading at the goal."""
    found = []
    for across in (-1, 0, 1):
        for along in (-1, 0, 1):
            of_headings = []
            for heading in range(4):
                for last in range(4):
                    of_headings.append(_bends(across, along, heading, last))
            found.append(of_headings)
    return found


def _bends(across: int, along: int, heading: int, last: int) -> int:
    """Fewest turns, of the runs between which the first goes by `heading`, the last by `last`, and which together lead
    into the quarter (`across`, `along`). The first and the last run may have no length."""
    runs = [[heading]]
    while True:
        for way in runs:
            sideways = across == 0 or (RIGHT if across > 0 else LEFT) in way
            upright = along == 0 or (DOWN if along > 0 else UP) in way
            if way[-1] == last and sideways and upright:
                return len(way) - 1
        runs = [[*way, turn % 4] for way in runs for turn in (way[-1] + 1, way[-1] - 1)]


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


def _between(lines: Sequence[float], low: float, high: float) -> range:
    """Lines that lie there."""
    return range(bisect_right(lines, low), bisect_left(lines, high))


def _reaching(lines: Sequence[float], low: float, high: float) -> range:
    """Lines whose stretch to the next one lies there, or a part of it."""
    return range(max(bisect_right(lines, low) - 1, 0), min(bisect_left(lines, high), len(lines) - 1))


class _Bound:
    """What a way costs at least from any point on: as if nothing stood between it and its goals.

    The lines between the outermost goals are told apart, those beyond on a side are all alike: to the distance from the
    box around the goals comes an amount that depends on the side, the heading and the goals alone. Amounts are worked
    out when first asked for, by `learn`; until then they are negative.
    """

    def __init__(self, xs: Sequence[int], ys: Sequence[int], goals: Mapping[int, tuple[Port, int]]) -> None:
        width = len(xs)
        places = {state: divmod(state >> 2, width) for state in goals}
        left, right = min(i for _, i in places.values()), max(i for _, i in places.values())
        top, bottom = min(j for j, _ in places.values()), max(j for j, _ in places.values())
        self._xs, self._ys = xs, ys
        self._goals = [(xs[i], ys[j], state & 3, goals[state][1]) for state, (j, i) in places.items()]
        columns = right - left + 3
        self.side_x = _sides(left, right, len(xs), 4)
        self.side_y = _sides(top, bottom, len(ys), 4 * columns)
        self.to_go_x = _gaps(xs, left, right)
        self.to_go_y = _gaps(ys, top, bottom)
        self.ahead = [-1] * (4 * columns * (bottom - top + 3))

    def learn(self, place: int, i: int, j: int, heading: int) -> int:
        """What comes to the distance from the box, at (i, j) by this heading."""
        x, y = self._xs[i], self._ys[j]
        cheapest = ENDLESS
        for a, b, last, cost in self._goals:
            quarter = 3 * ((a > x) - (a < x)) + (b > y) - (b < y) + 4
            price = abs(a - x) + abs(b - y) + _BEND * _BENDS[quarter][4 * heading + last] + cost
            cheapest = min(cheapest, price)
        self.ahead[place] = cheapest - self.to_go_x[i] - self.to_go_y[j]
        return self.ahead[place]


def _sides(first: int, last: int, count: int, step: int) -> list[int]:
    """For each of `count` lines: 0 before the first, one more on each from there to the last, one more beyond."""
    between = last - first + 1
    return [0] * first + [step * (1 + at) for at in range(between)] + [step * (between + 1)] * (count - last - 1)


def _gaps(lines: Sequence[int], first: int, last: int) -> list[int]:
    low, high = lines[first], lines[last]
    return [*(low - at for at in lines[:first]), *[0] * (last - first + 1), *(at - high for at in lines[last + 1 :])]


class Lattice:
    """`xs` and `ys` are the lines, ascending; point (i, j) is number j * len(xs) + i."""

    def __init__(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        self.xs, self.ys = xs, ys
        self._xs, self._ys = [round(x * FINE) for x in xs], [round(y * FINE) for y in ys]
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
        columns, rows = _between(self.xs, left, right), _between(self.ys, top, bottom)
        for j in _reaching(self.ys, top, bottom):
            for i in columns:
                self._down[self.at(i, j)] = 1
        for i in _reaching(self.xs, left, right):
            for j in rows:
                self._right[self.at(i, j)] = 1

    def find(self, starts: Iterable[Port], ends: Iterable[Port]) -> Way | None:
        """The cheapest free way from one of `starts` to one of `ends`; None when there is none."""
        goals = {
            end.point * 4 + end.direction: (end, round(end.cost * FINE))
            for end in ends
            if (end.point, end.direction) not in self._ports and not self._blocked[end.point]
        }
        if not goals:
            return None
        bound = _Bound(self._xs, self._ys, goals)
        side_x, side_y, to_go_x, to_go_y, ahead = bound.side_x, bound.side_y, bound.to_go_x, bound.to_go_y, bound.ahead
        width, size = len(self.xs), len(self._through)
        xs, ys, through, blocked, taken_right, taken_down = (
            self._xs, self._ys, self._through, self._blocked, self._right, self._down,
        )  # fmt: skip
        best: dict[int, int] = {}
        came: dict[int, int] = {}
        first: dict[int, Port] = {}
        queue: list[tuple[int, int, int]] = []  # (what the way costs at least, minus what it has cost, state)
        for start in starts:
            state, cost = start.point * 4 + start.direction, round(start.cost * FINE)
            if (start.point, start.direction ^ 2) in self._ports or blocked[start.point]:
                continue
            if cost < best.get(state, ENDLESS):
                best[state], first[state] = cost, start
                j, i = divmod(start.point, width)
                place = side_x[i] + side_y[j] + start.direction
                still = ahead[place]
                if still < 0:
                    still = bound.learn(place, i, j, start.direction)
                heappush(queue, (cost + to_go_x[i] + to_go_y[j] + still, -cost, state))
        price_of_end, end_state, end = ENDLESS, -1, None
        while queue:
            total, cost, state = heappop(queue)
            if total >= price_of_end:
                break
            cost = -cost
            if cost > best[state]:
                continue
            point, direction = state >> 2, state & 3
            here = through[point]
            if here & _BENT:
                continue
            j, i = divmod(point, width)
            for heading in _ONWARD[direction]:
                if heading == direction:
                    if here:
                        if here & (_ALONG if direction & 1 else _ACROSS):
                            continue
                        price = cost + _CROSSING
                    else:
                        price = cost
                elif here:
                    continue
                else:
                    price = cost + _BEND
                goal = goals.get(point * 4 + heading)
                if goal is not None and price + goal[1] < price_of_end:
                    price_of_end, end_state, end = price + goal[1], state, goal[0]
                a, b = i, j
                if heading == RIGHT:
                    following, a = point + 1, i + 1
                    if a == width or taken_right[point] or blocked[following]:
                        continue
                    price += xs[a] - xs[i]
                elif heading == DOWN:
                    following, b = point + width, j + 1
                    if following >= size or taken_down[point] or blocked[following]:
                        continue
                    price += ys[b] - ys[j]
                elif heading == LEFT:
                    following, a = point - 1, i - 1
                    if i == 0 or taken_right[following] or blocked[following]:
                        continue
                    price += xs[i] - xs[a]
                else:
                    following, b = point - width, j - 1
                    if j == 0 or taken_down[following] or blocked[following]:
                        continue
                    price += ys[j] - ys[b]
                reached = following * 4 + heading
                if price < best.get(reached, ENDLESS):
                    place = side_x[a] + side_y[b] + heading
                    still = ahead[place]
                    if still < 0:
                        still = bound.learn(place, a, b, heading)
                    total = price + to_go_x[a] + to_go_y[b] + still
                    if total < price_of_end:
                        best[reached], came[reached] = price, state
                        heappush(queue, (total, -price, reached))
        if end is None:
            return None
        return self._way(end_state, end, price_of_end / FINE, came, first)

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
