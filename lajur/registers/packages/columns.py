"""Columns of lists of packages, with the names that SIRUP, SPSE and the offices give them. Pure."""

from __future__ import annotations

from lajur.engine.refusal import Words
from lajur.registers.intake.cells import choice, day, money, text, whole
from lajur.registers.intake.columns import Column

METHODS = {
    "tender": "tender",
    "tendercepat": "tender-cepat",
    "seleksi": "seleksi",
    "penunjukanlangsung": "penunjukan-langsung",
    "pengadaanlangsung": "pengadaan-langsung",
    "epurchasing": "e-purchasing",
    "kontes": "kontes",
    "sayembara": "sayembara",
    "dikecualikan": "dikecualikan",
    "swakelola": "swakelola",
}
KINDS = {
    "barang": "barang",
    "pengadaanbarang": "barang",
    "pekerjaankonstruksi": "pekerjaan-konstruksi",
    "konstruksi": "pekerjaan-konstruksi",
    "jasakonsultansi": "jasa-konsultansi",
    "jasakonsultansibadanusahanonkonstruksi": "jasa-konsultansi",
    "jasakonsultansibadanusahakonstruksi": "jasa-konsultansi",
    "jasakonsultansiperorangannonkonstruksi": "jasa-konsultansi",
    "jasakonsultansiperorangankonstruksi": "jasa-konsultansi",
    "jasakonsultansiperorangan": "jasa-konsultansi",
    "jasalainnya": "jasa-lainnya",
    "terintegrasi": "terintegrasi",
    "pekerjaanterintegrasi": "terintegrasi",
    "pekerjaankonstruksiterintegrasi": "terintegrasi",
}
STATES = {
    "terinisiasi": "terinisiasi",
    "terumumkan": "terumumkan",
    "diproses": "diproses",
    "sedangdiproses": "diproses",
    "berlangsung": "diproses",
    "aktif": "diproses",
    "selesai": "selesai",
    "batal": "batal",
    "gagal": "batal",
    "gagalbatal": "batal",
    "ditutup": "batal",
}
METHOD_OPTIONS = (
    "Tender, Tender Cepat, Seleksi, Penunjukan Langsung, Pengadaan Langsung, E-Purchasing, Kontes, Sayembara, "
    "Dikecualikan, Swakelola"
)
KIND_OPTIONS = "Barang, Pekerjaan Konstruksi, Jasa Konsultansi, Jasa Lainnya, Terintegrasi"
STATE_OPTIONS = "Terinisiasi, Terumumkan, Diproses, Selesai, Batal"

COLUMNS = (
    Column("code", Words("Kode RUP"), text(200), True, ("kd_rup", "kd_rup_paket", "id rup", "kode rup paket"),
           Words("Dari sini paket dikenali.")),
    Column("name", Words("Nama paket"), text(500), True, ("nama_paket", "paket", "nama paket pengadaan")),
    Column("year", Words("Tahun anggaran"), whole(2000, 2100), True, ("tahun_anggaran", "tahun", "ta")),
    Column("satker", Words("Satuan kerja"), text(300), False, ("nama_satker", "satker", "perangkat daerah", "opd")),
    Column("method", Words("Metode pengadaan"), choice(METHODS, METHOD_OPTIONS), True,
           ("metode_pengadaan", "metode pemilihan", "mtd_pemilihan", "metode"), Words(METHOD_OPTIONS)),
    Column("kind", Words("Jenis pengadaan"), choice(KINDS, KIND_OPTIONS), True, ("jenis_pengadaan", "jenis"),
           Words(KIND_OPTIONS)),
    Column("pagu", Words("Pagu"), money, True, ("pagu anggaran", "nilai pagu", "total pagu"),
           Words("Rupiah, misalnya 7700000000 atau 7.700.000.000,50.")),
    Column("hps", Words("HPS"), money, False, ("nilai hps", "hps rp")),
    Column("status", Words("Status"), choice(STATES, STATE_OPTIONS), False,
           ("status_umumkan_rup", "status_tender", "status_nontender", "status paket"), Words(STATE_OPTIONS)),
    Column("selection_from", Words("Awal pemilihan"), day, False,
           ("tgl_awal_pemilihan", "mulai pemilihan", "tgl_pengumuman_tender", "tgl_pengumuman_nontender")),
    Column("selection_until", Words("Akhir pemilihan"), day, False,
           ("tgl_akhir_pemilihan", "selesai pemilihan", "tgl_selesai_nontender")),
    Column("contract_from", Words("Awal kontrak"), day, False, ("tgl_awal_kontrak", "mulai kontrak")),
    Column("contract_until", Words("Akhir kontrak"), day, False, ("tgl_akhir_kontrak", "selesai kontrak")),
)  # fmt: skip
COLUMN_OF = {column.key: column for column in COLUMNS}
