"""Cases that are for one package of the register: from the package's page a SOP is started for it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from lajur.casework.cases.models import Case
from lajur.casework.cases.permissions import StartSubject
from lajur.engine.definition import Sop
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency
from lajur.registers.packages.models import Package
from lajur.registers.packages.work import Way
from lajur.registers.procedures.queries import procedures_of, sop_of


def starts_for(agency: Agency, by: Actor, package: Package) -> list[Way]:
    """SOPs in force that appoint somebody, or call one that may, and that the person may start."""
    found = []
    for procedure in procedures_of(agency):
        if procedure.in_force_id is None:
            continue
        sop = sop_of(procedure.in_force_id)
        if _appoints(sop) and may(by, "cases.start", StartSubject(procedure.key, sop.first.lane)):
            address = reverse("cases.start", args=[procedure.key])
            found.append((sop.identity.title, f"{address}?paket={package.id}"))
    return found


def _appoints(sop: Sop) -> bool:
    return any(step.appoints or step.call for step in sop.steps.values())


def package_asked(asked: str) -> Package | None:
    """The package that the address or the form names by its id; None where it names none of the agency."""
    try:
        return Package.objects.filter(id=UUID(asked)).first()
    except ValueError:
        return None


def packages_of_case(case: UUID, codes: set[str], names: set[str]) -> list[Package]:
    """The package that a case was started for; else those that its answers name by their RUP code or whole name."""
    linked = list(Package.objects.filter(id__in=Case.objects.filter(id=case).values("package_id")))
    return linked or list(Package.objects.filter(Q(code__in=codes) | Q(name__in=names)))
