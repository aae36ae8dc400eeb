"""Who may act on a day: the agency's people as plain data, and the answers drawn from it. Pure.

A `Roster` is small (an agency's people and positions), read once per change and kept by each process, so that asking
it on the path of every completed step costs no query.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from lajur.engine.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Seat:
    """`person` holds `position` from `since` to `until`, both included; acting when Plt. or Plh."""

    person: str
    position: str
    since: date
    until: date | None = None
    acting: bool = False

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class StandIn:
    """`substitute` acts for `absent` from `since` to `until`, both included."""

    absent: str
    substitute: str
    since: date
    until: date

    def covers(self, day: date) -> bool:
        return self.since <= day <= self.until

    def overlaps(self, other: StandIn) -> bool:
        return self.since <= other.until and other.since <= self.until


@dataclass(frozen=True, slots=True)
class Post:
    """A position: who answers for it, and its roles beside the lanes."""

    key: str
    title: str
    superior: str | None = None
    roles: frozenset[str] = frozenset()
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """In whose name a person acts: his own (`stands_for` None) or that of the person he substitutes."""

    person: str
    stands_for: str | None = None


@dataclass(frozen=True)
class Roster:
    """The people of one agency at one version of their data."""

    version: int
    posts: Mapping[str, Post]
    seats: tuple[Seat, ...]
    stand_ins: tuple[StandIn, ...] = ()
    lanes: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    outside: frozenset[str] = frozenset()
    _days: dict[date, Day] = field(default_factory=dict, compare=False, repr=False)

    def on(self, day: date) -> Day:
        """The roster as it stands on `day`; kept, because the same few days are asked again and again."""
        known = self._days.get(day)
        if known is None:
            if len(self._days) > 400:
                self._days.clear()
            known = self._days[day] = Day(self, day)
        return known


class Day:
    """Answers for one day."""

    def __init__(self, roster: Roster, day: date) -> None:
        self.roster, self.day = roster, day

    @cached_property
    def holders(self) -> Mapping[str, tuple[str, ...]]:
        """Position → persons: acting holders first, for they carry the office on that day."""
        found: dict[str, list[str]] = {}
        for seat in sorted(self.roster.seats, key=lambda s: (not s.acting, s.since)):
            if seat.covers(self.day) and seat.person not in found.setdefault(seat.position, []):
                found[seat.position].append(seat.person)
        return {position: tuple(persons) for position, persons in found.items()}

    @cached_property
    def positions(self) -> Mapping[str, tuple[str, ...]]:
        """Person → positions held."""
        found: dict[str, list[str]] = {}
        for position, persons in self.holders.items():
            for person in persons:
                found.setdefault(person, []).append(position)
        return {person: tuple(held) for person, held in found.items()}

    @cached_property
    def _substitutes(self) -> Mapping[str, tuple[str, ...]]:
        """Absent person → those who stand in, nearest first, chains followed (a substitute may himself be absent)."""
        direct: dict[str, list[str]] = {}
        for rule in self.roster.stand_ins:
            if rule.covers(self.day):
                direct.setdefault(rule.absent, []).append(rule.substitute)
        found: dict[str, tuple[str, ...]] = {}
        for absent in direct:
            chain, queue = [], list(direct[absent])
            while queue:
                person = queue.pop(0)
                if person != absent and person not in chain:
                    chain.append(person)
                    queue.extend(direct.get(person, ()))
            found[absent] = tuple(chain)
        return found

    @cached_property
    def _absent(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for absent, substitutes in self._substitutes.items():
            for person in substitutes:
                found.setdefault(person, []).append(absent)
        return {person: tuple(absent) for person, absent in found.items()}

    def stands_in_for(self, person: str) -> tuple[str, ...]:
        """Persons in whose place `person` acts on this day."""
        return self._absent.get(person, ())

    def substitutes_of(self, person: str) -> tuple[str, ...]:
        return self._substitutes.get(person, ())

    def lane_holders(self, procedure: str, lane: str) -> tuple[str, ...]:
        """Persons who act in a lane by their position."""
        positions = self.roster.lanes.get((procedure, lane), ())
        return tuple(dict.fromkeys(person for p in positions for person in self.holders.get(p, ())))

    def actors(self, procedure: str, lane: str, assignees: Iterable[str]) -> tuple[str, ...]:
        """Those who answer for a task: the persons it was given to, else the holders of the lane."""
        return tuple(assignees) or self.lane_holders(procedure, lane)

    def standing(self, person: str, procedure: str, lane: str, assignees: Iterable[str]) -> Standing | Refusal:
        """Whether `person` may act on a task, and in whose name."""
        actors = self.actors(procedure, lane, assignees)
        if person in actors:
            return Standing(person)
        for absent in self.stands_in_for(person):
            if absent in actors:
                return Standing(person, absent)
        if not actors:
            return Refusal(
                "pelaksana-kosong", "Belum ada pejabat untuk pelaksana langkah ini; minta administrator mengisinya."
            )
        return Refusal(
            "bukan-pelaksana",
            "Tugas ini bukan bagian Anda; hanya pelaksananya atau penggantinya yang dapat mengerjakannya.",
        )

    def lanes_of(self, person: str) -> Mapping[tuple[str, str], str | None]:
        """Every (procedure, lane) in which `person` acts by position, with the person he stands in for, if any."""
        mine: dict[tuple[str, str], str | None] = {}
        for name, positions in self.roster.lanes.items():
            holders = {p for position in positions for p in self.holders.get(position, ())}
            if person in holders:
                mine[name] = None
            else:
                absent = next((a for a in self.stands_in_for(person) if a in holders), None)
                if absent:
                    mine[name] = absent
        return mine

    def roles_of(self, person: str) -> frozenset[str]:
        """Roles of the positions held; a substitute does not inherit them, they are not work on a case."""
        posts = self.roster.posts
        return frozenset(role for position in self.positions.get(person, ()) for role in posts[position].roles)

    def superiors_of(self, person: str) -> tuple[str, ...]:
        """Holders of the positions directly above those of `person`, himself left out; empty seats are passed over."""
        found: list[str] = []
        for position in self.positions.get(person, ()):
            seen: set[str] = set()
            above = self.roster.posts[position].superior
            while above is not None and above not in seen:
                seen.add(above)
                holders = [p for p in self.holders.get(above, ()) if p != person]
                if holders:
                    found.extend(holders)
                    break
                above = self.roster.posts[above].superior
        return tuple(dict.fromkeys(found))


def check_stand_in(new: StandIn, existing: Iterable[StandIn]) -> Refusal | None:
    """Whether a substitution may be added: not for oneself, one at a time for each absent person, no circles."""
    if new.absent == new.substitute:
        return Refusal("pengganti-diri-sendiri", "Pilih orang lain sebagai pengganti.")
    if new.until < new.since:
        return Refusal("tanggal-terbalik", "Tanggal selesai harus sama dengan atau setelah tanggal mulai.")
    overlapping = [rule for rule in existing if rule.overlaps(new)]
    if any(rule.absent == new.absent for rule in overlapping):
        return Refusal("pengganti-sudah-ada", "Sudah ada pengganti pada tanggal itu; akhiri dahulu yang lama.")
    # Whatever circle there is on some day is there on the day its last rule begins.
    if any(_leads_back(new, overlapping, day) for day in {max(rule.since, new.since) for rule in overlapping}):
        return Refusal(
            "pengganti-berputar",
            "Penggantian ini berputar: pengganti Anda sedang digantikan oleh Anda, langsung atau melalui orang lain.",
        )
    return None


def _leads_back(new: StandIn, existing: Iterable[StandIn], day: date) -> bool:
    """Whether on that day the substitute's substitutes, followed to the end, include the absent person himself."""
    if not new.covers(day):
        return False
    following = {rule.absent: rule.substitute for rule in existing if rule.covers(day)}
    person: str | None = new.substitute
    for _ in range(len(following) + 1):
        if person is None or person == new.absent:
            break
        person = following.get(person)
    return person == new.absent
