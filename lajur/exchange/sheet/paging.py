"""Which rows of a sheet stand on which page: as few pages as possible, filled evenly, merged cells kept whole."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lajur.exchange.sheet.flow import Flow

TORN = 1e7  # breaking a merged cell: worse than any unevenness, better than an impossible page
NEW_PAGE = 1e9


def pages_of(
    flow: Flow, heights: Sequence[float], room: float, *, lanes: int, strip: float, whole: Collection[range] = ()
) -> list[range]:
    """Rows by page. A page needs room for its rows and for a strip of height `strip` for every `lanes` connectors
    above and below. `whole`: rows that should stay together. A row too high for any page has one of its own."""
    place = {node.key: row for row, node in enumerate(flow.nodes)}
    count = len(heights)
    ends = [sorted((place[edge.source], place[edge.target])) for edge in flow.edges]
    before = _counted(ends, count)
    best: list[tuple[float, int]] = [(0.0, 0)] + [(float("inf"), 0)] * count
    for end in range(1, count + 1):
        for start in range(end - 1, -1, -1):
            filled = sum(heights[start:end]) + strip * _strips(before, start, end, lanes)
            if filled > room and end - start > 1:
                if sum(heights[start:end]) > room:
                    break
                continue
            torn = sum(1 for group in whole if group.start < end < group.stop)
            price = best[start][0] + NEW_PAGE + TORN * torn + max(room - filled, 0.0) ** 2
            if price < best[end][0]:
                best[end] = (price, start)
    found: list[range] = []
    end = count
    while end:
        start = best[end][1]
        found.append(range(start, end))
        end = start
    return found[::-1]


def _counted(ends: Sequence[Sequence[int]], count: int) -> list[list[int]]:
    """[row][other]: arrows whose upper end lies above `row` and whose lower end lies above `other`."""
    table = [[0] * (count + 1) for _ in range(count + 1)]
    for upper, lower in ends:
        table[upper + 1][lower + 1] += 1
    for row in range(1, count + 1):
        for other in range(1, count + 1):
            table[row][other] += table[row - 1][other] + table[row][other - 1] - table[row - 1][other - 1]
    return table


def _strips(before: Sequence[Sequence[int]], start: int, end: int, lanes: int) -> int:
    """Strips of connectors that a page of these rows needs."""
    above = before[start][end] - before[start][start]
    below = before[end][-1] - before[start][-1] - before[end][end] + before[start][end]
    return -(-above // lanes) + -(-below // lanes)
