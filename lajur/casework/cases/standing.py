"""What cases tell the administrator of people and lanes: open work that hangs on them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count
from django.urls import reverse

from lajur.casework.cases.models import Case, CaseStatus, Task, TaskStatus
from lajur.registers.organisation.models import Agency, Person
from lajur.registers.organisation.work import OpenTask
from lajur.registers.procedures.queries import sop_of
from lajur.registers.procedures.work import Standing


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


def standing_at(agency: Agency, procedure: str) -> list[Standing]:
    """Running cases of a procedure by edition and by the steps that stand open in them."""
    rows = Task.objects.filter(
        agency=agency, status=TaskStatus.OPEN, case__procedure=procedure, case__status=CaseStatus.RUNNING
    ).values_list("case_id", "case__edition_id", "step")
    cases: dict[Any, tuple[str, set[str]]] = {}
    for case, edition, step in rows:
        cases.setdefault(case, (str(edition), set()))[1].add(step)
    counted = Counter((edition, tuple(sorted(steps))) for edition, steps in cases.values())
    return [Standing(edition, steps, count) for (edition, steps), count in counted.items()]


def has_cases(agency: Agency) -> bool:
    return Case.objects.filter(agency=agency).exists()
