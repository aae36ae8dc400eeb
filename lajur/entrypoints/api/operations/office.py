"""What another system of the agency keeps up here: people who come, change and go, units, positions, who acts in which
lane, and who stands in for whom. Acting officers are holdings with a kind (`operations/people.py`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar
from uuid import UUID

from django.db.models import Model
from django.http import Http404
from ninja import Query

from lajur.engine.refusal import Words
from lajur.entrypoints.api import office_shapes as shapes
from lajur.entrypoints.api.door import TokenRequest, allow, done, operation
from lajur.entrypoints.api.operations.people import MANAGE, READ, SEEN, TAG, WRITE, holding, position_told, told
from lajur.entrypoints.api.operations.tasks import wrong
from lajur.entrypoints.api.paging import Cursor, Limit, day, paged
from lajur.entrypoints.api.problems import Denied
from lajur.registers.organisation import actions, models
from lajur.registers.procedures.queries import procedure_of, sop_of

ARRANGE = "organisation.arrange_substitute"
PERSON = "/people/{uuid:person_id}"
Row = TypeVar("Row", bound=Model)


@operation("POST", PERSON, needs=MANAGE, scope=WRITE, answers=shapes.Person, tag=TAG)
def change_person(request: TokenRequest, person_id: UUID, given: shapes.ChangePerson) -> shapes.Person:
    """Correct who somebody is. A user name stays what it is."""
    row = the_person(request, person_id)
    outcome = actions.change_person(by=request.actor, now=request.now, person=row, **given.model_dump())
    return told(request, done(outcome))


@operation("POST", f"{PERSON}/deactivate", needs=MANAGE, scope=WRITE, answers=shapes.Person, tag=TAG)
def deactivate_person(request: TokenRequest, person_id: UUID, given: shapes.Deactivate) -> shapes.Person:
    """Let somebody leave: he is signed out at once, his tokens end, and he acts nowhere."""
    row = the_person(request, person_id)
    outcome = actions.deactivate(by=request.actor, now=request.now, person=row, end_holdings=given.end_holdings)
    return told(request, done(outcome))


@operation("POST", f"{PERSON}/reactivate", needs=MANAGE, scope=WRITE, answers=shapes.Person, tag=TAG)
def reactivate_person(request: TokenRequest, person_id: UUID) -> shapes.Person:
    """Let somebody who left come back, with the positions that were not ended."""
    row = the_person(request, person_id)
    return told(request, done(actions.reactivate(by=request.actor, now=request.now, person=row)))


@operation("POST", "/holdings/{uuid:holding_id}/cancel", needs=MANAGE, scope=WRITE, answers=shapes.Holding, tag=TAG)
def cancel_holding(request: TokenRequest, holding_id: UUID) -> shapes.Holding:
    """Take back a holding that has not begun; one that has is ended by its last day."""
    allow(request)
    row = models.Holding.objects.filter(agency_id=request.actor.agency, id=holding_id).first()
    if row is None:
        raise Http404
    was = holding(row)
    done(actions.cancel_holding(by=request.actor, now=request.now, holding=row))
    return was


@operation("GET", "/units", needs=SEEN, scope=READ, answers=shapes.Units, tag=TAG)
def list_units(request: TokenRequest) -> shapes.Units:
    """Every unit by name."""
    allow(request)
    rows = models.Unit.objects.filter(agency_id=request.actor.agency).order_by("name")
    return shapes.Units(items=[unit(row) for row in rows])


@operation("POST", "/units", needs=MANAGE, scope=WRITE, answers=shapes.Unit, status=201, tag=TAG)
def add_unit(request: TokenRequest, given: shapes.AddUnit) -> shapes.Unit:
    """Add a unit; one of the same name is one and the same."""
    allow(request)
    parent = chosen(request, models.Unit, given.parent, "parent")
    return unit(done(actions.add_unit(by=request.actor, now=request.now, name=given.name, parent=parent)))


@operation("POST", "/positions", needs=MANAGE, scope=WRITE, answers=shapes.Position, status=201, tag=TAG)
def add_position(request: TokenRequest, given: shapes.SetPosition) -> shapes.Position:
    """Add a position. One that is there already is changed at its own address."""
    allow(request)
    if models.Position.objects.filter(agency_id=request.actor.agency, title=given.title).exists():
        raise Denied(wrong("title", Words("Nama ini sudah dipakai.")), 422)
    row = done(actions.add_position(by=request.actor, now=request.now, title=given.title, **placed(request, given)))
    return position_told(request, row)


@operation("POST", "/positions/{uuid:position_id}", needs=MANAGE, scope=WRITE, answers=shapes.Position, tag=TAG)
def change_position(request: TokenRequest, position_id: UUID, given: shapes.SetPosition) -> shapes.Position:
    """Set a position anew. Refused where superiors would go in a circle, or no administrator would be left."""
    allow(request)
    row = models.Position.objects.filter(agency_id=request.actor.agency, id=position_id).first()
    if row is None:
        raise Http404
    outcome = actions.change_position(
        by=request.actor, now=request.now, position=row, title=given.title, **placed(request, given)
    )
    return position_told(request, done(outcome))


@operation("GET", "/procedures/{slug:key}/lanes", needs=SEEN, scope=READ, answers=shapes.Lanes, tag=TAG)
def list_lanes(request: TokenRequest, key: str) -> shapes.Lanes:
    """Who acts in the lanes of a SOP in force: the holders of which positions."""
    allow(request)
    titles = lanes_of(request, key)
    bound: dict[str, list[UUID]] = {}
    rows = models.LaneBinding.objects.filter(agency_id=request.actor.agency, procedure=key).order_by("position__title")
    for lane, position in rows.values_list("lane", "position_id"):
        bound.setdefault(lane, []).append(position)
    items = [shapes.Lane(key=lane, title=title, positions=bound.get(lane, [])) for lane, title in titles.items()]
    return shapes.Lanes(procedure=key, items=items)


@operation("POST", "/procedures/{slug:key}/lanes/{slug:lane}", needs=MANAGE, scope=WRITE, answers=shapes.Lane, tag=TAG)
def bind_lane(request: TokenRequest, key: str, lane: str, given: shapes.BindLane) -> shapes.Lane:
    """Say which positions act in a lane: these and no other. An empty list leaves it to nobody."""
    allow(request)
    titles = lanes_of(request, key)
    if lane not in titles:
        raise Http404
    there = models.Position.objects.filter(agency_id=request.actor.agency, id__in=given.positions)
    known = {str(row.id): row for row in there}
    for index, wanted in enumerate(given.positions):
        if wanted not in known:
            raise Denied(wrong(f"positions.{index}", Words("Tidak ada di instansi ini.")), 422)
    found = [known[wanted] for wanted in dict.fromkeys(given.positions)]
    done(actions.bind_lane(by=request.actor, now=request.now, procedure=key, lane=lane, positions=found))
    return shapes.Lane(key=lane, title=titles[lane], positions=[row.id for row in found])


@operation("GET", "/substitutions", needs=SEEN, scope=READ, answers=shapes.Substitutions, tag=TAG)
def list_substitutions(
    request: TokenRequest, person: Annotated[UUID | None, Query(None)], cursor: Cursor, limit: Limit
) -> shapes.Substitutions:
    """Who stands or stood in for whom, in the order of the first day."""
    allow(request)
    found = models.Substitution.objects.filter(agency_id=request.actor.agency)
    if person:
        found = found.filter(absent_id=person)
    rows, more = paged(found, "since", "id", day, cursor=cursor, limit=limit)
    return shapes.Substitutions(items=[substitution(row) for row in rows], next=more)


@operation("POST", "/substitutions", needs=ARRANGE, scope=WRITE, answers=shapes.Substitution, status=201, tag=TAG)
def arrange_substitute(request: TokenRequest, given: shapes.ArrangeSubstitute) -> shapes.Substitution:
    """Let somebody act for a person who is away, as a leave system knows it: oneself, a superior, an administrator."""
    absent = chosen(request, models.Person, given.absent, "absent", ask=True)
    substitute = chosen(request, models.Person, given.substitute, "substitute")
    assert absent is not None
    assert substitute is not None
    outcome = actions.arrange_substitute(
        by=request.actor, now=request.now, absent=absent, substitute=substitute, since=given.since, until=given.until,
        reason=given.reason,
    )  # fmt: skip
    return substitution(done(outcome))


@operation("POST", "/substitutions/{uuid:substitution_id}/end", needs=ARRANGE, scope=WRITE,
           answers=shapes.Substitution, tag=TAG)  # fmt: skip
def end_substitution(request: TokenRequest, substitution_id: UUID, given: shapes.EndHolding) -> shapes.Substitution:
    """Let it end earlier; a last day before its first makes it void."""
    row = models.Substitution.objects.filter(agency_id=request.actor.agency, id=substitution_id).first()
    if row is None:
        raise Http404
    allow(request, str(row.absent_id))
    was = substitution(row)
    done(actions.end_substitution(by=request.actor, now=request.now, rule=row, until=given.until))
    return was.model_copy(update={"until": given.until})


def the_person(request: TokenRequest, person_id: UUID) -> models.Person:
    allow(request)
    row = models.Person.within.filter(agency_id=request.actor.agency, id=person_id).first()
    if row is None:
        raise Http404
    return row


def chosen(request: TokenRequest, model: type[Row], wanted: str | None, field: str, *, ask: bool = False) -> Row | None:
    """What a field names, if it is the agency's. `ask`: the permission is about this one, known or not."""
    if wanted is None:
        return None
    manager: Any = model.within if model is models.Person else model.objects  # type: ignore[attr-defined]
    found: Row | None = manager.filter(agency_id=request.actor.agency, id=wanted).first()
    if ask:
        allow(request, wanted)
    if found is None:
        raise Denied(wrong(field, Words("Tidak ada di instansi ini.")), 422)
    return found


def placed(request: TokenRequest, given: shapes.SetPosition) -> dict[str, Any]:
    roles: Sequence[models.Role] = [models.Role(role) for role in dict.fromkeys(given.roles)]
    return {
        "unit": chosen(request, models.Unit, given.unit, "unit"),
        "superior": chosen(request, models.Position, given.superior, "superior"),
        "roles": roles,
        "is_outside": given.is_outside,
    }


def lanes_of(request: TokenRequest, key: str) -> dict[str, str]:
    """Key → title of the lanes of a SOP in force."""
    found = procedure_of(request.user.agency, key)
    if found is None or found.in_force_id is None:
        raise Http404
    return {lane: about.title for lane, about in sop_of(found.in_force_id).lanes.items()}


def unit(row: models.Unit) -> shapes.Unit:
    return shapes.Unit(id=row.id, name=row.name, parent=row.parent_id)


def substitution(row: models.Substitution) -> shapes.Substitution:
    return shapes.Substitution(
        id=row.id, absent=row.absent_id, substitute=row.substitute_id, since=row.since, until=row.until
    )
