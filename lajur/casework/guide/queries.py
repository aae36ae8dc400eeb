"""Whose cards there are: the lanes of the SOPs in force, a person's own first."""

from __future__ import annotations

from dataclasses import dataclass

from lajur.engine.definition import Sop
from lajur.engine.handing import tasks_of
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency
from lajur.registers.procedures.models import Procedure
from lajur.registers.procedures.queries import procedure_of, sop_of, titles_of


@dataclass(frozen=True, slots=True)
class Offered:
    """A lane of a SOP in force, with how many steps are its own; `mine`: the reader acts in it today."""

    procedure: Procedure
    sop: Sop
    lane: str
    title: str
    steps: int
    mine: bool


def cards_on_offer(agency: Agency, actor: Actor) -> list[Offered]:
    """Every lane that has steps, by SOP and in the sheet's order."""
    own = actor.day.lanes_of(actor.person) if actor.person else {}
    found = []
    for procedure in titles_of(agency):
        sop = sop_of(str(procedure.in_force_id))
        for lane in sop.lanes.values():
            steps = len(tasks_of(sop, lane.key))
            if steps:
                mine = (procedure.key, lane.key) in own
                found.append(Offered(procedure, sop, lane.key, lane.title, steps, mine))
    return found


def sop_in_force(agency: Agency, key: str) -> Sop | None:
    procedure = procedure_of(agency, key)
    return sop_of(procedure.in_force_id) if procedure is not None and procedure.in_force_id else None
