"""Officers who take a task that several could do, and give it back; some of them too late or without any right."""

from __future__ import annotations

from typing import Any

from lajur.casework.cases import actions
from tests.siege.acts import Act, any_case, anybody, rightful
from tests.siege.world import World


def take(world: World) -> Act | None:
    """Ambil."""
    number, task, by = _somebody(world, held=False)
    if number is None:
        return None

    def run() -> Any:
        return actions.take(case_id=world.ids[number], task=task, by=world.actor(by), now=world.now)

    return Act("ambil", lambda trial: trial.take(number, task, by), run)


def give_back(world: World) -> Act | None:
    """Lepaskan, mostly what somebody holds by name."""
    number, task, by = _somebody(world, held=True)
    if number is None:
        return None

    def run() -> Any:
        return actions.give_back(case_id=world.ids[number], task=task, by=world.actor(by), now=world.now)

    return Act("lepaskan", lambda trial: trial.give_back(number, task, by), run)


def _somebody(world: World, *, held: bool) -> tuple[int | None, str, str]:
    """A case, one of its tasks and a person; `held`: one that waits for somebody by name, where there is any."""
    dice = world.dice
    number = any_case(world, running=dice.random() < 0.97)
    if number is None:
        return None, "", ""
    case = world.model.cases[number]
    known = [*case.open, *list(case.closed)[-1:]] or ["tidak-ada.1"]
    named = [task for task, place in case.open.items() if place.assignees]
    task = dice.choice(named if held and named and dice.random() < 0.8 else known)
    by = dice.choice(rightful(world, number, task) or [anybody(world)]) if dice.random() < 0.85 else anybody(world)
    return number, task, by
