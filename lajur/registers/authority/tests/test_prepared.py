"""Prepared statements on a connection that the server has ended between two requests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.db.utils import DatabaseError

from lajur.registers.authority import prepared

pytestmark = pytest.mark.django_db


@pytest.fixture
def lost(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A connection of this test's own in the place of Django's, ended by the server; a request begins."""
    usual = connections["default"]
    own: Any = usual.copy()
    monkeypatch.setitem(own.settings_dict, "CONN_HEALTH_CHECKS", True)
    connections["default"] = own
    try:
        number = int(_only("SELECT pg_backend_pid()"))
        own.health_check_enabled, own.health_check_done = True, False
        with usual.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
        yield
    finally:
        connections["default"] = usual
        own.close()


def _only(sql: str) -> bytes:
    row = prepared.run(sql, ())
    assert row is not None
    assert row[0] is not None
    return row[0]


def test_the_first_question_of_a_request_is_asked_again_over_a_new_connection(lost: None) -> None:
    assert _only("SELECT 41 + 1") == b"42"


def test_a_connection_lost_in_the_middle_of_a_request_is_an_error(lost: None) -> None:
    own: Any = connections["default"]
    own.health_check_done = True
    with pytest.raises(DatabaseError):
        prepared.run("SELECT 41 + 1", ())


def test_what_may_write_is_never_sent_twice(lost: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes over a connection that was found alive before."""
    sent: list[str] = []
    asked = prepared._asked

    def noted(connection: Any, sql: str, values: Any, anywhere: bool) -> Any:
        sent.append(sql)
        return asked(connection, sql, values, anywhere)

    monkeypatch.setattr(prepared, "_asked", noted)
    assert prepared.run("WITH one AS (SELECT 1) SELECT count(*) FROM one", ()) == (b"1",)
    assert len(sent) == 1
