"""What the team does while answers come: progress, paper, doubtful ones, invitations, the end."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django_scopes import scopes_disabled

from lajur.capabilities.surveys.collecting import inviting, tokens
from lajur.capabilities.surveys.collecting.actions import close_survey, extend, invite, judge_sheets
from lajur.capabilities.surveys.collecting.queries import fingerprint_of, progress_of
from lajur.capabilities.surveys.jobs import send_survey_invitations
from lajur.capabilities.surveys.models import (
    Invitation,
    InvitationState,
    Sheet,
    SheetState,
    Survey,
    SurveyState,
    Ticket,
)
from lajur.capabilities.surveys.testing import make_answer, make_case, make_survey
from lajur.casework.cases.models import Case, Deviation
from lajur.casework.cases.queries import case_state
from lajur.casework.cases.simulation import Office as Officers
from lajur.casework.cases.testing import Office, complete, make_office, open_tasks
from lajur.casework.documents.models import Record
from lajur.casework.notices.post import Away, Permanent, Temporary
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.models import Person
from lajur.registers.organisation.testing import NOW, as_actor, done, refusal
from lajur.registers.organisation.tests.browsing import signed_in

TODAY = NOW.date()


@pytest.fixture
def survey(office: Office) -> Survey:
    return make_survey(office)


def test_progress_counts_accepted_sheets_group_by_group(survey: Survey) -> None:
    for group in (1, 1, 2):
        make_answer(survey, group)
    make_answer(survey, 2, doubts=["jebakan"])
    progress = progress_of(survey)
    told = [(one.counted, one.held, one.missing) for one in progress.groups]
    assert told == [(2, 0, 4), (1, 1, 5), (0, 0, 6), (0, 0, 6), (0, 0, 6)]
    assert (progress.counted, progress.held, progress.missing, progress.is_enough) == (3, 1, 27, False)


def fill(survey: Survey, each: int = 6) -> None:
    for group in range(1, 6):
        for _turn in range(each):
            make_answer(survey, group)


def arrive(office: Office, survey: Survey) -> Any:
    """The survey's case, where the row that collects is open."""
    case = survey.case
    assert case is not None
    Survey.objects.filter(id=survey.id).update(state=SurveyState.PLAN)
    assert complete(case, "rencanakan.1", office.ani)
    assert complete(case, "putuskan.1", office.koordinator, exit="setuju")
    return case


def test_the_step_goes_on_with_the_minimum_of_every_group(office: Office, survey: Survey) -> None:
    case = arrive(office, survey)
    fill(survey)
    assert complete(case, "kumpulkan.1", office.ani)
    survey.refresh_from_db()
    assert survey.state == SurveyState.CLOSED
    record = Record.objects.get(case=case, kind="hasil")
    assert "Jawaban yang dihitung: 30" in record.text
    assert bytes(survey.fingerprint).hex() in record.text
    entry = Entry.objects.get(kind="survei-ditutup")
    assert bytes(survey.fingerprint).hex() in entry.body
    assert not Deviation.objects.filter(case=case).exists()


def test_below_the_minimum_only_with_a_reason_which_is_a_deviation(office: Office, survey: Survey) -> None:
    case = arrive(office, survey)
    fill(survey, 5)
    told = refusal(complete(case, "kumpulkan.1", office.ani))
    assert told.code == "sampel-kurang"
    assert "PPK baru 5 dari 6" in told.sentence
    assert complete(case, "kumpulkan.1", office.ani, passing="Auditor sedang bertugas di luar kota.")
    deviation = Deviation.objects.get(case=case)
    assert "Auditor sedang bertugas" in deviation.reason
    assert open_tasks(case) == ["laporkan.1"]


def test_the_step_waits_for_every_held_answer(office: Office, survey: Survey) -> None:
    case = arrive(office, survey)
    fill(survey)
    sheet = make_answer(survey, doubts=["jebakan"])
    told = refusal(complete(case, "kumpulkan.1", office.ani, passing="Terburu-buru"))
    assert told.code == "jawaban-ditahan"
    done(
        judge_sheets(
            by=as_actor(office.ani), now=NOW, survey_id=survey.id, sheets=[sheet.id], accept=False, reason="Program"
        )
    )
    assert complete(case, "kumpulkan.1", office.ani)


def test_held_answers_are_judged_with_a_reason_by_the_team(office: Office, survey: Survey) -> None:
    one, two = make_answer(survey, doubts=["jebakan"]), make_answer(survey, doubts=["pola-sama"])

    def judge(by: Person, accept: bool, reason: str, *chosen: Sheet) -> Any:
        keys = [sheet.id for sheet in chosen]
        return judge_sheets(by=as_actor(by), now=NOW, survey_id=survey.id, sheets=keys, accept=accept, reason=reason)

    assert refusal(judge(office.staf, True, "Kenal", one)).code == "bukan-tim-survei"
    assert refusal(judge(office.ani, True, " ", one)).fields["alasan"]
    assert done(judge(office.ani, True, "Loket bersama", one)) == 1
    assert done(judge(office.ani, False, "Program", two)) == 1
    assert refusal(judge(office.ani, True, "Lagi", one)).code == "tidak-ada-pilihan"
    states = dict(Sheet.objects.values_list("id", "state"))
    assert states == {one.id: SheetState.ACCEPTED, two.id: SheetState.REJECTED}
    assert Sheet.objects.get(id=two.id).judgement == "Program"


def test_the_fingerprint_changes_with_every_counted_answer(survey: Survey) -> None:
    fill(survey, 1)
    count, before = fingerprint_of(survey)
    assert count == 5
    make_answer(survey, doubts=["jebakan"])
    assert fingerprint_of(survey) == (5, before)
    Sheet.objects.filter(state=SheetState.ACCEPTED, group=1).update(u9=1)
    assert fingerprint_of(survey)[1] != before


def test_a_closed_survey_takes_nothing_more(office: Office, survey: Survey) -> None:
    by = as_actor(office.ani)
    done(invite(by=by, now=NOW, survey_id=survey.id, group=1, addresses=["a@b.go.id"]))
    closed = done(close_survey(by=by, now=NOW, survey_id=survey.id))
    assert closed.closed_at == NOW
    assert not Invitation.objects.exists()
    assert refusal(extend(by=by, now=NOW, survey_id=survey.id, until=TODAY)).code == "survei-tidak-dibuka"
    assert refusal(close_survey(by=by, now=NOW, survey_id=survey.id)).code == "survei-tidak-dibuka"


def test_answers_are_taken_longer(office: Office, survey: Survey) -> None:
    by = as_actor(office.ani)
    later = done(extend(by=by, now=NOW, survey_id=survey.id, until=TODAY + timedelta(days=40)))
    assert later.closes_on == TODAY + timedelta(days=40)
    past = extend(by=by, now=NOW, survey_id=survey.id, until=TODAY - timedelta(days=1))
    assert refusal(past).fields["sampai"]


class FakePost:
    """A mail server that takes, refuses, or is away."""

    problem: Exception | None = None
    taken: list[Any]

    def __init__(self, url: str) -> None:
        pass

    def deliver(self, message: Any, handing_over: Any) -> None:
        if FakePost.problem is not None:
            raise FakePost.problem
        FakePost.taken.append(message)

    def close(self) -> None:
        pass


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch, settings: Any) -> type[FakePost]:
    FakePost.problem, FakePost.taken = None, []
    monkeypatch.setattr(inviting, "Post", FakePost)
    settings.SMTP_URL, settings.MAIL_FROM = "smtp://127.0.0.1:1", "lajur@kota.go.id"
    settings.PUBLIC_URL = "https://lajur.kota.go.id"
    return FakePost


def test_invitations_go_out_once_and_hide_who_got_which(office: Office, survey: Survey, post: Any) -> None:
    by = as_actor(office.ani)
    addresses = [f"orang{n}@contoh.go.id" for n in range(8)]
    assert done(invite(by=by, now=NOW, survey_id=survey.id, group=2, addresses=[*addresses, addresses[0]])) == 8
    assert done(invite(by=by, now=NOW, survey_id=survey.id, group=2, addresses=addresses)) == 0
    assert send_survey_invitations(office.agency, NOW) == 8
    assert send_survey_invitations(office.agency, NOW) == 0
    assert sorted(message["To"] for message in post.taken) == addresses
    digests = [bytes(ticket.digest) for ticket in Ticket.objects.filter(survey=survey, group=2)]
    secrets = [message.get_content().split("/u/")[1].split("/")[0] for message in post.taken]
    assert sorted(digests) == sorted(tokens.digest_of(secret) for secret in secrets)
    assert {row.state for row in Invitation.objects.all()} == {InvitationState.SENT}
    text = post.taken[0].get_content()
    assert f"https://lajur.kota.go.id/survei/{survey.token}/u/" in text
    assert "Zamrud" not in text
    assert "Ani" not in text
    assert not any(secret in str(vars(row)) for row in Invitation.objects.all() for secret in secrets)


@pytest.mark.parametrize(
    ("problem", "state", "tickets"),
    [
        (Permanent("550"), InvitationState.FAILED, 0),
        (Temporary("451"), InvitationState.WAITING, 0),
        (Temporary("timed out", handed_over=True), InvitationState.WAITING, 2),
        (Away("refused"), InvitationState.WAITING, 0),
    ],
)
def test_what_a_mail_server_does_not_take(
    office: Office, survey: Survey, post: Any, problem: Exception, state: str, tickets: int
) -> None:
    by = as_actor(office.ani)
    done(invite(by=by, now=NOW, survey_id=survey.id, group=1, addresses=["a@b.go.id", "c@d.go.id"]))
    post.problem = problem
    assert send_survey_invitations(office.agency, NOW) == 0
    assert {row.state for row in Invitation.objects.all()} == {state}
    assert Ticket.objects.count() == tickets
    assert send_survey_invitations(office.agency, NOW) == 0  # not before its time
    post.problem = None
    later = send_survey_invitations(office.agency, NOW + timedelta(hours=1))
    assert later == (2 if state == InvitationState.WAITING else 0)


def test_the_teams_pages_show_and_take(office: Office, survey: Survey) -> None:
    ani, base = signed_in(office.ani), f"/kepuasan/{survey.id}/"
    make_answer(survey, 2)
    held = make_answer(survey, 3, doubts=["alamat-ramai"])
    assert survey.title in ani.get("/kepuasan/").content.decode()
    for part in ("", "rencana/", "pertanyaan/", "poster/", "undangan/", "kertas/", "ditahan/", "perpanjang/"):
        assert ani.get(base + part).status_code == 200, part
    assert ani.get(base + "qr.svg")["Content-Type"] == "image/svg+xml"
    assert b"Sangat banyak jawaban" in ani.get(base + "ditahan/").content
    wrong = ani.post(base + "ditahan/", {"putusan": "hitung", "alasan": "Loket"})
    assert wrong.status_code == 422
    ani.post(base + "ditahan/", {"putusan": "hitung", "alasan": "Loket", "lembar": [str(held.id)]})
    assert Sheet.objects.get(id=held.id).state == SheetState.ACCEPTED
    ani.post(base + "undangan/", {"kalangan": "1", "alamat": "x@y.go.id, z@y.go.id"})
    assert Invitation.objects.count() == 2
    assert ani.post(base + "undangan/", {"kalangan": "1", "alamat": "bukan"}).status_code == 422


def test_paper_is_typed_in_with_digits_and_marked_with_who_did(office: Office, survey: Survey) -> None:
    ani, address = signed_in(office.ani), f"/kepuasan/{survey.id}/kertas/"
    sheet = {"kalangan": "4", "layanan": "1", "nomor": "K-7", **{f"u{n}": "4" for n in range(1, 10)}}
    once = ani.get(address).context["once"]
    answer = ani.post(address, sheet | {"sekali": once})
    assert answer["Location"] == f"{address}?kalangan=4&layanan=1"
    ani.post(address, sheet | {"sekali": once})
    row = Sheet.objects.get(survey=survey)
    assert (row.channel, row.entered_by_id, row.paper, row.group, row.u9) == ("kertas", office.ani.id, "K-7", 4, 4)
    twice = ani.post(address, sheet | {"sekali": ani.get(address).context["once"]})
    assert twice.status_code == 422
    assert "K-7 sudah dimasukkan" in twice.content.decode()
    short = ani.post(address, sheet | {"nomor": "K-8", "u5": "7"})
    assert short.status_code == 422
    assert Sheet.objects.count() == 1


def test_others_of_the_case_look_and_do_not_touch(office: Office, survey: Survey) -> None:
    head, base = signed_in(office.kepala), f"/kepuasan/{survey.id}/"
    assert head.get(base).status_code == 200
    assert head.get(base + "rencana/").status_code == 200
    for part in ("poster/", "undangan/", "kertas/", "ditahan/", "perpanjang/", "pertanyaan/1/", "pertanyaan/baru/"):
        assert head.get(base + part).status_code == 403, part
    assert signed_in(office.staf).get(base).status_code == 403
    with scopes_disabled():
        other = make_office()
    assert signed_in(other.ani).get(base).status_code == 404
    assert signed_in(other.admin).get(f"/kepuasan/{uuid.uuid4()}/").status_code == 404


def test_a_survey_is_planned_on_its_pages(office: Office) -> None:
    survey = make_survey(office, opened=False)
    ani, base = signed_in(office.ani), f"/kepuasan/{survey.id}/"
    page = ani.get(base + "rencana/")
    assert "Rencana lengkap" in page.content.decode()
    given = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    given = {name: value for name, value in given.items() if value not in (None, False)}
    ani.post(base + "rencana/", given | {"judul": "Survei Safir", "orang_ppk": "1.000", "sasaran_ppk": "10"})
    survey.refresh_from_db()
    assert (survey.title, survey.sample, survey.groups.get(key="ppk").population) == ("Survei Safir", 284, 1000)
    assert ani.post(base + "rencana/", given | {"tutup": "2020-01-01"}).status_code == 422
    words = "Buruk\nCukup\nBaik\nBaik sekali"
    ani.post(base + "pertanyaan/9/", {"judul": "Sarana", "pertanyaan": "Bagaimana?", "jawaban": words, "dipakai": "on"})
    assert survey.questions.get(number=9).words[-1] == "Baik sekali"
    bad = {"judul": "Sarana", "pertanyaan": "Bagaimana?", "jawaban": "Satu"}
    assert ani.post(base + "pertanyaan/9/", bad).status_code == 422
    ani.post(
        base + "pertanyaan/baru/", {"judul": "Kanal", "pertanyaan": "Lewat?", "jenis": "pilihan", "jawaban": "A\nB"}
    )
    assert survey.questions.filter(number=10).exists()
    ani.post(base + "pertanyaan/10/buang/")
    assert not survey.questions.filter(number=10).exists()


def test_the_simulator_plans_and_collects_in_the_shipped_sop(office: Office) -> None:
    office.publish_shipped("kp2mi/kepuasan-pengguna")
    office.agency.refresh_from_db()
    officers = Officers(office.agency, 7)
    for number in range(2):
        officers.plan_start(NOW, "kepuasan-pengguna", f"Survei semester {number + 1}")
    officers.run()
    surveys = list(Survey.objects.filter(case__procedure="kepuasan-pengguna"))
    assert [survey.state for survey in surveys] == [SurveyState.CLOSED] * 2
    for survey in surveys:
        counted = Sheet.objects.filter(survey=survey).count()
        facts = case_state(Case.objects.get(id=str(survey.case_id))).facts
        assert facts["responden_menjawab"] == counted >= 25
        assert facts["jumlah_responden"] >= 30


def test_a_survey_begins_from_the_tasks_page_and_enter_there_begins_nothing(office: Office) -> None:
    case, ani = make_case(office), signed_in(office.ani)
    address = f"/kepuasan/baru/{case.id}/"
    task = ani.get(f"/pelaksanaan/{case.id}/rencanakan.1/").content.decode()
    assert f'href="{address}"' in task
    assert f'action="{address}"' not in task
    assert ani.get(address).status_code == 200
    assert not Survey.objects.exists()
    answer = ani.post(address)
    survey = Survey.objects.get(case=case)
    assert answer["Location"] == f"/kepuasan/{survey.id}/rencana/" == ani.get(address)["Location"]
    assert signed_in(office.staf).post(address).status_code == 403
