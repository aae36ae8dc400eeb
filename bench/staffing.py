"""How well and how fast are packages shared out? `python -m bench.staffing [--only large] [--seconds 30]`, in the
project's own environment; about two minutes. Needs no database.

For each office: what is made small (squares of loads, and the price of changes) against what is proven that no plan can
be below, beside two greedy plans: packages as they come, and the weightiest first, each to those with the least so far.
Every plan goes through the checker, which shares no code with what makes plans. Exit code 1: a goal was missed.
"""

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random

from lajur.capabilities.staffing.optimising.checking import faults_in
from lajur.capabilities.staffing.optimising.loads import changes, scale_of
from lajur.capabilities.staffing.optimising.problem import Pokja, Problem, Span, Weights
from lajur.capabilities.staffing.optimising.proposing import greedy, propose
from lajur.capabilities.staffing.optimising.testing import make_office

GAP = 0.02
"""At most so far above the proven bound."""


def fresh() -> Problem:
    return make_office(60, 400)


def scarce() -> Problem:
    """Half of the staff may be in no Pokja before summer, and nobody takes more than thirty."""
    office = make_office(60, 400, seed=2)
    spring = (Span(date(2026, 1, 1), date(2026, 6, 30)),)
    staff = [replace(m, most=36, absences=spring if n % 2 else m.absences) for n, m in enumerate(office.staff)]
    return replace(office, staff=tuple(staff))


def changed() -> Problem:
    """A plan is in force; since then three left, two fell ill for a quarter, and forty packages were added."""
    office = make_office(60, 400, seed=3)
    plan = propose(replace(office, packages=office.packages[:360]), seconds=20).pokja
    random = Random(3)
    gone, ill = random.sample(range(60), 3), random.sample(range(60), 2)
    quarter = (Span(date(2026, 4, 1), date(2026, 6, 30)),)
    staff = [
        replace(m, is_available=n not in gone, absences=quarter if n in ill else m.absences)
        for n, m in enumerate(office.staff)
    ]
    return replace(office, staff=tuple(staff), in_force=plan)


def by_value() -> Problem:
    """Only the value counts: a few packages are as heavy as hundreds of others."""
    return make_office(60, 400, seed=4, weights=Weights(number=0, value=1))


def large() -> Problem:
    return make_office(200, 3000)


OFFICES: dict[str, tuple[Callable[[], Problem], float, float]] = {
    "fresh": (fresh, 30, 10),
    "scarce": (scarce, 30, 10),
    "changed": (changed, 30, 10),
    "by-value": (by_value, 30, 1),
    "large": (large, 60, 10),
}
"""Office → how it is made, seconds allowed, and how many times nearer to the bound than the better greedy plan it is to
come. Where only value counts and nothing was there before, weightiest first is as good as it gets."""


def figures(name: str, problem: Problem, pokja: Pokja, bound: int, taking_part: list[str]) -> float:
    """Print a row; how far the plan's value is above the bound, in proportion."""
    scale = scale_of(problem, taking_part, pokja.keys())
    loads = scale.loads(pokja)
    mean = sum(loads.values()) / len(loads)
    deviation = (sum((load - mean) ** 2 for load in loads.values()) / len(loads)) ** 0.5
    above = (scale.value(problem, pokja) - bound) / bound
    faults = len(faults_in(problem, pokja, must_have_all=False))
    lightest, heaviest = min(loads.values()) / 100, max(loads.values()) / 100
    print(
        f"  {name:<16} {100 * above:>9.4f} % above bound; loads {lightest:.1f} to {heaviest:.1f} %, deviation"
        f" {deviation / 100:.2f}; {changes(problem, pokja)} changes, {len(pokja)} packages, {faults} faults"
    )
    return above


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.staffing", description=__doc__)
    parser.add_argument("--only", choices=list(OFFICES), nargs="*", default=list(OFFICES))
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    missed = []
    for name in args.only:
        make, seconds, margin = OFFICES[name]
        problem = make()
        proposal = propose(problem, seconds=seconds, workers=args.workers)
        print(
            f"{name}: {len(problem.staff)} staff, {len(problem.packages)} packages in {proposal.seconds:.1f} s "
            f"(goal {seconds:.0f}), load {os.getloadavg()[0]:.1f}, "
            f"{len(problem.packages) - len(proposal.pokja)} packages impossible",
            flush=True,
        )
        people = list(proposal.loads)
        ours = figures("proposal", problem, proposal.pokja, proposal.bound, people)
        ratios = []
        for way, as_they_come in (("weightiest first", False), ("as they come", True)):
            plan = greedy(problem, as_they_come=as_they_come)
            theirs = figures(way, problem, plan, proposal.bound, people)
            if plan.keys() == proposal.pokja.keys():
                ratios.append(theirs / max(ours, 1e-9))
        if ratios:
            print(f"  {min(ratios):,.0f} times nearer to the bound than the better greedy plan")
        faults = faults_in(problem, proposal.pokja, must_have_all=False)
        if proposal.seconds > seconds or ours > GAP or faults or (ratios and min(ratios) < margin):
            missed.append(name)
    print("missed: " + ", ".join(missed) if missed else "all goals reached")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
