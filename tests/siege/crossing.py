"""Moving a case to the edition in force: the act, and its oracle, written from the rules of the decision
(docs/decisions/0010) and not from `lajur.engine.crossing`."""

from __future__ import annotations

from typing import Any

from lajur.casework.cases import actions
from lajur.engine.definition import Sop
from lajur.engine.refusal import Refusal
from lajur.registers.procedures.models import Procedure
from tests.siege.acts import Act, any_case, anybody
from tests.siege.model import Case
from tests.siege.trial import Trial
from tests.siege.world import World

ATTEMPTS = 5


def move_over(world: World) -> Act | None:
    """Mostly somebody who may moves a case that runs by another edition than the one in force."""
    dice, model = world.dice, world.model
    behind = [number for number, case in world.alive() if case.sop != model.in_force[case.procedure]]
    number = dice.choice(behind) if behind and dice.random() < 0.8 else any_case(world, running=dice.random() < 0.9)
    if number is None:
        return None
    trial = Trial(model, world.now)
    chosen = [p for p in world.people if trial.people.roles(p, trial.day) & {"administrator", "pimpinan"}]
    by = dice.choice(chosen) if chosen and dice.random() < 0.8 else anybody(world)
    reason = "Edisi baru" if dice.random() < 0.9 else " "
    key = model.cases[number].procedure

    def run() -> Any:
        outcome: Any = None
        for _ in range(ATTEMPTS):  # another may put an edition in force between looking and moving
            edition = str(Procedure.objects.get(agency=world.agency, key=key).in_force_id)
            outcome = actions.change_edition(
                case_id=world.ids[number], edition=edition, reason=reason, by=world.actor(by), now=world.now
            )
            if not isinstance(outcome, Refusal) or outcome.code != "edisi-tidak-berlaku":
                break
        return outcome

    return Act("pindah", lambda trial: _judge(trial, number, by, reason), run)


def _judge(trial: Trial, number: int, by: str, reason: str) -> str:
    if not trial.people.roles(by, trial.day) & {"administrator", "pimpinan"}:
        return "bukan-wewenang"
    case = trial.case(number)
    new = trial.model.in_force[case.procedure]
    if not case.runs:
        return "tidak-berjalan"
    if not reason.strip():
        return "alasan-kosong"
    if case.sop == new:
        return "edisi-sama"
    if not fits(case, new):
        return "tidak-dapat-dipindah"
    case.sop = new
    before = case.entries
    trial.recount(number)
    case.entries = before + 1
    return ""


def fits(case: Case, new: Sop) -> bool:
    """Whether the case can go on by `new`."""
    if any(step not in new.steps for step in case.visits):
        return False
    for place in case.open.values():
        was, now = case.sop.steps[place.step], new.steps[place.step]
        if now.umbrella or (was.fork, was.group) != (now.fork, now.group):
            return False
        if (was.call.sop if was.call else "") != (now.call.sop if now.call else ""):
            return False
        per_case = new.lanes[now.lane].per_case
        if was.lane != now.lane and (place.assignees or per_case):
            return False
        if per_case and now.lane not in case.sop.lanes:
            return False
    for heading, *_rest in case.groups.values():
        was, now = case.sop.steps[heading], new.steps[heading]
        if (was.fork, was.group, was.umbrella) != (now.fork, now.group, now.umbrella):
            return False
    ahead = _ahead(case, new)
    known = set(case.facts).union(*({asked.key for asked in new.steps[key].fields} for key in ahead))
    bound = set(case.bound).union(*(set(new.steps[key].appoints) for key in ahead))
    for key in ahead:
        step = new.steps[key]
        if new.lanes[step.lane].per_case and step.lane not in bound:
            return False
        if step.by_facts and not {one.fact for way in step.exits for one in way.conditions} <= known:
            return False
    return True


def _ahead(case: Case, new: Sop) -> set[str]:
    found: set[str] = set()
    rest = {place.step for place in case.open.values()}
    rest |= {new.steps[heading].next for heading, *_more in case.groups.values()}
    while rest:
        key = rest.pop()
        if key in found or key not in new.steps:
            continue
        found.add(key)
        step = new.steps[key]
        rest |= {*step.fork, step.next} if step.fork else {way.target for way in step.exits} or {step.next}
    return found
