"""Two heartbeats, and months of service."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from lajur.casework.upkeep.rules import Pulse, Span, compare, months

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
JAKARTA = ZoneInfo("Asia/Jakarta")


def later(**given: float) -> datetime:
    return AT + timedelta(**given)


def test_a_beat_a_minute_later_tells_nothing():
    found = compare(Pulse(AT, "boot", 10.0), Pulse(later(minutes=1), "boot", 70.0))
    assert (found.outage, found.leap) == (None, None)


def test_a_gap_beyond_three_minutes_is_an_outage_from_the_last_beat_to_this_one():
    assert compare(Pulse(AT), Pulse(later(minutes=3))).outage is None
    assert compare(Pulse(AT), Pulse(later(minutes=4))).outage == (AT, later(minutes=4))
    restarted = compare(Pulse(AT, "one", 900.0), Pulse(later(hours=5), "two", 30.0))
    assert restarted.outage == (AT, later(hours=5))


def test_a_clock_set_forward_is_a_leap_and_no_outage():
    found = compare(Pulse(AT, "boot", 10.0), Pulse(later(hours=1), "boot", 70.0))
    assert found.outage is None
    assert found.leap == timedelta(minutes=59)


def test_a_clock_set_back_is_a_leap_also_after_a_new_start():
    assert compare(Pulse(AT, "boot", 10.0), Pulse(later(minutes=-9), "boot", 70.0)).leap == timedelta(minutes=-10)
    assert compare(Pulse(AT, "one", 10.0), Pulse(later(minutes=-9), "two", 70.0)).leap == timedelta(minutes=-9)


def test_an_outage_under_a_clock_that_was_set_back_lasts_as_long_as_the_machine_counted():
    found = compare(Pulse(AT, "boot", 0.0), Pulse(later(minutes=2), "boot", 600.0))
    assert found.outage == (later(minutes=-8), later(minutes=2))
    assert found.leap == timedelta(minutes=-8)


def test_months_share_an_outage_that_spans_them_and_count_only_what_was_watched():
    since = datetime(2026, 1, 30, 17, 0, tzinfo=UTC)  # 31 January, midnight in Jakarta
    until = datetime(2026, 2, 2, 17, 0, tzinfo=UTC)
    outage = Span("a", datetime(2026, 1, 31, 16, 0, tzinfo=UTC), datetime(2026, 1, 31, 18, 0, tzinfo=UTC))
    february, january = months(since, until, [outage], JAKARTA)
    assert (february.down, january.down) == (timedelta(hours=1), timedelta(hours=1))
    assert (february.watched, january.watched) == (timedelta(days=2), timedelta(days=1))
    assert (february.available, january.available) == (97.91, 95.83)
    assert february.first.astimezone(JAKARTA).day == 1


def test_a_month_without_loss_is_whole_and_a_second_lost_shows():
    since = datetime(2026, 2, 28, 17, 0, tzinfo=UTC)
    until = since + timedelta(days=30)
    (whole,) = months(since, until, [], JAKARTA)
    assert whole.available == 100.0
    (less,) = months(since, until, [Span("a", AT, AT + timedelta(seconds=1))], JAKARTA)
    assert less.available == 99.99
