"""Who may change calendars and dated tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.permissions import ALLOWED, Allowed, Permission
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Role


@dataclass(frozen=True, slots=True)
class Installation:
    """Whoever runs Lajur on the machine: acts for no agency, so it alone may change what is national."""

    person: None = None
    agency: str = ""
    roles: frozenset[str] = frozenset()


INSTALLATION = Installation()
Acting = Actor | Installation


def _own_or_national(actor: Acting, subject: Any) -> Allowed | Refusal:
    """`subject` is the agency (id) whose row changes, None for a national one."""
    if isinstance(actor, Installation):
        return ALLOWED
    if subject is None:
        return Refusal(
            "bukan-wewenang",
            "Yang berlaku nasional hanya diubah oleh pengelola pemasangan Lajur; catat yang khusus pada instansi Anda.",
        )
    if str(subject) != actor.agency:
        return Refusal("bukan-wewenang", "Anda hanya dapat mengubah kalender dan tabel instansi Anda sendiri.")
    if actor.person is None or Role.ADMINISTRATOR in actor.roles:
        return ALLOWED
    return Refusal("bukan-wewenang", "Ini wewenang {who}.", {"who": Words("administrator instansi")})


def _read(actor: Acting, subject: Any) -> Allowed | Refusal:
    """Administrators keep the tables; auditors and heads read what decisions rest on."""
    readers = {Role.ADMINISTRATOR.value, Role.AUDITOR.value, Role.HEAD.value}
    if actor.person is None or readers & actor.roles:
        return ALLOWED
    return Refusal("bukan-wewenang", "Ini wewenang {who}.", {"who": Words("administrator, pimpinan, atau auditor")})


PERMISSIONS = [
    Permission("reference.read_tables", "Membaca tabel acuan", _read),
    Permission("reference.manage_letterhead", "Menetapkan kop surat", _own_or_national),
    Permission("reference.manage_calendar", "Mengubah kalender kerja", _own_or_national),
    Permission("reference.manage_tables", "Mengubah tabel acuan", _own_or_national),
]
