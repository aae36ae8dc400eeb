"""Staffing in the agency's archive: the register of staff, plans with teams and Pokja, and the load they give."""

from __future__ import annotations

from django.db.models import Count, Sum

from lajur.capabilities.staffing.models import (
    Certificate,
    Conflict,
    Decree,
    Leave,
    PackageAssignment,
    Plan,
    PlanDecision,
    PlanVersion,
    Staff,
    Team,
    TeamMember,
)
from lajur.casework.cases.archived import Named
from lajur.registers.organisation.models import Agency


def tables(agency: Agency) -> list[Named]:
    """`beban`: packages and their ceilings (rupiah) of every person in every version of a plan."""
    mine = {"agency": agency}
    shared = PackageAssignment.objects.filter(**mine)
    load = shared.values("version_id", "person_id").annotate(packages=Count("id"), value=Sum("package__pagu"))
    return [
        ("personil/personil", Staff.objects.filter(**mine).order_by("id").values()),
        ("personil/sertifikat", Certificate.objects.filter(**mine).order_by("id").values()),
        ("personil/cuti", Leave.objects.filter(**mine).order_by("id").values()),
        ("personil/benturan-kepentingan", Conflict.objects.filter(**mine).order_by("id").values()),
        ("personil/rencana", Plan.objects.filter(**mine).order_by("id").values()),
        ("personil/versi-rencana", PlanVersion.objects.filter(**mine).order_by("id").values()),
        ("personil/keputusan-rencana", PlanDecision.objects.filter(**mine).order_by("id").values()),
        ("personil/tim", Team.objects.filter(**mine).order_by("version", "order", "id").values()),
        ("personil/anggota-tim", TeamMember.objects.filter(**mine).order_by("team", "id").values()),
        ("personil/pokja", shared.order_by("version", "package", "id").values()),
        ("personil/beban", load.order_by("version_id", "person_id")),
        ("personil/surat-keputusan", Decree.objects.filter(**mine).order_by("id").values()),
    ]
