"""Times, dates and lists in the wordings that sheets use."""

from __future__ import annotations

import pytest

from lajur.exchange.reading.dates import date_in
from lajur.exchange.reading.exits import choice_in
from lajur.exchange.reading.listing import documents_of, paragraphs_of
from lajur.exchange.reading.times import time_of


@pytest.mark.parametrize(
    ("text", "words", "certain"),
    [
        ("1 jam", "1 jam", True), ("60 Menit", "60 menit", True), ("5 hari kerja", "5 hari", True),
        ("3 (tiga) hari kerja", "3 hari", True), ("7 Hari Kalender", "7 hari kalender", True), ("15'", "15 menit", True),  # noqa: E501
        ("1,5 jam", "90 menit", True), ("1 jam 30 menit", "90 menit", True), ("satu jam", "1 jam", True),
        ("2 x 24 jam", "2 hari kalender", False), ("1-2 hari", "2 hari", False), ("1 s.d. 3 jam", "3 jam", False),
        ("maks. 3 hari", "3 hari", False), ("3O menit", "30 menit", False), ("l hari", "1 hari", False),
        ("1 Hari rapat", "1 hari", False), ("2 minggu", "14 hari kalender", False), ("½ jam", "30 menit", True),
        ("½ hari", "½ hari", False), ("N/A", "N/A", True), ("Sesuai jadwal rapat", "Sesuai jadwal rapat", True),
        ("Insidentil", "Insidentil", True), ("-", "-", True),
    ],
)  # fmt: skip
def test_times_in_any_wording(text: str, words: str, certain: bool) -> None:
    found = time_of(text)
    assert found is not None
    assert (found.words, found.sure == 1.0) == (words, certain)


@pytest.mark.parametrize("text", ["", "Laporan kinerja per paket", "Dokumen 3 rangkap", "Surat 2 lembar"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert time_of(text) is None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("17 Januari 2024", "2024-01-17"), ("5 Nop. 2023", "2023-11-05"), ("01/12/2023", "2023-12-01"),
        ("2024-02-29", "2024-02-29"), ("3-Agt-2020", "2020-08-03"), ("12 Pebruari 2019", "2019-02-12"),
    ],
)  # fmt: skip
def test_dates_in_any_wording(text: str, iso: str) -> None:
    found = date_in(text)
    assert found is not None
    assert found[0] == iso


@pytest.mark.parametrize("text", ["", "-", "31 Februari 2024", "Nomor 12 Tahun 2021"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert date_in(text) is None


def test_lists_of_documents() -> None:
    assert documents_of("1. Surat tugas 2. Laporan, 3. Foto").items == ("Surat tugas", "Laporan", "Foto")
    assert documents_of("- Nota dinas\n- Lampiran").items == ("Nota dinas", "Lampiran")
    assert documents_of("√Agenda √Disposisi").items == ("Agenda", "Disposisi")
    by_commas = documents_of("Agenda, Disposisi, SK")
    assert by_commas.items == ("Agenda", "Disposisi", "SK")
    assert by_commas.sure < 1
    assert documents_of("Laporan pelaksanaan dan evaluasi").sure < 1
    assert documents_of("-").items == ()


def test_a_list_in_two_columns_is_put_in_order() -> None:
    found = paragraphs_of("1. SOP A\n4. SOP D\n2. SOP B\n5. SOP E\n3. SOP C")
    assert found.items == ("SOP A", "SOP B", "SOP C", "SOP D", "SOP E")
    assert found.sure < 1


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("1. menyetujui 2. perlu perbaikan", ["maju", "kembali"]),
        ("Memeriksa berkas: a. Jika lengkap, dilanjutkan b. Jika tidak lengkap, dikembalikan", ["maju", "kembali"]),
        ("Apakah sesuai? Ya → langkah 5; Tidak → langkah 3", ["nomor", "nomor"]),
        ("Memeriksa draf. Jika disetujui, lanjut; jika tidak disetujui, diperbaiki", ["maju", "kembali"]),
    ],
)
def test_decisions_in_words(text: str, ways: list[str]) -> None:
    choice = choice_in(text)
    assert choice is not None
    assert [option.way for option in choice.options] == ways


@pytest.mark.parametrize(
    "text", ["Menetapkan: 1. Metode pemilihan 2. Metode evaluasi", "Menyusun laporan", "Menyusun: a. KAK b. HPS"]
)
def test_lists_of_work_are_no_decisions(text: str) -> None:
    assert choice_in(text) is None
