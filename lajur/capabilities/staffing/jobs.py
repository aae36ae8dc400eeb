"""Proposals too large to wait for, and teams that take over their lanes on the day their plan begins."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lajur.capabilities.staffing.actions import proposed, take_proposal
from lajur.capabilities.staffing.following import bind_teams
from lajur.capabilities.staffing.models import Plan, PlanStatus, PlanVersion
from lajur.capabilities.staffing.queries import desk_of
from lajur.capabilities.staffing.rules import JOB_SECONDS
from lajur.casework.jobs.registry import job
from lajur.engine.refusal import Refusal
from lajur.registers.organisation.actors import clock_actor
from lajur.registers.organisation.models import Agency


@job(cron="* * * * *", title="Menghitung usulan pembagian paket")
def make_proposals(agency: Agency, now: datetime) -> int:
    """Reckoned outside any transaction; what the secretariat set by hand meanwhile is not touched."""
    waiting = PlanVersion.objects.filter(agency=agency, status=PlanStatus.DRAFT, proposal__state="diminta")
    done = 0
    for version_id in list(waiting.values_list("id", flat=True)):
        desk = desk_of(PlanVersion.objects.select_related("plan").get(id=version_id))
        proposal = proposed(desk, JOB_SECONDS)
        with transaction.atomic():
            Plan.objects.select_for_update().get(id=desk.version.plan_id)
            fresh = PlanVersion.objects.select_for_update(of=("self",)).select_related("plan").get(id=version_id)
            if fresh.status == PlanStatus.DRAFT and fresh.proposal.get("state") == "diminta":
                take_proposal(desk_of(fresh), proposal, now)
                done += 1
    return done


@job(cron="3 0 * * *", title="Menempatkan tim pada pelaksana SOP")
def begin_plans(agency: Agency, now: datetime) -> int:
    today = clock_actor(agency, now).day.day
    due = PlanVersion.objects.filter(
        agency=agency, status=PlanStatus.IN_FORCE, bound_at__isnull=True, in_force_since__lte=today
    )
    bound = [bind_teams(version=version, by=clock_actor(agency, now), now=now) for version in due]
    return sum(not isinstance(one, Refusal) for one in bound)
