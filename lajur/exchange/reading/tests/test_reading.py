"""Sheets of agencies that do not exist are read into drafts; what is unsure is told with its place."""

from __future__ import annotations

from typing import Any

import pytest

from lajur.catalogue.findings import errors_in
from lajur.catalogue.reader import Document, compile, parse
from lajur.catalogue.writer import to_yaml
from lajur.exchange.reading import Draft, read_sops
from lajur.exchange.reading.tests import sheets


def only(data: bytes, name: str) -> Draft:
    (draft,) = read_sops(data, name).drafts
    return draft


def steps(draft: Draft) -> list[tuple[Any, ...]]:
    """Number, lane, time, and the names of what is needed and given."""
    lanes = {key: lane["nama"] for key, lane in draft.content["pelaksana"]}
    papers = {key: kind["nama"] for key, kind in draft.content["dokumen"]}
    return [
        (
            step["no"],
            lanes[step["pelaksana"]],
            step.get("mutu_baku", {}).get("waktu"),
            [papers[key] for key in step.get("mutu_baku", {}).get("kelengkapan", [])],
            [papers[key] for key in step.get("mutu_baku", {}).get("output", [])],
        )
        for step in draft.content["langkah"]
    ]


def doubted(draft: Draft, number: int, what: str) -> bool:
    key = draft.content["langkah"][number - 1]["kunci"]
    return any(doubt.field == ("langkah", key, what) for doubt in draft.doubts)


def test_a_word_sheet_with_marks_and_merged_cells() -> None:
    draft = only(sheets.clinic_docx(), "resep.docx")
    content = draft.content
    assert content["judul"] == "Pelayanan Resep Rawat Jalan"
    assert content["nomor"] == "440/017/PKM/2023"
    assert content["tanggal"] == {"pembuatan": "2023-11-05", "revisi": None, "efektif": "2023-12-01"}
    assert content["disahkan"] == {
        "jabatan": "Kepala Puskesmas Melati", "nama": "dr. Sari Dewi", "nip": "19800101 200501 2 003",
    }  # fmt: skip
    assert content["instansi"] == "Pemerintah Kabupaten Suka Maju"
    assert content["unit"] == "Dinas Kesehatan"
    assert len(content["dasar_hukum"]) == 2
    assert content["keterkaitan"] == ["SOP Pendaftaran Pasien"]
    assert content["peralatan"] == ["Komputer", "Lemari obat"]
    assert steps(draft) == [
        ("1", "Petugas Loket", "5 menit", ["Resep"], ["Resep terdaftar"]),
        ("2", "Apoteker", "90 menit", ["Resep terdaftar"], ["Hasil kajian"]),
        ("3", "Apoteker", None, [], []),
        ("4", "Dokter", "15 menit", ["Resep terdaftar"], ["Resep baru"]),
        ("5", "Apoteker", "10 menit", ["Resep terdaftar"], ["Obat", "Etiket"]),
    ]
    rows = content["langkah"]
    assert rows[2]["mutu_baku"]["bersama"] == rows[1]["kunci"]
    assert rows[2]["keputusan"] == [["ya", rows[4]["kunci"]], ["tidak", rows[3]["kunci"]]]


def test_a_word_sheet_with_drawn_shapes_and_automatic_numbers() -> None:
    draft = only(sheets.drawn_docx(), "arsip.docx")
    assert draft.content["judul"] == "Pemusnahan Arsip"
    assert draft.content["nomor"] == "12/ARS/2022"
    assert [row[:3] for row in steps(draft)] == [
        ("1", "Arsiparis", "3 hari"), ("2", "Kepala Biro", "1 hari"), ("3", "Arsiparis", "2 jam"),
    ]  # fmt: skip
    rows = draft.content["langkah"]
    assert [target for _, target in rows[1]["keputusan"]] == [rows[2]["kunci"], rows[0]["kunci"]]
    assert doubted(draft, 2, "keputusan")
    assert not doubted(draft, 2, "pelaksana")


def test_a_workbook_holds_a_sop_on_each_sheet_and_shapes_tell_the_lanes() -> None:
    drafts = read_sops(sheets.permits_xlsx(), "izin.xlsx").drafts
    assert [draft.content["judul"] for draft in drafts] == ["SOP Izin Reklame", "SOP Izin Usaha Mikro"]
    assert drafts[1].content["nomor"] == "503/20/DPM"
    assert drafts[1].content["tanggal"]["efektif"] == "2024-02-01"
    assert [row[:3] for row in steps(drafts[0])] == [
        ("1", "Front Office", "15 menit"), ("2", "Verifikator", "30 menit"), ("3", "Verifikator", "45 menit"),
    ]  # fmt: skip
    assert [label for label, _ in drafts[0].content["langkah"][1]["keputusan"]] == ["lengkap", "tidak lengkap"]
    assert any("lembar “Izin Usaha”, baris" in doubt.place.words() for doubt in drafts[1].doubts)


def test_a_ruled_pdf() -> None:
    draft = only(sheets.district_pdf(), "domisili.pdf")
    assert draft.content["judul"] == "Surat Keterangan Domisili"
    assert draft.content["nomor"] == "05/KEC/2024"
    assert draft.content["disahkan"]["jabatan"] == "Camat Mawar"
    assert steps(draft) == [
        ("1", "Petugas", "10 menit", ["Surat pengantar"], ["Agenda masuk"]),
        ("2", "Petugas", "2 hari", ["Agenda masuk"], ["Draf surat"]),
        ("3", "Camat", "2 hari kalender", ["Draf surat"], ["Surat keterangan"]),
    ]
    assert draft.content["langkah"][0]["kegiatan"].endswith("diajukan melalui kelurahan")
    assert doubted(draft, 2, "waktu")
    assert doubted(draft, 3, "waktu")
    assert not doubted(draft, 1, "waktu")


def test_a_page_of_html_whose_column_names_the_actor() -> None:
    draft = only(sheets.CAMPUS_HTML.encode(), "cuti.html")
    assert (draft.content["judul"], draft.content["nomor"]) == ("Cuti Akademik", "UB.11.03")
    assert draft.content["tanggal"] == {"pembuatan": "2021-08-14", "revisi": None, "efektif": "2021-09-01"}
    assert draft.content["tujuan"] == ["Menertibkan cuti"]
    assert [row[:3] for row in steps(draft)] == [
        ("1", "Mahasiswa", "30 menit"), ("2", "Dekan", "1 hari"), ("3", "Biro Akademik", {"teks": "Sesuai jadwal akademik"}),  # noqa: E501
    ]  # fmt: skip


def test_faults_of_a_scan_are_read_and_told() -> None:
    draft = only(sheets.SCANNED_MD.encode(), "pengaduan.md")
    assert draft.content["tanggal"]["pembuatan"] == "2020-01-12"
    assert any(doubt.field == ("tanggal", "pembuatan") for doubt in draft.doubts)
    assert [row[:3] for row in steps(draft)] == [
        ("1", "Auditor", "30 menit"), ("2", "Auditor", "1 hari"), ("2", "Inspektur", "2 hari"), ("4", "Auditor", "5 hari"),  # noqa: E501
    ]  # fmt: skip
    assert [doubted(draft, number, "waktu") for number in (1, 2, 3, 4)] == [True, True, False, True]
    assert doubted(draft, 3, "no")
    assert doubted(draft, 4, "no")
    assert not doubted(draft, 2, "no")


def test_slipped_cells_are_put_back_and_told() -> None:
    draft = only(sheets.SLIPPED_TXT.encode(), "air.txt")
    assert steps(draft)[1:] == [
        ("2", "Analis", "1 hari", ["Contoh air"], ["Lembar hasil"]),
        ("3", steps(draft)[2][1], "30 menit", ["Lembar hasil"], ["Hasil terperiksa"]),
        ("4", steps(draft)[3][1], "15 menit", ["Hasil terperiksa"], ["Arsip hasil"]),
    ]
    assert all(doubted(draft, number, "waktu") and doubted(draft, number, "pelaksana") for number in (3, 4))
    assert not doubted(draft, 2, "waktu")
    assert not doubted(draft, 2, "pelaksana")
    assert "baris 12" in next(doubt.place.words() for doubt in draft.doubts if doubt.field[-1] == "waktu")


def test_many_sops_in_one_file_are_each_found() -> None:
    assert len(read_sops(sheets.clinic_docx(copies=4), "banyak.docx").drafts) == 4


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (sheets.clinic_docx(), "a.docx"),
        (sheets.drawn_docx(), "b.docx"),
        (sheets.permits_xlsx(), "c.xlsx"),
        (sheets.district_pdf(), "d.pdf"),
        (sheets.CAMPUS_HTML.encode(), "e.html"),
        (sheets.SCANNED_MD.encode(), "f.md"),
        (sheets.SLIPPED_TXT.encode(), "g.txt"),
        (b"No\tKegiatan\tPelaksana\tWaktu\tOutput\n1\tMencatat surat\tStaf\t1 jam\tAgenda\n", "tanpa-identitas.txt"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_draft_is_a_sop_file_that_compiles_and_tells_what_is_left(data: bytes, name: str) -> None:
    for draft in read_sops(data, name).drafts:
        document = parse(to_yaml(draft.content), "sop.yaml")
        assert isinstance(document, Document)
        compiled = compile(document, "coba/sop")
        assert not isinstance(compiled, list), [finding.sentence for finding in errors_in(compiled)]
        assert all(sentence.partition(":")[0].isdigit() for sentence in draft.left)
