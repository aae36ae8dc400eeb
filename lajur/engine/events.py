"""What has happened to a case, in the past tense. `apply` folds events into the state; nothing else changes it.

An event is what the journal keeps: `code` names it there, `private` lists the fields that hold free text about
people, which the journal keeps apart so that they can be erased without breaking its chain.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar

from lajur.engine.state import Group, State, Token


@dataclass(frozen=True, slots=True)
class Event:
    code: ClassVar[str]
    private: ClassVar[tuple[str, ...]] = ()

    def to_json(self) -> dict[str, Any]:
        """Fields that hold their default are left out; datetimes become ISO strings, tuples lists."""
        data: dict[str, Any] = {"e": self.code}
        for name, default in _SHAPES[type(self)]:
            value = getattr(self, name)
            if value is default or value == default:
                continue
            data[name] = value.isoformat() if type(value) is datetime else value
        return data


@dataclass(frozen=True, slots=True)
class CaseStarted(Event):
    code: ClassVar[str] = "pelaksanaan-dimulai"
    by: str
    at: datetime
    documents: dict[str, str]
    appointments: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class TaskOpened(Event):
    code: ClassVar[str] = "tugas-dibuka"
    task: str
    step: str
    visit: int
    at: datetime
    due: datetime | None = None
    next_at: datetime | None = None
    group: str | None = None
    after: str | None = None
    waits_for_child: bool = False
    assignees: tuple[str, ...] = ()
    starts_shared: bool = False


@dataclass(frozen=True, slots=True)
class TaskCompleted(Event):
    code: ClassVar[str] = "tugas-diselesaikan"
    private: ClassVar[tuple[str, ...]] = ("personal",)
    task: str
    by: str
    at: datetime
    exit: str | None = None
    facts: dict[str, Any] | None = None
    personal: dict[str, Any] | None = None
    overdue: int = 0
    by_child: bool = False


@dataclass(frozen=True, slots=True)
class DocumentGiven(Event):
    """`role`: output of the task, attachment brought to it, or brought in by a called case."""

    code: ClassVar[str] = "dokumen-diserahkan"
    task: str
    kind: str
    record: str
    role: str


@dataclass(frozen=True, slots=True)
class DeviationRecorded(Event):
    """`kind`: terlambat, kelengkapan, output, dilewati, or syarat (a condition of the step's form plug). `what` is a
    document kind; `minutes` working time overdue."""

    code: ClassVar[str] = "penyimpangan-dicatat"
    private: ClassVar[tuple[str, ...]] = ("reason",)
    number: int
    kind: str
    task: str
    at: datetime
    what: str | None = None
    minutes: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LaneAppointed(Event):
    code: ClassVar[str] = "pelaksana-ditunjuk"
    private: ClassVar[tuple[str, ...]] = ("reason",)
    lane: str
    persons: tuple[str, ...]
    by: str
    task: str | None = None
    tasks: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TaskReturned(Event):
    code: ClassVar[str] = "tugas-dikembalikan"
    private: ClassVar[tuple[str, ...]] = ("reason",)
    task: str
    by: str
    at: datetime
    target: str
    reason: str = ""
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class TaskSkipped(Event):
    code: ClassVar[str] = "tugas-dilewati"
    private: ClassVar[tuple[str, ...]] = ("reason",)
    task: str
    by: str
    at: datetime
    reason: str = ""
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class TaskReassigned(Event):
    """Nobody in `persons`: the task waits for the holders of its lane again."""

    code: ClassVar[str] = "tugas-dialihkan"
    private: ClassVar[tuple[str, ...]] = ("reason",)
    task: str
    by: str
    persons: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GroupOpened(Event):
    code: ClassVar[str] = "cabang-dibuka"
    group: str
    step: str
    visit: int
    branches: int
    at: datetime
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class BranchEnded(Event):
    code: ClassVar[str] = "cabang-selesai"
    group: str


@dataclass(frozen=True, slots=True)
class ChildCalled(Event):
    code: ClassVar[str] = "sop-dipanggil"
    task: str
    sop: str
    documents: dict[str, str]


@dataclass(frozen=True, slots=True)
class ChildReturned(Event):
    """The called case has ended and the officer must complete the task: something is missing or it was cancelled."""

    code: ClassVar[str] = "sop-kembali"
    task: str
    ended: str


@dataclass(frozen=True, slots=True)
class TaskReminded(Event):
    code: ClassVar[str] = "tugas-diingatkan"
    task: str
    mark: int
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class DueMoved(Event):
    code: ClassVar[str] = "tenggat-dihitung-ulang"
    task: str
    old: datetime | None
    due: datetime | None
    next_at: datetime | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class EditionChanged(Event):
    """From here on the case goes by another edition. What was done stays done; deadlines follow as `DueMoved`."""

    code: ClassVar[str] = "edisi-diganti"
    private: ClassVar[tuple[str, ...]] = ("reason",)
    before: str
    after: str
    by: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CaseFinished(Event):
    code: ClassVar[str] = "pelaksanaan-selesai"
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseCancelled(Event):
    code: ClassVar[str] = "pelaksanaan-dibatalkan"
    private: ClassVar[tuple[str, ...]] = ("reason",)
    by: str
    at: datetime
    reason: str = ""


EVENT_TYPES: dict[str, type[Event]] = {kind.code: kind for kind in Event.__subclasses__()}
_SHAPES: dict[type[Event], list[tuple[str, Any]]] = {
    kind: [(field.name, field.default) for field in fields(kind)] for kind in EVENT_TYPES.values()
}
_MOMENTS = {"at", "due", "next_at", "old"}
_TUPLES = {"assignees", "persons", "tasks"}


def event_from_json(data: dict[str, Any]) -> Event:
    """The event that `to_json` wrote. Raises KeyError for a code this version does not know."""
    kind = EVENT_TYPES[data["e"]]
    given: dict[str, Any] = {}
    for name, value in data.items():
        if name == "e":
            continue
        if name in _MOMENTS and value is not None:
            value = datetime.fromisoformat(value)
        elif name in _TUPLES:
            value = tuple(value)
        given[name] = value
    return kind(**given)


def apply(state: State, event: Event) -> None:
    """Change `state` by `event`. Trusts it: whatever stands in the journal has happened."""
    match event:
        case TaskOpened():
            state.visits[event.step] = event.visit
            state.open[event.task] = Token(
                event.step,
                event.visit,
                event.at,
                event.due,
                event.group,
                event.next_at,
                0,
                event.waits_for_child,
                event.assignees,
            )
            if event.starts_shared:
                state.shared[event.step] = event.at
        case TaskCompleted():
            del state.open[event.task]
            if event.facts:
                state.facts.update(event.facts)
        case DocumentGiven():
            state.documents[event.kind] = event.record
        case GroupOpened():
            state.visits[event.step] = event.visit
            state.groups[event.group] = Group(event.step, event.branches, event.at, event.parent)
        case BranchEnded():
            group = state.groups[event.group]
            group.remaining -= 1
            if group.remaining == 0:
                del state.groups[event.group]
        case DeviationRecorded():
            state.deviations = event.number
            if event.kind == "terlambat" and event.task in state.open:
                state.open[event.task].mark = 100
                state.open[event.task].next_at = None
        case TaskReminded():
            state.open[event.task].mark = event.mark
            state.open[event.task].next_at = event.next_at
        case LaneAppointed():
            state.appointments[event.lane] = tuple(event.persons)
            for task in event.tasks:
                state.open[task].assignees = tuple(event.persons)
        case TaskReassigned():
            state.open[event.task].assignees = tuple(event.persons)
        case TaskReturned() | TaskSkipped():
            del state.open[event.task]
        case ChildCalled():
            state.open[event.task].waits_for_child = True
        case ChildReturned():
            state.open[event.task].waits_for_child = False
        case DueMoved():
            token = state.open[event.task]
            token.due, token.next_at = event.due, event.next_at
        case CaseStarted():
            state.status = "berjalan"
            state.documents.update(event.documents)
            state.appointments.update({lane: tuple(persons) for lane, persons in event.appointments.items()})
        case EditionChanged():
            pass  # which edition a case goes by is not the state's: every command is given the SOP
        case CaseFinished():
            state.status = "selesai"
        case CaseCancelled():
            state.status = "dibatalkan"
            state.open.clear()
            state.groups.clear()


def rebuild(events: Iterable[Event]) -> State:
    """The state that these events, in order, lead to."""
    state = State()
    for event in events:
        apply(state, event)
    return state
