"""What no plan can be below, proven without trying any: Lagrange's relaxation with a price for each person's load.

For a number t, L² = t² + 2t(L - t) + (L - t)². The last part is at least the sum, over the packages of a person whose
load from elsewhere b is not above t, of max(0, b + weight - t)², because what they add apart is no more than what they
add together; where b is above t it is at least (b - t)² and 2(b - t)weight + weight² for each. So the whole is at least
a sum over packages, and the least of that is found package by package. Limits of packages per person are left out,
which can only make it smaller. The t that make it largest are looked for; any t is a proof.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from lajur.capabilities.staffing.optimising.board import FAR, Board

if TYPE_CHECKING:
    from lajur.capabilities.staffing.optimising.board import Ints


def proven(board: Board, *, rounds: int, until: Callable[[], bool]) -> int:
    """Start at the loads of the plan on the board and go where they would be pulled."""
    import numpy as np

    if not board.packages:
        return 0
    prices = board.loads.astype(np.float64)
    best = max(
        0, *(_bound(board, np.rint(start).astype(np.int64))[0] for start in (prices, prices * 0 + prices.mean()))
    )
    step, since = 0.5, 0
    for _ in range(rounds):
        if until():
            break
        bound, pulled = _bound(board, np.rint(prices).astype(np.int64))
        since = 0 if bound > best else since + 1
        best = max(best, bound)
        if since == 8:
            step, since = step / 2, 0
        difference = pulled - prices
        length = float((difference**2).sum())
        if length < 1 or step < 1e-4:
            break
        # The value of the plan on the board is above the best bound there is: it tells how far to go (Polyak's step).
        prices = prices + step * (board.value - bound) / length * difference / 2
    return min(best, board.value)


def _bound(board: Board, prices: Ints) -> tuple[int, Ints]:
    """The bound at these prices, and the loads of the choice that gives it."""
    import numpy as np

    start = (board.before - prices)[:, None]
    weight = board.weight[None, :]
    above = np.where(start <= 0, np.maximum(0, start + weight) ** 2, 2 * start * weight + weight**2)
    cost = 2 * prices[:, None] * weight + above - board.change * board.held
    total = int((prices**2 + 2 * prices * start[:, 0] + np.maximum(0, start[:, 0]) ** 2).sum())
    total += board.change * int(board.held.sum())
    columns = np.arange(cost.shape[1])
    counted = cost.copy()
    cost = np.where(board.may, cost, FAR)
    cost = np.where(board.pinned, -FAR, cost)
    chosen = np.zeros(cost.shape, dtype=bool)
    for size in np.unique(board.size).tolist():
        these = columns[board.size == size]
        rows = np.argpartition(cost[:, these], size - 1, axis=0)[:size]
        chosen[rows, these] = True
    for column in columns[~(chosen & board.leads).any(axis=0)].tolist():
        inside = np.flatnonzero(chosen[:, column])
        worst = inside[cost[inside, column].argmax()]
        chairs = np.flatnonzero(board.leads[:, column] & board.may[:, column] & ~chosen[:, column])
        chosen[worst, column] = False
        chosen[chairs[cost[chairs, column].argmin()], column] = True
    pulled: Ints = board.before + chosen.astype(np.int64) @ board.weight
    return total + int(counted[chosen].sum()), pulled
