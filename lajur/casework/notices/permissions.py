"""Everybody reads his own notices and nobody else's, and chooses for himself which come by mail."""

from __future__ import annotations

from typing import Any

from lajur.engine.refusal import Refusal
from lajur.registers.authority.permissions import ALLOWED, Allowed, Permission
from lajur.registers.organisation.actors import Actor


def _own(actor: Actor, subject: Any) -> Allowed:
    return ALLOWED


def _person(actor: Actor, subject: Any) -> Allowed | Refusal:
    if actor.person is not None:
        return ALLOWED
    return Refusal("bukan-wewenang", "Ini pilihan setiap orang sendiri.")


PERMISSIONS = [
    Permission("notices.read", "Membaca pemberitahuan sendiri", _own),
    Permission("notices.choose", "Memilih pemberitahuan lewat surel", _person),
]
