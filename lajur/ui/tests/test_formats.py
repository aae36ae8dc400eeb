from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.translation import override

from lajur.ui import formats

MOMENT = dt.datetime(2026, 11, 23, 3, 30, tzinfo=dt.UTC)


def shown(source: str, **values: object) -> str:
    return Template("{% load ui %}" + source).render(Context(values))


def test_a_date_is_written_out_in_both_languages() -> None:
    day = dt.date(2025, 2, 21)
    assert shown("{{ d|tanggal }}", d=day) == "21 Februari 2025"
    with override("en"):
        assert shown("{{ d|tanggal }}", d=day) == "21 February 2025"


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Asia/Jakarta", "Sen, 23 Nov 2026 10.30 WIB"),
        ("Asia/Makassar", "Sen, 23 Nov 2026 11.30 WITA"),
        ("Asia/Jayapura", "Sen, 23 Nov 2026 12.30 WIT"),
        ("UTC", "Sen, 23 Nov 2026 03.30 UTC+0"),
    ],
)
def test_a_moment_is_told_in_the_zone_of_the_agency(zone: str, text: str) -> None:
    assert shown("{{ t|waktu_lengkap:zone }}", t=MOMENT, zone=zone) == text


def test_a_date_near_midnight_is_the_date_of_the_zone() -> None:
    late = dt.datetime(2026, 12, 31, 18, 0, tzinfo=dt.UTC)
    assert shown("{{ t|tanggal:zone }}", t=late, zone="Asia/Jakarta") == "1 Januari 2027"


def test_nothing_is_written_for_a_moment_that_is_not_there() -> None:
    assert shown("[{{ t|waktu_lengkap }}{{ t|tanggal }}{{ t|durasi_kerja }}{{ t|angka }}]", t=None) == "[]"


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0 menit"),
        (30, "30 menit"),
        (60, "1 jam"),
        (450, "1 hari"),
        (570, "1 hari 2 jam"),
        (601, "1 hari 2 jam 31 menit"),
        (-312, "5 jam 12 menit"),
    ],
)
def test_working_time_counts_days_of_450_minutes(minutes: int, text: str) -> None:
    assert shown("{{ m|durasi_kerja }}", m=minutes) == text


def test_a_day_of_ramadan_has_390_minutes_and_brief_times_two_units() -> None:
    assert shown("{{ m|durasi_kerja:390 }}", m=390) == "1 hari"
    assert formats.working_time(601, brief=True) == "1 hari 2 jam"


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        (1234567, "1.234.567", "1,234,567"),
        (Decimal("1234567.89"), "1.234.567,89", "1,234,567.89"),
        (0.1, "0,1", "0.1"),
        (-1500, "-1.500", "-1,500"),
        ("bukan angka", "bukan angka", "bukan angka"),
    ],
)
def test_numbers_carry_the_marks_of_the_language(value: object, indonesian: str, english: str) -> None:
    assert shown("{{ n|angka }}", n=value) == indonesian
    with override("en"):
        assert shown("{{ n|angka }}", n=value) == english


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (999, "999 B"), (1_000, "1 kB"), (1_234_567, "1,2 MB"), (25_000_000, "25 MB"), (999_600, "1 MB")],
)
def test_sizes_are_rounded_to_what_people_read(count: int, text: str) -> None:
    assert shown("{{ n|ukuran }}", n=count) == text


@pytest.mark.parametrize("amount", [0, 7, 1000, 1234567, Decimal("1234567.89"), Decimal("-0.5")])
@pytest.mark.parametrize("code", ["id", "en"])
def test_what_is_written_is_read_back(amount: int | Decimal, code: str) -> None:
    with override(code):
        assert formats.parse_number(formats.number(amount)) == amount


@pytest.mark.parametrize(
    "text", ["1.5", "1234.56", "12.34.567", "1,2,3", "", "-", "seribu", "1e9", "1.234.5", "٣", "9" * 40]
)
def test_a_number_that_could_be_misread_is_refused(text: str) -> None:
    with pytest.raises(formats.Unreadable):
        formats.parse_number(text)


@pytest.mark.parametrize("text", ["Rp 1.234.567", "rp1234567", "1.234.567,00", " 1 234 567 "])
def test_an_amount_may_carry_its_sign_and_blanks(text: str) -> None:
    assert formats.parse_number(text) == 1234567


@pytest.mark.parametrize(
    "text", ["2026-11-23", "23/11/2026", "23-11-2026", "23.11.2026", "23 November 2026", "23 nov 2026"]
)
def test_a_date_is_read_as_people_type_it(text: str) -> None:
    assert formats.parse_date(text) == dt.date(2026, 11, 23)


@pytest.mark.parametrize("text", ["31 Februari 2026", "2026-13-01", "besok", "1/2/26", "23 Nopemberr 2026", ""])
def test_a_date_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(formats.Unreadable):
        formats.parse_date(text)
