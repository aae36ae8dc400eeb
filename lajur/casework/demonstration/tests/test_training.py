"""The training room: a copy with invented people and a fast clock, which nothing real depends on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from zeal import zeal_ignore

from lajur.casework.cases.models import Case, Task
from lajur.casework.cases.testing import Office
from lajur.casework.demonstration.actions import close_training, open_training, reset_training
from lajur.casework.demonstration.jobs import reset_rooms
from lajur.casework.demonstration.training import people_of, room_of
from lajur.casework.jobs.registry import JOBS, job, run_job
from lajur.casework.notices.queries import mails_from
from lajur.registers.authority.journal import verify_agency
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.clocks import agency_now
from lajur.registers.organisation.models import Agency, Holding, Person, Position, Role, Unit
from lajur.registers.organisation.testing import (
    NOW,
    as_actor,
    clock,
    done,
    make_agency,
    make_person,
    make_position,
    refusal,
)
from lajur.registers.organisation.tests.browsing import signed_in, words
from lajur.registers.procedures.models import Procedure
from lajur.registers.reference.models import CalendarDay
from lajur.registers.reference.testing import make_calendar_day

FORBIDDEN, MISSING, INVALID, MOVED = 403, 404, 422, 302


@pytest.fixture
def room(office: Office) -> Agency:
    return done(open_training(by=clock(office.agency), now=NOW, agency=office.agency, rate=60))


def facts(agency: Agency) -> dict[str, Any]:
    """What a room is made of, without its keys."""
    with scope(agency=agency):
        return {
            "units": sorted(Unit.objects.values_list("name", flat=True)),
            "positions": sorted(Position.objects.values_list("title", "superior__title", "is_outside")),
            "people": sorted(Person.within.values_list("name", flat=True)),
            "holdings": sorted(Holding.objects.values_list("person__name", "position__title")),
            "procedures": sorted(Procedure.objects.filter(agency=agency).values_list("key", "in_force__hash")),
            "cases": sorted(Case.objects.values_list("number", "subject", "status")),
            "tasks": sorted(Task.objects.values_list("case__number", "key", "status", "opened_at")),
        }


def test_a_room_copies_the_office_and_none_of_its_people_or_cases(office: Office, room: Agency):
    office.start()
    copy = facts(room)
    original = facts(office.agency)
    assert copy["positions"] == original["positions"]
    assert copy["procedures"] == original["procedures"]
    assert not set(copy["people"]) & set(original["people"])
    assert copy["cases"]
    assert all(subject.startswith("Latihan") for _, subject, _ in copy["cases"])
    assert room.is_training
    assert not mails_from(room)
    with scope(agency=room):
        assert verify_agency(str(room.id)).faults == ()
        assert not any(person.has_usable_password() for person in Person.within.all())


def test_local_days_off_come_along(office: Office):
    make_calendar_day(office.agency, NOW.date() + timedelta(days=3), name="Hari jadi")
    made = done(open_training(by=clock(office.agency), now=NOW, agency=office.agency, rate=1))
    assert CalendarDay.objects.get(agency=made).name == "Hari jadi"


def test_a_reset_brings_back_the_same_room_and_closes_the_old_one(office: Office, room: Agency):
    before = facts(room)
    someone = people_of(room)[0][0]
    made = done(reset_training(by=clock(office.agency), now=NOW, room=Agency.objects.get(id=room.id)))
    assert facts(made) == before
    room.refresh_from_db()
    assert not room.is_active
    assert room_of(office.agency) == made
    someone.refresh_from_db()
    assert not someone.is_active
    with scope(agency=room):
        assert verify_agency(str(room.id)).faults == ()
        assert Entry.objects.filter(kind="ruang-latihan-ditutup").exists()
    assert Entry.objects.filter(agency=office.agency, kind="ruang-latihan-disetel-ulang").count() == 1
    assert refusal(reset_training(by=clock(office.agency), now=NOW, room=room)).code == "latihan-tidak-ada"


def test_the_clock_of_a_room_runs_as_fast_as_told_and_that_of_an_office_never():
    start = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    room = Agency(is_training=True, clock_rate=60, clock_start=start)
    assert agency_now(room, start + timedelta(minutes=2)) == start + timedelta(hours=2)
    assert agency_now(room, start - timedelta(minutes=2)) == start - timedelta(minutes=2)
    office = Agency(is_training=False, clock_rate=60, clock_start=start)
    assert agency_now(office, start + timedelta(minutes=2)) == start + timedelta(minutes=2)


def test_jobs_tell_a_room_its_own_time_and_leave_closed_ones_alone(office: Office, room: Agency):
    told: dict[str, datetime] = {}

    def note(agency: Agency, now: datetime) -> int:
        told[agency.slug] = now
        return 1

    name = "tests.note"
    try:
        job(cron="* * * * *", title="Uji")(note)
        run_job(name, NOW + timedelta(minutes=1))
        assert told[room.slug] == NOW + timedelta(hours=1)
        assert told[office.agency.slug] == NOW + timedelta(minutes=1)
        done(close_training(by=clock(office.agency), now=NOW, room=room))
        told.clear()
        run_job(name, NOW + timedelta(minutes=1))
        assert room.slug not in told
    finally:
        JOBS.pop(name, None)


def test_pages_of_a_room_show_its_clock_under_a_red_band(office: Office, room: Agency):
    Agency.objects.filter(id=room.id).update(clock_start=timezone.now() - timedelta(days=1), clock_rate=1440)
    page = words(signed_in(people_of(room)[0][0]).get("/tugas/"))
    assert "band-training" in page
    assert "Jam berjalan 1440 kali lebih cepat" in page
    assert str((timezone.now() + timedelta(days=1439)).year) in page.split("Waktu server")[1]
    assert "band-training" not in words(signed_in(office.ani).get("/tugas/"))


def test_the_administrator_makes_a_room_and_everybody_enters_it_with_one_click(office: Office):
    assert "Mintalah administrator" in words(signed_in(office.ani).get("/latihan/"))
    assert signed_in(office.ani).post("/latihan/", {"laju": "60"}).status_code == FORBIDDEN
    assert signed_in(office.admin).post("/latihan/", {"laju": "7"}).status_code == INVALID
    with zeal_ignore():  # a room is built through the actions of an office, one after another
        assert signed_in(office.admin).post("/latihan/", {"laju": "60"}).status_code == MOVED
    made = room_of(office.agency)
    assert made is not None
    people = [person for person, _ in people_of(made)]
    ani = signed_in(office.ani)
    assert people[0].name in words(ani.get("/latihan/"))
    ani.post(f"/latihan/masuk/{people[0].id}/")
    assert people[0].name in words(ani.get("/tugas/"))
    ani.post(f"/latihan/masuk/{people[1].id}/")
    assert people[1].name in words(ani.get("/tugas/"))
    assert ani.post("/latihan/keluar/").status_code == MOVED
    page = words(ani.get("/tugas/"))
    assert office.ani.name in page
    assert "band-training" not in page


def test_the_way_back_is_closed_to_who_has_left_or_changed_the_password(office: Office, room: Agency):
    inside = people_of(room)[0][0]
    ani = signed_in(office.ani)
    ani.post(f"/latihan/masuk/{inside.id}/")
    office.ani.set_password("kata-sandi-baru-8")
    office.ani.save()
    assert ani.post("/latihan/keluar/").status_code == MISSING
    assert inside.name in words(ani.get("/tugas/"))


def test_the_room_of_another_agency_does_not_exist(office: Office, room: Agency):
    other = make_agency()
    with scope(agency=other):
        stranger = make_person(other, "Orang Lain", make_position(other, "Kepala", roles=[Role.ADMINISTRATOR]))
    client = signed_in(stranger)
    inside = people_of(room)[0][0]
    assert client.post(f"/latihan/masuk/{inside.id}/").status_code == MISSING
    assert client.get("/latihan/setel-ulang/").status_code == MISSING
    assert inside.name not in words(client.get("/latihan/"))
    with scope(agency=other):
        told = reset_training(by=as_actor(stranger), now=NOW, room=room)
    assert refusal(told).code == "bukan-wewenang"
    assert signed_in(inside).post(f"/latihan/masuk/{stranger.id}/").status_code == MISSING


def test_nobody_enters_a_room_without_having_signed_in(office: Office, room: Agency, client: Client):
    inside = people_of(room)[0][0]
    answer = client.post(f"/latihan/masuk/{inside.id}/")
    assert answer.headers["Location"].startswith("/masuk/")


def test_an_administrator_inside_resets_the_room_and_stays_in_it(office: Office, room: Agency):
    inside = next(person for person, held in people_of(room) if "dministrator" in held)
    client = signed_in(office.admin)
    client.post(f"/latihan/masuk/{inside.id}/")
    assert client.get("/latihan/setel-ulang/").status_code == 200
    with zeal_ignore():
        assert client.post("/latihan/setel-ulang/").status_code == MOVED
    page = words(client.get("/latihan/"))
    assert "disetel ulang ke keadaan awalnya" in page
    assert "band-training" in page
    assert client.post("/latihan/keluar/").status_code == MOVED
    officer = next(person for person, held in people_of(room_of(office.agency) or room) if person.name != inside.name)
    assert signed_in(officer).post("/latihan/setel-ulang/").status_code == FORBIDDEN


def test_at_night_only_rooms_that_were_used_begin_anew(office: Office, room: Agency):
    Agency.objects.filter(id=room.id).update(clock_start=timezone.now() + timedelta(seconds=5) - timedelta(hours=7))
    later = timezone.now() + timedelta(hours=7)
    with scopes_disabled():
        Agency.objects.filter(id=room.id).update(clock_start=timezone.now())
        assert reset_rooms(later) == 0
        Agency.objects.filter(id=room.id).update(clock_start=room.clock_start)
        assert reset_rooms(NOW + timedelta(hours=1)) == 0
        assert reset_rooms(later) == 1
    assert room_of(office.agency) != room


def test_a_room_has_no_room_and_an_office_only_one(office: Office, room: Agency):
    again = open_training(by=clock(office.agency), now=NOW, agency=office.agency, rate=60)
    assert refusal(again).code == "latihan-sudah-ada"
    inner = open_training(by=clock(room), now=NOW, agency=room, rate=60)
    assert refusal(inner).code == "latihan-di-latihan"
