"""Plays stories on the pure engine: what a story says must happen, and nothing that it does not say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from typing import Any

from lajur.catalogue.stories import Move, Story
from lajur.engine import commands as do
from lajur.engine import events as ev
from lajur.engine.advance import Outcome, advance, choose_exit
from lajur.engine.definition import END, Condition, Exit, Field, Sop, Step
from lajur.engine.refusal import Refusal
from lajur.engine.state import State
from lajur.engine.worktime import WorkCalendar

OFFICER = "petugas"
_MOST_MOVES = 500
_MOST_TRIES = 2_000


@dataclass(slots=True)
class Report:
    """How a story went: `faults` are Indonesian sentences, each with its line; empty when it went as told.

    `steps` were worked on, `exits` (step, label) taken, `returns` (step, target) gone back.
    """

    title: str
    faults: list[str] = field(default_factory=list)
    steps: set[str] = field(default_factory=set)
    exits: set[tuple[str, str]] = field(default_factory=set)
    returns: set[tuple[str, str]] = field(default_factory=set)
    state: State = field(default_factory=State)
    events: list[ev.Event] = field(default_factory=list)


class PlayedCase:
    """A case on the engine alone, with made-up papers; cases that it calls run to their end at once."""

    def __init__(self, sop: Sop, calendar: WorkCalendar, sops: Mapping[str, Sop], now: datetime) -> None:
        self.sop, self.calendar, self.sops, self.now = sop, calendar, sops, now
        self.state = State()
        self.events: list[ev.Event] = []
        self.by_child: list[str] = []

    def start(self, documents: Mapping[str, str]) -> None:
        lanes = {lane.key: (OFFICER,) for lane in self.sop.lanes.values() if lane.per_case}
        outcome = self.carry_out(do.Start(OFFICER, dict(documents), lanes))
        assert isinstance(outcome, Outcome)

    def carry_out(self, command: do.Command) -> Outcome | Refusal:
        outcome = advance(self.sop, self.state, command, self.now, self.calendar)
        if isinstance(outcome, Refusal):
            return outcome
        self.state = outcome.state
        self.events.extend(outcome.events)
        for event in outcome.events:
            if isinstance(event, ev.ChildCalled):
                self.run_child(event)
        return outcome

    def run_child(self, called: ev.ChildCalled) -> None:
        child = PlayedCase(self.sops[called.sop], self.calendar, self.sops, self.now)
        child.start(called.documents)
        child.run_shortest()
        self.now = child.now
        step = self.state.open[called.task].step
        self.carry_out(do.ChildEnded(called.task, OFFICER, "selesai", child.state.documents))
        if called.task not in self.state.open:
            self.by_child.append(step)

    def run_shortest(self) -> None:
        """Go on along the shortest way. RuntimeError when that does not lead to the end."""
        plan = shortest_way(self.sop)
        for _ in range(_MOST_MOVES):
            if not self.state.is_running:
                return
            task, token = next(iter(self.state.open.items()))
            step = self.sop.steps[token.step]
            answers = _answers_for(step, plan.facts, self.now)
            outcome = self.carry_out(self.completion(task, step, answers, plan.label.get(step.key), {}))
            if isinstance(outcome, Refusal):
                raise RuntimeError(f"{self.sop.id} {step.key}: {outcome.sentence}")
        raise RuntimeError(f"{self.sop.id}: tidak selesai dalam {_MOST_MOVES} langkah")

    def completion(
        self, task: str, step: Step, answers: Mapping[str, Any], label: str | None, without: Mapping[str, str]
    ) -> do.Complete:
        """Complete the task with everything it needs; papers are owed only where the work goes on."""
        personal = {asked.key for asked in step.fields if asked.personal}
        known = {**self.state.facts, **{key: value for key, value in answers.items() if key not in personal}}
        way = choose_exit(step, label, known)
        goes_back = isinstance(way, Exit) and self.sop.is_return(step, way.target)
        needed = [k for k in self.sop.needs_of(step) if k not in self.state.documents]
        owed = () if goes_back else self.sop.yields_of(step)
        return do.Complete(
            task,
            OFFICER,
            label,
            dict(answers),
            outputs={kind: f"{task}:{kind}" for kind in owed if kind not in without},
            attachments={kind: f"{task}:{kind}" for kind in needed if kind not in without},
            without=dict(without),
            appoints=dict.fromkeys(step.appoints, (OFFICER,)),
        )


def play(sop: Sop, story: Story, calendar: WorkCalendar, sops: Mapping[str, Sop]) -> Report:
    """Play `story` on `sop`; `sops` hold what it calls. `story.start` is taken in the calendar's zone."""
    report = Report(story.title)
    case = PlayedCase(sop, calendar, sops, story.start.replace(tzinfo=calendar.zone))
    try:
        case.start({})
        for move in story.moves:
            if fault := _make(case, move):
                report.faults.append(f"baris {move.line}: {move.step}: {fault}")
                break
        else:
            if fault := _wrong_ending(case.state, story):
                report.faults.append(f"baris {story.line}: {fault}")
    except (RuntimeError, KeyError) as problem:
        report.faults.append(f"baris {story.line}: SOP yang dipanggil tidak dapat dijalankan: {problem}")
    report.state, report.events = case.state, case.events
    _note_ways(sop, case.events, report)
    return report


def _make(case: PlayedCase, move: Move) -> str | None:
    """Carry out a move; a sentence when it did not go as told."""
    if move.after:
        case.now = case.calendar.add(case.now, move.after)
        case.carry_out(do.TellTime())
    if move.step in case.by_child and not any(token.step == move.step for token in case.state.open.values()):
        case.by_child.remove(move.step)
        return None
    task = next((task for task, token in case.state.open.items() if token.step == move.step), None)
    if task is None:
        standing = ", ".join(token.step for token in case.state.open.values()) or case.state.status
        return f"langkah ini tidak terbuka (terbuka: {standing})"
    step = case.sop.steps[move.step]
    due = case.state.open[task].due
    late = due is not None and case.now > due
    answers = dict(move.answers)
    if move.refusal is None:
        answers = {**_answers_for(step, {}, case.now, only_required=True), **answers}
    count = len(case.events)
    outcome = case.carry_out(case.completion(task, step, answers, move.choose, move.without))
    if isinstance(outcome, Refusal):
        if outcome.code == move.refusal:
            return None
        return f"ditolak dengan {outcome.code}: {outcome.sentence}"
    if move.refusal:
        return f"seharusnya ditolak dengan {move.refusal}, ternyata diterima"
    if late != move.late:
        return f"{'terlambat' if late else 'tidak terlambat'} (tenggat {due}, diselesaikan {case.now})"
    return _untold_in(case.events[count:], task, move)


def _untold_in(events: Iterable[ev.Event], task: str, move: Move) -> str | None:
    """What differs between what a completed move said and what happened."""
    lacking = set()
    for event in events:
        if isinstance(event, ev.DeviationRecorded) and event.task == task and event.what:
            lacking.add(event.what)
        if isinstance(event, ev.TaskCompleted) and event.task == task and move.choose not in (None, event.exit):
            return f"jalan yang diambil “{event.exit}”, bukan “{move.choose}”"
    if surplus := set(move.without) - lacking:
        return f"tanpa {', '.join(sorted(surplus))}: dokumen itu sudah ada atau tidak diminta lagi"
    return None


def _wrong_ending(state: State, story: Story) -> str | None:
    standing = sorted(token.step for token in state.open.values())
    if story.ending:
        if sorted(story.ending) == standing and state.is_running:
            return None
        return f"seharusnya menunggu {', '.join(story.ending)}, ternyata {', '.join(standing) or state.status}"
    if state.status == "selesai":
        return None
    return f"seharusnya selesai, ternyata menunggu {', '.join(standing)}"


def _note_ways(sop: Sop, events: Iterable[ev.Event], report: Report) -> None:
    for event in events:
        if isinstance(event, ev.GroupOpened):
            report.steps.add(event.step)
        if not isinstance(event, ev.TaskCompleted):
            continue
        step = sop.steps[event.task.rpartition(".")[0]]
        report.steps.add(step.key)
        way = step.exit(event.exit) if event.exit else None
        if way:
            report.exits.add((step.key, way.label))
        target = way.target if way else step.next
        if sop.is_return(step, target):
            report.returns.add((step.key, target))


def untold(sop: Sop, reports: Iterable[Report]) -> list[str]:
    """Steps, exits and returns that none of the stories takes, by name."""
    reports = list(reports)
    steps = {key for report in reports for key in report.steps}
    exits = {pair for report in reports for pair in report.exits}
    returns = {pair for report in reports for pair in report.returns}
    missing = [f"langkah {key}" for key in sop.steps if key not in steps]
    for step in sop.steps.values():
        missing += [f"jalan {step.key} → {w.label}" for w in step.exits if (step.key, w.label) not in exits]
        targets = dict.fromkeys(way.target for way in step.exits) if step.exits else [step.next]
        missing += [
            f"kembali {step.key} → {target}"
            for target in targets
            if not step.fork and sop.is_return(step, target) and (step.key, target) not in returns
        ]
    return missing


# The shortest way


@dataclass(frozen=True, slots=True)
class Plan:
    """Step → label of the exit to take, and the facts that make choices by fact go the same way."""

    label: Mapping[str, str]
    facts: Mapping[str, Any]


def shortest_way(sop: Sop) -> Plan:
    """The exits that end a case with the fewest completions."""
    distance = _distances(sop)
    labels: dict[str, str] = {}
    facts: dict[str, Any] = {}
    fields = {asked.key: asked for step in sop.steps.values() for asked in step.fields}
    for step in sop.steps.values():
        if not step.exits:
            continue
        best = min(step.exits, key=lambda way: distance.get(way.target, _MOST_MOVES))
        labels[step.key] = best.label
        if step.by_facts:
            facts.update(_facts_for(step, best, fields, facts))
    return Plan(labels, facts)


def _distances(sop: Sop) -> dict[str, int]:
    """Completions from opening a step to the end of its own branch or case, by relaxation until nothing changes."""
    far = {END: 0}
    for _ in sop.steps:
        changed = False
        for step in reversed(list(sop.steps.values())):
            targets = [way.target for way in step.exits] if step.exits and not step.fork else [step.next]
            onward = min((far[target] for target in targets if target in far), default=None)
            if onward is None or any(head not in far for head in step.fork):
                continue
            length = onward + sum(far[head] for head in step.fork) + (0 if step.umbrella else 1)
            if length < far.get(step.key, length + 1):
                far[step.key] = length
                changed = True
        if not changed:
            break
    return far


def _facts_for(step: Step, wanted: Exit, fields: Mapping[str, Field], fixed: Mapping[str, Any]) -> dict[str, Any]:
    """Facts with which `step` takes `wanted`; empty when there are none beside the `fixed` ones."""
    conditions = [condition for way in step.exits for condition in way.conditions]
    names = list(dict.fromkeys(condition.fact for condition in conditions if condition.fact not in fixed))
    candidates = [list(_candidates(fields.get(name), [c for c in conditions if c.fact == name])) for name in names]
    for number, values in enumerate(product(*candidates)):
        if number >= _MOST_TRIES:
            break
        facts = dict(zip(names, values, strict=True))
        if choose_exit(step, None, {**fixed, **facts}) is wanted:
            return facts
    return {}


def _candidates(asked: Field | None, conditions: Iterable[Condition]) -> Iterator[Any]:
    """Values worth trying for a fact: its options, or what lies at and beside the values it is compared with."""
    if asked is None:
        return
    if asked.kind == "ya-tidak":
        yield from (True, False)
    elif asked.kind == "pilihan":
        yield from (value for value, _ in asked.options)
    elif asked.kind in ("angka", "uang"):
        low = asked.minimum if asked.minimum is not None else -_MOST_TRIES
        high = asked.maximum if asked.maximum is not None else max(low, 10**12)
        for condition in conditions:
            for value in condition.value if isinstance(condition.value, tuple) else (condition.value,):
                yield from (near for near in (value, value + 1, value - 1) if low <= near <= high)
    else:
        for condition in conditions:
            yield from condition.value if isinstance(condition.value, tuple) else (condition.value,)
        yield "lainnya"


def _answers_for(
    step: Step, planned: Mapping[str, Any], now: datetime, *, only_required: bool = False
) -> dict[str, Any]:
    """Answers to a step's form: planned ones, and something fitting for what else is required."""
    answers: dict[str, Any] = {}
    for asked in step.fields:
        if asked.key in planned:
            answers[asked.key] = planned[asked.key]
        elif asked.required or not only_required:
            answers[asked.key] = _fitting(asked, now)
    return answers


def _fitting(asked: Field, now: datetime) -> Any:
    match asked.kind:
        case "angka" | "uang":
            low = asked.minimum if asked.minimum is not None else 1
            return low if asked.maximum is None else min(low, asked.maximum)
        case "tanggal":
            return now.date().isoformat()
        case "pilihan":
            return asked.options[0][0]
        case "ya-tidak":
            return True
        case _:
            return "Diisi"
