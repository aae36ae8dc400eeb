"""SOP sheets of agencies that do not exist, worded and laid out in their own ways, in several formats."""

from __future__ import annotations

import io
import zipfile

import docx
import typst
import xlsxwriter  # type: ignore[import-untyped]
from docx.oxml import parse_xml

SHAPE = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:drawing><wp:anchor>'
    '<wp:positionH relativeFrom="column"><wp:posOffset>60000</wp:posOffset></wp:positionH>'
    '<wp:extent cx="300000" cy="200000"/><a:graphic><a:graphicData><wps:wsp><wps:spPr>'
    '<a:prstGeom prst="{form}"/></wps:spPr></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>'
)


def clinic_docx(copies: int = 1, macro: bool = False) -> bytes:
    """A clinic: marks are X, merged time cell, ways by number, numbers of laws, approver with NIP."""
    document = docx.Document()
    for _ in range(copies):
        _clinic(document)
    data = io.BytesIO()
    document.save(data)
    if macro:
        with zipfile.ZipFile(data, "a") as package:
            package.writestr("word/vbaProject.bin", b"\x00" * 64)
    return data.getvalue()


def _clinic(document: docx.document.Document) -> None:
    head = document.add_table(rows=3, cols=2)
    head.cell(0, 0).text = "PEMERINTAH KABUPATEN SUKA MAJU\nDINAS KESEHATAN"
    head.cell(0, 1).text = (
        "No. Dokumen : 440/017/PKM/2023\nTgl. Terbit : 5 Nopember 2023\nTanggal Revisi : -\n"
        "Mulai Berlaku : 01/12/2023\nDitetapkan Oleh : Kepala Puskesmas Melati\ndr. Sari Dewi\nNIP. 19800101 200501 2 003\n"  # noqa: E501
        "Judul SOP : Pelayanan Resep Rawat Jalan"
    )
    head.cell(1, 0).text = (
        "Landasan Hukum :\n1. Undang-Undang Nomor 17 Tahun 2023 tentang Kesehatan\n"
        "2. Permenkes Nomor 74 Tahun 2016 tentang Standar Pelayanan Kefarmasian"
    )
    head.cell(
        1, 1
    ).text = "Kompetensi Pelaksana :\n1. Apoteker: memiliki STRA\n2. Petugas Loket: mampu memakai komputer"
    head.cell(2, 0).text = "SOP Terkait :\n1. SOP Pendaftaran Pasien"
    head.cell(2, 1).text = "Sarana dan Prasarana :\n- Komputer\n- Lemari obat"
    table = document.add_table(rows=2, cols=9)
    heads = ["No. Urut", "Tahapan Kegiatan", "Pelaku", "", "", "Standar Mutu", "", "", "Ket."]
    for column, text in enumerate(heads):
        table.cell(0, column).text = text
    table.cell(0, 2).merge(table.cell(0, 4))
    table.cell(0, 5).merge(table.cell(0, 7))
    for column, text in enumerate(["Petugas Loket", "Dokter", "Apoteker", "Syarat", "Durasi", "Luaran"], 2):
        table.cell(1, column).text = text
    rows = [
        ["1", "Menerima resep dari pasien", "X", "", "", "Resep", "5 menit", "Resep terdaftar", ""],
        ["2", "Mengkaji resep", "", "", "X", "Resep terdaftar", "1 jam 30 menit", "Hasil kajian", ""],
        ["3", "Apakah resep lengkap? Ya → langkah 5, Tidak → langkah 4", "", "", "X", "", "", "", ""],
        ["4", "Memperbaiki resep", "", "X", "", "Resep terdaftar", "15 Menit", "Resep baru", "kembali dikaji"],
        ["5", "Menyerahkan obat", "", "", "X", "Resep terdaftar", "10 menit", "1. Obat\n2. Etiket", ""],
    ]
    for cells in rows:
        row = table.add_row()
        for column, text in enumerate(cells):
            row.cells[column].text = text
    table.cell(3, 6).merge(table.cell(4, 6))


def drawn_docx() -> bytes:
    """An archive office: numbers by the word processor, actors as drawn shapes, the head in three rows."""
    document = docx.Document()
    for line in (
        "BADAN KEARSIPAN NUSANTARA",
        "Biro Umum",
        "Nomor POS: 12/ARS/2022",
        "Nama POS: Pemusnahan Arsip",
        "Tanggal Pembuatan: 3 Maret 2022",
        "Tanggal Efektif: 10 Maret 2022",
        "Disahkan oleh: Kepala Biro Umum",
    ):
        document.add_paragraph(line)
    table = document.add_table(rows=1, cols=7)
    for column, text in enumerate(["No", "Aktifitas", "Arsiparis", "Kepala Biro", "Masukan", "Lama Waktu", "Keluaran"]):
        table.cell(0, column).text = text
    rows = [
        ("Menyusun daftar arsip usul musnah", 0, "flowChartProcess", "Arsip inaktif", "3 hari kerja", "Daftar usul musnah"),  # noqa: E501
        ("Memeriksa daftar usul musnah: a. jika disetujui, lanjut b. jika tidak disetujui, dikembalikan untuk diperbaiki",  # noqa: E501
         1, "flowChartDecision", "Daftar usul musnah", "1 hari kerja", "Persetujuan"),
        ("Memusnahkan arsip", 0, "flowChartTerminator", "Persetujuan", "2 jam", "Berita acara pemusnahan"),
    ]  # fmt: skip
    for text, lane, form, needs, time, yields in rows:
        cells = table.add_row().cells
        cells[0].paragraphs[0].style = document.styles["List Number"]
        cells[1].text, cells[4].text, cells[5].text, cells[6].text = text, needs, time, yields
        cells[2 + lane].paragraphs[0]._p.append(parse_xml(SHAPE.format(form=form)))
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def permits_xlsx() -> bytes:
    """A permits office: two SOPs on two worksheets, bare numbers under Waktu (menit), shapes over lanes."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    for name, title, first in (("Izin Reklame", "SOP Izin Reklame", 15), ("Izin Usaha", "SOP Izin Usaha Mikro", 20)):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["DINAS PENANAMAN MODAL KOTA CEMPAKA"])
        for row, pair in enumerate([("Nomor SOP", f"503/{first}/DPM"), ("Judul SOP", title),
                                    ("Tanggal Pembuatan", "2 Januari 2024"), ("Tanggal Efektif", "2024-02-01"),
                                    ("Disahkan oleh", "Kepala Dinas Penanaman Modal")], 1):  # fmt: skip
            sheet.write_row(row, 0, [pair[0], ":", pair[1]])
        sheet.merge_range(8, 0, 9, 0, "No")
        sheet.merge_range(8, 1, 9, 1, "Langkah-langkah")
        sheet.merge_range(8, 2, 8, 3, "Pelaksana")
        sheet.merge_range(8, 4, 8, 6, "Baku Mutu")
        sheet.merge_range(8, 7, 9, 7, "Keterangan")
        sheet.write_row(9, 2, ["Front Office", "Verifikator", "Kelengkapan", "Waktu (menit)", "Output"])
        sheet.write_row(10, 0, [1, "Menerima berkas", "", "", "Formulir permohonan", first, "Tanda terima"])
        sheet.write_row(
            11, 0, [2, "Memeriksa berkas: 1. lengkap 2. tidak lengkap", "", "", "Tanda terima", 30, "Hasil periksa"]
        )
        sheet.write_row(12, 0, [3, "Menerbitkan izin", "", "", "Hasil periksa", 45, "Surat izin"])
        for row, column in ((10, 2), (11, 3), (12, 3)):
            sheet.insert_textbox(row, column, "", {"width": 40, "height": 14, "x_offset": 3, "y_offset": 2})
    book.close()
    return data.getvalue()


def district_pdf() -> bytes:
    """A district: ruled table with ticks, times as products and ranges."""
    source = """
#set page(width: 297mm, height: 210mm, margin: 12mm)
#set text(size: 8pt)
PEMERINTAH KOTA CEMPAKA

KECAMATAN MAWAR

#table(columns: (70mm, 1fr), [Nomor SOP], [: 05/KEC/2024], [Tanggal Pembuatan], [: 7 Juli 2024], [Tanggal Revisi], [:],
  [Tanggal Efektif], [: 8 Juli 2024], [Disahkan oleh], [: Camat Mawar], [Nama SOP], [: Surat Keterangan Domisili])

#table(columns: (10mm, 80mm, 22mm, 22mm, 40mm, 28mm, 40mm, 1fr),
  table.header(table.cell(rowspan: 2)[No.], table.cell(rowspan: 2)[Kegiatan], table.cell(colspan: 2)[Pelaksana],
  table.cell(colspan: 3)[Mutu Baku], table.cell(rowspan: 2)[Ket],
  [Petugas], [Camat], [Persyaratan], [Waktu], [Hasil]),
  [1], [Menerima dan mencatat permohonan warga yang diajukan melalui kelurahan], [v], [], [Surat pengantar], [10 menit],
  [Agenda masuk], [],
  [2], [Menyiapkan surat keterangan], [v], [], [Agenda masuk], [1-2 hari], [Draf surat], [],
  [3], [Menandatangani surat keterangan], [], [v], [Draf surat], [2 x 24 jam], [Surat keterangan], [],
)
"""
    pdf: bytes = typst.compile(source.encode())
    return pdf


CAMPUS_HTML = """<!doctype html><html><head><title>x</title><script>alert(1)</script></head><body>
<h1>UNIVERSITAS BAHARI</h1><p>Unit Kerja: Biro Akademik</p>
<p>Kode SOP: UB.11.03</p><p>Judul SOP: Cuti Akademik</p><p>Tanggal Penyusunan: 14 Agustus 2021</p>
<p>Tanggal Berlaku: 1 Sept 2021</p><p>Ditetapkan oleh: Rektor Universitas Bahari</p>
<p>Maksud dan Tujuan:</p><ol><li>Menertibkan cuti</li></ol>
<table><tr><th>No</th><th>Rincian Kegiatan</th><th>Penanggung Jawab</th>
<th>Berkas</th><th>Jangka Waktu</th><th>Produk</th></tr>
<tr><td>1</td><td>Mengajukan cuti</td><td>Mahasiswa</td>
<td>Formulir cuti</td><td>setengah jam</td><td>Permohonan cuti</td></tr>
<tr><td>2</td><td>Menyetujui cuti</td><td>Dekan</td><td>Permohonan cuti</td><td>satu hari</td><td>Surat izin</td></tr>
<tr><td>3</td><td>Mencatat cuti</td><td>Biro Akademik</td>
<td>Surat izin</td><td>Sesuai jadwal akademik</td><td>Data cuti</td></tr>
</table></body></html>"""

SCANNED_MD = """# STANDAR OPERASIONAL PROSEDUR

**Nomor SOP** : 7/INS/2020
**Tanggal Pembuatan** : l2 Jnuari 2020
**Tanggal Efektif** : 20 Januari 2020
**Disahkan oleh** : Inspektur Daerah
**Nama SOP** : Penanganan Pengaduan

| No | Uralan Keglatan | Pelaksana | | Mutu Baku | | | Ket |
|----|-----------------|-----------|---|-----------|---|---|---|
| | | Auditor | Inspektur | Kelengkapan | Waktu | Output | |
| 1 | Menerima pengaduan | X | | Surat pengaduan | 3O menit | Register | |
| 2 | Menelaah pengaduan | X | | Register | l hari | Telaahan | |
| 2 | Memutuskan tindak lanjut | | X | Telaahan | 2 hari | Disposisi | |
| 4 | Melaporkan hasil | X | | Disposisi | maks. 5 hari kerja | Laporan | |
"""

SLIPPED_TXT = "\n".join(
    [
        "BADAN LINGKUNGAN PESISIR",
        "Nomor SOP : 660/3/2022",
        "Judul SOP : Uji Mutu Air",
        "Tanggal Pembuatan : 4 Mei 2022",
        "Tanggal Efektif : 9 Mei 2022",
        "Disahkan oleh : Kepala Badan",
        "",
        "No\tProsedur\tPelaksana\t\tMutu Baku\t\t\tKeterangan",
        "\t\tAnalis\tKepala Laboratorium\tPerlengkapan\tMaks. Waktu\tOutput\t",
        "1\tMengambil contoh air\tX\t\tBotol contoh\t2 jam\tContoh air\t",
        "2\tMenguji contoh air\tX\t\tContoh air\t1 hari\tLembar hasil\t",
        "3\tMemeriksa hasil uji\t\tLembar hasil\t30 menit\tHasil terperiksa\t\t",
        "4\tMengarsipkan hasil\t\t\t\tHasil terperiksa\t15 menit\tArsip hasil\t",
    ]
)
