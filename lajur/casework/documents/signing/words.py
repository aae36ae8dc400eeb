"""Why a signature was not made, or is not known to be, in the officer's words."""

from __future__ import annotations

from lajur.engine.refusal import Refusal

_SAID = (
    Refusal("kata-sandi-salah", "Kata sandi sertifikat salah. Naskah belum ditandatangani; coba lagi."),
    Refusal("sertifikat-rusak", "Berkas ini bukan berkas sertifikat (.p12 atau .pfx) yang utuh dan berisi kunci."),
    Refusal("sertifikat-kedaluwarsa", "Masa berlaku sertifikat Anda sudah habis. Perpanjang dahulu di penerbitnya."),
    Refusal("sertifikat-belum-berlaku", "Sertifikat Anda belum berlaku hari ini."),
    Refusal("bukan-untuk-tanda-tangan", "Sertifikat ini bukan untuk menandatangani dokumen."),
    Refusal("kunci-lemah", "Kunci sertifikat ini terlalu lemah; mintalah sertifikat baru kepada penerbitnya."),
    Refusal(
        "bukan-sertifikat-anda",
        "Nama pada sertifikat bukan nama Anda. Pakai sertifikat Anda, atau minta administrator membetulkan nama.",
    ),
    Refusal("pdf-rusak", "Berkas naskah ini bukan PDF yang dapat ditandatangani."),
    Refusal("pdf-terkunci", "PDF ini terkunci oleh kata sandi, jadi tidak dapat ditandatangani."),
    Refusal("cap-waktu-gagal", "Layanan cap waktu tidak menjawab. Naskah belum ditandatangani; coba lagi nanti."),
    Refusal("terlalu-berat", "Naskah ini terlalu berat untuk diolah. Naskah belum ditandatangani."),
    Refusal("layanan-tidak-terjangkau", "Layanan BSrE tidak terjangkau. Naskah belum ditandatangani; coba lagi nanti."),
    Refusal("layanan-menolak-lajur", "Layanan BSrE menolak Lajur. Administrator perlu memeriksa akun layanan ini."),
    Refusal("layanan-menolak", "Layanan BSrE menolak permintaan ini. Naskah belum ditandatangani."),
    Refusal("nik-tidak-terdaftar", "NIK ini tidak terdaftar di BSrE. Periksa NIK-nya, atau daftarkan diri di BSrE."),
    Refusal("nik-tanpa-sertifikat", "Pemilik NIK ini belum mempunyai sertifikat BSrE yang berlaku."),
    Refusal("nik-belum-aktif", "Pendaftaran NIK ini di BSrE belum selesai atau tidak aktif."),
    Refusal("tanpa-jawaban", "BSrE tidak menjawab pada waktunya. Belum diketahui apakah naskah ditandatangani."),
    Refusal("layanan-bermasalah", "BSrE sedang bermasalah. Belum diketahui apakah naskah ditandatangani."),
    Refusal("jawaban-tidak-terbaca", "Jawaban BSrE tidak dapat dipakai. Belum diketahui apakah naskah ditandatangani."),
    Refusal("terputus", "Penandatanganan terputus di tengah jalan. Belum diketahui apakah naskah ditandatangani."),
    Refusal("ditandai", "Ditandai tidak ditandatangani."),
)  # fmt: skip
FAULTS = {refusal.code: refusal for refusal in _SAID}


def fault(code: str) -> Refusal:
    return FAULTS.get(code, FAULTS["layanan-menolak"])
