"""Staff with one of everything, for tests of whatever stands on them. Use inside `scope(agency=…)`."""

from __future__ import annotations

from datetime import date
from typing import Any

from lajur.capabilities.staffing.models import Certificate, Conflict, Leave, Staff
from lajur.registers.organisation.models import Person
from lajur.registers.organisation.testing import NOW
from lajur.registers.packages.testing import make_package


def values_of(person: Person, word: str) -> dict[str, Any]:
    """Ids by the names that addresses give them: a package and a person of the staff with one of everything, `word` in
    every text of theirs."""
    agency = person.agency
    package = make_package(agency, name=word, satker=word)
    staff = Staff.objects.create(agency=agency, person=person, level="ahli-muda", recorded_at=NOW)
    own = {"agency": agency, "staff": staff}
    since, until = date(2026, 3, 2), date(2026, 3, 3)
    return {
        "package_id": package.id,
        "staff_id": staff.id,
        "certificate_id": Certificate.objects.create(**own, kind="pokja", number=word, issued_on=since).id,
        "leave_id": Leave.objects.create(**own, since=since, until=until).id,
        "conflict_id": Conflict.objects.create(**own, package=package, reason=word, declared_on=since).id,
    }
