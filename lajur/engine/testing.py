"""Small SOPs for tests and benchmarks."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

from lajur.engine import commands as do
from lajur.engine.advance import Outcome, advance
from lajur.engine.definition import DocumentKind, Exit, Identity, Lane, Sop, Standard, Step
from lajur.engine.state import State
from lajur.engine.worktime import WorkCalendar, WorkWeek

ORDINARY = ((450, 720), (780, 960))
FRIDAY = ((450, 690), (780, 990))


def plain_calendar(zone: str = "Asia/Jakarta") -> WorkCalendar:
    """Ordinary weeks without holidays: 07.30–16.00, Friday to 16.30, 450 minutes a day."""
    week = WorkWeek(date(2023, 4, 12), (*[ORDINARY] * 4, FRIDAY, (), ()))
    return WorkCalendar(ZoneInfo(zone), "uji", [week])


def make_step(key: str, lane: str = "petugas", **given: Any) -> Step:
    """A step whose standard's parts (needs, yields, time, until_fact, shared_with) may be given directly."""
    parts = {
        name: given.pop(name) for name in ("needs", "yields", "time", "until_fact", "shared_with") if name in given
    }
    return Step(
        key=key, no=given.pop("no", "1"), title=f"Mengerjakan {key}", lane=lane, standard=Standard(**parts), **given
    )


def make_sop(steps: Iterable[Step], *, outside: Iterable[str] = (), id: str = "uji/uji", **lanes: Any) -> Sop:
    """A SOP of these steps; `next` of a step left at its default leads to the following row."""
    rows = list(steps)
    linked: dict[str, Step] = {}
    for index, step in enumerate(rows):
        following = next((row.key for row in rows[index + 1 :] if row.group == step.group), "selesai")
        if step.next == "selesai" and not step.exits and step.group is None:
            step = replace(step, next=following)
        linked[step.key] = step
    kinds = {kind for step in rows for kind in (*step.standard.needs, *step.standard.yields)}
    return Sop(
        id=id,
        identity=Identity(title="SOP uji", number="1"),
        lanes={
            lane: Lane(lane, lane.title(), ("Memahami tugasnya",), **lanes.get(lane, {}))
            for lane in dict.fromkeys(step.lane for step in rows)
        },
        documents={kind: DocumentKind(kind, kind.title(), kind in set(outside)) for kind in sorted(kinds)},
        steps=linked,
    )


def decision(key: str, exits: dict[str, str], lane: str = "kepala", **given: Any) -> Step:
    return make_step(key, lane, exits=tuple(Exit(label, target) for label, target in exits.items()), **given)


def eleven_steps() -> Sop:
    """Eleven rows, each needing the output of the one before, with one decision that loops back."""
    rows = [
        make_step(f"langkah-{n}", needs=(f"dok-{n - 1}",) if n > 1 else (), yields=(f"dok-{n}",)) for n in range(1, 12)
    ]
    rows[4] = decision(
        "langkah-5", {"setuju": "langkah-6", "perbaiki": "langkah-3"}, needs=("dok-4",), yields=("dok-5",)
    )
    return make_sop(rows)


def processor_seconds(work: Callable[[], object], within: float) -> float:
    """Seconds of processor `work` costs by itself: the least of up to three runs, ended by the first one `within`.

    Whatever the test worker has gathered in memory is kept out of the garbage collector meanwhile: walking
    through a gigabyte of other tests' objects is no cost of the work.
    """
    gc.collect()
    gc.freeze()
    try:
        spent: list[float] = []
        while len(spent) < 3 and min(spent, default=within) >= within:
            began = process_time()
            work()
            spent.append(process_time() - began)
        return min(spent)
    finally:
        gc.unfreeze()


def start(sop: Sop, now: datetime, calendar: WorkCalendar, **given: Any) -> Outcome:
    outcome = advance(sop, State(), do.Start(by="ani", **given), now, calendar)
    assert isinstance(outcome, Outcome)
    return outcome
