"""People of the own agency, positions and who holds them."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from ninja import Query

from lajur.engine.refusal import Words
from lajur.entrypoints.api import office_shapes as shapes
from lajur.entrypoints.api.door import TokenRequest, allow, done, operation
from lajur.entrypoints.api.operations.tasks import wrong
from lajur.entrypoints.api.paging import Cursor, Limit, day, paged
from lajur.entrypoints.api.problems import Denied
from lajur.entrypoints.api.shapes import Key
from lajur.registers.organisation import actions, models

READ, WRITE, TAG = "people:read", "people:write", "people"
SEEN, MANAGE = "api.read_people", "organisation.manage"


@operation("GET", "/people", needs=SEEN, scope=READ, answers=shapes.PeoplePage, tag=TAG)
def list_people(
    request: TokenRequest,
    search: Annotated[Key | None, Query(None, description="A part of the name.")],
    cursor: Cursor,
    limit: Limit,
) -> shapes.PeoplePage:
    """Everybody of the agency by name, those who have left included."""
    allow(request)
    found = models.Person.within.filter(agency_id=request.actor.agency)
    if search:
        found = found.filter(name__icontains=search)
    rows, more = paged(found, "name", "id", str, cursor=cursor, limit=limit)
    return shapes.PeoplePage(items=[told(request, row) for row in rows], next=more)


@operation("GET", "/people/{uuid:person_id}", needs=SEEN, scope=READ, answers=shapes.Person, tag=TAG)
def read_person(request: TokenRequest, person_id: UUID) -> shapes.Person:
    """One person of the agency."""
    allow(request)
    row = models.Person.within.filter(agency_id=request.actor.agency, id=person_id).first()
    if row is None:
        raise Http404
    return told(request, row)


@operation("POST", "/people", needs=MANAGE, scope=WRITE, answers=shapes.Person, status=201, tag=TAG)
def add_person(request: TokenRequest, given: shapes.AddPerson) -> shapes.Person:
    """Add a person, for administrators. Positions are given by seating him."""
    allow(request)
    row = done(actions.add_person(by=request.actor, now=request.now, **given.model_dump()))
    return told(request, row)


@operation("GET", "/positions", needs=SEEN, scope=READ, answers=shapes.Positions, tag=TAG)
def list_positions(request: TokenRequest) -> shapes.Positions:
    """Every position with its holders of today, acting ones first."""
    allow(request)
    rows = models.Position.objects.filter(agency_id=request.actor.agency).select_related("unit").order_by("title")
    return shapes.Positions(items=[position_told(request, row) for row in rows])


@operation("GET", "/holdings", needs=SEEN, scope=READ, answers=shapes.Holdings, tag=TAG)
def list_holdings(
    request: TokenRequest,
    person: Annotated[UUID | None, Query(None)],
    position: Annotated[UUID | None, Query(None)],
    cursor: Cursor,
    limit: Limit,
) -> shapes.Holdings:
    """Who held and holds what, from when to when, in the order of their beginning."""
    allow(request)
    found = models.Holding.objects.filter(agency_id=request.actor.agency)
    if person:
        found = found.filter(person_id=person)
    if position:
        found = found.filter(position_id=position)
    rows, more = paged(found, "since", "id", day, cursor=cursor, limit=limit)
    return shapes.Holdings(items=[holding(row) for row in rows], next=more)


@operation("POST", "/holdings", needs=MANAGE, scope=WRITE, answers=shapes.Holding, status=201, tag=TAG)
def seat_person(request: TokenRequest, given: shapes.Seat) -> shapes.Holding:
    """Let a person hold a position; Plt. and Plh. need an end and the number of their decree."""
    allow(request)
    person = models.Person.within.filter(agency_id=request.actor.agency, id=given.person).first()
    position = models.Position.objects.filter(agency_id=request.actor.agency, id=given.position).first()
    if person is None:
        raise Denied(wrong("person", Words("Tidak ada di instansi ini.")), 422)
    if position is None:
        raise Denied(wrong("position", Words("Tidak ada di instansi ini.")), 422)
    outcome = actions.seat(
        by=request.actor, now=request.now, person=person, position=position, since=given.since, until=given.until,
        kind=models.HoldingKind(given.kind), decree=given.decree,
    )  # fmt: skip
    return holding(done(outcome))


@operation("POST", "/holdings/{uuid:holding_id}/end", needs=MANAGE, scope=WRITE, answers=shapes.Holding, tag=TAG)
def end_holding(request: TokenRequest, holding_id: UUID, given: shapes.EndHolding) -> shapes.Holding:
    """Say which day is the last one."""
    row = models.Holding.objects.filter(agency_id=request.actor.agency, id=holding_id).first()
    if row is None:
        raise Http404
    allow(request)
    return holding(done(actions.unseat(by=request.actor, now=request.now, holding=row, until=given.until)))


def position_told(request: TokenRequest, row: models.Position) -> shapes.Position:
    return shapes.Position(
        id=row.id,
        title=row.title,
        unit=row.unit.name if row.unit else None,
        superior=row.superior_id,
        roles=list(row.roles),
        holders=[UUID(person) for person in request.actor.day.holders.get(str(row.id), ())],
    )


def told(request: TokenRequest, row: models.Person) -> shapes.Person:
    held = request.actor.day.positions.get(str(row.id), ())
    return shapes.Person(
        id=row.id,
        name=row.name,
        is_active=row.is_active,
        is_outside=row.is_outside,
        business=row.business,
        positions=[UUID(position) for position in held],
    )


def holding(row: Any) -> shapes.Holding:
    """`row` is a Holding; its kind is checked against those of `shapes` by pydantic."""
    return shapes.Holding(
        id=row.id,
        person=row.person_id,
        position=row.position_id,
        kind=row.kind,
        decree=row.decree,
        since=row.since,
        until=row.until,
    )
