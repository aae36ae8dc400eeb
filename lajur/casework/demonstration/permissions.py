"""Who may practise, and who looks after the training room."""

from __future__ import annotations

from typing import Any

from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.permissions import ALLOWED, Allowed, Permission
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency, Role


def _use(actor: Actor, subject: Any) -> Allowed:
    """Everybody may practise in the room of his agency; nothing there counts."""
    return ALLOWED


def _manage(actor: Actor, subject: Agency) -> Allowed | Refusal:
    """`subject` is the agency or its room: administrators of either look after it."""
    if actor.person is None:
        return ALLOWED
    own = {str(subject.id), str(subject.training_of_id)}
    if Role.ADMINISTRATOR.value in actor.roles and actor.agency in own:
        return ALLOWED
    return Refusal("bukan-wewenang", "Ini wewenang {who}.", {"who": Words("administrator instansi")})


PERMISSIONS = [
    Permission("demonstration.training", "Berlatih di ruang latihan", _use),
    Permission("demonstration.manage_training", "Mengelola ruang latihan", _manage),
]
