"""The world of one seed: an agency with its people and SOPs, its model, its clock, and the processes that serve it.

Nothing here or in `acts` decides by a uuid, by the wall's clock or by the order of a set: the same seed does the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django_scopes import scope

from lajur.casework.cases import store
from lajur.casework.cases.models import Case as CaseRow
from lajur.catalogue.reader import from_canonical
from lajur.engine.definition import Sop
from lajur.engine.refusal import Refusal
from lajur.engine.worktime import WorkCalendar
from lajur.registers.organisation import actions as organise
from lajur.registers.organisation import queries as organisation_queries
from lajur.registers.organisation.actors import Actor, actor_for, clock_actor
from lajur.registers.organisation.models import Agency, Person, Position, Role
from lajur.registers.organisation.prepared import person_with_agency
from lajur.registers.procedures.actions import publish
from lajur.registers.reference import queries as reference_queries
from tests.siege import sops
from tests.siege.model import Case, Model
from tests.siege.people import People, Seat
from tests.siege.postoffice import Office

PROCESSES = 2
OFFICES = {  # title: (superior, roles, how many people sit there)
    "Kepala": (None, ["pimpinan"], 1),
    "Koordinator": ("Kepala", [], 1),
    "Petugas": ("Koordinator", [], 3),
    "Tim": ("Koordinator", [], 2),
    "Administrator": ("Kepala", ["administrator"], 2),
    "Auditor": ("Kepala", ["auditor"], 1),
    "Staf": ("Koordinator", [], 2),
    "Mitra": (None, [], 2),
}
WORKING = ("Kepala", "Koordinator", "Petugas", "Tim", "Mitra")


def done(outcome: Any) -> Any:
    assert not isinstance(outcome, Refusal), f"{outcome.code}: {outcome.sentence}"
    return outcome


@dataclass
class Process:
    """What one server process remembers."""

    memory: dict[Any, Any] = field(default_factory=dict)
    rosters: dict[Any, Any] = field(default_factory=dict)
    calendars: dict[Any, Any] = field(default_factory=dict)


class World:
    def __init__(self, seed: int) -> None:
        self.seed, self.dice = seed, Random(seed)
        self.now = datetime(2026, 3, 2, 1, 0, tzinfo=UTC) + timedelta(hours=self.dice.randrange(3000))
        self.processes = [Process() for _ in range(PROCESSES)]
        self.ids: dict[int, UUID] = {}
        """Number of a case in the model → its id; numbers follow each other without a gap."""
        self._alive: tuple[Model, list[tuple[int, Case]]] | None = None
        self.tokens = count(1)
        self.people: list[str] = []
        self.places: dict[str, str] = {}
        self.contents: dict[str, dict[str, Any]] = {}
        self.office = Office(seed)
        self.name = f"{seed}-{Agency.objects.count()}"  # a kept database knows the seed already
        self.agency = Agency.objects.create(slug=f"kepung-{self.name}", name=f"Benih {seed}")
        self.elsewhere = Agency.objects.create(slug=f"lain-{self.name}", name="Instansi lain")
        with scope(agency=self.elsewhere):
            self.stranger = str(done(self._add_person(self.elsewhere, "orang-lain")).id)
        with scope(agency=self.agency), self.process(0):
            self.model = Model(self._people(), self.calendar())
            for key, content in self._sops().items():
                self._put_in_force(key, content)

    # Building

    def _add_person(self, agency: Agency, name: str, is_outside: bool = False) -> Person:
        username = f"{name}-{self.name}"
        by = clock_actor(agency, self.now)
        return done(
            organise.add_person(
                by=by, now=self.now, username=username, name=name, email=f"{username}@kepung.example",
                is_outside=is_outside,
            )
        )  # fmt: skip

    def _people(self) -> People:
        people, by, since = People(), clock_actor(self.agency, self.now), date(2026, 1, 5)
        for title, (superior, roles, seats) in OFFICES.items():
            above = Position.objects.get(id=self.places[superior]) if superior else None
            row = done(
                organise.add_position(
                    by=by, now=self.now, title=title, superior=above, roles=[Role(role) for role in roles],
                    is_outside=title == "Mitra",
                )
            )  # fmt: skip
            self.places[title] = str(row.id)
            people.posts[str(row.id)] = (str(above.id) if above else None, frozenset(roles))
            for number in range(seats):
                person = self._add_person(self.agency, f"{title.lower()}-{number}", title == "Mitra")
                done(organise.seat(by=by, now=self.now, person=person, position=row, since=since))
                self.people.append(str(person.id))
                people.seats[self.key("kursi")] = Seat(str(person.id), str(row.id), since, None, False)
                people.outside |= {str(person.id)} if title == "Mitra" else set()
        people.active = frozenset(self.people)
        return people

    def _sops(self) -> dict[str, dict[str, Any]]:
        made = {sops.LEAF: sops.generated(self.dice, "Acak anak", may_call=False)}
        return {**made, **{f"acak-{n}": self.generated(n) for n in range(5)}, **sops.shipped()}

    def generated(self, number: int) -> dict[str, Any]:
        return sops.generated(self.dice, f"Acak {number}")

    def _put_in_force(self, key: str, content: dict[str, Any]) -> None:
        by = clock_actor(self.agency, self.now)
        done(publish(by=by, now=self.now, key=key, content=content))
        sop = self.model.in_force[key] = self.compiled(key, content)
        self.contents[key] = content
        lanes = sops.LANES if key.startswith("acak-") else sop.lanes
        titles = {lane: self.dice.choice(WORKING) for lane in lanes}
        done(organise.fill_lanes(by=by, now=self.now, procedure=key, titles=titles))
        self.model.people.lanes |= {(key, lane): (self.places[title],) for lane, title in titles.items()}

    # What everybody asks

    def key(self, kind: str) -> str:
        """A name that sorts in the order of making."""
        return f"{kind}-{next(self.tokens):07d}"

    def request(self) -> UUID:
        """The id that a client gives its request; the same one again is the same request."""
        return uuid5(NAMESPACE_OID, f"{self.name}/{next(self.tokens)}")

    @contextmanager
    def process(self, number: int) -> Iterator[None]:
        """Be one of the server's processes: what the others remember is not there."""
        mine = self.processes[number]
        before = store._memory, organisation_queries._rosters, reference_queries._calendars
        store._memory, organisation_queries._rosters = mine.memory, mine.rosters
        reference_queries._calendars = mine.calendars
        try:
            yield
        finally:
            store._memory, organisation_queries._rosters, reference_queries._calendars = before

    def die(self, number: int) -> None:
        self.processes[number] = Process()

    def actor(self, person: str) -> Actor:
        """Who comes in with a request: read anew, as the middleware does."""
        row = person_with_agency(person)
        assert row is not None
        return actor_for(row, self.now)

    def calendar(self) -> WorkCalendar:
        """The agency's calendar as the database has it now, read by nobody's memory."""
        fresh = Agency.objects.get(id=self.agency.id)
        return reference_queries._built(fresh, f"{fresh.id}:{fresh.calendar_version}", reference_queries._marked(fresh))

    def compiled(self, key: str, content: dict[str, Any]) -> Sop:
        return from_canonical(content, f"{self.agency.slug}/{key}")

    def find_new(self, model: Model, asked: dict[int, UUID]) -> bool:
        """Learn the ids of cases that the model has and the database should have; whether all are there."""
        for number in range(len(self.ids) + 1, len(model.cases) + 1):
            parent = model.cases[number].parent
            if parent is None:
                row = CaseRow.objects.filter(id=asked[number]).first()
            else:
                known = set(self.ids.values())
                rows = CaseRow.objects.filter(parent_id=self.ids[parent[0]], parent_task=parent[1]).order_by("-id")
                row = next((one for one in rows if one.id not in known), None)
            if row is None:
                return False
            self.ids[number] = row.id
        return True

    def alive(self) -> list[tuple[int, Case]]:
        """Running cases by number; asked again and again while one act is thought of."""
        if self._alive is None or self._alive[0] is not self.model:
            self._alive = self.model, [(number, case) for number, case in self.model.cases.items() if case.runs]
        return self._alive[1]

    def moved(self) -> None:
        self._alive = None

    @property
    def today(self) -> date:
        return self.now.astimezone(self.model.calendar.zone).date()

    def close(self) -> None:
        """Nothing visits this agency any more; its journal stays."""
        Agency.objects.filter(id__in=[self.agency.id, self.elsewhere.id]).update(is_active=False)
