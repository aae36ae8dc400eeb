"""Who may see how the installation fares, explain its outages, and take the journal's seals out."""

from __future__ import annotations

from typing import Any

from lajur.engine.refusal import Refusal
from lajur.registers.authority.permissions import ALLOWED, Allowed, Permission
from lajur.registers.organisation.models import Role
from lajur.registers.organisation.permissions import by_role


def _installation(actor: Any, subject: Any) -> Allowed | Refusal:
    if actor.person is None:
        return ALLOWED
    return Refusal("bukan-wewenang", "Ini dikerjakan oleh sistem.")


PERMISSIONS = [
    Permission("upkeep.health", "Melihat kesehatan Lajur", by_role(Role.ADMINISTRATOR, who="administrator instansi")),
    Permission(
        "upkeep.explain_outage",
        "Menjelaskan gangguan layanan",
        by_role(Role.ADMINISTRATOR, who="administrator instansi"),
    ),
    Permission(
        "upkeep.seals",
        "Mencetak dan membandingkan segel jurnal",
        by_role(Role.ADMINISTRATOR, Role.AUDITOR, who="administrator atau auditor instansi"),
    ),
    Permission(
        "upkeep.seal_addresses",
        "Memilih penerima lembar segel",
        by_role(Role.ADMINISTRATOR, who="administrator instansi"),
    ),
    Permission("upkeep.watch", "Mencatat detak dan pemeriksaan", _installation),
]
