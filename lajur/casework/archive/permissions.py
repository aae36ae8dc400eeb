"""Who may take the whole agency away in a file."""

from __future__ import annotations

from lajur.registers.authority.permissions import Permission, by_the_system
from lajur.registers.organisation.models import Role
from lajur.registers.organisation.permissions import by_role

PERMISSIONS = [
    Permission(
        "archive.take",
        "Membuat dan mengunduh arsip instansi",
        by_role(Role.ADMINISTRATOR, who="administrator instansi"),
    ),
    Permission("archive.make", "Menyusun arsip instansi", by_the_system),
]
