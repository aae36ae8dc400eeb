"""Rows of a SOP: added, moved, removed, renamed, put under another. References and regular numbers follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any, Literal

from lajur.catalogue.editing.content import NEW_ROW, fresh, key_from, tidied_row
from lajur.catalogue.editing.parts import without_unused
from lajur.catalogue.outline import Content, rows_of
from lajur.catalogue.shape import MAX_STEPS
from lajur.engine.definition import END
from lajur.engine.refusal import Refusal, Words

Where = Literal["atas", "bawah", "cabang"]
MAX_BRANCHES = 20
MAX_NESTING = 5

GONE = Refusal("langkah-tidak-ada", "Langkah ini sudah tidak ada pada draf; mungkin baru saja dihapus.")
FULL = Refusal("langkah-terlalu-banyak", "SOP memuat paling banyak {limit} langkah.", {"limit": MAX_STEPS})
AT_EDGE = Refusal("sudah-di-ujung", "Langkah ini sudah di ujung; tidak dapat digeser lagi ke arah itu.")


@dataclass(frozen=True, slots=True)
class Changed:
    """The new content, and the row that the change is about."""

    content: Content
    key: str


@dataclass(slots=True)
class Spot:
    """Where a row stands: among `rows` at `index`; in branch `branch` under the row `heading`, or in the sheet."""

    rows: list[Content]
    index: int
    heading: Content | None = None
    branch: int = 0

    @property
    def row(self) -> Content:
        return self.rows[self.index]

    @property
    def branches(self) -> list[Any]:
        assert self.heading is not None
        found: list[Any] = self.heading["sub"]["langkah"]
        return found

    def settle(self) -> None:
        """Put a branch back whose rows were changed: one row stands without a list, none at all is no branch."""
        if self.heading is None:
            return
        if self.rows:
            self.branches[self.branch] = self.rows if len(self.rows) > 1 else self.rows[0]
            return
        del self.branches[self.branch]
        if not self.branches:
            del self.heading["sub"]
            self.heading.pop("payung", None)


def spot_of(content: Content, key: str) -> Spot | None:
    return _spot_in(content["langkah"], key, None, 0)


def _spot_in(rows: list[Content], key: str, heading: Content | None, branch: int) -> Spot | None:
    for index, row in enumerate(rows):
        if row["kunci"] == key:
            return Spot(rows, index, heading, branch)
        for number, part in enumerate(row.get("sub", {}).get("langkah", [])):
            found = _spot_in(part if isinstance(part, list) else [part], key, row, number)
            if found is not None:
                return found
    return None


def find_row(content: Content, key: str) -> Content | None:
    """The row itself; not to be changed."""
    spot = spot_of(content, key)
    return spot.row if spot else None


def add_row(content: Mapping[str, Any], *, near: str, where: Where) -> Changed | Refusal:
    """A new row before or after the row `near`, or as a branch under it: two branches where it had none."""
    changed = fresh(content)
    spot = spot_of(changed, near)
    if spot is None:
        return GONE
    if len(rows_of(changed)) + 2 > MAX_STEPS:
        return FULL
    regular = _is_regular(changed)
    lane = spot.row.get("pelaksana") or changed["pelaksana"][0][0]
    row = _new_row(changed, lane)
    if where == "cabang":
        sub = spot.row.setdefault("sub", {"cara": "serentak", "langkah": []})
        if len(sub["langkah"]) + 2 > MAX_BRANCHES or _depth(changed, near) >= MAX_NESTING:
            return Refusal("cabang-terlalu-banyak", "Sub-langkah sebanyak atau sedalam itu tidak dapat digambar lagi.")
        for way in ("keputusan", "pilihan"):
            spot.row.pop(way, None)
        sub["langkah"].append(row)
        if len(sub["langkah"]) == 1:
            sub["langkah"].append(_new_row(changed, lane))
        _label_choices(sub)
    else:
        spot.rows.insert(spot.index + (where == "bawah"), row)
        _keep_choice(spot, spot.index + (where == "atas"))
        spot.settle()
    return Changed(_renumbered(changed) if regular else changed, row["kunci"])


def _new_row(content: Content, lane: str) -> Content:
    taken = {row.key for row in rows_of(content)}
    number = len(taken) + 1
    while f"langkah-{number}" in taken:
        number += 1
    return {"kunci": f"langkah-{number}", "kegiatan": NEW_ROW, "pelaksana": lane}


def _label_choices(sub: Content) -> None:
    """Each alternative that an officer chooses has a label of its own."""
    heads = [part[0] if isinstance(part, list) else part for part in sub["langkah"]]
    by_fact = any("jika" in head for head in heads)
    taken = {head.get("label") for head in heads}
    for number, head in enumerate(heads, 1):
        if sub["cara"] != "pilihan":
            head.pop("label", None)
            head.pop("jika", None)
        elif not by_fact and "label" not in head:
            label = f"jalan {number}"
            while label in taken:
                number += 1
                label = f"jalan {number}"
            taken.add(label)
            head["label"] = label


def _keep_choice(spot: Spot, old: int) -> None:
    """Label and condition of an alternative stand at its first row, whichever that is. `old`: where it was."""
    if spot.heading is None or not spot.rows or old >= len(spot.rows) or old == 0:
        return
    for name in ("label", "jika"):
        if name in spot.rows[old]:
            spot.rows[0].setdefault(name, spot.rows[old].pop(name))


def move_row(content: Mapping[str, Any], key: str, by: Literal[-1, 1]) -> Changed | Refusal:
    """Up or down among its neighbours; at the edge of a branch the whole branch moves."""
    changed = fresh(content)
    spot = spot_of(changed, key)
    if spot is None:
        return GONE
    regular = _is_regular(changed)
    there = spot.index + by
    if 0 <= there < len(spot.rows):
        first = min(spot.index, there)
        spot.rows[first : first + 2] = [spot.rows[first + 1], spot.rows[first]]
        if first == 0:
            _keep_choice(spot, 1)
        spot.settle()
    elif spot.heading is not None and 0 <= spot.branch + by < len(spot.branches):
        branches, here = spot.branches, spot.branch
        branches[here], branches[here + by] = branches[here + by], branches[here]
    else:
        return AT_EDGE
    return Changed(_renumbered(changed) if regular else changed, key)


def remove_row(content: Mapping[str, Any], key: str) -> Changed | Refusal:
    """Take a row away with all that stands under it. Ways that led to it lead to what followed it; a merged cell that
    began with it begins with its next row. Tells the row that is now where it was."""
    changed = fresh(content)
    spot = spot_of(changed, key)
    if spot is None:
        return GONE
    regular, before = _is_regular(changed), fresh(changed)
    gone = {row.key for row in rows_of({"langkah": [spot.row]})}
    if len(rows_of(changed)) == len(gone):
        return Refusal("langkah-terakhir", "SOP memuat paling sedikit satu langkah; ubah langkah ini saja.")
    after = spot.rows[spot.index + 1]["kunci"] if spot.index + 1 < len(spot.rows) else END
    follows = spot.row.get("lanjut", after)
    follows = after if follows in gone else follows
    removed = spot.rows.pop(spot.index)
    if spot.index == 0 and spot.rows:
        for name in ("label", "jika"):
            if name in removed:
                spot.rows[0].setdefault(name, removed[name])
    spot.settle()
    passed: dict[str, str] = dict.fromkeys(gone, str(follows))
    for row in rows_of(changed):
        _retarget(row.content, passed)
    _keep_merged(changed, removed)
    shown = after if after != END else rows_of(changed)[-1].key
    changed = without_unused(before, changed)
    return Changed(_renumbered(changed) if regular else changed, shown)


def _retarget(row: Content, new: Mapping[str, str]) -> None:
    """Let ways lead where `new` says."""
    if row.get("lanjut") in new:
        row["lanjut"] = new[row["lanjut"]]
    if "keputusan" in row:
        row["keputusan"] = [[label, new.get(target, target)] for label, target in row["keputusan"]]
    for way in row.get("pilihan", []):
        way["ke"] = new.get(way["ke"], way["ke"])


def _keep_merged(content: Content, removed: Content) -> None:
    sharing = [row for row in rows_of(content) if row.content.get("mutu_baku", {}).get("bersama") == removed["kunci"]]
    if not sharing:
        return
    first, *others = (row.content["mutu_baku"] for row in sharing)
    del first["bersama"]
    for name, value in removed.get("mutu_baku", {}).items():
        first[name] = [*value, *first.get(name, [])] if name == "output" else value
    for standard in others:
        standard["bersama"] = sharing[0].key


def into_sub(content: Mapping[str, Any], key: str) -> Changed | Refusal:
    """The row becomes the last branch under the row before it."""
    changed = fresh(content)
    spot = spot_of(changed, key)
    if spot is None:
        return GONE
    if spot.index == 0:
        return Refusal("tanpa-kepala", "Tidak ada langkah di atasnya yang dapat menjadi kepala sub-langkah.")
    regular = _is_regular(changed)
    heading = spot.rows[spot.index - 1]
    sub = heading.setdefault("sub", {"cara": "serentak", "langkah": []})
    if len(sub["langkah"]) >= MAX_BRANCHES or _depth(changed, heading["kunci"]) >= MAX_NESTING:
        return Refusal("cabang-terlalu-banyak", "Sub-langkah sebanyak atau sedalam itu tidak dapat digambar lagi.")
    row = spot.rows.pop(spot.index)
    if row.get("lanjut"):
        heading.setdefault("lanjut", row.pop("lanjut"))
    for way in ("keputusan", "pilihan"):
        heading.pop(way, None)
    sub["langkah"].append(row)
    _label_choices(sub)
    spot.settle()
    return Changed(_renumbered(changed) if regular else changed, key)


def out_of_sub(content: Mapping[str, Any], key: str) -> Changed | Refusal:
    """The row leaves its branch and stands after the heading row."""
    changed = fresh(content)
    spot = spot_of(changed, key)
    if spot is None:
        return GONE
    if spot.heading is None:
        return Refusal("bukan-sub-langkah", "Langkah ini bukan sub-langkah.")
    regular = _is_regular(changed)
    row = spot.rows.pop(spot.index)
    for name in ("label", "jika"):
        value = row.pop(name, None)
        if value is not None and spot.index == 0 and spot.rows:
            spot.rows[0].setdefault(name, value)
    heading = spot.heading["kunci"]
    spot.settle()
    above = spot_of(changed, heading)
    assert above is not None
    above.rows.insert(above.index + 1, row)
    above.settle()
    return Changed(_renumbered(changed) if regular else changed, key)


def set_row(content: Mapping[str, Any], key: str, given: Mapping[str, Any]) -> Changed | Refusal:
    """Put `given` in the place of all that the row says, but for its key and its sub-steps. `given["cara"]` says how
    these are taken. Kinds of documents that nothing refers to any longer go."""
    changed = fresh(content)
    spot = spot_of(changed, key)
    if spot is None:
        return GONE
    row, findings = tidied_row({**given, "kunci": key} if "cara" not in given else _sub_apart(given, key))
    if findings:
        return Refusal("isian-belum-benar", "Perbaiki isian yang ditandai.", fields=_by_place(findings))
    sub = spot.row.get("sub")
    spot.row.clear()
    spot.row.update(row)
    if sub:
        spot.row["sub"] = sub
        sub["cara"] = given.get("cara", sub["cara"])
        _label_choices(sub)
    return Changed(without_unused(content, changed), key)


def _sub_apart(given: Mapping[str, Any], key: str) -> Content:
    return {**{name: value for name, value in given.items() if name != "cara"}, "kunci": key}


def _by_place(findings: list[Any]) -> dict[str, str]:
    return {finding.where: Words("{sentence}", sentence=finding.sentence) for finding in findings}


def rename_row(content: Mapping[str, Any], key: str, new: str) -> Changed | Refusal:
    """Another key for the row, made from `new`; everything that refers to it follows."""
    changed = fresh(content)
    spot = spot_of(changed, key)
    if spot is None:
        return GONE
    taken = [row.key for row in rows_of(changed) if row.key != key]
    name = key_from(new, taken)
    for row in rows_of(changed):
        _retarget(row.content, {key: name})
        standard = row.content.get("mutu_baku", {})
        if standard.get("bersama") == key:
            standard["bersama"] = name
    spot.row["kunci"] = name
    return Changed(changed, name)


def _depth(content: Content, key: str) -> int:
    row = next(row for row in rows_of(content) if row.key == key)
    return sum(part == "sub" for part in row.path)


def _is_regular(content: Content) -> bool:
    """Whether the numbers are those that counting gives, so that a change may count anew."""
    return all(row.content.get("no") == number for row, number in zip(rows_of(content), _numbers(content), strict=True))


def _renumbered(content: Content) -> Content:
    for row, number in zip(rows_of(content), _numbers(content), strict=True):
        row.content["no"] = number
    return content


def _numbers(content: Content) -> list[str]:
    """1, 2, 2a, 2b, 3: in the order of the sheet."""
    return list(_counted(content["langkah"], ""))


def _counted(rows: list[Content], heading: str) -> list[str]:
    found: list[str] = []
    for number, row in enumerate(rows):
        if not heading:
            mine = str(number + 1)
        elif heading[-1].isalpha():
            mine = f"{heading}{number + 1}"
        else:
            mine = heading + (ascii_lowercase[number] if number < len(ascii_lowercase) else f".{number + 1}")
        found.append(mine)
        parts = row.get("sub", {}).get("langkah", [])
        inner = [one for part in parts for one in (part if isinstance(part, list) else [part])]
        found += _counted(inner, mine) if inner else []
    return found
