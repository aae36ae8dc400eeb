"""Searching: what is found, and that nobody learns of what he may not see."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django_scopes import scope, scopes_disabled

from lajur.casework.cases import actions
from lajur.casework.cases.models import Case
from lajur.casework.cases.queries import visible_cases
from lajur.casework.cases.testing import Office, complete, make_office
from lajur.casework.documents.actions import Given, KeptFile
from lajur.casework.documents.papers.models import Paper
from lajur.casework.documents.papers.queries import visible_papers
from lajur.casework.documents.papers.testing import make_paper
from lajur.casework.search import finding
from lajur.casework.search.jobs import keep_up
from lajur.casework.search.models import Hit
from lajur.casework.search.queries import Found, search
from lajur.registers.organisation import actions as organise
from lajur.registers.organisation.models import Person, Role
from lajur.registers.organisation.testing import (
    NOW,
    as_actor,
    clock,
    done,
    make_person,
    make_position,
    make_substitution,
)

pytestmark = pytest.mark.django_db


def look(office: Office, text: str, by: Person | None = None, **given) -> Found:
    return search(as_actor(by or office.kepala), office.agency, text, **given)


def titles(found: Found, kind: str = "pelaksanaan") -> list[str]:
    return [str(row.title) for name, rows in found.groups if name == kind for row in rows]


def start(office: Office, subject: str, by: Person | None = None) -> Case:
    started = done(actions.start_case(procedure="surat", subject=subject, by=as_actor(by or office.ani), now=NOW))
    return Case.objects.get(id=started.case)


def file(name: str) -> Given:
    return Given("konsep", file=KeptFile(name, "application/pdf", 5, "0" * 64))


def test_a_case_is_found_by_number_part_of_it_words_beginnings_and_their_other_forms(office: Office):
    start(office, "Perbaikan jalan desa")
    case = start(office, "Pengadaan laptop untuk kantor camat")
    for text in (case.number, case.number[-3:], "laptop", "LAPTOP kantor", "lapt", "mengadakan", "pengada"):
        assert titles(look(office, text))[0].count("laptop") + titles(look(office, text))[0].count("<mark>") >= 1, text
        assert "camat" in titles(look(office, text))[0], text
    assert look(office, "laptop jalan").counts["pelaksanaan"] == 0
    assert titles(look(office, "laptop"))[0] == f"{case.number} · Pengadaan <mark>laptop</mark> untuk kantor camat"


def test_the_case_whose_number_was_typed_comes_first(office: Office):
    first = start(office, "Satu")
    start(office, f"Lanjutan dari {first.number}")
    found = titles(look(office, first.number))
    assert len(found) == 2
    assert found[0].endswith("Satu")


def test_documents_are_found_by_file_name_kind_and_text_and_comments_by_words(office: Office):
    case = start(office, "Uji")
    done(complete(case, "buat.1", office.ani, without={"permintaan": "Lisan"}, outputs=["konsep"]))
    done(
        actions.complete_step(
            case_id=case.id, task="periksa.1", by=as_actor(office.koordinator), now=NOW, exit="setuju",
            attachments=[file("Notula rapat (final) ñ.pdf")],
        )
    )  # fmt: skip
    done(actions.comment(case_id=case.id, text="Tolong dicek lampirannya", by=as_actor(office.ani), now=NOW))
    assert "Notula" in titles(look(office, "notula"), "dokumen")[0]
    assert look(office, "lampirannya").counts["komentar"] == 1
    assert look(office, "dokumen").counts["dokumen"] == 0
    assert keep_up(office.agency, NOW) == 1
    assert keep_up(office.agency, NOW) == 0
    assert look(office, "isi dokumen").counts["dokumen"] == 1


def test_sops_are_found_by_title_and_by_the_text_of_their_steps_and_people_by_name_and_position(office: Office):
    found = look(office, "mengerjakan periksa")
    assert found.counts["sop"] == 1
    assert "<mark>periksa</mark>" in str(dict(found.groups)["sop"][0].snippet)
    assert look(office, "SOP uji").counts["sop"] == 1
    assert titles(look(office, "kusno"), "orang") == ["<mark>Kusno</mark>"]
    assert sorted(titles(look(office, "petugas"), "orang")) == ["Ani", "Budi"]


def test_a_slip_of_the_finger_still_finds_and_says_so(office: Office):
    start(office, "Pengadaan laptop untuk kantor camat")
    keep_up(office.agency, NOW)
    for slip in ("labtop", "lpatop", "kantro", "pengdaan laptop"):
        found = look(office, slip)
        assert (found.is_near, found.counts["pelaksanaan"]) == (True, 1), slip
    assert titles(look(office, "Kusmo"), "orang") == ["<mark>Kusno</mark>"]
    assert look(office, "zzzzqqqq").total == 0


def outsider(office: Office) -> Person:
    place = make_position(office.agency, "Penyedia", is_outside=True)
    person = make_person(office.agency, "Penyedia Luar", place)
    Person.objects.filter(id=person.id).update(is_outside=True)
    organise.bind_lane(by=clock(office.agency), now=NOW, procedure="surat", lane="kepala", positions=[
        office.positions["kepala"], place])  # fmt: skip
    return Person.objects.get(id=person.id)


def test_everybody_finds_just_the_cases_that_he_may_see_counts_included(office: Office):
    """The rule of the lists, for every kind of person, over cases with every kind of part taken."""
    mine = start(office, "Rahasia satu", office.ani)
    other = start(office, "Rahasia dua", office.budi)
    done(complete(other, "buat.1", office.budi, without={"permintaan": "x"}, outputs=["konsep"], attachments=[]))
    third = start(office, "Rahasia tiga", office.budi)
    done(actions.hand_over(case_id=third.id, task="buat.1", persons=[str(office.staf.id)], reason="Tukar",
                           by=as_actor(office.budi), now=NOW))  # fmt: skip
    done(complete(third, "buat.1", office.staf, without={"permintaan": "x"}, outputs=["konsep"]))
    auditor = make_person(office.agency, "Auditor", make_position(office.agency, "APIP", roles=[Role.AUDITOR]))
    stand_in = make_person(office.agency, "Pengganti Siti")
    make_substitution(office.agency, office.staf, stand_in, date(2026, 3, 1), date(2026, 3, 9))
    supplier, stranger = outsider(office), make_person(office.agency, "Orang Baru")
    seen = {}
    for person in (office.kepala, office.koordinator, office.ani, office.budi, office.admin, office.staf, auditor,
                   stand_in, supplier, stranger):  # fmt: skip
        office.agency.refresh_from_db()
        actor = as_actor(person)
        allowed = {case.number for case in visible_cases(actor)}
        found = search(actor, office.agency, "rahasia", kind="pelaksanaan")
        shown = {title.split(" · ")[0] for title in titles(found)}
        assert shown == allowed, person.name
        assert found.counts["pelaksanaan"] == len(allowed)
        seen[person.name] = len(allowed)
    assert (seen["Siti"], seen["Pengganti Siti"], seen["Penyedia Luar"], seen["Orang Baru"]) == (1, 1, 0, 0)
    assert seen["Auditor"] == seen["Ani"] == 3
    assert mine.number


def test_a_stranger_learns_nothing_of_documents_comments_or_people_either(office: Office):
    case = start(office, "Rahasia")
    done(actions.comment(case_id=case.id, text="Rahasia besar", by=as_actor(office.ani), now=NOW))
    done(complete(case, "buat.1", office.ani, without={"permintaan": "Lisan"}, outputs=["konsep"]))
    keep_up(office.agency, NOW)
    supplier = outsider(office)
    for text in ("rahasia", "isi dokumen", "rahasai", case.number, "Kusno", "Ani"):
        found = look(office, text, supplier)
        assert {kind: many for kind, many in found.counts.items() if many} == {}, text
        assert not found.is_near


def test_papers_are_found_by_those_who_may_open_them_counts_included(office: Office):
    """The rule of the register, for every kind of person."""
    office.agency.refresh_from_db()
    given = {"ani": [office.ani], "nobody": [], "budi": [office.budi]}
    for name, copies in given.items():
        make_paper(
            office.agency, office.kepala, subject=f"Rahasia {name}", copies=copies, addressees=["Dinas Perikanan"]
        )
    supplier = outsider(office)
    office.agency.refresh_from_db()
    seen = {}
    for person in (office.kepala, office.koordinator, office.ani, office.budi, office.admin, supplier):
        actor = as_actor(person)
        allowed = {paper.number for paper in visible_papers(actor)}
        for text in ("rahasia", "kartini rahasia", "perikanan"):
            found = search(actor, office.agency, text, kind="naskah")
            assert {title.split(" · ")[0] for title in titles(found, "naskah")} == allowed, (person.name, text)
            assert found.counts["naskah"] == len(allowed)
        seen[person.name] = len(allowed)
    assert (seen["Kartini"], seen["Ani"], seen["Kusno"], seen["Penyedia Luar"]) == (3, 1, 0, 0)
    number = Paper.objects.order_by("serial").values_list("number", flat=True)[0]
    assert look(office, number).counts["naskah"] == 1


def test_what_is_another_agencys_does_not_exist(office: Office):
    with scopes_disabled():
        other = make_office()
    with scope(agency=other.agency):
        start(other, "Pengadaan perahu")
        keep_up(other.agency, NOW)
    assert look(office, "perahu").total == 0
    assert look(office, "perahi").total == 0
    with scope(agency=other.agency):
        assert look(other, "perahu").total == 1


def test_a_changed_subject_is_found_by_its_new_words_only(office: Office):
    case = start(office, "Nama lama")
    Case.objects.filter(id=case.id).update(subject="Dihapus")
    assert look(office, "lama").counts["pelaksanaan"] == 0
    assert look(office, "dihapus").counts["pelaksanaan"] == 1
    assert Hit.objects.filter(target=case.id).count() == 1


def test_results_go_on_page_by_page(office: Office):
    for number in range(23):
        start(office, f"Rapat ke {number}")
    assert len(titles(look(office, "rapat"))) == 5
    pages = [titles(look(office, "rapat", kind="pelaksanaan", page=page)) for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [20, 3, 0]
    assert len({title for page in pages for title in page}) == 23
    assert look(office, "rapat", kind="dokumen", page=9).counts["pelaksanaan"] == 23


@pytest.mark.parametrize("steps", [3000, 4], ids=["walking back", "walking back in vain"])
def test_however_the_latest_are_read_they_are_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    """Few lines are sorted, many met by walking back; what the walk does not reach is sorted after all."""
    if steps == 4:  # as if more had been found than are named one by one
        monkeypatch.setattr(finding, "_COUNT", finding._COUNT.replace(f"<= {finding.MANY} THEN", "<= -1 THEN"))
    at = NOW - timedelta(days=40)
    for number in range(24):
        subject = "Rapat koordinasi" if number % 3 else "Surat biasa"
        by = as_actor(office.ani if number % 2 else office.budi)
        done(actions.start_case(procedure="surat", subject=subject, by=by, now=at + timedelta(days=number)))
    for person in (office.kepala, office.ani, office.staf):
        asked = [
            lambda page=page, person=person: search(
                as_actor(person), office.agency, "rapat", kind="pelaksanaan", page=page
            )
            for page in (1, 2)
        ]
        monkeypatch.setattr(finding, "MANY", 1000)
        sorted_out = [one() for one in asked]
        monkeypatch.setattr(finding, "MANY", 3)
        monkeypatch.setattr(finding, "_WALK", finding._WALK.replace(f"LIMIT {finding.STEPS}", f"LIMIT {steps}"))
        walked = [one() for one in asked]
        assert [(one.counts, one.groups) for one in walked] == [(one.counts, one.groups) for one in sorted_out]
    first = titles(look(office, "rapat"))
    assert len(first) == 5
    assert first == sorted(first, reverse=True)
