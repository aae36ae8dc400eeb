"""Lists of people in and out: dry run, faults row by row, all or nothing, again and again, and large."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled

from lajur.registers.authority.models import Entry
from lajur.registers.organisation import actions as organise
from lajur.registers.organisation.actions.importing import known_people
from lajur.registers.organisation.exporting import exported
from lajur.registers.organisation.listing import people
from lajur.registers.organisation.models import Agency, Holding, Person, Position
from lajur.registers.organisation.queries import read_roster
from lajur.registers.organisation.roll import COLUMNS
from lajur.registers.organisation.roll_reading import plan_roll
from lajur.registers.organisation.sheets import MAX_ROWS, read_table, write_csv, write_xlsx
from lajur.registers.organisation.testing import NOW, clock, done, make_agency, refusal
from lajur.registers.organisation.tests.administering import Place
from lajur.registers.organisation.tests.browsing import signed_in, words

pytestmark = pytest.mark.usefixtures("still_clock", "own_folder")

FIRST = date(2026, 1, 5)
NIPS = ["197804122003121001", "198512242010012002", "199001012020211003"]
ROWS: list[tuple[Any, ...]] = [
    (NIPS[0], "adi.p", "Adi Pratama", "a@x.id", "tidak", "ya", "Kepala Biro", "Biro", "definitif", "SK/1", FIRST, ""),
    (NIPS[0], "adi.p", "Adi Pratama", "a@x.id", "tidak", "ya", "Kepala", "", "plt", "SP/2", FIRST, date(2026, 6, 30)),
    (NIPS[1], "citra", "Citra Dewi", "", "tidak", "ya", "Analis", "Biro", "definitif", "", FIRST, ""),
    (NIPS[2], "dodi", "Dodi, \"D.\"", "", "tidak", "tidak", "", "", "", "", "", ""),
    ("", "ptx", "Direktur X", "x@y.id", "ya", "ya", "Direktur PT X", "", "definitif", "", FIRST, "",
     "PT X; Jaya", "0012345674901000", "0120001234567"),
]  # fmt: skip
ROWS = [row + ("",) * (len(COLUMNS) - len(row)) for row in ROWS]


def file_of(rows: Sequence[Sequence[Any]], kind: str = "xlsx") -> bytes:
    return write_csv(COLUMNS, rows) if kind == "csv" else write_xlsx("Pegawai", COLUMNS, rows)


def send(place: Place, data: bytes, name: str = "pegawai.xlsx") -> Any:
    return signed_in(place.admin).post("/pengelolaan/pegawai/impor/", {"berkas": SimpleUploadedFile(name, data)})


def take_over(place: Place, answer: Any) -> Any:
    ticket = re.search(r'name="berkas" value="([^"]+)"', words(answer))
    assert ticket, words(answer)
    return signed_in(place.admin).post("/pengelolaan/pegawai/impor/terapkan/", {"berkas": ticket[1]}, follow=True)


def sent_out(agency: Agency, words: str = "") -> list[tuple[Any, ...]]:
    """The export of everybody but the people of the fixture, who have no holding since `FIRST` in the files."""
    rows = exported(people(words, "semua", read_roster(agency).on(NOW.date())))
    return [row for row in rows if row[1] in {"adi.p", "citra", "dodi", "ptx"}]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_comes_in_goes_out_the_same_and_coming_again_changes_nothing(place: Place, kind: str) -> None:
    before = Person.within.count()
    answer = send(place, file_of(ROWS, kind))
    assert answer.status_code == 200
    assert Person.within.count() == before, "a dry run changes nothing"
    assert "Jabatan yang akan dibuat:" in words(answer)
    done_page = take_over(place, answer)
    assert "4 pegawai baru, 0 berubah, 4 masa jabatan" in words(done_page)
    place.agency.refresh_from_db()
    assert sorted(sent_out(place.agency), key=str) == sorted(ROWS, key=str)
    exported_file = signed_in(place.admin).get(f"/pengelolaan/pegawai/ekspor.{kind}").content
    again = send(place, exported_file, f"lagi.{kind}")
    assert "Semua sudah sama dengan yang tercatat" in words(again)
    entries, version = Entry.objects.count(), place.agency.roster_version
    assert signed_in(place.admin).get(f"/pengelolaan/pegawai/ekspor.{kind}").content != b""
    place.agency.refresh_from_db()
    assert (Entry.objects.count(), place.agency.roster_version) == (entries, version)


def test_the_roster_is_raised_once_and_nobody_gets_a_password(place: Place) -> None:
    place.agency.refresh_from_db()
    version = place.agency.roster_version
    take_over(place, send(place, file_of(ROWS)))
    place.agency.refresh_from_db()
    assert place.agency.roster_version == version + 1
    assert not any(person.has_usable_password() for person in Person.within.filter(username__in=["adi.p", "citra"]))
    kinds = list(Entry.objects.order_by("-seq").values_list("kind", flat=True)[:2])
    assert kinds == ["pegawai-diimpor-rincian", "pegawai-diimpor"]


def test_changes_are_found_by_nip_then_by_user_name(place: Place) -> None:
    take_over(place, send(place, file_of(ROWS)))
    rows = [list(row) for row in ROWS]
    rows[0][1] = rows[1][1] = ""  # by NIP
    rows[0][2] = rows[1][2] = "Adi Pratama, M.M."
    rows[0][11] = date(2026, 12, 31)
    rows[3][5] = "ya"
    rows[4][3] = rows[4][12] = ""  # an empty cell changes nothing
    rows[4][13] = "01.234.567.4-901.000"  # as it is known, written otherwise
    answer = send(place, file_of(rows))
    take_over(place, answer)
    adi = Person.objects.get(username="adi.p")
    assert (adi.name, adi.nip) == ("Adi Pratama, M.M.", NIPS[0])
    assert Holding.objects.get(person=adi, kind="definitif").until == date(2026, 12, 31)
    assert Person.objects.get(username="dodi").is_active
    ptx = Person.objects.get(username="ptx")
    assert (ptx.email, ptx.business, ptx.npwp) == ("x@y.id", "PT X; Jaya", "0012345674901000")
    assert Holding.objects.filter(person=adi).count() == 2


def faults_of(place: Place, rows: Sequence[Sequence[Any]]) -> list[tuple[int, str, str]]:
    table = [list(COLUMNS), *[list(row) for row in rows]]
    plan = plan_roll(table, known_people(str(place.agency.id), table))
    assert all(fault.mend for fault in plan.faults)
    return [(fault.row, fault.column, fault.what) for fault in plan.faults]


def row(**cells: Any) -> list[Any]:
    values = dict(zip(COLUMNS, ROWS[2], strict=True)) | {key.replace("_", " "): cell for key, cell in cells.items()}
    return [values[name] for name in COLUMNS]


@pytest.mark.parametrize(
    ("cells", "column", "what"),
    [
        ({"NIP": "12345"}, "NIP", "18 angka"),
        ({"NIP": 1.98512242010012e17}, "NIP", "dibulatkan"),
        ({"NPWP": 12345674901000, "Pihak_luar": "ya"}, "NPWP", "nol di depannya hilang"),
        ({"NPWP": "01.234.567.8-901.000", "Pihak_luar": "ya"}, "NPWP", "pemeriksa"),
        ({"NIB": "812000123456", "Pihak_luar": "ya"}, "NIB", "13 angka"),
        ({"NIB": "8120001234567"}, "NIB", "pihak luar"),
        ({"Nama": ""}, "Nama", "kosong"),
        ({"Nama": "=HYPERLINK(1)"}, "Nama", "rumus"),
        ({"Nama": "x" * 201}, "Nama", "Terlalu panjang"),
        ({"Nama_pengguna": "citra dewi"}, "Nama pengguna", "huruf"),
        ({"Surel": "bukan"}, "Surel", "surel"),
        ({"Aktif": "mungkin"}, "Aktif", "ya"),
        ({"Mulai": "32/13/2026"}, "Mulai", "tidak terbaca"),
        ({"Mulai": ""}, "Mulai", "kosong"),
        ({"Selesai": date(2025, 1, 1)}, "Selesai", "lebih awal"),
        ({"Status_jabatan": "sementara"}, "Status jabatan", "tidak dikenal"),
        ({"Status_jabatan": "plh"}, "Selesai", "nomor surat"),
        ({"Jabatan": ""}, "Jabatan", "kosong"),
        ({"NIP": "", "Nama_pengguna": ""}, "NIP", "kosong"),
    ],
)
def test_each_fault_names_row_column_what_and_how_to_mend(
    place: Place, cells: dict[str, Any], column: str, what: str
) -> None:
    found = faults_of(place, [ROWS[0], row(**cells)])
    assert [(number, name) for number, name, _ in found] == [(3, column)], found
    assert what in found[0][2]


def test_rows_that_contradict_each_other_are_faults(place: Place) -> None:
    assert faults_of(place, [row(), row(Nama="Citra Lain", Jabatan="Lain")])[0][:2] == (3, "Nama")
    assert faults_of(place, [row(), row()])[0][:2] == (3, "Jabatan")
    assert faults_of(place, [row(), row(Nama_pengguna="lain", Jabatan="Lain")])[0][:2] == (3, "NIP")
    assert faults_of(place, [row(), row(Mulai=date(2026, 2, 1))])[0][:2] == (3, "Mulai")
    assert faults_of(place, [row(), row(NIP="", Nama_pengguna="e", Nama="E", Unit_kerja="Lain")])[0][:2] == (
        3,
        "Unit kerja",
    )


def test_headings_that_are_missing_or_unknown_are_told(place: Place) -> None:
    answer = send(place, write_csv(["NIP", "Umur"], [["1", "2"]]), "x.csv")
    assert answer.status_code == 422
    assert "Kolom ini tidak dikenal." in words(answer)
    assert "Kolom ini tidak ada." in words(answer)


def test_one_fault_and_nothing_is_changed(place: Place) -> None:
    answer = send(place, file_of([*ROWS, row(NIP="1", Nama_pengguna="lain")]))
    assert answer.status_code == 422
    assert "Terapkan sekarang" not in words(answer)
    assert f'data-label="Baris">{len(ROWS) + 2}</th>' in answer.content.decode(), "told as a card on a phone, too"
    table = [list(COLUMNS), *[list(r) for r in ROWS], row(NIP="1", Nama_pengguna="lain")]
    counts = Person.within.count(), Position.objects.count(), Entry.objects.count()
    outcome = organise.import_people(by=clock(place.agency), now=NOW, table=table, sha256="0")
    assert refusal(outcome).code == "impor-bersalah"
    assert counts == (Person.within.count(), Position.objects.count(), Entry.objects.count())


def test_an_import_that_would_take_the_last_administrator_is_undone(place: Place) -> None:
    table = [["Nama pengguna", "Nama", "Aktif"], [place.admin.username, "Admira", "tidak"], ["baru", "Baru", "ya"]]
    outcome = organise.import_people(by=clock(place.agency), now=NOW, table=table, sha256="0")
    assert refusal(outcome).code == "administrator-terakhir"
    assert not Person.objects.filter(username="baru").exists()


def test_a_user_name_of_another_agency_is_refused(place: Place) -> None:
    with scopes_disabled():
        other = make_agency()
    with scope(agency=other):
        done(organise.add_person(by=clock(other), now=NOW, username="citra", name="Citra Lain"))
    assert faults_of(place, [row()])[0][:2] == (2, "Nama pengguna")


def test_a_ticket_is_good_once_and_for_its_owner(place: Place) -> None:
    answer = send(place, file_of(ROWS))
    ticket = re.search(r'name="berkas" value="([^"]+)"', words(answer))
    assert ticket
    path, given = "/pengelolaan/pegawai/impor/terapkan/", {"berkas": ticket[1]}
    assert signed_in(place.ani).post(path, given).status_code == 403
    assert "Impor selesai" in words(signed_in(place.admin).post(path, given, follow=True))
    assert "unggah sekali lagi" in words(signed_in(place.admin).post(path, given, follow=True))
    assert "unggah sekali lagi" in words(signed_in(place.admin).post(path, {"berkas": "palsu"}, follow=True))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_as_offices_save_it(encoding: str, delimiter: str) -> None:
    text = delimiter.join(["NIP", "Nama"]) + "\r\n" + delimiter.join([NIPS[0], "Renée"]) + "\r\n"
    assert read_table(text.encode(encoding)) == [["NIP", "Nama"], [NIPS[0], "Renée"]]


def test_excel_dates_and_text_come_as_they_are() -> None:
    table = read_table(file_of(ROWS))
    assert isinstance(table, list)
    assert table[1][0] == NIPS[0]
    assert table[1][10] in (FIRST, datetime(2026, 1, 5))


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("xl/worksheets/sheet1.xml", b"0" * 210_000_000)
    return out.getvalue()


@pytest.mark.parametrize("data", [b"PK\x03\x04rusak", b"\x00\x01\x02", b"\xff\xfe\x00", b"PK"])
def test_files_that_are_no_table_are_refused(data: bytes) -> None:
    assert refusal(read_table(data)).code == "berkas-tidak-terbaca"


def test_files_that_unfold_too_far_or_hold_too_many_rows_are_refused() -> None:
    assert refusal(read_table(bomb())).code == "berkas-tidak-terbaca"
    rows = "NIP;Nama\n" + "1;a\n" * (MAX_ROWS + 1)
    assert refusal(read_table(rows.encode())).code == "terlalu-banyak-baris"
    assert refusal(read_table(b"x" * 8_000_001)).code == "berkas-terlalu-besar"


def test_what_looks_like_a_formula_goes_out_as_text() -> None:
    table = write_csv(["Nama"], [["=1+1"], ["-x"]]).decode("utf-8-sig")
    assert table.splitlines()[1:] == ["'=1+1", "'-x"]
    assert read_table(table.encode()) == [["Nama"], ["=1+1"], ["-x"]]
    sheet = zipfile.ZipFile(io.BytesIO(write_xlsx("x", ["Nama"], [["=1+1"]]))).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet


def test_the_template_is_read_again_as_empty(place: Place) -> None:
    data = signed_in(place.admin).get("/pengelolaan/pegawai/impor/templat.xlsx").content
    assert "Tidak ada satu baris pun." in words(send(place, data))


def test_a_large_list_costs_no_statement_for_each_row(place: Place) -> None:
    """How long the largest list takes is measured by `python -m bench.importing`."""

    def taken_over(first: int, count: int) -> int:
        rows = [
            ("", f"u{n}", f"Pegawai {n}", f"u{n}@x.go.id", "tidak", "ya", f"Jabatan {n % 40}", "", "definitif",
             f"SK/{n}", FIRST, "")
            for n in range(first, first + count)
        ]  # fmt: skip
        answer = send(place, file_of(rows))
        with CaptureQueriesContext(connection) as asked:
            take_over(place, answer)
        return len(asked)

    few = taken_over(0, 50)
    assert taken_over(50, 1_000) - few < 50
    assert Person.within.count() == 1_050 + 3
