"""Who gives and who takes a kind of document in a SOP: where a kelengkapan comes from, where an output goes."""

from __future__ import annotations

from lajur.engine.definition import Sop, Step


def givers(sop: Sop, kind: str) -> tuple[Step, ...]:
    """The steps whose output it is, in the sheet's order."""
    return tuple(step for step in sop.steps.values() if kind in sop.yields_of(step))


def takers(sop: Sop, kind: str) -> tuple[Step, ...]:
    """The steps that need it, in the sheet's order; a heading row stands for its branches."""
    return tuple(step for step in sop.steps.values() if not step.umbrella and kind in sop.needs_of(step))


def tasks_of(sop: Sop, lane: str) -> tuple[Step, ...]:
    """The rows on which the lane works, as the one who acts or beside him; heading rows are nobody's work."""
    return tuple(
        step for step in sop.steps.values() if not step.umbrella and (step.lane == lane or lane in step.with_lanes)
    )
