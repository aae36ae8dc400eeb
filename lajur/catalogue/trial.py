"""A SOP tried before it is in force: the engine alone, made-up papers, pretended officers, a clock that is put forward.

A trial is its moves: it is walked anew from the first for every look at it, so nothing of it needs to be kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from lajur.catalogue.playing import OFFICER, PlayedCase
from lajur.catalogue.shape import duration_of
from lajur.engine import commands as do
from lajur.engine import events as ev
from lajur.engine.definition import Sop, Step
from lajur.engine.refusal import Refusal
from lajur.engine.state import State, Token
from lajur.engine.worktime import WorkCalendar

MOST_MOVES = 300
UNTIL_DUE = "tenggat"


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was done in the trial. `exit` is the way taken, "" where there was no choice."""

    step: Step
    at: datetime
    exit: str
    late_minutes: int
    by_child: bool = False


@dataclass(slots=True)
class Trial:
    """Where a trial stands. `refused` tells why the last of the moves was not made; `unknown` names called SOPs that
    are not there, which counted as done."""

    sop: Sop
    state: State
    now: datetime
    path: list[Done] = field(default_factory=list)
    refused: Refusal | None = None
    unknown: list[str] = field(default_factory=list)

    @property
    def open(self) -> list[tuple[str, Step, Token]]:
        """(task, step, token) in the order of the sheet."""
        order = {key: place for place, key in enumerate(self.sop.steps)}
        found = [(task, self.sop.steps[token.step], token) for task, token in self.state.open.items()]
        return sorted(found, key=lambda one: order[one[1].key])


class _TriedCase(PlayedCase):
    def __init__(self, sop: Sop, calendar: WorkCalendar, sops: Mapping[str, Sop], now: datetime) -> None:
        super().__init__(sop, calendar, sops, now)
        self.unknown: list[str] = []

    def run_child(self, called: ev.ChildCalled) -> None:
        try:
            super().run_child(called)
        except (KeyError, RuntimeError, RecursionError):
            self.unknown.append(called.sop)
            if called.task in self.state.open:
                self.carry_out(do.ChildEnded(called.task, OFFICER, "selesai", {}))


def walk(
    sop: Sop, moves: Sequence[Mapping[str, Any]], calendar: WorkCalendar, sops: Mapping[str, Sop], start: datetime
) -> Trial:
    """`moves`: `{"tugas", "jalan", "isian"}` does an open task, `{"jam": "1 hari"}` or `{"jam": "tenggat"}` puts the
    clock forward. The first move that cannot be made ends the walk."""
    case = _TriedCase(sop, calendar, sops, start)
    case.start({})
    refused: Refusal | None = None
    for move in moves[:MOST_MOVES]:
        refused = _forward(case, str(move["jam"])) if "jam" in move else _do(case, move)
        if refused is not None:
            break
    return Trial(sop, case.state, case.now, _path(sop, case.events), refused, case.unknown)


def _forward(case: PlayedCase, much: str) -> Refusal | None:
    if much == UNTIL_DUE:
        dues = [token.due for token in case.state.open.values() if token.due and token.due >= case.now]
        if not dues:
            return Refusal("tanpa-tenggat", "Tidak ada tenggat yang masih akan datang.")
        case.now = min(dues) + timedelta(minutes=1)
    else:
        duration = duration_of(much)
        if duration is None:
            return Refusal("waktu-tidak-terbaca", "Waktu itu tidak terbaca.")
        case.now = case.calendar.add(case.now, duration)
    case.carry_out(do.TellTime())
    return None


def _do(case: PlayedCase, move: Mapping[str, Any]) -> Refusal | None:
    task = str(move.get("tugas", ""))
    if task not in case.state.open:
        return Refusal("tugas-tidak-terbuka", "Langkah itu tidak sedang terbuka.")
    step = case.sop.steps[case.state.open[task].step]
    answers = move.get("isian") or {}
    outcome = case.carry_out(case.completion(task, step, answers, move.get("jalan") or None, {}))
    return outcome if isinstance(outcome, Refusal) else None


def _path(sop: Sop, events: Sequence[ev.Event]) -> list[Done]:
    return [
        Done(sop.steps[event.task.rpartition(".")[0]], event.at, event.exit or "", event.overdue, event.by_child)
        for event in events
        if isinstance(event, ev.TaskCompleted)
    ]
