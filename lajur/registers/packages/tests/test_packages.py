"""The register of packages: kept by hand and by lists, within the agency."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled

from lajur.registers.authority.models import Entry
from lajur.registers.intake.columns import REASONS
from lajur.registers.intake.models import ColumnMatch
from lajur.registers.organisation.models import Agency, LaneBinding, Person, Role
from lajur.registers.organisation.sheets import read_table, write_csv, write_xlsx
from lajur.registers.organisation.testing import (
    NOW,
    as_actor,
    clock,
    done,
    make_agency,
    make_person,
    make_position,
    refusal,
)
from lajur.registers.organisation.tests.browsing import signed_in
from lajur.registers.packages.actions import add_package, change_package, import_packages
from lajur.registers.packages.columns import COLUMNS
from lajur.registers.packages.models import Package
from lajur.registers.packages.testing import make_package

HEADINGS = ["kd_rup", "nama_paket", "tahun_anggaran", "pagu", "metode_pengadaan", "jenis_pengadaan", "warna"]
MATCH = ["code", "name", "year", "pagu", "method", "kind", ""]
GOOD: list[list[Any]] = [
    ["101", "Obat", "2026", "1.500.000.000", "Tender", "Barang", "biru"],
    ["102", "Jalan", 2026.0, 250_000_000.5, "Seleksi", "Jasa Konsultansi", ""],
]
BAD: list[Any] = ["103", "", "2026", "banyak", "Lelang", "Barang", ""]


@dataclass
class Place:
    agency: Agency
    admin: Person
    staff: Person


@pytest.fixture
def place(db: None, settings: Any, tmp_path: Any) -> Iterator[Place]:
    settings.MEDIA_ROOT = tmp_path
    with scopes_disabled():
        agency = make_agency()
    with scope(agency=agency):
        admin = make_person(agency, "Admin", make_position(agency, "Administrator", roles=[Role.ADMINISTRATOR]))
        yield Place(agency, admin, make_person(agency, "Staf", make_position(agency, "Staf")))


def sent(client: Client, rows: list[list[Any]], headings: list[str] = HEADINGS, kind: str = "csv") -> Any:
    data = write_csv(headings, rows) if kind == "csv" else write_xlsx("Daftar", headings, rows)
    return client.post("/paket/impor/", {"berkas": SimpleUploadedFile(f"rup.{kind}", data)}, follow=True)


def ticket_of(answer: Any) -> str:
    found = re.search(r'name="berkas" value="([^"]+)"', answer.content.decode())
    assert found, answer.content.decode()
    return found[1]


def test_a_package_is_recorded_changed_and_stands_in_the_journal(place: Place) -> None:
    package = make_package(place.agency, code="900")
    by = as_actor(place.admin)
    changed = done(change_package(by=by, now=NOW, package=package, values={"hps": Decimal("900000000")}))
    assert changed.hps == Decimal("900000000")
    kinds = list(Entry.objects.order_by("-seq").values_list("kind", flat=True)[:2])
    assert kinds == ["paket-diubah", "paket-dicatat"]


def test_a_code_stands_once_and_what_cannot_be_is_refused(place: Place) -> None:
    package = make_package(place.agency, code="900")
    by = as_actor(place.admin)
    other = make_package(place.agency)
    for values, code in (
        ({"code": "900"}, "kode-sudah-ada"),
        ({"hps": Decimal("2000000000")}, "hps-di-atas-pagu"),
        ({"selection_until": date(2026, 1, 1)}, "tanggal-terbalik"),
        ({"pagu": Decimal(0)}, "pagu-nol"),
    ):
        assert refusal(change_package(by=by, now=NOW, package=other, values=values)).code == code
    assert package.code == "900"


def test_codes_are_looked_for_and_written_by_one_at_a_time(place: Place) -> None:
    """Sent twice at once, the second would not see the first and break on the database's constraint."""
    by = as_actor(place.admin)
    values = {"code": "1", "name": "A", "year": 2026, "method": "tender", "kind": "barang", "pagu": Decimal(1)}
    rows = [["2", "B", "2026", "5000000", "tender", "barang", ""]]
    for write in (
        lambda: done(add_package(by=by, now=NOW, values=values)),
        lambda: done(import_packages(by=by, now=NOW, table=[HEADINGS, *rows], match=MATCH, sha256="0" * 64)),
    ):
        with CaptureQueriesContext(connection) as asked:
            write()
        told = [one["sql"] for one in asked]
        turn = next(at for at, sql in enumerate(told) if "pg_advisory_xact_lock(hashtextextended('packages/" in sql)
        assert turn < next(at for at, sql in enumerate(told) if 'FROM "packages_package"' in sql)
    assert Package.objects.count() == 2


@time_machine.travel(datetime(2026, 12, 31, 18, 0, tzinfo=UTC), tick=False)
def test_a_new_package_is_of_the_year_that_it_is_in_the_agency(place: Place) -> None:
    page = signed_in(place.admin).get("/paket/tambah/")
    assert page.context["form"]["tahun"].value() == 2027


def test_only_the_secretariat_and_administrators_keep_packages(place: Place) -> None:
    values = {"code": "1", "name": "A", "year": 2026, "method": "tender", "kind": "barang", "pagu": Decimal(1)}
    assert refusal(add_package(by=as_actor(place.staff), now=NOW, values=values)).code == "bukan-wewenang"
    position = make_position(place.agency, "Sekretaris")
    secretary = make_person(place.agency, "Sekar", position)
    LaneBinding.objects.create(
        agency=place.agency, procedure="distribusi-personil", lane="sekretariat", position=position
    )
    Agency.objects.filter(id=place.agency.id).update(roster_version=place.agency.roster_version + 100)
    done(add_package(by=as_actor(secretary), now=NOW, values=values))


def test_columns_are_matched_once_and_remembered_for_the_same_headings(place: Place) -> None:
    client = signed_in(place.admin)
    asked = sent(client, GOOD)
    assert asked.redirect_chain
    assert "Pasangkan kolom" in asked.content.decode()
    assert '<option value="pagu" selected>Pagu *' in asked.content.decode()
    ticket = ticket_of(asked)
    chosen = {f"kolom-{number}": key for number, key in enumerate(MATCH)}
    wrong = client.post("/paket/impor/kolom/", {"berkas": ticket, **chosen, "kolom-3": ""})
    assert wrong.status_code == 422
    assert "Pilih kolom berkas yang berisi “Pagu”." in wrong.content.decode()
    checked = client.post("/paket/impor/kolom/", {"berkas": ticket, **chosen}, follow=True)
    assert "Terapkan 2 baris" in checked.content.decode()
    assert ColumnMatch.objects.get().columns == MATCH
    assert Package.objects.count() == 0
    again = sent(client, GOOD[:1])
    assert "Terapkan 1 baris" in again.content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_good_rows_are_taken_over_and_bad_ones_go_back_mended_and_come_again(place: Place, kind: str) -> None:
    ColumnMatch.objects.create(agency=place.agency, subject="paket", headings=_digest(), columns=MATCH, recorded_at=NOW)
    client = signed_in(place.admin)
    checked = sent(client, [*GOOD, BAD, GOOD[0]], kind=kind)
    page = checked.content.decode()
    assert "Terapkan 2 baris" in page
    assert "Kode ini sudah ada pada baris 2." in page
    ticket = ticket_of(checked)
    after = client.post("/paket/impor/terapkan/", {"berkas": ticket}, follow=True)
    assert "2 baru, 0 berubah, 2 baris ditolak" in after.content.decode()
    packages = list(Package.objects.order_by("code").values_list("code", "name", "year", "pagu", "method", "kind"))
    assert packages == [
        ("101", "Obat", 2026, Decimal("1500000000.00"), "tender", "barang"),
        ("102", "Jalan", 2026, Decimal("250000000.50"), "seleksi", "jasa-konsultansi"),
    ]
    returned = read_table(client.get(f"/paket/impor/ditolak.xlsx?berkas={ticket}").content)
    assert isinstance(returned, list)
    assert returned[0] == [*HEADINGS, *REASONS]
    assert [row[7] for row in returned[1:]] == ["4", "5"] or [row[7] for row in returned[1:]] == [4.0, 5.0]
    assert "Nama paket: Kosong." in returned[1][8]
    returned[1][1:6] = ["Meja", "2026", "5000000", "Pengadaan Langsung", "Barang"]
    data = write_xlsx("Daftar", returned[0], returned[1:2])
    mended = client.post("/paket/impor/", {"berkas": SimpleUploadedFile("ditolak.xlsx", data)}, follow=True)
    assert "Terapkan 1 baris" in mended.content.decode()


def _digest() -> str:
    from lajur.registers.intake.columns import digest

    return digest(HEADINGS)


def test_a_list_sent_again_changes_nothing_and_empty_cells_leave_what_is_there(place: Place) -> None:
    by = as_actor(place.admin)
    table: list[list[Any]] = [HEADINGS, *GOOD]
    first = done(import_packages(by=by, now=NOW, table=table, match=MATCH, sha256="a" * 64))
    assert (first.new, first.changed, first.unchanged) == (2, 0, 0)
    Package.objects.filter(code="101").update(satker="Dinas Kesehatan")
    again = done(import_packages(by=by, now=NOW, table=table, match=MATCH, sha256="a" * 64))
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    table[1] = ["101", "Obat dan alat", *GOOD[0][2:]]
    third = done(import_packages(by=by, now=NOW, table=table, match=MATCH, sha256="b" * 64))
    assert (third.new, third.changed, third.unchanged) == (0, 1, 1)
    package = Package.objects.get(code="101")
    assert (package.name, package.satker) == ("Obat dan alat", "Dinas Kesehatan")


def test_when_a_row_cannot_be_written_nothing_is(place: Place, monkeypatch: Any) -> None:
    by = as_actor(place.admin)
    done(import_packages(by=by, now=NOW, table=[HEADINGS, GOOD[0]], match=MATCH, sha256="a" * 64))

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("lajur.registers.packages.actions.record", broken)
    table = [HEADINGS, ["101", "Lain", *GOOD[0][2:]], GOOD[1]]
    with pytest.raises(RuntimeError):
        import_packages(by=by, now=NOW, table=table, match=MATCH, sha256="b" * 64)
    assert list(Package.objects.values_list("code", "name")) == [("101", "Obat")]


def test_a_ticket_is_only_its_owners(place: Place) -> None:
    other = make_person(place.agency, "Admin Dua", make_position(place.agency, "Admin", roles=[Role.ADMINISTRATOR]))
    ticket = ticket_of(sent(signed_in(place.admin), GOOD))
    answer = signed_in(other).get(f"/paket/impor/periksa/?berkas={ticket}", follow=True)
    assert "unggah sekali lagi" in answer.content.decode()


def test_the_list_searches_adds_up_and_asks_no_more_for_more_packages(place: Place) -> None:
    client = signed_in(place.staff)
    for number in range(3):
        make_package(place.agency, name=f"Obat {number}", satker="RSUD")
    client.get("/paket/")
    with CaptureQueriesContext(connection) as few:
        page = client.get("/paket/?cari=obat+rsud&tahun=2026&metode=tender").content.decode()
    assert "3 paket, pagu Rp3.000.000.000" in page
    assert "Impor" not in page
    for number in range(20):
        make_package(place.agency, name=f"Obat lain {number}", satker="RSUD")
    with CaptureQueriesContext(connection) as many:
        client.get("/paket/?cari=obat+rsud&tahun=2026&metode=tender")
    assert len(many) == len(few)
    assert "Tidak ada paket" in client.get("/paket/?cari=zzz&tahun=abcd").content.decode()


def test_the_pages_of_a_package_show_and_change_it(place: Place) -> None:
    package = make_package(place.agency)
    client = signed_in(place.admin)
    assert package.code in client.get(f"/paket/{package.id}/").content.decode()
    form = {
        "kode": package.code, "nama": "Baru", "tahun": "2026", "metode": "seleksi", "jenis": "jasa-konsultansi",
        "pagu": "2.000.000", "status": "diproses", "pemilihan_dari": "2026-05-01", "pemilihan_sampai": "2026-04-01",
    }  # fmt: skip
    wrong = client.post(f"/paket/{package.id}/ubah/", form)
    assert wrong.status_code == 422
    form["pemilihan_sampai"] = "2026-06-01"
    assert client.post(f"/paket/{package.id}/ubah/", form).status_code == 302
    package.refresh_from_db()
    assert (package.name, package.pagu, package.hps) == ("Baru", Decimal("2000000.00"), None)
    added = client.post("/paket/tambah/", form | {"kode": "777"})
    assert added.status_code == 302
    assert client.post("/paket/tambah/", form | {"kode": "777"}).status_code == 422


def test_another_agencys_package_does_not_exist(place: Place) -> None:
    with scopes_disabled():
        other = make_agency()
    with scope(agency=other):
        theirs = make_package(other)
        clock(other)
    assert signed_in(place.admin).get(f"/paket/{theirs.id}/").status_code == 404


def test_a_long_list_takes_few_statements(place: Place) -> None:
    table = [HEADINGS, *([str(n), f"Paket {n}", "2026", str(n + 1), "Tender", "Barang", ""] for n in range(2500))]
    with CaptureQueriesContext(connection) as asked:
        outcome = done(import_packages(by=as_actor(place.admin), now=NOW, table=table, match=MATCH, sha256="a" * 64))
    assert outcome.new == 2500
    assert len(asked) < 20


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_taken_along_comes_in_again_and_changes_nothing(place: Place, kind: str) -> None:
    make_package(place.agency, code="007", hps=Decimal("900000000.50"), method="e-purchasing")
    make_package(place.agency, kind="jasa-konsultansi", status="diproses", selection_until=None, satker='Dinas "A"; B')
    client = signed_in(place.admin)
    file = client.get(f"/paket/?berkas={kind}").content
    table = read_table(file)
    assert isinstance(table, list)
    match = [column.key for column in COLUMNS]
    done(import_packages(by=as_actor(place.admin), now=NOW, table=table, match=match, sha256="0" * 64))
    assert read_table(client.get(f"/paket/?berkas={kind}").content) == table
    sent = client.post("/paket/impor/", {"berkas": SimpleUploadedFile(f"rup.{kind}", file)}, follow=True)
    chosen = {f"kolom-{number}": key for number, key in enumerate(match)}
    seen = client.post("/paket/impor/kolom/", {"berkas": ticket_of(sent), **chosen}, follow=True).context["outcome"]
    assert (seen.unchanged, seen.new, seen.changed, seen.bad) == (2, 0, 0, 0)
    for package in Package.objects.all():
        package.delete()
    done(import_packages(by=as_actor(place.admin), now=NOW, table=table, match=match, sha256="0" * 64))
    assert read_table(client.get(f"/paket/?berkas={kind}").content) == table
