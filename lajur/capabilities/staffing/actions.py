"""Drafting a plan of who does what. What a step of the SOP does to it stands in `following.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from lajur.capabilities.staffing.models import PackageAssignment, Part, Plan, PlanStatus, PlanVersion, Team, TeamMember
from lajur.capabilities.staffing.optimising.problem import Proposal
from lajur.capabilities.staffing.queries import (
    Desk,
    desk_of,
    in_force,
    lanes_to_fill,
    latest,
    packages_of,
    plan_of_case,
)
from lajur.capabilities.staffing.rules import INLINE_SEATS, INLINE_SECONDS, TEAMS, period_refused
from lajur.casework.cases import store
from lajur.casework.cases.shell import TaskSubject
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record as journal
from lajur.registers.authority.permissions import may
from lajur.registers.authority.words import kept
from lajur.registers.organisation.actors import Actor, day_of
from lajur.registers.organisation.models import Agency, Person
from lajur.registers.procedures.queries import sop_of

FORM = "staffing.plan"
"""The plug of the step that drafts plans."""
NO_PLAN = Refusal("rencana-tidak-ada", "Rencana ini tidak ada.")


@dataclass(frozen=True, slots=True)
class Seat:
    """A person's part in a team."""

    person: str
    part: str = Part.MEMBER.value
    task: str = ""


def drafting_task(agency: UUID | str, case: UUID | str, now: datetime) -> tuple[str, TaskSubject | None]:
    """The open step of the case in which its plan is drafted, by its key; ("", None) while it is elsewhere."""
    held = store.read(case, agency)
    if held is None or not held.state.is_running:
        return "", None
    sop = sop_of(held.edition)
    for key, token in held.state.open.items():
        step = sop.steps[token.step]
        if step.form == FORM:
            return key, TaskSubject(held.procedure, step.lane, token.assignees, day_of(held.agency, now))
    return "", None


@action(needs="staffing.draft")
def start_plan(*, case_id: UUID | str, since: date, until: date, by: Actor, now: datetime) -> Plan | Refusal:
    """Draft the case's plan, beginning with the teams and Pokja that are in force. Asked twice, there is one."""
    if not (allowed := may(by, "staffing.draft", drafting_task(by.agency, case_id, now)[1])):
        return allowed
    if (refusal := period_refused(since, until)) is not None:
        return refusal
    held = store.read(case_id, by.agency)
    assert held is not None
    if (known := plan_of_case(by.agency, case_id)) is not None:
        return known
    plan = Plan.objects.create(
        agency_id=by.agency, title=held.subject[:200], since=since, until=until, case_id=held.id, created_at=now,
        created_by_id=by.person,
    )  # fmt: skip
    version = _new_version(plan, 1, in_force(by.agency, since), by, now)
    _note(plan, version, "rencana-dimulai", by, now)
    return plan


def _new_version(plan: Plan, number: int, source: PlanVersion | None, by: Actor, now: datetime) -> PlanVersion:
    version = PlanVersion.objects.create(
        agency_id=plan.agency_id, plan=plan, number=number, made_from=source, created_at=now, created_by_id=by.person
    )
    teams: dict[str, Team] = {}
    old = {team.key: team for team in source.teams.prefetch_related("members")} if source else {}
    for order, kind in enumerate(TEAMS):
        teams[kind.key] = Team.objects.create(
            agency_id=plan.agency_id, version=version, key=kind.key, name=kind.name, parent=teams.get(kind.parent),
            order=order, lanes=old[kind.key].lanes if kind.key in old else [],
        )  # fmt: skip
    TeamMember.objects.bulk_create(
        TeamMember(agency_id=plan.agency_id, team=teams[key], person_id=one.person_id, part=one.part, task=one.task)
        for key, team in old.items()
        if key in teams
        for one in team.members.all()
    )
    if source is not None:
        PackageAssignment.objects.bulk_create(
            PackageAssignment(
                agency_id=plan.agency_id, version=version, package_id=one.package_id, person_id=one.person_id,
                part=one.part, is_pinned=one.is_pinned and source.plan_id == plan.id,
            )
            for one in source.assignments.filter(package__in=packages_of(plan))
        )  # fmt: skip
    return version


def _draft_of(plan_id: UUID | str, by: Actor, now: datetime) -> PlanVersion | Refusal:
    """The version being drafted, locked; after a return, a new one made from what was returned."""
    plan = Plan.objects.select_for_update().filter(agency_id=by.agency, id=plan_id).first()
    subject = drafting_task(by.agency, plan.case_id, now)[1] if plan and plan.case_id else None
    if not (allowed := may(by, "staffing.draft", subject)):
        return allowed if plan else NO_PLAN
    assert plan is not None
    version = latest(plan)
    if version.status == PlanStatus.DRAFT:
        return version
    return _new_version(plan, version.number + 1, version, by, now)


@action(needs="staffing.draft")
def change_plan(
    *, plan_id: UUID | str, title: str, since: date, until: date, by: Actor, now: datetime
) -> PlanVersion | Refusal:
    version = _draft_of(plan_id, by, now)
    if isinstance(version, Refusal):
        return version
    if (refusal := period_refused(since, until)) is not None:
        return refusal
    plan = version.plan
    plan.title, plan.since, plan.until = title.strip()[:200], since, until
    plan.save(update_fields=["title", "since", "until"])
    _note(plan, version, "rencana-diubah", by, now, {"since": since.isoformat(), "until": until.isoformat()})
    return version


@action(needs="staffing.draft")
def set_team(
    *, plan_id: UUID | str, team: str, seats: Sequence[Seat], lanes: Sequence[str], by: Actor, now: datetime
) -> Team | Refusal:
    """Who is in a team, and in which lanes of SOPs it will act."""
    version = _draft_of(plan_id, by, now)
    if isinstance(version, Refusal):
        return version
    row = version.teams.filter(key=team).first()
    if row is None:
        return Refusal("tim-tidak-ada", "Tim ini tidak ada pada rencana.")
    if (refusal := _strangers(by, [seat.person for seat in seats])) is not None:
        return refusal
    if sum(seat.part == Part.CHAIR for seat in seats) > 1:
        return Refusal("ketua-lebih-dari-satu", "Satu tim mempunyai satu ketua.")
    known = {key for key, _title in lanes_to_fill(Agency.objects.get(id=by.agency))}
    row.lanes = [lane for lane in dict.fromkeys(lanes) if lane in known]
    row.save(update_fields=["lanes"])
    row.members.all().delete()
    TeamMember.objects.bulk_create(
        TeamMember(agency_id=by.agency, team=row, person_id=seat.person, part=seat.part, task=seat.task[:300])
        for seat in seats
    )
    event = {"team": team, "persons": {seat.person: seat.part for seat in seats}, "lanes": row.lanes}
    _note(version.plan, version, "rencana-tim", by, now, event)
    return row


@action(needs="staffing.draft")
def set_pokja(
    *, plan_id: UUID | str, package: UUID | str, persons: Sequence[str], chair: str, by: Actor, now: datetime
) -> PlanVersion | Refusal:
    """Set a package's Pokja by hand: a proposal leaves it alone. Nobody chosen takes the Pokja away. What a rule has
    against somebody is shown, and stands in the way of sending the plan up; it does not stop the draft."""
    version = _draft_of(plan_id, by, now)
    if isinstance(version, Refusal):
        return version
    desk = desk_of(version)
    if str(package) not in {str(row.id) for row in desk.packages}:
        return Refusal("paket-tidak-ada", "Paket ini tidak ada pada rencana.")
    chosen = list(dict.fromkeys(persons))
    seats = desk.pokja_rules.seats
    if chosen and not seats.allow(len(chosen)):
        return Refusal("pokja-genap", seats.words.template, seats.words.params, {"orang": seats.words})
    known = {str(row.person_id) for row in desk.staff}
    if not known.issuperset(chosen):
        return Refusal("orang-tidak-dikenal", "Pilih orang yang tercatat sebagai personil UKPBJ.")
    version.assignments.filter(package_id=package).delete()
    levels = {member.key: member.level for member in desk.problem.staff}
    _assign(version, {str(package): chosen}, {str(package): chair}, levels, pinned=True)
    event = {"package": str(package), "persons": chosen, "chair": chair}
    _note(version.plan, version, "rencana-pokja", by, now, event)
    return version


def _assign(
    version: PlanVersion, pokja: Mapping[str, Sequence[str]], chairs: Mapping[str, str], levels: Mapping[str, int], *,
    pinned: bool = False,
) -> None:  # fmt: skip
    """Write Pokja; where no chair is named, one of the highest level chairs, the office evenly shared."""
    chaired: dict[str, int] = {}
    rows = []
    for package, persons in pokja.items():
        lead = chairs.get(package, "")
        if lead not in persons and persons:
            lead = min(persons, key=lambda one: (-levels.get(one, 0), chaired.get(one, 0), one))
        chaired[lead] = chaired.get(lead, 0) + 1
        rows += [
            PackageAssignment(
                agency_id=version.agency_id, version=version, package_id=package, person_id=person,
                part=Part.CHAIR if person == lead else Part.MEMBER, is_pinned=pinned,
            )
            for person in persons
        ]  # fmt: skip
    PackageAssignment.objects.bulk_create(rows, batch_size=1000)


@action(needs="staffing.draft")
def propose_pokja(
    *, plan_id: UUID | str, by: Actor, now: datetime, seconds: float | None = None
) -> PlanVersion | Refusal:
    """Let the optimiser share out the packages: at once when it is a matter of seconds, else a job does it."""
    version = _draft_of(plan_id, by, now)
    if isinstance(version, Refusal):
        return version
    desk = desk_of(version)
    if not desk.packages:
        return Refusal("paket-kosong", "Belum ada paket yang memerlukan Pokja pada masa rencana ini.")
    if not desk.staff:
        return Refusal("personil-kosong", "Belum ada personil yang tercatat; impor atau catat dahulu.")
    if len(desk.packages) * len(desk.staff) > INLINE_SEATS:
        version.proposal = {"state": "diminta", "asked_at": now.isoformat()}
        version.save(update_fields=["proposal"])
    else:
        take_proposal(desk, proposed(desk, INLINE_SECONDS if seconds is None else seconds), now)
    _note(version.plan, version, "rencana-diusulkan", by, now, {"state": version.proposal.get("state", "selesai")})
    return version


def proposed(desk: Desk, seconds: float) -> Proposal:
    from lajur.capabilities.staffing.optimising.proposing import propose

    return propose(desk.problem, seconds=seconds, workers=1)


def take_proposal(desk: Desk, proposal: Proposal, now: datetime) -> None:
    """Put a proposal into its version. What was set by hand stays; a chair who is still in a Pokja stays its chair."""
    version = desk.version
    chairs = {
        key: next((str(one.person_id) for one in rows if one.part == Part.CHAIR), "")
        for key, rows in desk.assigned.items()
    }
    here = {str(row.id) for row in desk.packages}
    free = {key: sorted(members) for key, members in proposal.pokja.items() if key in here and not _by_hand(desk, key)}
    version.assignments.filter(package_id__in=[row.id for row in desk.packages], is_pinned=False).delete()
    levels = {member.key: member.level for member in desk.problem.staff}
    _assign(version, free, chairs, levels)
    version.proposal = {
        "state": "selesai", "at": now.isoformat(), "gap": round(proposal.gap, 4), "seconds": round(proposal.seconds, 1),
        "changes": proposal.changes, "optimal": proposal.is_optimal, "packages": len(proposal.pokja),
        "impossible": [
            {"packages": list(one.packages), "words": kept(one.words), "rules": list(one.rules)}
            for one in proposal.impossible
        ],
    }  # fmt: skip
    version.save(update_fields=["proposal"])


def _by_hand(desk: Desk, package: str) -> bool:
    return any(one.is_pinned for one in desk.assigned.get(package, ()))


def _strangers(by: Actor, persons: Sequence[str]) -> Refusal | None:
    wanted = set(persons)
    known = Person.within.filter(agency_id=by.agency, id__in=wanted, is_active=True, is_outside=False).count()
    if known == len(wanted) == len(persons):
        return None
    return Refusal("orang-tidak-dikenal", "Pilih orang yang terdaftar dan aktif di instansi Anda.")


def _note(
    plan: Plan, version: PlanVersion, kind: str, by: Actor, now: datetime, more: dict[str, Any] | None = None
) -> None:
    event = {"plan": str(plan.id), "version": version.number, **(more or {})}
    journal(agency=by.agency, kind=kind, at=now, by=by.person, event=event)
