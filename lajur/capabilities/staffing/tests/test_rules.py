"""What a plan must have before it is sent up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lajur.capabilities.staffing.optimising.problem import Seats
from lajur.capabilities.staffing.rules import TEAMS, Complete, lacking, period_refused
from lajur.capabilities.staffing.suitability import POKJA_TABLE, read_pokja
from lajur.registers.reference.queries import table

WHOLE = Complete({kind.key: (1, 3) for kind in TEAMS}, 4, [], date(2026, 1, 1), date(2026, 6, 30))


def test_a_whole_plan_lacks_nothing():
    assert lacking(WHOLE) is None


@pytest.mark.parametrize(
    ("plan", "code", "passable", "told"),
    [
        (replace(WHOLE, teams={**WHOLE.teams, "teknis-lpse": (0, 0)}), "tim-kosong", False, "Tim Teknis LPSE"),
        (replace(WHOLE, teams={}), "tim-kosong", False, "Tim Pembinaan SDM"),
        (replace(WHOLE, teams={**WHOLE.teams, "konsultasi": (0, 2)}), "tim-tanpa-ketua", False, "Konsultasi"),
        (replace(WHOLE, teams={**WHOLE.teams, "konsultasi": (2, 2)}), "tim-tanpa-ketua", False, "Konsultasi"),
        (replace(WHOLE, wanting=["Gedung A", "Gedung B"]), "paket-tanpa-pokja", True, "2 dari 4 paket"),
    ],
)
def test_what_is_lacking_is_named_and_only_a_pokja_can_be_passed(plan, code, passable, told):
    refusal = lacking(plan)
    assert refusal is not None
    assert (refusal.code, refusal.passable) == (code, passable)
    assert told in refusal.sentence


@pytest.mark.parametrize(("chosen", "size"), [(0, 3), (1, 3), (3, 3), (4, 5), (5, 5), (6, 7)])
def test_a_pokja_is_odd_and_at_least_three(chosen, size):
    """As the shipped table says."""
    (row,) = table(POKJA_TABLE).rows
    seats = read_pokja(row.value).seats
    assert seats.around(chosen) == size
    assert [count for count in range(8) if seats.allow(count)] == [3, 5, 7]


def test_another_day_s_table_asks_for_another_pokja():
    seats = Seats(4, odd=False)
    assert [seats.around(chosen) for chosen in (0, 4, 6)] == [4, 4, 6]
    assert "4 orang" in seats.words
    assert "ganjil" not in seats.words


def test_a_period_does_not_end_before_it_begins():
    assert period_refused(date(2026, 1, 2), date(2026, 1, 2)) is None
    refusal = period_refused(date(2026, 1, 2), date(2026, 1, 1))
    assert refusal is not None
    assert refusal.code == "tanggal-terbalik"
