"""A database in which the siege's rows are committed, and emptied afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker


@pytest.fixture
def _guarded_again(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Ends after `transactional_db` has emptied the tables."""
    yield
    with django_db_blocker.unblock():
        _guard_journal("ENABLE")


@pytest.fixture
def committed(_guarded_again: None, transactional_db: None) -> Iterator[None]:
    """Commits are commits; the journal lets its rows go only to the owner of the database, when the test is over."""
    yield
    _guard_journal("DISABLE")


def _guard_journal(how: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("authority_entry", "authority_seal"):
            cursor.execute(f"ALTER TABLE {table} {how} TRIGGER USER")
