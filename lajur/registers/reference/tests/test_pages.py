"""Dated tables and the letterhead in the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django_scopes import scope, scopes_disabled
from pytest_django import DjangoAssertNumQueries

from lajur.registers.authority.models import Entry
from lajur.registers.organisation.models import Agency, Person, Role
from lajur.registers.organisation.testing import make_agency, make_person, make_position
from lajur.registers.organisation.tests.browsing import signed_in, words
from lajur.registers.reference.letterheads import letterhead_for
from lajur.registers.reference.models import DatedValue, Letterhead
from lajur.registers.reference.queries import value
from lajur.registers.reference.rules import HOURS
from lajur.registers.reference.shipped import tables
from lajur.registers.reference.tests.test_pictures import chunk, make_png

FORBIDDEN, MISSING, INVALID, MOVED = 403, 404, 422, 302
TABLE = f"/pengelolaan/tabel/{HOURS}/"
HEAD = {
    "baris": "PEMERINTAH KOTA UJI\nSEKRETARIAT DAERAH",
    "alamat": "Jalan Merdeka 1",
    "kota": "Uji",
    "berlaku": "2026-01-02",
}


@dataclass
class House:
    agency: Agency
    admin: Person
    auditor: Person
    officer: Person


@pytest.fixture
def house(db: None) -> Iterator[House]:
    with scopes_disabled():
        agency = make_agency()
    with scope(agency=agency):
        people = [
            make_person(agency, name, make_position(agency, f"Jabatan {name}", roles=roles))
            for name, roles in (("Yeni", [Role.ADMINISTRATOR]), ("Burhan", [Role.AUDITOR]), ("Ani", []))
        ]
        yield House(agency, *people)


def hours_value(text: str) -> dict[str, str]:
    days = ("senin", "selasa", "rabu", "kamis", "jumat")
    return {
        "berlaku": "2026-07-01",
        **{f"nilai_{season}_{day}": text for season in ("biasa", "ramadan") for day in days},
        "dasar_hukum": "Perwali 9/2026 Pasal 2",
        "sumber": "JDIH kota, 3 Juni 2026",
        "terverifikasi": "ya",
    }


def test_tables_are_listed_with_what_holds_and_whether_it_was_verified(house: House):
    page = words(signed_in(house.auditor).get("/pengelolaan/tabel/"))
    for told in ("Jam kerja instansi pemerintah", "Bulan Ramadan", "Perpres 21/2023", "Belum diverifikasi"):
        assert told in page


def test_a_table_shows_every_version_with_its_source(house: House):
    page = words(signed_in(house.auditor).get("/pengelolaan/tabel/reference.ramadan/"))
    for told in ("1 Januari 2023", "1 Januari 2030", "pustaka holidays", "Nasional", "disertakan dalam Lajur"):
        assert told in page
    assert "Catat versi baru" not in words(signed_in(house.auditor).get(TABLE))
    assert "Catat versi baru" in words(signed_in(house.admin).get(TABLE))


def test_a_new_version_holds_from_its_day_and_the_past_stays(house: House):
    before = value(HOURS, date(2026, 6, 30), house.agency)
    saved = signed_in(house.admin).post(f"{TABLE}baru/", hours_value("08.00-12.00, 13.00-16.30"))
    assert saved.status_code == MOVED
    assert value(HOURS, date(2026, 7, 1), house.agency)["biasa"]["senin"] == ["08.00-12.00", "13.00-16.30"]
    assert value(HOURS, date(2026, 6, 30), house.agency) == before
    assert value(HOURS, date(2026, 7, 1)) == before
    page = words(signed_in(house.admin).get(TABLE))
    for told in ("Perwali 9/2026 Pasal 2", "JDIH kota", "Instansi ini", house.admin.name, "Perpres 21/2023"):
        assert told in page
    assert Entry.objects.filter(kind="nilai-ditetapkan").count() == 1


def test_an_agency_returns_to_the_national_value_by_a_new_row(house: House):
    admin = signed_in(house.admin)
    admin.post(f"{TABLE}baru/", hours_value("08.00-12.00, 13.00-16.30"))
    back = hours_value("") | {"berlaku": "2026-09-01", "langkah": "nasional"}
    assert admin.post(f"{TABLE}baru/", back).status_code == MOVED
    assert value(HOURS, date(2026, 9, 1), house.agency) == value(HOURS, date(2026, 9, 1))
    assert DatedValue.objects.count() == 2
    assert "Kembali memakai nilai nasional" in words(admin.get(TABLE))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"sumber": ""}, "Isi: Sumber."),
        ({"dasar_hukum": ""}, "Isi: Dasar hukum."),
        ({"nilai_biasa_senin": "pagi sampai sore"}, "ditulis seperti 07.30-12.00"),
        ({"nilai_ramadan_jumat": "08.00-25.00"}, "tidak ada"),
        ({"nilai_ramadan_jumat": "08.00-25.00"}, "Jumat, Ramadan"),
        ({"nilai_biasa_senin": "16.00-08.00"}, "harus sesudah jam sebelumnya"),
        (hours_value(""), "tidak memuat satu jam pun"),
    ],
)
def test_what_cannot_hold_is_said_in_words_and_nothing_is_recorded(house: House, change: dict[str, str], told: str):
    given = hours_value("08.00-12.00, 13.00-16.30") | change
    answer = signed_in(house.admin).post(f"{TABLE}baru/", given)
    assert answer.status_code == INVALID
    assert told in words(answer)
    assert not DatedValue.objects.exists()


@pytest.mark.parametrize(
    "written", ["7:30 - 12:00, 13.00–16.00", "07.30-12.00 dan 13.00-16.00", "07.30–12.00; 13:00—16:00"]
)
def test_hours_are_read_as_people_write_them(house: House, written: str):
    assert signed_in(house.admin).post(f"{TABLE}baru/", hours_value(written)).status_code == MOVED
    assert value(HOURS, date(2026, 7, 1), house.agency)["ramadan"]["jumat"] == ["07.30-12.00", "13.00-16.00"]


def test_every_table_is_read_and_begun_without_the_notation_of_its_file(house: House):
    for name, found in tables().items():
        page = words(signed_in(house.admin).get(f"/pengelolaan/tabel/{name}/"))
        assert "<pre" not in page
        assert not re.search(r"[\[{]&#x27;|: \[|_bulan|paling_sedikit", page), name
        if found.per_agency:
            assert signed_in(house.admin).get(f"/pengelolaan/tabel/{name}/baru/").status_code == 200


def test_a_table_of_named_parts_is_changed_part_by_part(house: House):
    address, basis = "/pengelolaan/tabel/procedures.pemantauan-sop/", hours_value("")
    given = {
        "nilai_pemantauan_bulan": "3",
        "nilai_evaluasi_bulan": "12",
        "nilai_cara": "Pengamatan oleh atasan\n\n Wawancara ",
        "nilai_pertanyaan": "Mudah dipahami",
    }
    wrong = signed_in(house.admin).post(f"{address}baru/", basis | given | {"nilai_pemantauan_bulan": "tiga"})
    assert wrong.status_code == INVALID
    assert signed_in(house.admin).post(f"{address}baru/", basis | given).status_code == MOVED
    held = value("procedures.pemantauan-sop", date(2026, 7, 1), house.agency)
    assert (held["pemantauan_bulan"], held["cara"]) == (3, ["Pengamatan oleh atasan", "Wawancara"])


def test_what_has_no_named_parts_is_written_as_text_and_a_slip_is_told_by_its_line(house: House):
    address = "/pengelolaan/tabel/retention.jadwal/baru/"
    answer = signed_in(house.admin).post(address, hours_value("") | {"nilai": "biasa: [07.30"})
    assert answer.status_code == INVALID
    assert "tidak terbaca" in words(answer)
    kind = signed_in(house.admin).post(address, hours_value("") | {"nilai": "450"})
    assert "sejenis" in words(kind)
    assert not DatedValue.objects.exists()


def test_who_may_not_is_told_why(house: House):
    assert signed_in(house.officer).get("/pengelolaan/tabel/").status_code == FORBIDDEN
    refused = signed_in(house.auditor).post(f"{TABLE}baru/", hours_value("08.00-12.00"))
    assert refused.status_code == FORBIDDEN
    assert "administrator instansi" in words(refused)
    national = signed_in(house.admin).get("/pengelolaan/tabel/reference.ramadan/baru/")
    assert national.status_code == FORBIDDEN
    assert "sama bagi semua instansi" in words(national)
    assert signed_in(house.admin).get("/pengelolaan/tabel/reference.tidak-ada/").status_code == MISSING


def test_a_letterhead_holds_from_its_day_and_those_before_are_kept(house: House):
    admin = signed_in(house.admin)
    hidden = make_png(extra=chunk(b"tEXt", b"Author\0Ani"))
    crest = SimpleUploadedFile("lambang.png", hidden, "image/png")
    assert admin.post("/pengelolaan/kop-surat/", {**HEAD, "lambang": crest}).status_code == MOVED
    later = {**HEAD, "baris": "PEMERINTAH KOTA BARU", "berlaku": "2026-06-01"}
    assert admin.post("/pengelolaan/kop-surat/", later).status_code == MOVED
    old, new = (letterhead_for(house.agency, day) for day in (date(2026, 5, 31), date(2026, 6, 1)))
    assert old is not None
    assert new is not None
    assert (old.lines[0], new.lines[0]) == ("PEMERINTAH KOTA UJI", "PEMERINTAH KOTA BARU")
    assert bytes(new.crest) == bytes(old.crest) == make_png()
    assert letterhead_for(house.agency, date(2026, 1, 1)) is None
    page = words(admin.get("/pengelolaan/kop-surat/"))
    assert "PEMERINTAH KOTA BARU" in page
    assert "PEMERINTAH KOTA UJI" in page
    assert Entry.objects.filter(kind="kop-surat-ditetapkan").count() == 2
    without = {**later, "tanpa_lambang": "ya"}
    admin.post("/pengelolaan/kop-surat/", without)
    latest = letterhead_for(house.agency, date(2026, 6, 1))
    assert latest is not None
    assert not latest.crest


def test_the_crest_is_shown_to_its_own_agency_only(house: House):
    crest = SimpleUploadedFile("lambang.png", make_png(), "image/png")
    signed_in(house.admin).post("/pengelolaan/kop-surat/", {**HEAD, "lambang": crest})
    row = Letterhead.objects.get()
    shown = signed_in(house.officer).get(f"/kop-surat/{row.id}/lambang/")
    assert (shown.headers["Content-Type"], shown.content) == ("image/png", make_png())
    other = make_agency()
    with scope(agency=other):
        stranger = make_person(other, "Orang Lain", make_position(other, "Kepala", roles=[Role.ADMINISTRATOR]))
    assert signed_in(stranger).get(f"/kop-surat/{row.id}/lambang/").status_code == MISSING
    assert "KOTA UJI" not in words(signed_in(stranger).get("/pengelolaan/kop-surat/"))


def test_a_crest_that_is_no_picture_is_refused_at_its_field(house: House):
    sheet = SimpleUploadedFile("lambang.svg", b"<svg onload='x()'/>", "image/svg+xml")
    answer = signed_in(house.admin).post("/pengelolaan/kop-surat/", {**HEAD, "lambang": sheet})
    assert answer.status_code == INVALID
    assert "PNG atau JPEG" in words(answer)
    assert not Letterhead.objects.exists()
    assert signed_in(house.officer).get("/pengelolaan/kop-surat/").status_code == FORBIDDEN


def test_the_database_refuses_to_change_a_letterhead(house: House):
    signed_in(house.admin).post("/pengelolaan/kop-surat/", HEAD)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reference_letterhead SET city = 'Lain'")


def test_tables_take_a_steady_number_of_questions(house: House, django_assert_max_num_queries: DjangoAssertNumQueries):
    client = signed_in(house.admin)
    client.get(TABLE)
    with django_assert_max_num_queries(6):
        client.get(TABLE)
