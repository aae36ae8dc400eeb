"""Sheets of other kinds of agencies, laid out as theirs are: what a person would write is read, or told as doubtful."""

from __future__ import annotations

from typing import Any

import pytest

from lajur.exchange.reading import Draft, read_sops
from lajur.exchange.reading.exits import arrows_in, choice_in, unless
from lajur.exchange.reading.formats.textcolumns import blocks_of
from lajur.exchange.reading.tests import foreign
from lajur.exchange.reading.times import time_of


def steps(draft: Draft) -> list[tuple[str, list[str], Any]]:
    lanes = {key: lane["nama"] for key, lane in draft.content["pelaksana"]}
    rows = [one for step in draft.content["langkah"] for one in (step, *step.get("sub", {}).get("langkah", []))]
    return [
        (row["no"], [lanes[key] for key in (row["pelaksana"], *row.get("serta", []))], row.get("mutu_baku", {}).get("waktu"))  # noqa: E501
        for row in rows
    ]  # fmt: skip


def ways(draft: Draft, at: int) -> list[tuple[str, int | str]]:
    rows = draft.content["langkah"]
    keys = {row["kunci"]: number for number, row in enumerate(rows, 1)}
    return [(label, keys.get(key, key)) for label, key in rows[at - 1].get("keputusan", [])]


def doubted(draft: Draft, at: int, field: str) -> bool:
    return any(doubt.field[1:] == (draft.content["langkah"][at - 1]["kunci"], field) for doubt in draft.doubts)


def test_a_workbook_with_merged_pairs_of_rows_and_what_is_hidden() -> None:
    found = read_sops(foreign.court_xlsx(), "gugatan.xlsx")
    (draft,) = found.drafts
    assert len(found.notices) == 2
    content = draft.content
    assert (content["judul"], content["nomor"]) == ("Pendaftaran Gugatan", "W14.U99/1234/OT.01/3/2023")
    assert (content["instansi"], content["unit"]) == (
        "Mahkamah Agung Republik Indonesia",
        "Pengadilan Negeri Kota Batu",
    )
    assert content["tanggal"] == {"pembuatan": "2023-03-01", "revisi": None, "efektif": "2023-03-06"}
    assert (content["disahkan"]["nama"], content["disahkan"]["nip"]) == ("H. Amir, S.H., M.H.", "19680202 199303 1 004")
    assert steps(draft) == [
        ("1", ["Petugas PTSP"], "30 menit"),
        ("2", ["Kasir"], "15 menit"),
        ("3", ["Ketua PN"], "1 hari"),
    ]
    assert content["langkah"][2]["kegiatan"] == "Menetapkan majelis hakim"


def test_sheets_under_each_other_beside_lists_that_are_none() -> None:
    drafts = read_sops(foreign.two_on_a_sheet_xlsx(), "pajak.xlsx").drafts
    assert [(one.content["judul"], one.content["nomor"], one.content["unit"]) for one in drafts] == [
        ("Pajak Kendaraan", "973/1/UPT", "UPT Pendapatan Daerah"), ("Balik Nama", "973/2/UPT", "UPT Pendapatan Daerah"),
    ]  # fmt: skip
    assert all(steps(one) == [("1", ["Petugas"], "5 menit"), ("2", ["Kasir"], "90 menit")] for one in drafts)
    assert all(one.content["langkah"][1]["kegiatan"] == "Menerima pembayaran" for one in drafts)


def test_one_table_for_all_with_letters_apart_and_arrows_in_lanes() -> None:
    (draft,) = read_sops(foreign.registry_docx(), "kejari.docx").drafts
    content = draft.content
    assert (content["instansi"], content["unit"]) == ("Kejaksaan Republik Indonesia", "Kejaksaan Negeri Teluk")
    assert content["disahkan"]["nama"] == "Yusuf Rahman, S.H."
    assert steps(draft) == [
        ("1", ["Petugas", "Kasi", "Kajari"], "60 menit"), ("2", ["Kasi"], "30 menit"),
        ("3", ["Petugas"], {"teks": "H+1"}),
    ]  # fmt: skip
    assert [label for label, _ in ways(draft, 2)] == ["ya", "tidak"]
    assert doubted(draft, 2, "keputusan")
    assert doubted(draft, 2, "waktu")
    assert content["langkah"][2]["kegiatan"].startswith("2 (dua) orang petugas")


def test_a_pdf_without_rules_and_one_with_drawn_symbols() -> None:
    columns, drawn = read_sops(foreign.village_pdf(), "desa.pdf").drafts
    assert (columns.content["judul"], columns.content["unit"]) == (
        "Surat Keterangan Tidak Mampu",
        "Kelurahan Mekar Jaya",
    )
    assert steps(columns) == [("1", ["Staf"], "15 menit"), ("2", ["Kasi"], "5 menit"), ("3", ["Lurah"], "1 hari")]
    assert columns.content["langkah"][0]["kegiatan"] == "Memeriksa berkas dan mengetik surat keterangan"
    assert steps(drawn) == [
        ("1", ["Kelompok Tani"], "2 hari"), ("2", ["Penyuluh"], "3 hari"), ("3", ["Kepala Dinas"], "7 hari kalender"),
    ]  # fmt: skip
    assert drawn.content["langkah"][1]["kegiatan"] == "Memverifikasi RDKK"
    assert len(ways(drawn, 2)) == 2
    assert doubted(drawn, 2, "keputusan")
    assert not doubted(drawn, 2, "pelaksana")


def test_tables_within_tables_and_remarks_that_send_back() -> None:
    (draft,) = read_sops(foreign.NESTED_HTML.encode(), "nikah.html").drafts
    assert draft.content["nomor"] == "B-9/KUA/2022"
    assert any(doubt.field == ("nomor",) for doubt in draft.doubts)
    assert steps(draft) == [
        ("1", ["Catin"], "15 menit"), ("2", ["Petugas"], "2 jam"), ("3", ["Penghulu"], "30 menit"), ("4", ["Penghulu"], "10 hari"),  # noqa: E501
    ]  # fmt: skip
    assert ways(draft, 2) == [("ya", 3), ("masih kurang", 1)]
    assert ways(draft, 3) == [("sah", 4), ("tidak sah", 1)]
    assert draft.content["langkah"][1]["kegiatan"] == "Memeriksa berkas"
    assert doubted(draft, 2, "keputusan")


def test_lettered_rows_a_head_printed_again_and_units_in_the_head() -> None:
    (draft,) = read_sops(foreign.EMERGENCY_MD.encode(), "igd.md").drafts
    assert draft.content["judul"] == "Penanganan Gawat Darurat"
    assert steps(draft) == [
        ("1", ["Perawat"], "2 menit"), ("2", ["Perawat"], None), ("2a", ["Perawat"], "3 menit"),
        ("2b", ["Dokter Jaga"], "5 menit"), ("3", ["Dokter Jaga"], "10 menit"), ("4", ["Perawat"], "30 menit"),
    ]  # fmt: skip
    assert ways(draft, 3) == [("ya", 4), ("tidak", "selesai")]
    assert doubted(draft, 4, "waktu")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1/2 jam", "30 menit"), ("1 ½ jam", "90 menit"), ("satu setengah jam", "90 menit"), ("¼ jam", "15 menit"),
        ("kurang dari 1 jam", "1 jam"), ("3 kali 24 jam", "3 hari kalender"), ("10 min", "10 menit"),
        ("30 '", "30 menit"),
        ("H-7", "H-7"), ("s/d selesai", "s/d selesai"), ("07.30 - 08.00 WIB", "07.30 - 08.00 WIB"),
        ("per triwulan", "per triwulan"), ("Tgl 5 setiap bulan", "Tgl 5 setiap bulan"), ("Senin-Jumat", "Senin-Jumat"),
    ],
)  # fmt: skip
def test_times_in_the_wordings_of_other_agencies(text: str, words: str) -> None:
    found = time_of(text)
    assert found is not None
    assert found.words == words


def test_a_bare_number_under_a_head_with_a_unit_is_no_time_of_day() -> None:
    found = time_of("0.25", "jam")
    assert found is not None
    assert found.words == "15 menit"


def test_ways_in_the_wordings_of_other_agencies() -> None:
    told = unless("Menyetujui naskah. Bila belum layak, naskah dikembalikan untuk diperbaiki")
    assert told is not None
    assert [(option.label, option.way) for option in told.options] == [("layak", "maju"), ("belum layak", "kembali")]
    assert unless("Bila pasien baru, dibuatkan rekam medis") is None
    assert [(one.label, one.number) for one in arrows_in(["Disetujui -> 5, Ditolak -> 1"])] == [
        ("disetujui", "5"), ("ditolak", "1"),
    ]  # fmt: skip
    listed = choice_in("Memutuskan status:\n- Ya, lanjut ke langkah 5\n- Tidak, selesai")
    assert listed is not None
    assert [(option.label, option.way) for option in listed.options] == [("ya", "nomor"), ("tidak", "selesai")]


def test_a_page_of_prose_has_no_columns() -> None:
    assert blocks_of([], 1, []) == ([], [])
