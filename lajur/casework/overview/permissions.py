"""Who sees the overview: those who may read every case of the agency, so that no figure tells more."""

from __future__ import annotations

from lajur.registers.authority.permissions import Permission
from lajur.registers.organisation.models import Role
from lajur.registers.organisation.permissions import by_role

PERMISSIONS = [
    Permission(
        "overview.read",
        "Melihat ikhtisar",
        by_role(Role.HEAD, Role.AUDITOR, Role.ADMINISTRATOR, who="pimpinan, auditor, atau administrator instansi"),
    )
]
