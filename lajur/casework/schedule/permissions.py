"""Who may look at whose deadlines."""

from __future__ import annotations

from typing import Any

from lajur.casework.cases.permissions import READERS
from lajur.engine.refusal import Refusal
from lajur.registers.authority.permissions import ALLOWED, Allowed, Permission
from lajur.registers.organisation.actors import Actor


def _view(actor: Actor, subject: str | None) -> Allowed | Refusal:
    """Everybody sees his own; those of the unit or the agency see whoever reads all its cases."""
    if subject in (None, "saya") or actor.person is None or actor.roles & READERS:
        return ALLOWED
    return Refusal("bukan-wewenang", "Jadwal unit dan instansi hanya untuk pimpinan, auditor, dan administrator.")


def _own(actor: Actor, subject: Any) -> Allowed | Refusal:
    if actor.person is not None:
        return ALLOWED
    return Refusal("bukan-wewenang", "Alamat langganan hanya milik seseorang.")


PERMISSIONS = [
    Permission("schedule.view", "Melihat jadwal tenggat", _view),
    Permission("schedule.make_feed", "Membuat alamat langganan kalender sendiri", _own),
    Permission("schedule.revoke_feed", "Mencabut alamat langganan kalender sendiri", _own),
]
