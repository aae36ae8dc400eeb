"""The register of legal bases: what became of the laws that a SOP rests on (`laws.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from lajur.engine.refusal import Words

_LKPP = r"lkpp|lembaga kebijakan pengadaan barang/jasa pemerintah"
KINDS = {
    "UU": r"undang-undang|uu",
    "PP": r"peraturan pemerintah|pp",
    "Perpres": r"peraturan presiden|perpres",
    "Perka LKPP": rf"peraturan kepala (?:{_LKPP})|perka lkpp",
    "PermenPANRB": r"permen ?pan-?rb|peraturan menteri pendayagunaan aparatur negara dan reformasi birokrasi",
    "LKPP": rf"peraturan (?:lembaga|lembaga lkpp|{_LKPP})|perlem(?: lkpp)?",
}
BETWEEN = r"(?:\s+republik indonesia|\s+ri|\s*\([a-z]+\))*"

_CITED = [
    (kind, re.compile(rf"\s*(?:{words}){BETWEEN}\s+(?:nomor|no\.?)\s*(\d+)\s+tahun\s+(\d{{4}})", re.IGNORECASE))
    for kind, words in KINDS.items()
]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a law: `by` names the latest that changed or revoked it, `since` the day from which that holds."""

    status: Literal["berlaku", "diubah", "dicabut"]
    by: str
    since: date | None = None
    source: str = ""

    @property
    def words(self) -> Words:
        if self.status == "berlaku":
            return Words("berlaku")
        if not self.by:
            return Words("sudah dicabut") if self.status == "dicabut" else Words("sudah diubah")
        if self.status == "dicabut":
            return Words("sudah dicabut oleh {law}", law=self.by)
        return Words("sudah diubah, terakhir oleh {law}", law=self.by)


Cited = tuple[str, int, int]
"""(kind, number, year). The kind is a key of `KINDS`, or that of any other law in small letters joined by hyphens."""

_OTHER = re.compile(r"\s*([a-z][^\d,;:]{3,140}?)\s+(?:nomor|no\.?)\s*:?\s*(\d{1,5})\s+tahun\s+(\d{4})", re.IGNORECASE)


def cited(line: str) -> Cited | None:
    """The law that a line of the identity page begins with; None where none is recognised. Laws named further on are
    what that one changed."""
    for kind, pattern in _CITED:
        found = pattern.match(line)
        if found:
            return kind, int(found[1]), int(found[2])
    other = _OTHER.match(line)
    if other is None:
        return None
    return re.sub(r"[^a-z]+", "-", other[1].lower()).strip("-")[:100], int(other[2]), int(other[3])


@cache
def shipped_fates() -> dict[Cited, Fate]:
    """What is shipped with Lajur; whatever is not there, nothing is said of."""
    rows = yaml.safe_load(Path(__file__).with_name("laws.yaml").read_text(encoding="utf-8"))
    return {(row["jenis"], row["nomor"], row["tahun"]): Fate(row["status"], row["oleh"]) for row in rows}


def fates_of(lines: Iterable[str], known: Mapping[Cited, Fate] | None = None) -> list[tuple[str, Fate]]:
    """(line, fate) of those legal bases that were changed or revoked, revoked ones first. `known`: what holds here;
    otherwise what is shipped."""
    fates = shipped_fates() if known is None else known
    found = [(line, fate) for line in lines if (fate := fates.get(cited(line) or ("", 0, 0)))]
    found = [(line, fate) for line, fate in found if fate.status != "berlaku"]
    return sorted(found, key=lambda pair: pair[1].status != "dicabut")
