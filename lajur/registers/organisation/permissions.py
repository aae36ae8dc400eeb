"""Who may change the organisation."""

from __future__ import annotations

from typing import Any

from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.permissions import ALLOWED, Allowed, Permission
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Role


def by_role(*roles: Role, who: str) -> Any:
    """Policy: holders of a position with one of `roles`, and the installation itself."""

    def policy(actor: Actor, subject: Any) -> Allowed | Refusal:
        if actor.person is None or actor.roles & {role.value for role in roles}:
            return ALLOWED
        return Refusal("bukan-wewenang", "Ini wewenang {who}.", {"who": Words(who)})

    return policy


def _substitution(actor: Actor, subject: Any) -> Allowed | Refusal:
    """`subject` is the person who will be absent: himself, his superior or an administrator arranges it."""
    if actor.person is None or actor.person == subject or Role.ADMINISTRATOR in actor.roles:
        return ALLOWED
    if actor.person in actor.day.superiors_of(str(subject)):
        return ALLOWED
    return Refusal(
        "bukan-wewenang", "Pengganti hanya dapat diatur oleh yang bersangkutan, atasannya, atau administrator."
    )


def _own(actor: Actor, subject: Any) -> Allowed:
    """Everybody who is signed in reads what concerns himself."""
    return ALLOWED


def _himself(actor: Actor, subject: Any) -> Allowed | Refusal:
    """`subject` is the person whose password it is."""
    if actor.person is not None and actor.person == subject:
        return ALLOWED
    return Refusal("bukan-wewenang", "Kata sandi hanya dapat diganti oleh pemiliknya.")


def _own_factors(actor: Actor, subject: Any) -> Allowed | Refusal:
    """`subject` is the person whose second factor it is."""
    if actor.person is not None and actor.person == subject:
        return ALLOWED
    return Refusal("bukan-wewenang", "Langkah kedua hanya dapat diatur oleh pemiliknya.")


PERMISSIONS = [
    Permission("organisation.own_account", "Melihat akun sendiri", _own),
    Permission("organisation.own_language", "Memilih bahasa sendiri", _own),
    Permission("organisation.own_password", "Mengganti kata sandi sendiri", _himself),
    Permission("organisation.own_factors", "Mengatur langkah kedua sendiri", _own_factors),
    Permission(
        "organisation.reset_factors",
        "Mereset langkah kedua pegawai",
        by_role(Role.ADMINISTRATOR, who="administrator instansi"),
    ),
    Permission(
        "organisation.end_sessions",
        "Mengakhiri sesi pegawai",
        by_role(Role.ADMINISTRATOR, who="administrator instansi"),
    ),
    Permission(
        "organisation.signing_rules",
        "Mengatur cara masuk",
        by_role(Role.ADMINISTRATOR, who="administrator instansi"),
    ),
    Permission(
        "organisation.manage",
        "Mengelola unit, jabatan, dan pegawai",
        by_role(Role.ADMINISTRATOR, who="administrator instansi"),
    ),
    Permission("organisation.arrange_substitute", "Mengatur pengganti", _substitution),
    Permission(
        "organisation.enter_as",
        "Melihat Lajur sebagai pegawai lain",
        by_role(Role.ADMINISTRATOR, who="administrator instansi"),
    ),
]
