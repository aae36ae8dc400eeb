"""Health for administrators, life for monitors, outages for everybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from lajur.casework.cases.models import Task
from lajur.casework.cases.testing import Office
from lajur.casework.jobs.models import JobOutcome, JobRun
from lajur.casework.jobs.registry import run_job
from lajur.casework.upkeep import health, signs
from lajur.casework.upkeep.actions import beat, explain_outage, note_backup, note_proof
from lajur.casework.upkeep.models import Beat, Cause, ClockJump, JournalCheck, Outage, OutageRemark
from lajur.casework.upkeep.rules import Pulse
from lajur.registers.authority.journal import verify_agency
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.testing import as_actor, done, make_agency, make_person, refusal
from lajur.registers.organisation.tests.browsing import signed_in, words
from lajur.registers.reference.permissions import INSTALLATION

FORBIDDEN, MISSING, INVALID, AWAY = 403, 404, 422, 503


def beats(*moments: datetime) -> None:
    for at in moments:
        done(beat(by=INSTALLATION, pulse=Pulse(at)))


def make_outage(hours_ago: float = 5, lasting: float = 1) -> Outage:
    """Lajur lived, was away for some hours, and lives since."""
    now = timezone.now()
    beats(now - timedelta(hours=hours_ago + lasting), now - timedelta(hours=hours_ago))
    Beat.objects.update(at=now)
    return Outage.objects.latest("began_at")


def row(rows: list[health.Check], key: str) -> health.Check:
    return next(one for one in rows if one.key == key)


def test_monitors_learn_whether_lajur_lives_and_nothing_else(office: Office, client: Client):
    assert client.get("/sehat/").status_code == AWAY
    beats(timezone.now())
    answer = client.get("/sehat/")
    assert (answer.status_code, words(answer)) == (200, "baik\n")
    Beat.objects.update(at=timezone.now() - timedelta(minutes=6))
    silent = client.get("/sehat/")
    assert (silent.status_code, words(silent)) == (AWAY, "gangguan\n")
    assert "no-store" in silent.headers["Cache-Control"]


def test_the_health_page_is_the_administrators(office: Office):
    assert signed_in(office.ani).get("/pengelolaan/kesehatan/").status_code == FORBIDDEN
    assert "administrator instansi" in words(signed_in(office.ani).get("/pengelolaan/kesehatan/"))
    page = words(signed_in(office.admin).get("/pengelolaan/kesehatan/"))
    for told in (
        "Basis data",
        "Belum pernah berdetak",
        "Surel tidak dipasang",
        "Belum ada cadangan tercatat",
        "PostgreSQL",
    ):
        assert told in page


def test_the_health_page_asks_a_steady_number_of_questions(
    office: Office, django_assert_max_num_queries: DjangoAssertNumQueries
):
    client = signed_in(office.admin)
    client.get("/pengelolaan/kesehatan/")
    with django_assert_max_num_queries(22):
        client.get("/pengelolaan/kesehatan/")


def test_a_failed_job_is_told_with_its_error(office: Office):
    at = timezone.now()
    JobRun.objects.create(
        job="jobs.seal_journal", started_at=at, ended_at=at, outcome=JobOutcome.FAILED, error="uji: ValueError: rusak"
    )
    rows = health.checks([office.agency], at)
    assert row(rows, "pekerjaan").level == "gangguan"
    assert "uji: ValueError: rusak" in words(signed_in(office.admin).get("/pengelolaan/kesehatan/"))


def test_a_job_behind_its_schedule_is_told(office: Office):
    at = timezone.now()
    JobRun.objects.create(job="upkeep.beat_every_minute", started_at=at - timedelta(hours=2), outcome=JobOutcome.DONE)
    assert row(health.checks([office.agency], at), "pekerjaan").level == "perhatian"


def test_a_full_disk_is_told_before_it_stops_the_office(office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(signs, "disks", lambda: [signs.Room("/data", 9_000_000_000, 100_000_000_000)])
    assert row(health.checks([], timezone.now()), "disk").level == "perhatian"
    monkeypatch.setattr(signs, "disks", lambda: [signs.Room("/data", 400_000_000, 10_000_000_000)])
    assert row(health.checks([], timezone.now()), "disk").level == "gangguan"


def test_a_database_that_does_not_answer_is_a_row_and_not_a_crash(monkeypatch: pytest.MonkeyPatch):
    def silent() -> None:
        raise DatabaseError("connection refused")

    monkeypatch.setattr(signs, "database", silent)
    rows = health.checks([], timezone.now())
    assert (rows[0].key, rows[0].level) == ("basis-data", "gangguan")
    assert rows[0].facts["galat"] == "connection refused"


def test_backups_count_from_the_last_one_noted(office: Office):
    at = timezone.now()
    done(note_backup(by=INSTALLATION, now=at - timedelta(hours=40), place="/cadangan/a", size=5_000_000))
    assert row(health.checks([], at), "cadangan").level == "perhatian"
    done(note_backup(by=INSTALLATION, now=at - timedelta(hours=25), place="/cadangan/b", size=5_000_000))
    unproven = row(health.checks([], at), "cadangan")
    assert (unproven.level, "lajur backup verify" in str(unproven.advice)) == ("perhatian", True)
    done(note_proof(by=INSTALLATION, now=at - timedelta(hours=24), place="/cadangan/b", seconds=61.2))
    proven = row(health.checks([], at), "cadangan")
    assert (proven.level, proven.facts["pemulihan_detik"]) == ("baik", 61.2)
    assert "pulih dalam 61 detik dan sama dengan aslinya" in proven.words
    assert row(health.checks([], at + timedelta(hours=2)), "cadangan").level == "perhatian", "older than 26 hours"


def test_a_backup_that_failed_or_could_not_be_proven_is_trouble(office: Office):
    at = timezone.now()
    done(note_backup(by=INSTALLATION, now=at - timedelta(hours=2), place="/cadangan/a", size=5, proven=True))
    done(note_backup(by=INSTALLATION, now=at - timedelta(hours=1), place="/cadangan/b", size=0, fault="disk penuh"))
    failed = row(health.checks([], at), "cadangan")
    assert (failed.level, "disk penuh" in failed.words) == ("gangguan", True)
    assert failed.facts["tempat"] == "/cadangan/a"
    assert "disk penuh" in words(signed_in(office.admin).get("/pengelolaan/kesehatan/"))
    done(note_backup(by=INSTALLATION, now=at, place="/cadangan/c", size=5, proven=True))
    assert row(health.checks([], at), "cadangan").level == "baik"
    note_proof(by=INSTALLATION, now=at, place="/cadangan/c", fault="berbeda pada: cases_case")
    assert row(health.checks([], at), "cadangan").level == "gangguan"
    assert note_proof(by=INSTALLATION, now=at, place="/lain") is None


def test_documents_lost_from_the_disk_are_told_by_the_backup_that_missed_them(office: Office):
    at = timezone.now()
    done(note_backup(by=INSTALLATION, now=at, place="/cadangan/a", size=5, lost_files=2, proven=True))
    assert "2 berkas dokumen hilang" in str(row(health.checks([], at), "cadangan").advice)


def test_the_nightly_walk_over_the_journal_is_noted_and_a_broken_entry_stands_out(office: Office):
    office.start()
    assert run_job("upkeep.verify_journal", timezone.now()).outcome == JobOutcome.DONE
    good = JournalCheck.objects.get()
    assert (good.faults, good.entries) == (0, Entry.objects.count())
    assert row(health.checks([office.agency], timezone.now()), "jurnal").level == "baik"
    first = verify_agency(str(office.agency.id))
    assert not first.faults
    JournalCheck.objects.create(
        agency=office.agency, at=timezone.now(), chains=1, entries=1, seals=0, faults=1, first_fault="x / 1: rusak"
    )
    assert row(health.checks([office.agency], timezone.now()), "jurnal").level == "gangguan"


def test_a_gap_between_beats_becomes_an_outage_once(office: Office):
    at = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    beats(at, at + timedelta(minutes=1), at + timedelta(minutes=31), at + timedelta(minutes=32))
    (outage,) = Outage.objects.all()
    assert (outage.began_at, outage.ended_at) == (at + timedelta(minutes=1), at + timedelta(minutes=31))


def test_a_leap_of_the_clock_is_noted_and_told(office: Office, client: Client):
    at = timezone.now()
    done(beat(by=INSTALLATION, pulse=Pulse(at - timedelta(hours=1), "boot", 0.0)))
    done(beat(by=INSTALLATION, pulse=Pulse(at, "boot", 60.0)))
    assert ClockJump.objects.get().seconds == pytest.approx(3540)
    assert row(health.checks([], at), "jam").level == "perhatian"
    assert "3540 detik" in words(client.get("/gangguan/"))


def test_nobody_but_the_installation_beats(office: Office):
    assert refusal(beat(by=as_actor(office.admin), pulse=Pulse(timezone.now()))).code == "bukan-wewenang"


def test_everybody_reads_the_outages_with_what_was_lost(office: Office, client: Client):
    make_outage()
    page = words(client.get("/gangguan/"))
    assert "1 gangguan, seluruhnya 1 jam" in page
    assert "tersedia" in page
    assert "Belum dijelaskan." in page
    assert "Jelaskan dan lihat" not in page
    assert 'href="/gangguan/"' in words(client.get("/masuk/"))
    assert "Jelaskan dan lihat" in words(signed_in(office.admin).get("/gangguan/"))
    assert "Jelaskan dan lihat" not in words(signed_in(office.ani).get("/gangguan/"))


def test_the_outage_page_asks_a_steady_number_of_questions(
    office: Office, client: Client, django_assert_num_queries: DjangoAssertNumQueries
):
    for hours in (40, 20, 5):
        make_outage(hours)
    with django_assert_num_queries(5):
        client.get("/gangguan/")


def test_an_administrator_explains_an_outage_and_the_last_word_counts(office: Office, client: Client):
    outage = make_outage()
    address = f"/pengelolaan/gangguan/{outage.id}/"
    assert signed_in(office.ani).get(address).status_code == FORBIDDEN
    admin = signed_in(office.admin)
    assert admin.post(address, {"penyebab": "lain"}).status_code == INVALID
    admin.post(address, {"penyebab": "listrik", "keterangan": "PLN padam"})
    admin.post(address, {"penyebab": "listrik", "keterangan": "Gardu terbakar"})
    page = words(client.get("/gangguan/"))
    assert "Gardu terbakar" in page
    assert "PLN padam" not in page
    assert OutageRemark.objects.count() == 2
    assert Entry.objects.filter(kind="gangguan-dijelaskan").count() == 2


def test_deadlines_that_fell_into_an_outage_are_listed_for_their_own_agency_only(office: Office):
    case = office.start()
    outage = make_outage()
    Task.objects.filter(case=case).update(due_at=outage.began_at + timedelta(minutes=5))
    page = words(signed_in(office.admin).get(f"/pengelolaan/gangguan/{outage.id}/"))
    assert "1 tenggat jatuh di dalamnya" in page
    assert case.number in page
    stranger = stranger_administrator()
    other = words(signed_in(stranger).get(f"/pengelolaan/gangguan/{outage.id}/"))
    assert "0 tenggat jatuh di dalamnya" in other
    assert case.number not in other


def stranger_administrator() -> Any:
    from django_scopes import scope

    from lajur.registers.organisation.models import Role
    from lajur.registers.organisation.testing import make_position

    agency = make_agency()
    with scope(agency=agency):
        return make_person(agency, "Orang Lain", make_position(agency, "Administrator", roles=[Role.ADMINISTRATOR]))


def test_an_outage_that_does_not_exist_is_not_found(office: Office):
    unknown = "01900000-0000-7000-8000-000000000000"
    assert signed_in(office.admin).get(f"/pengelolaan/gangguan/{unknown}/").status_code == MISSING


def test_an_explanation_needs_a_cause_in_words_where_it_is_another(office: Office):
    outage = make_outage()
    told = explain_outage(by=as_actor(office.admin), now=timezone.now(), outage=outage, cause=Cause.OTHER)
    assert refusal(told).code == "keterangan-kosong"


@pytest.mark.django_db
def test_the_command_asks_about_all_agencies_at_once_in_no_scope():
    agencies = [make_agency(), make_agency()]
    rows = health.checks(agencies, timezone.now())
    assert [one.key for one in rows][:3] == ["basis-data", "pekerja", "pekerjaan"]
    assert row(rows, "surel").facts["terpasang"] is False
