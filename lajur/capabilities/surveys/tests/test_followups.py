"""From the closed survey to the evaluated follow-ups: who may do what, what the SOP's rows wait for and bring."""

from __future__ import annotations

from datetime import timedelta

import icalendar
import time_machine
from django.test import Client

from lajur.capabilities.surveys.followups.actions import (
    Planned,
    decide_report,
    drop_follow_up,
    finish_follow_up,
    remind,
    write_follow_up,
)
from lajur.capabilities.surveys.followups.duties import follow_ups
from lajur.capabilities.surveys.followups.testing import make_closed, make_follow_up, make_open
from lajur.capabilities.surveys.models import Survey
from lajur.capabilities.surveys.reporting import FollowUp, FollowUpState, Report, ReportState
from lajur.casework.cases.models import Case
from lajur.casework.cases.testing import Office, complete, open_tasks
from lajur.casework.documents.models import Record
from lajur.casework.documents.papers.models import Paper
from lajur.casework.notices.models import Notice, NoticeKind
from lajur.engine.refusal import Refusal
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.testing import NOW, as_actor, clock, done, refusal
from lajur.registers.organisation.tests.browsing import signed_in


def case_of(survey: Survey) -> Case:
    assert survey.case is not None
    return survey.case


def approve(survey: Survey) -> None:
    Report.objects.update_or_create(
        survey=survey, defaults={"agency_id": survey.agency_id, "state": ReportState.APPROVED, "approved_at": NOW}
    )
    FollowUp.objects.filter(survey=survey).update(state=FollowUpState.RUNNING)


def test_the_whole_way_by_the_rows_of_the_sop(office: Office) -> None:
    survey = make_open(office, sheets=(7, 6, 6, 6, 6))
    case = case_of(survey)
    done(complete(case, "rencanakan.1", office.ani, outputs=["rencana"]))
    done(complete(case, "putuskan.1", office.koordinator, exit="setuju"))
    done(complete(case, "kumpulkan.1", office.ani))

    assert refusal(complete(case, "laporkan.1", office.ani)).code == "tindak-lanjut-kosong"
    make_follow_up(office, survey, office.budi)
    done(complete(case, "laporkan.1", office.ani))
    report = Report.objects.get(survey=survey)
    assert report.state == ReportState.PROPOSED
    paper = Paper.objects.get()
    assert paper.kind == "laporan"
    drawn = [block for block in paper.body["body"]["blocks"] if block["t"] == "gambar"]
    assert [block["alt"] for block in drawn] == [
        "Nilai setiap unsur", "Semua unsur sekaligus", "Menurut kalangan responden", "Menurut jenis layanan",
    ]  # fmt: skip
    assert "U3 Waktu penyelesaian" in drawn[0]["svg"]
    assert Record.objects.get(case=case, kind="laporan").source_id == paper.record_id
    changed = drop_follow_up(by=as_actor(office.ani), now=NOW, survey_id=survey.id, number=1)
    assert refusal(changed).code == "laporan-sudah-diajukan"

    done(complete(case, "setujui.1", office.kepala, exit="perbaiki"))
    assert Report.objects.get(survey=survey).state == ReportState.WRITTEN
    make_follow_up(office, survey, office.ani, element=2)
    done(complete(case, "laporkan.2", office.ani))
    done(complete(case, "setujui.2", office.kepala, exit="setuju"))
    report.refresh_from_db()
    assert (report.state, report.approved_by_id) == (ReportState.APPROVED, office.kepala.id)
    assert report.published_at is not None  # the row publishes too
    assert set(FollowUp.objects.values_list("state", flat=True)) == {FollowUpState.RUNNING}
    assert Notice.objects.filter(person=office.budi, kind=NoticeKind.NEW_TASK, link__endswith="/1/").count() == 1

    waits = refusal(complete(case, "kerjakan.1", office.ani))
    assert (waits.code, waits.passable, waits.sentence) == (
        "tindak-lanjut-belum-selesai", True, "Tindak lanjut yang terlaksana baru 0 dari 2.",
    )  # fmt: skip
    for number, person in ((1, office.budi), (2, office.ani)):
        done(finish_follow_up(by=as_actor(person), now=NOW, survey_id=survey.id, number=number, done="Selesai."))
    done(complete(case, "kerjakan.1", office.ani))
    done(complete(case, "evaluasi.1", office.budi))
    assert open_tasks(case) == []
    said = Record.objects.get(case=case, kind="evaluasi").text
    assert "Terlaksana 2 dari 2 tindak lanjut." in said
    kinds = set(Entry.objects.filter(kind__contains="tindak-lanjut").values_list("kind", flat=True))
    assert kinds >= {"tindak-lanjut-disetujui", "tindak-lanjut-dikembalikan", "tindak-lanjut-terlaksana"}


def test_the_row_goes_on_without_all_follow_ups_only_with_a_reason(office: Office) -> None:
    survey = make_open(office, sheets=(7, 6, 6, 6, 6))
    case = case_of(survey)
    done(complete(case, "rencanakan.1", office.ani, outputs=["rencana"]))
    done(complete(case, "putuskan.1", office.koordinator, exit="setuju"))
    done(complete(case, "kumpulkan.1", office.ani))
    make_follow_up(office, survey, office.budi)
    done(complete(case, "laporkan.1", office.ani))
    done(complete(case, "setujui.1", office.kepala, exit="setuju"))
    done(complete(case, "kerjakan.1", office.ani, passing="Anggaran dipindahkan ke tahun depan."))
    assert "Direncanakan" not in Record.objects.get(case=case, kind="pelaksanaan").text
    assert "Berjalan" in Record.objects.get(case=case, kind="pelaksanaan").text


def test_a_case_without_a_survey_is_filled_by_hand(office: Office) -> None:
    survey = make_open(office, sheets=(0, 0, 0, 0, 0))
    case = case_of(survey)
    Survey.objects.filter(id=survey.id).update(case=None)
    done(complete(case, "rencanakan.1", office.ani, outputs=["rencana"]))
    done(complete(case, "putuskan.1", office.koordinator, exit="setuju"))
    done(complete(case, "kumpulkan.1", office.ani, outputs=["hasil"]))
    done(complete(case, "laporkan.1", office.ani, outputs=["laporan"]))
    done(complete(case, "setujui.1", office.kepala, exit="setuju"))
    done(complete(case, "kerjakan.1", office.ani, outputs=["pelaksanaan"]))
    done(complete(case, "evaluasi.1", office.ani, outputs=["evaluasi"]))
    assert open_tasks(case) == []


def test_follow_ups_are_planned_by_their_row_for_a_person_and_a_day(office: Office) -> None:
    survey = make_closed(office)
    wrong = Planned(3, " ", NOW.date() - timedelta(days=1), "01890000-0000-7000-8000-000000000000")
    refused = refusal(
        write_follow_up(by=as_actor(office.ani), now=NOW, survey_id=survey.id, number=None, planned=wrong)
    )
    assert set(refused.fields) == {"program", "waktu", "penanggung_jawab"}
    right = Planned(3, "Menata alur", NOW.date(), str(office.staf.id))
    for person in (office.staf, office.kepala):
        outcome = write_follow_up(by=as_actor(person), now=NOW, survey_id=survey.id, number=None, planned=right)
        assert refusal(outcome).code == "bukan-pelaksana-langkah"
    row = done(write_follow_up(by=as_actor(office.ani), now=NOW, survey_id=survey.id, number=None, planned=right))
    again = done(
        write_follow_up(by=as_actor(office.ani), now=NOW, survey_id=survey.id, number=row.number,
                        planned=Planned(2, "Menata loket", NOW.date(), str(office.budi.id)))
    )  # fmt: skip
    assert (again.id, again.element, again.person_id) == (row.id, 2, office.budi.id)
    assert done(drop_follow_up(by=as_actor(office.ani), now=NOW, survey_id=survey.id, number=row.number)) is True
    still_open = make_open(office)
    outcome = write_follow_up(by=as_actor(office.ani), now=NOW, survey_id=still_open.id, number=None, planned=right)
    assert refusal(outcome).code == "survei-belum-ditutup"


def test_only_the_deciding_row_approves(office: Office) -> None:
    survey = make_closed(office)
    Report.objects.create(survey=survey, agency=office.agency, state=ReportState.PROPOSED)
    outcome = decide_report(
        by=as_actor(office.ani), now=NOW, survey_id=survey.id, approved=True, lane="kepala", assignees=()
    )
    assert refusal(outcome).code == "bukan-pelaksana-langkah"


def test_a_running_follow_up_stands_in_tugas_saya_and_jadwal_of_its_person_alone(office: Office) -> None:
    survey = make_closed(office)
    row = make_follow_up(office, survey, office.staf, days=1)
    assert follow_ups(as_actor(office.staf), (str(office.staf.id),)) == []  # not before it is approved
    approve(survey)
    inbox = signed_in(office.staf).get("/tugas/").content.decode()
    address = f"/kepuasan/{survey.id}/tindak-lanjut/{row.number}/"
    assert address in inbox
    assert "Tidak ada tugas untuk Anda" not in inbox
    assert address in signed_in(office.staf).get(f"/jadwal/?pada={row.due_on}").content.decode()
    assert address in signed_in(office.staf).get(f"/jadwal/?tampilan=hari&pada={row.due_on}").content.decode()
    assert address not in signed_in(office.ani).get("/tugas/").content.decode()
    assert address in signed_in(office.kepala).get(f"/jadwal/?lihat=instansi&pada={row.due_on}").content.decode()


def test_its_person_tells_it_done(office: Office) -> None:
    survey = make_closed(office)
    row = make_follow_up(office, survey, office.staf)
    address = f"/kepuasan/{survey.id}/tindak-lanjut/{row.number}/"
    client = signed_in(office.staf)
    early = finish_follow_up(by=as_actor(office.staf), now=NOW, survey_id=survey.id, number=row.number, done="Sudah.")
    assert refusal(early).code == "tindak-lanjut-tidak-berjalan"
    approve(survey)
    assert signed_in(office.kepala).get(address).status_code == 403
    assert client.post(address, {"hasil": " "}).status_code == 422
    assert client.post(address, {"hasil": "Alur dipasang di loket."}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.done_by_id) == (FollowUpState.DONE, office.staf.id)
    assert "Alur dipasang di loket." in client.get(address).content.decode()
    assert address not in client.get("/tugas/").content.decode()


def test_reminders_come_a_week_and_a_day_before_and_once_after(office: Office) -> None:
    survey = make_closed(office)
    make_follow_up(office, survey, office.staf, days=8)
    approve(survey)

    def told(days: int) -> list[str]:
        day = NOW + timedelta(days=days)
        for _twice in range(2):
            assert not isinstance(remind(by=clock(office.agency, day), now=day, today=day.date()), Refusal)
        return list(Notice.objects.filter(person=office.staf).order_by("at").values_list("kind", flat=True))

    assert told(0) == []
    assert told(1) == [NoticeKind.REMINDER]
    assert told(7) == [NoticeKind.REMINDER] * 2
    assert told(9) == [*[NoticeKind.REMINDER] * 2, NoticeKind.LATE]
    assert isinstance(remind(by=as_actor(office.kepala), now=NOW, today=NOW.date()), Refusal)


def test_a_calendar_program_learns_of_follow_ups_and_nothing_personal(office: Office) -> None:
    survey = make_closed(office)
    make_follow_up(office, survey, office.staf, programme="Melatih Budi")
    approve(survey)
    with time_machine.travel(NOW):
        address = signed_in(office.staf).post("/jadwal/langganan/").context["address"].removeprefix("http://testserver")
        first = Client().get(address)
        [event] = icalendar.Calendar.from_ical(first.content).walk("VEVENT")
        assert event.decoded("dtstart") == NOW.date() + timedelta(days=20)
        assert event["summary"] == "Tenggat: tindak lanjut U3, Survei Zamrud"
        assert str(event["url"]).endswith(f"/kepuasan/{survey.id}/tindak-lanjut/1/")
        assert b"Melatih" not in first.content
        assert Client().get(address).content == first.content
        again = {"if-none-match": first.headers["ETag"]}
        assert Client().get(address, headers=again).status_code == 304
        done(finish_follow_up(by=as_actor(office.staf), now=NOW, survey_id=survey.id, number=1, done="Selesai."))
        assert b"VEVENT" not in Client().get(address, headers=again).content


def test_the_plan_is_written_on_its_pages(office: Office) -> None:
    survey = make_closed(office)
    client, base = signed_in(office.ani), f"/kepuasan/{survey.id}/"
    form = client.get(f"{base}tindak-lanjut/baru/").content.decode()
    assert form.index("U3 Waktu penyelesaian") < form.index("U1 Persyaratan")  # the weakest first
    given = {"unsur": "3", "program": "Menata alur", "waktu": "2090-02-01",
             "penanggung_jawab": str(office.budi.id)}  # fmt: skip
    with_errors = client.post(f"{base}tindak-lanjut/baru/", {**given, "program": ""})
    assert with_errors.status_code == 422
    assert client.post(f"{base}tindak-lanjut/baru/", given).status_code == 302
    assert client.post(f"{base}tindak-lanjut/1/ubah/", {**given, "program": "Menata loket"}).status_code == 302
    assert client.post(f"{base}analisis/", {"analisis": "Antrean pagi hari."}).status_code == 302
    page = client.get(f"{base}tindak-lanjut/").content.decode()
    assert "Menata loket" in page
    assert "Antrean pagi hari." in page
    assert client.post(f"{base}tindak-lanjut/1/ubah/", {"lakukan": "hapus"}).status_code == 302
    assert not FollowUp.objects.exists()
    assert client.get(f"{base}tindak-lanjut/1/ubah/").status_code == 404
    assert signed_in(office.staf).get(f"{base}tindak-lanjut/baru/").status_code == 403
