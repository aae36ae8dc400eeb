"""Everybody reads his own notices and nobody else's."""

from __future__ import annotations

from typing import Any

from lajur.registers.authority.permissions import ALLOWED, Allowed, Permission
from lajur.registers.organisation.actors import Actor


def _own(actor: Actor, subject: Any) -> Allowed:
    return ALLOWED


PERMISSIONS = [Permission("notices.read", "Membaca pemberitahuan sendiri", _own)]
