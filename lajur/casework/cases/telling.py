"""Who is told of what happens in cases.

The statement that writes a step stays as short as it is: tasks that a move opens, deviations and answers are told by a
job that looks every minute at what came since it looked last, and some minutes further back for transactions that were
slow to commit. Keys make a second look harmless. Numbers beside the navigation count the tasks themselves and need no
notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from lajur.casework.cases.models import Deviation, DeviationStatus, Task, TaskStatus
from lajur.casework.cases.rows import heads, overseers
from lajur.casework.cases.shell import Moved
from lajur.casework.jobs.models import JobMark
from lajur.casework.notices.actions import notify
from lajur.casework.notices.models import NoticeKind
from lajur.engine.definition import Sop
from lajur.engine.state import Token
from lajur.registers.organisation.actors import Actor, day_of
from lajur.registers.organisation.models import Agency
from lajur.registers.organisation.rules import Day
from lajur.registers.procedures.queries import sop_of

AGAIN = timedelta(minutes=10)
"""How far a look goes back beyond the last one."""

MARK = "cases.told"


def tell_of_work(agency: Agency, now: datetime) -> int:
    """Tell of everything since the last look; returns how many tasks and deviations were looked at."""
    mark, _ = JobMark.objects.get_or_create(agency=agency, job=MARK, defaults={"value": int(now.timestamp())})
    since = min(datetime.fromtimestamp(mark.value, UTC), now) - AGAIN
    day = day_of(agency, now)
    seen = _tell_of_tasks(agency, day, since, now) + _tell_of_deviations(agency, day, since, now)
    retire(agency, now)
    mark.value = int(now.timestamp())
    mark.save(update_fields=["value"])
    return seen


def with_substitutes(day: Day, persons: Iterable[str]) -> tuple[str, ...]:
    people = tuple(persons)
    return tuple(dict.fromkeys([*people, *(other for person in people for other in day.substitutes_of(person))]))


def told_of(number: str, sop: Sop, step: str = "", **more: Any) -> dict[str, Any]:
    """What a notice names."""
    named = {"number": number, "sop": sop.identity.title, **more}
    return {**named, "step": sop.steps[step].title} if step in sop.steps else named


def _tell_of_tasks(agency: Agency, day: Day, since: datetime, now: datetime) -> int:
    """Each open task to those who can act on it, once for every visit of its step; not to whoever brought it there."""
    fresh = Task.objects.filter(
        agency=agency, status=TaskStatus.OPEN, waits_for_child=False, opened_at__gte=since, opened_at__lte=now
    )
    tasks = list(fresh.select_related("case").defer("case__state").order_by("opened_at", "id"))
    before = {
        (row.case_id, row.key): row
        for row in Task.objects.filter(
            case_id__in={task.case_id for task in tasks}, key__in={task.after for task in tasks if task.after}
        ).only("id", "case_id", "key", "status", "done_by_id")
    }
    for task in tasks:
        sop = sop_of(task.case.edition_id)
        procedure, _, lane = task.seat.rpartition("/")
        previous = before.get((task.case_id, task.after))
        bringer = previous.done_by_id if previous else task.case.started_by_id
        actors = with_substitutes(day, day.actors(procedure, lane, [str(person) for person in task.assignees]))
        is_back = previous is not None and previous.status == TaskStatus.RETURNED
        notify(
            agency=str(agency.id),
            persons=[person for person in actors if person != str(bringer)],
            kind=NoticeKind.RETURNED if is_back else NoticeKind.NEW_TASK,
            key=f"{task.case_id}:{task.key}",
            link=f"/pelaksanaan/{task.case_id}/{task.key}/",
            at=now,
            params=told_of(task.case.number, sop, task.step),
            case=task.case_id,
            task=task.key,
        )
    return len(tasks)


def _tell_of_deviations(agency: Agency, day: Day, since: datetime, now: datetime) -> int:
    """New and rejected ones to whoever must answer, answered ones to whoever judges."""
    status = DeviationStatus
    moved = Deviation.objects.filter(agency=agency).filter(
        Q(status=status.RECORDED, at__gte=since)
        | Q(status=status.ANSWERED, answered_at__gte=since)
        | Q(status=status.REJECTED, judged_at__gte=since)
    )
    rows = list(moved.exclude(person=None).select_related("case").defer("case__state").order_by("id"))
    for row in rows:
        person, judged = str(row.person_id), row.status == status.ANSWERED
        moment = row.answered_at if judged else row.judged_at if row.status == status.REJECTED else row.at
        assert moment is not None
        notify(
            agency=str(agency.id),
            persons=judges(day, person) if judged else [person],
            kind=NoticeKind.JUDGEMENT if judged else NoticeKind.DEVIATION,
            key=f"{row.case_id}:{row.number}:{moment.timestamp():.0f}",
            link=f"/pelaksanaan/{row.case_id}/penyimpangan/{row.number}/{'nilai' if judged else 'jawab'}/",
            at=now,
            params=told_of(row.case.number, sop_of(row.case.edition_id), row.task.rpartition(".")[0]),
            case=row.case_id,
        )
    return len(rows)


def judges(day: Day, person: str) -> tuple[str, ...]:
    """Who judges a person's answer: the superiors and those who stand in for them, else the head. The same rule as
    `permissions.judge_policy`."""
    above = day.superiors_of(person)
    people = with_substitutes(day, above) if above else heads(day)
    return tuple(other for other in people if other != person)


_RETIRE = """
UPDATE notices_notice n SET read_at = %s FROM cases_task t
WHERE n.agency_id = %s AND n.read_at IS NULL AND n.task <> '' AND n.kind = ANY(%s)
    AND t.case_id = n."case" AND t.key = n.task AND t.status <> 'terbuka'
"""


def retire(agency: Agency, now: datetime) -> None:
    """Calls to do what has been done meanwhile are no news: they count as read, and their mail is not sent."""
    kinds = [NoticeKind.NEW_TASK, NoticeKind.RETURNED, NoticeKind.HANDED_OVER, NoticeKind.REMINDER]
    with connection.cursor() as cursor:
        cursor.execute(_RETIRE, [now, agency.id, [str(kind) for kind in kinds]])


def tell_cancelled(moved: Moved, waiting: Mapping[str, Token], by: Actor, now: datetime) -> None:
    """Tell those on whom a cancelled case waited, and those who had worked on it. `waiting`: its tasks until now."""
    held, day = moved.held, day_of(moved.held.agency, now)
    people: list[str] = []
    for token in waiting.values():
        people += with_substitutes(day, day.actors(held.procedure, moved.sop.steps[token.step].lane, token.assignees))
    done = Task.objects.filter(case_id=held.id, done_by__isnull=False).values_list("done_by_id", flat=True)
    people += [str(person) for person in done.order_by("done_by_id").distinct()]
    _tell_case(moved, [p for p in people if p != by.person], NoticeKind.CANCELLED, now)


def _tell_case(moved: Moved, persons: Iterable[str], kind: NoticeKind, now: datetime) -> None:
    notify(
        agency=str(moved.held.agency.id),
        persons=persons,
        kind=kind,
        key=str(moved.held.id),
        link=f"/pelaksanaan/{moved.held.id}/",
        at=now,
        params=told_of(moved.held.number, moved.sop),
        case=moved.held.id,
    )


def tell_task(moved: Moved, task: str, persons: Iterable[str], kind: NoticeKind, now: datetime, mark: object) -> None:
    """Tell of an open task of a moved case; `mark` tells one telling of the same visit from another."""
    step = moved.outcome.state.open[task].step
    notify(
        agency=str(moved.held.agency.id),
        persons=persons,
        kind=kind,
        key=f"{moved.held.id}:{task}:{mark}",
        link=f"/pelaksanaan/{moved.held.id}/{task}/",
        at=now,
        params=told_of(moved.held.number, moved.sop, step, mark=mark),
        case=moved.held.id,
        task=task,
    )


def superiors_over(day: Day, procedure: str, lane: str, actors: Iterable[str]) -> tuple[str, ...]:
    """Superiors of those who should act; of the lane itself when nobody holds it."""
    people = tuple(actors)
    if not people:
        return overseers(day, procedure, lane)
    return tuple(dict.fromkeys(s for person in people for s in day.superiors_of(person) if s not in people))
