"""Who may make tokens, look after webhooks and read what only the API shows."""

from __future__ import annotations

from typing import Any

from lajur.engine.refusal import Refusal
from lajur.registers.authority.permissions import ALLOWED, Allowed, Permission
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Role
from lajur.registers.organisation.permissions import by_role


def _own(actor: Actor, subject: Any) -> Allowed | Refusal:
    """`subject` is the person whose token it is; None when one's own are listed or made."""
    if subject is None or subject == actor.person:
        return ALLOWED
    return Refusal("bukan-token-anda", "Token hanya dapat diurus oleh pemiliknya.")


def _inside(actor: Actor, subject: Any) -> Allowed | Refusal:
    if actor.outside:
        return Refusal("bukan-pegawai", "Daftar pegawai hanya dapat dibaca oleh pegawai instansi ini.")
    return ALLOWED


PERMISSIONS = [
    Permission("api.manage_tokens", "Mengurus token sendiri", _own),
    Permission("api.manage_webhooks", "Mengurus webhook", by_role(Role.ADMINISTRATOR, who="administrator instansi")),
    Permission(
        "api.read_journal",
        "Membaca jurnal instansi",
        by_role(Role.AUDITOR, Role.HEAD, Role.ADMINISTRATOR, who="auditor, pimpinan, atau administrator instansi"),
    ),
    Permission("api.read_people", "Membaca daftar pegawai", _inside),
]
