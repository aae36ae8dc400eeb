"""What must hold whatever happened. Each check raises `Broken` with what the model says and what is stored."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import orjson

from lajur.casework.cases.inbox import read_inbox
from lajur.casework.cases.models import Case as CaseRow
from lajur.casework.cases.models import Deviation, Task, TaskStatus
from lajur.casework.cases.replay import replay_case
from lajur.casework.cases.rules import Borders
from lajur.casework.cases.wanted import Wanted
from lajur.casework.documents.models import Record
from lajur.casework.documents.queries import numbers_in
from lajur.registers.authority.journal import verify_agency
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.models import Holding, HoldingKind, LaneBinding, Substitution
from tests.siege.acts import open_places
from tests.siege.model import Case, Model
from tests.siege.trial import Trial
from tests.siege.world import World


class Broken(AssertionError):
    """A promise was broken."""


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def differences(case: Case, state: dict[str, Any], status: str, length: int) -> list[str]:
    """Where a stored case is not what the model says."""
    found: dict[str, tuple[Any, Any]] = {
        "status": (case.status, state["status"]),
        "status column": (case.status, status),
        "entries": (case.entries, length),
        "visits": (case.visits, state["visits"]),
        "facts": (case.facts, state["facts"]),
        "documents": (sorted(case.docs), sorted(state["documents"])),
        "bound": ({k: list(v) for k, v in case.bound.items()}, state["appointments"]),
        "lapses": (len(case.lapses), state["deviations"]),
        "shared": (case.shared, {step: moment(at) for step, at in state["shared"].items()}),
        "groups": (case.groups, {k: [s, n, moment(at), up] for k, (s, n, at, up) in state["groups"].items()}),
        "open": (
            {
                key: (p.step, p.opened, p.due, p.group, p.look, p.mark, p.waits, list(p.assignees))
                for key, p in case.open.items()
            },
            {
                key: (step, moment(opened), moment(due), group, moment(look), mark, waits, people)
                for key, (step, _, opened, due, group, look, mark, waits, people) in state["open"].items()
            },
        ),
    }
    return [f"{what}: model {ours!r}, stored {theirs!r}" for what, (ours, theirs) in found.items() if ours != theirs]


def stored_as(world: World, model: Model, numbers: Iterable[int]) -> list[str]:
    """Differences between these cases of `model` and their rows."""
    wanted = {world.ids[number]: number for number in numbers}
    rows = CaseRow.objects.filter(id__in=wanted).values_list("id", "state", "status", "journal_length")
    faults = []
    for row, state, status, length in rows:
        for fault in differences(model.cases[wanted.pop(row)], orjson.loads(state), status, length):
            faults.append(f"{row}: {fault}")
    return [*faults, *(f"case {number} is not there" for number in wanted.values())]


def inbox(world: World, person: str) -> None:
    """An officer's inbox holds exactly what the model says waits for him."""
    page = read_inbox(world.actor(person), Wanted(), Borders.at(world.now, world.agency.zone), limit=100_000)
    trial, numbers = Trial(world.model, world.now), {row: number for number, row in world.ids.items()}
    ours = {
        (number, task)
        for number, task, _ in open_places(world)
        if not trial.allowed(world.model.cases[number], task, person)[0]
    }
    theirs = {(numbers.get(type(next(iter(numbers)))(task.case), 0), task.key) for task in page.tasks}
    if ours != theirs or page.total != len(ours):
        raise Broken(f"inbox: only in the model {sorted(ours - theirs)}, only stored {sorted(theirs - ours)}")


def rows(world: World, number: int) -> None:
    """Tasks, lapses and documents of a case as rows; and its journal replayed gives what is stored."""
    case, key = world.model.cases[number], world.ids[number]
    tasks = {row.key: row for row in Task.objects.filter(case_id=key)}
    expect(f"{key} tasks", {*case.open, *case.closed}, set(tasks))
    for task, place in case.open.items():
        row = tasks[task]
        expect(
            f"{key} {task}",
            (TaskStatus.OPEN, place.assignees, place.due, place.look, place.mark == 100, place.waits),
            (row.status, tuple(map(str, row.assignees)), row.due_at, row.next_at, row.is_late, row.waits_for_child),
        )
    for task, (who, whom, _) in case.closed.items():
        row = tasks[task]
        told = tuple(str(one) if one else None for one in (row.done_by_id, row.done_for_id))
        expect(f"{key} {task}", (who, whom, False), (*told, row.status == TaskStatus.OPEN))
    lapses = Deviation.objects.filter(case_id=key).order_by("number")
    expect(
        f"{key} lapses",
        [(n, x.kind, x.task, x.what, x.person, x.status) for n, x in enumerate(case.lapses, 1)],
        [(x.number, x.kind, x.task, x.what, str(x.person_id) if x.person_id else None, x.status) for x in lapses],
    )
    kept = CaseRow.objects.get(id=key)
    texts = dict(Record.objects.filter(case_id=key).values_list("number", "text"))
    documents = json.loads(kept.state)["documents"]
    told_docs = {kind: tuple(texts[n] for n in sorted(numbers_in(reference))) for kind, reference in documents.items()}
    expect(f"{key} documents", case.docs, told_docs)
    if found := replay_case(kept):
        raise Broken(f"the journal tells another case: {found}")


def everything(world: World) -> None:
    """All of the agency: each case, every acknowledged act once in its journal, the chains, the people."""
    expect("cases", len(world.model.cases), CaseRow.objects.filter(agency=world.agency).count())
    if faults := stored_as(world, world.model, world.model.cases):
        raise Broken("\n".join(faults))
    for number in world.model.cases:
        rows(world, number)
    written = Counter(Entry.objects.filter(agency=world.agency).values_list("chain", flat=True))
    for number, case in world.model.cases.items():
        expect(f"entries of {world.ids[number]}", case.entries, written[world.ids[number]])
    verdict = verify_agency(str(world.agency.id))
    if verdict.faults:
        raise Broken(f"the journal does not hold: {verdict.faults}")
    people(world)
    for person in world.people:
        if person in world.model.people.active:
            inbox(world, person)


def people(world: World) -> None:
    ours, acting = world.model.people, HoldingKind.ACTING
    seats = Holding.objects.filter(agency=world.agency).values_list("person", "position", "since", "until", "kind")
    expect(
        "seats",
        Counter((s.person, s.position, s.since, s.until, s.acting) for s in ours.seats.values()),
        Counter((str(p), str(at), since, until, kind == acting) for p, at, since, until, kind in seats),
    )
    rules = Substitution.objects.filter(agency=world.agency).values_list("absent", "substitute", "since", "until")
    expect(
        "substitutes",
        Counter((r.absent, r.substitute, r.since, r.until) for r in ours.stand_ins.values()),
        Counter((str(absent), str(other), since, until) for absent, other, since, until in rules),
    )
    lanes: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in LaneBinding.objects.filter(agency=world.agency).order_by("id"):
        name = (row.procedure, row.lane)
        lanes[name] = (*lanes.get(name, ()), str(row.position_id))
    expect("lanes", {lane: who for lane, who in ours.lanes.items() if who}, lanes)


def expect(what: str, ours: Any, theirs: Any) -> None:
    if ours != theirs:
        raise Broken(f"{what}: model {ours!r}, stored {theirs!r}")
