"""The house is read easily: short sentences and plain, correctly spelt words wherever Lajur speaks Indonesian."""

from __future__ import annotations

import re

import pytest

from lajur.casework.guide.terms import terms
from tests.test_house_languages import catalogue

LONGEST = 25
"""Words of a sentence. Whoever reads in a hurry, or aloud, loses the beginning of a longer one."""
ENDS = re.compile(r"(?<=[.!?;:])\s+|\n")
BLANK = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
STIFF = {
    "dalam rangka": "untuk", "sehubungan dengan": "karena", "adapun": "(hapus)", "dipergunakan": "dipakai",
    "mempergunakan": "memakai", "apabila": "bila", "bilamana": "bila", "dikarenakan": "karena", "guna": "untuk",
    "senantiasa": "selalu", "merupakan": "adalah", "berkenaan dengan": "tentang", "dimaksud pada": "(sebutkan)",
    "agar supaya": "agar", "mohon kiranya": "(hapus)", "dapat dilakukan dengan cara": "dengan",
}  # fmt: skip
"""Office language that plain words say better."""
MISSPELT = {
    "silahkan": "silakan", "ijin": "izin", "resiko": "risiko", "obyek": "objek", "sistim": "sistem",
    "aktifitas": "aktivitas", "analisa": "analisis", "prosentase": "persentase", "merubah": "mengubah",
    "kadaluarsa": "kedaluwarsa", "kwitansi": "kuitansi", "praktek": "praktik", "tehnik": "teknik", "nomer": "nomor",
    "dimana": "di mana", "disini": "di sini", "diatas": "di atas", "dibawah": "di bawah", "antri": "antre",
    "non aktif": "nonaktif", "karir": "karier", "hutang": "utang", "jadual": "jadwal", "hirarki": "hierarki",
}  # fmt: skip
"""Written otherwise than KBBI and EYD have it."""


def hard_to_read(text: str) -> list[str]:
    """What breaks a rule in a text, in words."""
    plain = BLANK.sub("X", text)
    found = [f"{len(part.split())} words: {part}" for part in ENDS.split(plain) if len(part.split()) > LONGEST]
    for words, better in (STIFF | MISSPELT).items():
        if re.search(rf"\b{words}\b", plain, re.IGNORECASE):
            found.append(f"“{words}”, better “{better}”: {plain}")
    return found


@pytest.mark.parametrize("domain", ["django", "cli"])
def test_every_text_of_the_interface_is_read_easily(domain: str) -> None:
    texts = [
        text
        for entry in catalogue("en", domain)
        if not entry.obsolete
        for text in (entry.msgid, entry.msgid_plural)
        if text and "Usage" not in text
    ]
    assert len(texts) > 100
    assert [fault for text in texts for fault in hard_to_read(text)] == []


def test_every_explanation_of_the_glossary_is_read_easily() -> None:
    explained = [term for group in terms("id").values() for term in group]
    assert explained
    assert [fault for term in explained for fault in hard_to_read(term.meaning)] == []


def test_the_rules_find_what_they_are_for() -> None:
    assert hard_to_read("Silahkan isi.") == ["“silahkan”, better “silakan”: Silahkan isi."]
    assert len(hard_to_read("Isi. " + "kata " * (LONGEST + 1))) == 1
    assert hard_to_read("Dalam rangka apa? {n} berkas.")
    assert hard_to_read("Isi nomor surat; tanggalnya boleh kosong.") == []
