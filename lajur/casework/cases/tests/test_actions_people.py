"""Who may act in whose place: hand-over, appointment, substitutes, acting officers."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django_scopes import scopes_disabled

from lajur.casework.cases import actions
from lajur.casework.cases.models import Case, Task
from lajur.casework.cases.queries import case_state, inbox_tasks
from lajur.casework.cases.testing import Office, complete, make_office, make_row, open_tasks
from lajur.casework.notices.models import Notice
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.testing import (
    NOW,
    as_actor,
    done,
    make_acting,
    make_substitution,
    refusal,
)

MONDAY = date(2026, 3, 2)
FRIDAY = date(2026, 3, 6)
GOOD: dict[str, Any] = {"attachments": ["permintaan"], "outputs": ["konsep"]}


def hand_over(case, by, *persons, reason="Sedang dinas luar", task="buat.1"):
    return actions.hand_over(
        case_id=case.id, task=task, persons=[str(p.id) for p in persons], reason=reason, by=as_actor(by), now=NOW
    )


def last_entry(case):
    return Entry.objects.filter(chain=case.id).latest("seq")


@pytest.mark.parametrize("who", ["ani", "koordinator", "admin"])
def test_officer_superior_and_administrator_hand_a_task_over(office: Office, who):
    case = office.start()
    done(hand_over(case, getattr(office, who), office.staf))
    assert Task.objects.get(case=case).assignees == [office.staf.id]
    entry = last_entry(case)
    assert (entry.kind, entry.by) == ("alihkan", getattr(office, who).id)
    assert "dinas luar" not in entry.body
    assert "Sedang dinas luar" in json.dumps(entry.private)
    assert refusal(complete(case, "buat.1", office.ani, **GOOD)).code == "bukan-pelaksana"
    assert [task.key for task in inbox_tasks(as_actor(office.staf))] == ["buat.1"]
    assert not inbox_tasks(as_actor(office.ani)).exists()
    assert Notice.objects.get().person == office.staf
    done(complete(case, "buat.1", office.staf, **GOOD))


def test_others_do_not_hand_over_and_a_reason_is_needed(office: Office):
    case = office.start()
    assert refusal(hand_over(case, office.staf, office.staf)).code == "bukan-wewenang"
    assert refusal(hand_over(case, office.ani, office.staf, reason=" ")).code == "alasan-kosong"
    assert refusal(hand_over(case, office.ani)).code == "orang-tidak-dikenal"
    with scopes_disabled():
        stranger = make_office().ani
    assert refusal(hand_over(case, office.ani, stranger)).code == "orang-tidak-dikenal"
    office.staf.is_active = False
    office.staf.save()
    assert refusal(hand_over(case, office.ani, office.staf)).code == "orang-tidak-dikenal"
    assert Task.objects.get(case=case).assignees == []
    assert not Notice.objects.exists()


def test_a_step_that_appoints_binds_a_lane_and_its_people_act(office: Office):
    office.publish(
        "tim",
        [make_row("usul"), make_row("tunjuk", "kepala", menunjuk=["tim"]), make_row("kerja", "tim")],
        per_case=["tim"],
    )
    case = office.start("tim")
    done(complete(case, "usul.1", office.ani))
    assert "tim" in refusal(complete(case, "tunjuk.1", office.kepala)).fields
    with scopes_disabled():
        stranger = str(make_office().ani.id)
    for person in (stranger, "bukan-orang"):
        found = complete(case, "tunjuk.1", office.kepala, appoints={"tim": (person,)})
        assert refusal(found).code == "orang-tidak-dikenal"
    done(complete(case, "tunjuk.1", office.kepala, appoints={"tim": (str(office.staf.id), str(office.budi.id))}))
    assert set(Task.objects.get(case=case, key="kerja.1").assignees) == {office.staf.id, office.budi.id}
    assert refusal(complete(case, "kerja.1", office.ani)).code == "bukan-pelaksana"
    done(complete(case, "kerja.1", office.staf))


@pytest.mark.parametrize(("who", "may"), [("kepala", True), ("admin", True), ("ani", False), ("koordinator", False)])
def test_head_and_administrator_bind_a_lane_of_a_running_case(office: Office, who, may):
    case = office.start()
    moved = actions.appoint(
        case_id=case.id,
        lane="petugas",
        persons=[str(office.staf.id)],
        reason="Ani pindah tugas",
        by=as_actor(getattr(office, who)),
        now=NOW,
    )
    assert bool(not may) == (getattr(moved, "code", "") == "bukan-wewenang")
    if may:
        assert Task.objects.get(case=case).assignees == [office.staf.id]
        assert case_state(Case.objects.get(id=case.id)).appointments == {"petugas": (str(office.staf.id),)}
        done(complete(case, "buat.1", office.staf, **GOOD))
        done(complete(case, "periksa.1", office.koordinator, exit="perbaiki"))
        assert Task.objects.get(case=case, key="buat.2").assignees == [office.staf.id]


def test_a_lane_the_sop_does_not_have_is_not_bound(office: Office):
    given: dict[str, Any] = {"persons": [str(office.ani.id)], "reason": "x", "by": as_actor(office.kepala), "now": NOW}
    found = actions.appoint(case_id=office.start().id, lane="tidak-ada", **given)
    assert refusal(found).code == "pelaksana-tidak-dikenal"


def test_a_substitute_acts_for_the_absent_in_open_and_new_tasks_and_the_journal_says_so(office: Office):
    """B for A: on a task that was open before the absence was arranged, and on one that opens after."""
    case = office.start()
    done(complete(case, "buat.1", office.ani, **GOOD))
    assert refusal(complete(case, "periksa.1", office.staf, exit="perbaiki")).code == "bukan-pelaksana"
    make_substitution(office.agency, office.koordinator, office.staf, MONDAY, FRIDAY)
    assert [task.key for task in inbox_tasks(as_actor(office.staf))] == ["periksa.1"]
    done(complete(case, "periksa.1", office.staf, exit="perbaiki"))
    task = Task.objects.get(case=case, key="periksa.1")
    assert (task.done_by, task.done_for) == (office.staf, office.koordinator)
    body = json.loads(last_entry(case).body)
    assert (body["by"], body["for"]) == (str(office.staf.id), str(office.koordinator.id))
    done(complete(case, "buat.2", office.ani, outputs=["konsep"]))
    done(complete(case, "periksa.2", office.staf, exit="setuju"))
    assert "for" not in json.loads(Entry.objects.get(chain=case.id, seq=2).body)
    assert Task.objects.get(case=case, key="buat.2").done_for is None


def test_a_substitute_acts_on_his_days_only(office: Office):
    make_substitution(office.agency, office.koordinator, office.staf, date(2026, 3, 3), date(2026, 3, 4))
    case = office.start()
    done(complete(case, "buat.1", office.ani, **GOOD))
    for days, may in ((0, False), (1, True), (2, True), (3, False)):
        moved = complete(case, f"periksa.{max(1, days)}", office.staf, exit="perbaiki", now=NOW + timedelta(days=days))
        assert (getattr(moved, "code", "") != "bukan-pelaksana") == may
        if may:
            done(complete(case, f"buat.{days + 1}", office.ani, outputs=["konsep"], now=NOW + timedelta(days=days)))


def test_the_day_of_a_substitute_begins_at_midnight_in_the_agencys_zone(office: Office):
    make_substitution(office.agency, office.koordinator, office.staf, date(2026, 3, 3), date(2026, 3, 3))
    case = office.start()
    done(complete(case, "buat.1", office.ani, **GOOD))
    midnight = NOW.replace(hour=17)  # 3 March, 00.00 in Jakarta
    early = complete(case, "periksa.1", office.staf, exit="setuju", now=midnight - timedelta(seconds=1))
    assert refusal(early).code == "bukan-pelaksana"
    done(complete(case, "periksa.1", office.staf, exit="setuju", now=midnight))


def test_a_task_given_to_a_person_goes_to_his_substitute_too(office: Office):
    case = office.start()
    done(hand_over(case, office.ani, office.budi))
    make_substitution(office.agency, office.budi, office.staf, MONDAY, FRIDAY)
    done(complete(case, "buat.1", office.staf, **GOOD))
    assert Task.objects.get(case=case, key="buat.1").done_for == office.budi


def test_a_substitute_starts_a_case_for_the_absent(office: Office):
    make_substitution(office.agency, office.ani, office.staf, MONDAY, FRIDAY)
    case = office.start(by=office.staf)
    body = json.loads(Entry.objects.get(chain=case.id, seq=1).body)
    assert (body["by"], body["for"]) == (str(office.staf.id), str(office.ani.id))


def test_an_acting_officer_acts_between_his_dates_only(office: Office):
    """Plt. Koordinator from Tuesday to Wednesday."""
    make_acting(office.agency, office.staf, office.positions["koordinator"], date(2026, 3, 3), date(2026, 3, 4))
    case = office.start()
    done(complete(case, "buat.1", office.ani, **GOOD))
    assert refusal(complete(case, "periksa.1", office.staf, exit="setuju")).code == "bukan-pelaksana"
    thursday = NOW + timedelta(days=3)
    assert refusal(complete(case, "periksa.1", office.staf, exit="setuju", now=thursday)).code == "bukan-pelaksana"
    done(complete(case, "periksa.1", office.staf, exit="setuju", now=NOW + timedelta(days=2)))
    task = Task.objects.get(case=case, key="periksa.1")
    assert (task.done_by, task.done_for) == (office.staf, None)  # he holds the office himself on that day
    assert open_tasks(case) == ["sahkan.1"]


def test_a_lane_that_nobody_holds_says_what_to_do(office: Office):
    office.publish("kosong", [make_row("usul"), make_row("kerja", "hantu")])
    case = office.start("kosong")
    done(complete(case, "usul.1", office.ani))
    assert refusal(complete(case, "kerja.1", office.ani)).code == "pelaksana-kosong"


@pytest.mark.parametrize(
    ("who", "may"), [("ani", True), ("budi", True), ("kepala", True), ("admin", True), ("staf", False)]
)
def test_comments_are_for_those_who_see_the_case(office: Office, who, may):
    case = office.start()
    written = actions.comment(case_id=case.id, text=" Mohon dipercepat ", by=as_actor(getattr(office, who)), now=NOW)
    if not may:
        assert refusal(written).code == "tidak-terlibat"
        return
    assert done(written).text == "Mohon dipercepat"
    entry = last_entry(case)
    assert entry.kind == "komentar-ditulis"
    assert "dipercepat" not in entry.body
    assert "Mohon dipercepat" in entry.private["0.text"]


def test_a_comment_says_something_and_may_follow_the_end(office: Office):
    office.publish("pendek", [make_row("kerjakan")])
    case = office.start("pendek")
    assert (
        refusal(actions.comment(case_id=case.id, text=" ", by=as_actor(office.ani), now=NOW)).code == "komentar-kosong"
    )
    long = "a" * 5001
    assert (
        refusal(actions.comment(case_id=case.id, text=long, by=as_actor(office.ani), now=NOW)).code == "komentar-kosong"
    )
    done(complete(case, "kerjakan.1", office.ani))
    later = NOW + timedelta(days=1)
    done(actions.comment(case_id=case.id, text="Terima kasih", by=as_actor(office.ani, later), now=later))
    case.refresh_from_db()
    assert (case.status, case.ended_at) == ("selesai", NOW)


def test_a_return_needs_a_reason_and_an_earlier_step(office: Office):
    case = office.start()
    done(complete(case, "buat.1", office.ani, **GOOD))

    def send_back(target, reason):
        return actions.return_step(
            case_id=case.id, task="periksa.1", target=target, reason=reason, by=as_actor(office.koordinator), now=NOW
        )

    assert refusal(send_back("buat", " ")).code == "alasan-kosong"
    assert refusal(send_back("sahkan", "Keliru")).code == "tidak-dapat-dikembalikan"
    done(send_back("buat", "Keliru"))
    assert open_tasks(case) == ["buat.2"]
    task = Task.objects.get(case=case, key="periksa.1")
    assert (task.status, task.note, task.done_by) == ("dikembalikan", "Keliru", office.koordinator)
    assert Task.objects.get(case=case, key="buat.1").status == "selesai"
