"""What people do to cases, rightly and wrongly. Each act is a request that can be sent, and sent again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from lajur.casework.cases import actions
from lajur.casework.documents.actions import Given
from lajur.engine.definition import Field, Step
from lajur.engine.refusal import Refusal
from tests.siege.model import Case, Doing, Place
from tests.siege.trial import Trial
from tests.siege.world import World


@dataclass
class Act:
    """`judge` asks the model, `run` asks Lajur. `starts`: the id that a new case shall get. `parts`: several
    transactions, of which a fault may let some happen (a job)."""

    name: str
    judge: Callable[[Trial], str]
    run: Callable[[], Any]
    starts: UUID | None = None
    parts: bool = False
    happened: Callable[[], bool] | None = field(default=None)
    by: str = ""


def open_places(world: World, *, waiting: bool = False) -> list[tuple[int, str, Place]]:
    return [
        (number, task, place)
        for number, case in world.alive()
        for task, place in case.open.items()
        if place.waits == waiting
    ]


def rightful(world: World, number: int, task: str) -> list[str]:
    trial = Trial(world.model, world.now)
    case = world.model.cases[number]
    if task not in case.open:
        return []
    actors, people = trial.actors(case, task), trial.people
    return [p for p in world.people if p in people.active and not people.standing(p, actors, trial.day)[0]]


def anybody(world: World) -> str:
    return world.dice.choice([person for person in world.people if person in world.model.people.active])


def some(world: World) -> tuple[str, ...]:
    active = [person for person in world.people if person in world.model.people.active]
    return tuple(world.dice.sample(active, world.dice.choice([1, 1, 2])))


def any_case(world: World, *, running: bool = True) -> int | None:
    numbers = [number for number, _ in world.alive()] if running else list(world.model.cases)
    return world.dice.choice(numbers) if numbers else None


# Starting


def start(world: World, procedure: str | None = None) -> Act:
    key = procedure or world.dice.choice(list(world.contents))
    sop = world.model.in_force[key]
    trial = Trial(world.model, world.now)
    actors = trial.people.actors(key, sop.first.lane, (), trial.day)
    by = world.dice.choice(actors) if actors and world.dice.random() < 0.85 else anybody(world)
    bound: dict[str, tuple[str, ...]] = {}
    for lane in sop.lanes.values():
        if lane.per_case and world.dice.random() < 0.5:
            bound[lane.key] = some(world)
        elif world.dice.random() < 0.01:
            bound[lane.key] = (world.stranger,)
    request = world.request()

    def run() -> Any:
        return actions.start_case(
            procedure=key, subject="Hal uji", by=world.actor(by), now=world.now, appointments=bound,
            case_id=request,
        )  # fmt: skip

    return Act("mulai", lambda trial: trial.start(key, by, bound, str(request)), run, starts=request)


# Completing


def answer_to(asked: Field, dice: Random, world: World) -> Any:
    match asked.kind:
        case "angka" | "uang":
            low = asked.minimum if asked.minimum is not None else 0
            return dice.randint(low, asked.maximum if asked.maximum is not None else low + 60)
        case "pilihan":
            return dice.choice(asked.options)[0]
        case "ya-tidak":
            return dice.random() < 0.5
        case "tanggal":
            return (world.today + timedelta(days=dice.randint(-3, 40))).isoformat()
    return "3275010101800001"


def doing(world: World, case: Case, step: Step, *, careful: bool = False, label: str | None = None) -> Doing:
    """What the step needs, rightly filled in; a careless officer leaves out what may be left out."""
    dice, sop = world.dice, case.sop
    made = Doing(exit=label)
    if label is None and step.exits and not step.by_facts:
        made.exit = dice.choice(step.exits).label
    for asked in step.fields:
        if asked.required or careful or dice.random() < 0.6:
            made.answers[asked.key] = answer_to(asked, dice, world)
    for kind in sop.needs_of(step):
        if kind not in case.docs:
            if not careful and dice.random() < 0.3:
                made.without[kind] = "Menyusul"
            else:
                made.attachments[kind] = (world.key("lampiran"),)
    for kind in sop.yields_of(step):
        if not careful and dice.random() < 0.15:
            made.without[kind] = "Tidak terbit"
        else:
            made.outputs[kind] = tuple(world.key("hasil") for _ in range(dice.choice([1, 1, 1, 2])))
    made.appoints = {lane: some(world) for lane in step.appoints}
    return made


def spoiled(world: World, case: Case, step: Step, good: Doing) -> Doing:
    """One thing wrong with it; sometimes what looks wrong is allowed, and the model knows."""
    dice = world.dice
    ways: list[Doing] = [
        replace(good, answers={**good.answers, "asing": 1}),
        replace(good, exit="asing"),
        replace(good, exit=None),
        replace(good, outputs={**good.outputs, "asing": (world.key("hasil"),)}),
        replace(good, without={}, attachments={}),
        replace(good, outputs={}, without={}),
        replace(good, answers={}),
        replace(good, appoints={}),
        replace(good, appoints={**good.appoints, next(iter(case.sop.lanes)): (world.stranger,)}),
    ]
    numbers = [asked.key for asked in step.fields if asked.kind == "angka" and asked.minimum is not None]
    if numbers:
        ways.append(replace(good, answers={**good.answers, numbers[0]: -1}))
    return dice.choice(ways)


def completing(world: World, number: int, task: str, by: str, made: Doing) -> Act:
    def given(documents: dict[str, tuple[str, ...]]) -> list[Given]:
        return [Given(kind, text=token) for kind, tokens in documents.items() for token in tokens]

    def run() -> Any:
        return actions.complete_step(
            case_id=world.ids[number], task=task, by=world.actor(by), now=world.now, exit=made.exit,
            answers=made.answers, outputs=given(made.outputs), attachments=given(made.attachments),
            without=made.without, appoints=made.appoints,
        )  # fmt: skip

    return Act("selesaikan", lambda trial: trial.complete(number, task, by, made), run, by=by)


def complete(world: World) -> Act | None:
    """An officer completes a step that waits for him."""
    places = open_places(world)
    if not places:
        return None
    number, task, place = world.dice.choice(places)
    case = world.model.cases[number]
    by = world.dice.choice(rightful(world, number, task) or [anybody(world)])
    return completing(world, number, task, by, doing(world, case, case.sop.steps[place.step]))


def complete_wrongly(world: World) -> Act | None:
    """Somebody else's step, one that is closed or never was, or a form filled in badly."""
    dice, number = world.dice, any_case(world, running=world.dice.random() < 0.8)
    if number is None:
        return None
    case = world.model.cases[number]
    tasks = [*case.open, *list(case.closed)[-6:], "tidak-ada.1"]
    task = dice.choice([*case.open] or tasks) if dice.random() < 0.8 else dice.choice(tasks)
    step = case.sop.steps.get(task.rpartition(".")[0], case.sop.first)
    good = doing(world, case, step)
    right = rightful(world, number, task)
    if right and dice.random() < 0.6:
        return completing(world, number, task, dice.choice(right), spoiled(world, case, step, good))
    return completing(world, number, task, anybody(world), good)


# Other ways to move a case


def send_back(world: World) -> Act | None:
    places = open_places(world, waiting=world.dice.random() < 0.05)
    if not places:
        return None
    number, task, _ = world.dice.choice(places)
    case, dice = world.model.cases[number], world.dice
    targets = Trial(world.model, world.now).targets(case, task)
    target = dice.choice(targets) if targets and dice.random() < 0.8 else dice.choice(list(case.sop.steps))
    by = dice.choice(rightful(world, number, task) or [anybody(world)]) if dice.random() < 0.9 else anybody(world)
    reason = "Perlu dilengkapi" if dice.random() < 0.95 else " "

    def run() -> Any:
        return actions.return_step(
            case_id=world.ids[number], task=task, target=target, reason=reason, by=world.actor(by), now=world.now
        )

    return Act("kembalikan", lambda trial: trial.send_back(number, task, by, target, reason), run)


def skip(world: World) -> Act | None:
    places = open_places(world, waiting=world.dice.random() < 0.1)
    if not places:
        return None
    number, task, _ = world.dice.choice(places)
    dice = world.dice
    by = dice.choice(rightful(world, number, task) or [anybody(world)]) if dice.random() < 0.9 else anybody(world)
    reason = "Sudah dikerjakan" if dice.random() < 0.95 else ""

    def run() -> Any:
        return actions.skip_step(
            case_id=world.ids[number], task=task, reason=reason, by=world.actor(by), now=world.now
        )  # fmt: skip

    return Act("lewati", lambda trial: trial.skip(number, task, by, reason), run)


def hand_over(world: World) -> Act | None:
    number, dice = any_case(world, running=world.dice.random() < 0.95), world.dice
    if number is None:
        return None
    case = world.model.cases[number]
    task = dice.choice([*case.open, *list(case.closed)[-2:], "tidak-ada.1"][: max(1, len(case.open) + 1)])
    by = dice.choice(rightful(world, number, task) or [anybody(world)]) if dice.random() < 0.6 else anybody(world)
    persons = (
        some(world) if dice.random() < 0.93 else dice.choice([(), (world.stranger,), (*some(world), world.stranger)])
    )
    reason = "Cuti" if dice.random() < 0.95 else ""

    def run() -> Any:
        return actions.hand_over(
            case_id=world.ids[number], task=task, persons=persons, reason=reason, by=world.actor(by), now=world.now
        )

    return Act("alihkan", lambda trial: trial.hand_over(number, task, by, persons, reason), run)


def appoint(world: World) -> Act | None:
    number, dice = any_case(world, running=world.dice.random() < 0.95), world.dice
    if number is None:
        return None
    lane = dice.choice([*world.model.cases[number].sop.lanes, "tidak-ada"])
    by = overseer(world) if dice.random() < 0.7 else anybody(world)
    persons = some(world) if dice.random() < 0.95 else ()

    def run() -> Any:
        return actions.appoint(
            case_id=world.ids[number], lane=lane, persons=persons, reason="", by=world.actor(by), now=world.now
        )

    return Act("tunjuk", lambda trial: trial.appoint(number, lane, by, persons), run)


def overseer(world: World) -> str:
    trial = Trial(world.model, world.now)
    above = [p for p in world.people if trial.people.roles(p, trial.day) & {"pimpinan", "administrator"}]
    return world.dice.choice(above)


def cancel(world: World) -> Act | None:
    number, dice = any_case(world, running=world.dice.random() < 0.8), world.dice
    if number is None:
        return None
    by = world.model.cases[number].starter if dice.random() < 0.25 else anybody(world)
    reason = "Anggaran dicabut" if dice.random() < 0.9 else ""

    def run() -> Any:
        return actions.cancel_case(case_id=world.ids[number], reason=reason, by=world.actor(by), now=world.now)

    return Act("batalkan", lambda trial: trial.cancel(number, by, reason), run)


def call_again(world: World) -> Act | None:
    model, dice = world.model, world.dice
    places = [
        (number, task) for number, task, place in open_places(world) + open_places(world, waiting=True)
        if model.cases[number].sop.steps[place.step].call
    ]  # fmt: skip
    if not places:
        return None
    number, task = dice.choice(places)
    by = dice.choice(rightful(world, number, task) or [anybody(world)])

    def run() -> Any:
        return actions.call_again(case_id=world.ids[number], task=task, by=world.actor(by), now=world.now)

    return Act("panggil-lagi", lambda trial: trial.call_again(number, task, by), run)


# Lapses, remarks, the border


def answer(world: World) -> Act | None:
    cases = [number for number, case in world.model.cases.items() if case.lapses]
    if not cases:
        return None
    number, dice = world.dice.choice(cases), world.dice
    lapses = world.model.cases[number].lapses
    which = dice.randint(1, len(lapses)) if dice.random() < 0.97 else len(lapses) + 1
    row = lapses[min(which, len(lapses)) - 1]
    by = row.person if row.person in world.model.people.active and dice.random() < 0.85 else anybody(world)
    assert by is not None
    text = "Ada rapat" if dice.random() < 0.95 else "  "

    def run() -> Any:
        return actions.answer_deviation(
            case_id=world.ids[number], number=which, answer=text, by=world.actor(by), now=world.now
        )

    return Act("jawab", lambda trial: trial.answer(number, which, by, text), run)


def judge(world: World) -> Act | None:
    cases = [number for number, case in world.model.cases.items() if case.lapses]
    if not cases:
        return None
    number, dice = world.dice.choice(cases), world.dice
    lapses = world.model.cases[number].lapses
    waiting = [index for index, row in enumerate(lapses, 1) if row.status == "dijawab"]
    which = dice.choice(waiting) if waiting and dice.random() < 0.8 else dice.randint(1, len(lapses))
    person, trial = lapses[which - 1].person, Trial(world.model, world.now)
    above = trial.people.superiors(person, trial.day) if person else ()
    by = dice.choice(above) if above and dice.random() < 0.8 else anybody(world)
    accept, text = dice.random() < 0.7, dice.choice(["", "Jelaskan lagi", "Jelaskan lagi"])

    def run() -> Any:
        return actions.judge_deviation(
            case_id=world.ids[number], number=which, accept=accept, judgement=text, by=world.actor(by), now=world.now
        )

    return Act("nilai", lambda trial: trial.judge(number, which, by, accept, text), run)


def comment(world: World) -> Act | None:
    number, dice = any_case(world, running=False), world.dice
    if number is None:
        return None
    by, text = anybody(world), dice.choice(["Sudah saya periksa", "Mohon dilanjutkan", "  "])
    request = world.request()

    def run() -> Any:
        return actions.comment(
            case_id=world.ids[number], text=text, by=world.actor(by), now=world.now, comment_id=request
        )

    return Act("komentar", lambda trial: trial.comment(number, by, text, str(request)), run)


def trespass(world: World) -> Act | None:
    """Somebody of another agency reaches for a case; for him it does not exist."""
    number, dice = any_case(world), world.dice
    if number is None:
        return None
    task = next(iter(world.model.cases[number].open))
    verbs: list[Callable[[dict[str, Any]], Any]] = [
        lambda who: actions.complete_step(**who, task=task),
        lambda who: actions.skip_step(**who, task=task, reason="Tidak perlu"),
        lambda who: actions.return_step(**who, task=task, target=task.rpartition(".")[0], reason="Keliru"),
        lambda who: actions.cancel_case(**who, reason="Tidak perlu"),
        lambda who: actions.call_again(**who, task=task),
    ]
    verb = dice.choice(verbs)

    def run() -> Any:
        found = verb({"case_id": world.ids[number], "by": world.actor(world.stranger), "now": world.now})
        return found if isinstance(found, Refusal) else None

    return Act("melanggar-batas", lambda trial: "pelaksanaan-tidak-ada", run)


def tell_time(world: World) -> Act | None:
    """The clock looks at one case."""
    from lajur.registers.organisation.actors import clock_actor
    from lajur.registers.organisation.models import Agency

    number = any_case(world, running=world.dice.random() < 0.95)
    if number is None:
        return None

    def run() -> Any:
        by = clock_actor(Agency.objects.get(id=world.agency.id), world.now)
        return actions.tell_time(case_id=world.ids[number], by=by, now=world.now)

    return Act("waktu", lambda trial: trial.tell_time(number), run)
