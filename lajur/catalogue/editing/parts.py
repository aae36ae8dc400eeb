"""Lanes, kinds of documents and the identity page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from lajur.catalogue.editing.content import fresh, key_from, tidied
from lajur.catalogue.outline import Content, Row, rows_of
from lajur.engine.refusal import Refusal, Words

MAX_LANES = 40
MAX_KINDS = 300
IDENTITY = (
    "judul", "nomor", "instansi", "unit", "tanggal", "disahkan", "dasar_hukum", "keterkaitan", "peralatan",
    "peringatan", "pencatatan", "penjelasan", "tujuan", "definisi", "catatan",
)  # fmt: skip

NO_LANE = Refusal("pelaksana-tidak-ada", "Pelaksana ini sudah tidak ada pada draf; mungkin baru saja dihapus.")
NO_KIND = Refusal("dokumen-tidak-ada", "Dokumen ini sudah tidak ada pada draf; mungkin baru saja dihapus.")


def _faults(content: Content) -> Refusal | None:
    _, findings = tidied(content)
    if not findings:
        return None
    fields = {finding.where: Words("{sentence}", sentence=finding.sentence) for finding in findings}
    return Refusal("isian-belum-benar", "Perbaiki isian yang ditandai.", fields=fields)


def _checked(content: Content) -> Content | Refusal:
    """The content as a file would hold it, or why not. A field is named by its place in the file."""
    refusal = _faults(content)
    return tidied(content)[0] if refusal is None else refusal


# Lanes


def add_lane(content: Mapping[str, Any], name: str) -> Content | Refusal:
    """A new last column."""
    changed = fresh(content)
    lanes = changed["pelaksana"]
    if len(lanes) >= MAX_LANES:
        return Refusal("pelaksana-terlalu-banyak", "SOP memuat paling banyak {limit} pelaksana.", {"limit": MAX_LANES})
    lanes.append([key_from(name, [key for key, _ in lanes]), {"nama": name}])
    return _checked(changed)


def set_lane(content: Mapping[str, Any], key: str, given: Mapping[str, Any]) -> Content | Refusal:
    """`given`: nama, kualifikasi, per_kasus."""
    changed = fresh(content)
    lane = next((one for one in changed["pelaksana"] if one[0] == key), None)
    if lane is None:
        return NO_LANE
    made = {name: value for name, value in given.items() if value or name == "nama"}
    if lane[1] == made:
        return changed
    lane[1] = made
    return _checked(changed)


def move_lane(content: Mapping[str, Any], key: str, by: Literal[-1, 1]) -> Content | Refusal:
    """Left or right."""
    changed = fresh(content)
    lanes = changed["pelaksana"]
    place = next((number for number, one in enumerate(lanes) if one[0] == key), None)
    if place is None:
        return NO_LANE
    if not 0 <= place + by < len(lanes):
        return Refusal("sudah-di-ujung", "Pelaksana ini sudah di ujung; tidak dapat digeser lagi ke arah itu.")
    lanes[place], lanes[place + by] = lanes[place + by], lanes[place]
    return changed


def remove_lane(content: Mapping[str, Any], key: str, heir: str = "") -> Content | Refusal:
    """Take a column away; its steps go to the lane `heir`, and without one it must have none."""
    changed = fresh(content)
    keys = [lane for lane, _ in changed["pelaksana"]]
    if key not in keys:
        return NO_LANE
    if len(keys) == 1:
        return Refusal("pelaksana-terakhir", "SOP memuat paling sedikit satu pelaksana.")
    steps = [row for row in rows_of(changed) if row.content.get("pelaksana") == key]
    if steps and (heir not in keys or heir == key):
        return Refusal(
            "pelaksana-bekerja",
            "Pelaksana ini masih mengerjakan {n} langkah; pilih pelaksana yang menggantikannya.",
            {"n": len(steps)},
        )
    for row in rows_of(changed):
        if row.content.get("pelaksana") == key:
            row.content["pelaksana"] = heir
        for name in ("serta", "menunjuk"):
            kept = [lane for lane in row.content.get(name, []) if lane != key]
            _put(row.content, name, kept)
    changed["pelaksana"] = [lane for lane in changed["pelaksana"] if lane[0] != key]
    return changed


# Kinds of documents


def kinds_for(content: Content, titles: Sequence[str], preferred: Sequence[str] = ()) -> list[str]:
    """Keys of the kinds of these titles; those that there are not yet are added to `content`. Of kinds that bear the
    same title the `preferred` one is taken."""
    kinds = content.setdefault("dokumen", [])
    known: dict[str, str] = {}
    for key, kind in kinds:
        known.setdefault(kind["nama"].casefold(), key)
    known.update({kind["nama"].casefold(): key for key, kind in kinds if key in preferred})
    found: list[str] = []
    for written in titles:
        title = " ".join(written.split())
        if not title:
            continue
        key = known.get(title.casefold())
        if key is None and len(kinds) < MAX_KINDS:
            key = known[title.casefold()] = key_from(title, [one for one, _ in kinds])
            kinds.append([key, {"nama": title}])
        if key is not None and key not in found:
            found.append(key)
    if not kinds:
        del content["dokumen"]
    return found


def set_document(content: Mapping[str, Any], key: str, given: Mapping[str, Any]) -> Content | Refusal:
    """`given`: nama, luar, alat. The name of another kind makes one of the two."""
    changed = fresh(content)
    kinds = changed.get("dokumen", [])
    kind = next((one for one in kinds if one[0] == key), None)
    if kind is None:
        return NO_KIND
    title = " ".join(str(given.get("nama", "")).split())
    if kind[1] == {**given, "nama": title}:
        return changed
    same = next((one for one, other in kinds if one != key and other["nama"].casefold() == title.casefold()), None)
    if same is not None:
        for row in rows_of(changed):
            _replace_kind(row, key, same)
        changed["dokumen"] = [one for one in kinds if one[0] != key]
        return changed
    kind[1] = {name: value for name, value in {**given, "nama": title}.items() if value or name == "nama"}
    return _checked(changed)


def _replace_kind(row: Row, old: str, new: str) -> None:
    standard, call = row.content.get("mutu_baku", {}), row.content.get("panggil", {})
    for holder, name in ((standard, "kelengkapan"), (standard, "output"), (call, "bawa")):
        if name in holder:
            holder[name] = list(dict.fromkeys(new if kind == old else kind for kind in holder[name]))
    if "terima" in call:
        call["terima"] = [[theirs, new if ours == old else ours] for theirs, ours in call["terima"]]


def used_rows(content: Mapping[str, Any]) -> dict[str, list[str]]:
    """Kind → numbers of the rows that name it."""
    found: dict[str, list[str]] = {}
    for row in rows_of(dict(content)):
        standard, call = row.content.get("mutu_baku", {}), row.content.get("panggil", {})
        named = [*standard.get("kelengkapan", []), *standard.get("output", []), *call.get("bawa", [])]
        named += [ours for _, ours in call.get("terima", [])]
        for kind in dict.fromkeys(named):
            found.setdefault(kind, []).append(row.content.get("no", ""))
    return found


def used_kinds(content: Mapping[str, Any]) -> set[str]:
    return set(used_rows(content))


def without_unused(before: Mapping[str, Any], after: Content) -> Content:
    """`after` without the kinds that a change left unused: those that nothing used before stay for the checker to
    name, and so do those that were not there before and are used."""
    was, used = used_kinds(before), used_kinds(after)
    known = {key for key, _ in before.get("dokumen", [])}
    kept = [kind for kind in after.get("dokumen", []) if kind[0] in used or (kind[0] in known and kind[0] not in was)]
    _put(after, "dokumen", kept)
    return after


def remove_document(content: Mapping[str, Any], key: str) -> Content | Refusal:
    """Take away a kind that nothing uses."""
    changed = fresh(content)
    if key in used_kinds(changed):
        return Refusal("dokumen-dipakai", "Dokumen ini masih dipakai pada langkah; hapus dahulu di sana.")
    _put(changed, "dokumen", [kind for kind in changed.get("dokumen", []) if kind[0] != key])
    return changed


# The identity page


def set_identity(content: Mapping[str, Any], given: Mapping[str, Any]) -> Content | Refusal:
    """What `given` says in the place of all that the identity page said; empty parts are left out."""
    changed = fresh(content)
    for name in IDENTITY:
        _put(changed, name, given.get(name))
    return _checked(changed)


def _put(holder: Content, name: str, value: Any) -> None:
    if value:
        holder[name] = value
    else:
        holder.pop(name, None)


def set_lanes(content: Mapping[str, Any], given: Mapping[str, Mapping[str, Any]], new: str = "") -> Content | Refusal:
    """All lanes at once, by key, and a new one where it has a name."""
    changed: Content | Refusal = fresh(content)
    for key, lane in given.items():
        if isinstance(changed, Refusal):
            return changed
        changed = set_lane(changed, key, lane)
    if new.strip() and not isinstance(changed, Refusal):
        changed = add_lane(changed, " ".join(new.split()))
    return changed


def set_documents(content: Mapping[str, Any], given: Mapping[str, Mapping[str, Any]]) -> Content | Refusal:
    """All kinds at once, by key."""
    changed: Content | Refusal = fresh(content)
    for key, kind in given.items():
        if isinstance(changed, Refusal):
            return changed
        if any(one == key for one, _ in changed.get("dokumen", [])):  # it may just have become one with another
            changed = set_document(changed, key, kind)
    return changed
