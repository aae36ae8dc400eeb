"""Every rule has an example that breaks it, found with its line."""

from __future__ import annotations

import pytest

from lajur.catalogue.findings import RULES
from lajur.catalogue.schema import MAX_FINDINGS
from lajur.catalogue.stories import read_stories
from lajur.catalogue.testing import BASE, findings_in, make_filed_sop, make_text

CALL = "    keterangan: Bila ada\n"
SUREL = "        - {kunci: kirim-surel, label: surel, kegiatan: Mengirim surel, pelaksana: tim}\n"
BY_FACT = "pilihan:\n      - {jika: {lulus: true}, label: a, ke: uji}\n      - {label: b, ke: susun}"
ASKING = BASE[BASE.index("    isian:\n      lulus") : BASE.index("      - {label: lainnya")]
NOT_ASKING = "    pilihan:\n      - {jika: {jenis: on}, label: bekas, ke: uji}\n"
CHILD = "    panggil: {sop: uji/lain, bawa: [hasil-a], terima: {tak-ada: laporan}}\n"

# rule, text of the small SOP file to replace, replacement, a word on the line that is to be told
BROKEN: list[tuple[str, str, str, str]] = [
    ("karakter-terlarang", "Instansi Uji", "Instansi\u202e Uji", "\u202e"),
    ("karakter-terlarang", "Instansi Uji", '"Instansi\\u202e Uji"', "u202e"),
    ("karakter-terlarang", "Instansi Uji", "Instansi\x00 Uji", "\x00"),
    ("huruf-mirip", "Instansi Uji", "Inst\u0430nsi Uji", "\u0430"),
    ("yaml-rusak", "Menyusun rencana", "Menyusun: rencana", "Menyusun: rencana"),
    ("yaml-rusak", "judul: Pengujian", "? {a: b}\n: c\njudul: Pengujian", "? {a"),
    ("yaml-terlarang", "[Nomor langkah", "&a [Nomor langkah", "&a"),
    ("yaml-terlarang", "[Nomor langkah dibiarkan.]", "!!python/object:os.system []", "!!python"),
    ("yaml-terlarang", "Kepala, kualifikasi", "Kepala, <<: {a: b}, kualifikasi", "<<"),
    ("yaml-terlarang", "judul: ", "--- !x\njudul: ", "!x"),
    ("yaml-terlarang", "instansi: ", "---\ninstansi: ", "---"),
    ("yaml-terlarang", "judul: ", "%YAML 1.1\n---\njudul: ", "%YAML"),
    ("kunci-ganda", "instansi: Instansi", "judul: Lagi\ninstansi: Instansi", "Lagi"),
    ("terlalu-dalam", "[Nomor langkah dibiarkan.]", "[" * 20 + "]" * 20, "[[["),
    ("kunci-tidak-dikenal", "keterangan: Bila", "keteranagn: Bila", "keteranagn"),
    ("wajib-ada", "judul: Pengujian Barang\n", "", "nomor: UJI/1"),
    ("wajib-ada", "kegiatan: Menyusun rencana", "kegiatan:", "kegiatan:\n"),
    ("wajib-ada", "    pelaksana: kepala\n    mutu_baku: {kele", "    mutu_baku: {kele", "kunci: terima"),
    ("salah-jenis", "[Nomor langkah dibiarkan.]", "{a: b}", "catatan"),
    ("salah-jenis", "wajib: true, pilihan", "wajib: yes, pilihan", "wajib: yes"),
    ("salah-tulis", "2025-01-02", "2025-02-30", "02-30"),
    ("salah-tulis", "kunci: susun", "kunci: Susun_1", "Susun_1"),
    ("salah-tulis", "kunci: tutup", "kunci: selesai", "kunci: selesai"),
    ("terlalu-panjang", "Pengujian Barang", "x" * 301, "judul"),
    ("waktu-tidak-terbaca", "30 menit", "1,5 jam", "1,5 jam"),
    ("waktu-tidak-terbaca", "30 menit", "0 jam", "0 jam"),
    ("kunci-langkah-ganda", "kunci: lapor\n", "kunci: susun\n", "kunci: susun\n    no: 6"),
    ("pelaksana-tidak-dikenal", "serta: [tim]", "serta: [tmi]", "tmi"),
    ("dokumen-tidak-dikenal", "output: [izin]", "output: [ijin]", "ijin"),
    ("dokumen-tidak-dikenal", CALL, "    panggil: {sop: a/b, bawa: [x]}\n", "bawa"),
    ("tujuan-tidak-ada", "perbaikan: susun", "perbaikan: susnu", "susnu"),
    ("tujuan-tidak-ada", "bersama: lapor", "bersama: lapro", "lapro"),
    ("keluar-cabang", "ulangi: uji-b", "ulangi: susun", "ulangi: susun"),
    ("keluar-cabang", "ulangi: uji-b", "ulangi: uji-a", "ulangi: uji-a"),
    ("masuk-cabang", "setuju: uji,", "setuju: uji-b,", "setuju: uji-b"),
    ("bersama-tidak-urut", "bersama: lapor", "bersama: susun", "bersama: susun"),
    ("bersama-berisi", "bersama: lapor", "bersama: lapor, waktu: 1 jam", "bersama: lapor"),
    ("satu-jalan-saja", "keputusan: {setuju", "lanjut: uji\n    keputusan: {setuju", "keputusan: {setuju"),
    ("satu-jalan-saja", "bersama: lapor}", "bersama: lapor}\n    keputusan: {a: tutup, b: susun}", "{a: tutup"),
    ("keputusan-kurang", ", perlu perbaikan: susun", "", "{setuju: uji}"),
    ("label-ganda", "label: bekas", "label: Banyak", "label: Banyak"),
    ("label-ganda", "label: surel", "label: surat", "kirim-surel"),
    ("pilihan-tanpa-jika", "{jika: {lulus: true, jumlah: {minimal: 10}}, ", "{", "label: banyak"),
    ("pilihan-tanpa-label", "label: surel, ", "", "kirim-surel"),
    ("jika-di-luar-pilihan", "no: 8", "label: x", "label: x"),
    ("sub-kurang", SUREL, "", "    sub:\n      cara: pilihan"),
    ("sub-kurang", "        - {kunci: kirim-surel", "        - []\n        - {kunci: kirim-surel", "- []"),
    ("payung-salah", "{kelengkapan: [izin], ", "{kelengkapan: [izin], output: [laporan], ", "payung"),
    ("payung-salah", "no: 8", "payung: true", "payung: true\n    kegiatan: Menutup"),
    ("syarat-tanpa-isian", "{lulus: true, ", "{lolos: true, ", "lolos"),
    ("syarat-tanpa-isian", "keputusan: {setuju: uji, perlu perbaikan: susun}", BY_FACT, "label: a"),
    ("syarat-salah-nilai", "[7a, on]", "[7a, off]", "off"),
    ("syarat-salah-nilai", "minimal: 10", "minimal: sepuluh", "sepuluh"),
    ("syarat-salah-nilai", "{lulus: true,", "{lulus: mungkin,", "mungkin"),
    ("syarat-salah-nilai", "{jenis: {salah_satu", "{rahasia: {salah_satu", "rahasia: {salah"),
    ("pilihan-tidak-lengkap", "{label: lainnya", "{jika: {lulus: false}, label: lainnya", "lainnya"),
    ("berputar-tanpa-isian", ASKING, NOT_ASKING, "label: bekas"),
    ("menurut-bukan-tanggal", "menurut: selesai_uji", "menurut: jumlah", "menurut: jumlah"),
    ("menurut-bukan-tanggal", "Selesai, jenis: tanggal", "Selesai, jenis: tanggal, pribadi: true", "menurut: selesai"),
    (
        "isian-beda",
        "lulus: {label: Lulus",
        "jumlah: {label: Jumlah}\n      lulus: {label: Lulus",
        "jumlah: {label: Jumlah}",
    ),
    ("isian-tanpa-pilihan", ", jenis: ya-tidak", ", jenis: pilihan", "jenis: pilihan, wajib: true}"),
    ("isian-tanpa-pilihan", "min: 1, maks: 99", "min: 100, maks: 99", "min: 100"),
    ("isian-tanpa-pilihan", "jenis: tanggal}", "jenis: tanggal, min: 1}", "jenis: tanggal, min"),
    ("pelaksana-tidak-dipakai", "  tim:\n", "  lain: {nama: Lain, kualifikasi: [x]}\n  tim:\n", "  lain:"),
    ("pelaksana-tanpa-kualifikasi", "    kualifikasi: Memahami uji\n", "", "  tim:"),
    ("pelaksana-judul-ganda", "nama: Tim Uji", "nama: kepala", "  tim:"),
    ("dokumen-judul-ganda", "rencana: Rencana uji", "rencana: izin UJI", "  izin:"),
    ("dokumen-tidak-dipakai", "output: [laporan]", "output: []", "  laporan:"),
    ("kelengkapan-tanpa-sumber", ", luar: true", "", "kelengkapan: [permintaan]"),
    (
        "kelengkapan-tanpa-sumber",
        "waktu: 1 jam, output",
        "kelengkapan: [laporan], waktu: 1 jam, output",
        "kelengkapan: [laporan]",
    ),
    ("kelengkapan-cabang-lain", "{output: [hasil-a]}", "{kelengkapan: [hasil-b], output: [hasil-a]}", "uji-a, no"),
    ("tidak-terjangkau", "    keterangan: Bila ada\n", "    lanjut: tutup\n", "kunci: kirim\n"),
    ("tanpa-akhir", "    no: 8\n", "    no: 8\n    lanjut: susun\n", "kunci: terima"),
    ("tanpa-akhir", "cukup: selesai", "cukup: ulangi-b", "kunci: terima"),
    ("kegiatan-bukan-kata-kerja", "Menutup berkas", "Berkas ditutup", "Berkas ditutup"),
    ("plug-tidak-dikenal", CALL, "    formulir: surveys.plna\n", "plna"),
    ("plug-tidak-dikenal", CALL, "    efek: [staffing.bind]\n", "staffing"),
    ("sop-tidak-dikenal", CALL, "    panggil: {sop: uji/tidak-ada}\n", "tidak-ada"),
    ("panggilan-melingkar", CALL, "    panggil: {sop: uji/barang}\n", "uji/barang"),
    ("panggilan-melingkar", CALL, "    panggil: {sop: uji/pemanggil}\n", "uji/pemanggil"),
    ("dokumen-anak-tidak-ada", CALL, CHILD, "tak-ada"),
]
ELSEWHERE = {
    "berkas-terlalu-besar",
    "bukan-utf8",
    "terlalu-banyak",
    "berkas-kosong",
    "cerita-salah",
    "buntu",
    "tak-terbatas",
}
"""Rules whose examples are whole files (test_yamltree), stories (below), or definitions that no file can express."""


@pytest.mark.parametrize(("rule", "old", "new", "there"), BROKEN)
def test_a_broken_file_is_told_with_rule_and_line(rule: str, old: str, new: str, there: str):
    text = make_text((old, new))
    known_sops = {
        "uji/lain": make_filed_sop(id="uji/lain"),
        "uji/pemanggil": make_filed_sop((CALL, "    panggil: {sop: uji/barang}\n"), id="uji/pemanggil"),
    }
    found = findings_in(text, known_plugs={"surveys.plan"}, known_sops=known_sops, sop_id="uji/barang")
    lines = [finding.line for finding in found if finding.rule == rule]
    assert text[: text.index(there)].count("\n") + 1 in lines, found


def test_every_rule_has_an_example():
    assert {rule for rule, *_ in BROKEN} | ELSEWHERE == set(RULES)


def test_the_small_sop_file_is_sound():
    assert findings_in(BASE, known_plugs=set(), known_sops={}) == []


def test_a_misspelt_key_is_told_with_the_word_meant():
    found = findings_in(make_text(("keterangan: Bila", "keteranagn: Bila")))
    assert "Mungkin maksudnya “keterangan”." in found[0].sentence


def test_findings_are_sorted_and_not_without_end():
    found = findings_in("judul: x\n" + "".join(f"k{number}: 1\n" for number in range(1000)))
    assert len(found) <= MAX_FINDINGS
    assert [finding.line for finding in found] == sorted(finding.line for finding in found)


def test_a_warning_does_not_make_a_file_unusable():
    found = findings_in(make_text(("Menutup berkas", "Berkas ditutup")))
    assert [finding.severity for finding in found] == ["peringatan"]


@pytest.mark.parametrize(
    ("move", "word"),
    [
        ("- trima", "terima"),
        ("- {langkah: putuskan}", "pilih"),
        ("- {langkah: putuskan, pilih: mungkin}", "setuju"),
        ("- {langkah: susun, isi: {warna: biru}}", "warna"),
        ("- {langkah: susun, tanpa: {izin: x}}", "izin"),
        ("- uji", "payung"),
    ],
)
def test_a_story_that_its_sop_does_not_know_is_told_with_its_line(move: str, word: str):
    text = f"cerita:\n  - judul: x\n    mulai: 2026-01-05 08:00\n    alur:\n      {move}\n    akhir: selesai\n"
    found = read_stories(text, make_filed_sop())
    assert isinstance(found, list)
    assert [(finding.rule, finding.line) for finding in found] == [("cerita-salah", 5)]
    assert word in found[0].sentence
