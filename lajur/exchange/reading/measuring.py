"""How well sheets are read, against SOP files that people wrote from the same sheets.

People used their own words, so facts are compared: numbers, dates, counts, times, lanes, order, ways; names by the
roots that they share (`NAMES`). A fact is right, or flagged by a doubt, or silently wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from lajur.exchange.reading import Draft, Unreadable, read_sops
from lajur.exchange.reading.wording import likeness, overlap, plain

NAMES = 0.5
"""Share of the roots of the shorter name that must be in the other for two names to be of one thing."""
_SECTIONS = ("dasar_hukum", "keterkaitan", "peralatan", "peringatan", "pencatatan", "penjelasan", "tujuan", "definisi")


@dataclass(frozen=True, slots=True)
class Fact:
    sop: str
    field: str
    where: str
    wanted: str
    read: str
    right: bool
    flagged: bool

    @property
    def silently_wrong(self) -> bool:
        return not self.right and not self.flagged


def pair(drafts: Iterable[Draft], known: dict[str, dict[str, Any]]) -> list[tuple[str, Draft | None]]:
    """Each known SOP with the draft that is likeliest of the same sheet; every draft at most once."""
    free = list(drafts)
    scored = sorted(
        ((_alike(draft.content, content), sop_id, number) for sop_id, content in known.items()
         for number, draft in enumerate(free)), reverse=True,
    )  # fmt: skip
    found: dict[str, Draft] = {}
    taken: set[int] = set()
    for score, sop_id, number in scored:
        if sop_id not in found and number not in taken and score > 1.2:
            found[sop_id] = free[number]
            taken.add(number)
    return [(sop_id, found.get(sop_id)) for sop_id in known]


def _alike(one: dict[str, Any], other: dict[str, Any]) -> float:
    def lanes(content: dict[str, Any]) -> str:
        return " ".join(lane["nama"] for _, lane in content["pelaksana"])

    def words(content: dict[str, Any]) -> str:
        return " ".join(step["kegiatan"] for step in content["langkah"])

    return (
        likeness(plain(one["judul"]), plain(other["judul"]))
        + overlap(one.get("instansi", ""), other.get("instansi", ""))
        + overlap(lanes(one), lanes(other))
        + overlap(words(one), words(other))
    )


def facts_of(sop_id: str, draft: Draft, wanted: dict[str, Any]) -> Iterator[Fact]:
    """Every fact of the sheet; rows that people added to complete it are left out."""
    read = draft.content
    doubted = {doubt.field for doubt in draft.doubts}

    def fact(field: str, where: str, want: object, got: object, right: bool, *flags: tuple[str, ...]) -> Fact:
        return Fact(sop_id, field, where, str(want), str(got), right, any(flag in doubted for flag in flags))

    for key in ("nomor", "judul", "instansi", "unit"):
        want, got = wanted.get(key, ""), read.get(key, "")
        right = plain(want) == plain(got) or (
            key != "nomor"
            and (overlap(_bare(want), _bare(got)) >= 0.99 or likeness(plain(_bare(want)), plain(_bare(got))) > 0.9)
        )
        yield fact(key, key, want, got, right, (key,))
    for key in ("pembuatan", "revisi", "efektif"):
        want, got = wanted["tanggal"].get(key), read["tanggal"].get(key)
        yield fact(f"tanggal.{key}", key, want, got, want == got, ("tanggal", key))
    for key in ("jabatan", "nama", "nip"):
        want = (wanted.get("disahkan") or {}).get(key) or ""
        got = (read.get("disahkan") or {}).get(key) or ""
        right = plain(want) == plain(got) or (bool(got) and likeness(plain(want), plain(got)) > 0.9)
        yield fact(f"disahkan.{key}", key, want, got, right, ("disahkan", key), ("disahkan",))
    for key in _SECTIONS:
        want, got = wanted.get(key, []), read.get(key, [])
        yield fact(key, "jumlah", len(want), len(got), len(want) == len(got), (key,))
        if key == "dasar_hukum":
            laws, seen = _laws(want), _laws(got)
            yield fact(key, "nomor dan tahun", laws, seen, laws == seen, (key,))
    yield from _lanes(sop_id, read, wanted, doubted)
    yield from _steps(sop_id, read, wanted, doubted)


def _bare(text: str) -> str:
    return re.sub(r"^SOP\s+", "", text, flags=re.IGNORECASE)


def _laws(paragraphs: list[str]) -> list[tuple[str, ...]]:
    """Number and year of the law with which each paragraph begins."""
    return [
        tuple(re.findall(r"(?:Nomor|No)\.?\s*([0-9]+)(?:\s+Tahun\s+([0-9]{4}))?", text)[0]) for text in paragraphs
        if re.search(r"(?:Nomor|No)\.?\s*[0-9]+", text)
    ]  # fmt: skip


def _same_name(one: str, other: str) -> bool:
    return overlap(one, other) >= NAMES or likeness(plain(one), plain(other)) >= 0.8


def _lanes(sop_id: str, read: dict[str, Any], wanted: dict[str, Any], doubted: set[tuple[str, ...]]) -> Iterator[Fact]:
    want = [lane["nama"] for _, lane in wanted["pelaksana"]]
    got = [lane["nama"] for _, lane in read["pelaksana"]]
    flagged = any(field[0] in ("pelaksana", "tabel") for field in doubted)
    yield Fact(sop_id, "pelaksana", "jumlah", str(len(want)), str(len(got)), len(want) == len(got), flagged)
    for number, name in enumerate(want):
        seen = got[number] if number < len(got) else ""
        yield Fact(sop_id, "pelaksana", f"kolom {number + 1}", name, seen, overlap(name, seen) >= 0.6, flagged)


def _flat(content: dict[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for step in content["langkah"]:
        if not step.get("tambahan"):
            rows.append(step)
            for part in step.get("sub", {}).get("langkah", []):
                rows += part if isinstance(part, list) else [part]
    return rows


def _steps(sop_id: str, read: dict[str, Any], wanted: dict[str, Any], doubted: set[tuple[str, ...]]) -> Iterator[Fact]:
    want, got = _flat(wanted), _flat(read)
    by_no = SequenceMatcher(
        None, [str(row.get("no", "")) for row in want], [str(row.get("no", "")) for row in got], False
    )
    pairs: dict[int, int] = {}
    for block in by_no.get_matching_blocks():
        pairs |= {block.a + offset: block.b + offset for offset in range(block.size)}
    extra = len(got) - len(pairs)
    whole = ("langkah",) in doubted
    numbered = whole or any(field[0] == "langkah" and field[-1] == "no" for field in doubted)
    yield Fact(sop_id, "langkah", "baris lebih", "0", str(extra), extra == 0, numbered)
    keys = {got[there]["kunci"]: want[here]["kunci"] for here, there in pairs.items()}
    lanes = _lane_names(read), _lane_names(wanted)
    papers = _paper_names(read), _paper_names(wanted)
    for here, row in enumerate(want):
        number = str(row.get("no", ""))
        there = pairs.get(here)
        yield Fact(sop_id, "langkah", number, "ada", "ada" if there is not None else "", there is not None, numbered)
        if there is None:
            continue
        seen = got[there]
        flags = {field[2] for field in doubted if len(field) > 2 and field[:2] == ("langkah", seen["kunci"])}
        yield from _measures(sop_id, number, row, seen, flags, keys, papers)
        lane, acted = lanes[1].get(row.get("pelaksana", ""), ""), lanes[0].get(seen["pelaksana"], "")
        if lane:
            yield Fact(
                sop_id, "pelaksana langkah", number, lane, acted, overlap(lane, acted) >= 0.6, "pelaksana" in flags
            )
        yield from _ways(sop_id, number, row, seen, flags, keys)


def _measures(
    sop_id: str, number: str, row: dict[str, Any], seen: dict[str, Any], flags: set[str], keys: dict[str, str],
    papers: tuple[dict[str, str], dict[str, str]],
) -> Iterator[Fact]:  # fmt: skip
    want, got = row.get("mutu_baku", {}), seen.get("mutu_baku", {})
    times = [
        time.get("teks", "") if isinstance(time, dict) else time or "" for time in (want.get("waktu"), got.get("waktu"))
    ]
    right = plain(times[0]) == plain(times[1]) and want.get("bersama") == keys.get(got.get("bersama", ""))
    yield Fact(sop_id, "waktu", number, times[0] or str(want.get("bersama") or ""), times[1], right, "waktu" in flags)
    for name in ("kelengkapan", "output"):
        wanted = [papers[1].get(key, key) for key in want.get(name, [])]
        read = [papers[0].get(key, key) for key in got.get(name, [])]
        matched = sum(any(_same_name(one, other) for other in read) for one in wanted)
        right = len(wanted) == len(read) and matched == len(wanted)
        yield Fact(sop_id, name, number, "; ".join(wanted), "; ".join(read), right, name in flags)


def _ways(
    sop_id: str, number: str, row: dict[str, Any], seen: dict[str, Any], flags: set[str], keys: dict[str, str]
) -> Iterator[Fact]:
    want = [target for _, target in row.get("keputusan", [])] or [way["ke"] for way in row.get("pilihan", [])]
    got = [keys.get(target, target) for _, target in seen.get("keputusan", [])]
    flagged = "keputusan" in flags
    yield Fact(sop_id, "keputusan", number, str(bool(want)), str(bool(got)), bool(want) == bool(got), flagged)
    if want and got:
        yield Fact(sop_id, "tujuan keputusan", number, str(want), str(got), sorted(want) == sorted(got), flagged)
    if ("sub" in row) or ("sub" in seen):
        ways = [one.get("sub", {}).get("cara", "") for one in (row, seen)]
        yield Fact(sop_id, "sub-langkah", number, ways[0], ways[1], ways[0] == ways[1], "sub" in flags)


def _lane_names(content: dict[str, Any]) -> dict[str, str]:
    return {key: lane["nama"] for key, lane in content["pelaksana"]}


def _paper_names(content: dict[str, Any]) -> dict[str, str]:
    return {key: kind["nama"] for key, kind in content.get("dokumen", [])}


def shares(facts: Iterable[Fact]) -> list[tuple[str, int, int, int, int]]:
    """Per field, and last over all: facts, silently right, flagged, silently wrong."""
    sums: dict[str, list[int]] = {}
    for fact in facts:
        for name in (fact.field, "semua"):
            row = sums.setdefault(name, [0, 0, 0, 0])
            row[0] += 1
            row[1] += fact.right and not fact.flagged
            row[2] += fact.flagged
            row[3] += fact.silently_wrong
    sums["semua"] = sums.pop("semua", [0, 0, 0, 0])
    return [(name, row[0], row[1], row[2], row[3]) for name, row in sums.items()]


def measure_folder(folder: Path, known: dict[str, dict[str, Any]]) -> tuple[list[Fact], list[str]]:
    """Facts of every known SOP that the folder's files hold, and the ids that were found in none."""
    drafts = [draft for path in sorted(folder.glob("*")) if path.is_file() for draft in _drafts(path)]
    facts: list[Fact] = []
    missing: list[str] = []
    for sop_id, draft in pair(drafts, known):
        if draft is None:
            missing.append(sop_id)
        else:
            facts += facts_of(sop_id, draft, known[sop_id])
    return facts, missing


def _drafts(path: Path) -> list[Draft]:
    try:
        return read_sops(path.read_bytes(), path.name).drafts
    except Unreadable:
        return []
