"""Mutu baku of a row: its time, and the kinds of documents that it needs and gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lajur.engine.refusal import Words
from lajur.exchange.reading.doubts import Doubts, Field
from lajur.exchange.reading.listing import documents_of
from lajur.exchange.reading.rows import Row
from lajur.exchange.reading.times import time_of
from lajur.exchange.reading.wording import likeness, plain, slug, tidy, unique

_SAME = 0.9


@dataclass(slots=True)
class Papers:
    """Kinds of documents by key, each once, however often the sheet names it."""

    kinds: dict[str, str] = field(default_factory=dict)
    _by_words: dict[str, str] = field(default_factory=dict)

    def key(self, name: str) -> tuple[str, bool]:
        """The key of a document's name, and whether it was taken for a kind of a slightly different name."""
        words = plain(name)
        if words in self._by_words:
            return self._by_words[words], False
        for known, key in self._by_words.items():
            if (
                abs(len(known) - len(words)) <= 4
                and min(len(known), len(words)) > 10
                and likeness(known, words) >= _SAME
            ):
                self._by_words[words] = key
                return key, True
        key = unique(slug(name), self.kinds)
        self.kinds[key] = name[:300]
        self._by_words[words] = key
        return key, False

    def content(self, steps: list[dict[str, Any]]) -> list[list[Any]]:
        """Kinds in order; one that a step needs before any step gives it comes from outside."""
        given: set[str] = set()
        outside: set[str] = set()
        for step in _flat(steps):
            standard = step.get("mutu_baku", {})
            outside |= {kind for kind in standard.get("kelengkapan", []) if kind not in given}
            given |= set(standard.get("output", []))
        return [
            [key, {"nama": name, "luar": True} if key in outside else {"nama": name}]
            for key, name in self.kinds.items()
        ]


def _flat(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for step in steps:
        rows.append(step)
        rows += step.get("sub", {}).get("langkah", [])
    return rows


def standard_of(row: Row, where: Field, papers: Papers, doubts: Doubts) -> dict[str, Any]:
    standard: dict[str, Any] = {}
    for name in ("kelengkapan", "output"):
        if keys := _documents(row, name, where, papers, doubts):
            standard[name] = keys
    text = tidy(row.text("waktu"))
    if text:
        place = row.place_of("waktu")
        time = time_of(text, row.unit)
        if time is None:
            standard["waktu"] = {"teks": text[:300]}
            doubts.tell((*where, "waktu"), text, Words("waktu tidak terbaca sebagai ukuran"), 0.3, place, text)
        else:
            standard["waktu"] = time.words if time.kind == "terukur" else {"teks": time.words[:300]}
            if time.sure < 1:
                doubts.tell(
                    (*where, "waktu"),
                    time.words,
                    time.why or Words("waktu ditulis sebagai perkiraan"),
                    time.sure,
                    place,
                    text,
                )
    return standard


def _documents(row: Row, name: str, where: Field, papers: Papers, doubts: Doubts) -> list[str]:
    text = row.text(name)
    found = documents_of(text)
    keys: list[str] = []
    near = False
    for item in found.items[:50]:
        key, alike = papers.key(item[:300])
        near = near or alike
        if key not in keys:
            keys.append(key)
    sure = found.sure
    why = Words("batas antardokumen tidak jelas")
    if near and sure == 1.0:
        sure, why = 0.8, Words("disamakan dengan dokumen yang namanya hampir sama")
    if sure < 1 and not row.slipped:
        doubts.tell((*where, name), "; ".join(found.items), why, sure, row.place_of(name), tidy(text))
    return keys
