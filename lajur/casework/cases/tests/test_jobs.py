"""The clock and the calendar: what the jobs tell cases, once."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest
from django_scopes import scope, scopes_disabled

from lajur.casework.cases import jobs
from lajur.casework.cases.models import Case, Deviation, Task
from lajur.casework.cases.replay import replay_case
from lajur.casework.cases.testing import Office, complete, make_office, open_tasks
from lajur.casework.jobs.jobs import seal_journal
from lajur.casework.jobs.models import JobRun
from lajur.casework.jobs.registry import JOBS, load_all, run_job
from lajur.casework.notices.models import Notice
from lajur.engine.refusal import Refusal
from lajur.registers.authority.models import Entry, Seal
from lajur.registers.organisation.testing import NOW, done
from lajur.registers.reference.actions import remove_calendar_day
from lajur.registers.reference.permissions import INSTALLATION
from lajur.registers.reference.testing import make_calendar_day

TUESDAY = date(2026, 3, 3)


def clock(office: Office, minutes: float) -> int:
    office.agency.refresh_from_db()
    return jobs.tell_time_to_cases(office.agency, NOW + timedelta(minutes=minutes))


def recalculate(office: Office, now: datetime = NOW) -> int:
    office.agency.refresh_from_db()
    return jobs.recalculate_after_calendar_change(office.agency, now)


@pytest.fixture
def signing(office: Office) -> Case:
    """A case that waits for its last step, which has one working day: from Monday 09.00 to Tuesday 09.00."""
    case = office.start()
    given = {"permintaan": "Lisan", "konsep": "Menyusul"}
    nine = NOW + timedelta(hours=1)
    done(complete(case, "buat.1", office.ani, without=given, now=nine))
    done(complete(case, "periksa.1", office.koordinator, exit="setuju", without={"konsep": "Menyusul"}, now=nine))
    assert open_tasks(case) == ["sahkan.1"]
    return case


def due(case: Case) -> datetime:
    row = Task.objects.get(case=case, key="sahkan.1").due_at
    assert row is not None
    return row


def test_only_cases_whose_moment_has_come_are_told(office: Office):
    cases = [office.start(now=NOW + timedelta(minutes=10 * number)) for number in range(3)]
    assert clock(office, 29) == 0
    assert clock(office, 30) == 1
    assert clock(office, 30) == 0
    assert clock(office, 50) == 2
    assert clock(office, 54) == 1  # the first has used nine tenths
    assert clock(office, 61) == 1  # and is late now
    assert Notice.objects.filter(person=office.ani).count() == 5
    assert list(Deviation.objects.values_list("case_id", flat=True)) == [cases[0].id]


def test_running_twice_tells_nothing_twice(office: Office):
    case = office.start()
    for minutes in (30, 30, 54, 54, 61, 61, 600):
        clock(office, minutes)
    assert [Entry.objects.filter(chain=case.id, kind="waktu").count(), Deviation.objects.count()] == [3, 1]
    assert Notice.objects.filter(person=office.ani).count() == 3
    assert replay_case(Case.objects.get(id=case.id)) == []


def test_a_task_that_was_done_is_not_told_about(office: Office):
    case = office.start()
    done(complete(case, "buat.1", office.ani, without={"permintaan": "Lisan", "konsep": "Menyusul"}))
    Notice.objects.all().delete()
    assert clock(office, 61) == 1  # periksa.1 has used half of its two hours
    assert set(Notice.objects.values_list("person__name", flat=True)) == {"Kusno"}


def test_a_lateness_that_the_clock_found_gets_its_minutes_when_the_task_is_done(office: Office):
    case = office.start()
    clock(office, 61)
    assert Deviation.objects.get(case=case, kind="terlambat").minutes == 0
    given = {"permintaan": "Lisan", "konsep": "Menyusul"}
    done(complete(case, "buat.1", office.ani, without=given, now=NOW + timedelta(minutes=90)))
    (late,) = Deviation.objects.filter(case=case, kind="terlambat")
    assert late.minutes == Task.objects.get(case=case, key="buat.1").overdue > 0


def test_a_case_that_fails_does_not_stop_the_clock_for_the_others(office: Office):
    broken, sound = office.start(), office.start(now=NOW + timedelta(minutes=1))
    Case.objects.filter(id=broken.id).update(state="{}")
    with pytest.raises(Exception, match="status"):
        clock(office, 61)
    assert Task.objects.get(case=sound).next_at != Task.objects.get(case=broken).next_at
    assert Notice.objects.filter(link__contains=str(sound.id)).exists()


def test_a_holiday_moves_the_deadline_and_the_journal_keeps_old_and_new(office: Office, signing: Case):
    before = due(signing)
    make_calendar_day(office.agency, TUESDAY, name="Hari jadi kota")
    assert due(signing) == before  # nothing moves silently
    assert recalculate(office) == 1
    after = due(signing)
    assert after == before + timedelta(days=1)
    entry = Entry.objects.filter(chain=signing.id).latest("seq")
    (event,) = json.loads(entry.body)["ev"]
    assert (entry.kind, entry.by) == ("hitung-ulang", None)
    assert (event["old"], event["due"]) == (before.isoformat(), after.isoformat())
    assert event["why"] == "kalender kerja berubah"
    assert recalculate(office) == 0
    assert Entry.objects.filter(chain=signing.id).latest("seq") == entry
    assert replay_case(Case.objects.get(id=signing.id)) == []


def test_a_holiday_taken_away_moves_it_back(office: Office, signing: Case):
    before = due(signing)
    make_calendar_day(office.agency, TUESDAY)
    recalculate(office)
    assert not isinstance(remove_calendar_day(by=INSTALLATION, now=NOW, agency=office.agency, day=TUESDAY), Refusal)
    assert recalculate(office) == 1
    assert due(signing) == before


def test_a_national_holiday_moves_every_agencys_deadlines_and_a_local_one_only_its_own(office: Office, signing: Case):
    with scopes_disabled():
        other = make_office()
    before = due(signing)
    with scope(agency=other.agency):
        make_calendar_day(other.agency, TUESDAY)
    assert recalculate(office) == 0
    make_calendar_day(None, TUESDAY)
    assert recalculate(office) == 1
    assert due(signing) == before + timedelta(days=1)


def test_what_is_late_already_stays_late(office: Office, signing: Case):
    late = due(signing) + timedelta(minutes=1)
    clock(office, (late - NOW).total_seconds() / 60)
    assert Task.objects.get(case=signing, key="sahkan.1").is_late
    make_calendar_day(office.agency, TUESDAY)
    assert recalculate(office, late) == 0


def test_sealing_twice_makes_one_seal(office: Office):
    office.start()
    assert (seal_journal(office.agency, NOW), seal_journal(office.agency, NOW)) == (1, 0)
    assert Seal.objects.count() == 1


def test_every_job_runs_for_every_agency_and_is_recorded(office: Office):
    load_all()
    with scopes_disabled():
        make_office()
    office.start()
    assert {"cases.tell_time_to_cases", "cases.recalculate_after_calendar_change", "jobs.seal_journal"} <= set(JOBS)
    late = NOW + timedelta(minutes=61)
    assert [run_job("cases.tell_time_to_cases", late).done for _ in range(2)] == [1, 0]
    run = run_job("jobs.seal_journal", late)
    assert (run.outcome, run.done, run.error) == ("berhasil", 2, "")
    assert JobRun.objects.count() == 3


def test_an_agency_that_fails_is_told_and_does_not_stop_the_others(office: Office):
    load_all()
    with scopes_disabled():
        other = make_office()
    with scope(agency=other.agency):
        sound = other.start()
    broken = office.start()
    Case.objects.filter(id=broken.id).update(state="{}")
    run = run_job("cases.tell_time_to_cases", NOW + timedelta(minutes=61))
    assert run.outcome == "gagal"
    assert office.agency.slug in run.error
    assert other.agency.slug not in run.error
    with scope(agency=other.agency):
        assert Deviation.objects.filter(case=sound).exists()
