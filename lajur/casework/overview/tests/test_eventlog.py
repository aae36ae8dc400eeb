"""The event log as a download: the period's cases, of those who see the overview, of their own agency."""

from __future__ import annotations

from typing import Any

import pytest
from django_scopes import scope, scopes_disabled
from lxml import etree

from lajur.casework.cases.testing import Office, make_office
from lajur.casework.overview.tests.test_overview import office, worked
from lajur.registers.organisation.tests.browsing import signed_in

__all__ = ["office"]
pytestmark = pytest.mark.django_db


def log(office: Office, rest: str = "periode=2026-03") -> Any:
    answer = signed_in(office.kepala).get(f"/ikhtisar/pelaksanaan.xes?{rest}")
    assert answer.status_code == 200
    return etree.fromstring(b"".join(answer.streaming_content))  # type: ignore[attr-defined]


def events(root: Any) -> list[int]:
    return [len(trace.findall("{*}event")) for trace in root.findall("{*}trace")]


def test_the_log_holds_the_cases_of_the_period(office: Office) -> None:
    worked(office)
    assert events(log(office)) == [5, 0]
    assert events(log(office, "periode=2026-02")) == []
    assert events(log(office, "periode=2026-03&sop=surat")) == [5, 0]


def test_nobody_else_takes_it_and_it_holds_nothing_of_another_agency(office: Office) -> None:
    worked(office)
    assert signed_in(office.ani).get("/ikhtisar/pelaksanaan.xes").status_code == 403
    with scopes_disabled():
        other = make_office()
    with scope(agency=other.agency):
        assert events(log(other)) == []
