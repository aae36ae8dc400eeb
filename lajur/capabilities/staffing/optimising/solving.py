"""What CP-SAT is asked: a better plan with a proven bound, as many packages as limits allow, and which rules clash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any

from lajur.capabilities.staffing.optimising.board import NO_LIMIT, Board

if TYPE_CHECKING:
    from lajur.capabilities.staffing.optimising.board import Bools

PERCENT = 100
"""Of the fair share, in loads."""
CORE_CHECKS = 40
CORE_SECONDS = 10
"""How many packages and limits are tried to be left out of a clash, and how long each try may take."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`x` is a plan better than the one on the board, or None when none was found; `bound` is proven."""

    x: Bools | None
    bound: int


def seats(board: Board, model: Any) -> dict[tuple[int, int], Any]:
    """A variable for each person who may be in each package's Pokja."""
    import numpy as np

    return {(row, column): model.new_bool_var("") for row, column in np.argwhere(board.may).tolist()}


def better(board: Board, *, seconds: float, workers: int, seed: int, aim: float) -> Answer:
    """The whole problem, beginning with the plan on the board; until it is within `aim` of the bound.

    Squares are told to the solver by tangents. Where its plan lies above them, tangents at that plan are added and it
    is asked again, so that in the end its bound is that of the squares themselves."""
    from ortools.sat.python import cp_model

    until = _Deadline(seconds)
    best, bound, value, loads = None, 0, board.value, board.loads
    points: list[set[int]] = [set() for _ in board.staff]
    while True:
        for row, found in enumerate(points):
            found |= _around(int(loads[row]), int(board.loads.mean()), first=not found)
        model, x = _squares(board, points)
        for (row, column), var in x.items():
            model.add_hint(var, bool((board.x if best is None else best)[row, column]))
        solver = _solver(seconds - until.spent(), workers, seed)
        solver.parameters.relative_gap_limit = aim
        status = solver.solve(model)
        bound = max(bound, int(solver.best_objective_bound))
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Answer(best, bound)
        answer = _taken(board, solver, x)
        loads = board.before + answer @ board.weight
        true = int((loads**2).sum()) + board.change * int((board.held & ~answer).sum())
        if true < value:
            best, value = answer, true
        exact = all(int(load) in points[row] for row, load in enumerate(loads))
        if exact or value - bound <= aim * bound or until() or status != cp_model.OPTIMAL:
            return Answer(best, bound)


def _around(load: int, mean: int, *, first: bool) -> set[int]:
    """Where tangents are drawn: at the load, and the first time also every percent around it and around the mean."""
    if not first:
        return {load}
    steps = (*range(-12, 13), -50, -25, 25, 50, 100)
    return {load} | {max(0, around + step * PERCENT) for around in (load, mean) for step in steps}


def _squares(board: Board, points: Sequence[set[int]]) -> tuple[Any, dict[tuple[int, int], Any]]:
    """The model: a variable for each load that is not below any tangent of its square, and their sum made small."""
    import numpy as np
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    x = seats(board, model)
    for row, column in np.argwhere(board.pinned).tolist():
        model.add(x[row, column] == 1)
    _whole_pokja(board, model, x)
    squares = []
    for row in range(len(board.staff)):
        mine, before = np.flatnonzero(board.may[row]).tolist(), int(board.before[row])
        most = before + int(board.weight[mine].sum())
        load, square = model.new_int_var(before, most, ""), model.new_int_var(0, most * most, "")
        model.add(load == before + sum(int(board.weight[column]) * x[row, column] for column in mine))
        for point in sorted(points[row]):
            model.add(square >= 2 * point * load - point * point)
        squares.append(square)
    staying = [var for (row, column), var in x.items() if board.held[row, column]]
    model.minimize(sum(squares) + board.change * (int(board.held.sum()) - sum(staying)))
    return model, x


def as_many_as_limits_allow(board: Board, *, seconds: float, workers: int, seed: int) -> tuple[Bools, list[int]]:
    """A plan that leaves as few packages as possible without a Pokja, and the columns of those."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    x = seats(board, model)
    done = [model.new_bool_var("") for _ in board.packages]
    _whole_pokja(board, model, x, asked=done)
    model.maximize(sum(done))
    for column, var in enumerate(done):
        model.add_hint(var, bool(board.x[:, column].any()))
    for (row, column), var in x.items():
        model.add_hint(var, bool(board.x[row, column]))
    solver = _solver(seconds, workers, seed)
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return board.x.copy(), [c for c in range(len(board.packages)) if not board.x[:, c].any()]
    left = [column for column, var in enumerate(done) if not solver.boolean_value(var)]
    return _taken(board, solver, x), left


def clash(board: Board, columns: Sequence[int], *, seconds: float, seed: int) -> tuple[list[int], list[int]] | None:
    """Packages (columns) and limits of persons (rows) that cannot hold together: a sufficient core, made smaller as
    long as something can be left out of it. None when they can hold."""
    packages, limits = list(columns), [row for row in range(len(board.staff)) if board.most[row] < NO_LIMIT]
    until = _Deadline(seconds)
    core = _core(board, packages, limits, seed)
    if core is None:
        return None
    packages, limits = core
    for kind, one in ([("package", c) for c in packages] + [("limit", r) for r in limits])[:CORE_CHECKS]:
        if until():
            break
        fewer = _core(
            board,
            [c for c in packages if (kind, c) != ("package", one)],
            [r for r in limits if (kind, r) != ("limit", one)],
            seed,
        )
        if fewer is not None:
            packages, limits = fewer
    return packages, limits


def _core(board: Board, packages: list[int], limits: list[int], seed: int) -> tuple[list[int], list[int]] | None:
    """Those of the packages and limits that already cannot hold together; None when all can, or time is over."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    among = set(packages)
    x = {(row, column): var for (row, column), var in seats(board, model).items() if column in among}
    asked = {column: model.new_bool_var("") for column in packages}
    kept = {row: model.new_bool_var("") for row in limits}
    _whole_pokja(board, model, x, asked=asked, kept=kept)
    model.add_assumptions([*asked.values(), *kept.values()])
    solver = _solver(CORE_SECONDS, 1, seed)
    if solver.solve(model) != cp_model.INFEASIBLE:
        return None
    core = set(solver.sufficient_assumptions_for_infeasibility())
    return [c for c, v in asked.items() if v.index in core], [r for r, v in kept.items() if v.index in core]


def _whole_pokja(board: Board, model: Any, x: dict[tuple[int, int], Any], asked: Any = None, kept: Any = None) -> None:
    """Size, chair, pins and limits. `asked`: only of packages whose variable is true; `kept`: only limits whose is."""
    by_column: dict[int, list[int]] = {}
    by_row: dict[int, list[int]] = {}
    for row, column in x:
        by_column.setdefault(column, []).append(row)
        by_row.setdefault(row, []).append(column)
    for column in asked if isinstance(asked, dict) else range(len(board.packages)):
        rows = by_column.get(column, [])
        when = None if asked is None else asked[column]
        _add(model, sum(x[r, column] for r in rows) == int(board.size[column]), when)
        if not board.leads[rows, column].all():
            _add(model, sum(x[r, column] for r in rows if board.leads[r, column]) >= 1, when)
        for row in rows:
            if when is not None and board.pinned[row, column]:
                _add(model, x[row, column] == 1, when)
            if when is not None and not isinstance(asked, dict):
                model.add_implication(x[row, column], when)
    for row, columns in by_row.items():
        if board.most[row] < len(columns) and (kept is None or row in kept):
            limit = sum(x[row, c] for c in columns) <= int(board.most[row])
            _add(model, limit, None if kept is None else kept[row])


def _add(model: Any, constraint: Any, when: Any) -> None:
    """A sum over nothing is a plain bool: then there is nothing to add, or no way to keep it."""
    if isinstance(constraint, bool):
        if not constraint:
            if when is None:
                model.add_bool_or([])
            else:
                model.add(when == 0)
        return
    added = model.add(constraint)
    if when is not None:
        added.only_enforce_if(when)


def _solver(seconds: float, workers: int, seed: int) -> Any:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.1, seconds)
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    return solver


def _taken(board: Board, solver: Any, x: dict[tuple[int, int], Any]) -> Bools:
    import numpy as np

    taken = np.zeros_like(board.x)
    for (row, column), var in x.items():
        taken[row, column] = solver.boolean_value(var)
    return taken


class _Deadline:
    """True when the seconds are over."""

    def __init__(self, seconds: float) -> None:
        self.begin, self.seconds = monotonic(), seconds

    def spent(self) -> float:
        return monotonic() - self.begin

    def __call__(self) -> bool:
        return self.spent() >= self.seconds
