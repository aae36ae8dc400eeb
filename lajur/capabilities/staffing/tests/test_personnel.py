"""What is known of the staff: kept by hand and by lists, read only by those who must."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled

from lajur.capabilities.staffing.demo import furnish
from lajur.capabilities.staffing.models import Certificate, Conflict, Leave, Staff
from lajur.capabilities.staffing.personnel import actions
from lajur.capabilities.staffing.personnel.columns import COLUMNS
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.models import Agency, Person, Role
from lajur.registers.organisation.sheets import read_table, write_csv
from lajur.registers.organisation.testing import (
    NOW,
    as_actor,
    done,
    make_agency,
    make_person,
    make_position,
    refusal,
)
from lajur.registers.organisation.tests.browsing import signed_in
from lajur.registers.packages.models import Package
from lajur.registers.packages.testing import make_package

HEADINGS = ["NIP", "Jenjang", "Sertifikat", "Nomor", "Terbit", "Berlaku sampai", "Paket lain", "Batas paket"]
MATCH = ["person", "level", "kind", "number", "issued_on", "expires_on", "other_packages", "most_packages"]


@dataclass
class Place:
    agency: Agency
    admin: Person
    head: Person
    officer: Person

    @property
    def by(self) -> Any:
        return as_actor(self.admin)

    def staff(self, **values: Any) -> Staff:
        return done(actions.enrol(by=self.by, now=NOW, person=self.officer, values={"level": "ahli-muda"} | values))


@pytest.fixture
def place(db: None, settings: Any, tmp_path: Any) -> Iterator[Place]:
    settings.MEDIA_ROOT = tmp_path
    with scopes_disabled():
        agency = make_agency()
    with scope(agency=agency):
        admin = make_person(agency, "Admin", make_position(agency, "Administrator", roles=[Role.ADMINISTRATOR]))
        head = make_person(agency, "Kepala", make_position(agency, "Kepala", roles=[Role.HEAD]))
        yield Place(agency, admin, head, make_person(agency, "Petugas", make_position(agency, "Petugas")))


def test_staff_certificates_leave_and_conflicts_are_recorded_and_ended_but_never_lost(place: Place) -> None:
    staff, by = place.staff(), place.by
    certificate = done(
        actions.certify(
            by=by, now=NOW, staff=staff, kind="pokja", number="K/1", issued_on=date(2025, 1, 1), expires_on=None
        )
    )
    leave = done(actions.grant_leave(by=by, now=NOW, staff=staff, since=date(2026, 4, 1), until=date(2026, 4, 3)))
    conflict = done(actions.declare_conflict(by=by, now=NOW, staff=staff, reason="Saudara", satker="Dinas Kesehatan"))
    done(actions.revoke_certificate(by=by, now=NOW, certificate=certificate))
    done(actions.cancel_leave(by=by, now=NOW, leave=leave))
    done(actions.lift_conflict(by=by, now=NOW, conflict=conflict))
    assert Certificate.objects.get().revoked_on == NOW.date()
    assert Leave.objects.get().is_cancelled
    assert Conflict.objects.get().lifted_on == NOW.date()
    entry = Entry.objects.get(kind="benturan-dinyatakan")
    assert "Saudara" not in entry.body
    assert "Saudara" in str(entry.private)


def test_what_cannot_be_is_refused(place: Place) -> None:
    staff, by = place.staff(), place.by
    done(actions.grant_leave(by=by, now=NOW, staff=staff, since=date(2026, 4, 1), until=date(2026, 4, 3)))
    for since, until, code in (
        (date(2026, 4, 3), date(2026, 4, 9), "cuti-bertumpuk"),
        (date(2026, 5, 3), date(2026, 5, 1), "tanggal-terbalik"),
    ):
        assert refusal(actions.grant_leave(by=by, now=NOW, staff=staff, since=since, until=until)).code == code
    nothing = actions.declare_conflict(by=by, now=NOW, staff=staff, reason="Saudara")
    assert refusal(nothing).code == "benturan-dengan-apa"
    certified = actions.certify(
        by=by, now=NOW, staff=staff, kind="pokja", number="", issued_on=date(2026, 1, 2), expires_on=date(2026, 1, 1)
    )
    assert refusal(certified).code == "tanggal-terbalik"


def test_an_officer_declares_his_own_conflict_but_neither_lifts_it_nor_keeps_the_register(place: Place) -> None:
    staff, officer = place.staff(), as_actor(place.officer)
    conflict = done(
        actions.declare_conflict(by=officer, now=NOW, staff=staff, reason="Saudara", package=make_package(place.agency))
    )
    assert refusal(actions.lift_conflict(by=officer, now=NOW, conflict=conflict)).code == "bukan-wewenang"
    values = {"most_packages": 0}
    assert refusal(actions.change_staff(by=officer, now=NOW, staff=staff, values=values)).code == "bukan-wewenang"
    own = done(actions.enrol(by=place.by, now=NOW, person=place.admin, values={}))
    his = done(actions.declare_conflict(by=place.by, now=NOW, staff=own, reason="Saudara", satker="Dinas"))
    assert refusal(actions.lift_conflict(by=place.by, now=NOW, conflict=his)).code == "diri-sendiri"


def test_the_list_is_for_heads_and_keepers_and_everybody_reads_himself(place: Place) -> None:
    staff = place.staff()
    done(actions.grant_leave(by=place.by, now=NOW, staff=staff, since=date(2020, 1, 1), until=date(2099, 1, 1)))
    assert signed_in(place.officer).get("/personil/").status_code == 403
    assert signed_in(place.officer).get(f"/personil/{staff.id}/").status_code == 200
    page = signed_in(place.head).get("/personil/").content.decode()
    assert "Petugas" in page
    assert "Cuti sampai 1 Januari 2099" in page
    assert "Impor" not in page
    stranger = make_person(place.agency, "Lain", make_position(place.agency, "Lain"))
    assert signed_in(stranger).get(f"/personil/{staff.id}/").status_code == 403


def test_the_list_asks_no_more_for_more_people(place: Place) -> None:
    place.staff()
    client = signed_in(place.admin)
    client.get("/personil/")
    with CaptureQueriesContext(connection) as few:
        client.get("/personil/")
    for number in range(8):
        person = make_person(place.agency, f"Orang {number}")
        staff = done(actions.enrol(by=place.by, now=NOW, person=person, values={}))
        Certificate.objects.create(agency=place.agency, staff=staff, kind="pokja", issued_on=date(2020, 1, 1))
    client.get("/personil/")  # this process reads the changed roster
    with CaptureQueriesContext(connection) as many:
        client.get("/personil/")
    assert len(many) == len(few)


def test_everything_is_recorded_by_pages_that_need_no_script(place: Place) -> None:
    client = signed_in(place.admin)
    given = {"jenjang": "ahli-madya", "dibagi": "on", "paket_lain": "2", "nilai_lain": "1.000.000", "batas": ""}
    added = client.post("/personil/tambah/", given | {"pegawai": str(place.officer.id)})
    staff = Staff.objects.get()
    assert added.headers["Location"] == f"/personil/{staff.id}/"
    at = f"/personil/{staff.id}"
    package = make_package(place.agency)
    for address, form in (
        (f"{at}/ubah/", given | {"batas": "7"}),
        (f"{at}/sertifikat/", {"jenis": "pokja", "nomor": "K/9", "terbit": "2025-01-01", "sampai": ""}),
        (f"{at}/cuti/", {"jenis": "cuti", "dari": "2026-07-01", "sampai": "2026-07-03"}),
        (f"{at}/benturan/", {"kode": package.code, "satker": "", "alasan": "Saudara"}),
    ):
        assert client.get(address).status_code == 200
        assert client.post(address, form).status_code == 302
        assert client.post(address, {}).status_code == 422
    wrong = client.post(f"{at}/benturan/", {"kode": "tidak-ada", "alasan": "Saudara"})
    assert wrong.status_code == 422
    page = client.get(f"{at}/").content.decode()
    for text in ("K/9", "1 Juli 2026", package.name, "Saudara", "Rp1.000.000"):
        assert text in page
    client.post(f"/personil/sertifikat/{Certificate.objects.get().id}/cabut/")
    client.post(f"/personil/cuti/{Leave.objects.get().id}/batal/")
    client.post(f"/personil/benturan/{Conflict.objects.get().id}/akhiri/")
    page = client.get(f"{at}/").content.decode()
    assert "dicabut" in page
    assert "1 Juli 2026" not in page
    assert "berakhir" in page


def test_a_list_gives_people_their_certificates_and_tells_what_does_not_fit(place: Place) -> None:
    Person.within.filter(id=place.officer.id).update(nip="198512242010012002")
    rows: list[list[Any]] = [
        ["19851224 201001 2 002", "Ahli Muda", "Pokja", "K/1", "2025-01-01", "2029-12-31", "3", "12"],
        ["198512242010012002", "", "PBJ Level-1", "L/1", "2020-01-01", "", "", ""],
        [place.head.username, "Madya", "", "", "", "", "", ""],
        ["tidak.ada", "Madya", "", "", "", "", "", ""],
        ["198512242010012002", "Ahli Madya", "PP", "P/1", "2025-01-01", "", "", ""],
        [place.head.username, "", "Pokja", "K/2", "", "", "", ""],
        ["198512242010012002", "", "Pokja", "K/3", "2025-01-01", "", "", ""],
    ]
    table = [HEADINGS, *rows]
    outcome = done(actions.import_staff(by=place.by, now=NOW, table=table, match=MATCH, sha256="a" * 64))
    assert (outcome.new, outcome.changed, outcome.unchanged, outcome.bad) == (2, 1, 0, 4)
    assert [(fault.row, str(fault.column), str(fault.what)) for fault in outcome.faults] == [
        (5, "NIP atau nama pengguna", "Pegawai ini tidak terdaftar atau tidak aktif di instansi Anda."),
        (6, "Jenjang", "Berbeda dari baris 2 tentang orang yang sama."),
        (7, "Terbit", "Tanggal terbit sertifikat kosong."),
        (8, "Sertifikat", "Sertifikat ini sudah ada pada baris 2."),
    ]
    staff = Staff.objects.get(person=place.officer)
    assert (staff.level, staff.other_packages, staff.most_packages) == ("ahli-muda", 3, 12)
    held = set(staff.certificates.values_list("kind", "number", "expires_on"))
    assert held == {("pokja", "K/1", date(2029, 12, 31)), ("pbj-level-1", "L/1", None)}
    again = done(actions.import_staff(by=place.by, now=NOW, table=table[:4], match=MATCH, sha256="a" * 64))
    assert (again.new, again.changed, again.unchanged) == (0, 0, 3)
    table[1] = [*rows[0][:5], "2030-12-31", "", ""]
    longer = done(actions.import_staff(by=place.by, now=NOW, table=table[:2], match=MATCH, sha256="a" * 64))
    assert longer.changed == 1
    assert staff.certificates.get(kind="pokja").expires_on == date(2030, 12, 31)


def test_the_list_comes_in_through_the_pages(place: Place) -> None:
    client = signed_in(place.admin)
    data = write_csv(HEADINGS, [[place.officer.username, "Ahli Muda", "Pokja", "K/1", "2025-01-01", "", "", ""]])
    asked = client.post("/personil/impor/", {"berkas": SimpleUploadedFile("p.csv", data)}, follow=True)
    ticket = asked.context["ticket"]
    chosen = {f"kolom-{number}": key for number, key in enumerate(MATCH)}
    checked = client.post("/personil/impor/kolom/", {"berkas": ticket, **chosen}, follow=True)
    assert "Terapkan 1 baris" in checked.content.decode()
    client.post("/personil/impor/terapkan/", {"berkas": ticket})
    assert Certificate.objects.get().staff.other_value == Decimal(0)
    assert client.get("/personil/impor/templat.xlsx").status_code == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_taken_along_comes_in_again_and_changes_nothing(place: Place, kind: str) -> None:
    staff = place.staff(other_packages=3, other_value=Decimal("1500000.50"), most_packages=9)
    for number, issued in enumerate((date(2024, 1, 1), date(2025, 1, 1))):
        values = {"kind": "pokja", "number": f"K/{number}", "issued_on": issued, "expires_on": date(2027, 1, 1)}
        done(actions.certify(by=place.by, now=NOW, staff=staff, **values))  # type: ignore[arg-type]
    done(actions.enrol(by=place.by, now=NOW, person=place.head, values={"level": "bukan-jf"}))
    client = signed_in(place.admin)

    def taken() -> Any:
        return read_table(client.get(f"/personil/?berkas={kind}").content)

    table = taken()
    assert len(table) == 1 + 3
    match = [*(column.key for column in COLUMNS), ""]
    result = done(actions.import_staff(by=place.by, now=NOW, table=table, match=match, sha256="0" * 64))
    assert (result.unchanged, result.new, result.changed, result.bad) == (3, 0, 0, 0)
    assert taken() == table
    Certificate.objects.all().delete()
    Staff.objects.all().delete()
    done(actions.import_staff(by=place.by, now=NOW, table=table, match=match, sha256="0" * 64))
    assert taken() == table


def test_the_demonstration_has_staff_with_certificates_and_packages_once(place: Place) -> None:
    for number in range(8):
        make_person(place.agency, f"Anggota {number}", make_position(place.agency, f"JF UKPBJ {number}"))
    make_person(place.agency, "Dedi Kurniawan", make_position(place.agency, "PPK Dinas Pekerjaan Umum"))
    place.agency.refresh_from_db()
    furnish(place.agency, NOW)
    furnish(place.agency, NOW)
    assert Package.objects.count() == 12
    assert Staff.objects.count() == 9
    assert Certificate.objects.get(kind="ppk-tipe-c").staff.person.name == "Dedi Kurniawan"
    assert Certificate.objects.filter(kind="pokja").count() >= 5
    assert Leave.objects.exists()
    assert Conflict.objects.count() == 1
