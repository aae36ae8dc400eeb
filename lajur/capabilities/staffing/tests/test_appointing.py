"""At a step that appoints: who fits the lane today and why others do not; what is refused, and what needs a reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.template.loader import render_to_string

from lajur.capabilities.staffing.appointing import candidates, weighed
from lajur.capabilities.staffing.models import Certificate, Conflict, Leave, LeaveKind, Staff
from lajur.capabilities.staffing.personnel.queries import burdens
from lajur.capabilities.staffing.queries import desk_of, latest
from lajur.capabilities.staffing.suitability import TABLE, read, rules_on
from lajur.capabilities.staffing.testing import TODAY, Place
from lajur.casework.cases.actions.start import start_case
from lajur.casework.cases.models import Case, Deviation, Task
from lajur.casework.cases.packaged import package_asked
from lajur.casework.cases.testing import complete, make_row, open_tasks
from lajur.casework.cases.tests.browsing import path
from lajur.catalogue.reader import catalogue_ids, load
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.testing import NOW, as_actor, done, refusal
from lajur.registers.organisation.tests.browsing import signed_in, words
from lajur.registers.reference.models import DatedValue
from lajur.registers.reference.queries import value


def case_of(place: Place, lane: str = "pokja", subject: str = "") -> Case:
    rows = [make_row("tunjuk", menunjuk=[lane], formulir="staffing.appoint"), make_row("kerja", lane)]
    place.office.publish("penunjukan", rows, title="SOP penunjukan")
    place.office.agency.refresh_from_db()
    case = place.office.start("penunjukan")
    if subject:
        Case.objects.filter(id=case.id).update(subject=subject)
    return case


def appoint(place: Place, case: Case, *people: Any, lane: str = "pokja", **given: Any) -> Any:
    chosen = {lane: tuple(str(one.id) for one in people)}
    return complete(case, "tunjuk.1", place.office.ani, appoints=chosen, **given)


def test_those_who_fit_stand_first_and_the_others_with_their_reason(place: Place) -> None:
    away, unqualified, unasked, torn = Staff.objects.order_by("person__name")[:4]
    Leave.objects.create(
        agency=away.agency, staff=away, kind=LeaveKind.LEAVE, since=TODAY, until=TODAY + timedelta(days=3)
    )
    unqualified.certificates.all().delete()
    Staff.objects.filter(id=unasked.id).update(is_available=False)
    Conflict.objects.create(
        agency=torn.agency, staff=torn, satker="Dinas Air", reason="Ipar direktur", declared_on=TODAY
    )
    agency, lanes = place.office.agency, rules_on(place.office.agency, TODAY).lanes
    found = candidates(agency, lanes["pokja"], TODAY, "Sumur bor Dinas Air 2026")
    reasons = {one.line.staff.id: one.hindrance for one in found}
    assert str(reasons[away.id]) == "tidak masuk hari ini"
    assert str(reasons[unqualified.id]) == "tanpa sertifikat yang berlaku untuk peran ini"
    assert str(reasons[unasked.id]) == "sedang tidak dibagi tugas"
    assert str(reasons[torn.id]) == "benturan kepentingan: Ipar direktur"
    fit = [one.hindrance is None for one in found]
    assert fit == sorted(fit, reverse=True)
    assert sum(fit) == len(found) - 4
    assert all(one.hindrance for one in candidates(agency, lanes["ppk"], TODAY)), "a Pokja's certificate is no PPK's"
    assert any(one.hindrance is None for one in candidates(agency, lanes["jabfung-ppbj"], TODAY))


def test_the_officer_sees_it_and_appoints_by_the_step_s_own_form(place: Place) -> None:
    case = case_of(place)
    with time_machine.travel(NOW, tick=False):
        client = signed_in(place.office.ani)
        task = path(case, "tunjuk.1")
        page = words(client.get(task))
        assert "Siapa yang memenuhi syarat: Pokja" in page
        assert place.staff[0].name in page
        assert 'name="syarat_alasan"' in page
    done(appoint(place, case, *place.staff[:3]))
    assert open_tasks(case) == ["kerja.1"]
    assert {str(one) for one in Task.objects.get(case=case, key="kerja.1").assignees} == {
        str(one.id) for one in place.staff[:3]
    }
    assert not Deviation.objects.filter(kind="syarat").exists()
    rows = list(Staff.objects.filter(person__in=[place.staff[0], place.staff[6]]))
    actor = as_actor(place.office.ani)
    loads = burdens(rows, actor.agency, actor.day)
    assert {row.person.name: loads[row.id].tasks for row in rows} == {place.staff[0].name: 1, place.staff[6].name: 0}
    Staff.objects.filter(id=rows[0].id).update(other_packages=2, other_value=5)
    anew = burdens([Staff.objects.get(id=rows[0].id)], actor.agency, actor.day)[rows[0].id]
    assert (anew.packages, anew.value) == (2, 5)


def test_without_the_certificate_only_with_a_reason_which_is_a_deviation(place: Place) -> None:
    case, person = case_of(place), place.staff[1]
    Certificate.objects.filter(staff__person=person).update(expires_on=TODAY - timedelta(days=1))
    no = refusal(appoint(place, case, place.staff[0], person))
    assert (no.code, no.passable) == ("belum-memenuhi-syarat", True)
    assert no.sentence == (
        f"Belum memenuhi syarat peran ini: {person.name} (tanpa sertifikat yang berlaku untuk peran ini)."
    )
    with time_machine.travel(NOW, tick=False):
        client, given = signed_in(place.office.ani), {"tunjuk-lain-pokja": [str(person.id)], "catatan": ""}
        task = path(case, "tunjuk.1")
        asked = client.post(task, given)
        assert asked.status_code == 422
        assert "tanpa sertifikat yang berlaku" in words(asked)
        shown = client.post(task, {**given, "syarat_alasan": "Sertifikat baru sedang dicetak"}, follow=True)
        assert "Sertifikat baru sedang dicetak" in words(shown)
    done(appoint(place, case, person, passing="Sertifikat baru sedang dicetak"))
    row = Deviation.objects.get(case=case, kind="syarat")
    assert "Sertifikat baru sedang dicetak" in row.reason
    assert person.name in row.reason


def test_who_is_not_on_the_list_needs_a_reason_and_an_agency_without_a_list_is_asked_nothing(place: Place) -> None:
    agency, ani = place.office.agency, str(place.office.ani.id)
    given: dict[str, Any] = {"chosen": {"pokja": [ani]}, "held": {}, "about": ""}
    no = weighed(agency, TODAY, **given)
    assert no is not None
    assert "tidak ada dalam daftar personil" in no.sentence
    assert weighed(agency, TODAY, chosen={"petugas": [ani]}, held={}, about="") is None, "a lane without a rule"
    Certificate.objects.all().delete()
    Staff.objects.all().delete()
    assert weighed(agency, TODAY, **given) is None


def test_a_conflict_of_interest_is_refused_whatever_reason_is_given(place: Place) -> None:
    person, package = place.staff[2], place.packages[0]
    staff = Staff.objects.get(person=person)
    row = Conflict.objects.create(
        agency=staff.agency, staff=staff, package=package, reason="Saudara direktur", declared_on=TODAY
    )
    case = case_of(place, subject=f"Pemilihan ({package.code}) tahun ini")
    no = refusal(appoint(place, case, *place.staff[:3], passing="Tidak ada orang lain"))
    assert (no.code, no.passable) == ("benturan-kepentingan", False)
    assert no.sentence == f"{person.name} tidak dapat ditunjuk: benturan kepentingan: Saudara direktur."
    other = case_of(place, subject=f"Pemilihan {package.code}0")
    done(appoint(place, other, *place.staff[:3]))
    Conflict.objects.filter(id=row.id).update(lifted_on=TODAY)
    done(appoint(place, case, *place.staff[:3]))


def test_parts_that_do_not_go_together_are_refused(place: Place) -> None:
    agency, person = place.office.agency, str(place.staff[0].id)
    no = weighed(agency, TODAY, chosen={"pokja": [person]}, held={"ppk": [person]}, about="")
    assert no is not None
    assert (no.code, no.passable, list(no.fields)) == ("rangkap-peran", False, ["pokja"])
    anew = weighed(agency, TODAY, chosen={"pokja": [person]}, held={"pokja": [person]}, about="")
    assert anew is None, "who is appointed again holds one part"


@pytest.mark.parametrize(("hps", "wanted"), [(10**9, 0), (10**10, 2)])
def test_the_level_of_a_chair_is_the_agency_s_rule_by_worth(place: Place, hps: int, wanted: int) -> None:
    told = {**value(TABLE, TODAY), "ketua_pokja": [{"mulai": 5 * 10**9, "jenjang": "ahli-muda"}]}
    assert read(value(TABLE, TODAY)).chair_of(10**15) == "bukan-jf", "no law says it: empty until the agency does"
    DatedValue.objects.create(
        agency=place.office.agency, name=TABLE, valid_from=TODAY, value=told, legal_basis="SK", source="SK",
        is_verified=True, recorded_at=NOW,
    )  # fmt: skip
    type(place.packages[0]).objects.update(pagu=hps)
    version = latest(place.plan())
    assert version is not None
    assert {work.lead for work in desk_of(version).problem.packages} == {wanted}


def test_a_case_started_from_a_package_is_matched_by_it_and_not_by_words(place: Place) -> None:
    person, other, package = place.staff[2], place.staff[3], place.packages[0]
    type(package).objects.filter(id=package.id).update(satker="Dinas  Air")
    for staff, about in ((person, {"satker": "dinas air"}), (other, {"package": place.packages[1]})):
        row = Staff.objects.get(person=staff)
        Conflict.objects.create(agency=row.agency, staff=row, reason="Ipar", declared_on=TODAY, **about)
    case_of(place)
    with time_machine.travel(NOW, tick=False):
        client = signed_in(place.office.ani)
        page = words(client.get(f"/paket/{package.id}/"))
        begin = f"/sop/penunjukan/mulai/?paket={package.id}"
        assert begin in page
        form = words(client.get(begin))
        assert f'name="paket" value="{package.id}"' in form
        assert package.name in form
        given = {"hal": f"Seperti {place.packages[1].name}", "paket": str(package.id)}
        assert client.post("/sop/penunjukan/mulai/", given).status_code == 302
        case = Case.objects.get(package=package)
        assert f"{package.code} {package.name}" in words(client.get(path(case, "tunjuk.1")))
    assert Entry.objects.filter(kind="pelaksanaan-untuk-paket").exists()
    no = refusal(appoint(place, case, person))
    assert (no.code, no.passable) == ("benturan-kepentingan", False)
    done(appoint(place, case, other, *place.staff[:2]))


def test_an_answer_that_names_the_rup_code_or_the_whole_name_is_matched_by_the_package(place: Place) -> None:
    package, person = place.packages[0], place.staff[2]
    staff = Staff.objects.get(person=person)
    row = Conflict.objects.create(
        agency=staff.agency, staff=staff, satker="Dinas Air", reason="Ipar", declared_on=TODAY
    )
    type(package).objects.filter(id=package.id).update(satker="Dinas Air")
    for subject in (f"Tahun ini: {package.code}, lelang", package.name):
        assert refusal(appoint(place, case_of(place, subject=subject), person)).code == "benturan-kepentingan"
    Conflict.objects.filter(id=row.id).update(satker="Dinas Air Minum")
    done(appoint(place, case_of(place, subject=f"{package.code} Dinas Air Minum"), person))
    words_only = case_of(place, subject="Sumur bor Dinas Air Minum")
    assert refusal(appoint(place, words_only, person)).code == "benturan-kepentingan"


def test_a_called_case_is_for_the_package_of_its_caller_and_another_agency_s_package_is_none(place: Place) -> None:
    office, package = place.office, place.packages[0]
    office.publish("penunjukan", [make_row("tunjuk", menunjuk=["pokja"], formulir="staffing.appoint")], title="Anak")
    calling = [make_row("panggil", panggil={"sop": "uji/penunjukan"}), make_row("akhir")]
    office.publish("induk", calling, title="SOP induk")
    office.agency.refresh_from_db()
    by = as_actor(office.ani)
    begun = done(start_case(procedure="induk", subject="Hal", by=by, now=NOW, package=package.id))
    assert Case.objects.get(parent_id=begun.case).package_id == package.id
    unknown = start_case(procedure="induk", subject="Hal", by=by, now=NOW, package=uuid4())
    assert refusal(unknown).code == "paket-tidak-ada"
    assert package_asked("bukan-id") is None


def test_who_handles_a_risk_is_shown_with_leave_and_load_and_need_not_be_on_the_list(place: Place) -> None:
    office = place.office
    for key, lane in (("pengelolaan-risiko", "pelaksana-rencana-aksi"), ("pengelolaan-penyedia", "tim-pendataan")):
        sop = load(f"pagar-alam/{key}")
        (step,) = [one for one in sop.steps.values() if one.appoints]
        assert (step.appoints, step.form) == ((lane,), "staffing.appoint")
        assert lane in rules_on(office.agency, TODAY).lanes
    given: dict[str, Any] = {"held": {}, "about": ""}
    outside = {"pelaksana-rencana-aksi": [str(office.ani.id)]}
    assert weighed(office.agency, TODAY, chosen=outside, **given) is None
    staff = Staff.objects.get(person=place.staff[0])
    staff.certificates.all().delete()
    inside = {"pelaksana-rencana-aksi": [str(place.staff[0].id)]}
    assert weighed(office.agency, TODAY, chosen=inside, **given) is None, "no certificate is asked for"
    Conflict.objects.create(
        agency=staff.agency, staff=staff, package=place.packages[0], reason="Ipar", declared_on=TODAY
    )
    no = weighed(office.agency, TODAY, chosen=inside, packages=place.packages[:1], **given)
    assert no is not None
    assert no.code == "benturan-kepentingan"


def test_every_row_that_appoints_asks_the_register() -> None:
    rows = [
        (name, step.key, step.form) for name in catalogue_ids() for step in load(name).steps.values() if step.appoints
    ]
    assert len(rows) == 7
    assert {form for _name, _key, form in rows} == {"staffing.appoint"}


@pytest.mark.parametrize(("people", "shown"), [(7, 7), (17, 5)])
def test_a_long_register_does_not_stand_before_the_step_s_own_form(people: int, shown: int) -> None:
    """Candidates come best first; who is beyond the first five is folded, none is left out."""
    staff = [
        {"line": {"staff": {"person": {"name": f"Orang {n}."}}, "valid": [], "packages": 0}, "why": ""}
        for n in range(people)
    ]
    lane = {"title": "Pokja", "fit": people, "rows": staff}
    page = render_to_string("staffing/panel_appoint.html", {"lanes": [lane]})
    open_part = page.split("<details>")[0]
    assert [f"Orang {n}." in open_part for n in range(people)] == [n < shown for n in range(people)]
    assert all(f"Orang {n}." in page for n in range(people))
