"""What the reader and the checker find: every rule with its id, its sentence and its meaning stands in this table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["galat", "peringatan"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a SOP file. `line` counts from 1, 0 where there is no file; `where` is the place in the
    content, such as `langkah.susun-rencana.mutu_baku.waktu`; `given` are the particulars that fill the sentence. A
    `galat` makes the file unusable, a `peringatan` not."""

    rule: str
    line: int
    sentence: str
    severity: Severity = "galat"
    where: str = ""
    given: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """`message` is filled with the particulars; `meaning` tells why the rule is there."""

    id: str
    message: str
    meaning: str
    severity: Severity = "galat"


def _table(*rules: Rule) -> dict[str, Rule]:
    return {rule.id: rule for rule in rules}


RULES = _table(
    # The file as text
    Rule("berkas-terlalu-besar", "Berkas melebihi {limit}; pecah menjadi beberapa SOP atau singkat isinya.",
         "Berkas SOP dibatasi agar berkas jahat tidak menghabiskan waktu dan memori."),
    Rule("bukan-utf8", "Berkas bukan teks UTF-8; simpan ulang dengan pengodean UTF-8.",
         "Hanya UTF-8 yang dibaca, agar tidak ada dua arti untuk byte yang sama."),
    Rule("karakter-terlarang", "Karakter {char} tidak boleh ada; hapus atau ketik ulang bagian ini.",
         "Karakter kendali dan pembalik arah tulisan dapat menyembunyikan isi yang sebenarnya."),
    Rule("huruf-mirip", "Huruf {char} bukan huruf Latin meskipun mirip; ketik ulang dengan huruf Latin.",
         "Huruf kembar dari aksara lain membuat dua kata yang tampak sama menjadi berbeda."),
    Rule("yaml-rusak", "Tulisan YAML tidak terbaca di sini: {problem}.",
         "Berkas harus YAML yang benar."),
    Rule("yaml-terlarang", "{what} tidak dipakai pada berkas SOP; tuliskan isinya langsung.",
         "Jangkar, alias, tag, kunci gabung dan petunjuk YAML dapat menyembunyikan atau melipatgandakan isi."),
    Rule("terlalu-dalam", "Susunan bertingkat lebih dari {limit} tingkat; sederhanakan susunannya.",
         "SOP tidak memerlukan susunan sedalam itu."),
    Rule("terlalu-banyak", "Berkas memuat lebih dari {limit} {what}; pecah menjadi beberapa SOP.",
         "Batas jumlah menjaga pemeriksaan tetap cepat."),
    Rule("kunci-ganda", "“{key}” sudah ditulis pada baris {first}; hapus atau ganti salah satunya.",
         "Kunci ganda menyebabkan satu nilai hilang tanpa diketahui."),
    Rule("berkas-kosong", "Berkas kosong; mulai dengan “judul: …” (lihat docs/write-an-sop.md).",
         "Berkas SOP berisi satu tabel kunci dan nilai."),
    # The shape of the content
    Rule("kunci-tidak-dikenal", "“{key}” tidak dikenal {place}.{hint}",
         "Kunci yang salah eja tidak boleh diabaikan diam-diam."),
    Rule("wajib-ada", "“{key}” belum diisi {place}; tambahkan.",
         "Bagian ini diperlukan untuk menjalankan SOP."),
    Rule("salah-jenis", "{place} harus {expected}, bukan {given}.",
         "Setiap bagian mempunyai jenis isian tertentu."),
    Rule("salah-tulis", "“{value}” tidak dapat dipakai di sini: {hint}.",
         "Nilai harus mengikuti bentuk yang ditetapkan."),
    Rule("terlalu-panjang", "{place} lebih dari {limit} {what}; singkat.",
         "Isian dibatasi agar tetap terbaca pada lembar SOP."),
    Rule("waktu-tidak-terbaca", "Waktu “{value}” tidak terbaca; tulis misalnya “30 menit”, “1 jam”, “5 hari”, "
         "“3 hari kalender”, atau {{teks: …}} bila tidak terukur.",
         "Waktu menentukan tenggat, jadi harus dapat dihitung."),
    # References
    Rule("kunci-langkah-ganda", "Kunci langkah “{key}” sudah dipakai pada baris {first}; beri kunci lain.",
         "Kunci langkah adalah nama tetap satu langkah."),
    Rule("pelaksana-tidak-dikenal", "Pelaksana “{key}” tidak ada pada daftar pelaksana.{hint}",
         "Setiap langkah dikerjakan oleh pelaksana dari daftar."),
    Rule("dokumen-tidak-dikenal", "Dokumen “{key}” tidak ada pada daftar dokumen.{hint}",
         "Kelengkapan dan output merujuk jenis dokumen yang dinyatakan sekali."),
    Rule("tujuan-tidak-ada", "Langkah tujuan “{key}” tidak ada.{hint}",
         "Setiap jalan keluar menuju langkah yang ada atau “selesai”."),
    Rule("keluar-cabang", "“{key}” berada di luar cabang ini; langkah dalam cabang serentak hanya menuju langkah "
         "cabang yang sama atau “selesai” (akhir cabang).",
         "Cabang serentak bertemu kembali, jadi tidak boleh ditinggalkan di tengah jalan."),
    Rule("masuk-cabang", "“{key}” berada di dalam cabang serentak; tuju langkah kepalanya, “{heading}”.",
         "Cabang serentak dibuka bersama-sama oleh langkah kepalanya."),
    Rule("bersama-tidak-urut", "Sel gabungan dengan “{key}” harus berupa baris yang berurutan tepat di bawahnya.",
         "Sel yang digabung pada lembar SOP adalah baris yang bersambung."),
    Rule("bersama-berisi", "Baris dengan “bersama” hanya boleh menambah output; kelengkapan dan waktu ada pada "
         "baris pertama sel gabungan.", "Satu sel gabungan mempunyai satu mutu baku."),
    # Ways out
    Rule("satu-jalan-saja", "Pilih salah satu dari {keys} pada langkah ini; tidak boleh bersamaan.",
         "Langkah mempunyai satu cara keluar."),
    Rule("keputusan-kurang", "Keputusan memerlukan paling sedikit dua jalan keluar berlabel; baru ada {count}.",
         "Keputusan dengan satu jalan bukan keputusan."),
    Rule("label-ganda", "Label “{label}” dipakai dua kali pada langkah ini; bedakan.",
         "Petugas memilih jalan menurut labelnya."),
    Rule("pilihan-tanpa-jika", "Hanya jalan terakhir boleh tanpa “jika”; beri syarat pada “{label}”.",
         "Jalan tanpa syarat menutup jalan sesudahnya."),
    Rule("pilihan-tanpa-label", "Sub-langkah pilihan “{key}” memerlukan “label” (dipilih petugas) atau “jika” "
         "(dipilih oleh isian).", "Tanpa itu tidak jelas kapan sub-langkah ini diambil."),
    Rule("jika-di-luar-pilihan", "“{key}” hanya berlaku pada baris pertama sub-langkah dengan cara: pilihan.",
         "Syarat sub-langkah hanya dipakai pada pilihan."),
    Rule("sub-kurang", "Sub-langkah memerlukan paling sedikit dua cabang; baru ada {count}.",
         "Satu cabang cukup ditulis sebagai baris biasa."),
    Rule("payung-salah", "Baris payung hanya judul bagi cabang serentak: {why}.",
         "Baris payung tidak mempunyai tugas, jadi tidak ada yang mengisi atau memutuskan."),
    Rule("syarat-tanpa-isian", "Syarat memakai isian “{key}” yang tidak ditanyakan pada langkah ini atau "
         "sebelumnya.{hint}", "Syarat membandingkan jawaban yang sudah diberikan."),
    Rule("syarat-salah-nilai", "Nilai “{value}” tidak cocok dengan isian “{key}”: {why}.",
         "Syarat yang tidak mungkin terpenuhi adalah jalan mati."),
    Rule("pilihan-tidak-lengkap", "Tidak semua jawaban mempunyai jalan: {why}; tambahkan jalan terakhir tanpa “jika”.",
         "Pelaksanaan berhenti bila tidak satu pun syarat terpenuhi."),
    Rule("berputar-tanpa-isian", "Jalan “{label}” selalu kembali ke langkah ini tanpa menanyakan lagi {facts}, jadi "
         "pelaksanaan berputar terus; tanyakan lagi isian itu di antaranya, atau jadikan keputusan petugas.",
         "Fakta yang tidak berubah memilih jalan yang sama untuk selamanya."),
    Rule("menurut-bukan-tanggal", "“menurut: {key}” harus menyebut isian jenis tanggal dari langkah sebelumnya.",
         "Tenggat menurut jadwal dihitung dari tanggal yang sudah diisi."),
    Rule("isian-beda", "Isian “{key}” sudah ada pada langkah “{step}” dengan jenis atau pilihan lain; samakan atau "
         "ganti kuncinya.", "Jawaban menjadi fakta pelaksanaan di bawah satu nama."),
    Rule("isian-tanpa-pilihan", "Isian “{key}” {why}.", "Pilihan hanya ada pada isian jenis pilihan."),
    # The procedure as a whole
    Rule("pelaksana-tidak-dipakai", "Pelaksana “{key}” tidak mengerjakan satu langkah pun; hapus atau tugaskan.",
         "Kolom pelaksana yang kosong menandakan salah baca."),
    Rule("pelaksana-tanpa-kualifikasi", "Pelaksana “{key}” belum mempunyai kualifikasi; tambahkan “kualifikasi”.",
         "Lembar SOP menyatakan kualifikasi setiap pelaksana."),
    Rule("pelaksana-judul-ganda", "Nama pelaksana “{title}” dipakai dua kali; bedakan.",
         "Dua kolom dengan nama yang sama membingungkan petugas."),
    Rule("dokumen-judul-ganda", "Nama dokumen “{title}” sudah dipakai oleh “{other}”; gabungkan atau bedakan.",
         "Satu jenis dokumen hanya dinyatakan sekali."),
    Rule("dokumen-tidak-dipakai", "Dokumen “{key}” tidak dipakai pada langkah mana pun; hapus.",
         "Jenis dokumen yang tidak dipakai menandakan salah rujuk."),
    Rule("kelengkapan-tanpa-sumber", "Kelengkapan “{title}” tidak dihasilkan langkah sebelumnya; jadikan output suatu "
         "langkah sebelumnya, atau tandai dokumen “{key}” dengan luar: true.",
         "Kelengkapan berasal dari langkah sebelumnya atau dari luar."),
    Rule("kelengkapan-cabang-lain", "Kelengkapan “{title}” hanya dihasilkan cabang lain yang berjalan serentak; "
         "mungkin belum ada saat langkah ini dibuka.", "Cabang serentak tidak saling menunggu.", "peringatan"),
    Rule("tidak-terjangkau", "Langkah “{key}” tidak pernah tercapai dari langkah pertama; periksa lanjut, keputusan, "
         "atau pilihan sebelumnya.", "Setiap baris lembar SOP harus dapat dikerjakan."),
    Rule("tanpa-akhir", "Dari langkah “{key}” tidak ada jalan menuju selesai; beri jalan keluar.",
         "Setiap pelaksanaan harus dapat selesai."),
    Rule("buntu", "Pelaksanaan berhenti di “{key}” sebelum selesai; periksa jalan keluarnya.",
         "Tidak boleh ada keadaan tanpa tugas terbuka sebelum selesai."),
    Rule("tak-terbatas", "Cabang serentak “{key}” membuka dirinya lagi tanpa batas; jangan kembali ke kepalanya dari "
         "dalam cabang.", "Jumlah tugas terbuka harus terbatas."),
    Rule("kegiatan-bukan-kata-kerja", "Kegiatan “{title}” tidak diawali kata kerja aktif (misalnya Menyusun, "
         "Memeriksa, Melaporkan); ubah awalnya.", "Kegiatan menyatakan perbuatan pelaksana.", "peringatan"),
    Rule("plug-tidak-dikenal", "“{key}” bukan kemampuan yang dikenal.{hint}",
         "Formulir dan efek merujuk kemampuan yang terpasang."),
    Rule("sop-tidak-dikenal", "SOP “{key}” yang dipanggil tidak ada pada katalog.{hint}",
         "Panggilan membuka pelaksanaan SOP lain."),
    Rule("panggilan-melingkar", "Panggilan SOP berputar: {path}.",
         "SOP yang memanggil dirinya lewat SOP lain tidak pernah selesai."),
    Rule("dokumen-anak-tidak-ada", "SOP “{sop}” tidak mempunyai dokumen “{key}”.{hint}",
         "Dokumen yang dibawa dan diterima harus dikenal oleh SOP yang dipanggil."),
    # Stories
    Rule("cerita-salah", "{why}.", "Cerita hanya memakai langkah, label dan isian yang ada."),
)  # fmt: skip


def find(rule: str, line: int, where: str = "", /, **particulars: Any) -> Finding:
    """A finding of `rule`, its sentence filled with the particulars."""
    row = RULES[rule]
    return Finding(rule, line, row.message.format(**particulars), row.severity, where, particulars)


def errors_in(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == "galat"]


def shorten(text: object, limit: int = 60) -> str:
    """`text` short enough to stand in a sentence."""
    words = str(text)
    return words if len(words) <= limit else words[: limit - 1] + "…"
