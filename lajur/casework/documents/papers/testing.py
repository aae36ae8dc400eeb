"""Papers for tests, issued through the action. Use inside `scope(agency=…)`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lajur.casework.documents.papers.actions import issue_paper
from lajur.casework.documents.papers.models import Paper
from lajur.engine.refusal import Refusal
from lajur.registers.organisation.models import Agency, Person, Position, Role
from lajur.registers.organisation.testing import NOW, as_actor, done, make_agency, make_person, make_position

LETTER = {"isi": ["Dengan hormat, bersama ini disampaikan hasil pemeriksaan.", "Demikian disampaikan."]}


@dataclass
class Desk:
    """An office that writes: a head, a coordinator under him, two officers under her, an administrator, a clerk."""

    agency: Agency
    positions: dict[str, Position] = field(default_factory=dict)
    kepala: Person = field(init=False)
    koordinator: Person = field(init=False)
    ani: Person = field(init=False)
    budi: Person = field(init=False)
    admin: Person = field(init=False)
    staf: Person = field(init=False)


def make_desk() -> Desk:
    """Inside the agency's scope only afterwards: call it with scopes disabled."""
    agency = make_agency()
    desk, places = Desk(agency), {}
    places["kepala"] = make_position(agency, "Kepala", roles=[Role.HEAD])
    places["koordinator"] = make_position(agency, "Koordinator", superior=places["kepala"])
    places["petugas"] = make_position(agency, "Petugas", superior=places["koordinator"])
    places["admin"] = make_position(agency, "Administrator", superior=places["kepala"], roles=[Role.ADMINISTRATOR])
    places["staf"] = make_position(agency, "Staf", superior=places["kepala"])
    desk.positions = places
    desk.kepala = make_person(agency, "Kartini", places["kepala"])
    desk.koordinator = make_person(agency, "Kusno", places["koordinator"])
    desk.ani = make_person(agency, "Ani", places["petugas"])
    desk.budi = make_person(agency, "Budi", places["petugas"])
    desk.admin = make_person(agency, "Admira", places["admin"])
    desk.staf = make_person(agency, "Siti", places["staf"])
    agency.refresh_from_db()
    return desk


def try_issue(agency: Agency, signer: Person, **given: Any) -> Paper | Refusal:
    """A letter by its signer, unless told otherwise."""
    now: datetime = given.pop("now", NOW)
    by = given.pop("by", None) or as_actor(signer, now)
    usual: dict[str, Any] = {"kind": "surat", "subject": "Undangan rapat", "template": "umum.surat", "data": LETTER}
    return issue_paper(agency=agency, signer=signer, now=now, by=by, **{**usual, **given})


def make_paper(agency: Agency, signer: Person, **given: Any) -> Paper:
    return done(try_issue(agency, signer, **given))
