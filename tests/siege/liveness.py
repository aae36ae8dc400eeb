"""Faults have stopped: every case can still be brought to its end, by acts that officers may do."""

from __future__ import annotations

from collections.abc import Callable

from lajur.engine.definition import END, Sop, Step
from tests.siege import acts
from tests.siege.acts import Act
from tests.siege.checks import Broken
from tests.siege.model import Case, Doing, Place, way_out
from tests.siege.trial import Trial
from tests.siege.world import World

PATIENCE = 400
"""Acts after which a case that has not ended is stuck."""
TRIES = 40


def drive_to_the_end(world: World, send: Callable[[Act], str]) -> int:
    """Bring every running case to its end; how many acts it took. Cases that were called come before their callers."""
    done = 0
    while running := [number for number, case in world.model.cases.items() if case.runs]:
        done += _drive(world, send, running[-1])
    return done


def _drive(world: World, send: Callable[[Act], str], number: int) -> int:
    for done in range(PATIENCE):
        case = world.model.cases[number]
        if not case.runs or any(world.model.cases[child].runs for child in case.children):
            return done  # a child that was called just now goes first
        ready = [(task, place) for task, place in case.open.items() if not place.waits]
        if not ready:
            raise Broken(f"case {world.ids[number]} is stuck: nothing is open that somebody could do")
        task, place = world.dice.choice(ready)
        if code := send(_next(world, number, case, task, place)):
            raise Broken(f"case {world.ids[number]} is stuck at {task}: {code}")
    raise Broken(f"case {world.ids[number]} has not ended after {PATIENCE} acts")


def _next(world: World, number: int, case: Case, task: str, place: Place) -> Act:
    people = acts.rightful(world, number, task)
    if not people:  # nobody holds the lane, or he has left: the head appoints somebody
        return _appointing(world, number, case.sop.steps[place.step].lane)
    step = case.sop.steps[place.step]
    return acts.completing(world, number, task, world.dice.choice(people), forward(world, case, step))


def _appointing(world: World, number: int, lane: str) -> Act:
    by, persons = acts.overseer(world), acts.some(world)

    def run() -> object:
        return acts.actions.appoint(
            case_id=world.ids[number], lane=lane, persons=persons, reason="Kosong", by=world.actor(by), now=world.now
        )

    return Act("tunjuk", lambda trial: trial.appoint(number, lane, by, persons), run)


def forward(world: World, case: Case, step: Step) -> Doing:
    """The step well done, with the decision or the answers that lead nearest to the end."""
    far = distances(case.sop)
    best: tuple[int, Doing] | None = None
    tries = TRIES if step.by_facts else max(1, len(step.exits))
    for attempt in range(tries):
        label = step.exits[attempt].label if step.exits and not step.by_facts else None
        made = acts.doing(world, case, step, careful=True, label=label)
        private = {asked.key for asked in step.fields if asked.personal}
        facts = {**case.facts, **{key: given for key, given in made.answers.items() if key not in private}}
        code, target = way_out(step, made.exit, facts)
        if not code and (best is None or far.get(target, 0) < best[0]):
            best = far.get(target, 0), made
    assert best is not None
    return best[1]


def distances(sop: Sop) -> dict[str, int]:
    """Step → fewest steps from it to the end (of the case, or of its branch)."""
    far = {END: 0}
    changed = True
    while changed:
        changed = False
        for step in sop.steps.values():
            ways = [way.target for way in step.exits] or [step.next]
            known = [far[way] + 1 for way in ways if way in far]
            if known and min(known) < far.get(step.key, 10_000):
                far[step.key], changed = min(known), True
    return far


def stuck(world: World) -> list[int]:
    trial = Trial(world.model, world.now)
    return [number for number, case in world.model.cases.items() if case.runs and not trial.case(number).open]
