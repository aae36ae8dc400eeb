"""A SOP as a BPMN 2.0 file: what BPMN can say in its own elements, the rest beside them in ours.

Whatever a modeller may change (names, lanes, flows) stands once, in BPMN; our elements hold what BPMN has no word for,
so that a file that was changed elsewhere is read as it was changed. Same SOP, same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from lajur.catalogue.compiling import FiledSop
from lajur.catalogue.shape import ROW, SOP_FILE
from lajur.engine.definition import Step
from lajur.engine.worktime import Duration
from lajur.exchange.bpmn import extensions
from lajur.exchange.bpmn.graph import Graph, Node, graph_of
from lajur.exchange.bpmn.layout import lay_out
from lajur.exchange.bpmn.plan import Paper, Plan, Shape
from lajur.exchange.sheet.labels import Box

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
NAMESPACES = {"bpmn": BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI, "xsi": XSI, "lajur": extensions.NAMESPACE}
PYTHON = "https://docs.python.org/3/reference/expressions.html"
OURS = f"{{{extensions.NAMESPACE}}}"

_TAGS = {
    "mulai": "startEvent", "selesai": "endEvent", "tugas": "userTask", "panggil": "callActivity",
    "keputusan": "exclusiveGateway", "gabung": "exclusiveGateway",
    "cabang": "parallelGateway", "temu": "parallelGateway",
}  # fmt: skip
_SAID_BY_BPMN = ("kegiatan", "pelaksana", "sub")
_UNITS = {"menit": "PT{}M", "jam": "PT{}H", "hari": "P{}D", "hari-kalender": "P{}D"}


def bpmn_of(sop: FiledSop) -> bytes:
    """The whole SOP, UTF-8. Raises layout.NoWay when its flows cannot be drawn apart."""
    return _Writer(sop).write()


def process_id(sop_id: str) -> str:
    """`kp2mi/kinerja` as an id of XML."""
    return "sop_" + re.sub(r"[^A-Za-z0-9_.-]", "_", sop_id)


def iso_duration(time: Duration) -> str:
    return _UNITS[time.unit].format(time.amount)


class _Writer:
    def __init__(self, sop: FiledSop) -> None:
        self.sop = sop
        self.written: Mapping[str, Any] = SOP_FILE.write(sop.content)
        self.graph: Graph = graph_of(sop)
        self.papers = [
            Paper(node.id, kind, number, given, sop.documents[kind].title)
            for node in self.graph.nodes.values()
            if node.step is not None and node.kind in ("tugas", "panggil")
            for given, kinds in ((False, node.step.standard.needs), (True, node.step.standard.yields))
            for number, kind in enumerate(kinds)
        ]
        self.root = etree.Element(f"{{{BPMN}}}definitions", nsmap=NAMESPACES)

    def write(self) -> bytes:
        sop, root = self.sop, self.root
        root.set("id", f"definisi_{process_id(sop.id)}")
        root.set("targetNamespace", extensions.NAMESPACE)
        root.set("expressionLanguage", PYTHON)
        root.set("exporter", "Lajur")
        collaboration = _child(root, "collaboration", id="kolaborasi")
        unit = " – ".join(filter(None, (sop.identity.agency_name, sop.identity.unit)))
        pool = _child(collaboration, "participant", id="kolam", name=sop.identity.title)
        pool.set("processRef", process_id(sop.id))
        process = _child(root, "process", id=process_id(sop.id), name=sop.identity.title, isExecutable="true")
        _child(process, "documentation").text = " · ".join(filter(None, (sop.identity.number, unit)))
        identity = {
            key: value for key, value in self.written.items() if key not in ("judul", "pelaksana", "dokumen", "langkah")
        }
        extensions.write(_ours(process, "sop", id=sop.id), identity)
        self._lanes(process)
        self._documents(process)
        incoming: dict[str, list[str]] = {}
        outgoing: dict[str, list[str]] = {}
        for flow in self.graph.flows:
            outgoing.setdefault(flow.source, []).append(flow.id)
            incoming.setdefault(flow.target, []).append(flow.id)
        for node in self.graph.nodes.values():
            self._node(process, node, incoming.get(node.id, []), outgoing.get(node.id, []))
        for flow in self.graph.flows:
            element = _child(process, "sequenceFlow", id=flow.id, sourceRef=flow.source, targetRef=flow.target)
            if flow.name:
                element.set("name", flow.name)
            if flow.condition:
                condition = _child(element, "conditionExpression")
                condition.set(f"{{{XSI}}}type", "bpmn:tFormalExpression")
                condition.text = flow.condition
        names = {key: lane.title for key, lane in sop.lanes.items()}
        plan = lay_out(self.graph, list(sop.lanes), self.papers, names)
        self._diagram(plan)
        return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))

    def _lanes(self, process: etree._Element) -> None:
        lanes = _child(process, "laneSet", id="lajur")
        for key, written in self.written["pelaksana"].items():
            lane = _child(lanes, "lane", id=f"lajur_{key}", name=self.sop.lanes[key].title)
            rest = {name: part for name, part in written.items() if name != "nama"} if isinstance(written, dict) else {}
            extensions.write(_ours(lane, "pelaksana", kunci=key), rest)
            for node in self.graph.nodes.values():
                if node.lane == key:
                    _child(lane, "flowNodeRef").text = node.id

    def _documents(self, process: etree._Element) -> None:
        for key, written in self.written.get("dokumen", {}).items():
            one = _child(process, "dataObject", id=f"dokumen_{key}", name=self.sop.documents[key].title)
            rest = {name: part for name, part in written.items() if name != "nama"} if isinstance(written, dict) else {}
            extensions.write(_ours(one, "dokumen", kunci=key), rest)
        for paper in self.papers:
            reference = _child(process, "dataObjectReference", id=_paper_id(paper), name=paper.title)
            reference.set("dataObjectRef", f"dokumen_{paper.kind}")

    def _node(self, process: etree._Element, node: Node, incoming: list[str], outgoing: list[str]) -> None:
        element = _child(process, _TAGS[node.kind], id=node.id)
        if node.name:
            element.set("name", node.name)
        if node.kind == "panggil" and node.step is not None and node.step.call:
            element.set("calledElement", process_id(node.step.call.sop))
        if node.kind == "keputusan":
            for flow in self.graph.flows:
                if flow.source == node.id and flow.otherwise:
                    element.set("default", flow.id)
                    break
        if node.step is not None and node.row is not None:
            self._row(element, node, node.step)
        for flow_id in incoming:
            _child(element, "incoming").text = flow_id
        for flow_id in outgoing:
            _child(element, "outgoing").text = flow_id
        self._associations(element, node)

    def _row(self, element: etree._Element, node: Node, step: Step) -> None:
        """What the sheet says of the row, in words for people and in our elements for coming back."""
        row = node.row
        assert row is not None
        standard = step.standard
        told = [
            f"No. {step.no}" if step.no else "",
            f"Waktu: {standard.text}" if standard.text else "",
            f"Keterangan: {step.remark}" if step.remark else "",
        ]
        if words := "; ".join(filter(None, told)):
            _child(element, "documentation").text = words
        ours = _ours(element, "baris", letak=".".join(map(str, row.path)))
        if standard.time is not None:
            ours.set("waktu", iso_duration(standard.time))
        if row.way:
            ours.set("cara", row.way)
        if row.content.get("pelaksana") is None:
            ours.set("tanpa-pelaksana", "true")
        written = _written_row(row.content)
        extensions.write(ours, {key: value for key, value in written.items() if key not in _SAID_BY_BPMN})

    def _associations(self, element: etree._Element, node: Node) -> None:
        papers = [paper for paper in self.papers if paper.node == node.id]
        needs = [paper for paper in papers if not paper.given]
        if needs:
            _child(element, "property", id=f"isi_{node.id}", name="__targetRef_placeholder")
        for paper in needs:
            association = _child(element, "dataInputAssociation", id=f"garis_{_paper_id(paper)}")
            _child(association, "sourceRef").text = _paper_id(paper)
            _child(association, "targetRef").text = f"isi_{node.id}"
        for paper in papers:
            if paper.given:
                association = _child(element, "dataOutputAssociation", id=f"garis_{_paper_id(paper)}")
                _child(association, "targetRef").text = _paper_id(paper)

    def _diagram(self, plan: Plan) -> None:
        diagram = etree.SubElement(self.root, f"{{{BPMNDI}}}BPMNDiagram", id="gambar")
        plane = etree.SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane", id="bidang", bpmnElement="kolaborasi")
        _shape(plane, "kolam", plan.pool, horizontal=True)
        for key, shape in plan.lanes.items():
            _shape(plane, f"lajur_{key}", shape, horizontal=True)
        for key, shape in plan.shapes.items():
            _shape(plane, key, shape, marker=key.startswith(("keputusan_", "gabung_")))
        for paper, (shape, _) in plan.papers.items():
            _shape(plane, _paper_id(paper), shape)
        for flow_id, wire in plan.wires.items():
            _edge(plane, flow_id, wire.points, wire.label)
        for paper, (_, wire) in plan.papers.items():
            _edge(plane, f"garis_{_paper_id(paper)}", wire.points, None)


def _written_row(content: Mapping[str, Any]) -> dict[str, Any]:
    written: dict[str, Any] = ROW.write(content)
    return written


def _paper_id(paper: Paper) -> str:
    return f"{'output' if paper.given else 'kelengkapan'}_{paper.node}_{paper.number}"


def _child(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{BPMN}}}{tag}", attributes)


def _ours(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    """An element of ours inside the extension elements of `parent`."""
    return etree.SubElement(_child(parent, "extensionElements"), OURS + tag, attributes)


def _shape(
    plane: etree._Element, element: str, shape: Shape, *, horizontal: bool = False, marker: bool = False
) -> None:
    drawn = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", id=f"gambar_{element}", bpmnElement=element)
    if horizontal:
        drawn.set("isHorizontal", "true")
    if marker:
        drawn.set("isMarkerVisible", "true")
    _bounds(drawn, shape.box)
    if shape.label:
        _bounds(etree.SubElement(drawn, f"{{{BPMNDI}}}BPMNLabel"), shape.label)


def _edge(plane: etree._Element, element: str, points: tuple[tuple[float, float], ...], label: Box | None) -> None:
    drawn = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", id=f"gambar_{element}", bpmnElement=element)
    for x, y in points:
        etree.SubElement(drawn, f"{{{DI}}}waypoint", x=_number(x), y=_number(y))
    if label:
        _bounds(etree.SubElement(drawn, f"{{{BPMNDI}}}BPMNLabel"), label)


def _bounds(parent: etree._Element, box: Box) -> None:
    sides = {"x": box.left, "y": box.top, "width": box.right - box.left, "height": box.bottom - box.top}
    etree.SubElement(parent, f"{{{DC}}}Bounds", {name: _number(size) for name, size in sides.items()})


def _number(size: float) -> str:
    return f"{round(size, 1):g}"
