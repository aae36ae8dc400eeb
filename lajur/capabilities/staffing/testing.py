"""Staff, packages and a SOP in force, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from lajur.capabilities.staffing import actions
from lajur.capabilities.staffing.actions import Seat
from lajur.capabilities.staffing.models import Certificate, CertificateKind, Level, Part, Plan, Staff
from lajur.capabilities.staffing.rules import TEAMS
from lajur.casework.cases.models import Case
from lajur.casework.cases.testing import Office, complete, make_row
from lajur.registers.organisation.models import Agency, Person
from lajur.registers.organisation.testing import NOW, as_actor, done, make_person
from lajur.registers.packages.models import Kind, Method, Package

SOP = "kp2mi/distribusi-personil"
TODAY = NOW.date()


def make_staff(
    person: Person, *, level: str = Level.FIRST, kinds: Sequence[str] = (CertificateKind.POKJA,), **given: Any
) -> Staff:
    row = Staff.objects.create(agency=person.agency, person=person, level=level, recorded_at=NOW, **given)
    for kind in kinds:
        Certificate.objects.create(agency=person.agency, staff=row, kind=kind, issued_on=date(2024, 1, 1))
    return row


def make_package(agency: Agency, code: str, **given: Any) -> Package:
    """A tender chosen in the next weeks, of Rp1,000,000,000."""
    since = TODAY + timedelta(days=10)
    known: dict[str, Any] = {
        "year": since.year, "name": f"Paket {code}", "method": Method.TENDER, "kind": Kind.GOODS,
        "pagu": Decimal(10**9), "selection_from": since, "selection_until": since + timedelta(days=30),
    }  # fmt: skip
    return Package.objects.create(agency=agency, code=code, recorded_at=NOW, **(known | given))


@dataclass
class Place:
    """An office with the SOP of staffing in force, seven of staff, and a case at the step of drafting. All of its lanes
    are Ani's and Budi's."""

    office: Office
    staff: list[Person]
    packages: list[Package]
    case: Case

    def plan(self, *, since: date = TODAY, until: date = date(TODAY.year, 12, 31)) -> Plan:
        """A plan with five teams and nothing else."""
        by = as_actor(self.office.ani)
        plan = done(actions.start_plan(case_id=self.case.id, since=since, until=until, by=by, now=NOW))
        for number, kind in enumerate(TEAMS):
            people = [self.staff[(number + place) % len(self.staff)] for place in range(3)]
            seats = [Seat(str(one.id), Part.MEMBER if n else Part.CHAIR) for n, one in enumerate(people)]
            done(actions.set_team(plan_id=plan.id, team=kind.key, seats=seats, lanes=[], by=by, now=NOW))
        return plan

    def go(self, task: str, **given: Any) -> Any:
        return complete(self.case, task, self.office.ani, **given)


def make_place(office: Office, *, packages: int = 4) -> Place:
    office.publish_shipped(SOP)
    staff = [make_person(office.agency, f"Personil {number}") for number in range(1, 8)]
    for number, person in enumerate(staff):
        make_staff(person, level=Level.MIDDLE if number == 0 else Level.FIRST)
    rows = [make_package(office.agency, f"P-{number}") for number in range(packages)]
    office.agency.refresh_from_db()
    case = office.start("distribusi-personil")
    done(complete(case, "beri-arahan.1", office.ani, outputs=["arahan-penyusunan"]))
    return Place(office, staff, rows, case)


def plan_values(office: Office, word: str) -> dict[str, Any]:
    """Ids by the names that addresses give them: a plan that Ani and Budi draft, `word` in its texts, and its case."""
    row = make_row("susun", formulir="staffing.plan")
    office.publish("penugasan-uji", [{**row, "pelaksana": "petugas"}], title=f"SOP {word}")
    office.agency.refresh_from_db()
    case = office.start("penugasan-uji")
    Case.objects.filter(id=case.id).update(subject=f"Rencana {word}")
    since, until = date(TODAY.year, 1, 1), date(TODAY.year, 12, 31)
    plan = done(actions.start_plan(case_id=case.id, since=since, until=until, by=as_actor(office.ani), now=NOW))
    other = office.start("penugasan-uji")
    return {"plan_id": plan.id, "team": "konsultasi", "plan_case": other.id}


__all__ = ["Place", "make_package", "make_place", "make_staff", "plan_values"]
