"""What the optimiser is given and what it answers. Times are whole days, money whole rupiah."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from lajur.engine.refusal import Words

Pokja = Mapping[str, frozenset[str]]
"""Package → the persons of its Pokja."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `since` to `until`, both included; open-ended when `until` is None."""

    since: date
    until: date | None = None

    def covers(self, other: Span) -> bool:
        return self.since <= other.since and (self.until is None or (other.until or date.max) <= self.until)

    def overlaps(self, other: Span) -> bool:
        return self.since <= (other.until or date.max) and other.since <= (self.until or date.max)


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate of a kind, valid in a span."""

    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Member:
    """One of the staff. `level` counts upwards (0: no functional office); `conflicts` are keys of packages, `satkers`
    names of units whose packages are out of question. `number` and `value` are the load from elsewhere; `most` is how
    many packages of this plan may be given at most."""

    key: str
    name: str
    level: int = 0
    certificates: tuple[Held, ...] = ()
    absences: tuple[Span, ...] = ()
    conflicts: frozenset[str] = frozenset()
    satkers: frozenset[str] = frozenset()
    number: int = 0
    value: int = 0
    most: int | None = None
    is_available: bool = True


@dataclass(frozen=True, slots=True)
class Seats:
    """How many a Pokja may have, as the dated table says: `least` or more, and an odd number where `odd`."""

    least: int = 1
    odd: bool = False

    def allow(self, count: int) -> bool:
        return count >= self.least and (count % 2 == 1 or not self.odd)

    def around(self, chosen: int) -> int:
        """The smallest Pokja that `chosen` persons, set by hand, can be in."""
        size = max(self.least, chosen)
        return size + (self.odd and size % 2 == 0)

    @property
    def words(self) -> Words:
        if self.odd:
            return Words("Pokja harus ganjil dan paling sedikit {n} orang.", n=self.least)
        return Words("Pokja harus paling sedikit {n} orang.", n=self.least)


@dataclass(frozen=True, slots=True)
class Work:
    """A package that needs a Pokja of `size`. Each of its persons holds the `certificates` over
    the whole `span` and has at least `level`; one at least has `lead`. `pinned` are persons set by hand."""

    key: str
    name: str
    value: int
    span: Span
    size: int
    certificates: frozenset[str] = frozenset()
    level: int = 0
    lead: int = 0
    satker: str = ""
    pinned: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Weights:
    """How much the number of packages and their value count towards a load, and how steady the plan is to stay: a
    person is exchanged only where that closes a difference of loads of more than `steadiness` percent of the fair
    share."""

    number: int = 1
    value: int = 1
    steadiness: int = 10


@dataclass(frozen=True)
class Problem:
    """`in_force` is the Pokja of each package as it stands, for packages that have one."""

    staff: tuple[Member, ...]
    packages: tuple[Work, ...]
    weights: Weights = Weights()
    in_force: Pokja = field(default_factory=dict)
    seats: Seats = Seats()

    def __post_init__(self) -> None:
        for what, keys in (("staff", [m.key for m in self.staff]), ("packages", [p.key for p in self.packages])):
            if len(set(keys)) != len(keys):
                raise ValueError(f"{what} given twice")
        for package in self.packages:
            if not self.seats.allow(package.size):
                raise ValueError(f"a Pokja is odd and at least as large as the rule says: {package.key}")
            if package.span.until is None or package.span.until < package.span.since:
                raise ValueError(f"a package has a last day: {package.key}")
        if self.weights.number < 0 or self.weights.value < 0 or self.weights.number + self.weights.value <= 0:
            raise ValueError("the weights of number and value are not negative, and not both nothing")

    @cached_property
    def member(self) -> Mapping[str, Member]:
        return {member.key: member for member in self.staff}

    @cached_property
    def package(self) -> Mapping[str, Work]:
        return {package.key: package for package in self.packages}


RuleCode = Literal["tersedia", "sertifikat", "jenjang", "benturan", "cuti", "batas", "ketua", "jumlah"]


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that a plan breaks."""

    package: str
    rule: RuleCode
    words: Words
    member: str = ""


@dataclass(frozen=True, slots=True)
class Impossible:
    """Why no Pokja can be given to a package, or not to all of several. `rules` are those whose lifting alone would
    make it possible; none, when it takes more than one."""

    packages: tuple[str, ...]
    words: Words
    rules: tuple[RuleCode, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """`value` is what is made small (see `loads`), `bound` what no plan can be below: both of the packages in `pokja`,
    the ones that could be given a Pokja. `gap` is their difference in proportion to the bound. `loads`: percent of the
    fair share, of everybody who may be in a Pokja at all."""

    pokja: Mapping[str, frozenset[str]]
    impossible: tuple[Impossible, ...]
    loads: Mapping[str, float]
    value: int
    bound: int
    changes: int
    seconds: float
    is_optimal: bool

    @property
    def gap(self) -> float:
        return (self.value - self.bound) / self.bound if self.bound > 0 else 0.0
