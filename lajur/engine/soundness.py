"""Whether every case of a SOP can end: its markings are explored, and every choice is taken to be possible.

A marking is what stands open at once. Branches side by side are kept as a tree: a thread is the key of an open step,
or a heading row with the threads of its branches that have not ended. Small SOPs are explored marking by marking; where
more than `cap` moves lead from marking to marking, each branch is explored on its own, which is as exact as long as no
way leaves its branch (the catalogue refuses those that do).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from lajur.engine.definition import END, Sop, Step

FlawKind = Literal["buntu", "tanpa-akhir", "tidak-terjangkau", "tak-terbatas"]
CAP = 5_000
_MAX_NESTING = 8
"""Groups within groups that a sheet may hold; a marking that is deeper grows without end."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """`buntu`: nothing is open there and the case has not ended. `tanpa-akhir`: no way leads from there to the end.
    `tidak-terjangkau`: no case ever gets there. `tak-terbatas`: branches open inside themselves without end."""

    kind: FlawKind
    step: str


class _Group(NamedTuple):
    heading: str
    threads: tuple[Any, ...]


_Thread = str | _Group


class _Unbounded(Exception):
    def __init__(self, step: str) -> None:
        self.step = step


class _TooMany(Exception):
    pass


def flaws(sop: Sop, cap: int = CAP) -> list[Flaw]:
    """Flaws in the sheet's order, one per step and kind; none for a SOP in which every case can always end."""
    found: set[tuple[str, FlawKind]] = set()
    if sop.steps:
        try:
            found = _explore(sop, cap)
            if found:  # a marking names the innocent beside the culprit; branch by branch tells them apart
                found = _compose(sop) or found
        except _TooMany:
            found = _compose(sop)
        except _Unbounded as endless:
            found = {(endless.step, "tak-terbatas")}
    order = {key: index for index, key in enumerate(sop.steps)}
    return [Flaw(kind, step) for step, kind in sorted(found, key=lambda one: (order.get(one[0], -1), one[1]))]


def _ways(step: Step) -> tuple[str, ...]:
    """Where a step that is done may lead; nowhere when it is a fork (its branches follow)."""
    if step.fork or step.umbrella:
        return ()
    return tuple(dict.fromkeys(way.target for way in step.exits)) if step.exits else (step.next,)


# Marking by marking


def _explore(sop: Sop, cap: int) -> set[tuple[str, FlawKind]]:
    first = _open(sop, sop.first.key, 0)
    before: dict[_Thread, set[_Thread]] = {}
    seen: set[_Thread] = set() if first is None else {first}
    waiting = deque(seen)
    ending: set[_Thread] = set()
    found: set[tuple[str, FlawKind]] = set()
    reached: set[str] = set()
    moves = 0
    while waiting:
        marking = waiting.popleft()
        reached.update(_steps_in(marking))
        followers = list(_moves(sop, marking, 0))
        if not followers:
            found.update((step, "buntu") for step in _steps_in(marking))
        moves += len(followers)
        if moves > cap:
            raise _TooMany
        for follower in followers:
            if follower is None:
                ending.add(marking)
                continue
            before.setdefault(follower, set()).add(marking)
            if follower not in seen:
                seen.add(follower)
                waiting.append(follower)
    back = deque(ending)
    while back:
        for marking in before.get(back.popleft(), ()):
            if marking not in ending:
                ending.add(marking)
                back.append(marking)
    stuck = {step for step, _ in found}
    for marking in seen - ending:
        found.update((step, "tanpa-akhir") for step in _open_steps(marking) if step not in stuck)
    if first is None:
        reached.add(sop.first.key)
    found.update((key, "tidak-terjangkau") for key in sop.steps if key not in reached)
    return found


def _open(sop: Sop, target: str, depth: int) -> _Thread | None:
    """The thread that going to `target` opens; None at the end."""
    if target == END:
        return None
    step = sop.steps.get(target)
    if step is None:
        return _Group(target, ())
    if step.umbrella:
        return _fork(sop, step, depth)
    return target


def _fork(sop: Sop, step: Step, depth: int) -> _Thread | None:
    if depth >= _MAX_NESTING:
        raise _Unbounded(step.key)
    threads = [thread for head in step.fork if (thread := _open(sop, head, depth + 1)) is not None]
    if not step.fork:
        return _Group(step.key, ())
    return _Group(step.key, tuple(sorted(threads, key=repr))) if threads else _open(sop, step.next, depth + 1)


def _moves(sop: Sop, thread: _Thread, depth: int) -> Iterable[_Thread | None]:
    """Every thread that one completed task makes of this one; None where it has ended."""
    if isinstance(thread, str):
        step = sop.steps[thread]
        if step.fork:
            yield _fork(sop, step, depth)
        for target in _ways(step):
            if target == END or target in sop.steps:
                yield _open(sop, target, depth)
        return
    for index, inner in enumerate(thread.threads):
        if index and inner == thread.threads[index - 1]:
            continue
        others = thread.threads[:index] + thread.threads[index + 1 :]
        for moved in _moves(sop, inner, depth + 1):
            threads = others if moved is None else tuple(sorted((*others, moved), key=repr))
            if threads:
                yield _Group(thread.heading, threads)
            else:
                yield _open(sop, sop.steps[thread.heading].next, depth)


def _steps_in(thread: _Thread) -> list[str]:
    """Open steps and the heading rows above them."""
    if isinstance(thread, str):
        return [thread]
    return [thread.heading, *(step for inner in thread.threads for step in _steps_in(inner))]


def _open_steps(thread: _Thread) -> list[str]:
    if isinstance(thread, str):
        return [thread]
    return [step for inner in thread.threads for step in _open_steps(inner)] or [thread.heading]


# Branch by branch


def _compose(sop: Sop) -> set[tuple[str, FlawKind]]:
    """The same findings from a graph in which a heading row leads on when each of its branches can end."""
    scope_of = {key: step.group for key, step in sop.steps.items()}
    reached = _reach(sop)
    ends = _can_end(sop, scope_of)
    found: set[tuple[str, FlawKind]] = {(key, "tidak-terjangkau") for key in sop.steps if key not in reached}
    for key in reached - ends:
        step = sop.steps[key]
        leads = step.fork if step.fork else tuple(way for way in _ways(step) if way == END or way in sop.steps)
        found.add((key, "tanpa-akhir" if leads else "buntu"))
    return found


def _reach(sop: Sop) -> set[str]:
    """Steps some case gets to. What follows a heading row is reached with it; whether it ends is asked apart."""
    reached: set[str] = set()
    waiting = [sop.first.key]
    while waiting:
        key = waiting.pop()
        if key in reached or key not in sop.steps:
            continue
        reached.add(key)
        step = sop.steps[key]
        waiting.extend((*step.fork, step.next) if step.fork else _ways(step))
    return reached


def _can_end(sop: Sop, scope_of: dict[str, str | None]) -> set[str]:
    """Steps from which the end of their own branch, or of the case, can be reached: the least fixed point."""
    ends: set[str] = set()
    before: dict[str, list[str]] = {}
    forks: dict[str, list[str]] = {}
    for key, step in sop.steps.items():
        for target in (step.next,) if step.fork else _ways(step):
            if target == END or scope_of.get(target, "?") == scope_of[key]:
                before.setdefault(target, []).append(key)
        for head in step.fork:
            forks.setdefault(head, []).append(key)

    def allowed(key: str) -> bool:
        return all(head in ends for head in sop.steps[key].fork)

    def leads_on(key: str) -> bool:
        step = sop.steps[key]
        targets = (step.next,) if step.fork else _ways(step)
        return any(target == END or (target in ends and scope_of[target] == scope_of[key]) for target in targets)

    waiting = list(before.get(END, ()))
    while waiting:
        key = waiting.pop()
        if key in ends or not leads_on(key) or not allowed(key):
            continue
        ends.add(key)
        waiting.extend(before.get(key, ()))
        waiting.extend(forks.get(key, ()))
    return ends
