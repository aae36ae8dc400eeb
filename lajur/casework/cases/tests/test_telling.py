"""Who is told of what: once for every visit, only those who can act, and somebody even where a lane is empty."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lajur.casework.cases import actions, jobs
from lajur.casework.cases.models import Case, Deviation
from lajur.casework.cases.testing import Office, complete, make_row, text
from lajur.casework.notices.jobs import tell_substitutes
from lajur.casework.notices.models import Notice, NoticeKind
from lajur.registers.organisation.actors import day_of
from lajur.registers.organisation.models import Person
from lajur.registers.organisation.testing import NOW, as_actor, done, make_substitution

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=1)


def tell(office: Office, minutes: float = 1) -> int:
    office.agency.refresh_from_db()
    return jobs.tell_people(office.agency, NOW + timedelta(minutes=minutes))


def told(kind: NoticeKind) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("person__name", flat=True))


def first_step(case: Case, by: Person) -> None:
    done(complete(case, "buat.1", by, outputs=["konsep"], attachments=["permintaan"]))


def test_a_new_task_is_told_to_each_who_can_act_but_not_to_who_brought_it(office: Office):
    case = office.start()
    tell(office)
    tell(office, 2)
    assert told(NoticeKind.NEW_TASK) == ["Budi"]
    first_step(case, office.ani)
    tell(office, 3)
    assert told(NoticeKind.NEW_TASK) == ["Budi", "Kusno"]
    notice = Notice.objects.get(person=office.koordinator)
    assert notice.link == f"/pelaksanaan/{case.id}/periksa.1/"
    assert notice.params == {"number": case.number, "sop": "SOP uji", "step": "Mengerjakan periksa"}


def test_a_substitute_is_told_too_and_that_he_is_one(office: Office):
    make_substitution(office.agency, office.koordinator, office.staf, NOW.date(), NOW.date())
    case = office.start()
    first_step(case, office.ani)
    tell(office)
    assert {"Kusno", "Siti"} <= set(told(NoticeKind.NEW_TASK))
    for _ in range(2):
        tell_substitutes(office.agency, SOON)
    assert told(NoticeKind.SUBSTITUTE) == ["Siti"]


def test_every_new_visit_of_a_step_is_told_again(office: Office):
    """By the ordinary way back, and by a return, which says that it is one."""
    case = office.start()
    first_step(case, office.ani)
    done(complete(case, "periksa.1", office.koordinator, exit="perbaiki"))
    tell(office)
    assert Notice.objects.filter(person=office.ani, kind=NoticeKind.NEW_TASK, task="buat.2").count() == 1
    done(complete(case, "buat.2", office.ani, outputs=["konsep"]))
    done(actions.return_step(case_id=case.id, task="periksa.2", target="buat", reason="Kurang rapi",
                             by=as_actor(office.koordinator), now=NOW))  # fmt: skip
    tell(office, 2)
    assert told(NoticeKind.RETURNED) == ["Ani", "Budi"]
    assert "Kurang rapi" not in str(list(Notice.objects.values_list("params", flat=True)))


def test_a_call_to_do_what_was_done_meanwhile_counts_as_read(office: Office):
    case = office.start()
    tell(office)
    assert Notice.objects.get(person=office.budi).read_at is None
    first_step(case, office.ani)
    tell(office, 2)
    assert Notice.objects.get(person=office.budi).read_at is not None
    assert Notice.objects.get(person=office.koordinator).read_at is None


def test_reminders_are_told_anew_on_a_second_visit(office: Office):
    case = office.start()
    jobs.tell_time_to_cases(office.agency, NOW + timedelta(minutes=31))
    done(complete(case, "buat.1", office.ani, without={"permintaan": "x"}, outputs=["konsep"]))
    done(complete(case, "periksa.1", office.koordinator, exit="perbaiki"))
    jobs.tell_time_to_cases(office.agency, NOW + timedelta(minutes=31))
    reminders = Notice.objects.filter(person=office.ani, kind=NoticeKind.REMINDER)
    assert sorted(reminders.values_list("task", flat=True)) == ["buat.1", "buat.2"]


def test_half_nine_tenths_and_the_end_are_told_in_working_time_then_the_superior(office: Office):
    office.start()
    marks = []
    for minutes in (29, 30, 53, 54, 60, 61, 300):
        jobs.tell_time_to_cases(office.agency, NOW + timedelta(minutes=minutes))
        marks.append(Notice.objects.filter(person=office.ani).count())
    assert marks == [0, 1, 1, 2, 2, 3, 3]
    assert told(NoticeKind.LATE) == ["Ani", "Budi"]
    assert told(NoticeKind.ESCALATION) == ["Kusno"]


def test_a_deviation_is_told_to_who_answers_then_to_who_judges_and_back(office: Office):
    case = office.start()
    done(complete(case, "buat.1", office.ani, without={"permintaan": "Lisan"}, outputs=["konsep"]))
    tell(office)
    assert told(NoticeKind.DEVIATION) == ["Ani"]
    number = Deviation.objects.get().number
    act: Any = {"case_id": case.id, "number": number, "now": SOON}
    done(actions.answer_deviation(answer="Permintaan lewat telepon", by=as_actor(office.ani), **act))
    tell(office, 2)
    assert told(NoticeKind.JUDGEMENT) == ["Kusno"]
    assert Notice.objects.get(kind=NoticeKind.JUDGEMENT).link == f"/pelaksanaan/{case.id}/penyimpangan/{number}/nilai/"
    done(actions.judge_deviation(accept=False, judgement="Mintalah surat", by=as_actor(office.koordinator), **act))
    tell(office, 3)
    assert told(NoticeKind.DEVIATION) == ["Ani", "Ani"]
    tell(office, 4)
    assert Notice.objects.filter(kind__in=[NoticeKind.DEVIATION, NoticeKind.JUDGEMENT]).count() == 3


def test_a_cancelled_case_is_told_to_those_who_worked_on_it_or_would_have(office: Office):
    case = office.start(by=office.budi)
    first_step(case, office.ani)
    done(actions.cancel_case(case_id=case.id, reason="Batal anggaran", by=as_actor(office.budi), now=SOON))
    assert told(NoticeKind.CANCELLED) == ["Ani", "Kusno"]


def test_who_is_given_a_task_is_told(office: Office):
    case = office.start()
    done(actions.hand_over(case_id=case.id, task="buat.1", persons=[str(office.staf.id)], reason="Cuti",
                           by=as_actor(office.ani), now=SOON))  # fmt: skip
    assert told(NoticeKind.HANDED_OVER) == ["Siti"]
    assert Notice.objects.get().params["step"] == "Mengerjakan buat"


def test_lateness_in_a_lane_that_nobody_holds_waits_for_somebody_above_it(office: Office):
    """The superior of its position; the head where the lane has no position at all."""
    office.publish("kosong", [make_row("buat", yields=["konsep"], time="1 jam"),
                              make_row("isi", "arsiparis", needs=["konsep"], time="1 jam")])  # fmt: skip
    case = office.start("kosong")
    done(complete(case, "buat.1", office.ani, outputs=["konsep"]))
    jobs.tell_time_to_cases(office.agency, NOW + timedelta(minutes=61))
    assert Deviation.objects.get(case=case).person == office.kepala
    assert told(NoticeKind.ESCALATION) == ["Kartini"]
    surat = office.start()
    from lajur.registers.organisation.models import Holding

    Holding.objects.filter(person__in=[office.ani, office.budi]).update(until=NOW.date() - timedelta(days=1))
    type(office.agency).objects.filter(id=office.agency.id).update(roster_version=99)
    office.agency.refresh_from_db()
    assert day_of(office.agency, NOW).lane_holders("surat", "petugas") == ()
    jobs.tell_time_to_cases(office.agency, NOW + timedelta(minutes=62))
    assert Deviation.objects.get(case=surat).person == office.koordinator


def test_the_first_look_does_not_tell_of_a_long_past(office: Office):
    office.start(now=NOW - timedelta(days=3))
    tell(office)
    assert Notice.objects.count() == 0


def test_texts_that_people_wrote_are_in_no_notice(office: Office):
    case = done(actions.start_case(procedure="surat", subject="Sengketa Pak Joko", by=as_actor(office.ani), now=NOW))
    actions.complete_step(case_id=case.case, task="buat.1", by=as_actor(office.ani), now=NOW, outputs=[text("konsep")],
                          without={"permintaan": "Rahasia"}, note="Catatan rahasia")  # fmt: skip
    tell(office)
    everything = str(list(Notice.objects.values_list("params", "link", "key")))
    assert Notice.objects.count() >= 2
    assert not any(secret in everything for secret in ("Joko", "ahasia", "Ani", "Kusno"))
