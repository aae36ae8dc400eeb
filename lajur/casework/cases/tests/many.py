"""Inboxes with much in them."""

from __future__ import annotations

from datetime import timedelta

from lajur.casework.cases.models import Case, Task
from lajur.casework.cases.testing import Office
from lajur.registers.organisation.testing import NOW


def fill_inbox(office: Office, count: int) -> None:
    """Cases as many as wanted, each with an open task of the officers: copies of one that was really started."""
    model = office.start()
    task = Task.objects.get(case=model)
    later = [NOW + timedelta(hours=n % 400 - 30) for n in range(count)]
    cases = [
        Case(
            **{
                **{f.attname: getattr(model, f.attname) for f in Case._meta.concrete_fields},
                "id": None,
                "number": f"X{n}",
            }
        )
        for n in range(count)
    ]
    for case in cases:
        case.id = Case._meta.get_field("id").get_default()
    Case.objects.bulk_create(cases)
    tasks = [
        Task(agency=office.agency, case=case, key=task.key, step=task.step, seat=task.seat, opened_at=NOW, due_at=due)
        for case, due in zip(cases, later, strict=True)
    ]
    Task.objects.bulk_create(tasks)
