"""Which backups stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from lajur.backup.rules import Retention, kept, retention_from

NEWEST = datetime(2026, 11, 20, 18, 37, tzinfo=UTC)


def test_two_years_of_nights_leave_days_weeks_and_months() -> None:
    nights = [NEWEST - timedelta(days=number) for number in range(730)]
    stay = kept(nights, Retention(7, 4, 12))
    days = sorted((NEWEST - moment).days for moment in stay)
    assert days[:7] == list(range(7))
    assert len({moment.strftime("%G-%V") for moment in stay if (NEWEST - moment).days < 28}) == 4
    assert sorted({moment.strftime("%Y-%m") for moment in stay})[0] == "2025-12"
    assert len(stay) <= 7 + 4 + 12


def test_the_newest_always_stays_and_of_a_day_the_last() -> None:
    assert kept([NEWEST], Retention(0, 0, 0)) == {NEWEST}
    assert kept([], Retention()) == set()
    noon = NEWEST - timedelta(hours=6)
    yesterday = NEWEST - timedelta(days=1)
    assert kept([noon, NEWEST, yesterday], Retention(2, 0, 0)) == {NEWEST, yesterday}


def test_gaps_do_not_make_old_ones_go_sooner() -> None:
    """After a holiday without backups, the last seven days that have one stay."""
    moments = [NEWEST, *(NEWEST - timedelta(days=30 + number) for number in range(10))]
    assert len(kept(moments, Retention(7, 0, 0))) == 7


def test_settings_are_three_numbers() -> None:
    assert retention_from("7,4,12") == Retention(7, 4, 12)
    assert retention_from(" 1, 0 ,2") == Retention(1, 0, 2)
    for wrong in ("", "7,4", "7,4,x", "7,4,-1", "1,2,3,4"):
        assert retention_from(wrong) is None
