"""What the checker has against a draft, said to an officer who has never seen a SOP file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lajur.catalogue.checker import check
from lajur.catalogue.editing import UNNUMBERED, drawable
from lajur.catalogue.findings import Finding
from lajur.catalogue.outline import Row, rows_of
from lajur.catalogue.reader import Document, catalogue_ids, from_canonical, load
from lajur.engine.definition import Sop
from lajur.engine.refusal import Words
from lajur.registers.authority.words import spoken
from lajur.registers.organisation.models import Agency
from lajur.registers.procedures.drafts.plugs import all_plugs
from lajur.registers.procedures.models import SopDraft
from lajur.registers.procedures.queries import sop_of, titles_of

PLAIN: dict[str, Words] = {
    "pelaksana-tidak-dikenal": Words("Pelaksananya belum dipilih dari daftar pelaksana."),
    "wajib-ada": Words("Pelaksananya belum dipilih."),
    "dokumen-tidak-dikenal": Words("Menyebut dokumen yang tidak ada lagi; pilih lagi dokumennya."),
    "tujuan-tidak-ada": Words("Salah satu jalannya menuju langkah yang tidak ada; pilih lagi tujuannya."),
    "keluar-cabang": Words(
        "Jalannya menuju langkah di luar cabang ini. Langkah dalam cabang serentak hanya menuju langkah cabang yang "
        "sama atau akhir cabang."
    ),
    "masuk-cabang": Words("Jalannya menuju ke tengah cabang serentak; tuju langkah kepalanya."),
    "bersama-tidak-urut": Words("Waktunya digabung dengan langkah yang tidak tepat di atasnya."),
    "bersama-berisi": Words("Waktunya digabung dengan langkah di atas; kelengkapan dan waktu ditulis di sana saja."),
    "satu-jalan-saja": Words("Pilih satu cara saja untuk melanjutkan langkah ini."),
    "keputusan-kurang": Words("Keputusan memerlukan paling sedikit dua jalan; baru ada {count}."),
    "label-ganda": Words("Dua jalan bernama sama, “{label}”; bedakan namanya."),
    "pilihan-tanpa-jika": Words("Jalan “{label}” belum bersyarat; hanya jalan terakhir boleh tanpa syarat."),
    "pilihan-tanpa-label": Words("Sub-langkah ini belum mempunyai nama jalan yang dapat dipilih pelaksana."),
    "jika-di-luar-pilihan": Words("Nama jalan dan syarat hanya berlaku pada awal sub-langkah pilihan."),
    "sub-kurang": Words("Sub-langkah memerlukan paling sedikit dua cabang; tambahkan satu lagi."),
    "payung-salah": Words("Baris judul hanya menaungi cabang serentak; output, isian, dan lainnya ada pada cabangnya."),
    "syarat-tanpa-isian": Words("Syaratnya memakai jawaban yang tidak ditanyakan pada langkah ini atau sebelumnya."),
    "syarat-salah-nilai": Words("Nilai syarat “{value}” tidak cocok dengan isiannya."),
    "pilihan-tidak-lengkap": Words("Tidak semua jawaban mempunyai jalan; tambahkan jalan terakhir tanpa syarat."),
    "berputar-tanpa-isian": Words(
        "Jalan “{label}” selalu kembali ke sini tanpa bertanya lagi, jadi tidak pernah selesai; tanyakan lagi isiannya "
        "di antaranya."
    ),
    "menurut-bukan-tanggal": Words("Tenggatnya menurut tanggal yang tidak ditanyakan pada langkah sebelumnya."),
    "isian-beda": Words("Satu isiannya juga ada pada langkah lain dengan jenis atau pilihan yang berbeda; samakan."),
    "isian-tanpa-pilihan": Words("Jenis satu isiannya tidak cocok dengan pilihan atau batas nilainya."),
    "pelaksana-tidak-dipakai": Words("Pelaksana “{lane}” tidak mengerjakan satu langkah pun; hapus atau beri langkah."),
    "pelaksana-tanpa-kualifikasi": Words("Pelaksana “{lane}” belum mempunyai kualifikasi."),
    "pelaksana-judul-ganda": Words("Dua pelaksana bernama “{title}”; bedakan namanya."),
    "dokumen-judul-ganda": Words("Dua dokumen bernama “{title}”; gabungkan atau bedakan namanya."),
    "dokumen-tidak-dipakai": Words("Dokumen “{kind}” tidak dipakai pada langkah mana pun."),
    "kelengkapan-tanpa-sumber": Words(
        "Kelengkapan “{title}” tidak dihasilkan langkah sebelumnya; jadikan output langkah sebelumnya, atau nyatakan "
        "berasal dari luar."
    ),
    "kelengkapan-cabang-lain": Words(
        "Kelengkapan “{title}” hanya dihasilkan cabang lain yang berjalan serentak; mungkin belum ada saat langkah ini "
        "dibuka."
    ),
    "tidak-terjangkau": Words("Langkah ini tidak pernah tercapai: tidak ada jalan yang menuju ke sini."),
    "tanpa-akhir": Words("Dari langkah ini tidak ada jalan sampai selesai."),
    "buntu": Words("Pelaksanaan berhenti di sini sebelum selesai."),
    "tak-terbatas": Words("Cabang serentak ini membuka dirinya lagi tanpa batas; jangan kembali ke kepalanya."),
    "kegiatan-bukan-kata-kerja": Words(
        "Kegiatannya tidak diawali kata kerja, misalnya Menyusun, Memeriksa, Melaporkan."
    ),
    "plug-tidak-dikenal": Words("Formulir atau efek “{key}” tidak terpasang di sini."),
    "sop-tidak-dikenal": Words("SOP yang dipanggil tidak ada; pilih lagi."),
    "panggilan-melingkar": Words("Panggilan SOP berputar: {path}."),
    "dokumen-anak-tidak-ada": Words("SOP yang dipanggil tidak mempunyai dokumen “{key}”."),
}
"""Rule of the checker → what it means to somebody who sees the sheet and not the file."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in plain words. `row` is the key of its row, `part` the page where it is mended (`langkah`,
    `pelaksana`, `dokumen`, `identitas`), `name` the key of the lane or kind there; `no` the row's number."""

    words: Words
    is_error: bool
    part: str
    row: str = ""
    no: str = ""
    name: str = ""
    rule: str = ""

    @property
    def text(self) -> str:
        """In the reader's language."""
        return spoken(self.words)


@dataclass(frozen=True)
class Judged:
    """`sop` is what can be drawn of the draft; `findings` those of the checker, `told` the same in plain words."""

    sop: Sop
    findings: list[Finding]
    told: list[Told] = field(default_factory=list)

    @property
    def errors(self) -> int:
        return sum(one.is_error for one in self.told)

    def of_row(self, key: str) -> list[Told]:
        return [one for one in self.told if one.row == key]


def judged(draft: SopDraft) -> Judged:
    content = draft.content
    sop_id = f"{_slug(str(draft.agency_id))}/{draft.key}"
    rows = rows_of(content)
    calls = any("panggil" in row.content for row in rows)
    whole = drawable(content)
    sop = from_canonical(whole, sop_id)
    findings = check(
        Document("draf", content),
        known_plugs={plug.name for plug in all_plugs()},
        known_sops=callable_sops(draft.agency) if calls else {},
        sop_id=sop_id,
        built=sop if whole == content else None,
    )
    told = [_told(finding, content, rows) for finding in findings]
    if content["nomor"] == UNNUMBERED:
        told.append(Told(Words("Nomor SOP belum diisi."), False, "identitas"))
    told.sort(key=lambda one: not one.is_error)
    return Judged(sop, findings, told)


@lru_cache(maxsize=1000)
def _slug(agency: str) -> str:
    return Agency.objects.values_list("slug", flat=True).get(id=agency)


def callable_sops(agency: Agency) -> Mapping[str, Sop]:
    """SOPs that a draft may call, by id: the agency's own in force, and those that come with Lajur."""
    found: dict[str, Sop] = {sop_id: load(sop_id) for sop_id in catalogue_ids()}
    for procedure in titles_of(agency):
        found[f"{agency.slug}/{procedure.key}"] = sop_of(str(procedure.in_force_id))
    return found


def _told(finding: Finding, content: dict[str, Any], rows: list[Row]) -> Told:
    row = _row_at(finding.where, rows)
    given = {
        name: value for name, value in finding.given.items() if name in ("count", "label", "value", "title", "path")
    }
    key = str(finding.given.get("key", ""))
    lanes, kinds = dict(content["pelaksana"]), dict(content.get("dokumen", []))
    given["lane"] = lanes[key]["nama"] if key in lanes else key
    given["kind"] = kinds[key]["nama"] if key in kinds else key
    given["key"] = key
    plain = PLAIN.get(finding.rule)
    words = Words(plain.template, **given) if plain else Words("{sentence}", sentence=finding.sentence)
    part = "langkah" if row else finding.where.partition(".")[0]
    part = part if part in ("langkah", "pelaksana", "dokumen") else "identitas"
    return Told(
        words,
        finding.severity == "galat",
        part,
        row.key if row else "",
        row.content.get("no", "") if row else "",
        key,
        finding.rule,
    )


def _row_at(where: str, rows: list[Row]) -> Row | None:
    """The innermost row in which the place lies."""
    found = None
    for row in rows:
        path = ".".join(map(str, row.path))
        if where == path or where.startswith(path + "."):
            found = row
    return found
