"""Who may see and keep what is known of the staff. Leave and conflicts of interest are not everybody's to know."""

from __future__ import annotations

from typing import Any

from lajur.capabilities.staffing.models import Staff
from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.permissions import ALLOWED, Allowed, Permission
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Role
from lajur.registers.packages.permissions import keeps_registers

READERS = frozenset({Role.HEAD.value, Role.AUDITOR.value})


def _keep(actor: Actor, subject: Any) -> Allowed | Refusal:
    if keeps_registers(actor):
        return ALLOWED
    return Refusal("bukan-wewenang", "Ini wewenang {who}.", {"who": Words("sekretariat atau administrator instansi")})


def _list(actor: Actor, subject: Any) -> Allowed | Refusal:
    if keeps_registers(actor) or READERS & actor.roles:
        return ALLOWED
    return Refusal(
        "bukan-wewenang", "Ini wewenang {who}.", {"who": Words("sekretariat, pimpinan, auditor, atau administrator")}
    )


def _one(actor: Actor, subject: Staff | None) -> Allowed | Refusal:
    """What is known of somebody he may read himself."""
    if subject is not None and actor.person == str(subject.person_id):
        return ALLOWED
    return _list(actor, subject)


def _own_conflict(actor: Actor, subject: Staff | None) -> Allowed | Refusal:
    """A conflict of interest is declared by whoever has it, or by the secretariat."""
    if subject is not None and actor.person == str(subject.person_id):
        return ALLOWED
    return _keep(actor, subject)


PERSONNEL = [
    Permission("staffing.list_staff", "Melihat daftar personil", _list),
    Permission("staffing.view_staff", "Melihat kompetensi seorang personil", _one),
    Permission("staffing.manage_staff", "Mengelola kompetensi dan cuti personil", _keep),
    Permission("staffing.declare_conflict", "Menyatakan benturan kepentingan", _own_conflict),
]
