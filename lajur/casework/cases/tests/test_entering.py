"""An administrator sees Lajur as another: everything that one may read, nothing that one may do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from lajur.casework.cases.actions import comment
from lajur.casework.cases.models import Case
from lajur.casework.cases.testing import Office
from lajur.casework.cases.tests.browsing import path
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.entering import begin_entering
from lajur.registers.organisation.models import Entering, Person, Role
from lajur.registers.organisation.testing import as_actor, clock, done, make_agency, make_person, make_position, refusal
from lajur.registers.organisation.tests.browsing import signed_in, words

FORBIDDEN, MISSING, INVALID, MOVED = 403, 404, 422, 302
PAGE = "/pengelolaan/masuk-sebagai/"


def entered(office: Office, person: Person) -> Client:
    client = signed_in(office.admin)
    answer = client.post(PAGE, {"orang": str(person.id), "alasan": "Laporan 12: tombol tidak terlihat"})
    assert answer.status_code == MOVED, words(answer)
    return client


def kinds(kind: str) -> int:
    return Entry.objects.filter(kind=kind).count()


def test_the_administrator_sees_what_the_officer_sees_under_a_band(office: Office):
    case = office.start()
    client = entered(office, office.ani)
    page = words(client.get("/tugas/"))
    assert case.number in page
    assert f"{office.admin.name} melihat Lajur sebagai {office.ani.name}" in page
    assert f'action="{PAGE}akhiri/"' in page
    assert "hanya untuk membaca" in words(client.get(path(case)))


def test_nothing_can_be_changed_meanwhile_and_the_refusal_says_why(office: Office):
    case = office.start()
    client = entered(office, office.ani)
    before = Entry.objects.count()
    for address in (path(case, "buat.1"), path(case, rest="komentar/"), "/sop/surat/mulai/", "/pengganti/atur/"):
        answer = client.post(address, {"hal": "Uji", "komentar": "Atas nama Ani", "teks-konsep": "Isi"})
        assert answer.status_code == FORBIDDEN, address
        assert "tidak dapat diubah" in words(answer)
    assert Entry.objects.count() == before
    assert Case.objects.count() == 1


def test_an_action_refuses_who_entered_also_where_a_page_would_not(office: Office):
    from dataclasses import replace

    case = office.start()
    by = replace(as_actor(office.ani), entered_by=str(office.admin.id))
    told = comment(case_id=case.id, text="Uji", by=by, now=timezone.now())
    assert refusal(told).code == "sedang-masuk-sebagai"


def test_beginning_and_end_stand_in_the_journal_with_both_names(office: Office):
    client = entered(office, office.ani)
    client.get("/tugas/")
    began = Entry.objects.get(kind="masuk-sebagai-dimulai")
    assert str(began.by) == str(office.admin.id)
    assert str(office.ani.id) in began.body
    assert began.private is not None
    assert client.post(f"{PAGE}akhiri/").status_code == MOVED
    ended = Entry.objects.get(kind="masuk-sebagai-berakhir")
    assert (str(ended.by), str(office.ani.id) in ended.body) == (str(office.admin.id), True)
    page = words(client.get(PAGE))
    assert "band-behalf" not in page
    assert "Laporan 12" in page
    assert client.post(f"{PAGE}akhiri/").status_code == MISSING


def test_after_half_an_hour_the_visit_ends_by_itself(office: Office):
    client = entered(office, office.ani)
    Entering.objects.update(until=timezone.now() - timedelta(seconds=1))
    page = words(client.get("/akun/"))
    assert office.admin.name in page
    assert "sudah habis" in page
    row = Entering.objects.get()
    assert row.ended_at == row.until
    assert kinds("masuk-sebagai-berakhir") == 1


def test_who_is_no_administrator_any_more_sees_nothing_more(office: Office):
    from lajur.registers.organisation import actions as organise
    from lajur.registers.organisation.models import Holding

    client = entered(office, office.ani)
    make_person(office.agency, "Pengganti", make_position(office.agency, "Admin dua", roles=[Role.ADMINISTRATOR]))
    row = Holding.objects.get(person=office.admin)
    yesterday = timezone.now().date() - timedelta(days=1)
    done(organise.unseat(by=clock(office.agency), now=timezone.now(), holding=row, until=yesterday))
    page = words(client.get("/akun/"))
    assert "band-behalf" not in page
    assert office.admin.name in page
    assert kinds("masuk-sebagai-berakhir") == 1


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_administrators_and_auditors_are_not_entered(office: Office, role: Role):
    watcher = make_person(office.agency, "Burhan", make_position(office.agency, "Pengawas", roles=[role]))
    assert watcher.name not in words(signed_in(office.admin).get(PAGE)).split("90 hari")[0]
    told = begin_entering(by=as_actor(office.admin), now=timezone.now(), person=watcher, reason="Uji")
    assert refusal(told).code == "masuk-sebagai-pengawas"


def test_a_reason_is_required_and_only_administrators_of_the_agency_enter(office: Office):
    assert signed_in(office.admin).post(PAGE, {"orang": str(office.ani.id), "alasan": " "}).status_code == INVALID
    officer = signed_in(office.ani).get(PAGE)
    assert officer.status_code == FORBIDDEN
    assert "administrator instansi" in words(officer)
    other = make_agency()
    with scope(agency=other):
        stranger = make_person(other, "Orang Lain", make_position(other, "Kepala", roles=[Role.ADMINISTRATOR]))
    assert signed_in(stranger).post(PAGE, {"orang": str(office.ani.id), "alasan": "Uji"}).status_code == INVALID
    told = begin_entering(by=as_actor(office.admin), now=timezone.now(), person=stranger, reason="Uji")
    assert refusal(told).code == "orang-tidak-dikenal"
    assert not Entering.objects.exists()


def test_signing_out_while_seeing_as_another_signs_the_administrator_out(office: Office):
    client = entered(office, office.ani)
    assert client.post("/keluar/").status_code == MOVED
    assert client.get("/tugas/").headers["Location"].startswith("/masuk/")
