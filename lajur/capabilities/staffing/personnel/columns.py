"""Columns of lists of staff: one row for each certificate of a person. Pure."""

from __future__ import annotations

from lajur.engine.refusal import Words
from lajur.registers.intake.cells import choice, day, money, text, whole
from lajur.registers.intake.columns import Column

LEVELS = {
    "bukanjf": "bukan-jf",
    "bukanjfppbj": "bukan-jf",
    "tidak": "bukan-jf",
    "ahlipertama": "ahli-pertama",
    "pertama": "ahli-pertama",
    "jfppbjahlipertama": "ahli-pertama",
    "ahlimuda": "ahli-muda",
    "muda": "ahli-muda",
    "jfppbjahlimuda": "ahli-muda",
    "ahlimadya": "ahli-madya",
    "madya": "ahli-madya",
    "jfppbjahlimadya": "ahli-madya",
}
KINDS = {
    "pbjlevel1": "pbj-level-1",
    "level1": "pbj-level-1",
    "dasar": "pbj-level-1",
    "ahlipbjdasar": "pbj-level-1",
    "pokja": "pokja",
    "kompetensipokja": "pokja",
    "kompetensipokjapemilihan": "pokja",
    "pp": "pp",
    "kompetensipp": "pp",
    "kompetensipejabatpengadaan": "pp",
    "ppktipea": "ppk-tipe-a",
    "kompetensippktipea": "ppk-tipe-a",
    "ppktipeb": "ppk-tipe-b",
    "kompetensippktipeb": "ppk-tipe-b",
    "ppktipec": "ppk-tipe-c",
    "kompetensippktipec": "ppk-tipe-c",
}
LEVEL_OPTIONS = "Bukan JF, Ahli Pertama, Ahli Muda, Ahli Madya"
KIND_OPTIONS = "PBJ Level-1, Pokja, PP, PPK tipe A, PPK tipe B, PPK tipe C"

COLUMNS = (
    Column("person", Words("NIP atau nama pengguna"), text(150), True, ("nip", "nama pengguna", "username"),
           Words("Dari sini pegawai dikenali; impor dahulu pegawainya.")),
    Column("level", Words("Jenjang"), choice(LEVELS, LEVEL_OPTIONS), False, ("jenjang jf", "jenjang jf ppbj"),
           Words(LEVEL_OPTIONS)),
    Column("kind", Words("Sertifikat"), choice(KINDS, KIND_OPTIONS), False, ("jenis sertifikat", "kompetensi"),
           Words(KIND_OPTIONS)),
    Column("number", Words("Nomor sertifikat"), text(100), False, ("no sertifikat", "nomor")),
    Column("issued_on", Words("Terbit"), day, False, ("tanggal terbit", "tgl terbit", "berlaku mulai")),
    Column("expires_on", Words("Berlaku sampai"), day, False, ("kedaluwarsa", "tgl berakhir", "masa berlaku")),
    Column("other_packages", Words("Paket lain"), whole(0, 10_000), False, ("jumlah paket lain", "beban paket"),
           Words("Paket yang ditangani di luar Lajur.")),
    Column("other_value", Words("Nilai paket lain"), money, False, ("beban nilai",)),
    Column("most_packages", Words("Batas paket"), whole(0, 10_000), False, ("paling banyak",)),
)  # fmt: skip
COLUMN_OF = {column.key: column for column in COLUMNS}
