"""What free-text remarks speak of, by frequency. Pure; stems are brought by the caller (PostgreSQL's Indonesian ones).

A theme is a word or two neighbouring words, shown in the form people used most. Each remark counts once for a theme. A
word under a negation is another theme: "kurang ramah" is not "ramah".
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_WORD = re.compile(r"[a-zà-ÿ]+(?:-[a-zà-ÿ]+)*")
_SENTENCE = re.compile(r"[.!?;:\n,()]+")

NEGATIONS = {
    "tidak": "tidak", "tak": "tidak", "nggak": "tidak", "enggak": "tidak", "gak": "tidak", "ga": "tidak",
    "tdk": "tidak", "bukan": "tidak", "belum": "belum", "blm": "belum", "kurang": "kurang", "krg": "kurang",
    "tanpa": "tanpa",
}  # fmt: skip
"""How they are written → how they are shown."""

COMMON = frozenset(
    """
    ada adalah adanya agak agar akan akhirnya aku amat anda antara apa apabila apakah apalagi atas atau bagai bagaimana
    bagi bahkan bahwa baik banyak beberapa begitu berbagai berikut bersama biar bila bisa boleh buat cukup cuma dahulu
    dalam dan dapat dari daripada dengan demi demikian di dia diri dll dong dulu hal hanya hanyalah harap harapan harus
    hendaknya hingga ia ialah ini itu jadi jangan jika juga kadang kalau kali kami kamu karena kata ke kepada kembali
    kemudian ketika khususnya kita kok lagi lah lain lainnya lalu lebih lebihnya maka makin malah mana masih mau maupun
    melalui memang mereka merupakan mohon mungkin namun nan nya oh oleh pada padahal paling para pasti per perlu pernah
    pula pun saat saja saling sama sampai sangat saran saya sebab sebagai sebaiknya sebelum sebuah secara sedang sedikit
    segala sehingga sejak sekali sekarang seluruh selalu selama semoga semua semuanya sendiri seperti sering serta
    sesuai sesudah setelah setiap si siapa sih suatu sudah supaya tadi tapi telah tentang terhadap terima terkait
    terlalu tersebut tertentu terus tetap tetapi tiap ternyata tolong untuk upaya utk waktunya yaitu yakni yang ya
    yg dgn dg jg sdh dr pd krn kpd org dlm bs lbh sy kasih terimakasih bapak ibu pak bu
    """.split()  # noqa: SIM905 - two hundred words in quotes are no list that anybody reads
)
"""Words that carry no subject."""

PARTING = frozenset(
    """
    agar atau buat dalam dan dari daripada dengan di karena ke kepada oleh pada saat sampai sebab sehingga serta supaya
    tapi tetapi untuk utk dgn dg pd krn kpd dr dlm
    """.split()  # noqa: SIM905 - as above
)
"""Those of them that begin another phrase: what stands before and what stands behind are not said together."""

PAIR_SHARE = 0.6
"""A word is no theme of its own when so much of it stands in one pair."""


@dataclass(frozen=True, slots=True)
class Theme:
    """`remarks` of all hold it, each counted once."""

    words: str
    remarks: int


def vocabulary(remarks: Iterable[str]) -> set[str]:
    """Every word that needs a stem."""
    return {word for remark in remarks for word in _WORD.findall(remark.lower())} - COMMON - NEGATIONS.keys()


def themes(remarks: Iterable[str], stems: Mapping[str, str], *, most: int = 20, least: int = 2) -> list[Theme]:
    """The `most` frequent themes that at least `least` remarks share, most frequent first. `stems`: word → stem; a word
    without one stands for itself."""
    counts: Counter[tuple[str, ...]] = Counter()
    forms: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for remark in remarks:
        seen: dict[tuple[str, ...], str] = {}
        for sentence in _SENTENCE.split(remark.lower()):
            units = list(_units(_WORD.findall(sentence), stems))
            for place, (stem, word, touches) in enumerate(units):
                seen.setdefault((stem,), word)
                if touches and place:
                    before, said, _ = units[place - 1]
                    seen.setdefault((before, stem), f"{said} {word}")
        for key, words in seen.items():
            counts[key] += 1
            forms[key][words] += 1
    return _chosen(counts, forms, most, least)


def _units(words: list[str], stems: Mapping[str, str]) -> Iterable[tuple[str, str, bool]]:
    """(stem, as written, whether the unit before stands next to it); one common word between two does not part them,
    unless it begins another phrase."""
    negation, gap = "", 0
    for word in words:
        if word in NEGATIONS:
            negation = NEGATIONS[word]
        elif word in COMMON or len(word) < 3:
            gap += 2 if word in PARTING else 1
        else:
            stem = stems.get(word, word)
            said = f"{negation} {word}" if negation else word
            yield (f"{negation} {stem}" if negation else stem), said, gap < 2
            negation, gap = "", 0


def _chosen(
    counts: Counter[tuple[str, ...]], forms: Mapping[tuple[str, ...], Counter[str]], most: int, least: int
) -> list[Theme]:
    covered: set[str] = set()
    for pair, number in counts.items():
        if len(pair) == 2 and number >= least:
            covered.update(part for part in pair if number >= PAIR_SHARE * counts[(part,)])
    kept = [
        key
        for key, number in counts.items()
        if number >= least and (key[0] not in covered if len(key) == 1 else any(part in covered for part in key))
    ]
    found: list[tuple[str, ...]] = []
    for key in sorted(kept, key=lambda key: (-counts[key], _usual(forms[key]))):
        if not any(_same(key, other, counts) for other in found):
            found.append(key)
    return [Theme(_usual(forms[key]), counts[key]) for key in found[:most]]


def _same(key: tuple[str, ...], other: tuple[str, ...], counts: Mapping[tuple[str, ...], int]) -> bool:
    """Two pairs that share a word which stands in both wherever it stands: one saying, cut in two."""
    shared = set(key) & set(other) if len(key) == len(other) == 2 else set()
    return any(counts[key] == counts[other] == counts[(word,)] for word in shared)


def _usual(written: Counter[str]) -> str:
    return min(written, key=lambda words: (-written[words], words))
