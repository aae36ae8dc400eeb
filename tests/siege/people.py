"""The oracle's second half: who holds which office on a day. Pure, and written without looking at Lajur's own rules.

Persons and positions are opaque keys that sort in the order in which they were made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Seat:
    person: str
    position: str
    since: date
    until: date | None
    acting: bool

    def on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or self.until >= day)


@dataclass(frozen=True, slots=True)
class StandIn:
    absent: str
    substitute: str
    since: date
    until: date

    def on(self, day: date) -> bool:
        return self.since <= day <= self.until


@dataclass
class People:
    """`posts`: position → (superior, roles). `seats` and `stand_ins` by the key of their row."""

    posts: dict[str, tuple[str | None, frozenset[str]]] = field(default_factory=dict)
    seats: dict[str, Seat] = field(default_factory=dict)
    stand_ins: dict[str, StandIn] = field(default_factory=dict)
    lanes: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    active: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()
    _days: dict[date, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    _reached: dict[date, dict[str, list[str]]] = field(default_factory=dict)

    def copy(self) -> People:
        return replace(
            self, posts=dict(self.posts), seats=dict(self.seats), stand_ins=dict(self.stand_ins),
            lanes=dict(self.lanes), _days={}, _reached={},
        )  # fmt: skip

    def sitting(self, day: date) -> dict[str, tuple[str, ...]]:
        """Position → its holders: acting ones first, then whoever has sat longer."""
        if day not in self._days:
            rows = sorted(self.seats.items(), key=lambda row: (not row[1].acting, row[1].since, row[0]))
            found: dict[str, list[str]] = {}
            for _, seat in rows:
                if seat.on(day) and seat.person in self.active:
                    found.setdefault(seat.position, []).append(seat.person)
            self._days[day] = {position: tuple(dict.fromkeys(persons)) for position, persons in found.items()}
        return self._days[day]

    def holders(self, positions: Iterable[str], day: date) -> tuple[str, ...]:
        sitting = self.sitting(day)
        return tuple(dict.fromkeys(person for wanted in positions for person in sitting.get(wanted, ())))

    def held_by(self, person: str, day: date) -> list[str]:
        return [position for position in self.posts if person in self.holders([position], day)]

    def roles(self, person: str, day: date) -> set[str]:
        return {role for position in self.held_by(person, day) for role in self.posts[position][1]}

    def actors(self, procedure: str, lane: str, assignees: tuple[str, ...], day: date) -> tuple[str, ...]:
        return assignees or self.holders(self.lanes.get((procedure, lane), ()), day)

    def stands_in_for(self, person: str, day: date) -> list[str]:
        """Whoever is away and whose chain of substitutes reaches `person`."""
        if not self.stand_ins:
            return []
        if day not in self._reached:
            self._reached[day] = self._reach(day)
        return self._reached[day].get(person, [])

    def _reach(self, day: date) -> dict[str, list[str]]:
        """Person → those in whose place he acts."""
        rules = [rule for _, rule in sorted(self.stand_ins.items(), key=lambda r: (r[1].since, r[0])) if rule.on(day)]
        reached: dict[str, list[str]] = {}
        for absent in dict.fromkeys(rule.absent for rule in rules):
            known, grown = {absent}, True
            while grown:
                more = {rule.substitute for rule in rules if rule.absent in known} - known
                known, grown = known | more, bool(more)
            for person in known - {absent}:
                reached.setdefault(person, []).append(absent)
        return reached

    def standing(self, person: str, actors: tuple[str, ...], day: date) -> tuple[str, str | None]:
        """("", in whose place or None) when `person` may act for `actors`, else (code of the refusal, None)."""
        if person in actors:
            return "", None
        for absent in self.stands_in_for(person, day):
            if absent in actors:
                return "", absent
        return ("bukan-pelaksana" if actors else "pelaksana-kosong"), None

    def superiors(self, person: str, day: date) -> tuple[str, ...]:
        found: list[str] = []
        for position in self.held_by(person, day):
            found += next((seen for up in self.above(position) if (seen := self._others(up, person, day))), [])
        return tuple(dict.fromkeys(found))

    def _others(self, position: str, person: str, day: date) -> list[str]:
        return [other for other in self.holders([position], day) if other != person]

    def above(self, position: str) -> Iterator[str]:
        up = self.posts[position][0]
        while up is not None:
            yield up
            up = self.posts[up][0]

    def heads(self, day: date) -> tuple[str, ...]:
        return tuple(person for person in sorted(self.active) if "pimpinan" in self.roles(person, day))

    def answers_for(self, procedure: str, lane: str, assignees: tuple[str, ...], day: date) -> str | None:
        """Who answers for a lapse that nobody caused by his own hand: the first who should act, else who is above."""
        if actors := self.actors(procedure, lane, assignees, day):
            return actors[0]
        for position in self.lanes.get((procedure, lane), ()):
            for up in self.above(position):
                if holders := self.holders([up], day):
                    return holders[0]
        return next(iter(self.heads(day)), None)

    def known(self, persons: Iterable[str]) -> bool:
        wanted = set(persons)
        return bool(wanted) and wanted <= self.active

    def lanes_of(self, person: str, day: date) -> set[tuple[str, str]]:
        """Every lane in which the person acts by office, or in an absent one's place."""
        mine = {person, *self.stands_in_for(person, day)}
        return {lane for lane, positions in self.lanes.items() if mine & set(self.holders(positions, day))}
