"""Taking a task that several officers could do, so that it is not done twice, and giving it back to them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lajur.casework.cases import store
from lajur.casework.cases.shell import Moved, move_task
from lajur.casework.cases.store import Held
from lajur.casework.documents.actions import NewRecords
from lajur.engine import commands as do
from lajur.engine.definition import Sop
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.queries import names_of
from lajur.registers.organisation.rules import Standing
from lajur.registers.procedures.queries import sop_of


@action(needs="cases.take")
def take(*, case_id: UUID | str, task: str, by: Actor, now: datetime) -> Moved | Refusal:
    """Let an open task wait for the actor alone, or for the absent person in whose place he acts."""

    def command(held: Held, sop: Sop, records: NewRecords) -> do.Take:
        person, token = by.person or "", held.state.open[task]
        standing = by.day.standing(person, held.procedure, sop.steps[token.step].lane, token.assignees)
        absent = standing.stands_for if isinstance(standing, Standing) else None
        return do.Take(task, person, absent or person)

    moved = move_task(case_id=case_id, task=task, by=by, needs="cases.take", now=now, command=command)
    if isinstance(moved, Refusal) and moved.code == "bukan-pelaksana":
        return _held_by(case_id, task, by, moved)
    return moved


def _held_by(case_id: UUID | str, task: str, by: Actor, refusal: Refusal) -> Refusal:
    """The refusal with who was faster, for an officer of the task's lane; others learn nothing."""
    held = store.read(case_id, by.agency)
    token = held.state.open.get(task) if held else None
    if held is None or token is None or by.outside:
        return refusal
    lane = sop_of(held.edition).steps[token.step].lane
    names = names_of(by.agency, token.assignees)
    if not names or not isinstance(by.day.standing(by.person or "", held.procedure, lane, ()), Standing):
        return refusal
    return Refusal(
        refusal.code,
        "Tugas ini dipegang {names}; hanya pemegangnya yang dapat mengerjakan, melepaskan, atau mengalihkannya.",
        {"names": ", ".join(names.values())},
    )


@action(needs="cases.give_back")
def give_back(*, case_id: UUID | str, task: str, by: Actor, now: datetime) -> Moved | Refusal:
    """Let a task wait again for all who act in its lane; refused where nobody does."""

    def command(held: Held, sop: Sop, records: NewRecords) -> do.GiveBack | Refusal:
        lane = sop.steps[held.state.open[task].step].lane
        if not held.state.appointments.get(lane) and not by.day.lane_holders(held.procedure, lane):
            return Refusal(
                "pelaksana-kosong", "Belum ada pejabat untuk pelaksana langkah ini; alihkan tugasnya kepada seseorang."
            )
        return do.GiveBack(task, by.person or "")

    return move_task(case_id=case_id, task=task, by=by, needs="cases.give_back", now=now, command=command)
