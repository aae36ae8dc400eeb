"""Reading the register of packages."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from lajur.registers.packages.models import Package


def packages(words: str = "", *, year: int | None = None, method: str = "", status: str = "") -> QuerySet[Package]:
    """Those whose code, name or satker holds every word, the latest year first."""
    found = Package.objects.order_by("-year", "name", "id")
    for word in words.split():
        found = found.filter(Q(code__icontains=word) | Q(name__icontains=word) | Q(satker__icontains=word))
    chosen = {"year": year, "method": method, "status": status}
    return found.filter(**{name: value for name, value in chosen.items() if value})


def sums(found: QuerySet[Package]) -> dict[str, object]:
    """How many, and their pagu together."""
    return found.order_by().aggregate(count=Count("id"), pagu=Sum("pagu"))


def years() -> list[int]:
    return list(Package.objects.order_by("-year").values_list("year", flat=True).distinct())


def find_package(package_id: UUID) -> Package | None:
    return Package.objects.filter(id=package_id).first()
