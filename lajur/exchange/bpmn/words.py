"""What is said of a diagram: why it cannot be read as a SOP, and what its draft still lacks. `{name}` is an element's,
in quotation marks."""

from __future__ import annotations

from lajur.engine.refusal import Words

REFUSED: dict[str, Words] = {
    "serviceTask": Words("tugas layanan; SOP berisi pekerjaan orang"),
    "scriptTask": Words("tugas skrip; SOP berisi pekerjaan orang"),
    "sendTask": Words("tugas kirim pesan; tulis sebagai tugas orang"),
    "receiveTask": Words("tugas terima pesan; tulis sebagai tugas orang"),
    "businessRuleTask": Words("tugas aturan bisnis; tulis sebagai tugas orang dan gerbang eksklusif"),
    "subProcess": Words("subproses; jadikan SOP sendiri lalu panggil dengan aktivitas panggil"),
    "adHocSubProcess": Words("subproses bebas; urutannya harus ditetapkan"),
    "transaction": Words("transaksi; SOP tidak mengenalnya"),
    "inclusiveGateway": Words("gerbang inklusif; pakai gerbang eksklusif atau paralel"),
    "complexGateway": Words("gerbang kompleks; pakai gerbang eksklusif atau paralel"),
    "eventBasedGateway": Words("gerbang berdasar peristiwa; pakai gerbang eksklusif"),
    "intermediateThrowEvent": Words("peristiwa antara; SOP tidak mengenalnya"),
    "choreographyTask": Words("koreografi; SOP tidak mengenalnya"),
    "": Words("SOP tidak mengenalnya"),
    "pewaktu-memutus": Words("pewaktu yang memutus tugasnya; pakai pewaktu yang tidak memutus"),
    "peristiwa": Words("peristiwa yang bukan awal, akhir, atau pewaktu"),
}
"""Element or event → why a SOP has no place for it."""

WHOLE: dict[str, Words] = {
    "berkas-terlalu-besar": Words("Diagram melebihi {limit} MiB."),
    "bukan-utf8": Words("Berkas bukan teks UTF-8; simpan ulang sebagai BPMN 2.0 (XML)."),
    "xml-terlarang": Words("Deklarasi DOCTYPE dan entitas tidak boleh ada; hapus dari berkasnya."),
    "xml-rusak": Words("Isi berkas bukan XML yang utuh di sini; simpan ulang dari aplikasi asalnya."),
    "terlalu-banyak-unsur": Words("Diagram memuat lebih dari {limit} unsur."),
    "terlalu-banyak-alur": Words("Diagram memuat lebih dari {limit} unsur alur."),
    "bukan-bpmn": Words("Berkas ini bukan BPMN 2.0: unsur terluarnya bukan “definitions”."),
    "pesan": Words("Aliran pesan {name} tidak dapat dibaca sebagai SOP."),
    "kolam-lebih": Words("Kolam {name} adalah kolam kedua; satu berkas berisi satu SOP."),
    "proses-lebih": Words("Berkas memuat {count} proses; satu berkas berisi satu SOP."),
    "awal-satu": Words("Harus ada tepat satu peristiwa awal; di sini ada {count}."),
    "bukan-milik": Words("Unsur {name} bukan milik BPMN 2.0."),
    "ulangan-ditolak": Words(
        "Tugas {name} berulang dengan sendirinya ({loop}); gambarkan ulangannya dengan gerbang eksklusif."
    ),
    "tanpa-id": Words("Unsur {name} tidak mempunyai id, atau id-nya dipakai dua kali."),
    "unsur-ditolak": Words("Unsur {name} ({tag}) tidak dapat dibaca sebagai SOP: {why}."),
    "aliran-putus": Words("Aliran {name} tidak bermula atau tidak berakhir pada unsur yang ada."),
}
"""What is wrong with the file or with one of its elements."""

FLOW: dict[str, Words] = {
    "tanpa-langkah": Words("Tidak ada langkah sesudah peristiwa awal."),
    "temu-tanpa-cabang": Words("Gerbang {name} menggabungkan cabang yang tidak dibuka oleh gerbang paralel."),
    "pewaktu-bercabang": Words("Pewaktu {name} membuka jalan lain; SOP hanya mencatat keterlambatan."),
    "beraliran-banyak": Words("Unsur {name} beraliran keluar {count}; pakai gerbang eksklusif atau paralel."),
    "berputar": Words("Gerbang {name} berputar tanpa melewati satu langkah pun."),
    "cabang-tanpa-temu": Words("Gerbang {name} membuka cabang yang berakhir tanpa digabungkan kembali."),
    "lompat-cabang": Words("Langkah {name} dicapai dari cabang paralel yang lain; alurnya harus tetap di cabangnya."),
    "dibuka-dua": Words("Langkah {name} dibuka oleh lebih dari satu cabang."),
    "cabang-tanpa-gerbang": Words("Unsur {name} mempunyai beberapa aliran keluar tanpa gerbang."),
    "terlalu-dalam": Words("Gerbang {name} membuka cabang di dalam cabang terlalu dalam."),
    "cabang-kosong": Words("Gerbang {name} membuka cabang tanpa satu langkah pun."),
    "temu-beda": Words("Gerbang {name} membuka cabang yang tidak bertemu pada satu gerbang paralel."),
}
"""What is wrong with what follows what."""

LACKING: dict[str, Words] = {
    "tidak-terjangkau": Words("Unsur {name} tidak tercapai dari awal, jadi tidak diambil."),
    "judul-kosong": Words("Judul SOP tidak tertulis; diisi “Tanpa judul”."),
    "nomor-kosong": Words("Nomor SOP tidak tertulis; diisi “belum bernomor”."),
    "tanggal-kosong": Words("Tanggal pembuatan, revisi, dan efektif tidak tertulis."),
    "tanpa-lajur": Words("Ada langkah di luar lajur; pelaksananya diisi “Pelaksana”."),
    "kualifikasi-kosong": Words("Kualifikasi pelaksana {name} tidak tertulis."),
    "kegiatan-kosong": Words("Kegiatan pada unsur {name} tidak tertulis."),
    "waktu-kosong": Words("Waktu unsur {name} tidak tertulis."),
    "output-kosong": Words("Output unsur {name} tidak tertulis."),
    "panggilan": Words(
        "Unsur {name} memanggil {sop}; tetapkan SOP yang dipanggil. Sementara ini menjadi langkah biasa."
    ),
    "label-kosong": Words("Aliran ke-{number} dari unsur {name} tidak bernama; diisi “jalan {number}”."),
    "syarat": Words("Syarat {condition} tidak diambil; unsur {name} menjadi keputusan pelaksananya."),
}
"""What a draft still lacks."""


def quoted(name: str) -> str:
    return f"“{name[:60]}”"


def filled(words: Words, **given: object) -> Words:
    return Words(words.template, **given)
