"""Reading cases and tasks: inboxes, the case page, lists. Every function answers for one actor or one case."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from lajur.casework.cases.models import Case, Deviation, DeviationStatus, Task, TaskStatus
from lajur.casework.cases.permissions import READERS, CaseSubject, DeviationSubject, judge_policy
from lajur.casework.cases.reading import persons_of, seats_of
from lajur.casework.documents.models import Record
from lajur.casework.documents.queries import records_of
from lajur.engine.state import State
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.actors import Actor, day_of
from lajur.registers.organisation.models import Agency


def case_state(case: Case) -> State:
    return State.from_json(json.loads(case.state))


def inbox_tasks(actor: Actor) -> QuerySet[Task]:
    """Open tasks on which the actor can act now, by position, by name, or as a substitute; nearest deadline first."""
    if actor.person is None:
        return Task.objects.none()
    mine = Q(assignees=[], seat__in=seats_of(actor)) | (
        ~Q(assignees=[]) & Q(assignees__overlap=list(persons_of(actor)))
    )
    return Task.objects.filter(mine, agency_id=actor.agency, status=TaskStatus.OPEN, waits_for_child=False)


def done_by(actor: Actor) -> QuerySet[Task]:
    """What the actor did, the latest first."""
    done = Task.objects.filter(agency_id=actor.agency, done_by_id=UUID(actor.person) if actor.person else None)
    return done.filter(done_by__isnull=False).select_related("case").order_by("-done_at", "-id")


def waiting_for(actor: Actor) -> QuerySet[Task]:
    """Open tasks of others in cases that the actor started or took part in, nearest deadline first."""
    if actor.person is None:
        return Task.objects.none()
    me = UUID(actor.person)
    took_part = Exists(Task.objects.filter(case_id=OuterRef("case_id"), done_by_id=me))
    waiting = Task.objects.filter(Q(case__started_by_id=me) | took_part, agency_id=actor.agency, status=TaskStatus.OPEN)
    by_seat = Q(assignees=[], seat__in=seats_of(actor))
    by_name = ~Q(assignees=[]) & Q(assignees__overlap=list(persons_of(actor)))
    others = waiting.filter(Q(waits_for_child=True) | ~(by_seat | by_name))
    return others.select_related("case").order_by("due_at", "opened_at", "id")


HELD = 50
"""So many tasks held by colleagues are shown."""


def held_by_colleagues(actor: Actor) -> list[Task]:
    """Open tasks of the actor's own lanes that somebody else has taken or been given. Lanes whose officers the case
    appoints are left out, for others have no part in it; people outside learn nothing of each other."""
    if actor.outside:
        return []
    seats = seats_of(actor)
    given = Task.objects.filter(agency_id=actor.agency, status=TaskStatus.OPEN, waits_for_child=False, seat__in=seats)
    others = given.exclude(assignees=[]).exclude(assignees__overlap=list(persons_of(actor))).select_related("case")
    lanes = ((task, task.seat.partition("/")[2]) for task in others.order_by("due_at", "opened_at", "id")[: HELD * 4])
    return [task for task, lane in lanes if not json.loads(task.case.state)["appointments"].get(lane)][:HELD]


def case_subject(case_id: UUID | None, actor: Actor, now: datetime) -> CaseSubject:
    """What `may` looks at before a case is shown; for no case, a subject nobody takes part in."""
    case = Case.objects.select_related("agency").filter(id=case_id).first() if case_id else None
    return subject_of(case, now) if case else CaseSubject("", actor.day)


def subject_of(case: Case, now: datetime) -> CaseSubject:
    """`case` comes with its agency."""
    starter = str(case.started_by_id) if case.started_by_id else None
    return CaseSubject(case.procedure, day_of(case.agency, now), starter, lambda: persons_in_case(case))


def persons_in_case(case: Case) -> frozenset[str]:
    persons: set[str] = set()
    for done_by, done_for, assignees in case.tasks.values_list("done_by_id", "done_for_id", "assignees").distinct():
        persons |= {str(person) for person in (done_by, done_for, *assignees) if person}
    for bound in case_state(case).appointments.values():
        persons |= set(bound)
    return frozenset(persons)


@dataclass(frozen=True, slots=True)
class LoadedCase(CaseSubject):
    """A case as pages get it: also the subject of their permissions."""

    case: Case = field(kw_only=True)


def load_case(agency: Agency, case_id: UUID, now: datetime) -> LoadedCase | None:
    """A case of the agency with everything `may` looks at; two queries."""
    case = Case.objects.filter(agency=agency, id=case_id).select_related("started_by", "parent").first()
    if case is None:
        return None
    case.agency = agency
    starter = str(case.started_by_id) if case.started_by_id else None
    return LoadedCase(case.procedure, day_of(agency, now), starter, lambda: persons_in_case(case), case=case)


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """Cases the actor may see in lists; the same rule as the permission `cases.view`."""
    cases = Case.objects.filter(agency_id=actor.agency)
    if actor.person is None or actor.roles & READERS:
        return cases
    persons = [actor.person, *actor.day.stands_in_for(actor.person)]
    part = Task.objects.filter(Q(done_by_id__in=persons) | Q(done_for_id__in=persons) | Q(assignees__overlap=persons))
    mine = Q(started_by_id__in=persons) | Q(id__in=part.values("case_id"))
    if not actor.outside:
        mine |= Q(procedure__in={procedure for procedure, _ in actor.day.lanes_of(actor.person)})
    return cases.filter(mine)


OWED_ANSWER = (DeviationStatus.RECORDED, DeviationStatus.REJECTED)


def deviations_to_answer(actor: Actor) -> QuerySet[Deviation]:
    return Deviation.objects.filter(agency_id=actor.agency, person_id=str(actor.person), status__in=OWED_ANSWER)


def deviations_to_judge(actor: Actor) -> QuerySet[Deviation]:
    """Answered ones of the people whose superior the actor is or stands in for; the same rule as `judge_policy`."""
    day, everybody = actor.day, {seat.person for seat in actor.day.roster.seats}
    judged = [person for person in everybody if judge_policy(actor, DeviationSubject(person, day))]
    return Deviation.objects.filter(agency_id=actor.agency, status=DeviationStatus.ANSWERED, person_id__in=judged)


def records_by_number(case: UUID | str) -> dict[int, Record]:
    """Every record of the case with who brought it and where it came from."""
    return {record.number: record for record in records_of(case)}


def answers_of(task: Task) -> dict[str, object]:
    """Answers given when the task was done, by the key of their field."""
    return dict(json.loads(task.answers)) if task.answers else {}


def open_tasks_of(case: Case) -> list[Task]:
    """Tasks that wait in the case, nearest deadline first."""
    return list(case.tasks.filter(status=TaskStatus.OPEN).order_by("due_at", "opened_at", "id"))


def open_tasks_by_case(cases: Iterable[Case]) -> dict[UUID, list[Task]]:
    """The same for many cases at once."""
    found: dict[UUID, list[Task]] = {}
    rows = Task.objects.filter(case_id__in=[case.id for case in cases], status=TaskStatus.OPEN)
    for task in rows.order_by("due_at", "opened_at", "id"):
        found.setdefault(task.case_id, []).append(task)
    return found


def entries_of(case: Case, *, before: int | None, limit: int) -> tuple[list[Entry], int | None]:
    """The latest journal entries (those before number `before`), latest first, and the number to go on from."""
    rows = Entry.objects.filter(chain=case.id)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    entries = list(rows.order_by("-seq")[: limit + 1])
    more = len(entries) > limit
    return entries[:limit], entries[limit - 1].seq if more else None
