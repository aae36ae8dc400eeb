"""What can come before what in a SOP, with branches that run side by side and meet again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache

from lajur.catalogue.outline import Branch, Row
from lajur.engine.definition import END, Sop


class Flow:
    """Ways through `sop`. What follows a heading row comes after all of its branches have ended."""

    def __init__(self, sop: Sop, rows: Iterable[Row]) -> None:
        self.sop = sop
        self.branch_of: Mapping[str, Branch] = {row.key: row.branch for row in rows}
        self.size_of = {key: len(step.fork) for key, step in sop.steps.items() if step.fork}
        self.onward = {key: frozenset(self.ways(key)) - {END} for key in sop.steps}
        self.ending = {key for key in sop.steps if END in self.ways(key)}
        self.earlier = cache(self._earlier)
        self.after = cache(self._after)

    def ways(self, key: str) -> tuple[str, ...]:
        step = self.sop.steps[key]
        if step.fork:
            return step.fork
        return tuple(way.target for way in step.exits) if step.exits else (step.next,)

    def reach(self, starts: Iterable[str], avoiding: Collection[str] = (), patient: bool = True) -> frozenset[str]:
        """Steps that can be reached from `starts` without doing any of `avoiding` (which may themselves be reached).

        `patient`: a heading row's branches must all end before what follows it.
        """
        reached: set[str] = set()
        ended: dict[str, set[int]] = {}
        waiting = set(starts)
        while waiting:
            key = waiting.pop()
            reached.add(key)
            if key in avoiding:
                continue
            waiting |= self.onward[key] - reached
            if key not in self.ending:
                continue
            target, branch = END, self.branch_of[key]
            while target == END and branch is not None:
                heading, number = branch
                ended.setdefault(heading, set()).add(number)
                if patient and len(ended[heading]) < self.size_of[heading]:
                    break
                target, branch = self.sop.steps[heading].next, self.branch_of[heading]
            if target != END and target not in reached:
                waiting.add(target)
        return frozenset(reached)

    def _earlier(self, key: str) -> frozenset[str]:
        return self.reach([self.sop.first.key], (key,)) - {key}

    def _after(self, key: str) -> frozenset[str]:
        branch, target = self.branch_of[key], self.ways(key)
        starts = [way for way in target if way != END]
        while END in target and branch is not None:
            target, branch = (self.sop.steps[branch[0]].next,), self.branch_of[branch[0]]
            starts.extend(way for way in target if way != END)
        return self.reach(starts, patient=False)

    def can_come_before(self, first: str, then: str) -> bool:
        """Whether a case can do `first` and only later `then` for the first time, one after the other."""
        if self.side_by_side(first, then):
            return False
        return first in self.earlier(then) and then in self.after(first)

    def side_by_side(self, one: str, other: str) -> bool:
        """Whether both stand in different branches of the same group."""
        mine = dict(self._branches(one))
        return any(mine.get(heading, number) != number for heading, number in self._branches(other))

    def always_before(self, steps: Collection[str], then: str) -> bool:
        """Whether every way to `then` passes one of `steps`."""
        return then in steps or then not in self.reach([self.sop.first.key], steps)

    def _branches(self, key: str) -> Iterable[tuple[str, int]]:
        branch = self.branch_of[key]
        while branch is not None:
            yield branch
            branch = self.branch_of[branch[0]]
