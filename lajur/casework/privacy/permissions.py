"""Who may take and erase what is held about people."""

from __future__ import annotations

from typing import Any

from lajur.engine.refusal import Refusal
from lajur.registers.authority.permissions import ALLOWED, Allowed, Permission
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Role
from lajur.registers.organisation.permissions import by_role

ADMINISTRATOR = by_role(Role.ADMINISTRATOR, who="administrator instansi")


def _own_or_administrator(actor: Actor, subject: Any) -> Allowed | Refusal:
    """`subject` is the id of the person whose data they are; None: of oneself."""
    if actor.person is not None and subject in (None, actor.person):
        return ALLOWED
    allowed: Allowed | Refusal = ADMINISTRATOR(actor, subject)
    return allowed


PERMISSIONS = [
    Permission("privacy.export", "Mengunduh salinan data pribadi", _own_or_administrator),
    Permission("privacy.erase", "Menghapus data pribadi", ADMINISTRATOR),
]
