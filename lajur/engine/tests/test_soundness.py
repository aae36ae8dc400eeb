"""Flaws are found where they are, and where there are none every case can end."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lajur.engine.definition import END, Exit, Identity, Sop, Step
from lajur.engine.soundness import Flaw, flaws
from lajur.engine.testing import make_step, processor_seconds


def make_sop(steps: list[Step]) -> Sop:
    """Exactly these steps, each leading where it says."""
    return Sop("uji/uji", Identity("Uji", "1"), {}, {}, {step.key: step for step in steps})


def decision(key: str, *targets: str, **given: Any) -> Step:
    return make_step(key, exits=tuple(Exit(f"ke {target}", target) for target in targets), **given)


def chain(count: int) -> list[Step]:
    return [make_step(f"s{n}", next=f"s{n + 1}" if n + 1 < count else END) for n in range(count)]


def both_ways(sop: Sop) -> list[Flaw]:
    """Flaws found marking by marking, which must be those found branch by branch."""
    found = flaws(sop)
    assert flaws(sop, cap=0) == found
    return found


def test_a_chain_is_sound():
    assert both_ways(make_sop(chain(5))) == []


def test_a_loop_with_a_way_out_is_sound():
    assert both_ways(make_sop([make_step("a", next="b"), decision("b", "a", END)])) == []


def test_a_loop_without_a_way_out_has_no_end():
    found = both_ways(make_sop([make_step("a", next="b"), decision("b", "c", END), make_step("c", next="c")]))
    assert found == [Flaw("tanpa-akhir", "c")]


def test_a_step_nobody_leads_to_is_unreachable():
    found = both_ways(make_sop([make_step("a", next="c"), make_step("b", next="c"), make_step("c")]))
    assert found == [Flaw("tidak-terjangkau", "b")]


def test_branches_side_by_side_meet_again():
    steps = [
        make_step("u", umbrella=True, fork=("a", "b"), next="z"),
        make_step("a", group="u", next="a2"),
        decision("a2", "a", END, group="u"),
        make_step("b", group="u"),
        make_step("z"),
    ]
    assert both_ways(make_sop(steps)) == []


def test_a_branch_that_cannot_end_keeps_its_heading_row_from_ending_but_not_its_sister():
    steps = [
        make_step("start", fork=("a", "b"), next="z"),
        make_step("a", group="start", next="a"),
        make_step("b", group="start"),
        make_step("z"),
    ]
    assert both_ways(make_sop(steps)) == [Flaw("tanpa-akhir", "start"), Flaw("tanpa-akhir", "a")]


def test_a_heading_row_without_branches_stops_the_case():
    found = flaws(make_sop([make_step("a", next="u"), make_step("u", umbrella=True, next="z"), make_step("z")]))
    assert Flaw("buntu", "u") in found


def test_a_way_to_a_step_that_does_not_exist_stops_the_case():
    assert flaws(make_sop([make_step("a", next="b"), make_step("b", next="nirgends")])) == [
        Flaw("tanpa-akhir", "a"),
        Flaw("buntu", "b"),
    ]


def test_a_branch_that_opens_its_own_heading_row_grows_without_end():
    steps = [
        make_step("u", umbrella=True, fork=("a", "b")),
        decision("a", "u", END, group="u"),
        make_step("b", group="u"),
    ]
    assert flaws(make_sop(steps)) == [Flaw("tak-terbatas", "u")]


def test_groups_within_groups_are_explored():
    steps = [
        make_step("u", umbrella=True, fork=("v", "c"), next="z"),
        make_step("v", umbrella=True, fork=("a", "b"), group="u"),
        make_step("a", group="v"),
        make_step("b", group="v"),
        make_step("c", group="u"),
        make_step("z"),
    ]
    assert both_ways(make_sop(steps)) == []


@pytest.mark.parametrize("count", [1_000, 10_000])
def test_a_long_procedure_is_checked_fast(count: int):
    sop = make_sop(chain(count))
    assert flaws(sop) == []
    assert processor_seconds(lambda: flaws(sop), within=1) < 1


def test_many_long_branches_are_checked_fast():
    """20 branches of 15 rows have 16^20 markings."""
    steps = [make_step("u", umbrella=True, fork=tuple(f"b{b}-0" for b in range(20)), next="z")]
    for b in range(20):
        steps += [make_step(f"b{b}-{n}", group="u", next=f"b{b}-{n + 1}" if n < 14 else END) for n in range(15)]
    steps.append(make_step("z"))
    sop = make_sop(steps)
    assert flaws(sop) == []
    assert processor_seconds(lambda: flaws(sop), within=1) < 1


@st.composite
def structured(draw: st.DrawFn) -> Sop:
    """Any ways at all between the rows of one scope: the case, or a branch of a group."""
    steps: list[Step] = []

    def rows(prefix: str, group: str | None, depth: int) -> str:
        count = draw(st.integers(1, 3))
        keys = [f"{prefix}{n}" for n in range(count)]
        targets = st.sampled_from([*keys, END])
        for key in keys:
            at = len(steps)
            if depth and draw(st.integers(0, 3)) == 0:
                heads = tuple(rows(f"{key}{branch}", key, depth - 1) for branch in "ab")
                umbrella = draw(st.booleans())
                step = make_step(key, group=group, fork=heads, umbrella=umbrella, next=draw(targets))
            elif draw(st.booleans()):
                ways = draw(st.lists(targets, min_size=1, max_size=3, unique=True))
                step = decision(key, *ways, group=group)
            else:
                step = make_step(key, group=group, next=draw(targets))
            steps.insert(at, step)
        return keys[0]

    rows("s", None, 2)
    return make_sop(steps)


def defects(found: list[Flaw]) -> set[Flaw]:
    return {flaw for flaw in found if flaw.kind != "tidak-terjangkau"}


@given(structured())
@settings(max_examples=300, deadline=None)
def test_exploring_markings_and_exploring_branches_agree(sop: Sop):
    """Past a heading row that never ends no marking gets, but branch by branch what follows is looked at too: only
    then may they tell different steps."""
    exact, composed = flaws(sop, cap=20_000), flaws(sop, cap=0)
    assert bool(defects(exact)) == bool(defects(composed))
    if not defects(exact):
        assert exact == composed
