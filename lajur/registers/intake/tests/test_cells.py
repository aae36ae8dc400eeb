"""What stands in cells of other people's tables."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from lajur.engine.refusal import Words
from lajur.registers.intake.cells import Unfit, choice, day, money, text, tidy, whole
from lajur.registers.intake.columns import REASONS, Column, digest, guess, headings_of, unfit_match
from lajur.registers.intake.reading import read_rows

COLUMNS = (
    Column("code", Words("Kode RUP"), text(20), True, ("kd_rup",)),
    Column("pagu", Words("Pagu"), money, True),
    Column("day", Words("Tanggal"), day),
)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (7_700_000_000, "7700000000.00"),
        (1499321187.61, "1499321187.61"),
        ("7700000000", "7700000000.00"),
        ("8491000.0", "8491000.00"),
        ("7.700.000.000", "7700000000.00"),
        ("7.700.000.000,50", "7700000000.50"),
        ("7,700,000,000.5", "7700000000.50"),
        ("Rp 1.234", "1234.00"),
        ("Rp. 250.000,-", "250000.00"),
        ("279,4 Jt", "279400000.00"),
        ("1,2 M", "1200000000.00"),
        (0, "0.00"),
    ],
)
def test_money_is_read_however_it_is_written(cell, amount):
    assert str(money(cell)) == amount


NO_MONEY = ["", "kira-kira", "-5", "1.2.3", "1,23,4", "1e400", "9" * 40, "5 ekor", float("nan"), float("inf"), True]


@pytest.mark.parametrize("cell", [*NO_MONEY, 10**18])
def test_what_is_no_money_is_refused_with_an_example(cell):
    with pytest.raises(Unfit) as caught:
        money(cell)
    assert "7700000000" in caught.value.mend


@pytest.mark.parametrize("cell", [date(2025, 1, 31), datetime(2025, 1, 31, 22, 22), "2025-01-31", "2025-01-31 22:22:47",
                                  "2025-01-31T22:22:47Z", "31/01/2025", "31 Januari 2025"])  # fmt: skip
def test_a_day_is_read_however_it_is_written(cell):
    assert day(cell) == date(2025, 1, 31)


@pytest.mark.parametrize("cell", ["2025-02-30", "besok", "31/13/2025", "2025"])
def test_what_is_no_day_is_refused(cell):
    with pytest.raises(Unfit):
        day(cell)


def test_a_choice_is_known_by_its_letters_and_twice_the_same_counts_once():
    read = choice({"jasalainnya": "jasa-lainnya", "barang": "barang"}, "Barang, Jasa Lainnya")
    assert read(" Jasa  LAINNYA ") == "jasa-lainnya"
    assert read("Barang;Barang") == "barang"
    for cell in ("Barang;Jasa Lainnya", "Jasa", ";"):
        with pytest.raises(Unfit) as caught:
            read(cell)
        assert "Barang, Jasa Lainnya" in caught.value.mend


def test_text_loses_tags_breaks_and_unseen_signs():
    assert tidy("<p>Pengadaan\r\n  Obat &amp; Alat\u200b</p>") == "Pengadaan Obat & Alat"
    assert tidy(53540979.0) == "53540979"
    assert tidy("nilai < 5 dan > 3") == "nilai < 5 dan > 3"
    with pytest.raises(Unfit):
        text(3)("empat")


def test_a_number_out_of_bounds_is_refused():
    assert whole(2000, 2100)("2025.0") == 2025
    for cell in ("1999", "dua ribu", "2025.5"):
        with pytest.raises(Unfit):
            whole(2000, 2100)(cell)


def test_headings_are_guessed_by_their_names_and_each_column_once():
    assert guess(["No", "KD_RUP", "kode rup", "Pagu "], COLUMNS) == ["", "code", "", "pagu"]
    assert digest(["A", "b"]) == digest(["a", "B"]) != digest(["ab"])


def test_headings_are_read_without_what_we_added():
    assert headings_of([["kd_rup", " pagu\n(Rp) ", *REASONS, "", None]]) == ("kd_rup", "pagu (Rp)")
    assert headings_of([]) == ()


@pytest.mark.parametrize(
    ("match", "code"),
    [
        (["code", "pagu"], None),
        (["code", ""], "kolom-kurang"),
        (["code", "code"], "kolom-ganda"),
        (["code"], "kolom-tidak-dikenal"),
        (["code", "warna"], "kolom-tidak-dikenal"),
    ],
)
def test_a_match_names_all_that_is_needed_and_nothing_twice(match, code):
    refusal = unfit_match(["x", "y"], COLUMNS, match)
    assert (refusal.code if refusal is not None else None) == code


def test_bad_rows_go_back_as_they_came_with_every_reason_and_empty_ones_do_not_count():
    table = [["kd_rup", "pagu", "tgl"], ["1", "banyak", "besok"], ["", "", ""], ["2", "5"], ["", "7", ""]]
    rows, outcome = read_rows(table, COLUMNS, ["code", "pagu", "day"])
    assert [(row.number, row.values) for row in rows] == [(4, {"code": "2", "pagu": Decimal("5.00")})]
    assert (outcome.rows, outcome.bad) == (3, 2)
    first, second = outcome.returned(3, str)
    assert first[:4] == ["1", "banyak", "besok", 2]
    assert first[4] == "Pagu: “banyak” bukan jumlah rupiah.; Tanggal: Tanggal “besok” tidak terbaca."
    assert second == ["", "7", "", 5, "Kode RUP: Kosong.", "Isi kolom ini."]
