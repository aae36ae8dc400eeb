"""Golden cases worked out by hand, properties, and what a calendar refuses."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from lajur.engine import worktime
from lajur.engine.testing import processor_seconds
from lajur.engine.worktime import DayShare, Duration, WorkCalendar, WorkWeek, minutes_of

ZONES = {
    "WIB": ZoneInfo("Asia/Jakarta"),
    "WITA": ZoneInfo("Asia/Makassar"),
    "WIT": ZoneInfo("Asia/Jayapura"),
    "UTC": ZoneInfo("UTC"),
}
ORDINARY = WorkWeek(date(2023, 4, 12), ((((450, 720), (780, 960)),) * 4 + (((450, 690), (780, 990)),) + ((),) * 2))
RAMADAN = WorkWeek(date(2023, 4, 12), ((((480, 720), (750, 900)),) * 4 + (((480, 690), (750, 930)),) + ((),) * 2))
GOLDEN: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("golden_worktime.yaml").read_text())


def make_calendar(zone: str = "WIB", kind: str = "nasional", **changes: Any) -> WorkCalendar:
    days_off, exceptions = dict(GOLDEN["days_off"]), {}
    if kind == "daerah":
        days_off |= GOLDEN["daerah"]["days_off"]
        exceptions = {day: tuple(map(tuple, spans)) for day, spans in GOLDEN["daerah"]["exceptions"].items()}
    parts: dict[str, Any] = {
        "weeks": [ORDINARY],
        "ramadan_weeks": [RAMADAN],
        "ramadan": [tuple(pair) for pair in GOLDEN["ramadan"]],
        "days_off": days_off,
        "exceptions": exceptions,
    } | changes
    return WorkCalendar(ZONES[zone], kind, **parts)


WIB = make_calendar()


def at(text: str, zone: str = "WIB") -> datetime:
    """A moment as the golden file writes it: local to `zone` unless it names another."""
    head, _, named = text.rpartition(" ")
    if named in ZONES:
        text, zone = head, named
    return datetime.fromisoformat(text).replace(tzinfo=ZONES[zone])


def duration(text: str) -> Duration:
    amount, unit = text.split()
    return Duration(int(amount), unit)  # type: ignore[arg-type]


def golden() -> list[Any]:
    rows = []
    for row in GOLDEN["cases"]:
        entry = {"case": row} if isinstance(row, str) else row
        start, lasts, due, why = entry["case"].split(" | ")
        assert why.endswith(".")
        zone, kind = entry.get("zone", "WIB"), entry.get("calendar", "nasional")
        rows.append(pytest.param(zone, kind, start, lasts, due, id=f"{zone} {kind} {start} + {lasts}"))
    return rows


@pytest.mark.parametrize(("zone", "kind", "start", "lasts", "due"), golden())
def test_the_deadline_is_the_one_worked_out_by_hand(zone: str, kind: str, start: str, lasts: str, due: str) -> None:
    found = make_calendar(zone, kind).add(at(start, zone), duration(lasts))
    assert found.tzinfo is UTC
    assert found.astimezone(ZONES[zone]).replace(tzinfo=None) == datetime.fromisoformat(due)


def test_there_are_at_least_sixty_golden_cases_and_none_twice() -> None:
    starts = [case.id for case in golden()]
    assert len(set(starts)) == len(starts) >= 60


def test_a_day_has_450_minutes_and_390_in_ramadan_also_on_fridays() -> None:
    for first, length in (("2026-06-08", 450), ("2026-06-12", 450), ("2026-02-19", 390), ("2026-02-20", 390)):
        start = at(f"{first} 00:00")
        assert WIB.between(start, start + timedelta(days=1)) == length


def test_the_year_2026_has_the_working_days_of_its_calendar() -> None:
    """261 weekdays less 13 holidays and 8 days of joint leave; 19 of them in Ramadan with 390 minutes."""
    minutes = WIB.between(at("2026-01-01 00:00"), at("2027-01-01 00:00"))
    assert minutes == (261 - 13 - 8) * 450 - 19 * 60


def test_working_minutes_begin_at_the_opening_and_stop_at_the_closing() -> None:
    for clock in ("07:30", "11:59", "13:00", "15:59"):
        assert WIB.is_working(at(f"2026-06-08 {clock}")), clock
    for clock in ("07:29", "12:00", "12:59", "16:00"):
        assert not WIB.is_working(at(f"2026-06-08 {clock}")), clock
    assert not WIB.is_working(at("2026-06-13 10:00"))
    assert not WIB.is_working(at("2026-06-16 10:00"))
    assert not WIB.is_working(at("2026-02-19 07:45"))
    assert make_calendar(kind="daerah").is_working(at("2026-06-27 10:00"))


def test_nothing_lies_between_a_moment_and_an_earlier_one() -> None:
    assert WIB.between(at("2026-06-09 10:00"), at("2026-06-08 10:00")) == 0
    assert WIB.between(at("2026-06-08 10:00"), at("2026-06-08 10:00")) == 0


def test_an_unfinished_minute_does_not_count() -> None:
    assert WIB.between(at("2026-06-08 10:00:30"), at("2026-06-08 10:02:00")) == 1


def test_time_between_years_leaves_out_the_turn_of_the_year() -> None:
    assert WIB.between(at("2025-12-31 15:00"), at("2026-01-02 08:00")) == 90


def test_why_a_deadline_lies_where_it_does_names_every_day_skipped() -> None:
    shares = WIB.explain(at("2026-03-17 15:00"), Duration(480, "menit"))
    assert shares == [
        DayShare(date(2026, 3, 17), 0, worktime.BEFORE_START),
        DayShare(date(2026, 3, 18), 0, "Cuti Bersama Nyepi"),
        DayShare(date(2026, 3, 19), 0, "Nyepi"),
        DayShare(date(2026, 3, 20), 0, "Cuti Bersama Idul Fitri"),
        DayShare(date(2026, 3, 21), 0, "Idul Fitri"),
        DayShare(date(2026, 3, 22), 0, "Idul Fitri kedua"),
        DayShare(date(2026, 3, 23), 0, "Cuti Bersama Idul Fitri"),
        DayShare(date(2026, 3, 24), 0, "Cuti Bersama Idul Fitri"),
        DayShare(date(2026, 3, 25), 450, worktime.WORKING),
        DayShare(date(2026, 3, 26), 30, worktime.WORKING),
    ]


def test_the_reasons_of_working_days_tell_ramadan_special_days_and_weekends_apart() -> None:
    shares = make_calendar(kind="daerah").explain(at("2026-06-26 16:00"), Duration(6, "jam"))
    assert [(share.minutes, share.reason) for share in shares] == [
        (30, worktime.WORKING),
        (270, worktime.SPECIAL),
        (0, worktime.WEEKEND),
        (60, worktime.WORKING),
    ]
    assert WIB.explain(at("2026-02-19 08:00"), Duration(1, "jam"))[0].reason == worktime.RAMADAN


def test_a_weekday_without_hours_is_not_called_a_weekend() -> None:
    four_days = WorkWeek(date(2026, 1, 1), (*ORDINARY.days[:4], (), (), ()))
    shares = make_calendar(weeks=[four_days]).explain(at("2026-06-11 15:00"), Duration(2, "jam"))
    assert [share.reason for share in shares[1:4]] == [worktime.NOT_WORKED, worktime.WEEKEND, worktime.WEEKEND]


def test_hours_change_on_the_day_the_new_week_is_valid_from() -> None:
    later = WorkWeek(date(2026, 6, 10), (((540, 720),),) * 5 + ((),) * 2)
    calendar = make_calendar(weeks=[later, ORDINARY])
    assert calendar.add(at("2026-06-09 15:30"), Duration(1, "jam")) == at("2026-06-10 09:30")
    assert calendar.add(at("2020-06-08 07:30"), Duration(1, "menit")) == at("2020-06-08 07:31")


def test_a_date_worked_by_exception_counts_although_it_is_a_holiday() -> None:
    calendar = make_calendar(exceptions={date(2026, 6, 16): ((480, 600),), date(2026, 6, 17): ()})
    assert calendar.add(at("2026-06-15 16:00"), Duration(121, "menit")) == at("2026-06-18 07:31")


def test_standard_minutes_are_those_of_an_ordinary_day() -> None:
    assert [minutes_of(duration(text)) for text in ("5 menit", "2 jam", "3 hari", "0 hari")] == [5, 120, 1350, 0]
    assert minutes_of(Duration(3, "hari-kalender")) is None


def test_calendars_are_equal_by_zone_and_version() -> None:
    assert make_calendar() == make_calendar(days_off={})
    assert len({make_calendar(), make_calendar(), make_calendar("WIT"), make_calendar(kind="daerah")}) == 3


def test_what_cannot_be_meant_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        Duration(-1, "jam")
    with pytest.raises(ValueError, match="time zone"):
        WIB.add(datetime(2026, 6, 8, 10), Duration(1, "jam"))
    with pytest.raises(ValueError, match="seven days"):
        make_calendar(weeks=[WorkWeek(date(2026, 1, 1), ORDINARY.days[:5])])
    with pytest.raises(ValueError, match="nobody ever works"):
        make_calendar(weeks=[WorkWeek(date(2026, 1, 1), ((),) * 7)])
    for spans in (((600, 500),), ((450, 720), (700, 800)), ((0, 1441),), ((-5, 60),), ((500, 500),)):
        with pytest.raises(ValueError, match="within a day"):
            make_calendar(exceptions={date(2026, 6, 8): spans})


@pytest.mark.parametrize("lasts", ["999999999 menit", "99999999 jam", "999999 hari", "999999999 hari-kalender"])
def test_a_deadline_beyond_the_horizon_is_refused_quickly(lasts: str) -> None:
    calendar = make_calendar()

    def add() -> None:
        with pytest.raises(OverflowError):
            calendar.add(at("2026-06-08 10:00"), duration(lasts))

    assert processor_seconds(add, within=1) < 1


def test_work_that_stops_for_ever_is_refused_not_searched_for_ever() -> None:
    never_again = WorkWeek(date(2026, 7, 1), ((),) * 7)
    calendar = make_calendar(weeks=[ORDINARY, never_again], ramadan_weeks=[])
    for lasts in ("2000 jam", "100 hari", "90 hari-kalender"):
        with pytest.raises(OverflowError):
            calendar.add(at("2026-06-08 10:00"), duration(lasts))


@pytest.mark.parametrize("lasts", ["2 jam", "3 hari", "200 hari", "3 hari-kalender", "300 hari-kalender"])
def test_adding_is_cheap_enough_for_every_step(lasts: str) -> None:
    """About 5 µs are meant for every step. Calls are counted, for they are the same on every machine."""
    start, lasting = at("2026-01-12 15:00"), duration(lasts)
    WIB.add(start, lasting)
    calls = Counter[str]()
    sys.setprofile(lambda _frame, event, _given: calls.update([event]))
    try:
        WIB.add(start, lasting)
    finally:
        sys.setprofile(None)
    assert calls["call"] + calls["c_call"] <= 20, calls


MOMENTS = st.datetimes(datetime(2024, 12, 1), datetime(2027, 4, 30)).map(lambda naive: naive.replace(tzinfo=UTC))
IN_2026 = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda naive: naive.replace(tzinfo=UTC))
CALENDARS = st.sampled_from(
    [WIB, make_calendar("WIT"), make_calendar("WITA", "daerah"), make_calendar(kind="daerah", ramadan=[])]
)
MINUTES = st.integers(0, 40_000)


@settings(deadline=None)
@given(CALENDARS, MOMENTS, MINUTES)
def test_the_minutes_added_are_the_minutes_between(calendar: WorkCalendar, start: datetime, minutes: int) -> None:
    assert calendar.between(start, calendar.add(start, Duration(minutes, "menit"))) == minutes


@settings(deadline=None)
@given(CALENDARS, MOMENTS, MINUTES, MINUTES)
def test_adding_twice_is_adding_the_sum(calendar: WorkCalendar, start: datetime, first: int, second: int) -> None:
    once = calendar.add(start, Duration(first + second, "menit"))
    assert calendar.add(calendar.add(start, Duration(first, "menit")), Duration(second, "menit")) == once


@settings(deadline=None)
@given(CALENDARS, MOMENTS, MOMENTS, st.integers(1, 60), st.sampled_from(["menit", "jam", "hari", "hari-kalender"]))
def test_who_starts_later_is_never_due_earlier(
    calendar: WorkCalendar, one: datetime, other: datetime, n: int, unit: Any
) -> None:
    one, other = sorted((one, other))
    assert calendar.add(one, Duration(n, unit)) <= calendar.add(other, Duration(n, unit))


@settings(deadline=None)
@given(CALENDARS, MOMENTS, st.integers(0, 60), st.integers(0, 60), st.sampled_from(["jam", "hari", "hari-kalender"]))
def test_more_time_never_ends_earlier(calendar: WorkCalendar, start: datetime, n: int, more: int, unit: Any) -> None:
    assert start <= calendar.add(start, Duration(n, unit)) <= calendar.add(start, Duration(n + more, unit))


@settings(deadline=None)
@given(CALENDARS, MOMENTS, st.integers(1, 60), st.sampled_from(["menit", "jam", "hari", "hari-kalender"]))
def test_a_deadline_lies_in_working_time_or_on_its_last_moment(
    calendar: WorkCalendar, start: datetime, n: int, unit: Any
) -> None:
    due = calendar.add(start, Duration(n, unit))
    assert calendar.is_working(due - timedelta(microseconds=1))


@settings(deadline=None)
@given(CALENDARS, MOMENTS, MOMENTS, MOMENTS)
def test_time_between_adds_up_to_a_minute(calendar: WorkCalendar, a: datetime, b: datetime, c: datetime) -> None:
    a, b, c = sorted((a, b, c))
    parts = calendar.between(a, b) + calendar.between(b, c)
    assert parts <= calendar.between(a, c) <= parts + 1


@settings(deadline=None)
@given(CALENDARS, MOMENTS, st.integers(1, 12), st.sampled_from(["jam", "hari", "hari-kalender"]))
def test_the_shares_of_the_days_add_up_to_the_whole(calendar: WorkCalendar, start: datetime, n: int, unit: Any) -> None:
    shares = calendar.explain(start, Duration(n, unit))
    assert sum(share.minutes for share in shares) == calendar.between(start, calendar.add(start, Duration(n, unit)))
    assert all(share.reason for share in shares)


@settings(deadline=None)
@given(IN_2026, st.integers(1, 30))
def test_in_weeks_of_equal_days_n_days_are_n_times_450_minutes(start: datetime, n: int) -> None:
    calendar = make_calendar(ramadan=[])
    assert calendar.add(start, Duration(n, "hari")) == calendar.add(start, Duration(n * 450, "menit"))
