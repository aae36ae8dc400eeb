"""Who may see how the installation fares, explain its outages, and take the journal's seals out."""

from __future__ import annotations

from lajur.registers.authority.permissions import Permission, by_the_system
from lajur.registers.organisation.models import Role
from lajur.registers.organisation.permissions import by_role

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
    Permission("upkeep.watch", "Mencatat detak dan pemeriksaan", by_the_system),
]
