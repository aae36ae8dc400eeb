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
    ends = [(place[edge.source], place[edge.target]) for edge in flow.edges]
    count = len(heights)
    best: list[tuple[float, int]] = [(0.0, 0)] + [(float("inf"), 0)] * count
    for end in range(1, count + 1):
        for start in range(end - 1, -1, -1):
            filled = sum(heights[start:end]) + strip * _strips(ends, start, end, lanes)
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


def _strips(ends: Sequence[tuple[int, int]], start: int, end: int, lanes: int) -> int:
    """Strips of connectors that a page of these rows needs."""
    above = below = 0
    for source, target in ends:
        for here, there in ((source, target), (target, source)):
            if start <= here < end:
                above += there < start
                below += there >= end
    return -(-above // lanes) + -(-below // lanes)
