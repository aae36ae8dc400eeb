"""More sheets of agencies that do not exist, each with what makes sheets hard to read."""

from __future__ import annotations

import datetime
import io

import docx
import typst
import xlsxwriter  # type: ignore[import-untyped]
from docx.oxml import parse_xml

from lajur.exchange.reading.tests.sheets import SHAPE


def court_xlsx() -> bytes:
    """A court: identity on a sheet of its own, dates as dates, rows in pairs, hours in the head, hidden rows."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    dated = book.add_format({"num_format": "dd/mm/yyyy"})
    turned = book.add_format({"rotation": 90})
    first = book.add_worksheet("Identitas")
    first.merge_range(0, 0, 5, 3, "MAHKAMAH AGUNG REPUBLIK INDONESIA\nPENGADILAN NEGERI KOTA BATU")
    for row, (label, value) in enumerate(
        [
            ("Nomor SOP", "W14.U99/1234/OT.01/3/2023"),
            ("Tgl. Pembuatan", datetime.date(2023, 3, 1)),
            ("Tgl. Revisi", ""),
            ("Tgl. Pengesahan", datetime.date(2023, 3, 6)),
            ("Disahkan Oleh", "Ketua Pengadilan Negeri\nH. Amir, S.H., M.H.\nPembina Utama Muda (IV/c)\nNIP. 19680202 199303 1 004"),  # noqa: E501
            ("Nama SOP", "Pendaftaran Gugatan"),
        ]
    ):  # fmt: skip
        first.merge_range(row, 4, row, 5, label)
        first.merge_range(row, 6, row, 8, "")
        if isinstance(value, datetime.date):
            first.write_datetime(row, 6, datetime.datetime.combine(value, datetime.time()), dated)
        else:
            first.write_string(row, 6, str(value))
    sheet = book.add_worksheet("Flowchart")
    for column, text in ((0, "NO"), (1, "URAIAN PROSEDUR"), (8, "KETERANGAN")):
        sheet.merge_range(2, column, 3, column, text)
    sheet.merge_range(2, 2, 2, 4, "PELAKSANA")
    sheet.merge_range(2, 5, 2, 7, "MUTU BAKU")
    for column, text in enumerate(["PETUGAS PTSP", "KASIR", "KETUA PN"], 2):
        sheet.write(3, column, text, turned)
    sheet.write_row(3, 5, ["KELENGKAPAN", "WAKTU (JAM)", "OUTPUT"])
    sheet.write_row(4, 0, range(1, 10))
    rows = [
        ("Menerima gugatan", 0, "Surat gugatan", 0.5, "Berkas gugatan"),
        ("Menaksir panjar biaya", 1, "Berkas gugatan", 0.25, "SKUM"),
        ("Menetapkan majelis hakim", 2, "SKUM", "1 hari", "Penetapan majelis"),
    ]
    for number, (text, lane, needs, time, yields) in enumerate(rows):
        at = 5 + number * 2
        for column, value in ((0, number + 1), (1, text), (5, needs), (6, time), (7, yields)):
            sheet.merge_range(at, column, at + 1, column, value)
        sheet.write(at, 2 + lane, "■")
    sheet.write(14, 1, "catatan lama, jangan dipakai")
    sheet.set_row(8, None, None, {"hidden": True})
    sheet.set_row(14, None, None, {"hidden": True})
    old = book.add_worksheet("Lama")
    old.write_row(0, 0, ["No", "Kegiatan", "Pelaksana", "Waktu", "Output"])
    old.write_row(1, 0, [1, "Mencatat", "Staf", "1 jam", "Agenda"])
    old.hide()
    book.close()
    return data.getvalue()


def two_on_a_sheet_xlsx() -> bytes:
    """A tax office: a list of contents, two SOPs under each other, a form of monitoring."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    contents = book.add_worksheet("Daftar Isi")
    contents.write_row(0, 0, ["No", "Nama SOP", "Halaman"])
    contents.write_row(1, 0, [1, "Pajak", 1])
    sheet = book.add_worksheet("SOP")
    at = 0
    for title, number in (("Pajak Kendaraan", "973/1/UPT"), ("Balik Nama", "973/2/UPT")):
        sheet.write(at, 0, "PEMERINTAH PROVINSI CAHAYA")
        sheet.write(at + 1, 0, "UPT Pendapatan Daerah")
        for row, pair in enumerate([("Nomor SOP", number), ("Disahkan oleh", "Kepala UPT"), ("Nama SOP", title)], 2):
            sheet.write(at + row, 0, pair[0])
            sheet.write(at + row, 3, pair[1])
        sheet.write_row(at + 6, 0, ["No", "Kegiatan", "Pelaksana", "", "Kelengkapan", "Waktu", "Output"])
        sheet.write_row(at + 7, 2, ["Petugas", "Kasir"])
        sheet.write_row(at + 8, 0, [1, "Meneliti berkas", "●", "", "Berkas", "3–5 mnt", "Berkas diteliti"])
        sheet.write_row(at + 9, 0, [2, "Menerima pembayaran", "", "●", "Berkas diteliti", "± 1 1/2 jam", "Notice"])
        at += 12
    checks = book.add_worksheet("Monitoring")
    checks.write_row(0, 0, ["No", "Prosedur", "Penilaian", "Catatan Hasil", "Tindakan", "Paraf"])
    checks.write_row(1, 0, [1, "Pajak Kendaraan", "Berjalan baik"])
    book.close()
    return data.getvalue()


def registry_docx() -> bytes:
    """A registry: one table for all, letters apart, a joint act over merged lanes, words at a decision, arrows."""
    document = docx.Document()
    grid = [
        ["KEJAKSAAN REPUBLIK INDONESIA\nKEJAKSAAN NEGERI TELUK", "", "", "Nomor SOP", "", "B-12/L.1/2024", "", ""],
        [
            "",
            "",
            "",
            "Disahkan oleh",
            "",
            "Kepala Kejaksaan Negeri\nYusuf Rahman, S.H.\nJaksa Madya NIP. 197505052000031001",
            "",
            "",
        ],
        ["", "", "", "Nama SOP", "", "Pengembalian Barang Bukti", "", ""],
        ["N\nO", "U R A I A N", "P E L A K S A N A", "", "", "SYARAT", "WAKTU\n(Menit)", "HASIL"],
        ["", "", "P\nE\nT\nU\nG\nA\nS", "KASI", "KAJARI", "", "", ""],
        ["1", "Rapat persiapan", "●", "", "", "Undangan", "60", "Notulen"],
        ["2", "Meneliti barang bukti", "Tidak", "", "Ya", "Permohonan", "15-30", "Hasil"],
        ["3", "2 (dua) orang petugas menyerahkan barang", "", "", "", "Hasil", "H+1", "Berita acara"],
    ]
    table = document.add_table(rows=len(grid), cols=8)
    for row, cells in enumerate(grid):
        for column, text in enumerate(cells):
            table.rows[row].cells[column].text = text
    for row, column, form in ((6, 3, "flowChartDecision"), (6, 4, "downArrow"), (7, 2, "flowChartTerminator")):
        table.cell(row, column).paragraphs[0]._p.append(parse_xml(SHAPE.format(form=form)))
    for top, left, bottom, right in (
        (0, 0, 2, 2), (3, 2, 3, 4), (3, 0, 4, 0), (3, 1, 4, 1), (5, 2, 5, 4), (3, 5, 4, 5), (3, 6, 4, 6), (3, 7, 4, 7),
        *((row, 3, row, 4) for row in range(3)), *((row, 5, row, 7) for row in range(3)),
    ):  # fmt: skip
        table.cell(top, left).merge(table.cell(bottom, right))
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def village_pdf() -> bytes:
    """A village: text in columns without a rule; and a table whose actors are drawn, with arrows between."""
    source = """
#set page(width: 297mm, height: 210mm, margin: 12mm)
#set text(size: 9pt)
PEMERINTAH KOTA SEJAHTERA

KELURAHAN MEKAR JAYA

Nomor SOP: 470/05/KEL-MJ/2019

Nama SOP: Surat Keterangan Tidak Mampu
#v(6mm)
#table(stroke: none, columns: (12mm, 70mm, 25mm, 25mm, 25mm, 40mm, 25mm, 40mm), inset: (x: 4pt, y: 6pt),
 [No],[Kegiatan],[Staf],[Kasi],[Lurah],[Kelengkapan],[Waktu],[Output],
 [1],[Memeriksa berkas dan mengetik surat keterangan],[v],[],[],[Pengantar RT],[15 menit],[Konsep surat],
 [2],[Memaraf konsep surat],[],[v],[],[Konsep surat],[5 menit],[Konsep diparaf],
 [3],[Menandatangani surat],[],[],[v],[Konsep diparaf],[1 hari],[SKTM],
)
#pagebreak()
#let box = rect(width: 14mm, height: 6mm, stroke: 0.7pt)
#let end = rect(width: 14mm, height: 6mm, radius: 3mm, stroke: 0.7pt, inset: 1pt)[Mulai]
#let choice = polygon(stroke: 0.7pt, (0mm, 3.5mm), (7mm, 0mm), (14mm, 3.5mm), (7mm, 7mm))
#let arrow = place(dx: 7mm, dy: 2mm, line(length: 9mm, angle: 90deg))
PEMERINTAH KABUPATEN PADI

Nomor SOP: 520/77/DISTAN

Nama SOP: Penyaluran Pupuk

#table(columns: (10mm, 70mm, 22mm, 22mm, 22mm, 38mm, 24mm, 38mm), inset: (y: 6pt, x: 4pt),
 [No],[Kegiatan],[Kelompok Tani],[Penyuluh],[Kepala Dinas],[Kelengkapan],[Waktu],[Output],
 [1],[Mengajukan RDKK],[#arrow #end],[],[],[Data lahan],[2 hari],[RDKK],
 [2],[Memverifikasi RDKK],[],[#arrow #choice],[],[RDKK],[3 hari],[RDKK terverifikasi],
 [3],[Menetapkan alokasi],[],[],[#box],[RDKK terverifikasi],[1 minggu],[SK alokasi],
)
"""
    pdf: bytes = typst.compile(source.encode())
    return pdf


NESTED_HTML = """<table><tr><td><table><tr><td>KEMENTERIAN AGAMA<br>KANTOR URUSAN AGAMA MELATI</td><td>NOMOR SOP</td>
<td>B-9/KUA/2O22</td></tr><tr><td></td><td>NAMA SOP</td><td>Pendaftaran Nikah</td></tr></table></td></tr><tr><td>
<table><tr><th>No</th><th>Tahapan</th><th>Catin</th><th>Petugas</th><th>Penghulu</th><th>Persyaratan</th><th>Waktu</th>
<th>Hasil</th><th>Ket.</th></tr>
<tr><td>1</td><td>Mendaftar</td><td>&#9679;</td><td></td><td></td><td><ul><li>N1<li>KTP</ul></td><td>15 menit</td>
<td>Berkas</td><td></td></tr>
<tr><td>2</td><td>Memeriksa berkas. Apabila masih kurang, berkas dikembalikan ke catin</td><td></td><td>&#9679;</td>
<td></td><td>Berkas</td><td>maks. 2 jam</td><td>Berkas lengkap</td><td></td></tr>
<tr><td>3</td><td>Memeriksa rafak</td><td></td><td></td><td>&#9679;</td><td>Berkas lengkap</td><td>1/2 jam</td>
<td>Hasil rafak</td><td>sah: lanjut ke 4; tidak sah: kembali ke 1</td></tr>
<tr><td>4</td><td>Mencatat akad</td><td></td><td></td><td>&#9679;</td><td>Hasil rafak</td><td>10 hari kerja</td>
<td>Buku nikah</td><td></td></tr></table></td></tr></table>"""

EMERGENCY_MD = """RSUD KASIH BUNDA

SOP PENANGANAN GAWAT DARURAT

Nomor : 445.1/77/RSUD/2020
Tgl. berlaku : 1 Maret 2020
Disetujui oleh : Direktur RSUD Kasih Bunda

| No | Prosedur | Perawat | Dokter Jaga | Kelengkapan | Waktu (menit) | Output | Ket. |
|----|----------|---------|-------------|-------------|---------------|--------|------|
| 1 | Menerima pasien | √ | | Formulir triase | 2 | Pasien diterima | |
| 2 | Melakukan triase: | | | | | | |
| | a. memeriksa napas | √ | | Formulir triase | 3 | Hasil A | |
| | b. menentukan prioritas | | √ | Hasil A | 5 | Label triase | |
| No | Prosedur | Perawat | Dokter Jaga | Kelengkapan | Waktu (menit) | Output | Ket. |
| 3 | Menentukan tindakan:<br>- Ya, lanjut ke langkah 4<br>- Tidak, selesai | | √ | Label triase | 10 | Keputusan | |
| 4 | Merawat pasien | √ | | Keputusan | 15-30 | Catatan | |
"""
