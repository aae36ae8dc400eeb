"""SOPs made up by a seed, as contents of SOP files: every shape a sheet can hold, and always sound."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from itertools import count
from random import Random
from typing import Any

from lajur.catalogue.reader import Document, canonical, catalogue_ids, load, parse

LANES = ("kepala", "petugas", "tim", "mitra")
TIMES = (None, None, "30 menit", "3 jam", "2 hari", "5 hari kalender", {"teks": "Sesuai kebutuhan"})
CELLS = ("kelengkapan", "output")
LEAF = "acak-anak"
"""The generated SOP that the other generated ones call; it calls none."""

Row = dict[str, Any]


class Maker:
    """Rows come out in the order of the sheet; `loose` are steps whose way on is not yet known."""

    def __init__(self, dice: Random, rows: int, may_call: bool) -> None:
        self.dice, self.left, self.may_call = dice, rows, may_call
        self.count, self.kinds, self.dates = 0, [], []  # type: ignore[var-annotated]
        self.documents = count()

    def key(self) -> str:
        self.count += 1
        self.left -= 1
        return f"s{self.count}"

    def row(self, key: str, **more: Any) -> Row:
        dice = self.dice
        needs = [kind for kind in self.kinds if dice.random() < 0.2] + (["luar"] if dice.random() < 0.2 else [])
        yields = []
        if dice.random() < 0.5:
            yields = [f"d{next(self.documents)}"]
            self.kinds += yields
        standard: Row = {"kelengkapan": needs, "output": yields}
        if (time := dice.choice(TIMES)) is not None:
            standard["waktu"] = time
        made = {"kunci": key, "no": key[1:], "kegiatan": f"Mengerjakan {key}", "pelaksana": dice.choice(LANES)}
        return {**made, "mutu_baku": standard, **more}

    def sequence(self, depth: int, least: int, label: str | None = None) -> list[Row]:
        rows: list[Row] = []
        while len(rows) < least or (self.left > 0 and len(rows) < 8 and self.dice.random() < 0.75):
            shapes = [self.plain, self.plain, self.asking, self.asking, self.decision, self.by_fact, self.merged]
            shapes += [self.called] if self.may_call else []
            shapes += [self.beside, self.heading] if depth < 2 and self.left > 2 else []
            rows += self.dice.choice(shapes)(rows, depth)
        # What follows a decision of a branch's last row is the branch's end, of the sheet's last row the case's.
        for row, following in zip(rows, [*[row["kunci"] for row in rows[1:]], "selesai"], strict=True):
            for way in row.get("pilihan", []):
                way["ke"] = following if way["ke"] == "?" else way["ke"]
            if "keputusan" in row:
                row["keputusan"] = {k: following if to == "?" else to for k, to in row["keputusan"].items()}
        return rows

    def plain(self, before: list[Row], depth: int) -> list[Row]:
        more: Row = {"menunjuk": [self.dice.choice(LANES)]} if self.dice.random() < 0.2 else {}
        row = self.row(self.key(), **more)
        if depth == 0 and self.dates and self.dice.random() < 0.9:
            row["mutu_baku"]["waktu"] = {"menurut": self.dice.choice(self.dates), "teks": "Sesuai jadwal"}
        return [row]

    def asking(self, before: list[Row], depth: int) -> list[Row]:
        key = self.key()
        fields: Row = {
            f"{key}_jumlah": {"label": "Jumlah", "jenis": "angka", "min": 0, "maks": 99},
            f"{key}_nik": {"label": "NIK", "pribadi": True},
            f"{key}_jenis": {"label": "Jenis", "jenis": "pilihan", "wajib": True, "pilihan": {"a": "A", "b": "B"}},
        }
        if depth == 0:
            fields[f"{key}_tanggal"] = {"label": "Tanggal", "jenis": "tanggal", "wajib": True}
            self.dates.append(f"{key}_tanggal")
        return [self.row(key, isian=fields)]

    def decision(self, before: list[Row], depth: int) -> list[Row]:
        key, ways = self.key(), {"lanjut": "?"}
        if before:
            ways["perbaiki"] = self.dice.choice(before)["kunci"]
        if self.dice.random() < 0.3:
            ways["hentikan"] = "selesai"
        if len(ways) == 1:
            ways["ulangi"] = key
        return [self.row(key, keputusan=ways)]

    def by_fact(self, before: list[Row], depth: int) -> list[Row]:
        key = self.key()
        fact = f"{key}_nilai"
        ways = [{"jika": {fact: {"minimal": 5}}, "label": "baik", "ke": "?"}]
        if before:
            ways.append(
                {"jika": {fact: {"kurang_dari": 3}}, "label": "kurang", "ke": self.dice.choice(before)["kunci"]}
            )
        ways.append({"label": "lainnya", "ke": self.dice.choice(["?", "selesai"])})
        asked = {fact: {"label": "Nilai", "jenis": "angka", "wajib": True, "min": 0, "maks": 10}}
        return [self.row(key, isian=asked, pilihan=ways)]

    def merged(self, before: list[Row], depth: int) -> list[Row]:
        first = self.row(self.key())
        first["mutu_baku"]["waktu"] = "2 hari"
        rows = [first]
        for _ in range(self.dice.randint(1, 2)):
            row = self.row(self.key())
            self.kinds = [kind for kind in self.kinds if kind not in row["mutu_baku"]["output"]]
            rows.append({**row, "mutu_baku": {"bersama": first["kunci"]}})
        return rows

    def called(self, before: list[Row], depth: int) -> list[Row]:
        row = self.row(self.key())
        call: Row = {"sop": f"uji/{LEAF}", "bawa": [kind for kind in row["mutu_baku"]["kelengkapan"] if kind == "luar"]}
        if row["mutu_baku"]["output"]:
            call["terima"] = {"hasil": row["mutu_baku"]["output"][0]}
        return [{**row, "panggil": call}]

    def beside(self, before: list[Row], depth: int, **more: Any) -> list[Row]:
        row = self.row(self.key(), **more)
        branches = [self.sequence(depth + 1, 1) for _ in range(self.dice.randint(2, 3))]
        return [{**row, "sub": {"cara": "serentak", "langkah": branches}}]

    def heading(self, before: list[Row], depth: int) -> list[Row]:
        known = list(self.kinds)
        (row,) = self.beside(before, depth, payung=True)
        wasted = set(row["mutu_baku"]["output"])
        self.kinds = [kind for kind in self.kinds if kind in known or kind not in wasted]
        row["mutu_baku"] = {key: value for key, value in row["mutu_baku"].items() if key != "output"}
        forget(row["sub"]["langkah"], wasted)
        return [row]


def forget(branches: Any, kinds: set[str]) -> None:
    """A heading yields nothing: whoever below needed it needs it no more."""
    for row in all_rows(branches):
        needs = row["mutu_baku"].get("kelengkapan", [])
        row["mutu_baku"]["kelengkapan"] = [kind for kind in needs if kind not in kinds]
        if not row["mutu_baku"]["kelengkapan"]:
            del row["mutu_baku"]["kelengkapan"]


def all_rows(rows: Any) -> Iterator[Row]:
    for row in rows:
        if isinstance(row, list):
            yield from all_rows(row)
        else:
            yield row
            yield from all_rows(row.get("sub", {}).get("langkah", []))


def generated(dice: Random, title: str, may_call: bool = True) -> dict[str, Any]:
    """Canonical content of a sound SOP of at most about twenty rows."""
    maker = Maker(dice, dice.randint(2, 14), may_call)
    rows = maker.sequence(0, 2)
    if not may_call:  # the called SOP yields what its callers take
        rows.insert(0, maker.row(maker.key()))
        rows[0]["mutu_baku"] = {"output": ["hasil"]}
    every = list(all_rows(rows))
    lanes = [lane for lane in LANES if any(row["pelaksana"] == lane for row in every)]
    for row in every:
        if not set(row.get("menunjuk", ())) <= set(lanes):
            del row["menunjuk"]
    kinds = sorted({kind for row in every for cell in CELLS for kind in row["mutu_baku"].get(cell, ())})
    file = {
        "judul": title,
        "nomor": "UJI/1",
        "tanggal": {"pembuatan": "2026-01-02", "revisi": None, "efektif": "2026-01-02"},
        "pelaksana": {
            lane: {"nama": lane.title(), "kualifikasi": ["Memahami tugas"], "per_kasus": lane == "mitra"}
            for lane in lanes
        },
        "dokumen": {kind: {"nama": f"Dokumen {kind}", "luar": kind == "luar"} for kind in kinds},
        "langkah": rows,
    }
    document = parse(json.dumps(file), "sop.yaml")
    assert isinstance(document, Document), document
    return canonical(document)


@cache
def shipped() -> dict[str, dict[str, Any]]:
    """Procedure key → canonical content of the catalogue's SOPs; two of one name get the agency's name behind."""
    found: dict[str, dict[str, Any]] = {}
    for sop_id in sorted(catalogue_ids(), reverse=True):
        owner, _, key = sop_id.partition("/")
        found[key if key not in found else f"{key}-{owner}"] = canonical(load(sop_id))
    return found


def revised(content: dict[str, Any], number: int) -> dict[str, Any]:
    """Another edition of the same sheet: a new title, and another time where the first row had one."""
    changed = deepcopy(content)
    changed["judul"] = f"{content['judul'].partition(' (revisi')[0]} (revisi {number})"
    for row in changed["langkah"]:
        if isinstance(row, dict) and isinstance(row.get("mutu_baku", {}).get("waktu"), str):
            row["mutu_baku"]["waktu"] = f"{1 + number % 5} hari"
            break
    return changed
