"""The problem as arrays, with a plan on it that can be changed. A row is a person, a column a package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from lajur.capabilities.staffing.optimising.loads import Scale
from lajur.capabilities.staffing.optimising.problem import Problem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

NO_LIMIT = 1 << 40
"""Packages of a person whom no limit holds."""
FAR = 1 << 60
"""A price above every other: of what is forbidden, and below zero of what is set by hand."""


class Board:
    """`may`: whom no rule keeps out; `leads`: who could chair it; `held`: who is in its Pokja now; `pinned`: who was
    set by hand; all by (person, package). `weight` and `size` of each package, `before` and `most` of each person.
    `x` is the plan, (person, package) too; `loads` and `counts` of each person follow it."""

    def __init__(
        self, problem: Problem, scale: Scale, fitting: Mapping[str, Sequence[str]], packages: Sequence[str]
    ) -> None:
        import numpy as np

        self.staff = list(scale.before)
        self.packages = list(packages)
        rows = {key: row for row, key in enumerate(self.staff)}
        shape = (len(self.staff), len(self.packages))
        self.may, self.leads = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
        self.held, self.pinned = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
        levels = np.array([problem.member[key].level for key in self.staff])
        for column, key in enumerate(self.packages):
            package = problem.package[key]
            self.may[[rows[member] for member in fitting[key]], column] = True
            self.leads[:, column] = levels >= package.lead
            self.held[[rows[m] for m in problem.in_force.get(key, ()) if m in rows], column] = True
            self.pinned[[rows[member] for member in package.pinned], column] = True
        self.weight = np.array([scale.of_package[key] for key in self.packages], dtype=np.int64)
        self.size = np.array([problem.package[key].size for key in self.packages], dtype=np.int64)
        self.before = np.array([scale.before[key] for key in self.staff], dtype=np.int64)
        limits = [problem.member[key].most for key in self.staff]
        self.most = np.array([NO_LIMIT if limit is None else limit for limit in limits], dtype=np.int64)
        self.change = scale.change
        self.put(np.zeros(shape, dtype=bool))

    def put(self, x: Bools) -> None:
        self.x = x.copy()
        self.loads: Ints = self.before + self.x @ self.weight
        self.counts: Ints = self.x.sum(axis=1)

    @property
    def value(self) -> int:
        return int((self.loads**2).sum()) + self.change * int((self.held & ~self.x).sum())

    def pokja(self) -> dict[str, frozenset[str]]:
        import numpy as np

        return {
            key: frozenset(self.staff[row] for row in np.flatnonzero(self.x[:, column]))
            for column, key in enumerate(self.packages)
        }

    def take(self, column: int, rows: Ints) -> None:
        self.x[rows, column] = False
        self.loads[rows] -= self.weight[column]
        self.counts[rows] -= 1

    def give(self, column: int, rows: Ints) -> None:
        self.x[rows, column] = True
        self.loads[rows] += self.weight[column]
        self.counts[rows] += 1
