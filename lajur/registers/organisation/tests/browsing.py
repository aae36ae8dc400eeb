"""A browser's part in tests of pages: signing in without the form, reading an answer."""

from __future__ import annotations

from typing import Any

from django.test import Client

from lajur.registers.organisation.models import Person


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def words(response: Any) -> str:
    return str(response.content.decode())
