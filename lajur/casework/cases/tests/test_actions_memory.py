"""What a process remembers of the cases it moved: it may save a read, and never lets through what no longer holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.db import transaction

from lajur.casework.cases import store
from lajur.casework.cases.models import Case, Task
from lajur.casework.cases.replay import replay_case
from lajur.casework.cases.testing import Office, complete, open_tasks
from lajur.engine.refusal import Refusal
from lajur.registers.organisation.actions import unseat
from lajur.registers.organisation.models import Holding
from lajur.registers.organisation.testing import NOW, clock, done

GIVEN = {"permintaan": "Lisan", "konsep": "Menyusul"}


def test_a_remembered_case_that_somebody_else_moved_is_read_again(office: Office):
    case = office.start()
    kept = store.recall(case.id, office.agency.id)
    assert kept is not None
    done(complete(case, "buat.1", office.ani, without=GIVEN))
    store._memory[str(case.id), str(office.agency.id)] = replace(kept)  # as another process still knows it
    again = complete(case, "buat.1", office.ani, without=GIVEN)
    assert isinstance(again, Refusal)
    assert again.code == "tugas-tidak-terbuka"
    assert Task.objects.filter(case=case).count() == 2
    assert replay_case(Case.objects.get(id=case.id)) == []


def test_what_was_undone_by_a_transaction_is_not_believed(office: Office):
    case = office.start()
    with transaction.atomic():
        done(complete(case, "buat.1", office.ani, without=GIVEN))
        transaction.set_rollback(True)
    assert open_tasks(case) == ["buat.1"]
    remembered = store.recall(case.id, office.agency.id)
    assert remembered is not None
    assert "buat.1" not in remembered.state.open
    done(complete(case, "buat.1", office.ani, without=GIVEN))
    assert open_tasks(case) == ["periksa.1"]
    assert replay_case(Case.objects.get(id=case.id)) == []


def test_who_lost_his_office_is_refused_though_the_case_is_remembered(office: Office):
    case = office.start()
    assert store.recall(case.id, office.agency.id) is not None
    holding = Holding.objects.get(person=office.ani, until=None)
    done(unseat(by=clock(office.agency), now=NOW, holding=holding, until=(NOW - timedelta(days=1)).date()))
    refused = complete(case, "buat.1", office.ani, without=GIVEN)
    assert isinstance(refused, Refusal)
    assert open_tasks(case) == ["buat.1"]


def test_memory_is_bounded(office: Office, monkeypatch):
    monkeypatch.setattr(store, "REMEMBERED", 2)
    store._memory.clear()
    for _ in range(5):
        office.start()
    assert len(store._memory) <= 2
