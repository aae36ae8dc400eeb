"""The rows that a move's events ask for: tasks closed and opened, deviations, and the rarer changes of open tasks."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from lajur.casework.cases.models import Case, Deviation, DeviationKind, Task, TaskStatus
from lajur.casework.cases.store import Closed, DeviationRow, Held, Opened
from lajur.engine import events as ev
from lajur.engine.advance import Outcome
from lajur.engine.definition import Sop
from lajur.registers.organisation.actors import Actor, day_of
from lajur.registers.organisation.models import Role
from lajur.registers.organisation.rules import Day


def seat_of(procedure: str, lane: str) -> str:
    return f"{procedure}/{lane}"


class Rows:
    """The task and deviation rows that a move's events ask for."""

    def __init__(
        self, held: Held, sop: Sop, outcome: Outcome, by: Actor, now: datetime, stands_for: str | None, note: str
    ) -> None:
        self.closed: list[Closed] = []
        self.opened: list[Opened] = []
        calling: set[str] = set()
        self.deviations: list[DeviationRow] = []
        self._changed: list[tuple[str, dict[str, Any]]] = []
        self._cancelled: datetime | None = None
        self._overdue: dict[str, int] = {}
        self._edition: str | None = None
        late: set[str] = set()
        for event in outcome.events:
            match event:
                case ev.TaskOpened():
                    step = sop.steps[event.step]
                    if step.call:
                        calling.add(event.task)
                    self.opened.append(
                        Opened(
                            event.task,
                            event.step,
                            seat_of(held.procedure, step.lane),
                            event.at,
                            event.due,
                            event.next_at,
                            event.assignees,
                            step.call is not None,
                            event.after or "",
                        )
                    )
                case ev.TaskCompleted():
                    answers = {**(event.facts or {}), **(event.personal or {})}
                    self.closed.append(
                        Closed(
                            event.task,
                            TaskStatus.DONE,
                            event.at,
                            event.by,
                            stands_for,
                            event.exit or "",
                            event.overdue,
                            event.task in late,
                            json.dumps(answers, ensure_ascii=False) if answers else "",
                            note,
                        )
                    )
                case ev.TaskReturned() | ev.TaskSkipped():
                    status = TaskStatus.RETURNED if isinstance(event, ev.TaskReturned) else TaskStatus.SKIPPED
                    self.closed.append(
                        Closed(
                            event.task,
                            status,
                            event.at,
                            event.by,
                            stands_for,
                            "",
                            event.overdue,
                            event.task in late,
                            "",
                            event.reason,
                        )
                    )
                case ev.DeviationRecorded():
                    if event.kind == "terlambat":
                        late.add(event.task)
                    self.deviations.append(
                        DeviationRow(
                            event.number,
                            event.kind,
                            event.task,
                            event.what or "",
                            event.minutes,
                            event.reason,
                            answerable(held, sop, event.task, by, now),
                            event.at,
                        )
                    )
                case ev.TaskReassigned():
                    self._changed.append((event.task, {"assignees": list(event.persons)}))
                case ev.LaneAppointed():
                    self._changed += [(task, {"assignees": list(event.persons)}) for task in event.tasks]
                case ev.TaskReminded():
                    self._changed.append((event.task, {"next_at": event.next_at}))
                case ev.DueMoved():
                    self._changed.append((event.task, {"due_at": event.due, "next_at": event.next_at}))
                case ev.ChildReturned():
                    self._changed.append((event.task, {"waits_for_child": False}))
                case ev.ChildCalled():
                    if event.task not in calling:
                        self._changed.append((event.task, {"waits_for_child": True}))
                case ev.EditionChanged():
                    self._edition = event.after
                    for task, token in outcome.state.open.items():
                        seat = seat_of(held.procedure, sop.steps[token.step].lane)
                        self._changed.append((task, {"seat": seat}))
                case ev.CaseCancelled():
                    self._cancelled = event.at

        done = {row.key for row in self.closed}
        self._overdue = {row.key: row.overdue for row in self.closed if row.overdue and row.key not in late}
        self._changed += [(task, {"is_late": True, "next_at": None}) for task in late - done]

    @property
    def is_plain(self) -> bool:
        """Whether one statement writes it all."""
        return not (self._changed or self._overdue or self._cancelled or self._edition)

    def apply_rest(self, held: Held) -> None:
        """The rarer changes of open tasks, each its own statement."""
        for task, values in self._changed:
            Task.objects.filter(case_id=held.id, key=task).update(**values)
        for task, minutes in self._overdue.items():  # the clock recorded it when nobody knew yet how late it would be
            lateness = Deviation.objects.filter(case_id=held.id, task=task, kind=DeviationKind.LATE)
            lateness.update(minutes=minutes)
        if self._edition:
            Case.objects.filter(id=held.id).update(edition_id=self._edition)
        if self._cancelled:
            Task.objects.filter(case_id=held.id, status=TaskStatus.OPEN).update(
                status=TaskStatus.CANCELLED, done_at=self._cancelled, next_at=None, waits_for_child=False
            )


def answerable(held: Held, sop: Sop, task: str, by: Actor, now: datetime) -> str | None:
    """Who must answer for a deviation: the officer who acted, or the first one the task waits for, when the clock found
    it or when a called case has closed the task; somebody above the lane when nobody holds it."""
    token = held.state.open[task]
    if by.person is not None and not token.waits_for_child:
        return by.person
    day, lane = day_of(held.agency, now), sop.steps[token.step].lane
    actors = day.actors(held.procedure, lane, token.assignees) or overseers(day, held.procedure, lane)
    return actors[0] if actors else None


def overseers(day: Day, procedure: str, lane: str) -> tuple[str, ...]:
    """Who answers for a lane that nobody holds: the holders of the nearest position above it, else the head."""
    posts = day.roster.posts
    for position in day.roster.lanes.get((procedure, lane), ()):
        seen: set[str] = set()
        above = posts[position].superior if position in posts else None
        while above is not None and above not in seen:
            seen.add(above)
            if holders := day.holders.get(above):
                return holders
            above = posts[above].superior
    return heads(day)


def heads(day: Day) -> tuple[str, ...]:
    return tuple(person for person in sorted(day.positions) if Role.HEAD.value in day.roles_of(person))
