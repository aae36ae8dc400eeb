"""SOPs in force and their editions."""

from __future__ import annotations

from django.http import Http404

from lajur.engine.refusal import Refusal
from lajur.entrypoints.api import shapes
from lajur.entrypoints.api.door import TokenRequest, allow, operation
from lajur.registers.authority.words import sentence
from lajur.registers.procedures import models
from lajur.registers.procedures.queries import procedure_of, procedures_of, sop_of

SCOPE, NEEDS, TAG = "catalogue:read", "procedures.read", "catalogue"


@operation("GET", "/procedures", needs=NEEDS, scope=SCOPE, answers=shapes.Procedures, tag=TAG)
def list_procedures(request: TokenRequest) -> shapes.Procedures:
    """Every SOP in force, by title."""
    allow(request)
    return shapes.Procedures(items=[line(request, found) for found in procedures_of(request.user.agency)])


@operation("GET", "/procedures/{slug:key}", needs=NEEDS, scope=SCOPE, answers=shapes.Edition, tag=TAG)
def read_procedure(request: TokenRequest, key: str) -> shapes.Edition:
    """A SOP in force, with the SOP itself."""
    found = the_procedure(request, key)
    assert found.in_force is not None
    return edition(found, found.in_force)


@operation("GET", "/procedures/{slug:key}/editions", needs=NEEDS, scope=SCOPE, answers=shapes.Editions, tag=TAG)
def list_editions(request: TokenRequest, key: str) -> shapes.Editions:
    """Every edition of a SOP, the latest first."""
    found = the_procedure(request, key)
    rows = found.editions.order_by("-number").only("id", "procedure", "number", "hash", "published_at")
    lines = [
        shapes.EditionLine(
            number=row.number, hash=row.hash, published_at=row.published_at, in_force=row.id == found.in_force_id
        )
        for row in rows
    ]
    return shapes.Editions(items=lines)


@operation(
    "GET", "/procedures/{slug:key}/editions/{int:number}", needs=NEEDS, scope=SCOPE, answers=shapes.Edition, tag=TAG
)
def read_edition(request: TokenRequest, key: str, number: int) -> shapes.Edition:
    """One edition, as cases that run by it are bound to."""
    found = the_procedure(request, key)
    row = found.editions.filter(number=number).first()
    if row is None:
        raise Http404
    return edition(found, row)


def the_procedure(request: TokenRequest, key: str) -> models.Procedure:
    allow(request)
    found = procedure_of(request.user.agency, key)
    if found is None:
        raise Http404
    return found


def line(request: TokenRequest, found: models.Procedure) -> shapes.Procedure:
    assert found.in_force is not None
    sop = sop_of(found.in_force.id)
    standing = request.actor.day.standing(request.actor.person or "", found.key, sop.first.lane, ())
    why_not = sentence(standing) if isinstance(standing, Refusal) else ""
    return shapes.Procedure(
        key=found.key,
        title=found.title,
        number=sop.identity.number,
        edition=found.in_force.number,
        hash=found.in_force.hash,
        may_start=not why_not,
        why_not=why_not,
    )


def edition(found: models.Procedure, row: models.Edition) -> shapes.Edition:
    return shapes.Edition(
        procedure=found.key,
        number=row.number,
        hash=row.hash,
        published_at=row.published_at,
        in_force=row.id == found.in_force_id,
        sop=row.content,
    )
