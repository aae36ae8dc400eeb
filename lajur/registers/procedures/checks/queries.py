"""Which SOPs are to be looked at when, and what was found before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Max, Min

from lajur.registers.organisation.models import Agency, Role
from lajur.registers.organisation.rules import Day
from lajur.registers.procedures.checks.rules import KINDS, Manner, manner, next_due
from lajur.registers.procedures.models import Procedure, SopCheck, Term
from lajur.registers.procedures.queries import sop_of
from lajur.registers.reference.queries import row, table

TABLE = "procedures.pemantauan-sop"
SOON = 30
"""Days before it is due that the responsible are reminded."""


@dataclass(frozen=True, slots=True)
class Next:
    """What is to be done to a procedure by which day."""

    kind: str
    due: date
    last: date | None

    def is_soon(self, today: date) -> bool:
        return (self.due - today).days <= SOON

    def is_late(self, today: date) -> bool:
        return self.due < today


@dataclass(frozen=True, slots=True)
class Watched:
    procedure: Procedure
    nexts: tuple[Next, ...]


def manner_on(agency: Agency, day: date) -> Manner:
    return manner(row(TABLE, day, agency).value, table(TABLE).rows[-1].value)


def watched(agency: Agency, today: date, key: str = "") -> list[Watched]:
    """Every procedure in force (or the one of that key) with what is due next of each kind; by title."""
    procedures = Procedure.objects.filter(agency=agency, in_force__isnull=False).order_by("title")
    if key:
        procedures = procedures.filter(key=key)
    zone, months = ZoneInfo(agency.zone), manner_on(agency, today).months
    first = dict(Term.objects.filter(agency=agency).values_list("procedure").annotate(since=Min("since")))
    last = {
        (procedure, kind): day
        for procedure, kind, day in SopCheck.objects.filter(agency=agency)
        .values_list("procedure", "kind")
        .annotate(latest=Max("day"))
    }
    found = []
    for procedure in procedures:
        began = first.get(procedure.id)
        since = began.astimezone(zone).date() if began else today
        nexts = []
        for kind in KINDS:
            done = last.get((procedure.id, kind))
            nexts.append(Next(kind, next_due(since, [done] if done else [], months[kind]), done))
        found.append(Watched(procedure, tuple(nexts)))
    return found


def checks_of(procedure: Procedure) -> list[SopCheck]:
    """The latest first."""
    rows = SopCheck.objects.filter(procedure=procedure).select_related("by", "edition").defer("edition__content")
    return list(rows.order_by("-day", "-at"))


def watcher(day: Day, procedure: Procedure) -> str:
    """Title of the position that was made responsible; "" where none was or it is gone."""
    post = day.roster.posts.get(str(procedure.watched_by_id))
    return post.title if post else ""


def responsible(day: Day, procedure: Procedure) -> tuple[str, ...]:
    """Who answers for how the SOP is carried out: the holders of the position that was made responsible; where none was
    or nobody holds it, the nearest above the lane of the SOP's first row, else the heads."""
    if held := day.holders.get(str(procedure.watched_by_id)):
        return held
    lane = sop_of(str(procedure.in_force_id)).first.lane
    found = [above for person in day.lane_holders(procedure.key, lane) for above in day.superiors_of(person)]
    heads = [person for person in sorted(day.positions) if Role.HEAD.value in day.roles_of(person)]
    return tuple(dict.fromkeys(found or heads))
