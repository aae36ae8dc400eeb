"""A BPMN file run by SpiffWorkflow, beside the same case in our engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import BytesIO
from random import Random
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.util.task import TaskState

from lajur.engine import commands as do
from lajur.engine.advance import Outcome, advance
from lajur.engine.definition import Sop, Step
from lajur.engine.state import State
from lajur.engine.testing import plain_calendar
from lajur.exchange.bpmn.writing import BPMN, process_id

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CALENDAR = plain_calendar()
CALLED = """<definitions xmlns="{ns}" targetNamespace="uji" id="d_{id}"><process id="{id}" isExecutable="true">
<startEvent id="awal_{id}"><outgoing>a_{id}</outgoing></startEvent>
<userTask id="kerja_{id}"><incoming>a_{id}</incoming><outgoing>b_{id}</outgoing></userTask>
<endEvent id="akhir_{id}"><incoming>b_{id}</incoming></endEvent>
<sequenceFlow id="a_{id}" sourceRef="awal_{id}" targetRef="kerja_{id}"/>
<sequenceFlow id="b_{id}" sourceRef="kerja_{id}" targetRef="akhir_{id}"/></process></definitions>"""


@dataclass
class Foreign:
    """SpiffWorkflow at work on an exported SOP. A called SOP is one task that has to be done."""

    sop: Sop
    workflow: Any

    @classmethod
    def start(cls, sop: Sop, exported: bytes) -> Foreign:
        parser = BpmnParser()
        parser.add_bpmn_io(BytesIO(exported), filename="sop.bpmn")
        for called in {process_id(step.call.sop) for step in sop.steps.values() if step.call}:
            parser.add_bpmn_io(BytesIO(CALLED.format(ns=BPMN, id=called).encode()), filename=f"{called}.bpmn")
        workflow = BpmnWorkflow(parser.get_spec(process_id(sop.id)), parser.get_subprocess_specs(process_id(sop.id)))
        root = etree.fromstring(exported)
        for document in root.iter(f"{{{BPMN}}}dataObject"):
            workflow.data_objects[document.get("id")] = "ada"
        workflow.task_tree.data.update({"isian": {}, "putusan": {}})
        foreign = cls(sop, workflow)
        foreign.go()
        return foreign

    def go(self) -> None:
        """Whatever runs by itself."""
        self.workflow.refresh_timers()
        self.workflow.do_engine_steps()

    def open_steps(self) -> list[str]:
        return sorted(key for key, _ in self._ready())

    def _ready(self) -> list[tuple[str, Any]]:
        found = []
        for task in self.workflow.get_tasks(state=TaskState.READY):
            name = task.task_spec.name
            if name.startswith("kerja_"):
                name = (
                    task.workflow.parent_task_id
                    and self.workflow.get_task_from_id(task.workflow.parent_task_id).task_spec.name
                )
            if name.startswith("langkah_"):
                found.append((name.removeprefix("langkah_"), task))
        return found

    def complete(self, step: Step, label: str | None, facts: dict[str, Any]) -> None:
        """Do one step. What was answered so far goes along, since branches do not see each other's data."""
        task = next(task for key, task in self._ready() if key == step.key)
        task.data["isian"] = dict(facts)
        if label is not None:
            task.data["putusan"] = {step.key: label}
        for kind in step.standard.yields:
            task.data[f"dokumen_{kind}"] = "ada"
        task.run()
        self.go()

    @property
    def is_finished(self) -> bool:
        return bool(self.workflow.is_completed())


@dataclass
class Pair:
    """One case in both engines; after every step the same steps must be open in both."""

    sop: Sop
    foreign: Foreign
    dice: Random
    state: State = field(default_factory=State)
    steps: int = 0
    events: list[Any] = field(default_factory=list)

    @classmethod
    def start(cls, sop: Sop, exported: bytes, dice: Random) -> Pair:
        pair = cls(sop, Foreign.start(sop, exported), dice)
        outside = dict.fromkeys(sop.documents, "0")
        pair.send(do.Start("ani", outside, dict.fromkeys(sop.lanes, ("ani",))))
        pair.compare()
        return pair

    def send(self, command: do.Command) -> None:
        outcome = advance(self.sop, self.state, command, NOW, CALENDAR)
        assert isinstance(outcome, Outcome), outcome
        self.state = outcome.state
        self.events += outcome.events

    def compare(self) -> None:
        ours = sorted(token.step for token in self.state.open.values())
        assert self.foreign.open_steps() == ours, "the engines have opened different steps"
        assert self.foreign.is_finished == (self.state.status == "selesai")

    def walk(self, most: int) -> None:
        """Random steps until the case ends, or `most`."""
        while self.state.is_running and self.steps < most:
            self.step()

    def step(self) -> None:
        task, token = self.dice.choice(list(self.state.open.items()))
        step = self.sop.steps[token.step]
        if token.waits_for_child:
            self.send(do.ChildEnded(task, "ani", "dibatalkan"))
        label = self.dice.choice(step.exits).label if step.is_decision else None
        answers = {
            asked.key: self._answer(asked) for asked in step.fields if asked.required or self.dice.random() < 0.7
        }
        self.send(
            do.Complete(
                task, "ani", label, answers,
                outputs=dict.fromkeys(self.sop.yields_of(step), "1"),
                appoints=dict.fromkeys(step.appoints, ("ani",)),
            )
        )  # fmt: skip
        self.foreign.complete(step, label, dict(self.state.facts))
        self.steps += 1
        self.compare()

    def _answer(self, asked: Any) -> Any:
        dice = self.dice
        match asked.kind:
            case "angka" | "uang":
                least = asked.minimum if asked.minimum is not None else 0
                return dice.randint(least, asked.maximum if asked.maximum is not None else least + 10)
            case "tanggal":
                return date(2026, 3, dice.randint(1, 28)).isoformat()
            case "pilihan":
                return dice.choice(asked.options)[0]
            case "ya-tidak":
                return dice.random() < 0.5
            case _:
                return "x"
