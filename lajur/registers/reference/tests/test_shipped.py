from __future__ import annotations

from datetime import date

import pytest

from lajur.registers.reference.rules import HOURS, RAMADAN, fault_in, in_force, national_days, read_hours, read_ramadan
from lajur.registers.reference.shipped import TableFileFault, read_table, tables

GOOD = """
judul: Uji
per_instansi: ya
nilai:
  - {berlaku: 2024-01-01, nilai: {sejak: 2024-02-01, isi: [1]}, dasar_hukum: a, sumber: b, terverifikasi: tidak}
"""


def test_every_shipped_table_cites_its_law_and_source_and_passes_its_own_check() -> None:
    assert {HOURS, RAMADAN} <= set(tables())
    for table in tables().values():
        assert table.title
        assert [row.valid_from for row in table.rows] == sorted(row.valid_from for row in table.rows)
        for row in table.rows:
            assert row.legal_basis, table.name
            assert row.source, table.name
            assert fault_in(table.name, row.value, table.rows[-1].value) is None, table.name


def test_hours_are_450_minutes_a_day_and_390_in_ramadan() -> None:
    """Perpres 21/2023 Pasal 4: 37.5 and 32.5 hours over five days."""
    for row in tables()[HOURS].rows:
        ordinary, fasting = read_hours(row.value)
        for week, length in ((ordinary, 450), (fasting, 390)):
            assert [sum(b - a for a, b in day) for day in week] == [length] * 5 + [0, 0]


def test_ramadan_of_every_year_from_2023_to_2030_is_known_and_ends_before_idul_fitri() -> None:
    rows = tables()[RAMADAN].rows
    feasts = {
        day
        for day, marked in national_days(range(2023, 2029)).items()
        if marked.name.startswith("Hari Raya Idul Fitri")
    }
    for year in range(2023, 2031):
        row = in_force(rows, date(year, 6, 1))
        assert row is not None
        ranges = read_ramadan(row.value)
        assert ranges[0][0].year == year
        if year < 2029:
            assert date.fromordinal(ranges[0][1].toordinal() + 1) in feasts


def test_years_not_yet_announced_are_called_an_estimate() -> None:
    status = {row.valid_from.year: {part["status"] for part in row.value} for row in tables()[RAMADAN].rows}
    assert [year for year, words in status.items() if words == {"perkiraan"}] == [2027, 2028, 2029, 2030]


def test_dates_in_a_value_are_texts_as_the_database_would_give_them_back() -> None:
    table = read_table("uji.uji", GOOD)
    assert table.per_agency
    assert table.rows[0].value == {"sejak": "2024-02-01", "isi": [1]}
    assert table.rows[0].is_verified is False


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("judul", "nama"),
        GOOD.replace("dasar_hukum: a, ", ""),
        GOOD.replace("terverifikasi: tidak", "terverifikasi: mungkin"),
        GOOD.replace("berlaku: 2024-01-01", "berlaku: kemarin"),
        GOOD.split("nilai:")[0] + "nilai: []",
        "nilai: [",
        "",
    ],
)
def test_a_table_with_a_part_missing_is_named(text: str) -> None:
    with pytest.raises(TableFileFault, match=r"uji\.uji"):
        read_table("uji.uji", text)
