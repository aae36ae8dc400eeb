from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lajur.engine.worktime import Duration, WorkCalendar
from lajur.registers.reference.rules import (
    HOURS,
    RAMADAN,
    WEEKDAYS,
    DatedRow,
    MarkedDay,
    build_calendar,
    fault_in,
    in_force,
    national_days,
    read_hours,
    read_ramadan,
    read_spans,
)

WIB = ZoneInfo("Asia/Jakarta")


def make_row(since: str, value: Any, agency: str | None = None, name: str = "uji.tabel") -> DatedRow:
    return DatedRow(
        name, date.fromisoformat(since), value, "Perpres uji Pasal 1", "uji", is_verified=True, agency=agency
    )


def make_hours(opens: str = "08", closes: str = "12") -> dict[str, Any]:
    week = {day: [f"{opens}.00-{closes}.00"] if day not in ("sabtu", "minggu") else [] for day in WEEKDAYS}
    fasting = {day: [f"{opens}.00-{int(closes) - 1:02}.00"] if texts else [] for day, texts in week.items()}
    return {"biasa": week, "ramadan": fasting}


def make_calendar(*days: MarkedDay, hours: list[DatedRow] | None = None) -> WorkCalendar:
    ramadan = [{"mulai": "2026-02-19", "selesai": "2026-03-20", "status": "ditetapkan"}]
    return build_calendar(
        zone="Asia/Jakarta",
        version="uji",
        hours=hours or [make_row("2023-01-01", make_hours(), name=HOURS)],
        ramadan=[make_row("2026-01-01", ramadan, name=RAMADAN)],
        days=days,
    )


def minutes_on(calendar: WorkCalendar, day: str) -> int:
    start = datetime.fromisoformat(day).replace(tzinfo=WIB)
    return calendar.between(start, start.replace(hour=23, minute=59))


@pytest.mark.parametrize(("on", "value"), [("2024-12-31", "lama"), ("2025-01-01", "baru"), ("2030-01-01", "baru")])
def test_the_row_that_began_last_is_in_force(on: str, value: str) -> None:
    rows = [make_row("2025-01-01", "baru"), make_row("2023-01-01", "lama")]
    found = in_force(rows, date.fromisoformat(on))
    assert found is not None
    assert found.value == value


def test_before_the_first_row_nothing_is_in_force() -> None:
    assert in_force([make_row("2025-01-01", 1)], date(2024, 12, 31)) is None


def test_a_correction_of_the_same_date_wins_because_it_was_recorded_later() -> None:
    found = in_force([make_row("2025-01-01", "keliru"), make_row("2025-01-01", "benar")], date(2025, 6, 1))
    assert found is not None
    assert found.value == "benar"


def test_an_agency_goes_its_own_way_until_it_says_otherwise() -> None:
    rows = [
        make_row("2023-01-01", "nasional"),
        make_row("2024-01-01", "sendiri", agency="a"),
        make_row("2025-01-01", "nasional baru"),
        make_row("2026-01-01", None, agency="a"),
    ]
    values = [found.value for year in (2023, 2024, 2025, 2026) if (found := in_force(rows, date(year, 6, 1)))]
    assert values == ["nasional", "sendiri", "sendiri", "nasional baru"]


def test_hours_are_read_as_minutes_after_midnight() -> None:
    assert read_spans(["07.30-12.00", "13.00-16.00"]) == ((450, 720), (780, 960))
    assert read_spans(["00.00-24.00"]) == ((0, 1440),)
    assert read_spans([]) == ()


@pytest.mark.parametrize(
    "texts",
    [
        ["7.30-12.00"],
        ["07:30-12:00"],
        ["12.00-07.30"],
        ["07.30-12.00", "11.00-13.00"],
        ["07.60-09.00"],
        ["20.00-25.00"],
    ],
)
def test_hours_that_cannot_be_meant_are_named(texts: list[str]) -> None:
    with pytest.raises(ValueError, match="Jam “"):
        read_spans(texts)


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {"biasa": make_hours()["biasa"]},
        {"biasa": {"senin": []}, "ramadan": {}},
        {"biasa": dict.fromkeys(WEEKDAYS, "07.30-12.00"), "ramadan": make_hours()["ramadan"]},
        {"biasa": {day: [7] for day in WEEKDAYS}, "ramadan": make_hours()["ramadan"]},
        {"biasa": {day: [] for day in WEEKDAYS}, "ramadan": make_hours()["ramadan"]},
    ],
)
def test_a_week_without_all_its_days_or_any_hours_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="Jam kerja"):
        read_hours(value)


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        ["2026-02-19"],
        [{"mulai": "2026-02-19"}],
        [{"mulai": "19-02-2026", "selesai": "2026-03-20"}],
        [{"mulai": "2026-02-19", "selesai": "2026-03-18"}],
        [{"mulai": "2026-02-19", "selesai": "2026-03-21"}],
    ],
)
def test_a_ramadan_that_cannot_be_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="Ramadan"):
        read_ramadan(value)


def test_a_new_value_must_be_of_the_kind_of_the_old_one() -> None:
    assert fault_in("uji.tabel", 30, 25.5) is None
    assert fault_in("uji.tabel", {"a": 1}, {"a": 2}) is None
    assert fault_in("uji.tabel", "30", 30)
    assert fault_in("uji.tabel", True, 1)
    assert fault_in("uji.tabel", {"b": 1}, {"a": 2}) == "Nilai baru harus memuat: a."
    assert "senin" in (fault_in(HOURS, {}, {}) or "")
    assert fault_in(HOURS, make_hours(), None) is None


def test_the_library_knows_the_days_of_the_joint_decrees() -> None:
    """SKB 2025: 17 and 11 days; SKB 2026: 17 and 8."""
    days = national_days([2025, 2026]).values()
    counts = {
        (year, kind): sum(day.date.year == year and day.kind == kind for day in days)
        for year in (2025, 2026)
        for kind in ("libur-nasional", "cuti-bersama")
    }
    assert counts == {
        (2025, "libur-nasional"): 17,
        (2025, "cuti-bersama"): 11,
        (2026, "libur-nasional"): 17,
        (2026, "cuti-bersama"): 8,
    }


def test_days_that_only_the_moon_decides_say_so() -> None:
    assert national_days([2027])[date(2027, 3, 10)].name.endswith("(perkiraan)")


def test_days_off_and_ramadan_reach_the_calendar() -> None:
    calendar = make_calendar(MarkedDay(date(2026, 6, 9), "cuti-bersama", "Cuti"))
    assert [minutes_on(calendar, day) for day in ("2026-06-08", "2026-06-09", "2026-02-19")] == [240, 0, 180]
    start = datetime(2026, 6, 8, 11, 30, tzinfo=WIB)
    assert [share.reason for share in calendar.explain(start, Duration(1, "jam"))][1] == "Cuti"


def test_hours_of_an_agency_hold_from_their_date() -> None:
    hours = [
        make_row("2023-01-01", make_hours(), name=HOURS),
        make_row("2026-06-09", make_hours("09", "15"), "a", name=HOURS),
        make_row("2026-06-11", None, "a", name=HOURS),
    ]
    calendar = make_calendar(hours=hours)
    assert [minutes_on(calendar, f"2026-06-{day:02}") for day in (8, 9, 10, 11)] == [240, 360, 360, 240]


def test_a_replacement_day_has_given_hours_or_those_of_its_weekday_or_a_mondays() -> None:
    calendar = make_calendar(
        MarkedDay(date(2026, 6, 13), "hari-kerja-pengganti", "Sabtu dengan jam", ("08.00-09.00",)),
        MarkedDay(date(2026, 6, 14), "hari-kerja-pengganti", "Minggu tanpa jam"),
        MarkedDay(date(2026, 2, 21), "hari-kerja-pengganti", "Sabtu Ramadan"),
        MarkedDay(date(2026, 6, 16), "libur-nasional", "Tahun Baru Islam"),
        MarkedDay(date(2026, 6, 16), "hari-kerja-pengganti", "Tetap masuk", is_national=False),
    )
    days = ("2026-06-13", "2026-06-14", "2026-02-21", "2026-06-16")
    assert [minutes_on(calendar, day) for day in days] == [60, 240, 180, 240]


def test_the_day_of_an_agency_wins_in_whatever_order_days_come() -> None:
    national = MarkedDay(date(2026, 6, 10), "hari-kerja-pengganti", "Masuk")
    own = MarkedDay(date(2026, 6, 10), "libur-daerah", "Hari jadi", is_national=False)
    assert [minutes_on(make_calendar(*pair), "2026-06-10") for pair in ((national, own), (own, national))] == [0, 0]


def test_calendars_count_from_utc() -> None:
    due = make_calendar().add(datetime(2026, 6, 8, 1, 0, tzinfo=UTC), Duration(1, "jam"))
    assert due == datetime(2026, 6, 8, 9, 0, tzinfo=WIB)
