"""A small SOP file with every feature of the format, and ways to change it."""

from __future__ import annotations

from lajur.catalogue.checker import check
from lajur.catalogue.compiling import FiledSop
from lajur.catalogue.findings import Finding
from lajur.catalogue.reader import Document, compile, parse

BASE = """\
judul: Pengujian Barang
nomor: UJI/1
instansi: Instansi Uji
tanggal: {pembuatan: 2025-01-02, revisi: null, efektif: 2025-02-03}
disahkan: {jabatan: Kepala, nama: Budi, nip: 19800101 200501 1 001}
dasar_hukum: [Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik]
catatan: [Nomor langkah dibiarkan.]
pelaksana:
  kepala: {nama: Kepala, kualifikasi: [Memahami barang]}
  tim:
    nama: Tim Uji
    kualifikasi: Memahami uji
    per_kasus: true
dokumen:
  permintaan: {nama: Permintaan uji, luar: true}
  rencana: Rencana uji
  izin: Izin uji
  hasil-a: Hasil uji A
  hasil-b: Hasil uji B
  laporan: Laporan uji
langkah:
  - kunci: terima
    no: 1
    kegiatan: Menerima permintaan
    pelaksana: kepala
    mutu_baku: {kelengkapan: [permintaan], waktu: 30 menit}
    menunjuk: [tim]
  - kunci: susun
    no: 2
    kegiatan: Menyusun rencana
    pelaksana: tim
    mutu_baku: {waktu: 1 jam, output: [rencana]}
    isian:
      jenis: {label: Jenis barang, jenis: pilihan, wajib: true, pilihan: {no: Baru, 7a: Bekas, on: Sewa}}
      jumlah: {label: Jumlah, jenis: angka, min: 1, maks: 99}
      selesai_uji: {label: Selesai, jenis: tanggal}
      rahasia: {label: NIK, pribadi: true}
  - kunci: putuskan
    no: 3
    kegiatan: Memutuskan rencana
    pelaksana: kepala
    serta: [tim]
    mutu_baku: {kelengkapan: [rencana], waktu: 5 hari, output: [izin]}
    keputusan: {setuju: uji, perlu perbaikan: susun}
  - kunci: uji
    no: 4
    kegiatan: Melakukan uji
    payung: true
    mutu_baku: {kelengkapan: [izin], waktu: 3 hari kalender}
    sub:
      cara: serentak
      langkah:
        - {kunci: uji-a, no: 4a, kegiatan: Menguji A, pelaksana: tim, mutu_baku: {output: [hasil-a]}}
        - - kunci: uji-b
            no: 4b
            kegiatan: Menguji B
            pelaksana: tim
            mutu_baku: {output: [hasil-b]}
          - kunci: ulangi-b
            kegiatan: Menilai hasil B
            pelaksana: tim
            keputusan: {cukup: selesai, ulangi: uji-b}
  - kunci: nilai
    no: 5
    kegiatan: Menilai hasil
    pelaksana: kepala
    mutu_baku: {kelengkapan: [hasil-a, hasil-b], waktu: {menurut: selesai_uji, teks: Sesuai jadwal}}
    isian:
      lulus: {label: Lulus, jenis: ya-tidak, wajib: true}
    pilihan:
      - {jika: {lulus: true, jumlah: {minimal: 10}}, label: banyak, ke: lapor}
      - {jika: {jenis: {salah_satu: [7a, on]}}, label: bekas, ke: susun}
      - {label: lainnya, ke: tutup}
  - kunci: lapor
    no: 6
    kegiatan: Melaporkan hasil
    pelaksana: tim
    mutu_baku: {waktu: {teks: Sesuai kebutuhan}, output: [laporan]}
    keterangan: Bila ada
    tambahan: true
  - kunci: kirim
    no: 7
    kegiatan: Mengirim laporan
    pelaksana: tim
    mutu_baku: {bersama: lapor}
    sub:
      cara: pilihan
      langkah:
        - {kunci: kirim-surat, label: surat, kegiatan: Mengirim surat, pelaksana: tim}
        - {kunci: kirim-surel, label: surel, kegiatan: Mengirim surel, pelaksana: tim}
  - kunci: tutup
    no: 8
    kegiatan: Menutup berkas
    pelaksana: kepala
"""


def make_text(*changes: tuple[str, str]) -> str:
    """The small SOP file with each first text replaced by the second; a text that is not there is a fault."""
    text = BASE
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def make_document(*changes: tuple[str, str]) -> Document:
    document = parse(make_text(*changes), "sop.yaml")
    assert isinstance(document, Document), document
    return document


def make_filed_sop(*changes: tuple[str, str], id: str = "uji/barang") -> FiledSop:
    sop = compile(make_document(*changes), id)
    assert isinstance(sop, FiledSop), sop
    return sop


def findings_in(text: str | bytes, **known: object) -> list[Finding]:
    """All that reader and checker find in `text`."""
    document = parse(text, "sop.yaml")
    if isinstance(document, list):
        return document
    return check(document, **known)  # type: ignore[arg-type]
