"""Deviations: recorded by themselves, answered by the officer, judged by the superior."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from lajur.casework.cases import actions
from lajur.casework.cases.models import Case, Deviation, Task
from lajur.casework.cases.queries import deviations_to_answer, deviations_to_judge
from lajur.casework.cases.testing import Office, complete, make_row
from lajur.casework.notices.models import Notice, NoticeKind
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.actors import clock_actor
from lajur.registers.organisation.testing import NOW, as_actor, done, make_acting, make_substitution, refusal

LATE = NOW + timedelta(hours=3)  # buat has one hour, so it is two hours late


def answer(case, by, words="Rapat mendadak", number=1, now=NOW):
    return actions.answer_deviation(case_id=case.id, number=number, answer=words, by=as_actor(by, now), now=now)


def judge(case, by, *, accept=True, judgement="", number=1, now=NOW):
    return actions.judge_deviation(
        case_id=case.id, number=number, accept=accept, judgement=judgement, by=as_actor(by, now), now=now
    )


def tell_time(office, case, now):
    office.agency.refresh_from_db()
    return actions.tell_time(case_id=case.id, by=clock_actor(office.agency, now), now=now)


@pytest.fixture
def missing(office: Office):
    """A case whose first step went on without its output."""
    case = office.start()
    reason = {"konsep": "Printer rusak"}
    done(complete(case, "buat.1", office.ani, attachments=["permintaan"], without=reason))
    return case


def test_going_on_without_a_document_is_a_deviation_of_the_officer(office: Office, missing):
    row = Deviation.objects.get()
    assert (row.kind, row.what, row.reason, row.person, row.status) == (
        "output", "konsep", "Printer rusak", office.ani, "dicatat",
    )  # fmt: skip
    assert (row.task, row.number, row.at) == ("buat.1", 1, NOW)
    found = complete(missing, "periksa.1", office.koordinator, exit="setuju")
    assert refusal(found).code == "kelengkapan-belum-ada"
    done(complete(missing, "periksa.1", office.koordinator, exit="setuju", without={"konsep": "Sudah saya baca"}))
    row = Deviation.objects.get(number=2)
    assert (row.kind, row.person) == ("kelengkapan", office.koordinator)


def test_a_skipped_step_is_a_deviation(office: Office):
    case = office.start()
    given: dict[str, Any] = {"case_id": case.id, "task": "buat.1", "by": as_actor(office.ani), "now": NOW}
    assert refusal(actions.skip_step(reason=" ", **given)).code == "alasan-kosong"
    done(actions.skip_step(reason="Konsep tahun lalu dipakai", **given))
    row = Deviation.objects.get()
    assert (row.kind, row.reason, row.person) == ("dilewati", "Konsep tahun lalu dipakai", office.ani)
    task = Task.objects.get(case=case, key="buat.1")
    assert (task.status, task.note) == ("dilewati", "Konsep tahun lalu dipakai")
    skip: dict[str, Any] = {"case_id": case.id, "task": "periksa.1", "by": as_actor(office.koordinator), "now": NOW}
    assert refusal(actions.skip_step(reason="Malas", **skip)).code == "tidak-dapat-dilewati"


def test_what_a_substitute_did_the_substitute_answers_for(office: Office):
    make_substitution(office.agency, office.ani, office.staf, date(2026, 3, 2), date(2026, 3, 6))
    case = office.start()
    done(complete(case, "buat.1", office.staf, attachments=["permintaan"], without={"konsep": "Menyusul"}))
    assert Deviation.objects.get().person == office.staf


def test_only_the_officer_answers_and_once(office: Office, missing):
    for other in (office.budi, office.koordinator, office.kepala, office.admin):
        assert refusal(answer(missing, other)).code == "bukan-penanggung-jawab"
    assert refusal(answer(missing, office.ani, "  ")).code == "jawaban-kosong"
    assert refusal(answer(missing, office.ani, number=9)).code == "penyimpangan-tidak-ada"
    row = done(answer(missing, office.ani))
    assert (row.status, row.answer, row.answered_at) == ("dijawab", "Rapat mendadak", NOW)
    assert refusal(answer(missing, office.ani, "Lain lagi")).code == "sudah-dijawab"
    entry = Entry.objects.filter(chain=missing.id).latest("seq")
    assert (entry.kind, entry.by) == ("penyimpangan-dijawab", office.ani.id)
    assert "Rapat" not in entry.body
    assert (entry.private or {})["0.answer"] == "Rapat mendadak"


def test_only_the_superior_judges_and_never_the_one_who_answers(office: Office, missing):
    assert refusal(judge(missing, office.koordinator)).code == "belum-dijawab"
    done(answer(missing, office.ani))
    assert refusal(judge(missing, office.ani)).code == "menilai-diri-sendiri"
    for other in (office.budi, office.kepala, office.admin, office.staf):
        assert refusal(judge(missing, other)).code == "bukan-atasan"
    row = done(judge(missing, office.koordinator, now=LATE))
    assert (row.status, row.judged_by, row.judged_at) == ("diterima", office.koordinator, LATE)
    assert refusal(judge(missing, office.koordinator)).code == "belum-dijawab"
    assert refusal(answer(missing, office.ani)).code == "sudah-dijawab"


def test_a_rejected_answer_is_answered_again(office: Office, missing):
    done(answer(missing, office.ani))
    assert refusal(judge(missing, office.koordinator, accept=False, judgement=" ")).code == "alasan-kosong"
    assert done(judge(missing, office.koordinator, accept=False, judgement="Kurang jelas")).status == "ditolak"
    assert [row.number for row in deviations_to_answer(as_actor(office.ani))] == [1]
    done(answer(missing, office.ani, "Printer rusak, bukti terlampir"))
    assert [row.number for row in deviations_to_judge(as_actor(office.koordinator))] == [1]
    assert done(judge(missing, office.koordinator)).status == "diterima"
    kinds = list(Entry.objects.filter(chain=missing.id).order_by("seq").values_list("kind", flat=True))
    assert kinds == [
        "mulai", "selesaikan",
        "penyimpangan-dijawab", "penyimpangan-dinilai", "penyimpangan-dijawab", "penyimpangan-dinilai",
    ]  # fmt: skip


def test_the_superiors_substitute_judges_for_him_but_not_himself(office: Office, missing):
    make_substitution(office.agency, office.koordinator, office.ani, date(2026, 3, 2), date(2026, 3, 6))
    done(answer(missing, office.ani))
    assert refusal(judge(missing, office.ani)).code == "menilai-diri-sendiri"
    tuesday = NOW + timedelta(days=7)
    make_substitution(office.agency, office.koordinator, office.budi, date(2026, 3, 9), date(2026, 3, 9))
    done(judge(missing, office.budi, now=tuesday))
    body = json.loads(Entry.objects.filter(chain=missing.id).latest("seq").body)
    assert (body["by"], body["for"]) == (str(office.budi.id), str(office.koordinator.id))


def test_an_acting_superior_judges_in_his_days(office: Office, missing):
    done(answer(missing, office.ani))
    make_acting(office.agency, office.staf, office.positions["koordinator"], date(2026, 3, 3), date(2026, 3, 3))
    assert refusal(judge(missing, office.staf)).code == "bukan-atasan"
    done(judge(missing, office.staf, now=NOW + timedelta(days=1)))


def test_late_work_is_a_deviation_when_it_is_completed(office: Office):
    case = office.start()
    done(complete(case, "buat.1", office.ani, attachments=["permintaan"], outputs=["konsep"], now=LATE))
    row = Deviation.objects.get()
    assert (row.kind, row.minutes, row.person, row.at) == ("terlambat", 120, office.ani, LATE)
    task = Task.objects.get(case=case, key="buat.1")
    assert (task.is_late, task.overdue) == (True, 120)


def test_the_clock_marks_late_once_and_completion_does_not_again(office: Office):
    case = office.start()
    done(tell_time(office, case, NOW + timedelta(minutes=61)))
    task = Task.objects.get(case=case, key="buat.1")
    assert (task.is_late, task.next_at) == (True, None)
    row = Deviation.objects.get()
    assert (row.kind, row.task) == ("terlambat", "buat.1")
    assert row.person in (office.ani, office.budi)
    length = Case.objects.get(id=case.id).journal_length
    done(tell_time(office, case, NOW + timedelta(minutes=62)))
    assert Case.objects.get(id=case.id).journal_length == length
    done(complete(case, "buat.1", office.ani, attachments=["permintaan"], outputs=["konsep"], now=LATE))
    assert Deviation.objects.count() == 1
    task.refresh_from_db()
    assert (task.is_late, task.overdue) == (True, 120)


def test_reminders_go_out_once_each_and_lateness_is_told_to_the_superior(office: Office):
    case = office.start()
    for minutes in (29, 30, 31, 40, 54, 55, 59, 60, 61, 90):
        done(tell_time(office, case, NOW + timedelta(minutes=minutes)))
    told = Notice.objects.order_by("at", "person__name").values_list("kind", "person__name", "at")
    assert [(kind, name, (at - NOW).seconds // 60) for kind, name, at in told] == [
        (NoticeKind.REMINDER, "Ani", 30),
        (NoticeKind.REMINDER, "Budi", 30),
        (NoticeKind.REMINDER, "Ani", 54),
        (NoticeKind.REMINDER, "Budi", 54),
        (NoticeKind.LATE, "Ani", 61),
        (NoticeKind.LATE, "Budi", 61),
        (NoticeKind.ESCALATION, "Kusno", 61),
    ]
    assert all(notice.link == f"/pelaksanaan/{case.id}/buat.1/" for notice in Notice.objects.all())


def test_a_clock_that_slept_reminds_of_the_last_mark_only(office: Office):
    case = office.start()
    done(tell_time(office, case, LATE))
    kinds = set(Notice.objects.values_list("kind", flat=True))
    assert kinds == {NoticeKind.LATE, NoticeKind.ESCALATION}


def test_substitutes_are_reminded_too(office: Office):
    make_substitution(office.agency, office.ani, office.staf, date(2026, 3, 2), date(2026, 3, 6))
    case = office.start()
    done(tell_time(office, case, NOW + timedelta(minutes=30)))
    assert set(Notice.objects.values_list("person__name", flat=True)) == {"Ani", "Budi", "Siti"}


def test_people_cannot_play_the_clock(office: Office):
    case = office.start()
    found = actions.tell_time(case_id=case.id, by=as_actor(office.kepala), now=LATE)
    assert refusal(found).code == "bukan-wewenang"
    found = actions.recalculate_deadlines(case_id=case.id, why="x", by=as_actor(office.admin), now=LATE)
    assert refusal(found).code == "bukan-wewenang"


def test_for_a_called_case_that_ends_late_the_officer_of_the_calling_row_answers(office: Office):
    """Not whoever happened to complete the last step of the called case."""
    office.publish("anak", [make_row("susun")])
    office.publish(
        "induk", [make_row("minta", "koordinator", time="1 jam", panggil={"sop": "uji/anak"}), make_row("pakai")]
    )
    parent = office.start("induk", by=office.koordinator)
    child = Case.objects.get(parent=parent)
    done(complete(child, "susun.1", office.budi, now=LATE))
    row = Deviation.objects.get(case=parent)
    assert (row.kind, row.task, row.minutes, row.person) == ("terlambat", "minta.1", 120, office.koordinator)
