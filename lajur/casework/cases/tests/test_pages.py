"""The pages of an office at work, by Django's client. The clock stands at `NOW` of the tests' office."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django_scopes import scope

from lajur.casework.cases import actions
from lajur.casework.cases.models import Case, Comment, Deviation, Task, TaskStatus
from lajur.casework.cases.testing import Office, complete, make_office, make_row, open_tasks
from lajur.casework.documents.models import Record
from lajur.casework.notices.models import Notice
from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Person, Substitution
from lajur.registers.organisation.testing import NOW, as_actor, done, make_agency, make_person, make_substitution

BACKEND = "lajur.registers.organisation.backends.PersonBackend"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def still_clock(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office() -> Iterator[Office]:
    office = make_office_scoped()
    with scope(agency=office.agency):
        yield office


def make_office_scoped() -> Office:
    agency = make_agency()
    with scope(agency=agency):
        return make_office(agency.slug + "-kantor") if False else _office()


def _office() -> Office:
    return make_office()


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def text_of(response: Any) -> str:
    return str(response.content.decode())


def task_url(case: Case, key: str, rest: str = "") -> str:
    return f"/pelaksanaan/{case.id}/{key}/{rest}"


def every_url(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        here = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from every_url(entry, here)
        else:
            yield here, entry


def test_every_address_declares_who_may_see_it() -> None:
    bare = [
        address
        for address, entry in every_url()
        if entry.name != "set_language" and not hasattr(entry.callback, "page_needs")
    ]
    assert bare == []


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    for address in ("/", "/tugas/", "/pelaksanaan/", "/sop/", "/penyimpangan/", "/pemberitahuan/", "/pengganti/", "/akun/"):
        assert client.get(address).headers["Location"] == f"/masuk/?next={address}"
