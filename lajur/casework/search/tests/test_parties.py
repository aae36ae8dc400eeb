"""Suppliers and their cases by NPWP and NIB: however the number is typed, and only for those who may see them."""

from __future__ import annotations

import pytest
from django_scopes import scope, scopes_disabled

from lajur.casework.cases import actions
from lajur.casework.cases.models import Case
from lajur.casework.cases.testing import Office, make_office
from lajur.casework.search.queries import Found, search
from lajur.registers.organisation.models import Person
from lajur.registers.organisation.testing import NOW, as_actor, done, make_person, make_position

pytestmark = pytest.mark.django_db

MAN = "1607011203850001"
CARD, KEPT, NIB = "01.234.567.4-901.000", "0012345674901000", "8120001234567"
TYPED = [CARD, KEPT, KEPT[1:], "01 234 567 4 901 000", f"NPWP {CARD}", NIB, "8120 0012 3456 7", f"NIB: {NIB}"]


def supplier(office: Office, name: str = "Rina Dewi", **numbers: str) -> Person:
    person = make_person(office.agency, name, make_position(office.agency, f"Mitra {name}", is_outside=True))
    numbers = numbers or {"business": "CV Besemah", "npwp": KEPT, "nib": NIB}
    Person.objects.filter(id=person.id).update(is_outside=True, **numbers)
    return Person.objects.get(id=person.id)


def given_to(office: Office, person: Person) -> Case:
    """A case of Ani's, in which a task waits for the supplier by name."""
    started = done(actions.start_case(procedure="surat", subject="Izin", by=as_actor(office.ani), now=NOW))
    done(actions.hand_over(case_id=started.case, task="buat.1", persons=[str(person.id)], reason="Melengkapi",
                           by=as_actor(office.ani), now=NOW))  # fmt: skip
    return Case.objects.get(id=started.case)


def found(office: Office, text: str, by: Person) -> tuple[int, int]:
    """(cases, people)"""
    counts = search(as_actor(by), office.agency, text).counts
    return counts["pelaksanaan"], counts["orang"]


def shown(result: Found, kind: str) -> list[str]:
    return [f"{row.title} {row.snippet} {row.about}" for name, rows in result.groups if name == kind for row in rows]


def test_a_supplier_and_his_cases_are_found_however_his_numbers_are_typed(office: Office):
    rina = supplier(office)
    case = given_to(office, rina)
    done(actions.start_case(procedure="surat", subject="Lain", by=as_actor(office.ani), now=NOW))
    office.agency.refresh_from_db()
    for text in TYPED:
        result = search(as_actor(office.admin), office.agency, text)
        [line] = shown(result, "pelaksanaan")
        assert line.startswith(f"{case.number} · Izin"), text
        [person] = shown(result, "orang")
        assert "Rina Dewi" in person
        assert "CV Besemah" in person
        assert f"NPWP {CARD}" in person
    assert found(office, "besemah", office.ani) == (0, 1)
    assert found(office, KEPT[:-1] + "1", office.admin) == (0, 0)


def test_a_number_finds_only_for_those_who_may_see(office: Office):
    rina = supplier(office)
    rival = supplier(office, "Toni", business="PT Toni", npwp=MAN, nib="8120009999999")
    stranger = make_person(office.agency, "Orang Baru")
    alone = make_person(office.agency, "Penyedia Tanpa Nomor")
    Person.objects.filter(id=alone.id).update(is_outside=True)
    alone.refresh_from_db()
    given_to(office, rina)
    office.agency.refresh_from_db()
    seen = {person.name: found(office, CARD, person)
            for person in (office.admin, office.kepala, office.ani, stranger, rina, rival, alone)}  # fmt: skip
    nothing = dict.fromkeys(("Orang Baru", "Toni", "Penyedia Tanpa Nomor"), (0, 0))
    inside = dict.fromkeys((office.admin.name, office.kepala.name, "Ani"), (1, 1))
    assert seen == {**inside, "Rina Dewi": (1, 0), **nothing}
    assert found(office, MAN, office.ani) == (0, 0), "she sees no case of his"
    assert found(office, MAN, office.admin) == (0, 1)
    with scopes_disabled():
        other = make_office()
    with scope(agency=other.agency):
        assert found(other, CARD, other.admin) == (0, 0)


def test_a_corrected_number_is_found_at_once_and_the_old_one_no_more(office: Office):
    rina = supplier(office)
    given_to(office, rina)
    office.agency.refresh_from_db()
    Person.objects.filter(id=rina.id).update(npwp="", nib="8120005555555")
    assert found(office, KEPT, office.admin) == found(office, NIB, office.admin) == (0, 0)
    assert found(office, "8120005555555", office.admin) == (1, 1)
