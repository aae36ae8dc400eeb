"""A case goes on by another edition: nothing done is undone, and it comes to an end there."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from lajur.engine import commands as do
from lajur.engine import events as ev
from lajur.engine.advance import Outcome, advance
from lajur.engine.crossing import obstacle
from lajur.engine.definition import END, Sop, Step
from lajur.engine.events import rebuild
from lajur.engine.refusal import Refusal
from lajur.engine.tests.generated import Generated, make_generated
from lajur.engine.tests.test_properties import CALENDAR, NOW, Walk, plain, through_the_journal
from lajur.engine.worktime import Duration

TIMES = (None, Duration(30, "menit"), Duration(2, "jam"), Duration(3, "hari"))
LAST = "penutup-baru"


def revised(sop: Sop, dice: Random) -> Sop:
    """The same rows with other titles and times, and a last row of its own."""

    def onward(target: str) -> str:
        return LAST if target == END else target

    steps: dict[str, Step] = {}
    for key, step in sop.steps.items():
        timed = step.standard.shared_with or step.standard.until_fact
        standard = step.standard if timed else replace(step.standard, time=dice.choice(TIMES))
        steps[key] = replace(step, title=f"{step.title} (baru)", standard=standard)
        if step.group is None:
            exits = tuple(replace(way, target=onward(way.target)) for way in step.exits)
            steps[key] = replace(steps[key], next=onward(step.next) if not exits else step.next, exits=exits)
    steps[LAST] = Step(LAST, "99", "Menutup", sop.first.lane)
    return replace(sop, steps=steps)


def change(old: Sop, reason: str = "Mutu baku baru") -> do.ChangeEdition:
    return do.ChangeEdition(old, "lama", "baru", "ani", reason)


sops = st.integers(0, 2**32).map(lambda number: make_generated(Random(number)))


@seed(20261121)
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(sops, st.integers(0, 2**32))
def test_a_case_that_moves_over_keeps_every_promise_and_comes_to_the_new_end(made: Generated, number: int) -> None:
    walk = Walk(made, Random(number))
    assert walk.send(do.Start("ani", {}, {"tim": ("ani", "budi")}))
    for _ in range(walk.dice.randint(0, 12)):
        if walk.state.is_running:
            walk.dice.choices([walk.valid, walk.clock], [6, 2])[0]()
    if not walk.state.is_running:
        return
    old, new, before = made.sop, revised(made.sop, walk.dice), walk.state.copy()
    assert obstacle(old, new, before) is None
    walk.made = replace(made, sop=new)
    outcome = walk.send(change(old))
    assert isinstance(outcome, Outcome)
    kinds = {type(event) for event in outcome.events}
    assert ev.EditionChanged in kinds
    assert kinds <= {ev.EditionChanged, ev.DueMoved}, "nothing but deadlines moves"
    for task, token in before.open.items():
        now = walk.state.open[task]
        assert (now.step, now.visit, now.opened, now.assignees, now.mark) == (
            token.step, token.visit, token.opened, token.assignees, token.mark
        )  # fmt: skip
        if token.mark >= 100:
            assert (now.due, now.next_at) == (token.due, token.next_at), "what is late stays late"
    assert (walk.state.visits, walk.state.documents, walk.state.facts) == (
        before.visits, before.documents, before.facts
    )  # fmt: skip
    walk.finish()
    assert f"{LAST}.1" in walk.closed
    assert plain(rebuild(map(through_the_journal, walk.events))) == plain(walk.state)


@seed(20261121)
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(sops, sops, st.integers(0, 2**32))
def test_a_case_moves_to_a_wholly_other_sheet_only_where_it_can_be_finished_there(
    made: Generated, other: Generated, number: int
) -> None:
    walk = Walk(made, Random(number))
    walk.send(do.Start("ani", {}, {}))
    for _ in range(walk.dice.randint(0, 3)):
        if walk.state.is_running:
            walk.valid()
    why = obstacle(made.sop, other.sop, walk.state) if walk.state.is_running else None
    if not walk.state.is_running:
        return
    outcome = advance(other.sop, walk.state, change(made.sop), walk.now, CALENDAR)
    if why is not None:
        assert isinstance(outcome, Refusal)
        assert outcome.code == "tidak-dapat-dipindah"
        assert str(why) in outcome.sentence
        return
    walk.made = other
    assert isinstance(walk.send(change(made.sop)), Outcome)
    walk.finish()


def test_a_case_moves_only_with_a_reason_and_to_another_edition() -> None:
    made = make_generated(Random(7))
    walk = Walk(made, Random(7))
    walk.send(do.Start("ani", {}, {"tim": ("ani",)}))
    new = revised(made.sop, walk.dice)
    for command, code in (
        (change(made.sop, " "), "alasan-kosong"),
        (replace(change(made.sop), after="lama"), "edisi-sama"),
    ):
        outcome = advance(new, walk.state, command, NOW, CALENDAR)
        assert isinstance(outcome, Refusal)
        assert outcome.code == code
