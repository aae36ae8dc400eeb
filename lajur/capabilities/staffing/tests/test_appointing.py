"""Beside a step that appoints: who fits the lane today, and why others do not."""

from __future__ import annotations

from datetime import timedelta

import time_machine

from lajur.capabilities.staffing.appointing import candidates
from lajur.capabilities.staffing.models import Leave, LeaveKind, Staff
from lajur.capabilities.staffing.testing import TODAY, Place
from lajur.casework.cases.models import Task
from lajur.casework.cases.testing import complete, make_row, open_tasks
from lajur.casework.cases.tests.browsing import path, signed_in, words
from lajur.registers.organisation.testing import NOW, done


def test_those_who_fit_stand_first_and_the_others_with_their_reason(place: Place) -> None:
    away, unqualified, unasked = Staff.objects.order_by("person__name")[:3]
    Leave.objects.create(
        agency=away.agency, staff=away, kind=LeaveKind.LEAVE, since=TODAY, until=TODAY + timedelta(days=3)
    )
    unqualified.certificates.all().delete()
    Staff.objects.filter(id=unasked.id).update(is_available=False)
    found = candidates(place.office.agency, "pokja", TODAY)
    reasons = {one.line.staff.id: one.hindrance for one in found}
    assert str(reasons[away.id]) == "tidak masuk hari ini"
    assert str(reasons[unqualified.id]) == "tanpa sertifikat yang berlaku untuk peran ini"
    assert str(reasons[unasked.id]) == "sedang tidak dibagi tugas"
    fit = [one.hindrance is None for one in found]
    assert fit == sorted(fit, reverse=True)
    assert sum(fit) == len(found) - 3
    assert all(one.hindrance for one in candidates(place.office.agency, "ppk", TODAY)), (
        "a Pokja's certificate is no PPK's"
    )
    assert any(one.hindrance is None for one in candidates(place.office.agency, "jabfung-ppbj", TODAY))


def test_the_officer_sees_it_and_appoints_by_the_step_s_own_form(place: Place) -> None:
    rows = [make_row("tunjuk", menunjuk=["pokja"], formulir="staffing.appoint"), make_row("kerja", "pokja")]
    place.office.publish("penunjukan", rows, title="SOP penunjukan")
    place.office.agency.refresh_from_db()
    case = place.office.start("penunjukan")
    with time_machine.travel(NOW, tick=False):
        client = signed_in(place.office.ani)
        task = path(case, "tunjuk.1")
        page = words(client.get(task))
        assert "Siapa yang memenuhi syarat: Pokja" in page
        assert place.staff[0].name in page
    chosen = tuple(str(person.id) for person in place.staff[:3])
    done(complete(case, "tunjuk.1", place.office.ani, appoints={"pokja": chosen}))
    assert open_tasks(case) == ["kerja.1"]
    assert {str(one) for one in Task.objects.get(case=case, key="kerja.1").assignees} == set(chosen)
