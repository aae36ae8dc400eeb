"""Who may see and keep the register of packages."""

from __future__ import annotations

from typing import Any

from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.permissions import ALLOWED, Allowed, Permission
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Role

KEEPING_LANE = "sekretariat"
"""Whoever acts in this lane of any SOP is asked to know how many packages there are and what they are worth."""


def keeps_registers(actor: Actor) -> bool:
    """An administrator, the secretariat, and the installation itself."""
    return (
        actor.person is None
        or Role.ADMINISTRATOR in actor.roles
        or any(lane == KEEPING_LANE for _procedure, lane in actor.day.lanes_of(actor.person))
    )


def _inside(actor: Actor, subject: Any) -> Allowed | Refusal:
    if actor.outside:
        return Refusal("bukan-wewenang", "Daftar paket hanya untuk pegawai instansi ini.")
    return ALLOWED


def _keep(actor: Actor, subject: Any) -> Allowed | Refusal:
    if keeps_registers(actor):
        return ALLOWED
    return Refusal("bukan-wewenang", "Ini wewenang {who}.", {"who": Words("sekretariat atau administrator instansi")})


PERMISSIONS = [
    Permission("packages.view", "Melihat paket pengadaan", _inside),
    Permission("packages.manage", "Mengelola paket pengadaan", _keep),
]
