"""Who may see plans, draft them, and let a step of the SOP move them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lajur.capabilities.staffing.models import Plan, PlanVersion
from lajur.capabilities.staffing.personnel.permissions import PERSONNEL
from lajur.casework.cases.shell import TaskSubject
from lajur.engine.refusal import Refusal
from lajur.registers.authority.permissions import ALLOWED, Allowed, Permission, by_the_system
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.rules import Standing


@dataclass(frozen=True, slots=True)
class PlanSubject:
    """A plan with its last version; `drafting` is the open step in which it is drafted, `task` its key;
    None while it is elsewhere."""

    plan: Plan | None
    version: PlanVersion | None
    drafting: TaskSubject | None
    task: str = ""


@dataclass(frozen=True, slots=True)
class StepSubject:
    """A step of the plan's case that is just being completed; who may was asked of it."""

    task: str


def _inside(actor: Actor, subject: Any) -> Allowed | Refusal:
    """Who does what is everybody's to know in the agency; suppliers and other parties are not of it."""
    if actor.outside:
        return Refusal("bukan-wewenang", "Pembagian tugas hanya untuk pegawai instansi ini.")
    return ALLOWED


def _draft(actor: Actor, subject: TaskSubject | PlanSubject | None) -> Allowed | Refusal:
    """Whoever the step of drafting waits for, as long as it is open."""
    if isinstance(subject, PlanSubject):
        subject = subject.drafting
    if subject is None or actor.person is None:
        return Refusal("rencana-tidak-disusun", "Rencana ini sedang tidak disusun, jadi tidak dapat diubah.")
    standing = subject.day.standing(actor.person, subject.procedure, subject.lane, subject.assignees)
    return Allowed(standing.stands_for) if isinstance(standing, Standing) else standing


def _in_step(actor: Actor, subject: StepSubject | None) -> Allowed | Refusal:
    if actor.person is None or subject is not None:
        return ALLOWED
    return Refusal("bukan-wewenang", "Rencana bergerak bersama langkah SOP-nya.")


PERMISSIONS = [
    Permission("staffing.view", "Melihat pembagian tugas", _inside),
    Permission("staffing.draft", "Menyusun rencana pembagian tugas", _draft),
    Permission("staffing.follow", "Menggerakkan rencana menurut langkah SOP", _in_step),
    Permission("staffing.bind", "Menempatkan tim pada pelaksana SOP", by_the_system),
    *PERSONNEL,
]
