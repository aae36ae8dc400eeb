"""Who may sign, see a signed paper, and settle a signature whose outcome nobody knows."""

from __future__ import annotations

from dataclasses import dataclass

from lajur.engine.refusal import Refusal
from lajur.registers.authority.permissions import ALLOWED, Allowed, Permission, by_anybody
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Role

OVERSEERS = frozenset({Role.AUDITOR.value, Role.HEAD.value, Role.ADMINISTRATOR.value})


@dataclass(frozen=True, slots=True)
class SignSubject:
    """A paper and whose signature it waits for; `persons` may see it besides those who oversee the office."""

    signer: str
    persons: frozenset[str]


def _sign(actor: Actor, subject: SignSubject) -> Allowed | Refusal:
    """Nobody signs in another's place: not the clock, not an administrator."""
    if actor.person is not None and actor.person == subject.signer:
        return ALLOWED
    return Refusal("bukan-penandatangan", "Naskah ini hanya dapat ditandatangani oleh penandatangannya sendiri.")


def _view(actor: Actor, subject: SignSubject) -> Allowed | Refusal:
    if actor.person is None or actor.roles & OVERSEERS or actor.person in subject.persons | {subject.signer}:
        return ALLOWED
    return Refusal("bukan-penerima", "Naskah ini tidak ditujukan kepada Anda, jadi tidak dapat Anda buka.")


PERMISSIONS = [
    Permission("signing.list", "Melihat naskah yang menunggu tanda tangan sendiri", by_anybody),
    Permission("signing.sign", "Menandatangani naskah", _sign),
    Permission("signing.view", "Membuka naskah bertanda tangan", _view),
]
