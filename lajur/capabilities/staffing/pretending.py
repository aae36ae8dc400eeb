"""A secretariat that drafts a plan, for the simulator and the demonstration."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

from lajur.capabilities.staffing import actions
from lajur.capabilities.staffing.actions import Seat
from lajur.capabilities.staffing.models import Part
from lajur.capabilities.staffing.queries import latest, staff_of, teams_of
from lajur.casework.cases.plugging import Work
from lajur.engine.refusal import Refusal
from lajur.registers.organisation.models import Agency


def draft(work: Work, random: Random) -> None:
    """What the secretariat does at its step: a plan for half a year, five teams, and the optimiser's Pokja."""
    agency = Agency.objects.get(id=work.agency_id)
    staff = staff_of(agency.id)
    if len(staff) < 5:
        return
    today = work.now.astimezone(ZoneInfo(agency.zone)).date()
    begun = actions.start_plan(
        case_id=work.case_id, since=today + timedelta(days=random.randint(1, 10)), until=today + timedelta(days=200),
        by=work.actor, now=work.now,
    )  # fmt: skip
    if isinstance(begun, Refusal):
        return
    people = [str(row.person_id) for row in staff]
    for number, team in enumerate(teams_of(latest(begun))):
        if team.members.all():
            continue
        size = min(4, len(people))
        chosen = [people[(number * 3 + place) % len(people)] for place in range(size)]
        seats = [Seat(person, Part.MEMBER if place else Part.CHAIR) for place, person in enumerate(chosen)]
        actions.set_team(plan_id=begun.id, team=team.key, seats=seats, lanes=[], by=work.actor, now=work.now)
    actions.propose_pokja(plan_id=begun.id, by=work.actor, now=work.now, seconds=0.5)
