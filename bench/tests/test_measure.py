"""Ratios are taken round by round, and a goal is judged only when both sides ran."""

import pytest

from bench.contenders import Contender, Goal
from bench.measure import present, ratio, verdicts
from bench.procedure import COMPLETIONS_PER_CASE, PATH, cases_for


def test_a_ratio_compares_within_the_round_so_that_noise_hitting_both_cancels():
    rates = {"a": [100.0, 10.0, 50.0], "floor": [200.0, 20.0, 100.0]}
    assert ratio(rates, "a", "floor") == 0.5


def test_a_goal_is_met_at_its_factor_and_missed_below():
    rates = {"lajur": [60.0], "floor": [100.0], "viewflow": [10.0]}
    judged = verdicts(rates, [Goal("lajur", "floor", 0.6), Goal("lajur", "viewflow", 8), Goal("lajur", "absent", 1)])
    assert [(verdict["ratio"], verdict["met"]) for verdict in judged] == [(0.6, True), (6.0, False)]


def test_a_contender_without_its_module_is_left_out_and_a_wrong_name_is_refused():
    contenders = [Contender("floor", "bench.procedure", 1), Contender("gone", "bench.no_such_module", 1)]
    assert [contender.label for contender in present(contenders, [])] == ["floor"]
    with pytest.raises(SystemExit, match="unknown contender: flor"):
        present(contenders, ["flor"])


def test_the_procedure_loops_back_once():
    assert PATH == (1, 2, 3, 4, 5, 6, 7, 8, 7, 8, 9, 10, 11)
    assert COMPLETIONS_PER_CASE == 13
    assert cases_for(14) == 2
