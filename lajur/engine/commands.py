"""What somebody asks of a case. Persons are opaque ids; whether they may is decided outside (registers.authority)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from lajur.engine.definition import Sop


@dataclass(frozen=True, slots=True)
class Start:
    """Open the case at its first row. `documents` (kind → record) and `appointments` (lane → persons) come along."""

    by: str
    documents: Mapping[str, str] = field(default_factory=dict)
    appointments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Complete:
    """Finish a task. `exit` is the label of a decision. `outputs` and `attachments` map kind → record; `without` maps a
    kind of kelengkapan or output that is missing to the reason for going on without it (a deviation); `passing` is why
    one goes on against a condition of the step's form plug (a deviation too)."""

    task: str
    by: str
    exit: str | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    attachments: Mapping[str, str] = field(default_factory=dict)
    without: Mapping[str, str] = field(default_factory=dict)
    appoints: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    passing: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    """Send the work back to an earlier step that was done before, with a reason."""

    task: str
    by: str
    target: str
    reason: str


@dataclass(frozen=True, slots=True)
class Skip:
    """Go on without doing the step: a deviation that needs a reason."""

    task: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reassign:
    """Hand an open task to other persons, with a reason."""

    task: str
    by: str
    persons: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Take:
    """Let an open task wait for `holder` alone: `by` himself, or whom he stands in for."""

    task: str
    by: str
    holder: str


@dataclass(frozen=True, slots=True)
class GiveBack:
    """Let a task that waits for somebody by name wait again for its lane: for those appointed to it, else its
    holders."""

    task: str
    by: str


@dataclass(frozen=True, slots=True)
class Appoint:
    """Bind a lane of this case to persons from now on, open tasks of the lane included."""

    lane: str
    by: str
    persons: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Cancel:
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class ChildEnded:
    """The case called by `task` has ended; `documents` are those it holds (child's kind → record)."""

    task: str
    by: str
    ended: Literal["selesai", "dibatalkan"]
    documents: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CallAgain:
    """Start the called SOP anew after its case was cancelled."""

    task: str
    by: str


@dataclass(frozen=True, slots=True)
class TellTime:
    """It is `now`: remind, and mark late what is late."""


@dataclass(frozen=True, slots=True)
class Recalculate:
    """The calendar has changed: count the deadlines of open tasks anew. `why` is journalled."""

    why: str


@dataclass(frozen=True, slots=True)
class ChangeEdition:
    """Go on by another edition: the SOP that `advance` is given. `sop` is the one the case ran by; `before` and `after`
    name both editions in the journal."""

    sop: Sop
    before: str
    after: str
    by: str
    reason: str


Command = (
    Start | Complete | Return | Skip | Reassign | Appoint | Cancel | ChildEnded | CallAgain | TellTime | Recalculate
    | ChangeEdition | Take | GiveBack
)  # fmt: skip
