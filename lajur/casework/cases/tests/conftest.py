"""An office for every test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker


@pytest.fixture
def office(db: None) -> Iterator[Any]:
    """The office of `testing.make_office`, inside its agency's scope."""
    from django_scopes import scope, scopes_disabled  # only now: conftest is read before Django is set up

    from lajur.casework.cases.testing import make_office

    with scopes_disabled():
        made = make_office()
    with scope(agency=made.agency):
        yield made


@pytest.fixture
def _guarded_again(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Ends after `transactional_db` has emptied the tables."""
    yield
    with django_db_blocker.unblock():
        _guard_journal("ENABLE")


@pytest.fixture
def shared_office(_guarded_again: None, transactional_db: None) -> Iterator[Any]:
    """An office whose rows are committed, so that other connections see them.

    Every table is truncated afterwards, which the journal refuses to all but the owner of the database.
    """
    from django_scopes import scope, scopes_disabled

    from lajur.casework.cases.testing import make_office

    with scopes_disabled():
        made = make_office()
    with scope(agency=made.agency):
        yield made
    _guard_journal("DISABLE")


def _guard_journal(how: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("authority_entry", "authority_seal"):
            cursor.execute(f"ALTER TABLE {table} {how} TRIGGER USER")
