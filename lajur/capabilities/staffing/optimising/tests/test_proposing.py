"""Plans keep every rule, are as good as the best there is, and say what is impossible."""

from dataclasses import replace
from datetime import date
from itertools import combinations, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lajur.capabilities.staffing.optimising.checking import faults_in
from lajur.capabilities.staffing.optimising.eligibility import eligible, hindrances
from lajur.capabilities.staffing.optimising.loads import SHARE, scale_of
from lajur.capabilities.staffing.optimising.problem import Held, Problem, Span, Weights
from lajur.capabilities.staffing.optimising.proposing import greedy, propose
from lajur.capabilities.staffing.optimising.testing import SEATS, make_member, make_office, make_work

WEEK = Span(date(2026, 3, 2), date(2026, 3, 6))


def best_by_trying(problem):
    """The least value of all plans that the checker finds no fault in, by trying each of them."""
    choices = [[frozenset(c) for c in combinations(problem.member, p.size)] for p in problem.packages]
    taking_part = {key for keys in eligible(problem).values() for key in keys}
    scale = scale_of(problem, taking_part, problem.package.keys())
    found = None
    for chosen in product(*choices):
        pokja = dict(zip(problem.package, chosen, strict=True))
        if not faults_in(problem, pokja):
            value = scale.value(problem, pokja)
            found = value if found is None else min(found, value)
    return found


def small_office(seed):
    random = Random(seed)
    staff = tuple(
        make_member(
            key,
            level=random.choice([1, 2, 3]),
            number=random.choice([0, 0, 2]),
            most=random.choice([None, None, 2]),
            conflicts=frozenset(random.sample(["p1", "p2", "p3"], random.choice([0, 0, 1]))),
        )
        for key in "abcde"
    )
    works = tuple(
        make_work(f"p{n}", value=random.choice([1, 3, 10, 40]), lead=random.choice([0, 2, 3]), span=WEEK)
        for n in (1, 2, 3)
    )
    in_force = {"p1": frozenset({"a", "b", "c"})} if seed % 2 else {}
    return Problem(staff, works, Weights(steadiness=random.choice([0, 10])), in_force)


@pytest.mark.parametrize("seed", range(10))
def test_a_small_plan_is_the_best_of_all_that_keep_the_rules(seed):
    problem = small_office(seed)
    best = best_by_trying(problem)
    proposal = propose(problem, seconds=20, workers=1, near=0)
    if best is None:
        assert proposal.impossible
    else:
        assert not proposal.impossible
        assert faults_in(problem, proposal.pokja) == []
        assert proposal.is_optimal
        assert (proposal.value, proposal.bound) == (best, best)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10_000), staff=st.integers(0, 14), packages=st.integers(0, 12), most=st.sampled_from([None, 3])
)
def test_no_proposal_breaks_a_rule_and_what_is_left_out_is_told(seed, staff, packages, most):
    problem = make_office(staff, packages, seed=seed, in_force=False) if packages else Problem((), ())
    problem = replace(problem, staff=tuple(replace(member, most=most) for member in problem.staff))
    proposal = propose(problem, seconds=2, workers=1, rounds=5, near=0.2)
    assert faults_in(problem, proposal.pokja, must_have_all=False) == []
    told = {key for one in proposal.impossible for key in one.packages}
    assert problem.package.keys() - proposal.pokja.keys() <= told
    assert proposal.bound <= proposal.value


@pytest.mark.parametrize("seed", range(6))
def test_who_may_be_in_a_pokja_is_whom_no_rule_keeps_out_and_the_checker_agrees(seed):
    problem = make_office(25, 12, seed=seed)
    fitting = eligible(problem)
    for package in problem.packages:
        allowed = {m.key for m in problem.staff if not hindrances(m, package)}
        assert set(fitting[package.key]) == allowed
        for member in problem.staff:
            others = sorted(allowed - {member.key})[: package.size - 1]
            pokja = {package.key: frozenset({member.key, *others})}
            kept_out = {f.rule for f in faults_in(problem, pokja, must_have_all=False) if f.member == member.key}
            assert kept_out == {h.rule for h in hindrances(member, package)}


def test_an_office_is_shared_out_better_than_one_after_the_other_and_near_the_proven_best():
    problem = make_office(30, 120)
    proposal = propose(problem, seconds=20, workers=1)
    assert faults_in(problem, proposal.pokja) == []
    assert proposal.gap <= 0.001
    by_hand = greedy(problem, as_they_come=True)
    assert faults_in(problem, by_hand) == []
    scale = scale_of(problem, proposal.loads, problem.package.keys())
    assert scale.value(problem, by_hand) - proposal.bound > 20 * (proposal.value - proposal.bound)


def test_the_same_seed_gives_the_same_plan():
    problem = make_office(15, 40)
    assert propose(problem, workers=1, near=0.2).pokja == propose(problem, workers=1, near=0.2).pokja


def test_a_plan_in_force_stays_as_it_is_when_little_would_be_won():
    problem = make_office(20, 60)
    plan = propose(problem, workers=1, near=0.2).pokja
    away = problem.staff[3]
    changed = replace(
        problem,
        staff=tuple(
            replace(m, absences=(Span(date(2026, 1, 1), date(2026, 12, 31)),)) if m == away else m
            for m in problem.staff
        ),
        in_force=plan,
    )
    needed = sum(away.key in members for members in plan.values())
    steady = propose(changed, workers=1, near=0.2)
    restless = propose(replace(changed, weights=Weights(steadiness=0)), workers=1, near=0.2)
    assert needed <= steady.changes <= needed + 5 < restless.changes


def test_who_was_set_by_hand_stays():
    problem = make_office(20, 30)
    key = problem.packages[0].key
    someone = eligible(problem)[key][-1]
    works = (replace(problem.packages[0], pinned=frozenset({someone})), *problem.packages[1:])
    assert someone in propose(replace(problem, packages=works), workers=1, near=0.2).pokja[key]


def test_a_renewed_certificate_counts_as_one():
    renewed = (
        Held("pokja", Span(date(2022, 1, 1), date(2026, 3, 31))),
        Held("pokja", Span(date(2026, 4, 1), date(2030, 3, 31))),
    )
    assert hindrances(make_member(certificates=renewed), make_work()) == []
    late = (renewed[0], replace(renewed[1], span=Span(date(2026, 4, 2))))
    assert [h.rule for h in hindrances(make_member(certificates=late), make_work())] == ["sertifikat"]


def test_the_rule_that_makes_a_package_impossible_is_named():
    away = (Span(date(2026, 3, 9), date(2026, 3, 9)),)
    staff = (make_member("a"), make_member("b"), make_member("c", absences=away), make_member("d", level=0))
    proposal = propose(Problem(staff, (make_work(level=1),)), workers=1)
    assert dict(proposal.pokja) == {}
    (reason,) = proposal.impossible
    assert reason.packages == ("p1",)
    assert set(reason.rules) == {"cuti", "jenjang"}
    assert "memerlukan 3 orang; hanya 2 memenuhi semua aturan" in reason.words
    assert "cuti dan penugasan lain (1 orang)" in reason.words


def test_a_package_without_a_possible_chair_says_so():
    staff = tuple(make_member(key, level=1) for key in "abc")
    (reason,) = propose(Problem(staff, (make_work(lead=3),)), workers=1).impossible
    assert reason.rules == ("ketua",)


def test_who_was_set_by_hand_against_a_rule_is_named():
    staff = (*(make_member(key) for key in "abc"), make_member("d", name="Dewi", conflicts=frozenset({"p1"})))
    (reason,) = propose(Problem(staff, (make_work(pinned=frozenset({"d"})),)), workers=1).impossible
    assert reason.rules == ("benturan",)
    assert "Dewi ditetapkan dengan tangan, tetapi terhalang benturan kepentingan" in reason.words


def test_limits_that_cannot_hold_together_are_named_and_only_one_package_is_left_out():
    staff = (*(make_member(key, most=1) for key in "abc"), make_member("y", most=2), make_member("z", most=2))
    works = tuple(make_work(f"p{n}") for n in (1, 2, 3))
    proposal = propose(Problem(staff, works), workers=1)
    assert len(proposal.pokja) == 2
    (reason,) = proposal.impossible
    assert set(reason.packages) == {"p1", "p2", "p3"}
    assert reason.rules == ("batas",)
    assert "memerlukan 9 tempat" in reason.words


def test_loads_are_told_in_percent_of_the_fair_share():
    staff = tuple(make_member(key) for key in "abcdef")
    proposal = propose(Problem(staff, (make_work("p1"), make_work("p2"))), workers=1)
    assert set(proposal.loads.values()) == {100.0}
    assert proposal.value == 6 * SHARE**2
    assert proposal.is_optimal


@pytest.mark.parametrize("size", [1, 2, 4])
def test_a_pokja_of_an_even_number_or_of_one_is_not_asked_for(size):
    with pytest.raises(ValueError, match="odd"):
        Problem((), (make_work(size=size),), seats=SEATS)
