"""A first plan, and making it better by small exchanges. The same seed gives the same plan."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

from lajur.capabilities.staffing.optimising.board import FAR, Board

if TYPE_CHECKING:
    from lajur.capabilities.staffing.optimising.board import Ints


def cheapest(board: Board, column: int) -> Ints | None:
    """The Pokja of a package that adds least while it has none, all others as they are; None when limits forbid it."""
    import numpy as np

    pinned = board.pinned[:, column]
    cost = 2 * board.weight[column] * board.loads - board.change * board.held[:, column]
    cost = np.where(board.may[:, column] & (board.counts < board.most), cost, FAR)
    cost = np.where(pinned, np.where(cost == FAR, FAR, -FAR), cost)
    size = int(board.size[column])
    order = np.argsort(cost, kind="stable")
    chosen = order[:size]
    if size > len(cost) or cost[chosen[-1]] == FAR or cost[pinned].max(initial=-FAR) == FAR:
        return None
    if not board.leads[chosen, column].any():
        chair = next((row for row in order[size:] if board.leads[row, column] and cost[row] < FAR), None)
        if chair is None or pinned[chosen[-1]]:
            return None
        chosen = np.append(chosen[:-1], chair)
    return chosen


def start(board: Board, order: list[int] | None = None) -> list[int]:
    """Greedy: the weightiest package first (or in the `order` given), each the Pokja that adds least. Columns that got
    none, because everybody who could had reached his limit."""
    import numpy as np

    left = []
    for column in order if order is not None else np.argsort(-board.weight, kind="stable").tolist():
        rows = cheapest(board, column)
        if rows is None:
            left.append(column)
        else:
            board.give(column, rows)
    return left


def improve(board: Board, *, seed: int, rounds: int, until: Callable[[], bool]) -> None:
    """Choose every Pokja anew and let pairs of persons exchange packages, until a round finds nothing better."""
    import numpy as np

    random = Random(seed)  # noqa: S311 - no secret hangs on it
    columns = list(range(len(board.packages)))
    for _ in range(rounds):
        before = board.value
        random.shuffle(columns)
        for number, column in enumerate(columns):
            if number % 64 == 0 and until():
                return
            _choose_anew(board, column)
        order = np.argsort(board.loads, kind="stable").tolist()
        pairs = [(a, b) for at, b in enumerate(order) for a in order[at + 1 :]]
        random.shuffle(pairs)
        pairs.sort(key=lambda pair: -abs(int(board.loads[pair[0]] - board.loads[pair[1]])) // 200)
        for number, (one, other) in enumerate(pairs[:20_000]):
            if number % 64 == 0 and until():
                return
            _exchange(board, one, other)
        if board.value >= before:
            return


def _choose_anew(board: Board, column: int) -> None:
    import numpy as np

    old = np.flatnonzero(board.x[:, column])
    board.take(column, old)
    rows = cheapest(board, column)
    board.give(column, old if rows is None else rows)


def _exchange(board: Board, one: int, other: int) -> None:
    """The best single exchange of a package of one for a package of the other."""
    import numpy as np

    free_one, free_other = (board.x[row] & ~board.x[to] & ~board.pinned[row] & board.may[to]
                            for row, to in ((one, other), (other, one)))  # fmt: skip
    mine, theirs = np.flatnonzero(free_one), np.flatnonzero(free_other)
    if not len(mine) or not len(theirs):
        return
    shift = board.weight[theirs][None, :] - board.weight[mine][:, None]
    price = board.change * (
        board.held[one, mine].astype(np.int64) - board.held[other, mine]
    )[:, None] + board.change * (board.held[other, theirs].astype(np.int64) - board.held[one, theirs])  # fmt: skip
    gain = 2 * shift * (board.loads[one] - board.loads[other] + shift) + price
    at = int(gain.argmin())
    if gain.flat[at] >= 0:
        return
    mine_at, theirs_at = int(mine[at // len(theirs)]), int(theirs[at % len(theirs)])
    first, second = np.array([one]), np.array([other])
    board.take(mine_at, first)
    board.give(mine_at, second)
    board.take(theirs_at, second)
    board.give(theirs_at, first)
    if (
        not (board.leads[:, mine_at] & board.x[:, mine_at]).any()
        or not (board.leads[:, theirs_at] & board.x[:, theirs_at]).any()
    ):
        board.take(mine_at, second)
        board.give(mine_at, first)
        board.take(theirs_at, first)
        board.give(theirs_at, second)
