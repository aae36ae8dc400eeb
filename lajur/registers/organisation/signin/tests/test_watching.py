"""The security log, and what production's cookies and passwords are like."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as live
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.utils.module_loading import import_string
from django_scopes import scope

from lajur.registers.organisation.middleware import ActingPerson
from lajur.registers.organisation.models import Person
from lajur.registers.organisation.signin.passwords import WordsOfTheHouse
from lajur.registers.organisation.testing import make_agency, make_person

pytestmark = pytest.mark.django_db
JsonLines, safety = import_string("lajur.config.safety.JsonLines"), import_string("lajur.config.safety.safety")
PASSWORD = "sepatu-basah-di-teras"


@pytest.fixture
def heard(caplog: pytest.LogCaptureFixture) -> Iterator[list[dict[str, str]]]:
    log, lines = logging.getLogger("lajur.keamanan"), []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(json.loads(JsonLines().format(record)))

    handler = Keeping()
    log.addHandler(handler)
    before = log.level
    log.setLevel(logging.INFO)
    yield lines
    log.removeHandler(handler)
    log.setLevel(before)


@pytest.fixture
def person() -> Person:
    agency = make_agency()
    with scope(agency=agency):
        person = make_person(agency, "Sri Wahyuni")
        person.set_password(PASSWORD)
        person.save()
    return person


def try_to_sign_in(person: Person, password: str) -> Client:
    client = Client()
    client.post("/masuk/", {"username": person.username, "password": password})
    return client


def test_signing_in_failing_and_signing_out_are_told_by_key_never_by_name(heard, person: Person) -> None:
    try_to_sign_in(person, "salah sama sekali")
    client = try_to_sign_in(person, PASSWORD)
    client.post("/keluar/")
    assert [line["event"] for line in heard] == ["gagal-masuk", "masuk", "keluar"]
    assert [line["person"] for line in heard] == ["", str(person.pk), str(person.pk)]
    assert len({line["place"] for line in heard}) == 1
    whole = json.dumps(heard)
    for secret in (person.name, person.username, PASSWORD, "salah sama sekali", "127.0.0.1"):
        assert secret not in whole


def test_what_is_refused_is_told_with_the_reason(heard, person: Person) -> None:
    client = try_to_sign_in(person, PASSWORD)
    assert client.get("/pengelolaan/kesehatan/").status_code == 403
    assert (heard[-1]["event"], heard[-1]["page"]) == ("ditolak", "upkeep.health")
    assert heard[-1]["what"]


def test_signing_out_leaves_nothing_in_the_browser(person: Person) -> None:
    client = try_to_sign_in(person, PASSWORD)
    assert client.post("/keluar/")["Clear-Site-Data"] == '"cache", "storage"'
    assert not client.cookies[live.SESSION_COOKIE_NAME].value


def test_pages_behind_the_sign_in_are_kept_by_nobody_between_and_asked_for_anew(person: Person) -> None:
    client = try_to_sign_in(person, PASSWORD)
    assert client.get("/tugas/")["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(("disposition", "kept"), [("attachment", "no-store"), ("inline", "no-cache")])
def test_files_that_are_taken_along_stay_in_no_cache(person: Person, rf: Any, disposition: str, kept: str) -> None:
    request = rf.get("/")
    request.user, request.session = person, {}
    answer = HttpResponse(headers={"Content-Disposition": f'{disposition}; filename="a.xlsx"'})
    assert ActingPerson(lambda _request: answer)(request)["Cache-Control"] == f"private, {kept}"


def test_in_production_cookies_belong_to_this_host_alone() -> None:
    names = [safety(production=True)[f"{one}_COOKIE_NAME"] for one in ("SESSION", "CSRF", "LANGUAGE")]
    assert all(name.startswith("__Host-") for name in names)


@pytest.mark.parametrize("password", ["Pengadaan2026", "kp2mi-lpse-1", "LAJUR!lajur!99", "rahasia12345"])
def test_words_of_every_office_are_no_password(password: str) -> None:
    with pytest.raises(ValidationError):
        WordsOfTheHouse().validate(password)


@pytest.mark.parametrize("password", [PASSWORD, "pengadaan semut hijau", "x" * 128])
def test_other_words_beside_them_are(password: str) -> None:
    WordsOfTheHouse().validate(password)
