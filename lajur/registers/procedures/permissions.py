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


def _writers(actor: Actor, subject: Any) -> Allowed | Refusal:
    """Administrators and heads, and whoever heads others: he answers for how their work is done."""
    if actor.person is None or actor.roles & {Role.ADMINISTRATOR.value, Role.HEAD.value}:
        return ALLOWED
    held = actor.day.positions.get(actor.person, ())
    if not actor.outside and any(post.superior in held for post in actor.day.roster.posts.values()):
        return ALLOWED
    return Refusal(
        "bukan-wewenang", "Draf SOP disusun oleh pimpinan, pejabat yang membawahkan jabatan lain, atau administrator."
    )


PERMISSIONS = [
    Permission(
        "procedures.publish",
        "Memberlakukan edisi SOP",
        by_role(Role.ADMINISTRATOR, Role.HEAD, who="pimpinan atau administrator instansi"),
    ),
    Permission(
        "procedures.show",
        "Membuka SOP untuk umum",
        by_role(Role.ADMINISTRATOR, who="administrator instansi"),
    ),
    Permission("procedures.write", "Menyusun draf SOP", _writers),
    Permission("procedures.read", "Membaca SOP", _everybody_inside),
]
