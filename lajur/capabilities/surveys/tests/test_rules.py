"""IKM and its kin against examples computed by hand, and against pandas."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import TypeVar

import pytest

from lajur.capabilities.surveys.rules import (
    Band,
    Counted,
    band_of,
    bands_of,
    change_of_index,
    changes,
    counted,
    figure_of,
    hidden,
    highest_of,
    is_certain,
    lowest,
    nothing,
    rounded,
    same_total,
)

KEYS = tuple(f"u{n}" for n in range(1, 10))
BANDS = (
    Band("A", "Sangat baik", Decimal("88.31")),
    Band("B", "Baik", Decimal("76.61")),
    Band("C", "Kurang baik", Decimal("65.00")),
    Band("D", "Tidak baik", Decimal("25.00")),
)

BY_HAND = (
    # Thirty answers, added up on paper: how many gave 1, 2, 3, 4 → sum → NRR.
    ((0, 2, 20, 8), "3.200"),  # 4 + 60 + 32 = 96
    ((1, 3, 18, 8), "3.100"),  # 1 + 6 + 54 + 32 = 93
    ((2, 5, 17, 6), "2.900"),  # 2 + 10 + 51 + 24 = 87
    ((0, 0, 6, 24), "3.800"),  # 18 + 96 = 114
    ((0, 4, 17, 9), "3.167"),  # 8 + 51 + 36 = 95
    ((0, 1, 19, 10), "3.300"),  # 2 + 57 + 40 = 99
    ((0, 0, 18, 12), "3.400"),  # 54 + 48 = 102
    ((0, 0, 15, 15), "3.500"),  # 45 + 60 = 105
    ((1, 6, 15, 8), "3.000"),  # 1 + 12 + 45 + 32 = 90
)

Found = TypeVar("Found")


def sure(found: Found | None) -> Found:
    assert found is not None
    return found


def of(*values: int) -> list[list[int]]:
    """Respondents who gave the same value to all nine elements."""
    return [[value] * 9 for value in values]


def test_thirty_answers_give_what_was_computed_by_hand():
    figure = figure_of(Counted(30, tuple(tally for tally, _ in BY_HAND)), KEYS, BANDS)
    assert [str(rounded(sure(element.nrr), Decimal("0.001"))) for element in figure.elements] == [
        nrr for _, nrr in BY_HAND
    ]
    assert figure.nrr == Fraction(881, 270)  # 96 + 93 + 87 + 114 + 95 + 99 + 102 + 105 + 90 = 881, of 30 × 9
    assert rounded(sure(figure.ikm)) == Decimal("81.57")  # 881 ÷ 270 × 25 = 81.574…; with 0.11 it would be 80.76
    assert sure(figure.band).letter == "B"
    assert sum(element.weighted for element in figure.elements) == figure.nrr
    assert [element.key for element in lowest(figure)] == ["u3", "u9", "u2"]
    assert [sure(element.band).letter for element in figure.elements] == list(
        "BBCABBBBC"
    )  # 2.9 × 25 = 72.5; 3 × 25 = 75


def test_an_element_that_was_not_asked_changes_the_weight_of_the_others():
    figure = figure_of(counted([[4, 2], [4, 2]], 2), ("u1", "u3"), BANDS)
    assert (figure.nrr, figure.ikm) == (Fraction(3), Fraction(75))
    blank = figure_of(counted([[4, None], [2, None]], 2), ("u1", "u3"), BANDS)
    assert (blank.nrr, blank.ikm) == (Fraction(3), Fraction(75))
    assert blank.elements[1].nrr is None
    assert blank.elements[0].weighted == 3


@pytest.mark.parametrize(
    ("index", "letter"),
    [
        ("25", "D"), ("64.99", "D"), ("64.9949", "D"), ("64.995", "C"), ("65", "C"), ("76.60", "C"), ("76.6049", "C"),
        ("76.605", "B"), ("76.61", "B"), ("88.30", "B"), ("88.3049", "B"), ("88.305", "A"), ("88.31", "A"),
        ("100", "A"),
    ],
)  # fmt: skip
def test_a_quality_begins_exactly_where_the_regulation_says(index, letter):
    assert band_of(Decimal(index), BANDS).letter == letter
    assert band_of(Fraction(index), BANDS).letter == letter


def test_every_hundredth_has_a_quality_and_the_printed_bounds_fit_together():
    for hundredths in range(2500, 10001):
        band = band_of(Decimal(hundredths) / 100, BANDS)
        assert band.lowest <= Decimal(hundredths) / 100 <= highest_of(band, BANDS)
    assert [str(highest_of(band, BANDS)) for band in BANDS] == ["100.00", "88.30", "76.60", "64.99"]
    with pytest.raises(ValueError, match="no quality"):
        band_of(Decimal("24.99"), BANDS)


def test_the_table_that_is_shipped_says_these_bounds():
    from lajur.registers.reference.queries import table

    rows = table("surveys.mutu").rows
    assert [row.valid_from for row in rows] == [date(2017, 5, 9)]
    assert bands_of(rows[0].value) == BANDS


def test_the_interval_is_what_was_computed_by_hand():
    # Means 3, 3, 4, 4: mean 3.5, s² = 4 × 0.25 ÷ 3 = 1/3; 25 × √(1/3 ÷ 4) = 7.21688; × 1.959964 = 14.14482
    figure = figure_of(counted(of(3, 3, 4, 4), 9), KEYS, BANDS)
    assert figure.ikm == Fraction("87.5")
    assert rounded(sure(figure.error), Decimal("0.00001")) == Decimal("7.21688")
    assert figure.interval == (Decimal("73.36"), Decimal("100.00"))
    assert figure.is_hint
    # Of ten users: × √(6/9) → 5.89256; × 1.959964 = 11.54920
    known = figure_of(counted(of(3, 3, 4, 4), 9), KEYS, BANDS, population=10)
    assert known.interval == (Decimal("75.95"), Decimal("99.05"))
    # Everybody was asked: nothing is left to chance.
    whole = figure_of(counted(of(3, 3, 4, 4), 9), KEYS, BANDS, population=4)
    assert whole.interval == (Decimal("87.50"), Decimal("87.50"))


def test_one_answer_has_no_interval_and_none_has_no_index():
    assert figure_of(counted(of(4), 9), KEYS, BANDS).interval is None
    empty = figure_of(nothing(9), KEYS, BANDS)
    assert (empty.ikm, empty.band, empty.interval) == (None, None, None)
    assert lowest(empty) == []


def test_counts_of_any_two_sets_can_be_added():
    one, two = of(1, 4), [[2, 3, 4, 1, 2, 3, 4, 1, 2]]
    assert counted(one, 9) + counted(two, 9) == counted([*one, *two], 9)


def test_respondents_of_the_same_total_counted_together_are_the_same_as_one_by_one():
    answers = [[4, 4, 2], [2, 4, 4]]
    together = same_total(respondents=2, total=10, answered=3, tallies=[(0, 1, 0, 1), (0, 0, 0, 2), (0, 1, 0, 1)])
    assert together == counted(answers, 3)


def test_another_implementation_finds_the_same():
    pandas = pytest.importorskip("pandas")
    random = Random(14)
    answers = [[min(4, max(1, round(random.gauss(3.1, 0.8)))) for _ in KEYS] for _ in range(700)]
    figure = figure_of(counted(answers, 9), KEYS, BANDS, population=5000)
    frame = pandas.DataFrame(answers, columns=KEYS)
    nrr = frame.mean()
    assert [float(sure(element.nrr)) for element in figure.elements] == pytest.approx(list(nrr), abs=1e-12)
    assert float(sure(figure.ikm)) == pytest.approx((nrr / 9).sum() * 25, abs=1e-10)
    error = frame.mean(axis=1).sem() * 25 * ((5000 - 700) / 4999) ** 0.5
    assert float(sure(figure.error)) == pytest.approx(error, abs=1e-10)
    assert [element.key for element in lowest(figure)] == list(nrr.nsmallest(3).index)
    low, high = sure(figure.interval)
    assert float(high - low) == pytest.approx(2 * 1.959964 * error, abs=0.011)


def test_small_groups_are_hidden_and_cannot_be_found_by_subtraction():
    assert hidden({"ppk": 12, "pp": 8, "pokja": 9}) == frozenset()
    assert hidden({"ppk": 12, "pp": 8, "auditor": 4}) == {"auditor", "pp"}
    assert hidden({"ppk": 12, "pp": 2, "auditor": 1}) == {"auditor", "pp", "ppk"}  # 3 together would still be few
    assert hidden({"ppk": 12, "pp": 3, "auditor": 4}) == {"auditor", "pp"}
    assert hidden({"ppk": 12, "pp": 6, "auditor": 0}) == frozenset()  # nobody is nobody


def test_periods_are_compared_by_what_is_printed():
    before, after = figure_of(counted(of(3, 3, 3), 9), KEYS, BANDS), figure_of(counted(of(3, 4, 4), 9), KEYS, BANDS)
    assert change_of_index(before, after).difference == Decimal("16.67")  # 91.67 − 75.00
    assert {change.difference for change in changes(before, after)} == {Decimal("0.667")}
    fewer = figure_of(counted([[4]], 1), ("u1",), BANDS)
    found = {change.key: change for change in changes(before, fewer)}
    assert found["u1"].difference == Decimal("1.000")
    assert found["u9"].after is None
    assert found["u9"].difference is None


def test_a_change_is_certain_only_when_larger_than_chance():
    random = Random(3)
    some = counted([[random.choice((2, 3, 4))] * 9 for _ in range(40)], 9)
    figure = figure_of(some, KEYS, BANDS)
    assert is_certain(figure, figure) is False
    assert is_certain(figure_of(counted(of(*[2] * 20, *[3] * 20), 9), KEYS, BANDS), figure) is True
    assert is_certain(figure_of(counted(of(3), 9), KEYS, BANDS), figure) is None
