"""What holds for every sound SOP and every case, whoever does what and whenever."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from lajur.engine import commands as do
from lajur.engine import events as ev
from lajur.engine.advance import Outcome, advance, return_targets
from lajur.engine.deadlines import due_of
from lajur.engine.definition import END, Step
from lajur.engine.events import Event, apply, event_from_json, rebuild
from lajur.engine.refusal import Refusal
from lajur.engine.soundness import flaws
from lajur.engine.state import State
from lajur.engine.testing import plain_calendar
from lajur.engine.tests.generated import Generated, make_generated

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CALENDAR = plain_calendar()
HOLIDAY = replace(CALENDAR, version="libur", days_off={date(2026, 3, day): "Libur" for day in (3, 4, 9, 10)})
PEOPLE = ("ani", "budi", "citra")


def plain(state: State) -> Any:
    return json.loads(json.dumps(state.to_json()))


def through_the_journal(event: Event) -> Event:
    """The event as it is read back after its private fields were erased."""
    data = event.to_json()
    for name in event.private:
        data.pop(name, None)
    return event_from_json(json.loads(json.dumps(data)))


def answers_for(step: Step, dice: Random, low: int = 0) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for asked in step.fields:
        if not asked.required and dice.random() < 0.5:
            continue
        if asked.kind == "angka":
            answers[asked.key] = dice.randint(low, 10)
        elif asked.kind == "tanggal":
            answers[asked.key] = (NOW.date() + timedelta(days=dice.randint(-2, 30))).isoformat()
        else:
            answers[asked.key] = "3275010101800001"
    return answers


@dataclass
class Walk:
    """A case on its way. After every command everything that must always hold is asked of it."""

    made: Generated
    dice: Random
    state: State = field(default_factory=State)
    now: datetime = NOW
    calendar: Any = CALENDAR
    events: list[Event] = field(default_factory=list)
    told: State = field(default_factory=State)
    opened: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    late: set[str] = field(default_factory=set)
    ended: dict[str, set[str]] = field(default_factory=dict)
    records: int = 0

    def record(self) -> str:
        self.records += 1
        return str(self.records)

    def send(self, command: do.Command) -> Outcome | Refusal:
        before = plain(self.state)
        outcome = advance(self.made.sop, self.state, command, self.now, self.calendar)
        assert plain(self.state) == before, "advance changed the state it was given"
        if isinstance(outcome, Refusal):
            assert outcome.sentence
            return outcome
        old, self.state = self.state, outcome.state
        self.events += outcome.events
        for event in outcome.events:
            self.remember(event)
        assert plain(self.told) == plain(self.state), "the journal tells another state"
        assert plain(State.from_json(plain(self.state))) == plain(self.state)
        self.compare(old)
        self.look()
        return outcome

    def remember(self, event: Event) -> None:
        apply(self.told, through_the_journal(event))
        match event:
            case ev.TaskOpened():
                assert event.task not in self.opened, "a task was opened twice"
                self.opened.add(event.task)
            case ev.TaskCompleted() | ev.TaskReturned() | ev.TaskSkipped():
                assert event.task not in self.closed, "a task was closed twice"
                self.closed.add(event.task)
            case ev.DeviationRecorded(kind="terlambat"):
                assert event.task not in self.late, "a task was marked late twice"
                self.late.add(event.task)
            case ev.GroupOpened():
                self.ended[event.group] = set()

    def compare(self, old: State) -> None:
        assert all(self.state.visits.get(step, 0) >= count for step, count in old.visits.items())
        assert old.documents.keys() <= self.state.documents.keys()
        assert old.facts.keys() <= self.state.facts.keys()
        assert self.state.deviations - old.deviations >= 0
        numbers = [event.number for event in self.events if isinstance(event, ev.DeviationRecorded)]
        assert numbers == list(range(1, self.state.deviations + 1))

    def look(self) -> None:
        """What holds of a state, however it was reached."""
        state, sop = self.state, self.made.sop
        if not state.is_running:
            assert not state.open
            assert not state.groups
            return
        assert state.open, "stuck: nothing is open and the case has not ended"
        assert set(state.open) == self.opened - self.closed
        for task, token in state.open.items():
            step = sop.steps[token.step]
            assert task == f"{token.step}.{token.visit}"
            assert step.group == (state.groups[token.group].step if token.group else None)
            if token.mark < 100:
                due = due_of(sop, state, step, token.opened, token.group, self.calendar)
                assert token.due == due
            assert (token.next_at is None) == (token.due is None or token.mark >= 100)
        self.look_at_branches()

    def look_at_branches(self) -> None:
        """Every branch has one place at most, and one that has ended does not start again beside the others."""
        state = self.state
        places: dict[str | None, list[str]] = {}
        for token in state.open.values():
            places.setdefault(token.group, []).append(token.step)
        for opened in state.groups.values():
            places.setdefault(opened.parent, []).append(opened.step)
        assert places.keys() == {None, *state.groups} if state.groups else places.keys() == {None}
        assert len(places[None]) == 1
        for name, group in state.groups.items():
            branches = Counter(self.made.branch[step] for step in places[name])
            assert set(branches.values()) == {1}, "two places in one branch"
            assert group.remaining == len(branches)
            ended = set(self.made.sop.steps[group.step].fork) - branches.keys()
            assert self.ended[name] <= ended, "a branch that had ended began again"
            self.ended[name] = ended

    # Commands

    def complete(self, task: str, *, forward: bool = False) -> do.Complete:
        """A completion that must be accepted; `forward` never takes a way back."""
        step, dice, sop = self.made.sop.steps[self.state.open[task].step], self.dice, self.made.sop
        label = None
        if step.is_decision:
            label = "lanjut" if forward else dice.choice(step.exits).label
        answers = answers_for(step, dice, low=5 if forward else 0)
        attachments, outputs, without = {}, {}, {}
        for kind in sop.needs_of(step):
            if kind not in self.state.documents and kind not in attachments:
                if dice.random() < 0.3:
                    without[kind] = "Menyusul"
                else:
                    attachments[kind] = self.record()
        for kind in sop.yields_of(step):
            if dice.random() < 0.2:
                without[kind] = "Tidak terbit"
            else:
                outputs[kind] = self.record()
        appoints = {lane: tuple(dice.sample(PEOPLE, dice.randint(1, 2))) for lane in step.appoints}
        return do.Complete(task, dice.choice(PEOPLE), label, answers, outputs, attachments, without, appoints)

    def child_ends(self, task: str) -> do.ChildEnded:
        step = self.made.sop.steps[self.state.open[task].step]
        assert step.call
        brought = {kind: self.record() for kind, _ in step.call.takes_out if self.dice.random() < 0.7}
        return do.ChildEnded(task, "ani", self.dice.choice(["selesai", "dibatalkan"]), brought)

    def valid(self) -> None:
        """Something that somebody may do now."""
        dice = self.dice
        task, token = dice.choice(list(self.state.open.items()))
        step = self.made.sop.steps[token.step]
        targets = return_targets(self.made.sop, self.state, task)
        command: do.Command
        if token.waits_for_child:
            command = self.child_ends(task)
        else:
            ways: list[do.Command] = [
                self.complete(task),
                self.complete(task),
                do.Reassign(task, "ani", ("citra",), "Cuti"),
            ]
            ways.append(do.Appoint(step.lane, "ani", ("budi",)))
            if token.assignees != ("budi",) and not token.waits_for_child:
                ways.append(do.Take(task, "budi", "budi"))
            if token.assignees != self.state.appointments.get(step.lane, ()):
                ways.append(do.GiveBack(task, "ani"))
            ways += [do.Return(task, "ani", target, "Keliru") for target in targets]
            if not step.exits and not step.appoints:
                ways.append(do.Skip(task, "ani", "Tidak perlu"))
            if step.call:
                ways.append(do.CallAgain(task, "ani"))
            command = dice.choice(ways)
        outcome = self.send(command)
        assert isinstance(outcome, Outcome), (command, outcome)

    def invalid(self) -> None:
        """Something that nobody may do now, whatever the case."""
        dice = self.dice
        task, token = dice.choice(list(self.state.open.items()))
        step, good = self.made.sop.steps[token.step], None
        targets = set(return_targets(self.made.sop, self.state, task))
        bad: list[do.Command] = [
            do.Start("ani"),
            do.Complete("tidak-ada.1", "ani"),
            do.Reassign(task, "ani", (), "Cuti"),
            do.Reassign(task, "ani", ("budi",), " "),
            do.Take("tidak-ada.1", "ani", "ani"),
            do.GiveBack("tidak-ada.1", "ani"),
            do.Appoint("tidak-ada", "ani", ("budi",)),
            do.Cancel("ani", " "),
            do.Skip(task, "ani", ""),
            do.Return(task, "ani", dice.choice(sorted(self.made.sop.steps.keys() - targets) or ["x"]), "Keliru"),
        ]
        if self.closed:
            bad += [do.Complete(dice.choice(sorted(self.closed)), "ani"), do.Skip(min(self.closed), "ani", "Ulang")]
        if token.waits_for_child:
            bad += [self.complete(task), do.CallAgain(task, "ani"), do.Skip(task, "ani", "Lama")]
        else:
            good = self.complete(task)
            bad += [replace(good, answers={**good.answers, "asing": 1}), do.ChildEnded(task, "ani", "selesai")]
            bad.append(
                replace(good, exit="asing" if step.is_decision or not step.exits else None, outputs={"asing": "1"})
            )
            if good.without.keys() & set(self.made.sop.needs_of(step)):
                bad.append(replace(good, without={}))
            if step.is_decision:
                bad.append(replace(good, exit=None))
        command = dice.choice(bad)
        assert isinstance(self.send(command), Refusal), command

    def clock(self) -> None:
        self.now += timedelta(minutes=self.dice.choice([0, 1, 20, 240, 1500, 6000]))
        first = self.send(do.TellTime())
        assert isinstance(first, Outcome)
        for token in self.state.open.values():
            assert token.next_at is None or token.next_at >= self.now
            assert token.due is None or token.due >= self.now or token.mark == 100
        again = self.send(do.TellTime())
        assert isinstance(again, Outcome)
        assert not again.events, "the clock told the same twice"

    def change_calendar(self) -> None:
        before = {task: token.due for task, token in self.state.open.items()}
        self.calendar = HOLIDAY if self.calendar is CALENDAR else CALENDAR
        # A state that waits for its deadlines to be counted anew is looked at only afterwards.
        outcome = self.send(do.Recalculate("kalender berubah"))
        assert isinstance(outcome, Outcome)
        moved = {event.task: (event.old, event.due) for event in outcome.events if isinstance(event, ev.DueMoved)}
        for task, token in self.state.open.items():
            assert moved.get(task, (before[task], before[task])) == (before[task], token.due)

    def finish(self) -> None:
        """Whatever happened, the case can still be brought to its end, by forward steps alone."""
        for _ in range(6 * len(self.made.sop.steps) + 6):
            if not self.state.is_running:
                break
            task, token = self.dice.choice(list(self.state.open.items()))
            if token.waits_for_child:
                outcome = self.send(do.ChildEnded(task, "ani", "selesai"))
            else:
                outcome = self.send(self.complete(task, forward=True))
            assert isinstance(outcome, Outcome), outcome
        assert self.state.status == "selesai"


sops = st.integers(0, 2**32).map(lambda number: make_generated(Random(number)))
quick = settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck), database=None)


@seed(20261121)
@quick
@given(sops)
def test_the_generated_sops_are_sound(made):
    assert flaws(made.sop) == []


@seed(20261121)
@quick
@given(sops, st.integers(0, 2**32))
def test_a_random_walk_keeps_every_promise_and_can_be_driven_to_its_end(made, number):
    walk = Walk(made, Random(number))
    dice = walk.dice
    appointed = {"tim": ("ani", "budi")} if dice.random() < 0.5 else {}
    assert isinstance(walk.send(do.Start("ani", {"luar": "0"} if dice.random() < 0.5 else {}, appointed)), Outcome)
    for _ in range(25):
        if not walk.state.is_running:
            break
        dice.choices([walk.valid, walk.invalid, walk.clock, walk.change_calendar], [6, 3, 2, 1])[0]()
    walk.finish()
    assert plain(rebuild(map(through_the_journal, walk.events))) == plain(walk.state)
    assert walk.opened == walk.closed
    for task in sorted(walk.closed):
        assert advance(made.sop, walk.state, do.Complete(task, "ani"), walk.now, CALENDAR) == Refusal(
            "tidak-berjalan",
            "Pelaksanaan ini sudah selesai; tidak ada lagi yang dapat dikerjakan.",
        )


@seed(20261121)
@quick
@given(sops, st.integers(0, 2**32))
def test_cancelling_at_any_moment_leaves_nothing_open(made, number):
    walk = Walk(made, Random(number))
    walk.send(do.Start("ani"))
    for _ in range(walk.dice.randint(0, 10)):
        if walk.state.is_running:
            walk.valid()
    if walk.state.is_running:
        walk.opened -= set(walk.state.open) - walk.closed
        assert isinstance(walk.send(do.Cancel("ani", "Anggaran dicabut")), Outcome)
        assert walk.state.status == "dibatalkan"
    assert plain(rebuild(map(through_the_journal, walk.events))) == plain(walk.state)


def test_the_generator_makes_every_shape():
    made = [make_generated(Random(number)) for number in range(200)]
    steps = [step for one in made for step in one.sop.steps.values()]
    assert any(step.umbrella for step in steps)
    assert any(step.fork and not step.umbrella for step in steps)
    assert any(step.umbrella and step.group for step in steps)
    assert any(step.group and sum(step.group == other.group for other in one.sop.steps.values()) > 4
               for one in made for step in one.sop.steps.values())  # fmt: skip
    assert any(step.by_facts for step in steps)
    assert any(step.is_decision and any(way.target == END for way in step.exits) for step in steps)
    assert any(step.standard.shared_with for step in steps)
    assert any(step.standard.until_fact for step in steps)
    assert any(step.call and step.call.takes_out for step in steps)
    assert any(step.appoints for step in steps)
    assert any(
        one.sop.is_return(step, way.target) for one in made for step in one.sop.steps.values() for way in step.exits
    )
