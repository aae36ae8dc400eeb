"""What cases tell the administrator of people and lanes: open work that hangs on them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.db.models import Count
from django.urls import reverse

from lajur.casework.cases.models import Case, Task, TaskStatus
from lajur.registers.organisation.models import Agency, Person
from lajur.registers.organisation.rules import Day
from lajur.registers.organisation.work import OpenTask
from lajur.registers.procedures.queries import sop_of


def tasks_by_name(person: Person) -> list[OpenTask]:
    """The oldest hundred open tasks that wait for nobody but those named, the person among them."""
    rows = Task.objects.filter(agency=person.agency_id, status=TaskStatus.OPEN, assignees__contains=[person.id])
    found = []
    for task in rows.select_related("case").order_by("opened_at")[:100]:
        step = sop_of(task.case.edition_id).steps.get(task.step)
        title = f"{task.case.number} · {step.title if step else task.step} ({task.case.subject})"
        found.append(OpenTask(title, reverse("cases.hand_over", args=[task.case_id, task.key])))
    return found


def open_by_lane(agency: Agency | UUID) -> dict[tuple[str, str], int]:
    rows = (
        Task.objects.filter(agency=agency, status=TaskStatus.OPEN, assignees=[])
        .values_list("seat")
        .annotate(count=Count("id"))
    )
    return {(seat.partition("/")[0], seat.partition("/")[2]): count for seat, count in rows}


def open_tasks_of(agency: UUID | str, day: Day, persons: Sequence[str]) -> dict[str, int]:
    """Person → open tasks that wait for him, by his name or as one of those who act in the lane."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.person::text, count(*) FROM cases_task t, unnest(t.assignees) AS a(person)"
            " WHERE t.agency_id = %s AND t.status = %s AND a.person = ANY(%s::uuid[]) GROUP BY 1",
            [str(agency), TaskStatus.OPEN, list(persons)],
        )
        named: dict[str, int] = dict(cursor.fetchall())
    lanes = open_by_lane(UUID(str(agency)))
    return {one: named.get(one, 0) + sum(lanes.get(lane, 0) for lane in day.lanes_of(one)) for one in persons}


def has_cases(agency: Agency) -> bool:
    return Case.objects.filter(agency=agency).exists()
