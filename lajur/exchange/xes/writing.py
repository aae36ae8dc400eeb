"""Cases as an XES log, written as they come: its size in memory is that of one case.

One event per task that was closed, so that a log is replayed on the exported BPMN without choosing among events: its
name is the activity's name there. When the task had been opened and was due stands beside it. Who acted is told by
lane, never by person. Events keep the order in which they are given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from xml.sax.saxutils import quoteattr

Transition = Literal["complete", "manualskip", "ate_abort", "pi_abort"]

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event"><string key="concept:name" value=""/>
<date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/>
<string key="org:role" value=""/><string key="lifecycle:transition" value="complete"/></global>
<classifier name="Langkah" keys="concept:name"/>
<classifier name="Langkah dan keadaan" keys="concept:name lifecycle:transition"/>
"""


@dataclass(frozen=True, slots=True)
class Event:
    """A task that was closed. `name` is the step's text, `step` its key, `visit` counts its visits; times are aware."""

    name: str
    step: str
    visit: int
    role: str
    at: datetime
    transition: Transition = "complete"
    opened: datetime | None = None
    due: datetime | None = None
    exit: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """A case. `sop` is the procedure's id, `edition` which content it ran by, `parent` the case that called it."""

    name: str
    sop: str
    edition: str
    status: str
    started: datetime
    ended: datetime | None
    events: tuple[Event, ...]
    parent: str = ""


def xes_of(traces: Iterable[Trace], *, name: str) -> Iterator[str]:
    """The log piece by piece; `name` says what it is of."""
    yield _HEAD
    yield _text("concept:name", name)
    yield _text("lifecycle:model", "standard")
    for trace in traces:
        yield "".join(_trace(trace))
    yield "</log>\n"


def _trace(trace: Trace) -> Iterator[str]:
    yield "<trace>\n"
    yield _text("concept:name", trace.name)
    yield _text("lajur:sop", trace.sop)
    yield _text("lajur:edisi", trace.edition)
    yield _text("lajur:status", trace.status)
    yield _date("lajur:dimulai", trace.started)
    if trace.ended:
        yield _date("lajur:berakhir", trace.ended)
    if trace.parent:
        yield _text("lajur:dipanggil-oleh", trace.parent)
    for event in trace.events:
        yield "<event>"
        yield _text("concept:name", event.name, "")
        yield _text("concept:instance", f"{event.step}.{event.visit}", "")
        yield _text("lifecycle:transition", event.transition, "")
        yield _text("org:role", event.role, "")
        yield _date("time:timestamp", event.at, "")
        if event.opened:
            yield _date("lajur:dibuka", event.opened, "")
        if event.due:
            yield _date("lajur:tenggat", event.due, "")
        if event.exit:
            yield _text("lajur:keputusan", event.exit, "")
        yield "</event>\n"
    yield "</trace>\n"


def _text(key: str, value: str, end: str = "\n") -> str:
    return f'<string key="{key}" value={quoteattr(value)}/>{end}'


def _date(key: str, value: datetime, end: str = "\n") -> str:
    return f'<date key="{key}" value="{value.isoformat(timespec="milliseconds")}"/>{end}'
