"""A BPMN file as elements and flows, under limits; what a SOP has no place for is refused by name, with its line."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from lxml import etree

from lajur.exchange.bpmn.extensions import NAMESPACE, line_of
from lajur.exchange.bpmn.words import REFUSED, WHOLE, filled, quoted
from lajur.exchange.bpmn.writing import BPMN

MAX_BYTES = 4 * 1024 * 1024
MAX_ELEMENTS = 60_000
MAX_NODES = 600
MAX_PROBLEMS = 50

_B = f"{{{BPMN}}}"
_TASKS = ("task", "userTask", "manualTask", "callActivity")
_GATEWAYS = ("exclusiveGateway", "parallelGateway")
_SILENT = (
    "documentation", "extensionElements", "laneSet", "dataObject", "dataObjectReference", "dataStoreReference",
    "property", "ioSpecification", "textAnnotation", "association", "group", "monitoring", "auditing", "resourceRole",
    "performer", "potentialOwner",
)  # fmt: skip
_LOOPS = ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file cannot be read, or what its draft still lacks. `line` counts from 1; 0 where there is none."""

    rule: str
    line: int
    sentence: str


@dataclass(slots=True)
class Element:
    """`tag` is BPMN's own name. `timer` is what a timer event says."""

    id: str
    tag: str
    name: str
    line: int
    xml: etree._Element
    lane: str = ""
    timer: str = ""
    attached: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    id: str
    source: str
    target: str
    name: str
    line: int
    condition: str = ""


@dataclass
class Diagram:
    """`lanes` and `papers` by id: title and element; `uses`: (task, paper, whether it is given)."""

    process: etree._Element
    title: str
    nodes: dict[str, Element] = field(default_factory=dict)
    arrows: list[Arrow] = field(default_factory=list)
    lanes: dict[str, tuple[str, etree._Element]] = field(default_factory=dict)
    papers: dict[str, tuple[str, etree._Element]] = field(default_factory=dict)
    uses: list[tuple[str, str, bool]] = field(default_factory=list)

    def after(self, node: str) -> list[Arrow]:
        return [arrow for arrow in self.arrows if arrow.source == node]

    def before(self, node: str) -> list[Arrow]:
        return [arrow for arrow in self.arrows if arrow.target == node]


def read_diagram(source: bytes) -> Diagram | list[Problem]:
    """Never raises, whatever `source` is."""
    root = _parsed(source)
    if isinstance(root, Problem):
        return [root]
    return _Reader(root).read()


def _parsed(source: bytes) -> etree._Element | Problem:
    if len(source) > MAX_BYTES:
        return Problem(
            "berkas-terlalu-besar", 0, filled(WHOLE["berkas-terlalu-besar"], limit=MAX_BYTES // 1024 // 1024)
        )
    try:
        wide = source[:2] in (b"\xff\xfe", b"\xfe\xff")
        text = source.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        return Problem("bukan-utf8", 0, WHOLE["bukan-utf8"])
    text = re.sub(r"\A\s*<\?xml[^>]*\?>", lambda found: "\n" * found[0].count("\n"), text, count=1)
    if found := re.search(r"<!(DOCTYPE|ENTITY|ATTLIST|ELEMENT|NOTATION)", text):
        line = text.count("\n", 0, found.start()) + 1
        return Problem("xml-terlarang", line, WHOLE["xml-terlarang"])
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", 0) or 0
        return Problem("xml-rusak", line, WHOLE["xml-rusak"])
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
        return Problem("terlalu-banyak", 0, filled(WHOLE["terlalu-banyak-unsur"], limit=MAX_ELEMENTS))
    if root.tag != f"{_B}definitions":
        return Problem("bukan-bpmn", line_of(root), WHOLE["bukan-bpmn"])
    return root


def clean(text: str | None) -> str:
    """One line without signs that cannot be seen."""
    spaced = " ".join((text or "").split())
    return unicodedata.normalize("NFC", "".join(c for c in spaced if unicodedata.category(c)[0] != "C"))


class _Reader:
    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.problems: list[Problem] = []

    def refuse(self, rule: str, element: etree._Element, words: str = "", **given: object) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(rule, line_of(element), filled(WHOLE[words or rule], **given)))

    def read(self) -> Diagram | list[Problem]:
        processes = self.root.findall(f"{_B}process")
        pools = self.root.findall(f"{_B}collaboration/{_B}participant")
        for message in self.root.findall(f"{_B}collaboration/{_B}messageFlow"):
            self.refuse("unsur-ditolak", message, "pesan", name=_called(message))
        for extra in pools[1:]:
            self.refuse("kolam-lebih", extra, name=_called(extra))
        if len(processes) != 1:
            at = processes[1] if processes else self.root
            self.refuse("proses-lebih", at, count=len(processes))
            return self.problems
        process = processes[0]
        pool_name = clean(pools[0].get("name")) if pools else ""
        diagram = Diagram(process, pool_name or clean(process.get("name")))
        for child in process:
            self._child(diagram, child)
        self._lanes(diagram, process)
        self._flows(diagram, process)
        if len(diagram.nodes) > MAX_NODES:
            self.refuse("terlalu-banyak", process, "terlalu-banyak-alur", limit=MAX_NODES)
        starts = [node for node in diagram.nodes.values() if node.tag == "startEvent"]
        if len(starts) != 1:
            at = starts[1].xml if starts else process
            self.refuse("awal-satu", at, count=len(starts))
        return self.problems or diagram

    def _child(self, diagram: Diagram, child: etree._Element) -> None:
        if not str(child.tag).startswith(_B):
            self.refuse("unsur-ditolak", child, "bukan-milik", name=quoted(_tag(child)))
            return
        tag = _tag(child)
        if tag in ("dataObject", "dataObjectReference", "dataStoreReference"):
            self._paper(diagram, child)
        if tag in _SILENT or tag == "sequenceFlow":
            return
        events = [_tag(part) for part in child if _tag(part).endswith("EventDefinition")]
        timer = events == ["timerEventDefinition"]
        known = tag in _TASKS + _GATEWAYS or (tag in ("startEvent", "endEvent") and not events)
        if tag == "boundaryEvent" and timer and child.get("cancelActivity") == "false":
            known = True
        if tag == "intermediateCatchEvent" and timer:
            known = True
        if not known:
            self._refuse_node(child, tag, events)
            return
        for loop in _LOOPS:
            if child.find(f"{_B}{loop}") is not None:
                self.refuse("ulangan-ditolak", child, name=_called(child), loop=loop)
        key = child.get("id", "")
        if not key or key in diagram.nodes:
            self.refuse("tanpa-id", child, name=_called(child))
            return
        said = (
            "".join(map(str, child.itertext(f"{_B}timeDuration", f"{_B}timeDate", f"{_B}timeCycle"))) if timer else ""
        )
        diagram.nodes[key] = Element(
            key, tag, clean(child.get("name")), line_of(child), child, "", clean(said), child.get("attachedToRef", "")
        )
        for given, part in ((False, "dataInputAssociation"), (True, "dataOutputAssociation")):
            for association in child.findall(f"{_B}{part}"):
                for reference in association.findall(f"{_B}{'targetRef' if given else 'sourceRef'}"):
                    diagram.uses.append((key, clean(reference.text), given))

    def _refuse_node(self, child: etree._Element, tag: str, events: list[str]) -> None:
        why = REFUSED.get(tag, REFUSED[""])
        if tag == "boundaryEvent" and events == ["timerEventDefinition"]:
            why = REFUSED["pewaktu-memutus"]
        elif events:
            tag, why = f"{tag}, {events[0].removesuffix('EventDefinition')}", REFUSED["peristiwa"]
        self.refuse("unsur-ditolak", child, name=_called(child), tag=tag, why=why)

    def _paper(self, diagram: Diagram, child: etree._Element) -> None:
        key = child.get("id", "")
        diagram.papers[key] = (clean(child.get("name")), child)

    def _lanes(self, diagram: Diagram, process: etree._Element) -> None:
        for lane in process.findall(f"{_B}laneSet//{_B}lane"):
            key = lane.get("id", "")
            if lane.find(f"{_B}childLaneSet") is not None:
                continue
            diagram.lanes[key] = (clean(lane.get("name")), lane)
            for reference in lane.findall(f"{_B}flowNodeRef"):
                node = diagram.nodes.get(clean(reference.text))
                if node is not None:
                    node.lane = key

    def _flows(self, diagram: Diagram, process: etree._Element) -> None:
        for flow in process.findall(f"{_B}sequenceFlow"):
            source, target = flow.get("sourceRef", ""), flow.get("targetRef", "")
            condition = clean(flow.findtext(f"{_B}conditionExpression"))
            if source in diagram.nodes and target in diagram.nodes:
                diagram.arrows.append(
                    Arrow(flow.get("id", ""), source, target, clean(flow.get("name")), line_of(flow), condition)
                )
            elif not self.problems:
                self.refuse("aliran-putus", flow, name=_called(flow))


def ours(element: etree._Element, tag: str) -> etree._Element | None:
    return element.find(f"{_B}extensionElements/{{{NAMESPACE}}}{tag}")


def _tag(element: etree._Element) -> str:
    return etree.QName(element).localname


def _called(element: etree._Element) -> str:
    return quoted(clean(element.get("name") or element.get("id")) or _tag(element))
