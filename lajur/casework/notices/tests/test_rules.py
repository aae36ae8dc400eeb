"""Quiet hours, days off, the digest's hour, and when to try again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from lajur.casework.notices.models import NoticeKind
from lajur.casework.notices.rules import RETRIES, USUAL, Choice, digest_is_due, next_allowed, next_attempt, works_on
from lajur.engine.worktime import WorkCalendar, WorkWeek

JAKARTA = ZoneInfo("Asia/Jakarta")
DAY = ((450, 720), (780, 960))
CALENDAR = WorkCalendar(
    JAKARTA, "1", [WorkWeek(date(2026, 1, 1), (DAY, DAY, DAY, DAY, DAY, (), ()))],
    days_off={date(2026, 3, 19): "Hari Suci Nyepi"},
)  # fmt: skip


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JAKARTA)


def allowed(text: str, **chosen) -> str:
    return next_allowed(at(text), Choice(**chosen), CALENDAR).astimezone(JAKARTA).strftime("%Y-%m-%d %H:%M")


def test_evenings_nights_weekends_and_holidays_are_quiet_until_the_next_working_morning():
    assert allowed("2026-03-02 10:15") == "2026-03-02 10:15"
    assert allowed("2026-03-02 18:00") == "2026-03-03 07:00"
    assert allowed("2026-03-03 03:00") == "2026-03-03 07:00"
    assert allowed("2026-03-06 18:30") == "2026-03-09 07:00"
    assert allowed("2026-03-07 12:00") == "2026-03-09 07:00"
    assert allowed("2026-03-18 20:00") == "2026-03-20 07:00"


def test_each_may_choose_otherwise():
    assert allowed("2026-03-07 12:00", quiet_days_off=False) == "2026-03-07 12:00"
    assert allowed("2026-03-02 23:00", is_quiet=False) == "2026-03-02 23:00"
    assert allowed("2026-03-07 23:00", is_quiet=False) == "2026-03-09 00:00"
    assert allowed("2026-03-02 12:30", quiet_from=720, quiet_until=780) == "2026-03-02 13:00"
    assert allowed("2026-03-02 12:30", quiet_from=720, quiet_until=720) == "2026-03-02 12:30"


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 30)),
    st.integers(0, 1439), st.integers(0, 1439), st.booleans(), st.booleans(),
)  # fmt: skip
def test_what_is_allowed_is_neither_earlier_nor_quiet(moment, begins, ends, quiet, days_off):
    choice = Choice({}, quiet, begins, ends, days_off)
    asked = moment.replace(tzinfo=UTC)
    answer = next_allowed(asked, choice, CALENDAR)
    local = answer.astimezone(JAKARTA)
    assert answer >= asked
    assert not choice.is_quiet_at(local.hour * 60 + local.minute)
    assert not days_off or works_on(CALENDAR, local)
    assert answer - asked < timedelta(days=14)


def test_the_digest_comes_from_its_hour_on_and_on_working_days_only():
    choice = Choice(digest_hour=8)
    assert [digest_is_due(at(f"2026-03-0{day} {hour}:00"), choice, CALENDAR) for day, hour in (
        (2, "07"), (2, "08"), (2, "15"), (7, "09"))] == [False, True, True, False]  # fmt: skip


def test_temporary_failures_are_tried_for_days_and_then_given_up():
    now = at("2026-03-02 10:00")
    waits = [wait for n in range(1, len(RETRIES) + 1) if (wait := next_attempt(now, n))]
    assert len(waits) == len(RETRIES)
    assert waits == sorted(waits)
    assert next_attempt(now, len(RETRIES) + 1) is None
    assert timedelta(days=2) < timedelta(minutes=sum(RETRIES)) < timedelta(days=4)


def test_every_kind_has_a_usual_pace():
    assert set(USUAL) == set(NoticeKind.values)
