"""Twenty officers issue at once, on connections of their own: no gap, no double."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections
from django_scopes import scope, scopes_disabled

from lajur.casework.documents.papers.models import Paper
from lajur.engine.refusal import Refusal

GUARDED = ("authority_entry", "authority_seal")
ISSUERS, EACH = 20, 2


@pytest.fixture
def shared_desk(transactional_db: None) -> Iterator[Any]:
    """An office whose rows are committed. Tables are emptied afterwards, which the journal refuses to all but their
    owner, told so for the while."""
    from lajur.casework.documents.papers.testing import make_desk

    with scopes_disabled():
        made = make_desk()
    with scope(agency=made.agency):
        yield made


@pytest.fixture(autouse=True)
def _journal_may_be_emptied(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    def guard(how: str) -> None:
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            for table in GUARDED:
                cursor.execute(f"ALTER TABLE {table} {how} TRIGGER USER")

    guard("DISABLE")
    yield
    guard("ENABLE")


def test_twenty_issuers_at_once_leave_no_gap_and_no_double(shared_desk: Any) -> None:
    from lajur.casework.documents.papers.testing import try_issue

    desk, start = shared_desk, Barrier(ISSUERS)

    def issue(worker: int) -> list[int]:
        try:
            with scope(agency=desk.agency):
                start.wait(60)
                mine = []
                for turn in range(EACH):
                    fails = worker % 5 == 0 and turn == 1
                    made = try_issue(desk.agency, desk.kepala, **({"data": {}} if fails else {}))
                    if fails:
                        assert isinstance(made, Refusal)
                        continue
                    assert isinstance(made, Paper), made
                    mine.append(made.serial)
                return mine
        finally:
            connections.close_all()

    with ThreadPoolExecutor(ISSUERS) as pool:
        serials = sorted(one for found in pool.map(issue, range(ISSUERS)) for one in found)
    assert serials == list(range(1, ISSUERS * EACH - ISSUERS // 5 + 1))
    assert sorted(Paper.objects.values_list("serial", flat=True)) == serials
    assert len(set(Paper.objects.values_list("number", flat=True))) == len(serials)
