"""What is refused, and in which words; what bounds the work that a file can cause."""

from __future__ import annotations

from lajur.engine.refusal import Words

MAX_FILE = 60 * 1024 * 1024
MAX_PART = 96 * 1024 * 1024
MAX_UNPACKED = 256 * 1024 * 1024
MAX_TEXT = 30 * 1024 * 1024
"""Bytes of a file, of one part of a package, of all its parts; letters of a text file."""
MAX_RATIO = 250
"""Bytes that one byte of a large part may become."""
MAX_ENTRIES = 8000
MAX_LISTING = MAX_ENTRIES * 300  # bytes: names of a Word file's parts are short
MAX_CELLS = 400_000
MAX_AREA = 3_000_000
"""Cells of a worksheet or of all tables of a PDF; a worksheet's rows times its columns, filled or not."""
MAX_PAGES = 1500
MAX_WORDS = 20_000
"""Letters of one cell or line; what is beyond is left unread, and said so."""
MAX_STEPS = 1000
"""Rows of one SOP."""

SENTENCES = {
    "tidak-terbuka": Words("Berkas tidak dapat dibuka: {why}."),
    "kosong": Words("Berkas kosong."),
    "terlalu-besar": Words("Berkas melebihi {limit} MB. Pecah menjadi beberapa berkas, lalu baca satu per satu."),
    "bom-zip": Words(
        "Isi berkas mengembang menjadi jauh lebih besar daripada berkasnya, jadi tidak dibuka. Simpan ulang "
        "dokumennya dari Word atau Excel."
    ),
    "terlalu-banyak-sel": Words(
        "Lembar “{sheet}” memuat lebih dari {limit} sel. Hapus baris dan kolom yang tidak dipakai, lalu simpan ulang."
    ),
    "terlalu-banyak-langkah": Words(
        "Satu tabel memuat lebih dari {limit} langkah, jadi bukan satu SOP. Pecah tabelnya, atau hapus baris yang "
        "tidak dipakai."
    ),
    "terlalu-banyak-halaman": Words("Berkas memuat lebih dari {limit} halaman. Pecah menjadi beberapa berkas."),
    "entitas-xml": Words(
        "Berkas memuat deklarasi XML yang tidak pernah ditulis oleh Word atau Excel, jadi tidak dibuka. "
        "Simpan ulang dokumennya."
    ),
    "rusak": Words(
        "Berkas rusak atau tidak lengkap sehingga tidak dapat dibaca sebagai {kind}. Buka dan simpan ulang, "
        "lalu coba lagi."
    ),
    "terkunci": Words("Berkas dilindungi kata sandi. Simpan salinan tanpa kata sandi, lalu baca salinan itu."),
    "format-lama": Words("Berkas berformat Word atau Excel lama (.doc atau .xls). Simpan sebagai .docx atau .xlsx."),
    "hanya-gambar": Words(
        "PDF ini hanya berisi gambar, tanpa teks yang dapat dibaca. Pakai berkas Word aslinya, atau jalankan "
        "pengenalan teks (OCR) lebih dahulu."
    ),
    "bukan-sop": Words(
        "Tidak ada SOP yang ditemukan: tidak ada tabel dengan kolom kegiatan dan pelaksana atau mutu baku."
    ),
    "format-asing": Words(
        "Jenis berkas ini tidak dikenal. Yang dibaca: DOCX, XLSX, PDF dengan teks, HTML, Markdown, dan teks."
    ),
    "bukan-teks": Words("Berkas bukan teks yang dapat dibaca."),
}
NOTICES = {
    "makro": Words("Berkas memuat makro. Makro tidak dibaca dan tidak dijalankan."),
    "tautan-luar": Words("Berkas merujuk isi di luar berkas. Rujukan itu tidak dibuka."),
    "akhiran": Words("Akhiran nama berkas tidak sesuai dengan isinya; isinya dibaca sebagai {kind}."),
    "teks-panjang": Words("Sel atau baris yang lebih dari {limit} huruf hanya dibaca sampai di situ."),
    "lembar-tersembunyi": Words(
        "Lembar “{sheet}” tersembunyi, jadi tidak dibaca. Tampilkan dahulu bila isinya dipakai."
    ),
    "baris-tersembunyi": Words("{count} baris tersembunyi pada lembar “{sheet}” tidak dibaca."),
    "halaman-gambar": Words("{count} halaman hanya berisi gambar dan tidak terbaca."),
}


class Unreadable(Exception):
    """A file that is not read. `code` names the reason, `sentence` says it to the person who gave the file."""

    def __init__(self, code: str, **particulars: object) -> None:
        self.code = code
        self.sentence = SENTENCES[code].format(**particulars)
        super().__init__(self.sentence)


def notice(code: str, **particulars: object) -> str:
    return NOTICES[code].format(**particulars)
