"""Content under the editor's hands: read anew by the one shape, made complete, and made fit to be drawn."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from lajur.catalogue.findings import Finding
from lajur.catalogue.outline import Content, Row, rows_of
from lajur.catalogue.schema import Reading, Shape
from lajur.catalogue.shape import ROW, SOP_FILE
from lajur.catalogue.yamltree import Listing, Node, Scalar, Table, forbidden_in
from lajur.engine.definition import END

UNNUMBERED = "Belum bernomor"
UNTITLED = "SOP tanpa judul"
NEW_ROW = "Kegiatan baru"
MAX_KEY = 40


def fresh(content: Mapping[str, Any]) -> Content:
    """A copy that may be changed."""
    copied: Content = json.loads(json.dumps(content))
    return copied


def empty(title: str, lanes: Collection[str], day: str, number: str = "") -> Content:
    """A new SOP: its lanes by name, and one row to begin with. `day` is an ISO date."""
    keys: list[str] = []
    for name in lanes:
        keys.append(key_from(name, keys))
    return {
        "judul": title,
        "nomor": number or UNNUMBERED,
        "tanggal": {"pembuatan": day},
        "pelaksana": [[key, {"nama": name}] for key, name in zip(keys, lanes, strict=True)],
        "langkah": [{"kunci": "langkah-1", "no": "1", "kegiatan": NEW_ROW, "pelaksana": keys[0]}],
    }


def key_from(text: str, taken: Collection[str]) -> str:
    """A key in the letters that keys have, unlike all those taken."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    key = "-".join(re.findall("[a-z0-9]+", plain))[:MAX_KEY].strip("-") or "x"
    key = key if key[0].isalpha() else f"x-{key}"
    number, found = 1, key
    while found in taken or found == END:
        number += 1
        found = f"{key}-{number}"
    return found


def tidied(content: Mapping[str, Any]) -> tuple[Content, list[Finding]]:
    """Content as the reader would give it back from a file, and what the file's shape says against it."""
    return _read(SOP_FILE, content)


def tidied_row(row: Mapping[str, Any]) -> tuple[Content, list[Finding]]:
    """The same for one row; places in the findings start at the row."""
    return _read(ROW, row)


def _read(shape: Shape, content: Mapping[str, Any]) -> tuple[Content, list[Finding]]:
    reading = Reading()
    bad = forbidden_in("\n".join(_texts(content)))
    if bad is not None:
        return dict(content), [bad]
    found = shape.read(_node(shape.write(content)), (), reading)
    return found or {}, reading.findings


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value


def _node(value: Any) -> Node:
    """Written content as the tree that a file would be read to; texts count as quoted."""
    if isinstance(value, Mapping):
        return Table(0, {str(key): _node(inner) for key, inner in value.items()}, dict.fromkeys(map(str, value), 0))
    if isinstance(value, list | tuple):
        return Listing(0, [_node(inner) for inner in value])
    if isinstance(value, bool):
        return Scalar(0, "true" if value else "false")
    if isinstance(value, int):
        return Scalar(0, str(value))
    return Scalar(0, "") if value is None else Scalar(0, str(value), plain=False)


def completed(content: Mapping[str, Any], day: str) -> Content:
    """Content of a draft that may lack what every SOP must have, with something to begin with in its place."""
    whole = fresh(content)
    whole.setdefault("judul", UNTITLED)
    whole.setdefault("nomor", UNNUMBERED)
    whole.setdefault("tanggal", {"pembuatan": day})
    if not whole.get("pelaksana"):
        whole["pelaksana"] = [["pelaksana", {"nama": "Pelaksana"}]]
    if not whole.get("langkah"):
        lane = whole["pelaksana"][0][0]
        whole["langkah"] = [{"kunci": "langkah-1", "no": "1", "kegiatan": NEW_ROW, "pelaksana": lane}]
    taken: list[str] = []
    for row in rows_of(whole):
        row.content.setdefault("kegiatan", NEW_ROW)
        key = row.content.get("kunci")
        if not key or key in taken:
            row.content["kunci"] = key_from(key or row.content["kegiatan"], taken)
        taken.append(row.content["kunci"])
    return whole


def drawable(content: Mapping[str, Any]) -> Content:
    """Readable content without the references that lead nowhere: it compiles, and can be drawn."""
    drawn = fresh(content)
    lanes = [key for key, _ in drawn["pelaksana"]]
    documents = {key for key, _ in drawn.get("dokumen", [])}
    rows = rows_of(drawn)
    keys = {row.key for row in rows}
    for row in rows:
        _draw_ways(row, {*keys, END})
        _draw_parts(row, lanes, documents, keys)
    return drawn


def _draw_ways(row: Row, targets: Collection[str]) -> None:
    content = row.content
    for key in ("keputusan", "pilihan") if row.way else ():
        content.pop(key, None)
    ways = [key for key in ("keputusan", "pilihan", "lanjut") if key in content]
    for key in ways[1:]:
        del content[key]
    if "lanjut" in content and content["lanjut"] not in targets:
        del content["lanjut"]
    if "keputusan" in content:
        content["keputusan"] = [way for way in content["keputusan"] if way[1] in targets]
    if "pilihan" in content:
        content["pilihan"] = [way for way in content["pilihan"] if way["ke"] in targets]
    if row.way and not row.heads:
        del content["sub"]


def _draw_parts(row: Row, lanes: list[str], documents: Collection[str], keys: Collection[str]) -> None:
    content = row.content
    if content.get("pelaksana") not in lanes:
        content["pelaksana"] = next(
            (head["pelaksana"] for head in row.heads if head.get("pelaksana") in lanes), lanes[0]
        )
    for name in ("serta", "menunjuk"):
        if name in content:
            content[name] = [lane for lane in content[name] if lane in lanes]
    standard = content.get("mutu_baku", {})
    for name in ("kelengkapan", "output"):
        if name in standard:
            standard[name] = [kind for kind in standard[name] if kind in documents]
    if standard.get("bersama") not in keys:
        standard.pop("bersama", None)
    call = content.get("panggil", {})
    if "bawa" in call:
        call["bawa"] = [kind for kind in call["bawa"] if kind in documents]
    if "terima" in call:
        call["terima"] = [pair for pair in call["terima"] if pair[1] in documents]
    if content.get("payung") and row.way != "serentak":
        del content["payung"]
