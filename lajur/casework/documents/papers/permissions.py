"""Who may do what with papers."""

from __future__ import annotations

from dataclasses import dataclass

from lajur.engine.refusal import Refusal
from lajur.registers.authority.permissions import ALLOWED, Allowed, Permission, by_anybody
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Role
from lajur.registers.organisation.permissions import by_role

OVERSEERS = frozenset({Role.AUDITOR.value, Role.HEAD.value, Role.ADMINISTRATOR.value})


@dataclass(frozen=True, slots=True)
class IssueSubject:
    """A paper about to be issued: who signs it, and whether a step of a case does it."""

    signer: str
    in_step: bool


@dataclass(frozen=True, slots=True)
class PaperSubject:
    """A paper and the persons it concerns: signer, issuer, addressees, those with a copy."""

    signer: str
    persons: frozenset[str]


def _issue(actor: Actor, subject: IssueSubject | None) -> Allowed | Refusal:
    """The signer himself, or a step of a case that its officer completes; an administrator does the office's post."""
    if actor.person is None or Role.ADMINISTRATOR.value in actor.roles:
        return ALLOWED
    if subject is not None and not actor.outside and (subject.in_step or actor.person == subject.signer):
        return ALLOWED
    return Refusal(
        "bukan-wewenang", "Naskah diterbitkan oleh penandatangannya, administrator, atau pelaksana langkah SOP."
    )


def _view(actor: Actor, subject: PaperSubject) -> Allowed | Refusal:
    if actor.person is None or actor.roles & OVERSEERS or actor.person in subject.persons:
        return ALLOWED
    return Refusal("bukan-penerima", "Naskah ini tidak ditujukan kepada Anda, jadi tidak dapat Anda buka.")


def _void(actor: Actor, subject: PaperSubject) -> Allowed | Refusal:
    if actor.person is None or actor.person == subject.signer or Role.HEAD.value in actor.roles:
        return ALLOWED
    return Refusal("bukan-wewenang", "Naskah hanya dapat dibatalkan oleh penandatangannya atau pimpinan.")


PERMISSIONS = [
    Permission("papers.issue", "Menerbitkan naskah", _issue),
    Permission("papers.list", "Melihat daftar naskah", by_anybody),
    Permission("papers.view", "Membuka naskah", _view),
    Permission("papers.void", "Membatalkan naskah", _void),
    Permission(
        "papers.manage",
        "Mengatur templat dan nomor naskah",
        by_role(Role.ADMINISTRATOR, who="administrator instansi"),
    ),
]
