"""A browser's part in tests of pages: signing in without the form, reading an answer, addresses of a case."""

from __future__ import annotations

from typing import Any

from django.test import Client

from lajur.casework.cases.models import Case
from lajur.registers.organisation.models import Person

BACKEND = "lajur.registers.organisation.backends.PersonBackend"


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def words(response: Any) -> str:
    return str(response.content.decode())


def path(case: Case, key: str = "", rest: str = "") -> str:
    return f"/pelaksanaan/{case.id}/{key + '/' if key else ''}{rest}"
