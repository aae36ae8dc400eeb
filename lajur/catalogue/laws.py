"""The register of legal bases: what became of the laws that a SOP rests on (`laws.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
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
    "LKPP": rf"peraturan (?:lembaga|lembaga lkpp|{_LKPP})|perlem(?: lkpp)?",
}
BETWEEN = r"(?:\s+republik indonesia|\s+ri|\s*\([a-z]+\))*"

_CITED = [
    (kind, re.compile(rf"\s*(?:{words}){BETWEEN}\s+(?:nomor|no\.?)\s*(\d+)\s+tahun\s+(\d{{4}})", re.IGNORECASE))
    for kind, words in KINDS.items()
]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a law: `by` names the latest that changed or revoked it."""

    status: Literal["diubah", "dicabut"]
    by: str

    @property
    def words(self) -> Words:
        if self.status == "dicabut":
            return Words("sudah dicabut oleh {law}", law=self.by)
        return Words("sudah diubah, terakhir oleh {law}", law=self.by)


def cited(line: str) -> tuple[str, int, int] | None:
    """(kind, number, year) of the law that a line of the identity page begins with; None where none is recognised. Laws
    named further on are what that one changed."""
    for kind, pattern in _CITED:
        found = pattern.match(line)
        if found:
            return kind, int(found[1]), int(found[2])
    return None


@cache
def _fates() -> dict[tuple[str, int, int], Fate]:
    rows = yaml.safe_load(Path(__file__).with_name("laws.yaml").read_text(encoding="utf-8"))
    return {(row["jenis"], row["nomor"], row["tahun"]): Fate(row["status"], row["oleh"]) for row in rows}


def fates_of(lines: Iterable[str]) -> list[tuple[str, Fate]]:
    """(line, fate) of those legal bases that were changed or revoked, revoked ones first."""
    found = [(line, fate) for line in lines if (fate := _fates().get(cited(line) or ("", 0, 0)))]
    return sorted(found, key=lambda pair: pair[1].status != "dicabut")
