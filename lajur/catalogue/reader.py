"""The one reader of SOP files: text to a document with lines, document to the definition that the engine runs.

An agency's own editions are the same content, kept in the database as `canonical` gives it: `from_canonical` compiles
it, `to_yaml` (writer.py) makes it a file again. Content from outside goes through `parse` and `check` first.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from lajur.catalogue.compiling import FiledSop, build
from lajur.catalogue.findings import Finding, errors_in
from lajur.catalogue.schema import Path, Reading
from lajur.catalogue.shape import SOP_FILE
from lajur.catalogue.structure import faults
from lajur.catalogue.yamltree import MAX_BYTES as MAX_BYTES
from lajur.catalogue.yamltree import read_tree
from lajur.engine.definition import Sop

ROOT = FilePath(__file__).parent


class BrokenSop(ValueError):
    """A SOP that should be sound is not; `findings` say why."""

    def __init__(self, sop_id: str, findings: list[Finding]) -> None:
        self.findings = findings
        told = "; ".join(f"{finding.line}: [{finding.rule}] {finding.sentence}" for finding in findings[:5])
        super().__init__(f"{sop_id}: {told}")


@dataclass(frozen=True)
class Document:
    """A SOP file of the right shape. `content` is canonical; `lines` tells the line of every place in it."""

    name: str
    content: dict[str, Any]
    lines: dict[Path, int] = field(default_factory=dict, compare=False, repr=False)


def parse(text: str | bytes, name: str) -> Document | list[Finding]:
    """The document that `text` holds, or what is wrong with its text or shape. Never raises."""
    tree = read_tree(text)
    if isinstance(tree, list):
        return tree
    reading = Reading()
    content = SOP_FILE.read(tree, (), reading)
    if reading.findings or content is None:
        return sorted(reading.findings, key=lambda finding: finding.line)
    return Document(name, content, reading.lines)


def compile(document: Document, id: str, built: FiledSop | None = None) -> FiledSop | list[Finding]:
    """The SOP that runs, or the references, ways out and sub-steps that do not fit together. `built` is given where the
    same content was compiled before."""
    findings = faults(document.content, document.lines)
    if errors_in(findings):
        return sorted(findings, key=lambda finding: finding.line)
    return built or build(document.content, id)


def catalogue_ids() -> list[str]:
    """Ids of the shipped SOPs, `<agency>/<sop>`, in alphabetical order."""
    return sorted(f"{path.parent.parent.name}/{path.parent.name}" for path in ROOT.glob("*/*/sop.yaml"))


def path_of(sop_id: str, name: str = "sop.yaml") -> FilePath:
    return ROOT.joinpath(*sop_id.split("/"), name)


def read_document(sop_id: str) -> Document | list[Finding]:
    """A shipped SOP's document. KeyError when the catalogue has no such id."""
    if sop_id not in catalogue_ids():
        raise KeyError(sop_id)
    return parse(path_of(sop_id).read_bytes(), "sop.yaml")


@lru_cache(maxsize=256)
def load(sop_id: str) -> FiledSop:
    """A shipped SOP, compiled. KeyError for an unknown id, BrokenSop for a file that does not compile."""
    document = read_document(sop_id)
    sop = compile(document, sop_id) if isinstance(document, Document) else document
    if isinstance(sop, list):
        raise BrokenSop(sop_id, sop)
    return sop


def load_all() -> dict[str, FiledSop]:
    """Every shipped SOP by id. BrokenSop for the first that does not compile."""
    return {sop_id: load(sop_id) for sop_id in catalogue_ids()}


def canonical(sop: Sop | Document) -> dict[str, Any]:
    """The content as JSON-able data without comments, layout or defaults; the caller must not change it.

    Order is kept by lists alone, so a database may sort keys. ValueError for a Sop that was not compiled here.
    """
    if isinstance(sop, Document | FiledSop):
        return dict(sop.content)
    raise ValueError(f"{sop.id} was not compiled from a document")


def canonical_json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def content_hash(content: Mapping[str, Any]) -> str:
    """SHA-256 in hex of canonical content: the identity of an edition."""
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def from_canonical(content: Mapping[str, Any], id: str) -> FiledSop:
    """Compile content that `canonical` gave and that was checked before it was stored."""
    return build(dict(content), id)
