"""What a paper says around its body: head, signature, copies, by its kind. Plain data for `paper.typ` and Word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import override

from lajur.casework.documents.papers.models import PaperKind, Secrecy
from lajur.casework.documents.papers.rules import PREFIXES, in_words, long_date


@dataclass(frozen=True, slots=True)
class Head:
    """The facts of a paper that its layout shows."""

    kind: str
    agency: str
    number: str
    date: date
    subject: str
    secrecy: str
    office: str
    sign_lines: Sequence[str]
    sign_name: str
    sign_nip: str
    addressees: Sequence[str] = ()
    copies: Sequence[str] = ()
    where: str = ""
    code: str = ""


def paper_data(head: Head, body: dict[str, Any], letterhead: Any) -> dict[str, Any]:
    """`letterhead` is the row of the day, or None."""
    day, city = long_date(head.date), letterhead.city if letterhead else ""
    kop = None
    if letterhead:
        kop = {
            "lines": list(letterhead.lines), "address": letterhead.address, "contact": letterhead.contact,
            "crest": list(bytes(letterhead.crest)),
        }  # fmt: skip
    return {
        "layout": head.kind,
        "title": f"{name_of(head)} {head.number}",
        "name": name_of(head),
        "agency": head.agency,
        "number": head.number,
        "letterhead": kop,
        "head": {
            "title": _title(head),
            "facts": _facts(head, day, len(body["annexes"])),
            "place": f"{city}, " if city else "",
            "date": day,
            "addressees": list(head.addressees),
            "where": head.where,
        },
        "annex": _over_annexes(head, day),
        "body": body,
        "sign": {
            "dated": _dated(head, city, day),
            "lines": [_in_capitals(line) for line in head.sign_lines] if _decrees(head) else list(head.sign_lines),
            "name": head.sign_name,
            "nip": head.sign_nip,
        },
        "copies": list(head.copies),
        "footer": f"{head.number} · Kode periksa {head.code}" if head.code else head.number,
    }


def without_crest(data: dict[str, Any], letterhead: Any) -> dict[str, Any]:
    """The data as they are kept with the paper: the crest stays with its letterhead."""
    if data["letterhead"] is None:
        return data
    return {**data, "letterhead": {**data["letterhead"], "crest": [], "id": str(letterhead.id)}}


def name_of(head: Head) -> str:
    """How annexes call the paper they belong to."""
    return {
        PaperKind.LETTER: "Surat",
        PaperKind.MEMO: "Nota Dinas",
        PaperKind.ORDER: "Surat Tugas",
        PaperKind.DECREE: f"Keputusan {head.office}",
        PaperKind.MINUTES: "Berita Acara",
        PaperKind.REPORT: "Laporan",
    }[PaperKind(head.kind)]


def _title(head: Head) -> list[str]:
    number = f"NOMOR {head.number}"
    if _decrees(head):
        return [f"KEPUTUSAN {head.office.upper()}", number.upper(), "TENTANG", head.subject.upper()]
    if head.kind == PaperKind.MEMO:
        return ["NOTA DINAS", number]
    if head.kind == PaperKind.ORDER:
        return ["SURAT TUGAS", number]
    if head.kind == PaperKind.MINUTES:
        return [f"BERITA ACARA {head.subject.upper()}", number]
    if head.kind == PaperKind.REPORT:
        return [f"LAPORAN {head.subject.upper()}", number]
    return []


def _decrees(head: Head) -> bool:
    return head.kind == PaperKind.DECREE


def _in_capitals(line: str) -> str:
    """An office over a decree's signature; what tells in which capacity he signs stays small."""
    small = next((one for one in ("a.n. ", *PREFIXES.values()) if line.startswith(one)), "")
    return small + line.removeprefix(small).upper()


def _over_annexes(head: Head, day: str) -> list[list[str]]:
    """What stands at the upper right of an annex, under the paper's name."""
    if _decrees(head):
        return [["NOMOR", head.number.upper()], ["TANGGAL", day.upper()], ["TENTANG", head.subject.upper()]]
    return [["NOMOR", head.number], ["TANGGAL", day]]


def _facts(head: Head, day: str, annexes: int) -> list[list[str]]:
    with override("id"):  # papers are Indonesian, whatever language their officer reads
        secrecy = str(Secrecy(head.secrecy).label)
    attached = f"{annexes} ({in_words(annexes)}) berkas" if annexes else "–"
    if head.kind == PaperKind.LETTER:
        return [["Nomor", head.number], ["Sifat", secrecy], ["Lampiran", attached], ["Hal", head.subject]]
    if head.kind == PaperKind.MEMO:
        several = len(head.addressees) > 1
        to = "\n".join(f"{n}. {one}" if several else one for n, one in enumerate(head.addressees, 1)) or "–"
        return [["Yth.", to], ["Dari", head.office], ["Hal", head.subject], ["Tanggal", day]]
    return []


def _dated(head: Head, city: str, day: str) -> list[list[str]]:
    """Decrees and orders say above the signature where and when they were made."""
    said = {PaperKind.DECREE: "Ditetapkan di", PaperKind.ORDER: "Dikeluarkan di", PaperKind.REPORT: "Dibuat di"}
    where = said.get(PaperKind(head.kind))
    if where is None:
        return []
    return [[where, city or "–"], ["pada tanggal", day]]
