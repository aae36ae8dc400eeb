"""Two editions of a SOP side by side: rows added, changed, moved and removed."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from lajur.catalogue.outline import Content, Row, rows_of
from lajur.engine.definition import END

Kind = Literal["ditambah", "diubah", "dipindah", "dihapus"]


@dataclass(frozen=True, slots=True)
class Change:
    """One part that says something else. `name` is a source text; "" stands where a side says nothing."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Differing:
    """A row, a lane or a kind of document that differs. `no` is its number in the new edition, in the old one where it
    was removed. A row that moved may have changed besides."""

    key: str
    title: str
    kinds: tuple[Kind, ...]
    changes: tuple[Change, ...] = ()
    no: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    identity: tuple[Change, ...]
    lanes: tuple[Differing, ...]
    documents: tuple[Differing, ...]
    rows: tuple[Differing, ...]

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.identity or self.lanes or self.documents or self.rows)

    def count(self, kind: Kind) -> int:
        return sum(kind in row.kinds for row in self.rows)


Said = dict[str, tuple[Any, str]]
"""Name of a part → what it means, by which it is compared, and its words."""


def N_(text: str) -> str:  # noqa: N802
    """Marks the name of a part: it is translated where it is shown."""
    return text


_IDENTITY = {
    "judul": N_("Judul"), "nomor": N_("Nomor"), "instansi": N_("Instansi"), "unit": N_("Unit kerja"),
    "tanggal": N_("Tanggal"), "disahkan": N_("Disahkan oleh"), "dasar_hukum": N_("Dasar hukum"),
    "keterkaitan": N_("Keterkaitan"), "peralatan": N_("Peralatan"), "peringatan": N_("Peringatan"),
    "pencatatan": N_("Pencatatan"), "penjelasan": N_("Penjelasan"), "tujuan": N_("Tujuan"),
    "definisi": N_("Definisi"), "catatan": N_("Catatan"),
}  # fmt: skip


def compare(old: Content, new: Content) -> Comparison:
    """What is different in `new`; both are readable content."""
    return Comparison(
        tuple(_changes(_identity(old), _identity(new))),
        tuple(_parts(old["pelaksana"], new["pelaksana"], _lane)),
        tuple(_parts(old.get("dokumen", []), new.get("dokumen", []), _document)),
        tuple(_rows(old, new)),
    )


def _changes(before: Said, after: Said) -> Iterator[Change]:
    for name in [*after, *(name for name in before if name not in after)]:
        was, now = before.get(name, (None, "")), after.get(name, (None, ""))
        if was[0] != now[0]:
            yield Change(name, was[1], now[1])


def _identity(content: Content) -> Said:
    return {name: (content[key], _told(content[key])) for key, name in _IDENTITY.items() if key in content}


def _told(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key} {inner}" for key, inner in value.items())
    return "\n".join(value) if isinstance(value, list) else str(value)


def _lane(lane: Content) -> Said:
    said: Said = {N_("Nama"): (lane["nama"], lane["nama"])}
    if "kualifikasi" in lane:
        said[N_("Kualifikasi")] = (lane["kualifikasi"], "\n".join(lane["kualifikasi"]))
    if lane.get("per_kasus"):
        said[N_("Ditunjuk pada setiap pelaksanaan")] = (True, "ya")
    return said


def _document(kind: Content) -> Said:
    said: Said = {N_("Nama"): (kind["nama"], kind["nama"])}
    for key, name in (("luar", N_("Dari luar prosedur")), ("alat", N_("Alat atau syarat"))):
        if kind.get(key):
            said[name] = (True, "ya")
    return said


def _parts(old: list[Any], new: list[Any], say: Any) -> Iterator[Differing]:
    before, after = dict(old), dict(new)
    still = _in_order([key for key, _ in old if key in after], [key for key, _ in new if key in before])
    for key, part in after.items():
        if key not in before:
            yield Differing(key, part["nama"], ("ditambah",))
            continue
        changes = tuple(_changes(say(before[key]), say(part)))
        kinds = _kinds(bool(changes), key not in still)
        if kinds and (changes or say is _lane):  # the order of documents is seen by nobody
            yield Differing(key, part["nama"], kinds, changes)
    for key, part in before.items():
        if key not in after:
            yield Differing(key, part["nama"], ("dihapus",))


def _kinds(changed: bool, moved: bool) -> tuple[Kind, ...]:
    found: list[Kind] = ["diubah"] if changed else []
    return (*found, "dipindah") if moved else tuple(found)


def _in_order(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """The most keys that stand in the same order in both: whatever else there is has moved."""
    place = {key: number for number, key in enumerate(old)}
    tails: list[int] = []
    ends: list[str] = []
    before: dict[str, str | None] = {}
    for key in new:
        at = bisect_left(tails, place[key])
        before[key] = ends[at - 1] if at else None
        tails[at : at + 1] = [place[key]]
        ends[at : at + 1] = [key]
    found: set[str] = set()
    last = ends[-1] if ends else None
    while last is not None:
        found.add(last)
        last = before[last]
    return found


def _rows(old: Content, new: Content) -> Iterator[Differing]:
    before, after = {row.key: row for row in rows_of(old)}, {row.key: row for row in rows_of(new)}
    still = _in_order([key for key in before if key in after], [key for key in after if key in before])
    under_before, under_after = _under(old), _under(new)
    numbers = {**_numbers(before), **_numbers(after)}
    for key, row in after.items():
        no, title = row.content.get("no", ""), row.content["kegiatan"]
        if key not in before:
            yield Differing(key, title, ("ditambah",), no=no)
            continue
        changes = tuple(_changes(_row(before[key], old, numbers), _row(row, new, numbers)))
        moved = key not in still or under_before.get(key) != under_after.get(key)
        kinds = _kinds(bool(changes), moved)
        if kinds:
            yield Differing(key, title, kinds, changes, no)
    for key, row in before.items():
        if key not in after:
            yield Differing(key, row.content["kegiatan"], ("dihapus",), no=row.content.get("no", ""))


def _under(content: Content) -> dict[str, str]:
    """Row → the row under which it stands."""
    found: dict[str, str] = {}
    for row in rows_of(content):
        for head in row.heads:
            found[head["kunci"]] = row.key
    return found


def _numbers(rows: Mapping[str, Row]) -> dict[str, str]:
    return {key: row.content.get("no") or row.content["kegiatan"] for key, row in rows.items()}


def _row(row: Row, content: Content, numbers: Mapping[str, str]) -> Said:
    lanes = {key: lane["nama"] for key, lane in content["pelaksana"]}
    kinds = {key: kind["nama"] for key, kind in content.get("dokumen", [])}
    own, standard = row.content, row.content.get("mutu_baku", {})
    said: Said = {N_("Kegiatan"): (own["kegiatan"], own["kegiatan"])}

    def to(target: str) -> str:
        return "selesai" if target == END else numbers.get(target, target)

    def listed(name: str, keys: Sequence[str], titles: Mapping[str, str]) -> None:
        if keys:
            said[name] = (sorted(keys), "\n".join(titles.get(key, key) for key in keys))

    listed(N_("Pelaksana"), [own["pelaksana"]] if "pelaksana" in own else [], lanes)
    listed(N_("Bersama"), own.get("serta", []), lanes)
    listed(N_("Kelengkapan"), standard.get("kelengkapan", []), kinds)
    if "waktu" in standard:
        time = standard["waktu"]
        said[N_("Waktu")] = (time, time if isinstance(time, str) else time.get("teks") or time.get("menurut", ""))
    if "bersama" in standard:
        said[N_("Waktu")] = (["bersama", standard["bersama"]], f"= {to(standard['bersama'])}")
    listed(N_("Output"), standard.get("output", []), kinds)
    ways = [("", own["lanjut"])] if "lanjut" in own else [tuple(way) for way in own.get("keputusan", [])]
    ways += [(way["label"], way["ke"]) for way in own.get("pilihan", [])]
    if ways:
        conditions = [way.get("jika") for way in own.get("pilihan", [])]
        said[N_("Jalan keluar")] = (
            [*ways, conditions],
            "\n".join(f"{label} → {to(target)}" if label else f"→ {to(target)}" for label, target in ways),
        )
    if fields := own.get("isian"):
        said[N_("Isian")] = (fields, "\n".join(asked["label"] for _, asked in fields))
    for key, name in (("keterangan", N_("Keterangan")), ("catatan", N_("Catatan")), ("formulir", N_("Formulir"))):
        if key in own:
            said[name] = (own[key], own[key])
    if "panggil" in own:
        said[N_("Memanggil SOP")] = (own["panggil"], own["panggil"]["sop"])
    listed(N_("Menunjuk"), own.get("menunjuk", []), lanes)
    listed(N_("Efek"), own.get("efek", []), {})
    if row.way:
        said[N_("Sub-langkah")] = (row.way, row.way)
    others = {key: own[key] for key in ("label", "jika", "payung", "tambahan") if key in own}
    if others:
        said[N_("Lainnya")] = (others, json.dumps(others, ensure_ascii=False, sort_keys=True))
    return said
