"""The language a person chose goes along: to mails, to calendars, to the next device."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django_scopes import scopes_disabled

from lajur.registers.organisation.models import Person
from lajur.registers.organisation.testing import make_agency, make_person

SECRET = "Panjang-Sekali-77"
COOKIE = settings.LANGUAGE_COOKIE_NAME


@pytest.fixture
def person(db: None) -> Person:
    with scopes_disabled():
        return make_person(make_agency(), "Ani", password=SECRET)


def language_of(person: Person) -> str:
    with scopes_disabled():
        return Person.objects.get(id=person.id).language


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_language_chosen_is_kept_with_the_person(person: Person) -> None:
    client = signed_in(person)
    answer = client.post("/bahasa/", {"language": "en", "next": "/akun/"})
    assert (answer.status_code, answer.headers["Location"], language_of(person)) == (302, "/akun/", "en")
    assert '<html lang="en">' in client.get("/akun/").content.decode()
    client.post("/bahasa/", {"language": "id", "next": "/akun/"})
    assert language_of(person) == "id"
    assert '<html lang="id">' in client.get("/akun/").content.decode()


def test_a_language_that_is_not_offered_changes_nothing(person: Person) -> None:
    signed_in(person).post("/bahasa/", {"language": "fr"})
    assert language_of(person) == "id"


def test_a_stranger_may_choose_and_nobody_is_changed(person: Person) -> None:
    client = Client()
    client.post("/bahasa/", {"language": "en", "next": "/masuk/"})
    assert '<html lang="en">' in client.get("/masuk/").content.decode()
    assert language_of(person) == "id"


def test_the_language_is_found_again_on_another_device(person: Person) -> None:
    signed_in(person).post("/bahasa/", {"language": "en"})
    other = Client()
    other.post("/masuk/", {"username": person.username, "password": SECRET})
    assert other.cookies[COOKIE].value == "en"
    assert '<html lang="en">' in other.get("/akun/").content.decode()
