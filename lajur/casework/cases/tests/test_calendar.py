"""The calendar of the agency: what a change moves is told before, and happens exactly so."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django_scopes import scope
from pytest_django import DjangoAssertNumQueries

from lajur.casework.cases.models import Case, Task
from lajur.casework.cases.recounting import foretell
from lajur.casework.cases.testing import Office, complete
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.models import Agency, Role
from lajur.registers.organisation.testing import NOW, done, make_agency, make_person, make_position
from lajur.registers.organisation.tests.browsing import signed_in, words
from lajur.registers.reference.models import CalendarDay
from lajur.registers.reference.queries import calendar_if
from lajur.registers.reference.rules import MarkedDay
from lajur.registers.reference.testing import make_calendar_day, make_national_calendar

FORBIDDEN, MISSING, INVALID, MOVED = 403, 404, 422, 302
TUESDAY = date(2026, 3, 3)
GIVEN = {"tanggal": "2026-03-03", "jenis": "libur-daerah", "nama": "Hari jadi kota", "dasar": "SK Wali Kota 12/2026"}


@pytest.fixture
def signing(office: Office, monkeypatch: pytest.MonkeyPatch) -> Case:
    """A case whose last step has one working day: from Monday 09.00 to Tuesday 09.00; pages are asked on Monday."""
    case = office.start()
    given = {"permintaan": "Lisan", "konsep": "Menyusul"}
    nine = NOW + timedelta(hours=1)
    done(complete(case, "buat.1", office.ani, without=given, now=nine))
    done(complete(case, "periksa.1", office.koordinator, exit="setuju", without={"konsep": "Menyusul"}, now=nine))
    monkeypatch.setattr("lajur.registers.organisation.middleware.timezone.now", lambda: nine + timedelta(minutes=5))
    return case


def due(case: Case) -> datetime:
    found = Task.objects.get(case=case, key="sahkan.1").due_at
    assert found is not None
    return found


def test_the_preview_names_the_deadline_its_step_and_its_person_and_changes_nothing(office: Office, signing: Case):
    before = due(signing)
    page = words(signed_in(office.admin).post("/pengelolaan/kalender/ubah/", {**GIVEN, "langkah": "pratinjau"}))
    assert "1 tenggat akan bergeser" in page
    for told in (signing.number, "Mengerjakan sahkan", office.kepala.name, "3 Mar 2026 09.00", "4 Mar 2026 09.00"):
        assert told in page
    assert due(signing) == before
    assert not CalendarDay.objects.filter(agency=office.agency).exists()


def test_what_was_foretold_is_what_happens(office: Office, signing: Case):
    for n in range(3):
        office.start(now=NOW + timedelta(minutes=n))
    marked = MarkedDay(TUESDAY, "libur-daerah", "Hari jadi kota", is_national=False)
    foretold = foretell(office.agency, calendar_if(office.agency, TUESDAY, marked), NOW + timedelta(hours=1))
    expected = {one.case.id: one.after for one in foretold.moving}
    assert foretold.count >= 1
    untouched = {row.id: row.due_at for row in Task.objects.exclude(case_id__in=expected)}
    saved = signed_in(office.admin).post("/pengelolaan/kalender/ubah/", {**GIVEN, "langkah": "simpan"})
    assert saved.status_code == MOVED
    assert {case: Task.objects.get(case_id=case, status="terbuka").due_at for case in expected} == expected
    assert {row.id: row.due_at for row in Task.objects.filter(id__in=untouched)} == untouched
    assert Entry.objects.filter(kind="hitung-ulang", chain__in=expected).count() == len(expected)
    assert Entry.objects.filter(kind="hari-kalender-ditetapkan").count() == 1


def test_taking_a_day_off_back_moves_the_deadline_back(office: Office, signing: Case):
    before = due(signing)
    admin = signed_in(office.admin)
    admin.post("/pengelolaan/kalender/ubah/", {**GIVEN, "langkah": "simpan"})
    assert due(signing) != before
    page = words(admin.get("/pengelolaan/kalender/hapus/?tanggal=2026-03-03"))
    assert "1 tenggat akan bergeser" in page
    assert "lebih cepat" in page
    assert admin.post("/pengelolaan/kalender/hapus/?tanggal=2026-03-03").status_code == MOVED
    assert due(signing) == before


def test_changed_hours_of_a_working_day_move_deadlines_too(office: Office, signing: Case):
    given = {**GIVEN, "jenis": "hari-kerja-pengganti", "jam": "10.00-14.00", "nama": "Jam khusus"}
    signed_in(office.admin).post("/pengelolaan/kalender/ubah/", {**given, "langkah": "simpan"})
    row = CalendarDay.objects.get(agency=office.agency)
    assert row.hours == ["10.00-14.00"]
    assert due(signing).astimezone(NOW.tzinfo).hour >= 3  # 10.00 in Jakarta at the earliest


def test_a_change_needs_its_reason_and_hours_that_exist(office: Office):
    admin = signed_in(office.admin)
    answer = admin.post("/pengelolaan/kalender/ubah/", {**GIVEN, "dasar": "", "langkah": "simpan"})
    assert answer.status_code == INVALID
    assert "Isi: Dasar." in words(answer)
    given = {**GIVEN, "jenis": "hari-kerja-pengganti", "langkah": "pratinjau"}
    assert "ditulis seperti 07.30-12.00" in words(admin.post("/pengelolaan/kalender/ubah/", {**given, "jam": "7-12"}))
    assert "hanya ditulis pada hari kerja khusus" in words(
        admin.post("/pengelolaan/kalender/ubah/", {**GIVEN, "jam": "07.30-12.00", "langkah": "simpan"})
    )


def test_the_year_shows_national_and_own_days_with_their_source(office: Office):
    make_national_calendar([2026])
    make_calendar_day(office.agency, TUESDAY, name="Hari jadi kota", source="SK 12/2026")
    page = words(signed_in(office.admin).get("/pengelolaan/kalender/?tahun=2026"))
    for told in ("Hari jadi kota", "SK 12/2026", "Pustaka holidays", "Cuti bersama", "Ramadan", "Agustus"):
        assert told in page
    assert "Hari jadi kota" not in words(signed_in(office.admin).get("/pengelolaan/kalender/?tahun=2025"))


def test_the_year_takes_a_steady_number_of_questions(
    office: Office, django_assert_max_num_queries: DjangoAssertNumQueries
):
    make_national_calendar([2026])
    admin = signed_in(office.admin)
    admin.get("/pengelolaan/kalender/?tahun=2026")
    with django_assert_max_num_queries(6):
        admin.get("/pengelolaan/kalender/?tahun=2026")


def test_the_preview_asks_no_more_for_more_cases(
    office: Office, signing: Case, django_assert_max_num_queries: DjangoAssertNumQueries
):
    for n in range(12):
        office.start(now=NOW + timedelta(minutes=n))
    marked = MarkedDay(TUESDAY, "libur-daerah", "Hari jadi kota", is_national=False)
    with django_assert_max_num_queries(10):
        foretell(office.agency, calendar_if(office.agency, TUESDAY, marked), NOW)


def test_only_the_administrator_sees_and_changes_the_calendar(office: Office):
    for address in ("/pengelolaan/kalender/", "/pengelolaan/kalender/ubah/"):
        answer = signed_in(office.ani).get(address)
        assert answer.status_code == FORBIDDEN
        assert "administrator instansi" in words(answer)


def test_days_of_another_agency_do_not_exist(office: Office):
    other = make_agency()
    make_calendar_day(other, TUESDAY, name="Hari rahasia")
    admin = signed_in(office.admin)
    assert admin.get("/pengelolaan/kalender/hapus/?tanggal=2026-03-03").status_code == MISSING
    assert "Hari rahasia" not in words(admin.get("/pengelolaan/kalender/?tahun=2026"))
    with scope(agency=other):
        stranger = make_person(other, "Orang Lain", make_position(other, "Administrator", roles=[Role.ADMINISTRATOR]))
    signed_in(stranger).post("/pengelolaan/kalender/ubah/", {**GIVEN, "langkah": "simpan"})
    assert not CalendarDay.objects.filter(agency=office.agency).exists()
    assert Agency.objects.get(id=office.agency.id).calendar_version == office.agency.calendar_version
