"""Opening cases: who may, who is bound to which lane, what is refused."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django_scopes import scope, scopes_disabled

from lajur.casework.cases import actions
from lajur.casework.cases.models import Case, Task
from lajur.casework.cases.queries import case_state
from lajur.casework.cases.testing import Office, make_office, make_row, open_tasks
from lajur.registers.organisation.testing import NOW, as_actor, done, refusal


def start(office, by, **given):
    given = {"procedure": "surat", "subject": "Uji coba", **given}
    return actions.start_case(by=as_actor(by), now=NOW, **given)


def test_an_officer_of_the_first_row_starts_and_the_first_task_is_open(office: Office):
    started = done(start(office, office.ani))
    assert started.task == "buat.1"
    assert started.number == "2026-00001"
    case = Case.objects.get(id=started.case)
    assert (case.status, case.subject, case.started_by) == ("berjalan", "Uji coba", office.ani)
    assert open_tasks(case) == ["buat.1"]
    assert Task.objects.get(case=case).seat == "surat/petugas"


def test_numbers_count_within_agency_and_year(office: Office):
    assert [done(start(office, office.ani)).number for _ in range(3)] == ["2026-00001", "2026-00002", "2026-00003"]
    new_year = NOW.replace(year=2026, month=12, day=31, hour=17)  # 00.00 on 1 January in Jakarta
    assert office.start(now=new_year).number == "2027-00001"
    with scopes_disabled():
        other = make_office()
    with scope(agency=other.agency):
        assert done(start(other, other.ani)).number == "2026-00001"


@pytest.mark.parametrize("who", ["kepala", "koordinator", "admin", "staf"])
def test_others_cannot_start(office: Office, who):
    assert refusal(start(office, getattr(office, who))).code == "bukan-pelaksana-awal"
    assert not Case.objects.exists()


def test_a_procedure_that_is_not_there_cannot_be_started(office: Office):
    assert refusal(start(office, office.ani, procedure="tidak-ada")).code == "sop-belum-berlaku"


def test_a_case_is_about_something(office: Office):
    assert refusal(start(office, office.ani, subject="  ")).code == "hal-kosong"


def test_a_per_case_lane_of_the_first_row_is_bound_to_the_one_who_starts(office: Office):
    office.publish("paket", [make_row("usul", "petugas"), make_row("kerja", "petugas")], per_case=["petugas"])
    case = office.start("paket", office.budi)
    assert case_state(case).appointments == {"petugas": (str(office.budi.id),)}
    assert Task.objects.get(case=case).assignees == [office.budi.id]


def test_lanes_of_each_case_are_bound_from_the_start(office: Office):
    office.publish("paket", [make_row("usul"), make_row("kerja", "tim")], per_case=["tim"])
    case = office.start("paket", appointments={"tim": (str(office.staf.id),)})
    assert case_state(case).appointments == {"tim": (str(office.staf.id),)}


def test_a_lane_that_the_sop_does_not_have_is_refused(office: Office):
    given = {"tidak-ada": (str(office.ani.id),)}
    assert refusal(start(office, office.ani, appointments=given)).code == "pelaksana-tidak-dikenal"
    assert not Case.objects.exists()


def test_whoever_starts_cannot_put_himself_in_the_place_of_an_office(office: Office):
    """Lanes that positions hold are not for the starter to give away: he could approve his own work."""
    given = {"kepala": (str(office.ani.id),)}
    assert refusal(start(office, office.ani, appointments=given)).code == "pelaksana-menurut-jabatan"
    assert not Case.objects.exists()


def test_only_people_of_the_agency_are_appointed(office: Office):
    office.publish("paket", [make_row("usul"), make_row("kerja", "tim")], per_case=["tim"])
    with scopes_disabled():
        stranger = make_office().ani
    for person in (str(stranger.id), str(uuid4()), "bukan-orang"):
        found = start(office, office.ani, procedure="paket", appointments={"tim": (person,)})
        assert refusal(found).code == "orang-tidak-dikenal"
    assert not Case.objects.exists()


def test_an_id_that_another_agency_has_used_is_refused_and_not_an_error(office: Office):
    """Found by the simulator: nobody sees the other case, so the insert met its key."""
    taken = uuid4()
    with scopes_disabled():
        other = make_office()
    with scope(agency=other.agency):
        done(start(other, other.ani, case_id=taken))
    assert refusal(start(office, office.ani, case_id=taken)).code == "sudah-dimulai"
    assert not Case.objects.filter(agency=office.agency).exists()


def test_a_comments_id_that_another_case_has_used_is_refused_and_not_an_error(office: Office):
    """Found by the simulator."""
    taken, first, second = uuid4(), office.start(), office.start()
    said: dict[str, Any] = {"text": "Halo", "by": as_actor(office.ani), "now": NOW, "comment_id": taken}
    done(actions.comment(case_id=first.id, **said))
    assert refusal(actions.comment(case_id=second.id, **said)).code == "kiriman-terpakai"
