"""Papers of every kind written by hand: each with its own form, tried, issued once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from lajur.casework.documents.papers.models import Paper, PaperCopy
from lajur.casework.documents.papers.rules import said_day
from lajur.casework.documents.papers.writing import listed, table_of
from lajur.registers.organisation.tests.browsing import signed_in, words

if TYPE_CHECKING:
    from lajur.casework.documents.papers.testing import Desk

COMMON = {"tembusan": "", "sifat": "B", "klasifikasi": ""}
GIVEN: dict[str, dict[str, str]] = {
    "nota-dinas": {"hal": "Laporan bulanan", "kepada": "Kusno", "isi": "Satu.\n\nDua."},
    "surat-tugas": {
        "hal": "Pendampingan", "dasar": "1. Program kerja", "petugas": "Ani\nPak Luar", "untuk": "Mendampingi",
    },
    "keputusan": {
        "hal": "Penetapan Pokja", "menimbang": "a. bahwa perlu ditetapkan Pokja;\nuntuk kelancaran",
        "mengingat": "1. Perpres 16/2018;", "diktum": "KESATU: Menetapkan Pokja.\nBerlaku sejak ditetapkan.",
        "judul_lampiran": "Susunan Pokja", "tabel_lampiran": "No | Nama\n1 | Ani\n2 | Budi | Ketua",
    },
    "berita-acara": {
        "hal": "Pemberian penjelasan", "tanggal_acara": "2026-11-23", "waktu": "pukul 09.00 WIB",
        "tempat": "Ruang Rapat", "hadir": "Ani\nPT Maju", "hasil": "- Dokumen jelas\n- Jadwal tetap",
        "pihak": "Pihak Kedua | Direktur PT Maju",
    },
    "laporan": {
        "hal": "Pelaksanaan triwulan III", "bab": "3", "judul_1": "Pendahuluan", "alinea_1": "Satu.\n\nDua.",
        "judul_2": "Hasil", "butir_2": "1. Selesai\n2. Lancar", "tabel_2": "Kegiatan\tCapaian\nSurvei\t100 %",
        "judul_3": "Penutup",
    },
}  # fmt: skip


def filled(office: Desk, kind: str, **more: str) -> dict[str, str]:
    return {**COMMON, "jenis": kind, "penandatangan": str(office.kepala.id), **GIVEN[kind], **more}


def said(block: dict[str, Any]) -> str:
    return "".join(text for text, _ in block["runs"])


@pytest.mark.parametrize("kind", list(GIVEN))
def test_each_kind_is_tried_and_then_issued_once_with_its_number(office: Desk, kind: str) -> None:
    client, key = signed_in(office.kepala), {"kunci": str(uuid4())}
    page = words(client.get(f"/naskah/baru/?jenis={kind}"))
    assert all(f'name="{name}"' in page for name in GIVEN[kind])
    tried = client.post("/naskah/baru/", {**filled(office, kind), "coba": "ya"})
    assert "data:image/png;base64," in words(tried)
    assert not Paper.objects.exists()
    first = client.post("/naskah/baru/", {**filled(office, kind), **key})
    paper = Paper.objects.get()
    assert first.headers["Location"] == f"/naskah/{paper.id}/"
    assert (paper.kind, paper.serial) == (kind, 1)
    again = client.post("/naskah/baru/", {**filled(office, kind), **key})
    assert again.headers["Location"] == first.headers["Location"], "a form sent twice is one paper"
    assert Paper.objects.count() == 1
    missing = next(name for name in GIVEN[kind] if name != "bab")
    wrong = client.post("/naskah/baru/", {**filled(office, kind), missing: ""})
    assert wrong.status_code == 422


def test_an_order_names_each_officer_on_a_line_of_his_own(office: Desk) -> None:
    signed_in(office.kepala).post("/naskah/baru/", filled(office, "surat-tugas"))
    clauses = {one["label"]: one for one in Paper.objects.get().body["body"]["blocks"] if one["t"] == "klausul"}
    assert [said(one) for one in clauses["Kepada"]["inner"][0]["items"]] == ["Ani, Petugas", "Pak Luar"]


def test_a_decree_has_its_clauses_and_its_annex(office: Desk) -> None:
    signed_in(office.kepala).post("/naskah/baru/", filled(office, "keputusan"))
    body = Paper.objects.get().body["body"]
    clauses = {one["label"]: one for one in body["blocks"] if one["t"] == "klausul"}
    assert [said(one) for one in clauses["Menimbang"]["inner"][0]["items"]] == [
        "bahwa perlu ditetapkan Pokja;",
        "bahwa untuk kelancaran;",
    ]
    assert said(clauses["Menetapkan"]) == "KEPUTUSAN TENTANG PENETAPAN POKJA."
    assert said(clauses["KESATU"]) == "Menetapkan Pokja."
    assert said(clauses["KEDUA"]) == "Berlaku sejak ditetapkan."
    [annex] = body["annexes"]
    assert annex["title"] == "Susunan Pokja"
    assert len(annex["blocks"][0]["rows"]) == 2


def test_minutes_say_when_where_who_and_what_and_reach_who_was_there(office: Desk) -> None:
    signed_in(office.kepala).post("/naskah/baru/", filled(office, "berita-acara"))
    blocks = Paper.objects.get().body["body"]["blocks"]
    assert said(blocks[0]) == (
        f"Pada hari ini, {said_day(date(2026, 11, 23))}, pukul 09.00 WIB, bertempat di Ruang Rapat, telah dilaksanakan"
        " pemberian penjelasan."
    )
    present, agreed = [one for one in blocks if one["t"] == "daftar"]
    assert [said(one) for one in present["items"]] == ["Ani, Petugas", "PT Maju"]
    assert [said(one) for one in agreed["items"]] == ["Dokumen jelas", "Jadwal tetap"]
    assert [one["rows"] for one in blocks if one["t"] == "pihak"] == [[["Pihak Kedua", "Direktur PT Maju", ""]]]
    assert [hand.person.name for hand in PaperCopy.objects.all()] == ["Ani"]


def test_a_report_grows_by_chapters_and_leaves_out_the_empty_ones(office: Desk) -> None:
    client = signed_in(office.kepala)
    longer = client.post("/naskah/baru/", {**filled(office, "laporan"), "tambah": "ya"})
    assert longer.status_code == 200
    page = words(longer)
    assert 'name="alinea_4"' in page
    assert "Lancar" in page
    assert 'name="bab" value="4"' in page
    untitled = client.post("/naskah/baru/", filled(office, "laporan", bab="4", alinea_4="Tanpa judul"))
    assert "Beri bab ini judul" in words(untitled)
    client.post("/naskah/baru/", filled(office, "laporan"))
    blocks = Paper.objects.get().body["body"]["blocks"]
    assert [said(one) for one in blocks if one["t"] == "sub"] == ["Pendahuluan", "Hasil"]
    assert [len(one["rows"]) for one in blocks if one["t"] == "tabel"] == [1]


def test_what_is_typed_or_pasted_is_read_as_it_was_meant() -> None:
    assert listed("1. satu\n\n b) dua \n- tiga\n12 empat") == ["satu", "dua", "tiga", "12 empat"]
    assert table_of("A\tB\n1\t\n") == {"kepala": ["A", "B"], "baris": [["1", ""]]}
    assert table_of("| A | B |\n| 1 | 2 | 3 |")["kepala"] == ["A", "B", ""]
    assert table_of(" \n") == {}
    assert said_day(date(2026, 2, 1)) == (
        "Minggu tanggal satu bulan Februari tahun dua ribu dua puluh enam (01-02-2026)"
    )
