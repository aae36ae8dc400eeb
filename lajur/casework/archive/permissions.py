"""Who may take the whole agency away in a file."""

from __future__ import annotations

from typing import Any

from lajur.engine.refusal import Refusal
from lajur.registers.authority.permissions import ALLOWED, Allowed, Permission
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Role
from lajur.registers.organisation.permissions import by_role


def _clock(actor: Actor, subject: Any) -> Allowed | Refusal:
    if actor.person is None:
        return ALLOWED
    return Refusal("bukan-wewenang", "Ini dikerjakan oleh sistem.")


PERMISSIONS = [
    Permission(
        "archive.take",
        "Membuat dan mengunduh arsip instansi",
        by_role(Role.ADMINISTRATOR, who="administrator instansi"),
    ),
    Permission("archive.make", "Menyusun arsip instansi", _clock),
]
