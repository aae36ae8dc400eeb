"""Who may put editions in force, and who may read procedures."""

from __future__ import annotations

from typing import Any

from lajur.engine.refusal import Refusal
from lajur.registers.authority.permissions import ALLOWED, Allowed, Permission
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Role
from lajur.registers.organisation.permissions import by_role


def _everybody_inside(actor: Actor, subject: Any) -> Allowed | Refusal:
    """SOPs are the agency's public rules for its own people and for those it serves."""
    return ALLOWED


PERMISSIONS = [
    Permission(
        "procedures.publish",
        "Memberlakukan edisi SOP",
        by_role(Role.ADMINISTRATOR, Role.HEAD, who="pimpinan atau administrator instansi"),
    ),
    Permission("procedures.read", "Membaca SOP", _everybody_inside),
]
