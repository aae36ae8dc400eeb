"""Gaps: lanes in which nobody can act, now or within a month, told before a case stands still in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lajur.engine.definition import Lane, Sop, Step
from lajur.engine.refusal import Words
from lajur.registers.organisation.models import Agency, Person
from lajur.registers.organisation.queries import names_of
from lajur.registers.organisation.rules import Day, Roster
from lajur.registers.organisation.work import open_by_lane
from lajur.registers.procedures.models import Procedure
from lajur.registers.procedures.queries import sop_of, titles_of

HORIZON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Gap:
    """From `since` on nobody can do `steps`. `positions` (id, title) are those bound to the lane: somebody must hold
    one of them; none bound: the lane must be mapped first. `open` counts tasks that wait in it now."""

    procedure: Procedure
    lane: Lane
    steps: tuple[Step, ...]
    since: date
    is_now: bool
    why: Words
    positions: tuple[tuple[str, str], ...]
    open: int


def gaps_of(agency: Agency, today: Day) -> list[Gap]:
    """Of all SOPs in force: first those of today, then by the day they begin."""
    roster = today.roster
    days = days_of_change(roster, today.day)
    active = _active(roster)
    found, waiting = [], None
    for procedure in titles_of(agency):
        sop = sop_of(str(procedure.in_force_id))
        for lane, steps in lanes_at_work(sop):
            first = next((day for day in days if not able(roster.on(day), procedure.key, lane.key, active)), None)
            if first is None:
                continue
            waiting = open_by_lane(agency) if waiting is None else waiting
            found.append(_gap(agency, procedure, lane, steps, today, first, waiting))
    return sorted(found, key=lambda gap: (gap.since, -gap.open))


def lanes_at_work(sop: Sop) -> list[tuple[Lane, tuple[Step, ...]]]:
    """Lanes that do a step and are bound to positions; those bound per case are appointed there."""
    steps: dict[str, list[Step]] = {}
    for step in sop.steps.values():
        steps.setdefault(step.lane, []).append(step)
    return [(lane, tuple(steps[key])) for key, lane in sop.lanes.items() if key in steps and not lane.per_case]


def days_of_change(roster: Roster, today: date) -> list[date]:
    """Today and, in order, each day of the next month on which a holding or substitution begins or has ended."""
    last, days = today + HORIZON, {today}
    for seat in roster.seats:
        days.add(seat.since)
        if seat.until is not None:
            days.add(seat.until + timedelta(days=1))
    for rule in roster.stand_ins:
        days |= {rule.since, rule.until + timedelta(days=1)}
    return sorted(day for day in days if today <= day <= last)


def able(day: Day, procedure: str, lane: str, active: frozenset[str]) -> bool:
    """Whether somebody acts in the lane: a holder who is there, or an active substitute of one who is away."""
    for holder in day.lane_holders(procedure, lane):
        substitutes = day.substitutes_of(holder)
        if not substitutes or active.intersection(substitutes):
            return True
    return False


def _active(roster: Roster) -> frozenset[str]:
    wanted = {rule.substitute for rule in roster.stand_ins}
    if not wanted:
        return frozenset()
    return frozenset(
        str(key) for key in Person.within.filter(id__in=wanted, is_active=True).values_list("id", flat=True)
    )


def _gap(
    agency: Agency,
    procedure: Procedure,
    lane: Lane,
    steps: tuple[Step, ...],
    today: Day,
    first: date,
    waiting: Mapping[tuple[str, str], int],
) -> Gap:
    roster, place = today.roster, (procedure.key, lane.key)
    bound = roster.lanes.get(place, ())
    positions = tuple((position, roster.posts[position].title) for position in bound)
    return Gap(
        procedure,
        lane,
        steps,
        first,
        first == today.day,
        _why(agency, roster, today.day, first, place, positions),
        positions,
        waiting.get(place, 0),
    )


def _why(
    agency: Agency,
    roster: Roster,
    today: date,
    first: date,
    place: tuple[str, str],
    positions: tuple[tuple[str, str], ...],
) -> Words:
    titles = ", ".join(title for _, title in positions)
    if not positions:
        return Words("Pelaksana ini belum dipetakan ke jabatan mana pun.")
    if roster.on(first).lane_holders(*place):
        return Words("Semua pemegang jabatan {titles} tidak di tempat, dan penggantinya sudah nonaktif.", titles=titles)
    if first == today:
        return Words("Tidak ada yang memegang jabatan {titles}.", titles=titles)
    bound = {position for position, _ in positions}
    ending = [seat for seat in roster.seats if seat.position in bound and seat.until == first - timedelta(days=1)]
    names = ", ".join(_named(agency, (seat.person for seat in ending)))
    if any(seat.acting for seat in ending):
        return Words("Surat Plt. atau Plh. {names} berakhir, lalu jabatan {titles} kosong.", names=names, titles=titles)
    return Words("Masa jabatan {names} berakhir, lalu jabatan {titles} kosong.", names=names, titles=titles)


def _named(agency: Agency, persons: Iterable[str]) -> list[str]:
    return sorted(names_of(agency, persons).values())
