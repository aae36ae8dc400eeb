from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
import SpiffWorkflow.bpmn.parser
from lxml import etree

from lajur.catalogue.reader import catalogue_ids
from lajur.catalogue.testing import make_filed_sop
from lajur.exchange.bpmn.testing import NUMBERS, sent
from lajur.exchange.bpmn.writing import BPMN, BPMNDI, DC, DI, bpmn_of
from lajur.exchange.sheet.labels import Box

SCHEMA = Path(SpiffWorkflow.bpmn.parser.__file__).with_name("schema") / "BPMN20.xsd"


@pytest.fixture(scope="module")
def schema():
    return etree.XMLSchema(etree.parse(str(SCHEMA)))


def parsed(exported: bytes) -> Any:
    return etree.fromstring(exported)


class Drawing:
    """What a file says of the place of its elements, read back from the file."""

    def __init__(self, exported: bytes) -> None:
        self.root = parsed(exported)
        self.boxes: dict[str, Box] = {}
        self.labels: dict[str, Box] = {}
        self.lines: dict[str, list[tuple[float, float]]] = {}
        for shape in self.root.iter(f"{{{BPMNDI}}}BPMNShape"):
            self.boxes[shape.get("bpmnElement")] = self.box(shape)
        for edge in self.root.iter(f"{{{BPMNDI}}}BPMNEdge"):
            points = [(float(point.get("x")), float(point.get("y"))) for point in edge.iter(f"{{{DI}}}waypoint")]
            assert edge.get("bpmnElement") not in self.lines, "drawn twice"
            self.lines[edge.get("bpmnElement")] = points
        for label in self.root.iter(f"{{{BPMNDI}}}BPMNLabel"):
            self.labels[label.getparent().get("bpmnElement")] = self.box(label)
        lanes = {lane.get("id") for lane in self.root.iter(f"{{{BPMN}}}lane")}
        self.rooms = lanes | {"kolam"}
        self.solid = {key: box for key, box in self.boxes.items() if key not in self.rooms}
        self.flows = {flow.get("id"): flow for flow in self.root.iter(f"{{{BPMN}}}sequenceFlow")}

    @staticmethod
    def box(element: Any) -> Box:
        bounds = element.find(f"{{{DC}}}Bounds")
        x, y, width, height = (float(bounds.get(name)) for name in ("x", "y", "width", "height"))
        return Box(x, y, x + width, y + height)


def stretches(line: Any) -> list[Box]:
    return [Box(min(a, c), min(b, d), max(a, c), max(b, d)) for (a, b), (c, d) in pairwise(line)]


def on_outline(point: tuple[float, float], box: Box, slanted: bool) -> bool:
    x, y = point
    if slanted:
        half = (box.right - box.left) / 2
        across, along = abs(x - (box.left + box.right) / 2), abs(y - (box.top + box.bottom) / 2)
        return abs(across + along - half) < 0.2
    inside = box.left - 0.2 <= x <= box.right + 0.2 and box.top - 0.2 <= y <= box.bottom + 0.2
    return inside and min(abs(x - box.left), abs(x - box.right), abs(y - box.top), abs(y - box.bottom)) < 0.2


def run_together(one: Box, other: Box) -> bool:
    """Whether two stretches lie on the same line for some length."""
    across = min(one.right, other.right) - max(one.left, other.left)
    along = min(one.bottom, other.bottom) - max(one.top, other.top)
    return (across > 0.1 and abs(along) < 0.1 and one.top == one.bottom == other.top == other.bottom) or (
        along > 0.1 and abs(across) < 0.1 and one.left == one.right == other.left == other.right
    )


@pytest.mark.parametrize("which", [*catalogue_ids(), *NUMBERS])
def test_the_file_is_valid_and_its_drawing_holds_everything_once_with_nothing_overlapping(which, schema):
    _, exported = sent(which)
    assert schema.validate(etree.fromstring(exported)), schema.error_log
    drawing = Drawing(exported)
    for flow_id, flow in drawing.flows.items():
        line = drawing.lines[flow_id]
        for end, point in ((flow.get("sourceRef"), line[0]), (flow.get("targetRef"), line[-1])):
            slanted = end.startswith(("keputusan_", "gabung_", "cabang_", "temu_"))
            round_ = end.startswith("peristiwa_")
            assert round_ or on_outline(point, drawing.boxes[end], slanted), (flow_id, end)
        assert (flow.get("name") is None) or flow_id in drawing.labels, "a name without a place"
    for bends in drawing.lines.values():
        assert all(a == c or b == d for (a, b), (c, d) in pairwise(bends)), "a slanted line"
    for (one, first), (other, second) in combinations(drawing.solid.items(), 2):
        assert not first.meets(second), (one, other)
    for (one, way), (other, rival) in combinations(drawing.lines.items(), 2):
        assert not any(run_together(a, b) for a in stretches(way) for b in stretches(rival)), (one, other)
    for flow_id in drawing.flows:
        for stretch in stretches(drawing.lines[flow_id]):
            for key, box in drawing.solid.items():
                assert not stretch.meets(box.grown(-0.5)) or touches_end(drawing, flow_id, key), (flow_id, key)
    placed = list(drawing.labels.items())
    for (one, first), (other, second) in combinations(placed, 2):
        assert not first.meets(second), (one, other)
    for owner, label in placed:
        for key, box in drawing.solid.items():
            assert not label.grown(-3).meets(box), (owner, key)
        for flow_id in drawing.flows:
            assert not any(label.grown(-1).meets(stretch) for stretch in stretches(drawing.lines[flow_id])), owner


def touches_end(drawing: Drawing, flow_id: str, key: str) -> bool:
    """A gateway's outline lies inside its box."""
    flow = drawing.flows[flow_id]
    return key in (flow.get("sourceRef"), flow.get("targetRef")) and not key.startswith("langkah_")


def test_every_lane_task_document_and_standard_time_is_in_bpmn_s_own_words():
    sop = make_filed_sop()
    root = parsed(bpmn_of(sop))
    assert [lane.get("name") for lane in root.iter(f"{{{BPMN}}}lane")] == ["Kepala", "Tim Uji"]
    tasks = {task.get("id"): task for task in root.iter(f"{{{BPMN}}}userTask")}
    assert tasks["langkah_terima"].get("name") == "Menerima permintaan"
    assert "Waktu: 30 menit" in tasks["langkah_terima"].findtext(f"{{{BPMN}}}documentation")
    assert tasks["langkah_terima"].find(".//{urn:lajur:sop:1}baris").get("waktu") == "PT30M"
    assert tasks["langkah_susun"].find(f"{{{BPMN}}}dataOutputAssociation") is not None
    assert len(list(root.iter(f"{{{BPMN}}}parallelGateway"))) == 2
    names = [flow.get("name") for flow in root.iter(f"{{{BPMN}}}sequenceFlow") if flow.get("name")]
    assert sorted(names) == sorted(
        ["setuju", "perlu perbaikan", "cukup", "ulangi", "banyak", "bekas", "lainnya", "surat", "surel"]
    )


def test_the_same_sop_gives_the_same_bytes():
    assert bpmn_of(make_filed_sop()) == bpmn_of(make_filed_sop())


def test_a_decision_with_many_ways_out_has_a_place_for_each():
    many = "{setuju: uji, " + ", ".join(f"pilihan {n}: susun" for n in range(12)) + "}"
    drawing = Drawing(bpmn_of(make_filed_sop(("{setuju: uji, perlu perbaikan: susun}", many))))
    starts = [
        drawing.lines[key][0] for key, flow in drawing.flows.items() if flow.get("sourceRef") == "keputusan_putuskan"
    ]
    assert len(set(starts)) == len(starts) == 13
