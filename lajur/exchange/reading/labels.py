"""The words before the parts of a SOP's identity page, found by likeness in running text and in cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from lajur.exchange.reading.wording import likeness, plain

Label = Literal[
    "nomor", "judul", "pembuatan", "revisi", "efektif", "disahkan", "instansi", "unit", "dasar_hukum", "kualifikasi",
    "keterkaitan", "peralatan", "peringatan", "pencatatan", "penjelasan", "tujuan", "definisi", "nama", "nip", "lain",
]  # fmt: skip
HEADS: tuple[Label, ...] = ("nomor", "judul", "pembuatan", "revisi", "efektif", "disahkan")
SECTIONS: tuple[Label, ...] = (
    "dasar_hukum", "kualifikasi", "keterkaitan", "peralatan", "peringatan", "pencatatan", "penjelasan", "tujuan",
    "definisi",
)  # fmt: skip

WORDS: dict[Label, tuple[str, ...]] = {
    "nomor": ("nomor sop", "no sop", "nomor sop ap", "nomor dokumen", "no dokumen", "nomor pos", "nomor prosedur",
              "nomor", "kode dokumen", "nomor sop akp", "no pos", "kode sop"),
    "judul": ("judul sop", "nama sop", "judul", "nama prosedur", "nama pos", "judul prosedur", "nama sop ap",
              "judul dokumen", "judul pos", "sop tentang", "nama standar operasional prosedur"),
    "pembuatan": ("tanggal pembuatan", "tgl pembuatan", "tanggal dibuat", "tanggal penyusunan", "dibuat tanggal",
                  "tgl dibuat", "tanggal pembuatan sop", "tanggal terbit", "tanggal disusun", "tanggal penetapan"),
    "revisi": ("tanggal revisi", "tgl revisi", "revisi tanggal", "tanggal perbaikan", "tanggal perubahan", "revisi",
               "tanggal revisi sop", "tanggal pembaruan"),
    "efektif": ("tanggal efektif", "tgl efektif", "berlaku efektif", "tanggal berlaku", "mulai berlaku", "berlaku mulai",  # noqa: E501
                "tanggal pengesahan", "tanggal pemberlakuan", "tgl berlaku", "tanggal efektif berlaku", "efektif"),
    "disahkan": ("disahkan oleh", "disahkan", "disetujui oleh", "ditetapkan oleh", "pengesahan", "mengesahkan",
                 "yang mengesahkan", "diketahui oleh", "disyahkan oleh"),
    "instansi": ("instansi", "nama instansi"),
    "unit": ("unit kerja", "satuan kerja", "nama unit", "unit organisasi", "nama unit kerja"),
    "dasar_hukum": ("dasar hukum", "landasan hukum", "dasar peraturan", "referensi hukum", "peraturan terkait",
                    "dasar hukum sop", "acuan hukum", "referensi"),
    "kualifikasi": ("kualifikasi pelaksana", "kualifikasi pelaksanaan", "kualifikasi", "kualifikasi petugas",
                    "kompetensi pelaksana", "persyaratan pelaksana", "kualifikasi sdm"),
    "keterkaitan": ("keterkaitan", "keterkaitan sop", "keterkaitan dengan sop lain", "sop terkait", "keterkaitan dengan",  # noqa: E501
                    "hubungan dengan sop lain", "sop yang terkait", "prosedur terkait", "keterkaitan dengan pos lain"),
    "peralatan": ("peralatan perlengkapan", "peralatan", "perlengkapan", "peralatan dan perlengkapan", "alat bahan",
                  "alat dan bahan", "sarana dan prasarana", "sarana prasarana", "peralatan yang digunakan",
                  "perlengkapan peralatan", "perlengkapan yang diperlukan"),
    "peringatan": ("peringatan", "perhatian", "hal yang perlu diperhatikan", "hal hal yang perlu diperhatikan",
                   "peringatan dan sanksi", "risiko"),
    "pencatatan": ("pencatatan dan pendataan", "pencatatan", "pendataan", "pencatatan pendataan", "pencatatan data",
                   "rekaman", "arsip", "pencatatan dan pelaporan", "pendokumentasian", "pencatatan dan pengarsipan"),
    "penjelasan": ("penjelasan singkat", "ringkasan", "ruang lingkup", "penjelasan", "deskripsi", "deskripsi singkat",
                   "gambaran umum"),
    "tujuan": ("tujuan", "maksud dan tujuan", "tujuan sop", "maksud", "sasaran"),
    "definisi": ("definisi", "pengertian", "definisi istilah", "istilah", "istilah dan definisi", "daftar istilah"),
    "nama": ("nama pejabat",),
    "nip": ("nip", "nrp"),
    "lain": ("halaman", "lampiran", "jumlah halaman", "lembar", "versi", "status dokumen", "diperiksa oleh",
             "dibuat oleh", "disusun oleh", "disiapkan oleh", "hal", "edisi", "revisi ke", "nomor revisi", "no revisi",
             "kebijakan", "unit terkait", "bagan alir", "diagram alir", "rekaman historis perubahan", "prosedur",
             "langkah langkah", "prosedur langkah langkah"),
}  # fmt: skip
_BY_NAME = [(name, label) for label, names in WORDS.items() for name in names]
_HEAD_NAMES = {name: label for name, label in _BY_NAME if label in HEADS}
_LONGEST = max(len(name.split()) for name, _ in _BY_NAME)
_INLINE = re.compile(
    r"(?<![A-Za-z])(?P<label>(?:nomor|no\.?|nama|judul)\s+(?:sop|pos)(?:\s+ap)?|(?:tanggal|tgl\.?)\s+[A-Za-z]{5,12}|"
    r"disahkan\s+oleh|disetujui\s+oleh|ditetapkan\s+oleh|nip\.?)\s*(?P<colon>[:.]?)\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A label and the text behind it; the label is None for what stands before the first."""

    label: Label | None
    text: str
    sure: float = 1.0
    colon: bool = False


def _whole(phrase: str) -> str:
    """Short words of labels as whole ones."""
    return re.sub(r"^tgl\b", "tanggal", phrase)


def label_at(line: str) -> tuple[Label, int, float, bool] | None:
    """The label with which a line begins, where it ends, how sure, and whether a colon follows."""
    head = re.match(r"^\s*(?:[0-9IVX]{1,4}[.)]\s*|[A-Z][.)]\s+)?", line)
    start = head.end() if head else 0
    words = list(re.finditer(r"[A-Za-z0-9.()]+|/", line[start : start + 90]))
    best: tuple[Label, int, float, bool] | None = None
    score = 0.0
    for count in range(1, min(len(words), _LONGEST + 2) + 1):
        end = start + words[count - 1].end()
        phrase = _whole(" ".join(plain(line[start:end]).replace("/", " ").split()))
        rest = line[end:].lstrip()
        colon = rest.startswith((":", "="))
        alone = not rest.strip(" .:")
        follows = bool(re.match(r"(?:[1Il][.)]|1\s+[A-Z]|[-•–]\s)", rest))
        if not (colon or alone or follows):
            if phrase in _HEAD_NAMES and rest and len(phrase.split()) > 1:  # "Nomor SOP B/12" without a colon
                best, score = (_HEAD_NAMES[phrase], end, 1.0, False), 1.0 + 0.02 * count
            continue
        for name, label in _BY_NAME:
            if phrase[:1] != name[:1] and phrase[1:3] != name[1:3]:
                continue
            near = likeness(phrase, name)
            limit = 0.8 if colon and len(name) > 5 else 0.88
            if near < limit:
                continue
            if start and not colon and not alone:
                continue
            near = min(near, 0.85) if name in ("nomor", "judul") else near
            weight = near + 0.02 * count
            if weight > score:
                score = weight
                stop = end + len(line[end:]) - len(rest) + (1 if colon else 0)
                best = label, stop, near, colon
    return best


@lru_cache(maxsize=4000)
def pieces_of(text: str) -> tuple[Piece, ...]:
    """A text cut at its labels: at the beginning of lines, and within a line for the short ones of the head."""
    pieces: list[Piece] = []
    for line in text.splitlines():
        found = label_at(line)
        label: Label | None = None
        sure, colon, rest = 1.0, False, line
        if found:
            label, stop, sure, colon = found
            rest = line[stop:]
        cuts = _inline(rest)
        first = rest[: cuts[0][1]] if cuts else rest
        if label is not None or not pieces:
            pieces.append(Piece(label, first.strip(), sure, colon))
        else:
            last = pieces[-1]
            pieces[-1] = Piece(last.label, f"{last.text}\n{first.strip()}".strip(), last.sure, last.colon)
        for position, (inner, _, stop) in enumerate(cuts):
            end = cuts[position + 1][1] if position + 1 < len(cuts) else len(rest)
            pieces.append(Piece(inner, rest[stop:end].strip(), 1.0, True))
    return tuple(piece for piece in pieces if piece.label or piece.text)


def _inline(line: str) -> list[tuple[Label, int, int]]:
    """Labels inside a line, with where they begin and end."""
    cuts: list[tuple[Label, int, int]] = []
    for found in _INLINE.finditer(line):
        name = _whole(" ".join(plain(found["label"]).split()))
        best = max(_BY_NAME, key=lambda pair: likeness(name, pair[0]))
        if likeness(name, best[0]) < 0.85 or (not found["colon"] and best[1] not in ("nip",)):
            continue
        if best[1] == "nip" and not re.match(r"[0-9]{4}", line[found.end() :]):
            continue
        cuts.append((best[1], found.start(), found.end()))
    return cuts


def head_labels(text: str) -> set[Label]:
    """The labels of the head of an identity page in a text; a lone `nomor` or `revisi` does not count."""
    return {
        piece.label
        for piece in pieces_of(text)
        if piece.label in HEADS
        and (piece.colon or (piece.sure >= 0.95 and piece.label != "disahkan"))
        and (piece.sure > 0.86 or piece.label not in ("nomor", "judul"))
    }
