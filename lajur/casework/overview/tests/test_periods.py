"""Periods and what they are compared with."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from lajur.casework.overview.exports import harmless, sheet_name
from lajur.casework.overview.periods import between, month_of, quarter, read, stretches, year
from lajur.casework.overview.report import Change

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("", date(2026, 11, 1), date(2026, 11, 30)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-T4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2026-03-05..2026-04-01", date(2026, 3, 5), date(2026, 4, 1)),
        ("2026-04-01..2026-03-05", date(2026, 3, 5), date(2026, 4, 1)),
        ("2026-13", date(2026, 11, 1), date(2026, 11, 30)),
        ("9999-12", date(2026, 11, 1), date(2026, 11, 30)),
        ("entah", date(2026, 11, 1), date(2026, 11, 30)),
    ],
)
def test_an_address_names_a_period(text: str, first: date, last: date) -> None:
    found = read(text, TODAY)
    assert (found.first, found.last) == (first, last)
    assert read(found.key, TODAY) == found


def test_before_and_after_are_neighbours() -> None:
    for period in (
        month_of(date(2026, 1, 9)),
        quarter(2026, 1),
        year(2026),
        between(date(2026, 1, 5), date(2026, 1, 9)),
    ):
        assert (period.first - period.before().last).days == 1
        assert period.before().after() == period


def test_a_running_month_is_compared_with_as_many_days() -> None:
    now, before = month_of(date(2026, 3, 31)).compared(date(2026, 3, 30))
    assert (now.first, now.last) == (date(2026, 3, 1), date(2026, 3, 30))
    assert (before.first, before.last) == (date(2026, 2, 1), date(2026, 2, 28))
    now, before = month_of(date(2026, 2, 1)).compared(TODAY)
    assert (now.days, before.days) == (28, 31)


@pytest.mark.parametrize(
    "period", [month_of(TODAY), quarter(2026, 4), year(2026), between(TODAY, TODAY), between(date(2021, 1, 1), TODAY)]
)
def test_stretches_cover_the_period_once(period: object) -> None:
    from lajur.casework.overview.periods import Period

    assert isinstance(period, Period)
    parts = stretches(period)
    assert len(parts) <= 14
    assert (parts[0][0], parts[-1][1]) == (period.first, period.last)
    assert all((later[0] - earlier[1]).days == 1 for earlier, later in pairwise(parts))


def test_a_change_is_told_in_words() -> None:
    assert Change("Tugas", 46, 34, 1).words == "12 lebih banyak (+35\N{NO-BREAK SPACE}%)"
    assert Change("Tugas", 46, 34, 1).judgement == "membaik"
    assert Change("Penyimpangan", 3, 4, -1).words == "1 lebih sedikit (−25\N{NO-BREAK SPACE}%)"
    assert Change("Penyimpangan", 5, 4, -1).judgement == "memburuk"
    assert Change("Mulai", 5, 0).words == "5 lebih banyak"
    assert Change("Mulai", 5, 5).words == "sama banyak"


def test_files_are_harmless() -> None:
    assert [harmless(text) for text in ("=1+1", "+62", "-5", "@a", "\tx", "biasa")] == [
        "'=1+1", "'+62", "'-5", "'@a", "'\tx", "biasa",
    ]  # fmt: skip
    assert sheet_name("a/b:c" + "x" * 40, ["lain"]) == "a b c" + "x" * 23
    assert sheet_name("Sama", ["sama"]) == "Sama 2"
