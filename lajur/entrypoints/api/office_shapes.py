"""What the operations on the journal and on people take and answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from lajur.entrypoints.api.door import Answer, Given
from lajur.entrypoints.api.shapes import Next, PersonId


class Entry(Answer):
    """An entry of the journal. `hash` is SHA-256 over the hash before it and `body`, as docs/api.md explains."""

    seq: int
    at: datetime
    by: UUID | None
    kind: str
    body: str
    private: dict[str, Any] | None
    hash: str


class Entries(Answer):
    chain: UUID
    items: list[Entry]
    next: str | None = Next


class Fault(Answer):
    chain: str
    seq: int
    why: str


class Verdict(Answer):
    whole: bool
    chains: int
    entries: int
    seals: int
    faults: list[Fault]


class Position(Answer):
    id: UUID
    title: str
    unit: str | None
    superior: UUID | None
    roles: list[str]
    holders: list[UUID]


class Positions(Answer):
    items: list[Position]


Business = Annotated[str, StringConstraints(max_length=200)]
Npwp = Annotated[str, StringConstraints(pattern=r"^([0-9]{15,16})?$")]
Nib = Annotated[str, StringConstraints(pattern=r"^([0-9]{13})?$")]
"""These three only of people outside."""


class Person(Answer):
    id: UUID
    name: str
    is_active: bool
    is_outside: bool
    business: str = Field(description="Of a person outside.")
    positions: list[UUID] = Field(description="Held today.")


class PeoplePage(Answer):
    items: list[Person]
    next: str | None = Next


class Holding(Answer):
    id: UUID
    person: UUID
    position: UUID
    kind: Literal["definitif", "plt", "plh"]
    decree: str
    since: date
    until: date | None


class Holdings(Answer):
    items: list[Holding]
    next: str | None = Next


class AddPerson(Given):
    """A person without password: an administrator lets him choose one."""

    username: Annotated[str, StringConstraints(min_length=1, max_length=150, pattern=r"^[a-z0-9._@+-]+$")]
    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    nip: Annotated[str, StringConstraints(pattern=r"^([0-9]{18})?$")] = ""
    email: Annotated[str, StringConstraints(max_length=254, pattern=r"^([^@\s]+@[^@\s]+)?$")] = ""
    is_outside: Annotated[bool, Field(strict=True)] = False
    business: Business = ""
    npwp: Npwp = ""
    nib: Nib = ""


class Seat(Given):
    person: PersonId
    position: PersonId
    since: date
    until: date | None = None
    kind: Literal["definitif", "plt", "plh"] = "definitif"
    decree: Annotated[str, StringConstraints(max_length=100)] = ""


class ChangePerson(Given):
    """Who he is from now on, all of it. What was there stays in the journal, where it can be erased."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    nip: Annotated[str, StringConstraints(pattern=r"^([0-9]{18})?$")] = ""
    email: Annotated[str, StringConstraints(max_length=254, pattern=r"^([^@\s]+@[^@\s]+)?$")] = ""
    is_outside: Annotated[bool, Field(strict=True)] = False
    business: Business = ""
    npwp: Npwp = ""
    nib: Nib = ""


class Deactivate(Given):
    end_holdings: Annotated[bool, Field(strict=True)] = Field(
        True, description="Today is the last day of his positions; else they wait for his return."
    )


class Unit(Answer):
    id: UUID
    name: str
    parent: UUID | None


class Units(Answer):
    items: list[Unit]


class AddUnit(Given):
    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    parent: PersonId | None = None


class SetPosition(Given):
    """A position as it is to be, all of it."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    unit: PersonId | None = None
    superior: PersonId | None = None
    roles: list[Literal["pimpinan", "auditor", "administrator"]] = Field(default_factory=list, max_length=3)
    is_outside: Annotated[bool, Field(strict=True)] = False


class Lane(Answer):
    key: str
    title: str
    positions: list[UUID] = Field(description="Their holders, and those of no other, act in this lane.")


class Lanes(Answer):
    procedure: str
    items: list[Lane]


class BindLane(Given):
    positions: Annotated[list[PersonId], Field(max_length=100)]


class Substitution(Answer):
    """`substitute` acts for `absent` on these days."""

    id: UUID
    absent: UUID
    substitute: UUID
    since: date
    until: date


class Substitutions(Answer):
    items: list[Substitution]
    next: str | None = Next


class ArrangeSubstitute(Given):
    absent: PersonId
    substitute: PersonId
    since: date
    until: date
    reason: Annotated[str, StringConstraints(min_length=1, max_length=300)]


class EndHolding(Given):
    until: date = Field(description="The last day.")
