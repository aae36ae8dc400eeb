"""Who is signed in, who holds what and who is called what, by prepared statements: every page asks this first, and
every process reads the roster anew when one of its rows has changed."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from uuid import UUID

from lajur.registers.authority import border, prepared
from lajur.registers.organisation.models import Agency, HoldingKind, Person
from lajur.registers.organisation.rules import Post, Roster, Seat, StandIn

AGENCY_COLUMNS = (
    "a.slug, a.name, a.zone, a.is_demo, a.roster_version, a.calendar_version, a.is_training, a.is_active, a.clock_rate,"
    " a.clock_start, a.contact_email, a.contact_phone, a.second_factor"
)
"""What `agency_from_row` takes after the id."""


@lru_cache(maxsize=4096)
def agency_from_row(key: str, *row: bytes | None) -> Agency:
    """The agency of these values, shared by whoever reads the same ones: not to be changed or saved."""
    texts = ["" if value is None else value.decode() for value in row]
    slug, name, zone, is_demo, roster_version, calendar_version, is_training, is_active, clock_rate, *rest = texts
    _, email, phone, factor = rest
    agency = Agency(
        id=UUID(key),
        slug=slug,
        name=name,
        zone=zone,
        is_demo=is_demo == "t",
        roster_version=int(roster_version),
        calendar_version=int(calendar_version),
        is_training=is_training == "t",
        is_active=is_active == "t",
        clock_rate=int(clock_rate),
        clock_start=prepared.moment(row[9]),
        second_factor=factor,
        contact_email=email,
        contact_phone=phone,
    )
    agency._state.adding, agency._state.db = False, "default"
    return agency


_PERSON = (
    "SELECT p.password, p.last_login, p.id, p.agency_id, p.username, p.name, p.nip, p.email, p.is_active, p.is_outside,"  # noqa: S608
    f" p.language, p.business, p.npwp, p.nib, {AGENCY_COLUMNS}"
    " FROM border_enter($1) AS e (agency), LATERAL (SELECT * FROM organisation_person"
    " WHERE id = $1 AND agency_id = e.agency OFFSET 0) p JOIN organisation_agency a ON a.id = p.agency_id"
)
# OFFSET 0: the person is looked up after the border knows the agency.


def person_with_agency(key: UUID | str) -> Person | None:
    """A person of any agency, with the agency; one statement, which also tells the server that agency."""
    row = prepared.run(_PERSON, (key,), anywhere=True)
    if row is None:
        return None
    border.entered((row[3] or b"").decode())
    texts = ["" if value is None else value.decode() for value in row[:14]]
    password, _, identity, agency, username, name, nip, email, is_active, is_outside, language, *outside = texts
    business, npwp, nib = outside
    person = Person(
        password=password,
        last_login=prepared.moment(row[1]),
        id=UUID(identity),
        agency_id=UUID(agency),
        username=username,
        name=name,
        nip=nip,
        email=email,
        is_active=is_active == "t",
        is_outside=is_outside == "t",
        language=language,
        business=business,
        npwp=npwp,
        nib=nib,
    )
    person._state.adding, person._state.db = False, "default"
    person.agency = agency_from_row(agency, *row[14:])
    return person


_NAMES = "SELECT id, name FROM organisation_person WHERE agency_id = $1 AND id = ANY($2::uuid[])"


def names_by_id(agency: UUID | str, persons: tuple[str, ...]) -> dict[str, str]:
    rows = prepared.rows(_NAMES, (agency, persons))
    return {key.decode(): name.decode() for key, name in rows if key and name}


_AGENCY = f"SELECT {AGENCY_COLUMNS} FROM organisation_agency a WHERE a.id = $1"  # noqa: S608


def agency_by_id(key: UUID | str) -> Agency:
    """The agency as it stands now; shared, as `agency_from_row` says. Raises Agency.DoesNotExist."""
    row = prepared.run(_AGENCY, (key,))
    if row is None:
        raise Agency.DoesNotExist(str(key))
    return agency_from_row(str(key), *row)


_ACTIVE = "SELECT count(*) FROM organisation_person WHERE agency_id = $1 AND is_active AND id = ANY($2::uuid[])"


def count_active(agency: UUID | str, persons: tuple[str, ...]) -> int:
    """How many of these ids are active people of the agency."""
    row = prepared.run(_ACTIVE, (agency, persons))
    return int(row[0] or 0) if row else 0


_POSTS = "SELECT id, title, superior_id, unit_id, roles FROM organisation_position WHERE agency_id = $1"
_SEATS = (
    "SELECT h.person_id, h.position_id, h.since, h.until, h.kind FROM organisation_holding h"
    " JOIN organisation_person p ON p.id = h.person_id"
    " WHERE h.agency_id = $1 AND p.is_active ORDER BY h.since, h.id"
)
_STAND_INS = (
    "SELECT absent_id, substitute_id, since, until FROM organisation_substitution WHERE agency_id = $1"
    " ORDER BY since, id"
)
_LANES = "SELECT procedure, lane, position_id FROM organisation_lanebinding WHERE agency_id = $1 ORDER BY id"
_OUTSIDE = "SELECT id FROM organisation_person WHERE agency_id = $1 AND is_outside"


def roster_at(agency: UUID, version: int) -> Roster:
    """The agency's people as they are now, called `version`."""
    lanes: dict[tuple[str, str], list[str]] = {}
    for procedure, lane, position in _texts(_LANES, agency):
        lanes.setdefault((procedure, lane), []).append(position)
    return Roster(
        version=version,
        posts={
            key: Post(key, title, superior or None, frozenset(roles[1:-1].split(",")) - {""}, unit or None)
            for key, title, superior, unit, roles in _texts(_POSTS, agency)
        },
        seats=tuple(
            Seat(person, position, date.fromisoformat(since), _day(until), kind != HoldingKind.DEFINITIVE)
            for person, position, since, until, kind in _texts(_SEATS, agency)
        ),
        stand_ins=tuple(
            StandIn(absent, substitute, date.fromisoformat(since), date.fromisoformat(until))
            for absent, substitute, since, until in _texts(_STAND_INS, agency)
        ),
        lanes={name: tuple(positions) for name, positions in lanes.items()},
        outside=frozenset(key for (key,) in _texts(_OUTSIDE, agency)),
    )


def _texts(sql: str, agency: UUID) -> list[tuple[str, ...]]:
    return [tuple("" if value is None else value.decode() for value in row) for row in prepared.rows(sql, (agency,))]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
