"""The schedule and the calendar feed, by Django's client. The clock stands at `NOW` of the tests' office."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import icalendar
import pytest
import time_machine
from django.test import Client
from django_scopes import scope, scopes_disabled

from lajur.casework.cases.models import Task
from lajur.casework.cases.testing import Office, complete, make_office
from lajur.casework.cases.tests.browsing import path
from lajur.casework.schedule.models import Feed
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.models import Person
from lajur.registers.organisation.testing import NOW, done, make_substitution
from lajur.registers.organisation.tests.browsing import signed_in, words
from lajur.registers.reference.testing import make_calendar_day

GONE, NOT_MODIFIED, FORBIDDEN, MOVED = 404, 304, 403, 302
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_clock")]


@pytest.fixture
def office(db: None) -> Iterator[Office]:
    with scopes_disabled():
        made = make_office()
    with scope(agency=made.agency):
        yield made


def address(person: Person) -> str:
    """A new calendar address of the person, as the page shows it."""
    page = signed_in(person).post("/jadwal/langganan/")
    assert page.headers["Cache-Control"] == "no-store, private"
    return str(page.context["address"]).removeprefix("http://testserver")


def events(answer: Any) -> list[Any]:
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


def test_a_month_shows_my_deadlines_and_nobody_elses(office: Office) -> None:
    case = office.start()
    mine, others = words(signed_in(office.ani).get("/jadwal/")), words(signed_in(office.koordinator).get("/jadwal/"))
    assert "Maret 2026" in mine
    assert f'href="{path(case, "buat.1")}"' in mine
    assert "09.00" in mine
    assert case.number not in others
    assert "Tidak ada tenggat pada rentang ini." in others


def test_days_off_and_ramadan_hours_are_named(office: Office) -> None:
    make_calendar_day(None, date(2026, 3, 19), name="Hari Suci Nyepi")
    client = signed_in(office.ani)
    month, week = words(client.get("/jadwal/")), words(client.get("/jadwal/?tampilan=minggu&pada=2026-03-02"))
    assert "Hari Suci Nyepi" in month
    assert "Hari kerja Ramadan" in week
    assert "08.00–12.00" in week
    assert "Tidak ada jam kerja" in week


@pytest.mark.parametrize("look", ["bulan", "minggu", "hari"])
def test_late_ones_are_told_in_words(office: Office, look: str) -> None:
    office.start()
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        page = words(signed_in(office.ani).get(f"/jadwal/?tampilan={look}"))
    assert "terlambat" in page.lower()
    with time_machine.travel(NOW + timedelta(days=40), tick=False):
        page = words(signed_in(office.ani).get(f"/jadwal/?tampilan={look}"))
    assert "1 tugas terlambat dari sebelum rentang ini" in page


def test_only_readers_see_the_unit_and_the_agency(office: Office) -> None:
    case = office.start()
    assert signed_in(office.staf).get("/jadwal/?lihat=instansi").status_code == FORBIDDEN
    assert signed_in(office.staf).get("/jadwal/?lihat=unit").status_code == FORBIDDEN
    assert "Seluruh instansi" not in words(signed_in(office.staf).get("/jadwal/"))
    page = words(signed_in(office.kepala).get("/jadwal/?lihat=instansi&tampilan=hari&pada=2026-03-02"))
    assert case.number in page
    assert "Ani, Budi" in page


def test_another_agencys_deadlines_do_not_exist(office: Office) -> None:
    with scopes_disabled():
        elsewhere = make_office()
    with scope(agency=elsewhere.agency):
        case = elsewhere.start()
    assert case.number not in words(signed_in(office.kepala).get("/jadwal/?lihat=instansi&tampilan=minggu"))


@pytest.mark.parametrize("query", ["", "?tampilan=minggu", "?tampilan=hari", "?lihat=instansi"])
def test_the_schedule_asks_few_questions(office: Office, query: str, django_assert_max_num_queries: Any) -> None:
    for _ in range(5):
        office.start()
    client = signed_in(office.kepala)
    client.get(f"/jadwal/{query}")
    with django_assert_max_num_queries(7):
        assert client.get(f"/jadwal/{query}").status_code == 200


def test_a_day_with_many_deadlines_is_paged(office: Office) -> None:
    task = Task.objects.get(case=office.start())
    Task.objects.bulk_create(
        [
            Task(
                agency=office.agency, case_id=task.case_id, key=f"buat.{n}", step="buat", seat=task.seat,
                opened_at=NOW, due_at=NOW + timedelta(minutes=n),
            )
            for n in range(2, 62)
        ]
    )  # fmt: skip
    client = signed_in(office.ani)
    assert "58 lagi" in words(client.get("/jadwal/"))
    assert "49 tenggat lagi pada hari ini" in words(client.get("/jadwal/?tampilan=minggu"))
    assert "Halaman 2 dari 2" in words(client.get("/jadwal/?tampilan=hari&halaman=2"))


def test_the_feed_holds_one_event_for_each_open_deadline_of_mine(office: Office) -> None:
    case = office.start()
    feed = address(office.ani)
    (event,) = events(Client().get(feed))
    task = Task.objects.get(case=case)
    assert event["UID"] == f"{task.id}@lajur"
    assert event.decoded("DTSTART") == task.due_at
    assert event.decoded("DTSTAMP") == event.decoded("LAST-MODIFIED") == NOW
    assert event["SUMMARY"] == f"Tenggat: Mengerjakan buat ({case.number})"
    assert event["URL"] == f"http://testserver{path(case, 'buat.1')}"
    body = Client().get(feed).content.decode()
    for private in (case.subject, "Ani", "Budi", office.ani.username):
        assert private not in body
    done(complete(case, "buat.1", office.ani, outputs=["konsep"], attachments=["permintaan"]))
    assert events(Client().get(feed)) == []


def test_every_visit_of_a_step_is_an_event_of_its_own(office: Office) -> None:
    case = office.start()
    feed = address(office.ani)
    first = events(Client().get(feed))[0]["UID"]
    done(complete(case, "buat.1", office.ani, outputs=["konsep"], attachments=["permintaan"]))
    done(complete(case, "periksa.1", office.koordinator, exit="perbaiki"))
    (again,) = events(Client().get(feed))
    assert again["UID"] != first
    assert again["URL"].endswith("/buat.2/")


def test_a_substitute_reads_what_he_stands_in_for(office: Office) -> None:
    case = office.start()
    done(complete(case, "buat.1", office.ani, outputs=["konsep"], attachments=["permintaan"]))
    feed = address(office.staf)
    assert events(Client().get(feed)) == []
    make_substitution(office.agency, office.koordinator, office.staf, NOW.date(), NOW.date() + timedelta(days=2))
    assert len(events(Client().get(feed))) == 1


def test_an_unchanged_feed_is_not_sent_again(office: Office) -> None:
    case = office.start()
    feed = address(office.ani)
    first = Client().get(feed)
    again = Client().get(feed, headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (NOT_MODIFIED, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    done(complete(case, "buat.1", office.ani, outputs=["konsep"], attachments=["permintaan"]))
    assert Client().get(feed, headers={"if-none-match": first.headers["ETag"]}).status_code == 200


def test_an_address_ends_when_revoked_or_made_anew(office: Office) -> None:
    client, first = signed_in(office.ani), address(office.ani)
    assert first not in words(client.get("/jadwal/langganan/"))
    second = address(office.ani)
    assert Client().get(first).status_code == GONE
    assert Client().get(second).status_code == 200
    assert client.post("/jadwal/langganan/cabut/").status_code == MOVED
    assert Client().get(second).status_code == GONE
    assert client.post("/jadwal/langganan/cabut/").status_code == MOVED
    told = Entry.objects.filter(kind__startswith="langganan-").order_by("seq").values_list("kind", flat=True)
    assert list(told) == ["langganan-dibuat", "langganan-dibuat", "langganan-dicabut"]


def test_the_secret_is_kept_nowhere(office: Office) -> None:
    secret = address(office.ani).rpartition("/")[2].removesuffix(".ics")
    assert len(secret) == 43
    kept = Feed.objects.get()
    assert secret.encode() not in bytes(kept.digest)
    assert all(secret not in entry.body for entry in Entry.objects.all())


def test_who_has_left_has_no_feed(office: Office) -> None:
    feed = address(office.ani)
    Person.objects.filter(id=office.ani.id).update(is_active=False)
    assert Client().get(feed).status_code == GONE


def test_the_feed_takes_no_other_method_and_needs_no_session(office: Office) -> None:
    feed = address(office.ani)
    assert Client().post(feed).status_code == 405
    assert Client().head(feed).status_code == 200
    assert signed_in(office.budi).get(feed).status_code == 200
    assert Client().get("/jadwal/umpan/bukan-alamat.ics").status_code == GONE


def test_a_feed_is_asked_in_few_statements(office: Office, django_assert_max_num_queries: Any) -> None:
    for _ in range(10):
        office.start()
    feed, client = address(office.ani), Client()
    client.get(feed)
    with django_assert_max_num_queries(4):
        assert len(events(client.get(feed))) == 10


def test_the_page_of_a_far_date_still_answers(office: Office) -> None:
    client = signed_in(office.ani)
    for day in (date.min, date(1999, 12, 31), date.max):
        assert client.get(f"/jadwal/?pada={day.isoformat()}").status_code == 200
