from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django_scopes import scopes_disabled

from lajur.engine.refusal import Refusal
from lajur.engine.worktime import Duration
from lajur.registers.authority.journal import verify_agency
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.models import Agency
from lajur.registers.reference import queries
from lajur.registers.reference.actions import Seeded, remove_calendar_day, seed_calendar, set_calendar_day, set_value
from lajur.registers.reference.models import CalendarDay, DatedValue, DayKind
from lajur.registers.reference.permissions import INSTALLATION
from lajur.registers.reference.rules import HOURS, RAMADAN
from lajur.registers.reference.testing import NOW, make_calendar_day, make_national_calendar

pytestmark = pytest.mark.django_db

TUESDAY = date(2026, 6, 9)
SHORT_WEEK = {
    season: {
        day: ["08.00-12.00"] if day not in ("sabtu", "minggu") else []
        for day in ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
    }
    for season in ("biasa", "ramadan")
}


@dataclass(frozen=True)
class Somebody:
    """An actor with the roles a test gives him."""

    agency: str
    person: str | None = "0190a0a0-0000-7000-8000-000000000001"
    roles: frozenset[str] = frozenset({"administrator"})


@pytest.fixture
def city() -> Agency:
    return Agency.objects.create(slug="kota", name="Kota Uji")


@pytest.fixture
def ministry() -> Agency:
    return Agency.objects.create(slug="kementerian", name="Kementerian Uji", zone="Asia/Jayapura")


def due(agency: Agency, start: str, minutes: int = 60) -> str:
    """A deadline by the agency's calendar as it is now, both times on its own clock."""
    agency.refresh_from_db()
    zone = ZoneInfo(agency.zone)
    moment = datetime.fromisoformat(start).replace(tzinfo=zone)
    end = queries.calendar_for(agency).add(moment, Duration(minutes, "menit"))
    return end.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def entries(agency: Agency) -> Iterator[tuple[str, dict[str, Any]]]:
    with scopes_disabled():
        for entry in Entry.objects.filter(chain=agency.id).order_by("seq"):
            yield entry.kind, json.loads(entry.body)["ev"][0]


def refused(outcome: object) -> str:
    assert isinstance(outcome, Refusal), outcome
    assert outcome.sentence.endswith(".")
    return outcome.code


def test_the_worked_example_of_the_holidays_of_2026_holds_for_an_agency(city: Agency) -> None:
    make_national_calendar()
    assert due(city, "2026-03-17 15:00", 480) == "2026-03-26 08:00"


def test_seeded_days_are_those_of_the_joint_decrees_and_cite_their_source() -> None:
    make_national_calendar([2025, 2026])
    for year, kind, count in (
        (2025, "libur-nasional", 17),
        (2025, "cuti-bersama", 11),
        (2026, "libur-nasional", 17),
        (2026, "cuti-bersama", 8),
    ):
        rows = CalendarDay.objects.filter(agency=None, date__year=year, kind=kind)
        assert rows.count() == count, (year, kind)
        assert all("SKB" in row.source for row in rows)


def test_seeding_twice_changes_nothing_the_second_time(city: Agency) -> None:
    first = make_national_calendar([2025, 2026])
    assert first == Seeded(53, 0, 0)
    city.refresh_from_db()
    version = city.calendar_version
    assert make_national_calendar([2025, 2026]) == Seeded(0, 0, 0)
    city.refresh_from_db()
    assert city.calendar_version == version
    assert [kind for kind, _ in entries(city)] == ["kalender-nasional-diperbarui"]


def test_seeding_leaves_days_set_by_hand_and_mends_its_own(city: Agency) -> None:
    make_national_calendar([2026])
    make_calendar_day(None, date(2026, 12, 24), kind=DayKind.WORKED, name="Cuti bersama dicabut")
    make_calendar_day(None, date(2026, 12, 28), name="Hari pemungutan suara")
    CalendarDay.objects.filter(date=date(2026, 1, 1)).delete()
    CalendarDay.objects.filter(date=date(2026, 8, 17)).update(name="Salah")
    CalendarDay.objects.filter(date=date(2026, 5, 1)).update(date=date(2026, 5, 2))
    assert make_national_calendar([2026]) == Seeded(added=2, changed=1, removed=1)
    named = dict(CalendarDay.objects.values_list("date", "name"))
    assert named[date(2026, 12, 24)] == "Cuti bersama dicabut"
    assert named[date(2026, 12, 28)] == "Hari pemungutan suara"
    assert named[date(2026, 8, 17)] == "Hari Kemerdekaan Republik Indonesia"
    assert {date(2026, 1, 1), date(2026, 5, 1)} <= set(named)
    assert date(2026, 5, 2) not in named


def test_a_local_holiday_moves_a_deadline_there_and_only_there(city: Agency, ministry: Agency) -> None:
    assert due(city, "2026-06-08 15:30") == due(ministry, "2026-06-08 15:30") == "2026-06-09 08:00"
    make_calendar_day(city, TUESDAY, name="Hari Jadi Kota")
    assert due(city, "2026-06-08 15:30") == "2026-06-10 08:00"
    assert due(ministry, "2026-06-08 15:30") == "2026-06-09 08:00"
    assert [(kind, event["name"]) for kind, event in entries(city)] == [("hari-kalender-ditetapkan", "Hari Jadi Kota")]
    assert list(entries(ministry)) == []


def test_a_national_day_moves_deadlines_everywhere_and_stands_in_every_journal(city: Agency, ministry: Agency) -> None:
    make_calendar_day(None, TUESDAY, name="Pilkada serentak")
    for agency in (city, ministry):
        assert due(agency, "2026-06-08 15:30") == "2026-06-10 08:00"
        assert [(kind, event["national"]) for kind, event in entries(agency)] == [("hari-kalender-ditetapkan", True)]
        with scopes_disabled():
            assert verify_agency(str(agency.id)).faults == ()


def test_an_agency_may_work_on_a_national_holiday(city: Agency, ministry: Agency) -> None:
    make_calendar_day(None, TUESDAY)
    make_calendar_day(city, TUESDAY, kind=DayKind.WORKED, name="Tetap masuk", hours=["08.00-10.00"])
    assert due(city, "2026-06-08 16:00") == "2026-06-09 09:00"
    assert due(ministry, "2026-06-08 16:00") == "2026-06-10 08:30"
    seen = queries.days_of(city, TUESDAY, TUESDAY)
    assert [(day.name, day.agency_id) for day in seen] == [("Tetap masuk", city.id)]


def test_removing_a_day_gives_the_national_one_back(city: Agency) -> None:
    make_calendar_day(None, TUESDAY)
    make_calendar_day(city, TUESDAY, kind=DayKind.WORKED, name="Tetap masuk")
    assert due(city, "2026-06-08 16:00") == "2026-06-09 08:30"
    remove_calendar_day(by=INSTALLATION, now=NOW, agency=city, day=TUESDAY)
    assert due(city, "2026-06-08 16:00") == "2026-06-10 08:30"
    assert [kind for kind, _ in entries(city)][-1] == "hari-kalender-dihapus"
    again = remove_calendar_day(by=INSTALLATION, now=NOW, agency=city, day=TUESDAY)
    assert refused(again) == "hari-tidak-ada"


def test_a_day_of_the_library_cannot_be_removed_because_it_would_come_back() -> None:
    make_national_calendar([2026])
    assert (
        refused(remove_calendar_day(by=INSTALLATION, now=NOW, agency=None, day=date(2026, 8, 17)))
        == "hari-dari-pustaka"
    )


def test_the_calendar_is_kept_until_its_version_rises(city: Agency, django_assert_num_queries: Any) -> None:
    kept = queries.calendar_for(city)
    with django_assert_num_queries(0):
        assert queries.calendar_for(city) is kept
        assert queries.calendar_for(Agency.objects.model(city.id, zone=city.zone, calendar_version=1)) is kept
    make_calendar_day(city, TUESDAY)
    assert queries.calendar_for(city) is kept, "an agency read before the change keeps its calendar"
    city.refresh_from_db()
    with django_assert_num_queries(3):
        fresh = queries.calendar_for(city)
    assert fresh is not kept
    assert fresh.version == f"{city.id}:2"


def test_another_zone_is_another_calendar(city: Agency) -> None:
    before = queries.calendar_for(city)
    city.zone = "Asia/Makassar"
    assert queries.calendar_for(city).zone.key == "Asia/Makassar" != before.zone.key


def test_what_a_day_must_say_is_asked_for(city: Agency) -> None:
    def setting(agency: Agency | None = city, **fields: Any) -> object:
        given = {"kind": DayKind.LOCAL, "name": "Hari Jadi"} | fields
        return set_calendar_day(by=INSTALLATION, now=NOW, agency=agency, day=TUESDAY, **given)

    assert refused(setting(name=" ")) == "nama-kosong"
    assert refused(setting(None)) == "libur-daerah-nasional"
    assert refused(setting(hours=["08.00-10.00"])) == "libur-berjam"
    assert refused(setting(kind="hari-kerja-pengganti", hours=["8-10"])) == "jam-keliru"
    assert not CalendarDay.objects.exists()
    with pytest.raises(ValueError, match="libur-sendiri"):
        setting(kind="libur-sendiri")


def test_only_an_administrator_changes_his_agency_and_nobody_in_it_the_nation(city: Agency, ministry: Agency) -> None:
    administrator: Any = Somebody(str(city.id))
    officer: Any = Somebody(str(city.id), roles=frozenset())

    def setting(by: Any, agency: Agency | None) -> object:
        return set_calendar_day(by=by, now=NOW, agency=agency, day=TUESDAY, kind="libur-nasional", name="Libur")

    assert isinstance(setting(administrator, city), CalendarDay)
    for by, agency in ((administrator, ministry), (administrator, None), (officer, city)):
        assert refused(setting(by, agency)) == "bukan-wewenang"
        assert refused(remove_calendar_day(by=by, now=NOW, agency=agency, day=TUESDAY)) == "bukan-wewenang"
    assert refused(seed_calendar(by=administrator, now=NOW)) == "bukan-wewenang"
    assert refused(give_hours(officer, city)) == "bukan-wewenang"
    assert refused(give_hours(administrator, None)) == "bukan-wewenang"
    assert CalendarDay.objects.count() == 1


def give_hours(by: Any, agency: Agency | None, since: date = TUESDAY, value: Any = SHORT_WEEK, **fields: Any) -> object:
    given = {"legal_basis": "Keputusan Wali Kota 1/2026", "source": "salinan keputusan"} | fields
    return set_value(by=by, now=NOW, agency=agency, name=HOURS, valid_from=since, value=value, **given)


def test_hours_of_an_agency_hold_from_their_date_there_and_only_there(city: Agency, ministry: Agency) -> None:
    assert isinstance(give_hours(Somebody(str(city.id)), city), DatedValue)
    assert due(city, "2026-06-08 15:30") == "2026-06-09 08:30"
    assert due(ministry, "2026-06-08 15:30") == "2026-06-09 08:00"
    assert queries.value(HOURS, TUESDAY, city) == SHORT_WEEK
    assert queries.value(HOURS, TUESDAY - timedelta(days=1), city) == queries.value(HOURS, TUESDAY)
    assert queries.row(HOURS, TUESDAY, city).legal_basis == "Keputusan Wali Kota 1/2026"


def test_an_agency_returns_to_the_national_hours_by_an_empty_row(city: Agency) -> None:
    give_hours(INSTALLATION, city)
    assert isinstance(give_hours(INSTALLATION, city, since=date(2026, 6, 10), value=None), DatedValue)
    assert queries.value(HOURS, date(2026, 6, 10), city) == queries.value(HOURS, date(2026, 6, 10))
    assert due(city, "2026-06-09 11:30") == "2026-06-10 08:00"


def test_an_announced_ramadan_replaces_the_estimate(city: Agency) -> None:
    assert due(city, "2027-02-08 07:30") == "2027-02-08 09:00"
    announced = set_value(
        by=INSTALLATION,
        now=NOW,
        name=RAMADAN,
        valid_from=date(2027, 1, 1),
        value=[{"mulai": "2027-02-09", "selesai": "2027-03-09", "status": "ditetapkan"}],
        legal_basis="Penetapan Menteri Agama, 1448 H",
        source="sidang isbat",
        is_verified=True,
    )
    assert isinstance(announced, DatedValue)
    assert due(city, "2027-02-08 07:30") == "2027-02-08 08:30"
    assert len(queries.rows_of(RAMADAN)) == 9, "the estimate can still be read"


def test_a_value_needs_its_law_and_the_right_shape_and_the_table_may_be_national(city: Agency) -> None:
    assert refused(give_hours(INSTALLATION, city, legal_basis=" ")) == "dasar-hukum-kosong"
    assert refused(give_hours(INSTALLATION, None, value=None)) == "nilai-kosong"
    assert refused(give_hours(INSTALLATION, city, value={"biasa": {}})) == "nilai-keliru"
    own = set_value(
        by=INSTALLATION, now=NOW, agency=city, name=RAMADAN, valid_from=TUESDAY, value=[], legal_basis="a", source="b"
    )
    assert refused(own) == "tabel-nasional"
    with pytest.raises(LookupError, match=r"uji\.tidak-ada"):
        set_value(
            by=INSTALLATION, now=NOW, name="uji.tidak-ada", valid_from=TUESDAY, value=1, legal_basis="a", source="b"
        )
    assert not DatedValue.objects.exists()


def test_before_its_first_row_a_table_has_no_value() -> None:
    with pytest.raises(LookupError, match="2020-01-01"):
        queries.value(HOURS, date(2020, 1, 1))


def test_rows_of_dated_tables_cannot_be_edited_or_deleted_even_by_sql(city: Agency) -> None:
    give_hours(INSTALLATION, city)
    for sql in ("UPDATE reference_datedvalue SET source = 'lain'", "DELETE FROM reference_datedvalue"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert DatedValue.objects.get().source == "salinan keputusan"


def test_one_date_is_marked_once_also_nationally() -> None:
    make_calendar_day(None, TUESDAY, name="Pertama")
    make_calendar_day(None, TUESDAY, name="Kedua")
    assert [day.name for day in CalendarDay.objects.all()] == ["Kedua"]
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarDay.objects.create(date=TUESDAY, kind=DayKind.NATIONAL, name="Ketiga", source="")
