"""A SOP as plain data for lists and sheets: what `lajur catalogue list|show --json` prints."""

from __future__ import annotations

from typing import Any

from lajur.engine.definition import END, Sop, Step
from lajur.engine.worktime import minutes_of


def agency_of(sop_id: str) -> str:
    """The slug before the slash."""
    return sop_id.partition("/")[0]


def entry_of(sop: Sop) -> dict[str, Any]:
    return {"id": sop.id, "title": sop.identity.title, "number": sop.identity.number, "agency": agency_of(sop.id)}


def sheet_of(sop: Sop) -> dict[str, Any]:
    identity = sop.identity
    return {
        **entry_of(sop),
        "dates": {"created": identity.created, "revised": identity.revised, "effective": identity.effective},
        "lanes": [{"key": lane.key, "title": lane.title} for lane in sop.lanes.values()],
        "steps": [_row(sop, step) for step in sop.steps.values()],
        "notes": list(identity.notes),
    }


def _row(sop: Sop, step: Step) -> dict[str, Any]:
    """A row as its own cells say: nothing inherited from the heading row or a merged cell."""
    standard = step.standard
    time = standard.time
    return {
        "key": step.key,
        "no": step.no,
        "lane": step.lane,
        "title": step.title,
        "needs": [sop.documents[kind].title for kind in standard.needs],
        "time": {"amount": time.amount, "unit": time.unit} if time else None,
        "time_text": standard.text,
        "minutes": minutes_of(time) if time else None,
        "yields": [sop.documents[kind].title for kind in standard.yields],
        "next": following(sop, step),
        "exits": {way.label: way.target for way in step.exits},
        "calls": step.call.sop if step.call else None,
        "added": step.added,
        "remark": step.remark,
    }


def following(sop: Sop, step: Step) -> list[str]:
    """Keys of every row that may come directly after `step`, the end left out. The last row of a branch is followed by
    what comes after its group."""
    if step.fork:
        return list(step.fork)
    targets = [way.target for way in step.exits] if step.exits else [step.next]
    return list(dict.fromkeys(key for target in targets for key in _onward(sop, step, target)))


def _onward(sop: Sop, step: Step, target: str) -> list[str]:
    while target == END:
        if step.group is None:
            return []
        step = sop.steps[step.group]
        target = step.next
    return [target]
