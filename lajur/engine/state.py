"""Where a case stands. Its size is bounded by the SOP, not by how long the case has run.

`State` is plain data that `apply` (events.py) changes and that is stored as JSON beside the case; the journal can
rebuild it. Task ids are `<step key>.<visit>`: the second visit of a step is another task.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Status = Literal["belum-mulai", "berjalan", "selesai", "dibatalkan"]


@dataclass(slots=True)
class Token:
    """An open task. `group` is the side-by-side group it belongs to; `next_at` the next moment the clock has to look
    at it: reminder `marks` done so far are 0, 50 or 90 per cent of its time, 100 when it has been marked late."""

    step: str
    visit: int
    opened: datetime
    due: datetime | None = None
    group: str | None = None
    next_at: datetime | None = None
    mark: int = 0
    waits_for_child: bool = False
    assignees: tuple[str, ...] = ()

    def copy(self) -> Token:
        return Token(
            self.step,
            self.visit,
            self.opened,
            self.due,
            self.group,
            self.next_at,
            self.mark,
            self.waits_for_child,
            self.assignees,
        )

    def to_json(self) -> list[Any]:
        return [
            self.step,
            self.visit,
            self.opened.isoformat(),
            self.due.isoformat() if self.due else None,
            self.group,
            self.next_at.isoformat() if self.next_at else None,
            self.mark,
            self.waits_for_child,
            list(self.assignees),
        ]

    @classmethod
    def from_json(cls, data: list[Any]) -> Token:
        step, visit, opened, due, group, next_at, mark, waits, assignees = data
        return cls(
            step,
            visit,
            datetime.fromisoformat(opened),
            datetime.fromisoformat(due) if due else None,
            group,
            datetime.fromisoformat(next_at) if next_at else None,
            mark,
            waits,
            tuple(assignees),
        )


@dataclass(slots=True)
class Group:
    """Branches running side by side after `step`; `remaining` of them have not ended. The time of a heading row runs
    from `opened`; `parent` is the group in whose branch this one was opened."""

    step: str
    remaining: int
    opened: datetime
    parent: str | None = None


@dataclass(slots=True)
class State:
    status: Status = "belum-mulai"
    open: dict[str, Token] = field(default_factory=dict)
    visits: dict[str, int] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    appointments: dict[str, tuple[str, ...]] = field(default_factory=dict)
    shared: dict[str, datetime] = field(default_factory=dict)
    deviations: int = 0

    @property
    def next_at(self) -> datetime | None:
        """The next moment the clock has to look at this case."""
        return min((token.next_at for token in self.open.values() if token.next_at), default=None)

    @property
    def is_running(self) -> bool:
        return self.status == "berjalan"

    def copy(self) -> State:
        return State(
            self.status,
            {task: token.copy() for task, token in self.open.items()},
            dict(self.visits),
            {key: Group(g.step, g.remaining, g.opened, g.parent) for key, g in self.groups.items()},
            dict(self.facts),
            dict(self.documents),
            dict(self.appointments),
            dict(self.shared),
            self.deviations,
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "status": self.status,
            "open": {task: token.to_json() for task, token in self.open.items()},
            "visits": self.visits,
            "groups": {key: [g.step, g.remaining, g.opened.isoformat(), g.parent] for key, g in self.groups.items()},
            "facts": self.facts,
            "documents": self.documents,
            "appointments": {lane: list(persons) for lane, persons in self.appointments.items()},
            "shared": {step: opened.isoformat() for step, opened in self.shared.items()},
            "deviations": self.deviations,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> State:
        moment = datetime.fromisoformat
        return cls(
            data["status"],
            {task: Token.from_json(token) for task, token in data["open"].items()},
            dict(data["visits"]),
            {
                key: Group(step, remaining, moment(opened), parent)
                for key, (step, remaining, opened, parent) in data["groups"].items()
            },
            dict(data["facts"]),
            dict(data["documents"]),
            {lane: tuple(persons) for lane, persons in data["appointments"].items()},
            {step: moment(opened) for step, opened in data["shared"].items()},
            data["deviations"],
        )
