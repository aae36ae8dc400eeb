"""What must hold whatever happened. Each check raises `Broken` with what the model says and what is stored."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django_scopes import scope

from lajur.casework.cases.inbox import read_inbox
from lajur.casework.cases.models import Case as CaseRow
from lajur.casework.cases.models import Deviation, Task, TaskStatus
from lajur.casework.cases.replay import replay_case
from lajur.casework.cases.rules import Borders
from lajur.casework.cases.wanted import Wanted
from lajur.casework.documents.models import Record
from lajur.casework.documents.queries import numbers_in
from lajur.engine.events import EVENT_TYPES, event_from_json, rebuild
from lajur.registers.authority import prepared
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


_STORED = "SELECT id, state, status, journal_length FROM cases_case WHERE id = ANY($1::uuid[])"


def stored_as(world: World, model: Model, numbers: Iterable[int]) -> list[str]:
    """Differences between these cases of `model` and their rows."""
    wanted = {str(world.ids[number]): number for number in numbers}
    faults = []
    for row in prepared.rows(_STORED, (tuple(wanted),)) if wanted else ():
        key, state, status, length = (value.decode() if value is not None else "" for value in row)
        for fault in differences(model.cases[wanted.pop(key)], orjson.loads(state), status, int(length)):
            faults.append(f"{key}: {fault}")
    return [*faults, *(f"case {number} is not there" for number in wanted.values())]


def inbox(world: World, person: str) -> None:
    """An officer's inbox holds exactly what the model says waits for him."""
    page = read_inbox(world.actor(person), Wanted(), Borders.at(world.now, world.agency.zone), limit=100_000)
    trial, numbers = Trial(world.model, world.now), {str(row): number for number, row in world.ids.items()}
    cases = world.model.cases
    ours = {(n, task) for n, task, _ in open_places(world) if not trial.allowed(cases[n], task, person)[0]}
    theirs = {(numbers.get(task.case, 0), task.key) for task in page.tasks}
    if ours != theirs or page.total != len(ours):
        raise Broken(f"inbox: only in the model {sorted(ours - theirs)}, only stored {sorted(theirs - ours)}")


def everything(world: World) -> None:
    """All of the agency: its cases as rows and as their journal tells them, the chains, the people, the inboxes."""
    expect("cases", len(world.model.cases), CaseRow.objects.filter(agency=world.agency).count())
    if faults := stored_as(world, world.model, world.model.cases):
        raise Broken("\n".join(faults))
    tasks(world)
    lapses(world)
    journal(world)
    people(world)
    border(world)
    for person in world.people:
        if person in world.model.people.active:
            inbox(world, person)


def border(world: World) -> None:
    """Whoever stands in the other agency's scope sees nothing of this one, whatever he asks the database for."""
    for table in ("cases_case", "cases_task", "authority_entry", "documents_record", "notices_mail"):
        with scope(agency=world.elsewhere), connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table} WHERE agency_id = %s", [world.agency.id])
            expect(f"rows of {table} seen from elsewhere", 0, cursor.fetchone()[0])


def tasks(world: World) -> None:
    stored: dict[UUID, dict[str, Any]] = defaultdict(dict)
    for row in Task.objects.filter(agency=world.agency).iterator():
        stored[row.case_id][row.key] = row
    for number, case in world.model.cases.items():
        found = stored[world.ids[number]]
        expect(f"tasks of case {number}", {*case.open, *case.closed}, set(found))
        for task, place in case.open.items():
            row = found[task]
            expect(
                f"case {number} {task}",
                (TaskStatus.OPEN, place.assignees, place.due, place.look, place.mark == 100, place.waits),
                (row.status, tuple(map(str, row.assignees)), row.due_at, row.next_at, row.is_late, row.waits_for_child),
            )
        for task, (who, whom, _) in case.closed.items():
            row = found[task]
            told = tuple(str(one) if one else None for one in (row.done_by_id, row.done_for_id))
            expect(f"case {number} {task}", (who, whom, False), (*told, row.status == TaskStatus.OPEN))


def lapses(world: World) -> None:
    stored: dict[UUID, list[Any]] = defaultdict(list)
    for x in Deviation.objects.filter(agency=world.agency).order_by("number").iterator():
        person = str(x.person_id) if x.person_id else None
        stored[x.case_id].append((x.number, x.kind, x.task, x.what, person, x.status))
    for number, case in world.model.cases.items():
        ours = [(n, x.kind, x.task, x.what, x.person, x.status) for n, x in enumerate(case.lapses, 1)]
        expect(f"lapses of case {number}", ours, stored[world.ids[number]])


SAMPLE = 5
"""So many cases are replayed by Lajur's own command, too, which is slower and looks at documents' contents."""


def journal(world: World) -> None:
    """Every chain holds, has each acknowledged act once and nothing else, and gives, replayed, what is stored."""
    verdict = verify_agency(str(world.agency.id))
    if verdict.faults:
        raise Broken(f"the journal does not hold: {verdict.faults}")
    bodies: dict[UUID, list[str]] = defaultdict(list)
    texts: dict[UUID, dict[int, str]] = defaultdict(dict)
    entries = Entry.objects.filter(agency=world.agency).order_by("chain", "seq").values_list("chain", "body")
    for chain, body in entries.iterator():
        bodies[chain].append(body)
    kept = Record.objects.filter(agency=world.agency).values_list("case", "number", "text", "name", "sha256")
    for case, n, text, name, digest in kept.iterator():
        texts[case][n] = f"{name} {digest}" if name else text
    for number, case in world.model.cases.items():
        told = bodies[world.ids[number]]
        expect(f"entries of case {number}", case.entries, len(told))
        events = [data for body in told for data in orjson.loads(body)["ev"] if data["e"] in EVENT_TYPES]
        state = rebuild(event_from_json(data) for data in events)
        plain = orjson.loads(orjson.dumps(state.to_json()))
        if faults := differences(case, plain, case.status, case.entries):
            raise Broken(f"case {number} replayed: {faults}")
        found = {kind: tuple(texts[world.ids[number]][n] for n in sorted(numbers_in(reference)))
                 for kind, reference in state.documents.items()}  # fmt: skip
        expect(f"documents of case {number}", case.docs, found)
    for row in CaseRow.objects.filter(agency=world.agency).order_by("-journal_length", "id")[:SAMPLE]:
        if faults := replay_case(row):
            raise Broken(f"the journal tells another case: {faults}")


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
