"""Why a task is due then: the sum that is told must lead to the deadline that holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lajur.casework.cases.testing import make_content, make_row
from lajur.casework.cases.wanted import Wanted, is_asked
from lajur.casework.cases.why import Why, why_due
from lajur.catalogue.reader import from_canonical
from lajur.engine.deadlines import due_of
from lajur.engine.definition import Sop
from lajur.engine.state import State
from lajur.engine.worktime import WorkCalendar, WorkWeek

DAY = ((8 * 60, 12 * 60), (13 * 60, 16 * 60 + 30))
WEEK = WorkWeek(date(2020, 1, 1), (DAY, DAY, DAY, DAY, DAY, (), ()))
THURSDAY = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
"""Thursday 5 March 2026, 09.00 in Jakarta."""


def make_calendar(version: str = "1", **given: object) -> WorkCalendar:
    return WorkCalendar(ZoneInfo("Asia/Jakarta"), version, [WEEK], **given)  # type: ignore[arg-type]


def make_sop(time: str | None) -> Sop:
    return from_canonical(make_content([make_row("tulis", time=time)]), "uji/uji")


def why(time: str, calendar: WorkCalendar, due: datetime | None = None) -> tuple[Why, datetime]:
    sop = make_sop(time)
    step = sop.steps["tulis"]
    ends = due_of(sop, State(), step, THURSDAY, None, calendar)
    assert ends is not None
    return why_due(sop, State(), step, "tulis.1", THURSDAY, due or ends, calendar), ends


@pytest.mark.parametrize("time", ["30 menit", "3 jam", "1 hari", "2 hari", "10 hari", "7 hari kalender"])
def test_the_stretches_add_up_to_the_working_time_until_the_deadline(time: str) -> None:
    calendar = make_calendar(days_off={date(2026, 3, 6): "Hari uji"})
    told, due = why(time, calendar)
    assert told.total == calendar.between(THURSDAY, due)
    assert not told.moved
    days = [told.stretches[0].first]
    for stretch in told.stretches:
        assert (stretch.last - stretch.first).days + 1 == stretch.days
        assert stretch.first in (days[-1], days[-1] + timedelta(days=1))
        days.append(stretch.last)
    assert told.stretches[-1].last == due.astimezone(calendar.zone).date()


def test_days_that_gave_nothing_keep_their_names() -> None:
    told, _due = why("2 hari", make_calendar(days_off={date(2026, 3, 6): "Hari uji"}))
    assert [(stretch.days, str(stretch.reason)) for stretch in told.skipped] == [(1, "Hari uji"), (2, "Akhir pekan")]


def test_a_deadline_that_was_counted_otherwise_is_told() -> None:
    told, due = why("1 hari", make_calendar())
    assert not told.moved
    assert why("1 hari", make_calendar(), due + timedelta(hours=1))[0].moved


@pytest.mark.parametrize(
    ("query", "again"),
    [
        ({}, ""),
        ({"urut": "tenggat", "kelompok": "tenggat", "terlambat": "0", "halaman": "3"}, ""),
        ({"cari": "  surat \n tugas\x00 "}, "cari=surat+tugas"),
        ({"sop": "../../etc", "terlambat": "1"}, "sop=etc&terlambat=1"),
        ({"urut": "terbaru", "kelompok": "sop"}, "urut=terbaru&kelompok=sop"),
        ({"cari": "x" * 5000}, "cari=" + "x" * 100),
    ],
)
def test_an_address_is_read_and_written_alike(query: dict[str, str], again: str) -> None:
    wanted = Wanted.of(query)
    assert wanted.query == again
    assert is_asked(query) == any(name in query for name in ("urut", "cari", "sop"))
    assert Wanted.of({"cari": wanted.text}).text == wanted.text
