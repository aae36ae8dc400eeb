"""Who may read the help: everybody who is signed in."""

from __future__ import annotations

from typing import Any

from lajur.registers.authority.permissions import ALLOWED, Allowed, Permission
from lajur.registers.organisation.actors import Actor


def _everybody(actor: Actor, subject: Any) -> Allowed:
    return ALLOWED


PERMISSIONS = [Permission("guide.read", "Membaca bantuan dan kartu langkah", _everybody)]
