"""Building an agency from its description: units, positions, people, procedures, lanes. All through the actions."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import yaml
from django.contrib.auth.hashers import make_password
from django_scopes import scope

from lajur.casework.demonstration.papers import write_papers
from lajur.catalogue.reader import canonical, catalogue_ids, load
from lajur.engine.definition import Sop
from lajur.engine.refusal import Refusal
from lajur.registers.organisation import actions as organise
from lajur.registers.organisation.actors import Actor, clock_actor
from lajur.registers.organisation.models import Agency, Person, Position, Role
from lajur.registers.procedures.actions import publish, show_publicly
from lajur.registers.procedures.queries import procedures_of, sop_of
from lajur.registers.reference.letterheads import set_letterhead

T = TypeVar("T")

FOLDER = Path(__file__).parent / "agencies"
PASSWORD = "Coba-Lajur-2026"  # noqa: S105 - shown on the sign-in page of the demonstration, which holds nothing real
SINCE = date(2024, 1, 2)


@dataclass(frozen=True, slots=True)
class Description:
    """An agency as its file in agencies/ tells it."""

    slug: str
    data: dict[str, Any]

    @property
    def subjects(self) -> dict[str, list[str]]:
        """Procedure → wordings of what its cases are about; a closing N counts."""
        return dict(self.data["hal"])


def descriptions() -> list[Description]:
    return [Description(path.stem, yaml.safe_load(path.read_text())) for path in sorted(FOLDER.glob("*.yaml"))]


def build_agency(about: Description, *, now: datetime, slug: str | None = None, catalogue: str | None = None) -> Agency:
    """Make the agency (`slug`, else the description's) with the SOPs of `catalogue` (else the description's)."""
    data = about.data
    agency = Agency.objects.create(slug=slug or about.slug, name=data["nama"], zone=data["zona"], is_demo=True)
    with scope(agency=agency):
        head(agency, data, now)
        people(agency, data, now, prefix=agency.slug)
        for sop_id in catalogue_ids():
            owner, _, key = sop_id.partition("/")
            if owner == (catalogue or about.slug):
                edition = sure(publish(by=fresh(agency, now), now=now, key=key, content=canonical(load(sop_id))))
                if key in data.get("umum", ()):
                    by = fresh(agency, now)
                    sure(show_publicly(by=by, now=now, procedure=edition.procedure, public=True))
        map_lanes(agency, data["pelaksana"], now)
        write_papers(agency, data["naskah"], now)
    agency.refresh_from_db()
    return agency


def head(agency: Agency, data: dict[str, Any], now: datetime) -> None:
    """What the agency says of itself: its kind, whom to ask for help, its letterhead."""
    told = data["bantuan"]
    by = fresh(agency, now)
    sure(organise.describe_agency(by=by, now=now, kind=data["jenis"], email=told["surel"], phone=told["telepon"]))
    sure(set_letterhead(by=by, now=now, agency=agency, valid_from=now.date(), **data["kop"]))


def fresh(agency: Agency, now: datetime) -> Actor:
    """The clock as actor, with the roster as it is now."""
    agency.refresh_from_db()
    return clock_actor(agency, now)


def people(agency: Agency, data: dict[str, Any], now: datetime, *, prefix: str) -> None:
    by = fresh(agency, now)
    units = {name: sure(organise.add_unit(by=by, now=now, name=name)) for name in data["unit"]}
    positions: dict[str, Position] = {}
    for row in data["jabatan"]:
        positions[row["nama"]] = position = sure(
            organise.add_position(
                by=by,
                now=now,
                title=row["nama"],
                unit=units.get(row.get("unit")),
                superior=positions.get(row.get("atasan")),
                roles=[Role(role) for role in row.get("peran", [])],
                is_outside=row.get("luar", False),
            )
        )
        for name in row["pegawai"]:
            numbers = data.get("usaha", {}).get(name)
            person = sure(
                organise.add_person(
                    by=by,
                    now=now,
                    username=f"{username(name)}.{prefix}",
                    name=name,
                    is_outside=row.get("luar", False),
                    business=name if numbers else "",
                    **numbers or {},
                )
            )
            sure(organise.seat(by=by, now=now, person=person, position=position, since=SINCE))
    # One hash for all: everybody is told this password, and hashing it for each of forty people takes half the start.
    Person.objects.filter(agency=agency).update(password=make_password(PASSWORD))


def username(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", ".", plain).strip(".")


def map_lanes(agency: Agency, rules: list[dict[str, Any]], now: datetime) -> None:
    """Bind every lane of every procedure in force by the words of its title."""
    positions = {position.title: position for position in Position.objects.filter(agency=agency)}
    for procedure in procedures_of(agency):
        assert procedure.in_force_id is not None  # procedures_of lists only those in force
        sop = sop_of(procedure.in_force_id)
        for lane in sop.lanes.values():
            titles = positions_for(lane.title, rules, sop)
            chosen = [positions[title] for title in titles]
            sure(
                organise.bind_lane(
                    by=fresh(agency, now), now=now, procedure=procedure.key, lane=lane.key, positions=chosen
                )
            )


def positions_for(title: str, rules: list[dict[str, Any]], sop: Sop) -> list[str]:
    """Titles of the positions for a lane. Raises LookupError: the demonstration must have somebody for every lane."""
    for rule in rules:
        if any(word.lower() in title.lower() for word in rule["judul"]):
            return list(rule["jabatan"])
    raise LookupError(f"{sop.id}: no position for lane {title!r}")


def sure(outcome: T | Refusal) -> T:
    """The outcome of an action that cannot be refused here."""
    if isinstance(outcome, Refusal):
        raise RuntimeError(f"{outcome.code}: {outcome.sentence}")
    return outcome


def accounts(agency: Agency) -> list[tuple[Person, str]]:
    """Every person of a demonstration agency with the positions held."""
    rows: dict[Person, list[str]] = {}
    with scope(agency=agency):
        people = Person.within.filter(is_active=True).prefetch_related("holding_set__position").order_by("name")
        for person in people:
            rows[person] = [holding.position.title for holding in person.holding_set.all()]
    return [(person, ", ".join(titles)) for person, titles in rows.items()]
