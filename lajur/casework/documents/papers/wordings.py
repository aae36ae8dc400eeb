"""Wordings: shipped in files, one per key, and what an agency wrote in their place.

A capability adds its own in its AppConfig's `ready`: `add_wording(Wording("staffing.sk-pokja", …))`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lajur.casework.documents.papers.layout import Head
from lajur.casework.documents.papers.models import PaperKind, WordingEdition
from lajur.casework.documents.papers.rules import long_date
from lajur.engine.refusal import Words

HERE = Path(__file__).with_name("wordings")


@dataclass(frozen=True, slots=True)
class Wording:
    """`file` holds the shipped words. `blanks`: name → what it holds, for who edits; `sample`: data for the preview, in
    which every blank must be filled. `title` is a source string."""

    key: str
    title: str
    kind: PaperKind
    file: Path
    blanks: Mapping[str, str] = field(default_factory=dict)
    sample: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shipped(self) -> str:
        return self.file.read_text(encoding="utf-8")


COMMON: Mapping[str, str] = {
    "nomor": Words("nomor naskah"),
    "tanggal": Words("tanggal naskah, ditulis panjang"),
    "tahun": Words("tahun naskah"),
    "hal": Words("perihal atau judul"),
    "instansi": Words("nama instansi"),
    "kota": Words("kota pada kop surat"),
    "kepada": Words("daftar yang dituju"),
    "penandatangan": Words("penandatangan: .nama, .nip, .jabatan"),
}
"""Blanks that every wording has, filled by Lajur itself."""


def common(head: Head, city: str) -> dict[str, Any]:
    """The blanks that every wording has."""
    return {
        "nomor": head.number,
        "tanggal": long_date(head.date),
        "tahun": head.date.year,
        "hal": head.subject,
        "instansi": head.agency,
        "kota": city,
        "kepada": list(head.addressees),
        "penandatangan": {"nama": head.sign_name, "nip": head.sign_nip, "jabatan": head.office},
    }


WORDINGS: dict[str, Wording] = {}


def add_wording(wording: Wording) -> None:
    """Lay out a wording; a key belongs to one wording only."""
    known = WORDINGS.setdefault(wording.key, wording)
    if known != wording:
        raise RuntimeError(f"wording declared twice: {wording.key}")


@dataclass(frozen=True, slots=True)
class Held:
    """The words that hold for an agency; `edition` 0 when they are the shipped ones."""

    text: str
    edition: int


def wording_in_force(key: str) -> Held:
    """Inside the agency's scope. KeyError for a key nobody laid out."""
    last = WordingEdition.objects.filter(key=key).order_by("-number").first()
    if last is None or not last.text:
        return Held(WORDINGS[key].shipped, 0)
    return Held(last.text, last.number)


def editions_of(key: str) -> list[WordingEdition]:
    """The agency's own editions, the last first."""
    return list(WordingEdition.objects.filter(key=key).order_by("-number"))


_BODY = {"isi": Words("isi naskah: daftar alinea")}
_SAMPLE = {
    "isi": [
        "Sehubungan dengan pelaksanaan program kerja tahun berjalan, bersama ini kami sampaikan hal-hal berikut.",
        "Demikian disampaikan, atas perhatian dan kerja sama Saudara diucapkan terima kasih.",
    ]
}
GENERAL = (
    Wording("umum.surat", Words("Surat dinas"), PaperKind.LETTER, HERE / "surat.txt", _BODY, _SAMPLE),
    Wording("umum.nota-dinas", Words("Nota dinas"), PaperKind.MEMO, HERE / "nota-dinas.txt", _BODY, _SAMPLE),
    Wording(
        "umum.surat-tugas",
        Words("Surat tugas"),
        PaperKind.ORDER,
        HERE / "surat-tugas.txt",
        {
            "dasar": Words("daftar dasar penugasan"),
            "petugas": Words("daftar orang: .nama, .nip, .jabatan"),
            "untuk": Words("daftar tugas"),
        },
        {
            "dasar": ["Program Kerja Tahun 2026", "Disposisi pimpinan"],
            "petugas": [
                {"nama": "Nova Lestari", "nip": "199001012015032001", "jabatan": "Pengelola PBJ Ahli Muda"},
                {"nama": "Joko Susilo", "nip": "", "jabatan": "Pengelola PBJ Ahli Pertama"},
            ],
            "untuk": ["Melaksanakan pendampingan pengadaan", "Melaporkan hasilnya kepada pimpinan"],
        },
    ),
    Wording(
        "umum.keputusan",
        Words("Keputusan"),
        PaperKind.DECREE,
        HERE / "keputusan.txt",
        {
            "menimbang": Words("daftar pertimbangan, tanpa kata bahwa"),
            "mengingat": Words("daftar dasar hukum"),
            "menetapkan": Words("apa yang ditetapkan"),
            "diktum": Words("daftar isi putusan, KESATU dan seterusnya"),
            "lampiran": Words("tabel lampiran: .judul, .kepala, .baris; boleh kosong"),
        },
        {
            "menimbang": ["untuk kelancaran pengadaan perlu ditetapkan kelompok kerja pemilihan"],
            "mengingat": ["Peraturan Presiden Nomor 16 Tahun 2018 tentang Pengadaan Barang/Jasa Pemerintah"],
            "menetapkan": "Keputusan tentang Kelompok Kerja Pemilihan",
            "diktum": [
                "Menetapkan kelompok kerja sebagaimana tercantum dalam Lampiran.",
                "Keputusan ini mulai berlaku pada tanggal ditetapkan.",
            ],
            "lampiran": {
                "judul": "Susunan Kelompok Kerja",
                "kepala": ["No", "Nama", "Jabatan"],
                "baris": [["1", "Arif Budiman", "Ketua"], ["2", "Desi Ratnasari", "Anggota"]],
            },
        },
    ),
    Wording(
        "umum.berita-acara",
        Words("Berita acara"),
        PaperKind.MINUTES,
        HERE / "berita-acara.txt",
        {
            "pembuka": Words("kalimat pembuka: hari, tempat, acara"),
            "hadir": Words("daftar yang hadir; boleh tidak ada"),
            "hasil": Words("daftar hasil"),
            "pihak": Words("daftar pihak: .peran, .nama, .nip"),
        },
        {
            "pembuka": "Pada hari ini telah dilaksanakan pemeriksaan dokumen, bertempat di ruang rapat.",
            "hadir": ["Rina Marlina, Ketua Pokja", "Andi Firmansyah, PT Karya Sejahtera"],
            "hasil": ["Dokumen dinyatakan lengkap.", "Pemeriksaan dilanjutkan ke tahap berikutnya."],
            "pihak": [
                {"peran": "Pihak Pertama", "nama": "Rina Marlina", "nip": ""},
                {"peran": "Pihak Kedua", "nama": "Andi Firmansyah", "nip": ""},
            ],
        },
    ),
    Wording(
        "umum.laporan",
        Words("Laporan"),
        PaperKind.REPORT,
        HERE / "laporan.txt",
        {"bab": Words("daftar bab: .judul, .alinea (daftar), .butir (daftar), .tabel; yang tidak ada dilewati")},
        {
            "bab": [
                {"judul": "Pendahuluan", "alinea": ["Laporan ini memuat hasil kegiatan selama satu semester."]},
                {
                    "judul": "Hasil",
                    "alinea": ["Capaian setiap kegiatan adalah sebagai berikut."],
                    "tabel": {"kepala": ["Kegiatan", "Capaian"], "baris": [["Pembinaan", "92 %"], ["Survei", "100 %"]]},
                },
                {"judul": "Penutup", "butir": ["Kegiatan dilanjutkan.", "Anggaran disesuaikan."]},
            ]
        },
    ),
)
