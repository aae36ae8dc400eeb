"""A BPMN diagram among the documents: read by `exchange.bpmn`, told as the reader tells of the others."""

from __future__ import annotations

from typing import Any

from lajur.engine.refusal import Words
from lajur.exchange.bpmn.diagram import Problem
from lajur.exchange.bpmn.reading import read_bpmn

REFUSED = Words(
    "Diagram ini tidak dapat dibaca sebagai SOP. Perbaiki hal-hal ini di aplikasi asalnya, lalu kirim lagi."
)


def is_diagram(data: bytes, name: str) -> bool:
    """By its name, or by its first words."""
    head = data[:4096].lower()
    return name.lower().endswith(".bpmn") or (b"omg.org/spec/bpmn" in head and b"definitions" in head)


def read_diagram(data: bytes) -> dict[str, Any]:
    """As `apart.Read`; what is refused stands in `catatan`, each by name and line."""
    draft = read_bpmn(data)
    if isinstance(draft, list):
        return {"sebab": REFUSED, "catatan": [_told(problem) for problem in draft]}
    doubts = [
        {"bidang": "diagram", "tempat": f"baris {one.line}" if one.line else "", "terbaca": "", "tertulis": "",
         "yakin": 0.5, "sebab": one.sentence.rstrip(".")}
        for one in draft.lacking
    ]  # fmt: skip
    return {"draf": [{"isi": draft.content, "ragu": doubts, "periksa": [], "tempat": ""}], "catatan": []}


def _told(problem: Problem) -> str:
    return f"Baris {problem.line}: {problem.sentence}" if problem.line else problem.sentence
