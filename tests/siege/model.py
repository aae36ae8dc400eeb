"""The oracle: what a case must look like after an act, and which acts must be refused with which code. Pure.

Written from the sheet's rules (docs/write-an-sop.md), not from `lajur.engine.advance`: it shares with Lajur only the
compiled table of a SOP and the golden-tested arithmetic of working time. The verbs stand in `trial`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from lajur.engine.definition import END, Sop, Step
from lajur.engine.worktime import Duration, WorkCalendar
from tests.siege.people import People

COMPARE: dict[str, Any] = {
    "sama": lambda a, b: a == b, "bukan": lambda a, b: a != b, "salah-satu": lambda a, b: a in b,
    "kurang-dari": lambda a, b: a < b, "lebih-dari": lambda a, b: a > b,
    "minimal": lambda a, b: a >= b, "maksimal": lambda a, b: a <= b,
}  # fmt: skip


@dataclass(slots=True)
class Place:
    """An open task. `mark`: the last reminder, 100 when late; `look`: when the clock must come by."""

    step: str
    group: str | None
    opened: datetime
    due: datetime | None = None
    look: datetime | None = None
    mark: int = 0
    waits: bool = False
    assignees: tuple[str, ...] = ()

    def copy(self) -> Place:
        return Place(
            self.step, self.group, self.opened, self.due, self.look, self.mark, self.waits, self.assignees
        )  # fmt: skip


@dataclass(slots=True)
class Lapse:
    kind: str
    task: str
    what: str
    person: str | None
    status: str = "dicatat"

    def copy(self) -> Lapse:
        return Lapse(self.kind, self.task, self.what, self.person, self.status)


@dataclass(slots=True)
class Case:
    """`docs`: kind → tokens of what was given; `closed`: task → (who, for whom, its assignees)."""

    sop: Sop
    procedure: str
    starter: str
    parent: tuple[int, str] | None = None
    status: str = "berjalan"
    open: dict[str, Place] = field(default_factory=dict)
    visits: dict[str, int] = field(default_factory=dict)
    groups: dict[str, list[Any]] = field(default_factory=dict)  # name → [step, remaining, opened, parent group]
    docs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    handed: set[str] = field(default_factory=set)
    facts: dict[str, Any] = field(default_factory=dict)
    bound: dict[str, tuple[str, ...]] = field(default_factory=dict)
    shared: dict[str, datetime] = field(default_factory=dict)
    lapses: list[Lapse] = field(default_factory=list)
    closed: dict[str, tuple[str | None, str | None, tuple[str, ...]]] = field(default_factory=dict)
    children: list[int] = field(default_factory=list)
    entries: int = 0

    def copy(self) -> Case:
        return replace(
            self, open={key: place.copy() for key, place in self.open.items()}, visits=dict(self.visits),
            groups={key: list(group) for key, group in self.groups.items()}, docs=dict(self.docs),
            facts=dict(self.facts), bound=dict(self.bound), shared=dict(self.shared),
            lapses=[row.copy() for row in self.lapses], closed=dict(self.closed), children=list(self.children),
        )  # fmt: skip

    @property
    def runs(self) -> bool:
        return self.status == "berjalan"


@dataclass(slots=True)
class Doing:
    """What an officer brings to a step; documents as kind → tokens."""

    exit: str | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    outputs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    attachments: dict[str, tuple[str, ...]] = field(default_factory=dict)
    without: dict[str, str] = field(default_factory=dict)
    appoints: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass
class Model:
    people: People
    calendar: WorkCalendar
    in_force: dict[str, Sop] = field(default_factory=dict)
    cases: dict[int, Case] = field(default_factory=dict)
    requests: frozenset[str] = frozenset()
    """Ids that clients gave their requests and that were carried out."""
    roster: int = 0
    drafts: dict[tuple[str, str], Any] = field(default_factory=dict)
    """(person, form) → what `drafts.Kept` says of it."""
    keys: dict[tuple[str, str], str] = field(default_factory=dict)
    """(person, Idempotency-Key) → the body of the request that was carried out under it."""
    uploads: dict[Any, Any] = field(default_factory=dict)
    """`uploads.Slot` → what `uploads.Sent` says of the file."""
    counted: str = ""
    """The version of the calendar by which deadlines were counted last."""

    def fork(self) -> Model:
        return replace(self, in_force=dict(self.in_force), cases=dict(self.cases))


class Moves:
    """What acts have in common: copies to work on, and how places move over the sheet."""

    def __init__(self, model: Model, now: datetime) -> None:
        self.model, self.now, self.cal = model, now, model.calendar
        self.touched: dict[int, Case] = {}
        self.people, self.requests = model.people, model.requests
        self.changes: list[Callable[[Model], None]] = []
        self.day = now.astimezone(model.calendar.zone).date()
        self.by = ""

    def keep(self) -> None:
        self.model.cases.update(self.touched)
        self.model.people, self.model.requests = self.people, self.requests
        for change in self.changes:
            change(self.model)

    def case(self, number: int) -> Case:
        if number not in self.touched:
            self.touched[number] = self.model.cases[number].copy()
        return self.touched[number]

    def allowed(self, case: Case, task: str, by: str) -> tuple[str, str | None]:
        if task not in case.open:
            gone = case.closed.get(task, (None,))[0] is None and not case.runs
            return ("tidak-berjalan" if gone else "tugas-tidak-terbuka"), None
        return self.people.standing(by, self.actors(case, task), self.day)

    def actors(self, case: Case, task: str) -> tuple[str, ...]:
        place = case.open[task]
        return self.people.actors(case.procedure, case.sop.steps[place.step].lane, place.assignees, self.day)

    # The clock

    def tell_time(self, number: int) -> str:
        case, told = self.case(number), False
        if not case.runs:
            return "tidak-berjalan"
        self.by = ""
        for task, place in case.open.items():
            if place.look is None or place.look > self.now:
                continue
            mark = place.mark
            while mark < 100 and (look := self._look(place, mark)) and look <= self.now:
                if look == place.due == self.now:
                    break
                mark = next((share for share in (50, 90) if share > mark), 100)
            if mark > place.mark:
                told = True
                if mark == 100:
                    self._lapse(case, "terlambat", task)
                place.mark, place.look = mark, self._look(place, mark)
        case.entries += told
        return ""

    def recount(self, number: int) -> str:
        case, moved = self.case(number), False
        for place in case.open.values() if case.runs else ():
            if place.mark < 100:
                before, place.due = (place.due, place.look), self._due(case, place)
                place.look = self._look(place, place.mark)
                moved |= before != (place.due, place.look)
        case.entries += moved
        return "" if case.runs else "tidak-berjalan"

    def _look(self, place: Place, mark: int) -> datetime | None:
        if place.due is None or mark >= 100:
            return None
        share = next((share for share in (50, 90) if share > mark), 100)
        minutes = self.cal.between(place.opened, place.due) * share // 100
        return self.cal.add(place.opened, Duration(minutes, "menit")) if minutes and share < 100 else place.due

    def _due(self, case: Case, place: Place) -> datetime | None:
        steps, opened = case.sop.steps, place.opened
        rule = steps[place.step].standard
        if rule.shared_with:
            opened, rule = case.shared.get(rule.shared_with, opened), steps[rule.shared_with].standard
        if not (rule.time or rule.until_fact or rule.text) and place.group in case.groups:
            heading, _, since, _ = case.groups[place.group]
            if steps[heading].umbrella:
                opened, rule = since, steps[heading].standard
        if rule.time:
            return self.cal.add(opened, rule.time)
        day = case.facts.get(rule.until_fact or "")
        return datetime.combine(date.fromisoformat(day), time(23, 59, 59), self.cal.zone) if day else None

    # How places move

    def _begin(self, procedure: str, by: str, docs: Any, bound: Any, parent: tuple[int, str] | None) -> int:
        number = max((*self.model.cases, *self.touched), default=0) + 1
        sop = self.model.in_force[procedure]
        case = self.touched[number] = Case(sop, procedure, by, parent, docs=dict(docs), bound=dict(bound))
        case.handed = {token for tokens in docs.values() for token in tokens}
        self.by = by
        self._settle(number, self._open(case, sop.first, None))
        return number

    def _open(self, case: Case, step: Step, group: str | None) -> list[str]:
        """Opens `step`; returns the tasks that call another SOP."""
        visit = case.visits[step.key] = case.visits.get(step.key, 0) + 1
        task = f"{step.key}.{visit}"
        if step.umbrella:
            return self._fork(case, step, task, group)
        place = case.open[task] = Place(step.key, group, self.now, assignees=case.bound.get(step.lane, ()))
        place.due = self._due(case, place)
        place.look, place.waits = self._look(place, 0), step.call is not None
        if any(other.standard.shared_with == step.key for other in case.sop.steps.values()):
            case.shared[step.key] = self.now
        return [task] if step.call else []

    def _fork(self, case: Case, step: Step, name: str, group: str | None) -> list[str]:
        case.groups[name] = [step.key, len(step.fork), self.now, group]
        return [call for head in step.fork for call in self._open(case, case.sop.steps[head], name)]

    def _leave(self, case: Case, task: str, target: str, by: str | None, stands: str | None) -> list[str]:
        place = case.open.pop(task)
        case.closed[task] = (by, stands, place.assignees)
        step = case.sop.steps[place.step]
        if step.fork:
            return self._fork(case, step, task, place.group)
        return self._go(case, target, place.group)

    def _go(self, case: Case, target: str, group: str | None) -> list[str]:
        if target != END:
            return self._open(case, case.sop.steps[target], group)
        if group is None:
            case.status = "selesai"
            return []
        case.groups[group][1] -= 1
        if case.groups[group][1]:
            return []
        step, _, _, parent = case.groups.pop(group)
        return self._go(case, case.sop.steps[step].next, parent)

    def _settle(self, number: int, calls: list[str]) -> None:
        """One entry is written; SOPs that were called begin, and whoever called this case hears of its end."""
        case = self.case(number)
        case.entries += 1
        for task in calls:
            call = case.sop.steps[case.open[task].step].call
            assert call is not None
            key = call.sop.rpartition("/")[2]
            docs = {kind: case.docs[kind] for kind in call.hands_in if kind in case.docs}
            bound = {lane: who for lane, who in case.bound.items() if lane in self.model.in_force[key].lanes}
            case.children.append(self._begin(key, self.by, docs, bound, (number, task)))
        if case.parent and not case.runs:
            self._tell_parent(case, *case.parent)

    def _tell_parent(self, child: Case, number: int, task: str) -> None:
        parent = self.case(number)
        if not parent.runs or task not in parent.open or not parent.open[task].waits:
            return
        step = parent.sop.steps[parent.open[task].step]
        assert step.call is not None
        if child.status == "selesai":
            renamed = dict(step.call.takes_out)
            fresh = {theirs: tokens for theirs, tokens in child.docs.items() if not child.handed >= set(tokens)}
            for theirs in sorted(fresh, key=lambda kind: kind in renamed):  # what the row names comes last, and wins
                if renamed.get(theirs, theirs) in parent.sop.documents:
                    parent.docs[renamed.get(theirs, theirs)] = fresh[theirs]
            wanted = (*parent.sop.needs_of(step), *parent.sop.yields_of(step))
            if not (step.exits or step.fields or step.appoints or any(kind not in parent.docs for kind in wanted)):
                self._overdue(parent, task)
                self._settle(number, self._leave(parent, task, step.next, self.by, None))
                return
        parent.open[task].waits = False
        parent.entries += 1

    def _bind(self, case: Case, lane: str, persons: tuple[str, ...]) -> None:
        case.bound[lane] = persons
        for place in case.open.values():
            if case.sop.steps[place.step].lane == lane:
                place.assignees = persons

    def _overdue(self, case: Case, task: str) -> None:
        place = case.open[task]
        if place.due is not None and self.now > place.due and place.mark < 100:
            self._lapse(case, "terlambat", task)

    def _lapse(self, case: Case, kind: str, task: str, what: str = "") -> None:
        place = case.open[task]
        person: str | None = self.by
        if not self.by or place.waits:
            lane = case.sop.steps[place.step].lane
            person = self.people.answers_for(case.procedure, lane, place.assignees, self.day)
        case.lapses.append(Lapse(kind, task, what, person))


def way_out(step: Step, label: str | None, facts: dict[str, Any]) -> tuple[str, str]:
    """(code of the refusal, "") or ("", where it leads)."""
    if step.by_facts:
        for way in step.exits:
            if all(c.fact in facts and COMPARE[c.comparison](facts[c.fact], c.value) for c in way.conditions):
                return "", way.target
        return "tidak-ada-jalan", ""
    if not step.exits:
        return ("bukan-keputusan" if label else ""), step.next
    ways = {way.label: way.target for way in step.exits}
    if label is None or label not in ways:
        return ("pilih-keputusan" if label is None else "keputusan-tidak-dikenal"), ""
    return "", ways[label]


def answers_fit(step: Step, answers: dict[str, Any]) -> bool:
    """Whether the form is filled in; the simulator's answers are of the right type, wrong in value at most."""
    asked = {field.key: field for field in step.fields}
    if answers.keys() - asked.keys() or any(f.required and answers.get(f.key) in (None, "") for f in step.fields):
        return False
    for key, given in answers.items():
        one = asked[key]
        if one.kind in ("angka", "uang"):
            low, high = one.minimum, one.maximum
            if isinstance(given, str) or (low is not None and given < low) or (high is not None and given > high):
                return False
        if one.kind == "pilihan" and given not in {value for value, _ in one.options}:
            return False
    return True
