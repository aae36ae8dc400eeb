from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from lajur.registers.organisation.models import Person
from lajur.registers.organisation.signin.tests.making import PASSWORD, SIGN_IN, make_people, signed_in
from lajur.registers.organisation.signin.throttling import ADDRESS_FAULTS, ALL_FAULTS, TRIES, Gate

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "10.0.0.1", "10.9.9.9"
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def attempt(name: str, password: str, address: str = HERE, client: Client | None = None) -> Any:
    return (client or Client()).post(SIGN_IN, {"username": name, "password": password}, REMOTE_ADDR=address)


@pytest.fixture(autouse=True)
def time() -> Any:
    with time_machine.travel(NOW, tick=False) as moving:
        yield moving


def test_after_five_wrong_passwords_this_person_waits_here_and_nowhere_else(time: Any) -> None:
    _, person, other = make_people()
    answers = [attempt(person.username, "salah").status_code for _ in range(TRIES)]
    assert answers == [422] * TRIES
    locked = attempt(person.username, PASSWORD)
    assert (locked.status_code, locked.headers["Retry-After"]) == (429, "900")
    assert "15 menit lagi" in locked.content.decode()
    assert attempt(person.username, PASSWORD, ELSEWHERE).status_code == 302, "from another address"
    assert attempt(other.username, PASSWORD).status_code == 302, "another person from here"
    time.shift(timedelta(minutes=15))
    assert attempt(person.username, PASSWORD).status_code == 302


def test_a_guesser_behind_the_same_address_does_not_lock_out_a_browser_that_is_known() -> None:
    _, person, _ = make_people()
    own = Client()
    attempt(person.username, PASSWORD, client=own)
    own.post("/keluar/")
    for _ in range(TRIES + 1):
        attempt(person.username, "salah")
    assert attempt(person.username, PASSWORD).status_code == 429
    assert attempt(person.username, PASSWORD, client=own).status_code == 302


def test_a_mark_is_good_for_its_person_only_and_not_made_up() -> None:
    _, person, other = make_people()
    own = signed_in(other)
    for _ in range(TRIES):
        attempt(person.username, "salah", client=own)
    assert attempt(person.username, PASSWORD, client=own).status_code == 429
    own.cookies["lajur_perangkat"] = f"apa-saja:{person.username}:palsu"
    assert attempt(person.username, PASSWORD, client=own).status_code == 429


def test_a_right_password_begins_the_count_anew() -> None:
    _, person, _ = make_people()
    for _ in range(3):
        for _ in range(TRIES - 1):
            attempt(person.username, "salah")
        assert attempt(person.username, PASSWORD).status_code == 302


def test_whoever_does_not_exist_gets_the_same_answers() -> None:
    _, person, _ = make_people()

    def told(name: str) -> list[tuple[int, str]]:
        answers = [attempt(name, "salah", ELSEWHERE) for _ in range(TRIES + 1)]
        return [(one.status_code, one.content.decode().replace(name, "…").partition("csrf")[0]) for one in answers]

    def sentences(name: str) -> list[tuple[int, bool, bool]]:
        return [(status, "salah. Periksa" in text, "Terlalu sering" in text) for status, text in told(name)]

    assert sentences(person.username) == sentences("tidak.ada")


def test_the_same_hashing_is_done_whoever_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes the time of a sign-in is hashing, so its calls are compared and no clock."""
    agency, person, gone = make_people()
    nobody = Person.objects.create_user("tanpa.sandi", None, agency=agency, name="Tanpa Sandi")
    gone.is_active = False
    gone.save()
    work: list[int] = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        work.append(1)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    done = {}
    for name in (person.username, "tidak.ada", gone.username, nobody.username):
        work.clear()
        assert attempt(name, "salah").status_code == 422
        done[name] = len(work)
    assert set(done.values()) == {1}, done
    for _ in range(TRIES):
        attempt(person.username, "salah")
    work.clear()
    attempt(person.username, PASSWORD)
    attempt("tidak.ada", "salah")
    assert len(work) == 1, "whoever waits is not hashed at all"


def test_a_password_kept_by_an_older_hash_still_opens_and_is_kept_anew(settings: Any) -> None:
    _, person, _ = make_people()
    hashers = "django.contrib.auth.hashers."
    settings.PASSWORD_HASHERS = [hashers + "PBKDF2PasswordHasher", hashers + "MD5PasswordHasher"]
    assert attempt(person.username, PASSWORD).status_code == 302
    assert Person.objects.get(id=person.id).password.startswith("pbkdf2")


def test_a_thousand_tries_get_five_looks() -> None:
    gate = Gate("sandi", "budi", "", HERE)
    looks = 0
    for _ in range(1000):
        if gate.enter(NOW) is None:
            looks += 1
            gate.failed(NOW)
    assert looks == TRIES


def test_spraying_many_names_slows_the_address_and_only_strangers_there(time: Any) -> None:
    _, person, other = make_people()
    known = Client()
    attempt(person.username, PASSWORD, client=known)
    looked = [attempt(f"orang.{n}", "Musim-Hujan-2026").status_code for n in range(2 * ADDRESS_FAULTS)]
    assert looked.count(422) == ADDRESS_FAULTS + 1, "then one in two seconds"
    assert attempt(person.username, PASSWORD, client=known).status_code == 302, "known here"
    assert attempt(other.username, PASSWORD, ELSEWHERE).status_code == 302, "from elsewhere"
    slowed = attempt(other.username, PASSWORD)
    assert (slowed.status_code, int(slowed.headers["Retry-After"]) <= 2) == (429, True)
    time.shift(timedelta(seconds=2))
    assert attempt(other.username, PASSWORD).status_code == 302, "slowed, not locked"


def test_spraying_from_many_addresses_slows_strangers_everywhere_and_locks_nobody(time: Any) -> None:
    _, person, other = make_people()
    known = Client()
    attempt(person.username, PASSWORD, client=known)
    for n in range(ALL_FAULTS):
        Gate("sandi", f"orang.{n}", "", f"10.1.{n // 250}.{n % 250}").failed(NOW)
    looked = [Gate("sandi", f"lain.{n}", "", f"10.2.0.{n}").enter(NOW) is None for n in range(200)]
    assert sum(looked) == 20, "for all strangers together in two seconds"
    assert attempt(person.username, PASSWORD, client=known).status_code == 302
    assert attempt(other.username, PASSWORD, ELSEWHERE).status_code == 429
    time.shift(timedelta(seconds=2))
    assert attempt(other.username, PASSWORD, ELSEWHERE).status_code == 302
