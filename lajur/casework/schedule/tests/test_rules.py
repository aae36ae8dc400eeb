"""Days, weeks and months."""

from __future__ import annotations

from datetime import date

import pytest

from lajur.casework.schedule.rules import FIRST, LAST, Span, digest_of

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("query", "first", "after", "before", "following"),
    [
        ({}, "2026-02-23", "2026-04-06", "2026-02-01", "2026-04-01"),
        ({"pada": "2026-12-31"}, "2026-11-30", "2027-01-04", "2026-11-01", "2027-01-01"),
        ({"pada": "2026-02-10"}, "2026-01-26", "2026-03-02", "2026-01-01", "2026-03-01"),
        ({"tampilan": "minggu", "pada": "2026-03-08"}, "2026-03-02", "2026-03-09", "2026-02-23", "2026-03-09"),
        ({"tampilan": "hari", "pada": "2026-03-08"}, "2026-03-08", "2026-03-09", "2026-03-07", "2026-03-09"),
    ],
)
def test_a_span_is_made_of_whole_days_and_leads_on(
    query: dict[str, str], first: str, after: str, before: str, following: str
) -> None:
    span = Span.of(query, TODAY)
    assert [span.first.isoformat(), span.after.isoformat()] == [first, after]
    assert [span.step(-1).isoformat(), span.step(1).isoformat()] == [before, following]
    assert span.look == "hari" or (len(span.days) % 7 == 0 and span.days[0].weekday() == 0)


@pytest.mark.parametrize("text", ["", "kemarin", "2026-13-01", "99999-01-01", "2026-03-02T10:00"])
def test_a_date_that_cannot_be_read_is_today(text: str) -> None:
    assert Span.of({"pada": text}, TODAY).on == TODAY


def test_the_ends_of_time_are_reached_and_not_passed() -> None:
    assert Span.of({"pada": "0001-01-01"}, TODAY).on == FIRST
    assert Span.of({"pada": "9999-12-31"}, TODAY).on == LAST
    assert Span.of({"pada": "9999-12-31"}, TODAY).days[-1] > LAST


def test_two_secrets_have_two_digests() -> None:
    assert len(digest_of("a")) == 32
    assert digest_of("a") != digest_of("b")
