"""A BPMN file as the draft of a SOP.

A file that we wrote and nobody has changed in its flow comes back as it went out. Any other diagram becomes a draft by
`drafting`: flows, lanes, documents and times are taken from the drawing, the rest from our elements where they are
left, and what the drawing does not say is listed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from lajur.catalogue.compiling import FiledSop
from lajur.catalogue.findings import Finding
from lajur.catalogue.reader import Document, compile, parse
from lajur.catalogue.schema import Reading
from lajur.catalogue.shape import SOP_FILE
from lajur.catalogue.structure import faults
from lajur.catalogue.writer import to_yaml
from lajur.catalogue.yamltree import Listing, Node, Scalar, Table
from lajur.exchange.bpmn import extensions
from lajur.exchange.bpmn.diagram import Diagram, Problem, clean, ours, read_diagram
from lajur.exchange.bpmn.drafting import draft_tree, table
from lajur.exchange.bpmn.graph import graph_of


@dataclass(frozen=True, slots=True)
class Draft:
    """`text` is the SOP file; `lacking` lists what the diagram does not say. `as_sent`: nothing was changed since we
    wrote the file. `id` is that of the SOP it was written from, else empty."""

    content: dict[str, Any]
    text: str
    lacking: tuple[Problem, ...] = ()
    as_sent: bool = False
    id: str = ""


def read_bpmn(source: bytes) -> Draft | list[Problem]:
    """The draft, or why there is none. Never raises."""
    diagram = read_diagram(source)
    if isinstance(diagram, list):
        return diagram
    said = ours(diagram.process, "sop")
    sop_id = clean(said.get("id")) if said is not None else ""
    if said is not None:
        tree = _as_sent(diagram, extensions.read(said))
        found = _content(tree) if tree is not None else []
        if isinstance(found, dict) and _same_flow(diagram, found, sop_id):
            return _finished(found, (), True, sop_id)
    drafted = draft_tree(diagram)
    if isinstance(drafted, list):
        return drafted
    tree, lacking = drafted
    content = _content(tree)
    if isinstance(content, list):
        return [Problem(finding.rule, finding.line, finding.sentence) for finding in content]
    return _finished(content, tuple(lacking), False, sop_id)


def _content(tree: Table) -> dict[str, Any] | list[Finding]:
    reading = Reading()
    content = SOP_FILE.read(tree, (), reading)
    if reading.findings or content is None:
        return reading.findings
    found = [finding for finding in faults(content, reading.lines) if finding.severity == "galat"]
    return found or content


def _finished(
    content: dict[str, Any], lacking: tuple[Problem, ...], as_sent: bool, sop_id: str
) -> Draft | list[Problem]:
    """The draft, once the catalogue's own reader has read its file as the same content."""
    dated = {"tanggal": {"pembuatan": None, "revisi": None, "efektif": None}, **content}
    text = to_yaml(dated)
    document = parse(text, "sop.yaml")
    if isinstance(document, Document):
        assert document.content == content
        return Draft(content, text, lacking, as_sent, sop_id)
    return [Problem(finding.rule, 0, finding.sentence) for finding in document]


# What we wrote ourselves


def _as_sent(diagram: Diagram, identity: Node) -> Table | None:
    """The tree of a file of ours, rows at their places; None where an element of ours is missing."""
    if not isinstance(identity, Table):
        identity = Table(identity.line)
    line = identity.line
    tree = table(line, judul=diagram.title)
    tree.entries.update(identity.entries)
    tree.lines.update(identity.lines)
    for name, tag, named in (
        ("pelaksana", "pelaksana", diagram.lanes),
        (
            "dokumen",
            "dokumen",
            {key: paper for key, paper in diagram.papers.items() if ours(paper[1], "dokumen") is not None},
        ),
    ):
        part = Table(line)
        for title, element in named.values():
            said = ours(element, tag)
            if said is None or not said.get("kunci"):
                return None
            key = said.get("kunci", "")
            part.entries[key] = _merged(extensions.read(said), nama=title)
            part.lines[key] = extensions.line_of(element)
        if part.entries:
            tree.entries[name] = part
            tree.lines[name] = line
    rows = _rows(diagram)
    if rows is None:
        return None
    tree.entries["langkah"] = rows
    tree.lines["langkah"] = rows.line
    return tree


def _merged(said: Node, **more: str) -> Table:
    """`more` before the entries of `said`; empty texts are left out."""
    merged = table(said.line, **{key: value for key, value in more.items() if value})
    if isinstance(said, Table):
        merged.entries.update(said.entries)
        merged.lines.update(said.lines)
    return merged


def _rows(diagram: Diagram) -> Listing | None:
    """The rows at the places that they had in the file; None where a place has no row."""
    placed: list[tuple[tuple[int | str, ...], Table]] = []
    for node in diagram.nodes.values():
        said = ours(node.xml, "baris")
        if said is None:
            if node.tag in (
                "task",
                "userTask",
                "manualTask",
                "callActivity",
                "intermediateCatchEvent",
                "boundaryEvent",
            ):
                return None
            continue
        lane = ours(diagram.lanes[node.lane][1], "pelaksana") if node.lane in diagram.lanes else None
        owner = "" if said.get("tanpa-pelaksana") or lane is None else lane.get("kunci", "")
        row = _merged(extensions.read(said), kegiatan=node.name, pelaksana=owner)
        if way := said.get("cara"):
            row.entries["sub"] = Table(
                node.line, {"cara": Scalar(node.line, way)}, {"cara": node.line, "langkah": node.line}
            )
            row.lines["sub"] = node.line
        path = tuple(int(part) if part.isdecimal() else part for part in said.get("letak", "").split(".")[:40])
        placed.append((path, row))
    root = Table(0)
    try:
        for path, row in sorted(placed, key=lambda one: [str(part).zfill(5) for part in one[0]]):
            _place(root, path, row)
    except LookupError:
        return None
    rows = root.entries.get("langkah")
    return rows if isinstance(rows, Listing) else None


def _place(root: Table, path: tuple[int | str, ...], row: Table) -> None:
    """Put a row at its place. Rows come in order, so that a list grows by one. LookupError where it does not."""
    here: Node = root
    for index, part in enumerate(path):
        last = index + 1 == len(path)
        following: Node = row if last else Listing(row.line) if isinstance(path[index + 1], int) else Table(row.line)
        if isinstance(part, int):
            if not isinstance(here, Listing):
                raise LookupError(part)
            if part == len(here.items):
                here.items.append(following)
            elif last or part > len(here.items):
                raise LookupError(part)
            here = here.items[part]
        else:
            if not isinstance(here, Table):
                raise LookupError(part)
            here = here.entries.setdefault(part, following)


def _same_flow(diagram: Diagram, content: dict[str, Any], sop_id: str) -> bool:
    """Whether the diagram's flows, lanes and documents are those that this content would be drawn with."""
    sop = compile(Document("sop.yaml", content), sop_id or "tanpa/id")
    if not isinstance(sop, FiledSop):
        return False
    graph = graph_of(sop)
    drawn = Counter((arrow.source, arrow.target, arrow.name) for arrow in diagram.arrows)
    meant = Counter((flow.source, flow.target, clean(flow.name)) for flow in graph.flows)
    uses = Counter((task, _kind(diagram, paper), given) for task, paper, given in diagram.uses)
    asked = Counter(
        (node.id, f"dokumen_{kind}", given)
        for node in graph.nodes.values()
        if node.step is not None and not node.step.umbrella
        for given, kinds in ((False, node.step.standard.needs), (True, node.step.standard.yields))
        for kind in kinds
    )
    return drawn == meant and uses == asked and diagram.nodes.keys() == graph.nodes.keys()


def _kind(diagram: Diagram, paper: str) -> str:
    return diagram.papers[paper][1].get("dataObjectRef", paper) if paper in diagram.papers else paper
