"""The head of a procedure table: which column is what, by the words of the head and their kin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from lajur.exchange.reading.blocks import Cell
from lajur.exchange.reading.times import unit_in
from lajur.exchange.reading.wording import likeness, plain, tidy, unspaced

Role = Literal["no", "kegiatan", "pelaksana", "mutu", "kelengkapan", "waktu", "output", "keterangan"]

WORDS: dict[Role, tuple[str, ...]] = {
    "no": ("no", "nomor", "no urut", "nomor urut", "nmr"),
    "kegiatan": (
        "uraian kegiatan", "kegiatan", "uraian prosedur", "prosedur", "aktivitas", "aktifitas", "uraian aktivitas",
        "langkah", "langkah langkah", "langkah kegiatan", "langkah kerja", "tahapan", "tahapan kegiatan", "uraian",
        "uraian pekerjaan", "uraian tugas", "prosedur kerja", "deskripsi kegiatan", "rincian kegiatan", "pekerjaan",
        "tahap kegiatan", "uraian langkah", "uraian proses", "proses", "alur kegiatan", "uraian tahapan",
        "prosedur kegiatan", "kegiatan prosedur", "tindakan", "rincian prosedur", "aktivitas kegiatan",
    ),
    "pelaksana": (
        "pelaksana", "pelaksanaan", "pelaku", "aktor", "penanggung jawab", "petugas", "pihak terkait", "unit pelaksana",
        "pelaksana kegiatan", "pejabat pelaksana", "unit kerja", "pihak pelaksana", "pelaksana tugas", "pic",
        "pihak yang terlibat", "unit terkait", "penanggungjawab",
    ),
    "mutu": ("mutu baku", "baku mutu", "standar mutu", "mutu", "standar baku", "pendukung", "standar baku mutu"),
    "kelengkapan": (
        "kelengkapan", "perlengkapan", "persyaratan", "syarat", "persyaratan perlengkapan", "syarat kelengkapan",
        "persyaratan kelengkapan", "input", "masukan", "bahan", "berkas", "dokumen masukan", "alat bahan", "dokumen",
        "kelengkapan dokumen", "bahan kelengkapan", "kebutuhan", "dokumen yang diperlukan", "sarana", "peralatan",
        "persyaratan dokumen", "kelengkapan berkas", "bahan masukan",
    ),
    "waktu": (
        "waktu", "maks waktu", "maksimal waktu", "lama waktu", "durasi", "waktu penyelesaian", "jangka waktu", "lama",
        "estimasi waktu", "target waktu", "batas waktu", "waktu maksimal", "lama pelaksanaan", "waktu pelaksanaan",
        "lama penyelesaian", "kebutuhan waktu", "waktu pengerjaan",
    ),
    "output": (
        "output", "keluaran", "hasil", "luaran", "produk", "dokumen keluaran", "hasil kegiatan", "hasil akhir",
        "output hasil", "keluaran output", "hasil keluaran", "out put",
    ),
    "keterangan": ("keterangan", "ket", "catatan", "keterangan catatan", "dokumen terkait"),
}  # fmt: skip
_TIME_NEEDS = 0.8


@lru_cache(maxsize=4000)
def role_of(text: str) -> tuple[Role | None, float]:
    """What the words of a head mean, and how like they are to known ones. Only whole heads count."""
    bare = unspaced(re.sub(r"\([^)]*\)|\*+\)?", " ", text).strip())
    words = " ".join(plain(bare).replace("/", " ").split())
    if not words or len(words) > 45:
        return None, 0.0
    best: tuple[Role | None, float] = (None, 0.0)
    for role, names in WORDS.items():
        for name in names:
            if words[0] != name[0] and words[1:3] != name[1:3]:
                continue
            near = likeness(words, name)
            if near > best[1]:
                best = role, near
    if best[1] >= _TIME_NEEDS:
        return best
    parts = [part.strip() for part in plain(bare).split("/") if part.strip()]
    if len(parts) == 2:
        roles = [role_of(part) for part in parts]
        for named, near in roles:
            if named and near >= 0.9:
                return named, 0.9
    return None, 0.0


@dataclass(slots=True)
class Columns:
    """Where each column is. `lanes` gives the column of each lane and its name. `gaps` are columns without a head
    among those of mutu baku. `by_name`: one column names the actor in words."""

    no: int | None = None
    kegiatan: int = 0
    kelengkapan: int | None = None
    waktu: int | None = None
    output: int | None = None
    keterangan: int | None = None
    lanes: dict[int, str] = field(default_factory=dict)
    lane_places: dict[int, Cell] = field(default_factory=dict)
    by_name: int | None = None
    gaps: tuple[int, ...] = ()
    unit: str = ""
    width: int = 0
    height: int = 1
    faint: list[tuple[Role, Cell, float]] = field(default_factory=list)

    @property
    def right(self) -> int:
        """The first column after the lanes."""
        named = [
            column for column in (self.kelengkapan, self.waktu, self.output, self.keterangan) if column is not None
        ]
        return min(named) if named else self.width


def _at(row: Sequence[Cell], column: int) -> Cell | None:
    return row[column] if column < len(row) else None


def columns_at(rows: Sequence[Sequence[Cell]], start: int) -> Columns | None:
    """The columns if a procedure table's head begins with row `start`."""
    top = rows[start]
    heads = [(column, *role_of(cell.text)) for column, cell in enumerate(top) if cell.text and not cell.covered]
    found = {role: column for column, role, _ in reversed(heads) if role}
    if "kegiatan" not in found:
        return None
    height = _height(rows, start, found["kegiatan"])
    columns = Columns(width=max(len(row) for row in rows[start : start + height]), height=height)
    roles: dict[int, Role] = {}
    for offset in range(height):
        for column, cell in enumerate(rows[start + offset]):
            role, near = role_of(cell.text)
            if role is None or cell.covered:
                continue
            if role not in ("pelaksana", "mutu", "kegiatan") or offset == 0:
                roles[column] = role
                if near < 0.9:
                    columns.faint.append((role, cell, near))
            if role == "waktu":
                columns.unit = unit_in(cell.text) or columns.unit
    for column, role in sorted(roles.items(), reverse=True):
        if role in ("no", "kegiatan", "kelengkapan", "waktu", "output", "keterangan"):
            setattr(columns, role, column)
    if columns.no is not None and columns.no > columns.kegiatan:
        columns.no = None
    _find_lanes(rows, start, columns, roles)
    measures = [columns.kelengkapan, columns.waktu, columns.output]
    if sum(column is not None for column in measures) < 1 and "mutu" not in found:
        if not columns.lanes and columns.by_name is None:
            return None
        if "no" not in found or "pelaksana" not in found:
            return None
    if not columns.lanes and columns.by_name is None and sum(c is not None for c in measures) < 2:
        return None
    if columns.keterangan is not None and columns.output is not None and columns.keterangan < columns.output:
        columns.keterangan = None  # the upper head stands over another column than the lower one
    last = max((column for column in (*measures, columns.keterangan) if column is not None), default=columns.width)
    taken = {column for column in (*measures, columns.keterangan) if column is not None}
    if measures[0] is not None:
        columns.gaps = tuple(column for column in range(columns.right, last) if column not in taken)
    return columns


def _height(rows: Sequence[Sequence[Cell]], start: int, activity: int) -> int:
    height = 1
    while height < 4 and start + height < len(rows):
        row = rows[start + height]
        cell = _at(row, activity)
        if cell is None or (cell.text and not cell.covered and not role_of(cell.text)[0]):
            break
        first = next((one.text for one in row if one.text and not one.covered), "")
        named = [role_of(one.text)[0] for one in row if one.text]
        if re.fullmatch(r"\(?[0-9]{1,3}[.)]?\)?", tidy(first)) or not any(one.text for one in row):
            break
        if height > 1 and not any(named) and not any(one.covered for one in row):
            break
        if len(first) > 120 or plain(first) in ("mulai", "mula", "start"):
            break
        height += 1
    return height


def _find_lanes(rows: Sequence[Sequence[Cell]], start: int, columns: Columns, roles: dict[int, Role]) -> None:
    top, bottom = rows[start], rows[start + columns.height - 1]
    actor = next((column for column, role in roles.items() if role == "pelaksana"), None)
    low, high = columns.kegiatan + 1, columns.right
    others = [column for column in range(low, min(high, len(top))) if column != actor and top[column].text]
    if actor is not None and columns.height == 1 and top[actor].across == 1 and low <= actor < high and others:
        del roles[actor]  # a lane that is called “Petugas” beside others
        actor = None
    if actor is not None:
        low = actor
        cell = top[actor]
        following = [column for column in range(actor + 1, len(top)) if top[column].text and not top[column].covered]
        high = actor + cell.across if cell.across > 1 else (following[0] if following else columns.right)
    for column in range(low, min(high, columns.width)):
        if column in roles and roles[column] not in ("pelaksana", "mutu"):
            continue
        named = _at(bottom, column)
        if (named is None or not named.text) and columns.height > 1:
            above = [_at(rows[start + offset], column) for offset in range(1, columns.height)]
            named = next((cell for cell in reversed(above) if cell is not None and cell.text), named)
        if named is None or not named.text or (actor is not None and named is top[actor]):
            continue  # the head itself names nobody; below it even “Petugas” is a lane
        if columns.height == 1 and actor is None and column >= columns.right:
            continue
        columns.lanes[column] = tidy(unspaced(named.text))
        columns.lane_places[column] = named
    if actor is not None and not columns.lanes:
        columns.by_name = actor


def is_numbering(row: Sequence[Cell]) -> bool:
    """A row that numbers the columns: 1 2 3 4 … or (1) (2) (3) …"""
    numbers = [tidy(cell.text).strip("()") for cell in row if cell.text and not cell.covered]
    return len(numbers) >= 4 and all(text.isdigit() for text in numbers) and numbers == sorted(numbers, key=int)
