from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as live
from django.test import Client
from django_scopes import scope

from lajur.registers.authority.models import Entry
from lajur.registers.organisation.actions import seat
from lajur.registers.organisation.models import Person, Role, Session
from lajur.registers.organisation.sessions import sweep
from lajur.registers.organisation.signin.actions import end_sessions_of
from lajur.registers.organisation.signin.tests.making import PASSWORD, SIGN_IN, make_people, signed_in
from lajur.registers.organisation.testing import as_actor, clock, done, make_position, refusal

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PAGE = "/akun/perangkat/"


@pytest.fixture
def time() -> Any:
    with time_machine.travel(MONDAY, tick=False) as moving:
        yield moving


def is_in(client: Client) -> bool:
    return client.get("/akun/").status_code == 200


def key_of(client: Client) -> str:
    return str(client.cookies[live.SESSION_COOKIE_NAME].value)


def test_a_session_without_a_request_ends_after_three_hours(time: Any) -> None:
    _, person, _ = make_people()
    client = signed_in(person)
    time.shift(timedelta(hours=2, minutes=59))
    assert is_in(client)
    time.shift(timedelta(hours=2, minutes=59))
    assert is_in(client), "counted from the last request"
    time.shift(timedelta(hours=3, minutes=1))
    assert sweep(datetime.now(UTC)) == 1
    assert client.get("/akun/").headers["Location"].startswith(SIGN_IN)


def test_a_session_ends_twelve_hours_after_it_began_however_busy(time: Any) -> None:
    _, person, _ = make_people()
    client = signed_in(person)
    for _ in range(4):
        time.shift(timedelta(hours=2, minutes=55))
        assert is_in(client)
    client.post("/bahasa/", {"language": "id"})
    time.shift(timedelta(minutes=21))
    assert not is_in(client)
    assert (live.SESSION_COOKIE_AGE, live.SESSION_IDLE) == (12 * 3600, 3 * 3600)


def test_that_a_session_is_in_use_is_written_now_and_then_only(time: Any) -> None:
    _, person, _ = make_people()
    client = signed_in(person)
    client.get("/akun/")
    seen = Session.objects.get(person=person).seen_at
    time.shift(timedelta(minutes=4))
    client.get("/akun/")
    assert Session.objects.get(person=person).seen_at == seen
    time.shift(timedelta(minutes=2))
    client.get("/akun/")
    assert Session.objects.get(person=person).seen_at == MONDAY + timedelta(minutes=6)


def test_signing_in_gives_a_new_key_and_cookies_keep_their_flags() -> None:
    _, person, admin = make_people()
    client = signed_in(person)
    first = key_of(client)
    client.post(SIGN_IN, {"username": person.username, "password": PASSWORD})
    second = key_of(client)
    client.post(SIGN_IN, {"username": admin.username, "password": PASSWORD})
    assert len({first, second, key_of(client)}) == 3
    assert not Session.objects.filter(session_key__in=[first, second]).exists()
    cookie = client.cookies[live.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_key_planted_before_signing_in_opens_nothing() -> None:
    _, person, _ = make_people()
    victim, attacker = Client(), Client()
    attacker.cookies[live.SESSION_COOKIE_NAME] = victim.cookies[live.SESSION_COOKIE_NAME] = "x" * 32
    victim.post(SIGN_IN, {"username": person.username, "password": PASSWORD})
    assert is_in(victim)
    assert not is_in(attacker)


def test_new_roles_give_a_new_key(time: Any) -> None:
    agency, person, _ = make_people()
    client = signed_in(person)
    client.get("/akun/")
    before = key_of(client)
    with scope(agency=agency):
        post = make_position(agency, "Pengawas", roles=[Role.AUDITOR])
        done(seat(by=clock(agency), now=MONDAY, person=person, position=post, since=date(2026, 3, 1)))
    assert is_in(client)
    assert key_of(client) != before
    assert not Session.objects.filter(session_key=before).exists()
    after = key_of(client)
    assert is_in(client)
    assert key_of(client) == after, "once"


def test_entering_as_another_and_coming_back_give_new_keys(time: Any) -> None:
    _, person, admin = make_people()
    client = signed_in(admin)
    before = key_of(client)
    client.post("/pengelolaan/masuk-sebagai/", {"orang": str(person.id), "alasan": "Laporan 7"})
    during = key_of(client)
    client.post("/pengelolaan/masuk-sebagai/akhiri/")
    assert len({before, during, key_of(client)}) == 3
    assert is_in(client)


def test_where_one_is_signed_in_is_listed_and_ended(time: Any) -> None:
    agency, person, admin = make_people()
    chrome = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
    office, phone, other = signed_in(person, user_agent=chrome), signed_in(person), signed_in(admin)
    time.shift(timedelta(minutes=10))
    page = office.get(PAGE).content.decode()
    assert page.count('name="sesi"') == 2
    assert "Chrome · Windows" in page
    assert page.count("perangkat ini") == 1
    assert key_of(office) not in page, "the key itself would open it"
    mark = page.split('name="sesi" value="')[2].split('"')[0]
    assert office.post(PAGE, {"sesi": mark}).headers["Location"] == PAGE
    assert (is_in(office), is_in(phone)) == (True, False)
    before = Session.objects.count()
    assert (sweep(MONDAY), Session.objects.count()) == (0, before), "none of these has ended"
    again = signed_in(person)
    assert office.post(PAGE, {}).headers["Location"] == SIGN_IN
    assert (is_in(office), is_in(again), is_in(other)) == (False, False, True)
    with scope(agency=agency):
        assert [entry.kind for entry in Entry.objects.filter(kind="sesi-diakhiri")] == ["sesi-diakhiri"] * 2


def test_nobody_ends_anothers_session() -> None:
    _, person, admin = make_people()
    mine, theirs = signed_in(person), signed_in(admin)
    mark = theirs.get(PAGE).content.decode().split('name="sesi" value="')[1].split('"')[0]
    mine.post(PAGE, {"sesi": mark})
    assert is_in(theirs)
    assert is_in(mine)


def test_an_administrator_ends_all_sessions_of_one_person_and_of_everybody_but_his_own_present_one() -> None:
    agency, person, admin = make_people()
    _, neighbour, stranger = make_people()
    office, phone, chief, home, away = (signed_in(who) for who in (person, person, admin, admin, neighbour))
    page = f"/pengelolaan/pegawai/{person.id}/"
    assert "sedang masuk di 2 perangkat" in chief.get(page).content.decode()
    assert office.post(page + "sesi/akhiri/").status_code == 403
    assert signed_in(stranger).post(page + "sesi/akhiri/").status_code == 404
    assert (is_in(office), is_in(phone)) == (True, True)

    assert chief.post(page + "sesi/akhiri/").headers["Location"] == page
    assert [is_in(client) for client in (office, phone, chief, home, away)] == [False, False, True, True, True]
    assert "Ia tidak sedang masuk" in chief.get(page).content.decode()
    again = signed_in(person)

    rules = "/pengelolaan/cara-masuk/"
    assert "ada 2 sesi yang terbuka" in chief.get(rules).content.decode()
    assert again.post("/pengelolaan/sesi/akhiri/").status_code == 403
    assert chief.post("/pengelolaan/sesi/akhiri/").headers["Location"] == rules
    assert [is_in(client) for client in (again, home, chief, away)] == [False, False, True, True]
    with scope(agency=agency):
        told = {entry.kind: entry.body for entry in Entry.objects.filter(kind__contains="sesi")}
        assert set(told) == {"sesi-pegawai-diakhiri", "semua-sesi-diakhiri"}
        assert str(person.id) in told["sesi-pegawai-diakhiri"]
        foreign = end_sessions_of(by=as_actor(admin, MONDAY), now=MONDAY, person=neighbour)
        assert refusal(foreign).code == "orang-tidak-dikenal"
    assert is_in(away)


def test_changing_the_password_asks_the_old_one_and_ends_the_other_devices() -> None:
    _, person, _ = make_people()
    here, there = signed_in(person), signed_in(person)
    new = {"baru": "Sepeda-Hijau-77", "ulangi": "Sepeda-Hijau-77"}
    assert here.post("/akun/kata-sandi/", {"lama": "salah-sekali", **new}).status_code == 422
    assert here.post("/akun/kata-sandi/", {"lama": PASSWORD, **new}).status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)


def test_the_old_password_is_not_guessed_from_an_open_session() -> None:
    _, person, _ = make_people()
    client = signed_in(person)
    new = {"baru": "Sepeda-Hijau-77", "ulangi": "Sepeda-Hijau-77"}
    for guess in range(5):
        client.post("/akun/kata-sandi/", {"lama": f"tebakan-{guess}", **new})
    told = client.post("/akun/kata-sandi/", {"lama": PASSWORD, **new})
    assert "Terlalu sering" in told.content.decode()
    assert Person.objects.get(id=person.id).check_password(PASSWORD)
