"""What cases tell the administrator of people and lanes: open work that hangs on them."""

from __future__ import annotations

from django.db.models import Count
from django.urls import reverse

from lajur.casework.cases.models import Case, Task, TaskStatus
from lajur.registers.organisation.models import Agency, Person
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


def open_by_lane(agency: Agency) -> dict[tuple[str, str], int]:
    rows = (
        Task.objects.filter(agency=agency, status=TaskStatus.OPEN, assignees=[])
        .values_list("seat")
        .annotate(count=Count("id"))
    )
    return {(seat.partition("/")[0], seat.partition("/")[2]): count for seat, count in rows}


def has_cases(agency: Agency) -> bool:
    return Case.objects.filter(agency=agency).exists()
