"""A plan from its first line to its decrees, and who may touch it on the way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lajur.capabilities.staffing import actions, following, jobs
from lajur.capabilities.staffing.actions import Seat
from lajur.capabilities.staffing.models import Decree, Part, Plan, PlanDecision, PlanStatus, PlanVersion, Staff
from lajur.capabilities.staffing.personnel.queries import shared_out
from lajur.capabilities.staffing.queries import desk_of, in_force, latest
from lajur.capabilities.staffing.showing import proposal_told
from lajur.capabilities.staffing.testing import TODAY, Place
from lajur.casework.cases.models import Case, Deviation
from lajur.casework.cases.queries import case_state
from lajur.casework.cases.replay import replay_case
from lajur.casework.cases.testing import complete, open_tasks
from lajur.casework.documents.models import Record
from lajur.casework.documents.papers.models import Paper, PaperCopy
from lajur.registers.authority.journal import verify_agency
from lajur.registers.organisation.actors import clock_actor
from lajur.registers.organisation.models import Holding, LaneBinding
from lajur.registers.organisation.testing import NOW, as_actor, done, refusal
from lajur.registers.organisation.tests.browsing import signed_in

LANE = "distribusi-personil/sekretariat"


def propose(place: Place, plan) -> PlanVersion:
    return done(actions.propose_pokja(plan_id=plan.id, by=as_actor(place.office.ani), now=NOW, seconds=0.3))


def to_the_decree(place: Place, plan) -> None:
    propose(place, plan)
    for task, given in (
        ("susun-rencana.1", {}), ("putuskan-rencana.1", {"exit": "setuju"}), ("laporkan-pembagian.1", {}),
        ("putuskan-pembagian.1", {"exit": "setuju", "note": "Lanjutkan"}),
    ):  # fmt: skip
        done(place.go(task, **given))


def test_a_plan_is_decreed_and_everybody_appointed_gets_a_copy(place: Place):
    plan = place.plan()
    to_the_decree(place, plan)
    done(place.go("tetapkan-personil.1"))
    version = PlanVersion.objects.get(plan=plan)
    assert (version.status, version.in_force_since, version.in_force_until) == ("berlaku", plan.since, plan.until)
    kinds = ["sk-konsultasi", "sk-pembinaan-sdm", "sk-pengelola-lpse", "sk-pengelola-pbj"]
    assert sorted(Decree.objects.values_list("key", flat=True)) == kinds
    papers = {paper.number: paper for paper in Paper.objects.all()}
    assert len(papers) == 4
    records = Record.objects.filter(case=place.case, kind__startswith="sk-")
    assert sorted(records.values_list("kind", flat=True)) == kinds
    assert {record.sha256 for record in records} == {paper.record.sha256 for paper in papers.values()}
    pbj = Paper.objects.get(number=Decree.objects.get(key="sk-pengelola-pbj").number)
    appointed = {one.person_id for one in version.assignments.all()} | {
        one.person_id for one in version.teams.get(key="pengelola-pbj").members.all()
    }
    assert appointed <= set(PaperCopy.objects.filter(paper=pbj).values_list("person_id", flat=True))
    told = str(pbj.body)
    assert all(one.name in told for one in place.packages)
    assert "Susunan Tim Pengelola PBJ" in told
    facts = case_state(Case.objects.get(id=place.case.id)).facts
    assert (facts["jumlah_paket"], facts["berlaku_mulai"]) == (4, plan.since.isoformat())
    assert replay_case(Case.objects.get(id=place.case.id)) == []
    assert verify_agency(str(place.office.agency.id)).faults == ()
    assert PlanDecision.objects.filter(is_approval=True, remarks="Lanjutkan").count() == 1
    shared = shared_out([*Staff.objects.values_list("person_id", flat=True)], place.office.agency.id, plan.since)
    assert sum(count for count, _ in shared.values()) == version.assignments.count() > 0
    with time_machine.travel(plan.since, tick=False):
        assert signed_in(place.office.kepala).get("/personil/").status_code == 200


def test_a_plan_goes_up_only_when_it_is_whole_and_without_a_pokja_only_with_a_reason(place: Place):
    by = as_actor(place.office.ani)
    plan = done(actions.start_plan(case_id=place.case.id, since=TODAY, until=TODAY, by=by, now=NOW))
    assert refusal(place.go("susun-rencana.1")).code == "tim-kosong"
    until = TODAY + timedelta(days=90)
    done(actions.change_plan(plan_id=plan.id, title="Rencana", since=TODAY, until=until, by=by, now=NOW))
    place.plan()
    assert refusal(place.go("susun-rencana.1")).code == "paket-tanpa-pokja"
    done(place.go("susun-rencana.1", passing="Sertifikat menyusul"))
    assert Deviation.objects.get(case=place.case).kind == "syarat"


def test_a_return_carries_its_remark_and_the_next_version_begins_where_the_last_ended(place: Place):
    plan = place.plan()
    propose(place, plan)
    done(place.go("susun-rencana.1"))
    assert latest(plan).status == PlanStatus.TO_HEAD
    done(place.go("putuskan-rencana.1", exit="perlu perbaikan", note="Beban belum merata"))
    first = latest(plan)
    decision = PlanDecision.objects.get(version=first)
    assert (first.status, decision.is_approval, decision.remarks) == ("dikembalikan", False, "Beban belum merata")
    chosen = [str(one.id) for one in place.staff[:3]]
    by = as_actor(place.office.budi)
    done(actions.set_pokja(
        plan_id=plan.id, package=place.packages[0].id, persons=chosen, chair=chosen[2], by=by, now=NOW
    ))  # fmt: skip
    second = latest(plan)
    assert (second.number, second.status, second.made_from_id) == (2, "disusun", first.id)
    assert second.assignments.count() == first.assignments.count() == 12
    assert second.assignments.get(package=place.packages[0], part=Part.CHAIR).person == place.staff[2]
    propose(place, plan)
    pinned = second.assignments.filter(package=place.packages[0]).values_list("person_id", flat=True)
    assert set(pinned) == {one.id for one in place.staff[:3]}
    done(place.go("susun-rencana.2"))


def test_nobody_drafts_but_those_for_whom_the_step_waits(place: Place):
    plan = place.plan()
    given: dict[str, Any] = {"plan_id": plan.id, "now": NOW}
    stranger = as_actor(place.office.staf)
    assert refusal(actions.propose_pokja(**given, by=stranger)).code == "bukan-pelaksana"
    seats = [Seat(str(place.office.staf.id))]
    assert refusal(actions.set_team(**given, team="konsultasi", seats=seats, lanes=[], by=stranger)).code == (
        "bukan-pelaksana"
    )
    propose(place, plan)
    done(place.go("susun-rencana.1"))
    late = actions.change_plan(**given, title="x", since=TODAY, until=TODAY, by=as_actor(place.office.ani))
    assert refusal(late).code == "rencana-tidak-disusun"


def test_a_pokja_is_odd_and_of_known_staff(place: Place):
    plan, by = place.plan(), as_actor(place.office.ani)
    given: dict[str, Any] = {"plan_id": plan.id, "package": place.packages[0].id, "chair": "", "by": by, "now": NOW}
    two = [str(one.id) for one in place.staff[:2]]
    assert refusal(actions.set_pokja(**given, persons=two)).code == "pokja-genap"
    assert refusal(actions.set_pokja(**given, persons=[*two, str(place.office.budi.id)])).code == "orang-tidak-dikenal"
    five = [str(one.id) for one in place.staff[:5]]
    version = done(actions.set_pokja(**given, persons=five))
    desk = desk_of(version)
    assert desk.problem.package[str(place.packages[0].id)].size == 5
    assert str(place.packages[0].id) not in desk.wanting


def test_a_team_takes_over_its_lanes_on_the_day_the_plan_begins(place: Place):
    office, by = place.office, as_actor(place.office.ani)
    begin = TODAY + timedelta(days=3)
    plan = place.plan(since=begin)
    members = place.staff[:2]
    seats = [Seat(str(members[0].id), Part.CHAIR), Seat(str(members[1].id), task="Mencatat")]
    done(actions.set_team(plan_id=plan.id, team="pengelola-pbj", seats=seats, lanes=[LANE], by=by, now=NOW))
    to_the_decree(place, plan)
    done(place.go("tetapkan-personil.1"))
    assert in_force(office.agency.id, TODAY) is None
    assert jobs.begin_plans(office.agency, NOW) == 0
    running = office.start("distribusi-personil")
    done(complete(running, "beri-arahan.1", office.ani, outputs=["arahan-penyusunan"]))
    then = NOW + timedelta(days=3)
    assert jobs.begin_plans(office.agency, then) == 1
    assert jobs.begin_plans(office.agency, then) == 0
    office.agency.refresh_from_db()
    version = in_force(office.agency.id, begin)
    assert version is not None
    assert version.bound_at == then
    day = clock_actor(office.agency, then).day
    assert set(day.lane_holders("distribusi-personil", "sekretariat")) == {str(one.id) for one in members}
    assert open_tasks(running) == ["susun-rencana.1"]
    assert set(day.actors("distribusi-personil", "sekretariat", ())) == {str(one.id) for one in members}
    holding = Holding.objects.get(person=members[0])
    assert (holding.position.title, holding.until) == ("Tim Pengelola PBJ", plan.until)
    assert holding.decree


def test_a_new_plan_ends_the_one_before_it(place: Place):
    office = place.office
    first = place.plan()
    to_the_decree(place, first)
    done(place.go("tetapkan-personil.1"))
    place.case = office.start("distribusi-personil")
    done(place.go("beri-arahan.1", outputs=["arahan-penyusunan"]))
    begin = TODAY + timedelta(days=20)
    second = place.plan(since=begin)
    assert latest(second).assignments.count() == 12  # begun from what is in force
    to_the_decree(place, second)
    done(place.go("tetapkan-personil.1"))
    old, new = latest(first), latest(second)
    assert (old.status, old.in_force_until) == ("diganti", begin - timedelta(days=1))
    assert in_force(office.agency.id, begin - timedelta(days=1)) == old
    assert in_force(office.agency.id, begin) == new
    assert LaneBinding.objects.filter(position__title__startswith="Tim").count() == 0


def test_a_correction_for_this_year_leaves_the_plan_of_next_year_alone(place: Place):
    begin, last = (
        TODAY.replace(year=TODAY.year + 1, month=1, day=1),
        TODAY.replace(year=TODAY.year + 1, month=12, day=31),
    )
    next_year = done(
        actions.start_plan(
            case_id=place.case.id, since=begin, until=last, by=as_actor(place.office.ani), now=NOW
        )
    )  # fmt: skip
    later = latest(next_year)
    PlanVersion.objects.filter(id=later.id).update(
        status=PlanStatus.IN_FORCE, in_force_since=begin, in_force_until=last
    )
    case = place.office.start("distribusi-personil")
    this_year = Plan.objects.create(
        agency=place.office.agency, title="Koreksi", since=TODAY, until=begin - timedelta(days=1), case=case,
        created_at=NOW, created_by=place.office.ani,
    )  # fmt: skip
    PlanVersion.objects.create(
        agency=place.office.agency, plan=this_year, number=1, created_at=NOW, created_by=place.office.ani
    )
    done(following.enact_plan(case_id=case.id, task="tetapkan-personil.1", by=as_actor(place.office.ani), now=NOW))
    later.refresh_from_db()
    assert (later.status, later.in_force_since, later.in_force_until) == (PlanStatus.IN_FORCE, begin, last)
    assert in_force(place.office.agency.id, begin) == later


def test_while_a_step_of_its_case_moves_a_plan_nobody_drafts_at_it(place: Place):
    plan = place.plan()
    propose(place, plan)
    with CaptureQueriesContext(connection) as asked:
        done(place.go("susun-rencana.1"))
    told = [one["sql"] for one in asked]
    locks = [at for at, sql in enumerate(told) if '"staffing_plan"' in sql and "FOR UPDATE" in sql]
    read = [at for at, sql in enumerate(told) if 'FROM "staffing_packageassignment"' in sql]
    moved = [at for at, sql in enumerate(told) if sql.startswith('UPDATE "staffing_planversion"')]
    assert locks
    assert any(locks[0] < at < moved[0] for at in read)  # what is handed in was read behind the lock


def test_a_large_proposal_is_made_by_a_job(place: Place, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(actions, "INLINE_SEATS", 5)
    monkeypatch.setattr(jobs, "JOB_SECONDS", 0.3)
    plan = place.plan()
    version = propose(place, plan)
    assert (version.proposal["state"], version.assignments.count()) == ("diminta", 0)
    assert jobs.make_proposals(place.office.agency, NOW) == 1
    version.refresh_from_db()
    assert (version.proposal["state"], version.assignments.count()) == ("selesai", 12)
    assert jobs.make_proposals(place.office.agency, NOW) == 0


def test_what_cannot_be_done_is_kept_for_readers_of_either_language(place: Place):
    plan = place.plan()
    Staff.objects.exclude(person=place.staff[0]).update(is_available=False)
    version = propose(place, plan)
    [first, *_] = version.proposal["impossible"]
    template, params = first["words"]
    assert template.startswith("“{package}” memerlukan {size} orang")
    assert params["size"] == 3
    told = proposal_told(desk_of(version))
    assert told is not None
    assert "memerlukan 3 orang" in told["impossible"][0]["words"]


def test_a_case_without_a_plan_goes_on_by_hand(place: Place):
    done(place.go("susun-rencana.1", outputs=["rencana-tugas"], answers={"jumlah_personil": 7}))
    done(place.go("putuskan-rencana.1", exit="setuju", outputs=["arahan-kepala"]))
    assert open_tasks(place.case) == ["laporkan-pembagian.1"]
    assert not PlanVersion.objects.exists()
