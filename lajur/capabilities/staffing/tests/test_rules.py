"""What a plan must have before it is sent up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lajur.capabilities.staffing.rules import TEAMS, Complete, lacking, period_refused, pokja_size

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
    assert pokja_size(chosen) == size


def test_a_period_does_not_end_before_it_begins():
    assert period_refused(date(2026, 1, 2), date(2026, 1, 2)) is None
    refusal = period_refused(date(2026, 1, 2), date(2026, 1, 1))
    assert refusal is not None
    assert refusal.code == "tanggal-terbalik"
