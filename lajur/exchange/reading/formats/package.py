"""Parts of an Office package, read within bounds and without entities, and the names of its drawn shapes."""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import Any

from lxml import etree

from lajur.exchange.reading.blocks import Symbol
from lajur.exchange.reading.refusing import MAX_PART, Unreadable

SHAPES: dict[str, Symbol] = {
    "flowChartProcess": "proses", "rect": "proses", "flowChartDecision": "keputusan", "diamond": "keputusan",
    "flowChartTerminator": "mulai", "roundRect": "mulai", "ellipse": "mulai", "flowChartConnector": "penghubung",
    "flowChartOffpageConnector": "penghubung", "homePlate": "penghubung", "flowChartAlternateProcess": "proses",
    "flowChartDocument": "proses", "flowChartPredefinedProcess": "proses", "pentagon": "penghubung",
}  # fmt: skip
"""Preset geometry of DrawingML → symbol of a SOP sheet."""


def part(package: zipfile.ZipFile, name: str, kind: str) -> bytes:
    """A part's bytes, counted while they unpack: what the package declares is not believed."""
    try:
        with package.open(name) as file:
            data = file.read(MAX_PART + 1)
    except KeyError:
        return b""
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as problem:
        raise Unreadable("rusak", kind=kind) from problem
    if len(data) > MAX_PART:
        raise Unreadable("bom-zip")
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", data[:4096]) or b"<!ENTITY" in data:
        raise Unreadable("entitas-xml")
    return data


def tree(package: zipfile.ZipFile, name: str, kind: str, missing: bool = False) -> Any:
    """The root of an XML part; None where it is `missing` and may be."""
    data = part(package, name, kind)
    if not data:
        if missing:
            return None
        raise Unreadable("rusak", kind=kind)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        raise Unreadable("rusak", kind=kind) from problem
