"""One command under way: how tokens move over the sheet. `advance` decides what may happen, this makes it happen."""

from __future__ import annotations

from datetime import datetime

from lajur.engine import events as ev
from lajur.engine.deadlines import due_of, next_look
from lajur.engine.definition import END, Sop, Step
from lajur.engine.events import Event, apply
from lajur.engine.refusal import Refusal
from lajur.engine.state import State, Token
from lajur.engine.worktime import WorkCalendar


class Motion:
    """One command under way: events are applied as they are emitted, so that later rules see their effect."""

    __slots__ = ("calendar", "events", "now", "sop", "state")

    def __init__(self, sop: Sop, state: State, now: datetime, calendar: WorkCalendar) -> None:
        self.sop, self.state, self.now, self.calendar = sop, state, now, calendar
        self.events: list[Event] = []

    def emit(self, event: Event) -> None:
        apply(self.state, event)
        self.events.append(event)

    def deviate(self, kind: str, task: str, what: str | None = None, minutes: int = 0, reason: str = "") -> None:
        number = self.state.deviations + 1
        self.emit(ev.DeviationRecorded(number, kind, task, self.now, what, minutes, reason))

    def overdue(self, task: str, token: Token) -> int:
        """Working minutes past the deadline; records the deviation unless the clock has done so already."""
        if token.due is None or self.now <= token.due:
            return 0
        minutes = self.calendar.between(token.due, self.now)
        if token.mark < 100:
            self.deviate("terlambat", task, minutes=minutes)
        return minutes

    def go(self, target: str, group: str | None, after: str | None) -> None:
        """Open what follows: a step, the branches of a heading row, or the end of a branch or of the case."""
        if target != END:
            self.open(self.sop.steps[target], group, after)
        elif group is not None:
            heading, parent = self.sop.steps[self.state.groups[group].step], self.state.groups[group].parent
            self.emit(ev.BranchEnded(group))
            if group not in self.state.groups:
                self.go(heading.next, parent, after)
        else:
            self.emit(ev.CaseFinished(self.now))

    def open(self, step: Step, group: str | None, after: str | None) -> None:
        visit = self.state.visits.get(step.key, 0) + 1
        if step.umbrella:
            self.fork(step, visit, group, after)
            return
        task = f"{step.key}.{visit}"
        due = due_of(self.sop, self.state, step, self.now, group, self.calendar)
        look = next_look(self.now, due, 0, self.calendar)
        assignees = self.state.appointments.get(step.lane, ())
        shares = self.sop.starts_shared(step)
        self.emit(ev.TaskOpened(task, step.key, visit, self.now, due, look, group, after, False, assignees, shares))
        if step.call:
            self.call(task, step)

    def fork(self, step: Step, visit: int, group: str | None, after: str | None) -> None:
        name = f"{step.key}.{visit}"
        self.emit(ev.GroupOpened(name, step.key, visit, len(step.fork), self.now, group))
        for head in step.fork:
            self.open(self.sop.steps[head], name, after)

    def call(self, task: str, step: Step) -> None:
        assert step.call is not None
        given = {kind: self.state.documents[kind] for kind in step.call.hands_in if kind in self.state.documents}
        self.emit(ev.ChildCalled(task, step.call.sop, given))

    def leave(self, step: Step, token: Token, task: str, way: str) -> None:
        """What follows a step that has just been closed."""
        if step.fork:
            self.fork(step, token.visit, token.group, task)
        else:
            self.go(way, token.group, task)

    def open_task(self, task: str) -> Token | Refusal:
        token = self.state.open.get(task)
        if token is None:
            return Refusal(
                "tugas-tidak-terbuka",
                "Tugas ini sudah tidak terbuka; muat ulang halaman untuk melihat siapa yang menyelesaikannya.",
            )
        return token
