"""A Pokja for every package that can have one, as good as the time allows, and how far it may be from the best."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from time import monotonic

from lajur.capabilities.staffing.optimising import bounding, searching, solving
from lajur.capabilities.staffing.optimising.board import Board
from lajur.capabilities.staffing.optimising.eligibility import eligible
from lajur.capabilities.staffing.optimising.impossibility import clashing, impossible_alone, left_over
from lajur.capabilities.staffing.optimising.loads import SHARE, changes, scale_of
from lajur.capabilities.staffing.optimising.problem import Impossible, Pokja, Problem, Proposal

SEATS_FOR_SOLVER = 40_000
"""More persons who may be in a Pokja than this, over all packages, are left to exchanges: the model would not be built
before the time is over."""
NEAR = 0.001
"""A plan so near to the bound is not worth more seconds."""


def propose(
    problem: Problem, *, seconds: float = 30, workers: int = 2, seed: int = 1, near: float = NEAR, rounds: int = 200
) -> Proposal:
    """Packages that cannot have a Pokja are left out and told in `impossible`; the others get theirs. `near`: stop when
    the plan is proven to be so near to the best (0: go on until it is proven to be the best, or time is over)."""
    begin = monotonic()

    def spent(share: float) -> Callable[[], bool]:
        return lambda: monotonic() - begin > share * seconds

    fitting = eligible(problem)
    impossible = impossible_alone(problem, fitting)
    without = {key for one in impossible for key in one.packages}
    board, more = _first(problem, fitting, [p.key for p in problem.packages if p.key not in without], seconds, seed)
    impossible += more
    searching.improve(board, seed=seed, rounds=rounds, until=spent(0.45))
    bound = bounding.proven(board, rounds=rounds, until=spent(0.6))
    small = int(board.may.sum()) <= SEATS_FOR_SOLVER
    if board.packages and small and board.value - bound > near * bound and not spent(0.9)():
        left = seconds * 0.9 - (monotonic() - begin)
        answer = solving.better(board, seconds=left, workers=workers, seed=seed, aim=near / 2)
        bound = max(bound, answer.bound)
        if answer.x is not None:
            board.put(answer.x)
            searching.improve(board, seed=seed, rounds=3, until=spent(1))
    pokja = board.pokja()
    return Proposal(
        pokja,
        tuple(impossible),
        {key: 100 * load / SHARE for key, load in zip(board.staff, board.loads.tolist(), strict=True)},
        board.value,
        min(bound, board.value),
        changes(problem, pokja),
        monotonic() - begin,
        bound >= board.value,
    )


def greedy(problem: Problem, *, as_they_come: bool = False) -> Pokja:
    """What a careful secretary would do by hand: one package after the other (the weightiest first, or `as_they_come`),
    each given to those with the least so far. For comparing."""
    fitting = eligible(problem)
    without = {key for one in impossible_alone(problem, fitting) for key in one.packages}
    board = _board(problem, fitting, [p.key for p in problem.packages if p.key not in without])
    board.change = 0
    searching.start(board, list(range(len(board.packages))) if as_they_come else None)
    return {key: members for key, members in board.pokja().items() if members}


def _first(
    problem: Problem, fitting: Mapping[str, Sequence[str]], packages: list[str], seconds: float, seed: int
) -> tuple[Board, list[Impossible]]:
    """A board with a whole plan on it, without the packages that the limits of persons leave no seat for."""
    board = _board(problem, fitting, packages)
    if not searching.start(board):
        return board, []
    x, lacking = solving.as_many_as_limits_allow(board, seconds=seconds * 0.2, workers=1, seed=seed)
    if not lacking:
        board.put(x)
        return board, []
    left = set(lacking)
    told = []
    core = solving.clash(board, range(len(board.packages)), seconds=seconds * 0.2, seed=seed)
    keys = [board.packages[column] for column in lacking]
    if core is not None and core[0]:
        together = [board.packages[column] for column in core[0]]
        told.append(clashing(problem, together, [board.staff[row] for row in core[1]]))
        keys_left = [key for key in keys if key not in together]
    else:
        keys_left = keys
    if keys_left:
        told.append(left_over(problem, keys_left))
    kept = [column for column in range(len(board.packages)) if column not in left]
    staying = _board(problem, fitting, [board.packages[column] for column in kept])
    rows = {key: row for row, key in enumerate(board.staff)}
    staying.put(x[[rows[key] for key in staying.staff]][:, kept])
    return staying, told


def _board(problem: Problem, fitting: Mapping[str, Sequence[str]], packages: Sequence[str]) -> Board:
    taking_part = {member for key in packages for member in fitting[key]}
    return Board(problem, scale_of(problem, taking_part, set(packages)), fitting, packages)
