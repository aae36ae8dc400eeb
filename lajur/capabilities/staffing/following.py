"""A plan goes the way of its SOP: sent up, returned or approved, decreed, and its teams take over their lanes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from lajur.capabilities.staffing.models import Decree, PlanDecision, PlanStatus, PlanVersion, Team
from lajur.capabilities.staffing.permissions import StepSubject
from lajur.capabilities.staffing.queries import latest, locked_plan_of_case, teams_of
from lajur.casework.cases.models import Task
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record as journal
from lajur.registers.authority.permissions import may
from lajur.registers.organisation import actions as organise
from lajur.registers.organisation.actors import Actor, clock_actor
from lajur.registers.organisation.models import Agency, Holding, Position

ONE_DAY = timedelta(days=1)


@action(needs="staffing.follow")
def move_plan(
    *, case_id: UUID, task: str, status: PlanStatus, by: Actor, now: datetime, decides: bool | None = None
) -> PlanVersion | Refusal | None:
    """Let the case's plan stand at `status`; `decides`: approved or returned, with the note of the task as remark. None
    where the case has no plan."""
    if not (allowed := may(by, "staffing.follow", StepSubject(task))):
        return allowed
    plan = locked_plan_of_case(by.agency, case_id)
    if plan is None:
        return None
    version = latest(plan)
    version.status = status
    version.save(update_fields=["status"])
    if decides is not None and by.person is not None:
        note = Task.objects.filter(case_id=case_id, key=task).values_list("note", flat=True).first() or ""
        PlanDecision.objects.create(
            agency_id=by.agency, version=version, is_approval=decides, remarks=note, at=now, by_id=by.person
        )
    event = {"plan": str(plan.id), "version": version.number, "status": status.value}
    journal(agency=by.agency, kind="rencana-bergerak", at=now, by=by.person, event=event)
    return version


@action(needs="staffing.follow")
def enact_plan(*, case_id: UUID, task: str, by: Actor, now: datetime) -> PlanVersion | Refusal | None:
    """Put the decreed version in force; versions before it end the day before, those of later periods stay. Its teams
    take over their lanes on the day it begins: now, or by the job of that morning."""
    if not (allowed := may(by, "staffing.follow", StepSubject(task))):
        return allowed
    plan = locked_plan_of_case(by.agency, case_id)
    if plan is None:
        return None
    version = latest(plan)
    version.status, version.in_force_since, version.in_force_until = PlanStatus.IN_FORCE, plan.since, plan.until
    version.save(update_fields=["status", "in_force_since", "in_force_until"])
    for old in PlanVersion.objects.filter(agency_id=by.agency, status=PlanStatus.IN_FORCE).exclude(id=version.id):
        assert old.in_force_since is not None
        if old.in_force_since > plan.until:
            continue
        old.status = PlanStatus.REPLACED
        if old.in_force_since < plan.since:
            old.in_force_until = min(plan.since - ONE_DAY, old.in_force_until or date.max)
        else:  # it never comes into force, or not for a whole day
            old.in_force_since = old.in_force_until = None
        old.save(update_fields=["status", "in_force_since", "in_force_until"])
    event = {"plan": str(plan.id), "version": version.number, "since": plan.since.isoformat()}
    journal(agency=by.agency, kind="rencana-berlaku", at=now, by=by.person, event=event)
    agency = Agency.objects.get(id=by.agency)
    if plan.since <= now.astimezone(ZoneInfo(agency.zone)).date():
        bound = bind_teams(version=version, by=clock_actor(agency, now), now=now)
        return bound if isinstance(bound, Refusal) else version
    return version


@action(needs="staffing.bind")
def bind_teams(*, version: PlanVersion, by: Actor, now: datetime) -> int | Refusal:
    """Let each team with lanes be a position that its members hold as long as the decree says, and that position act in
    the lanes: tasks of running cases and of those to come wait for the members. Returns how many lanes were bound."""
    if not (allowed := may(by, "staffing.bind")):
        return allowed
    assert version.in_force_since is not None
    agency = Agency.objects.get(id=by.agency)
    decrees = dict(Decree.objects.filter(version=version).values_list("key", "number"))
    lanes = 0
    for team in teams_of(version):
        if not team.lanes or not team.members.all():
            continue
        position = _position(agency, team, now)
        if isinstance(position, Refusal):
            return position
        refusal = _seat(agency, team, position, version, " / ".join(sorted(set(decrees.values())))[:100], now)
        if refusal is not None:
            return refusal
        for lane in team.lanes:
            procedure, _, key = lane.partition("/")
            bound = organise.bind_lane(
                by=_fresh(agency, now), now=now, procedure=procedure, lane=key, positions=[position]
            )
            if isinstance(bound, Refusal):
                return bound
            lanes += 1
    version.bound_at = now
    version.save(update_fields=["bound_at"])
    return lanes


def _fresh(agency: Agency, now: datetime) -> Actor:
    agency.refresh_from_db()
    return clock_actor(agency, now)


def _position(agency: Agency, team: Team, now: datetime) -> Position | Refusal:
    known = Position.objects.filter(agency=agency, title=team.name).first()
    if known is not None:
        return known
    signer = Decree.objects.filter(version_id=team.version_id).values_list("record__paper__signer_office", flat=True)
    superior = Position.objects.filter(id__in=[one for one in signer if one]).first()
    return organise.add_position(
        by=_fresh(agency, now), now=now, title=team.name, unit=superior.unit if superior else None, superior=superior
    )


def _seat(
    agency: Agency, team: Team, position: Position, version: PlanVersion, decree: str, now: datetime
) -> Refusal | None:
    """Members hold the team's position from the first day of the plan to its last; those before them until the day
    before."""
    since, until = version.in_force_since, version.in_force_until
    assert since is not None
    wanted = {one.person_id: one.person for one in team.members.all()}
    begins = dict.fromkeys(wanted, since)
    for row in Holding.objects.filter(agency=agency, position=position):
        if (row.until or date.max) < since:
            continue
        if row.since >= since and row.person_id in wanted and row.until == until:
            del wanted[row.person_id]
            continue
        last = max(row.since, since - ONE_DAY)
        ended = organise.unseat(by=_fresh(agency, now), now=now, holding=row, until=last)
        if isinstance(ended, Refusal):
            return ended
        if row.person_id in wanted:
            begins[row.person_id] = last + ONE_DAY
    for person in wanted.values():
        seated = organise.seat(
            by=_fresh(agency, now), now=now, person=person, position=position, since=begins[person.id], until=until,
            decree=decree,
        )  # fmt: skip
        if isinstance(seated, Refusal):
            return seated
    return None
