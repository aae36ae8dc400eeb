"""Reading plans: the problem as the optimiser takes it, and a plan as pages show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Case as DbCase
from django.db.models import Prefetch, Q, SmallIntegerField, When

from lajur.capabilities.staffing.models import (
    Certificate,
    CertificateKind,
    Conflict,
    Leave,
    Level,
    PackageAssignment,
    Part,
    Plan,
    PlanStatus,
    PlanVersion,
    Staff,
    Team,
    TeamMember,
)
from lajur.capabilities.staffing.optimising.problem import Held, Member, Problem, Span
from lajur.capabilities.staffing.optimising.problem import Work as PackageWork
from lajur.capabilities.staffing.rules import Complete
from lajur.capabilities.staffing.suitability import PokjaRules, pokja_on, rules_on
from lajur.registers.organisation.models import LaneBinding, Role
from lajur.registers.packages.models import Package, PackageStatus

if TYPE_CHECKING:
    from lajur.capabilities.staffing.optimising.explaining import Explainer

LEVELS = {level.value: rank for rank, level in enumerate(Level)}
BY_PART = DbCase(*(When(part=part, then=place) for place, part in enumerate(Part)), output_field=SmallIntegerField())
TO_SHARE_OUT = (PackageStatus.INITIATED, PackageStatus.ANNOUNCED, PackageStatus.RUNNING)


def plan_of_case(agency: UUID | str, case: UUID | str) -> Plan | None:
    return Plan.objects.filter(agency_id=agency, case_id=case).first()


def locked_plan_of_case(agency: UUID | str, case: UUID | str) -> Plan | None:
    """The same, and nobody drafts at it until this transaction ends."""
    return Plan.objects.select_for_update().filter(agency_id=agency, case_id=case).first()


def latest(plan: Plan) -> PlanVersion:
    """The version that matters: a plan always has one."""
    version = plan.versions.order_by("-number").first()
    assert version is not None
    version.plan = plan
    return version


def in_force(agency: UUID | str, day: date) -> PlanVersion | None:
    """The version decreed for the day; of several, the one decreed last."""
    return (
        PlanVersion.objects.filter(agency_id=agency, in_force_since__lte=day)
        .filter(Q(in_force_until__isnull=True) | Q(in_force_until__gte=day))
        .filter(status__in=(PlanStatus.IN_FORCE, PlanStatus.REPLACED))
        .select_related("plan")
        .order_by("-in_force_since", "-created_at")
        .first()
    )


def teams_of(version: PlanVersion) -> list[Team]:
    """With `members` and their persons, chairs first."""
    members = TeamMember.objects.select_related("person").order_by(BY_PART, "person__name")
    return list(version.teams.order_by("order").select_related("parent").prefetch_related(Prefetch("members", members)))


def packages_of(plan: Plan) -> list[Package]:
    """Packages of the plan's period whose supplier a Pokja chooses, the nearest first."""
    years, methods = range(plan.since.year, plan.until.year + 1), pokja_on(plan.agency, plan.since).methods
    rows = Package.objects.filter(agency_id=plan.agency_id, year__in=years, method__in=methods, status__in=TO_SHARE_OUT)
    chosen = [row for row in rows if row.selection[0] <= plan.until and row.selection[1] >= plan.since]
    return sorted(chosen, key=lambda row: (row.selection, row.code))


def staff_of(agency: UUID | str) -> list[Staff]:
    return list(
        Staff.objects.filter(agency_id=agency, person__is_active=True)
        .select_related("person")
        .prefetch_related(
            Prefetch("certificates", Certificate.objects.filter(revoked_on__isnull=True)),
            Prefetch("leaves", Leave.objects.filter(is_cancelled=False)),
            Prefetch("conflicts", Conflict.objects.filter(lifted_on__isnull=True)),
        )
        .order_by("person__name")
    )


def member_of(row: Staff) -> Member:
    conflicts = list(row.conflicts.all())
    return Member(
        str(row.person_id), row.person.name, LEVELS[row.level],
        tuple(Held(one.kind, Span(one.issued_on, one.expires_on)) for one in row.certificates.all()),
        tuple(Span(one.since, one.until) for one in row.leaves.all()),
        frozenset(str(one.package_id) for one in conflicts if one.package_id),
        frozenset(one.satker for one in conflicts if one.satker),
        row.other_packages, int(row.other_value), row.most_packages, row.is_available,
    )  # fmt: skip


@dataclass
class Desk:
    """A version of a plan as it is worked on: everything read once. Keys of persons and packages are texts of ids."""

    version: PlanVersion
    staff: list[Staff]
    packages: list[Package]
    assigned: Mapping[str, list[PackageAssignment]]
    before: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def pokja(self) -> dict[str, frozenset[str]]:
        return {key: frozenset(str(one.person_id) for one in rows) for key, rows in self.assigned.items()}

    @cached_property
    def pokja_rules(self) -> PokjaRules:
        return pokja_on(self.version.agency, self.version.plan.since)

    @cached_property
    def problem(self) -> Problem:
        rules, asked = rules_on(self.version.agency, self.version.plan.since), self.pokja_rules
        works = []
        for row in self.packages:
            mine = self.assigned.get(str(row.id), [])
            pinned = frozenset(str(one.person_id) for one in mine if one.is_pinned)
            worth = int(row.hps or row.pagu)
            works.append(
                PackageWork(
                    str(row.id), row.name, worth, Span(*row.selection), asked.seats.around(len(pinned)),
                    asked.certificates, lead=LEVELS[rules.chair_of(worth)], satker=row.satker,
                    pinned=pinned,
                )
            )  # fmt: skip
        here = {work.key for work in works}
        before = {key: members for key, members in self.before.items() if key in here}
        return Problem(tuple(member_of(row) for row in self.staff), tuple(works), in_force=before, seats=asked.seats)

    def explainer(self, pokja: Mapping[str, frozenset[str]] | None = None) -> Explainer:
        from lajur.capabilities.staffing.optimising.explaining import Explainer

        return Explainer(self.problem, self.pokja if pokja is None else pokja, kind_names())

    @cached_property
    def wanting(self) -> dict[str, list[str]]:
        """Package → what is wrong with its Pokja, in words; only those with something wrong."""
        from lajur.capabilities.staffing.optimising.checking import faults_in
        from lajur.registers.authority.words import spoken

        found: dict[str, list[str]] = defaultdict(list)
        for fault in faults_in(self.problem, {key: members for key, members in self.pokja.items() if members}):
            found[fault.package].append(spoken(fault.words))
        return dict(found)

    def complete(self) -> Complete:
        rows = TeamMember.objects.filter(team__version=self.version).values_list("team__key", "part")
        teams: dict[str, list[str]] = defaultdict(list)
        for key, part in rows:
            teams[key].append(part)
        names = {str(row.id): row.name for row in self.packages}
        plan = self.version.plan
        return Complete(
            {key: (parts.count("ketua"), len(parts)) for key, parts in teams.items()}, len(self.packages),
            [names[key] for key in self.wanting if key in names], plan.since, plan.until,
        )  # fmt: skip


def kind_names() -> dict[str, str]:
    return {str(kind.value): str(kind.label) for kind in CertificateKind}


def desk_of(version: PlanVersion) -> Desk:
    packages = packages_of(version.plan)
    here = {str(row.id) for row in packages}
    assigned: dict[str, list[PackageAssignment]] = defaultdict(list)
    for row in version.assignments.select_related("person").order_by(BY_PART, "person__name"):
        if str(row.package_id) in here:
            assigned[str(row.package_id)].append(row)
    current = in_force(version.agency_id, version.plan.since)
    before: dict[str, set[str]] = defaultdict(set)
    if current is not None and current.id != version.id:
        for package, person in current.assignments.values_list("package_id", "person_id"):
            before[str(package)].add(str(person))
    return Desk(
        version, staff_of(version.agency_id), packages, dict(assigned),
        {key: frozenset(members) for key, members in before.items()},
    )  # fmt: skip


def lanes_to_fill(agency: Any) -> list[tuple[str, str]]:
    """("<procedure>/<lane>", "lane · SOP") of lanes that belong to positions, for SOPs in force. Those of the agency's
    heads are left out: no plan of who works gives away who decides."""
    from lajur.registers.procedures.queries import procedures_of, sop_of

    led = LaneBinding.objects.filter(agency=agency, position__roles__contains=[Role.HEAD.value])
    heads = set(led.values_list("procedure", "lane"))
    found = []
    for procedure in procedures_of(agency):
        if procedure.in_force_id is None:
            continue
        sop = sop_of(procedure.in_force_id)
        for lane in sop.lanes.values():
            if not lane.per_case and (procedure.key, lane.key) not in heads:
                found.append((f"{procedure.key}/{lane.key}", f"{lane.title} · {sop.identity.title}"))
    return sorted(found, key=lambda one: one[1])
