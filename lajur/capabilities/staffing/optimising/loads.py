"""What a load is, and what of a plan is made small: the sum of the squares of loads, and a price for every change.

The sum of squares is least when all carry the same, and ten percent too much for one person weighs more than one
percent too much for ten. Loads are whole numbers, `SHARE` being the fair share of one person.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from lajur.capabilities.staffing.optimising.problem import Pokja, Problem

SHARE = 10_000
"""The load of a person if all of it were shared evenly."""


@dataclass(frozen=True)
class Scale:
    """`of_package`: what each package adds to the load of each of its Pokja; `before`: the load from elsewhere of each
    person taking part; `change`: the price of taking a person out of a Pokja that is in force."""

    of_package: Mapping[str, int]
    before: Mapping[str, int]
    change: int

    def loads(self, pokja: Pokja) -> dict[str, int]:
        found = dict(self.before)
        for package, members in pokja.items():
            for member in members:
                found[member] += self.of_package[package]
        return found

    def value(self, problem: Problem, pokja: Pokja) -> int:
        return sum(load * load for load in self.loads(pokja).values()) + self.change * changes(problem, pokja)


def changes(problem: Problem, pokja: Pokja) -> int:
    """How many persons leave a Pokja in which they are now; packages without one in `pokja` do not count."""
    return sum(
        len((members & problem.member.keys()) - pokja[package])
        for package, members in problem.in_force.items()
        if package in pokja
    )


def scale_of(problem: Problem, taking_part: Collection[str], packages: Collection[str]) -> Scale:
    """Loads in proportion to the fair share among the persons `taking_part`, when `packages` are shared out."""
    chosen = [package for package in problem.packages if package.key in packages]
    mine = [member for member in problem.staff if member.key in taking_part]
    people = max(1, len(mine))
    number = Fraction(sum(p.size for p in chosen) + sum(m.number for m in mine), people) or Fraction(1)
    value = Fraction(sum(p.size * p.value for p in chosen) + sum(m.value for m in mine), people) or Fraction(1)
    weights = problem.weights
    both = weights.number + weights.value

    def load(count: int, rupiah: int) -> int:
        return round(SHARE * (weights.number * count / number + weights.value * rupiah / value) / both)

    of_package = {package.key: max(1, load(1, package.value)) for package in chosen}
    mean = sum(of_package.values()) / max(1, len(of_package))
    return Scale(
        of_package,
        {member.key: load(member.number, member.value) for member in mine},
        round(2 * mean * SHARE * weights.steadiness / 100),
    )
