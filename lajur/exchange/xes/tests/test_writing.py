"""The log, and that the exported diagram allows what it tells."""

from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from lxml import etree

from lajur.catalogue.reader import catalogue_ids
from lajur.engine import events as ev
from lajur.engine.definition import Sop
from lajur.exchange.bpmn.testing import sent
from lajur.exchange.bpmn.tests.foreign import Foreign, Pair
from lajur.exchange.bpmn.writing import BPMN
from lajur.exchange.xes.writing import Event, Trace, xes_of

XES = "{http://www.xes-standard.org/}"
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


def make_trace(sop: Sop, events: list[Any], name: str = "2026/1") -> Trace:
    """A case as its events tell it."""
    told = []
    for event in events:
        if isinstance(event, ev.TaskCompleted):
            key, _, visit = event.task.rpartition(".")
            step = sop.steps[key]
            told.append(Event(step.title, key, int(visit), sop.lanes[step.lane].title, event.at, exit=event.exit or ""))
    return Trace(name, sop.id, "e1", "selesai", AT, None, tuple(told))


def log_of(*traces: Trace) -> Any:
    return etree.fromstring("".join(xes_of(traces, name="Uji")).encode())


def values(event: Any) -> dict[str, str]:
    return {part.get("key"): part.get("value") for part in event}


def test_a_log_names_activity_time_lane_and_transition_and_no_person():
    sop, exported = sent("kp2mi/kepuasan-pengguna")
    pair = Pair.start(sop, exported, Random(1))
    pair.walk(5)
    log = log_of(make_trace(sop, pair.events))
    assert {one.get("prefix") for one in log.findall(f"{XES}extension")} == {"concept", "time", "org", "lifecycle"}
    (trace,) = log.findall(f"{XES}trace")
    first = values(trace.find(f"{XES}event"))
    assert first["concept:name"] == sop.first.title
    assert first["org:role"] == "Kepala UKPBJ"
    assert first["lifecycle:transition"] == "complete"
    assert datetime.fromisoformat(first["time:timestamp"]).tzinfo is not None
    assert "ani" not in {value for event in trace.findall(f"{XES}event") for value in values(event).values()}


def test_signs_that_xml_reserves_come_through():
    event = Event('<b> & "x"\n', "a", 1, "Tim", AT)
    log = log_of(Trace("1 & 2", "uji/uji", "e", "selesai", AT, AT, (event,)))
    assert values(log.find(f"{XES}trace/{XES}event"))["concept:name"] == '<b> & "x"\n'


def test_a_log_is_written_case_by_case():
    taken = []

    def cases() -> Iterator[Trace]:
        for number in range(3):
            taken.append(number)
            yield Trace(str(number), "uji/uji", "e", "selesai", AT, None, ())

    pieces = xes_of(cases(), name="Uji")
    while not next(pieces).startswith("<trace>"):
        pass
    assert taken == [0]


@pytest.mark.parametrize("sop_id", catalogue_ids())
def test_every_case_without_skipped_steps_can_be_replayed_on_the_exported_diagram(sop_id):
    """Fitness by replay: each event of the log finds its activity open in a foreign engine, none is left over."""
    sop, exported = sent(sop_id)
    names = {task.get("id"): task.get("name") for task in etree.fromstring(exported).iter(
        f"{{{BPMN}}}userTask", f"{{{BPMN}}}callActivity")}  # fmt: skip
    pair = Pair.start(sop, exported, Random(7))
    pair.walk(300)
    assert pair.state.status == "selesai"
    log = log_of(make_trace(sop, pair.events))
    given = {event.task: event.facts or {} for event in pair.events if isinstance(event, ev.TaskCompleted)}
    foreign = Foreign.start(sop, exported)
    facts: dict[str, Any] = {}
    for element in log.iter(f"{XES}event"):
        told = values(element)
        key = told["concept:instance"].rpartition(".")[0]
        assert key in foreign.open_steps()
        assert names[f"langkah_{key}"] == told["concept:name"]
        facts |= given[told["concept:instance"]]
        foreign.complete(sop.steps[key], told.get("lajur:keputusan"), facts)
    assert foreign.is_finished
