"""A new agency and its first administrator. No password is ever preset: it is the one the person gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django_scopes import scope

from lajur.catalogue.reader import canonical, catalogue_ids, load
from lajur.engine.refusal import Refusal
from lajur.registers.organisation import actions as organise
from lajur.registers.organisation.actors import clock_actor
from lajur.registers.organisation.models import Agency, AgencyKind, Person, Role
from lajur.registers.procedures.actions import publish
from lajur.registers.reference.letterheads import set_letterhead

ADMINISTRATOR = "Administrator Lajur"


@dataclass(frozen=True, slots=True)
class FirstAdministrator:
    agency: str
    agency_name: str
    zone: str
    username: str
    name: str
    password: str
    kind: str = ""


PLACES = {AgencyKind.PROVINCE: "Provinsi", AgencyKind.REGENCY: "Kabupaten", AgencyKind.CITY: "Kota"}


def letterhead_lines(kind: str, name: str) -> list[str]:
    """The lines a letterhead begins with: a region's government says so before its name; all in capitals."""
    told = name
    if kind in PLACES and not name.lower().startswith("pemerintah"):
        place = PLACES[AgencyKind(kind)]
        told = f"Pemerintah {name if name.lower().startswith(place.lower()) else f'{place} {name}'}"
    return [told.upper()[:120]]


@transaction.atomic
def install(wanted: FirstAdministrator, *, now: datetime) -> Agency | Refusal:
    """Make the agency, its administrator, and put in force the SOPs the catalogue holds for it, if any."""
    try:
        validate_slug(wanted.agency)
        validate_password(wanted.password, Person(username=wanted.username, name=wanted.name))
    except ValidationError as error:
        return Refusal("masukan-belum-benar", "{why}", {"why": " ".join(error.messages)})
    if Agency.objects.filter(slug=wanted.agency).exists():
        return Refusal("instansi-sudah-ada", "Instansi “{slug}” sudah ada.", {"slug": wanted.agency})
    if Person.objects.taken([wanted.username]):
        return Refusal(
            "nama-pengguna-terpakai",
            "Nama pengguna “{username}” sudah dipakai; pilih yang lain.",
            {"username": wanted.username},
        )
    agency = Agency.objects.create(slug=wanted.agency, name=wanted.agency_name, zone=wanted.zone, kind=wanted.kind)
    by = clock_actor(agency, now)
    with scope(agency=agency):
        position = organise.add_position(by=by, now=now, title=ADMINISTRATOR, roles=[Role.ADMINISTRATOR])
        person = organise.add_person(
            by=by, now=now, username=wanted.username, name=wanted.name, password=wanted.password
        )
        if isinstance(position, Refusal) or isinstance(person, Refusal):
            raise RuntimeError("the installation itself was refused")
        since = now.astimezone(ZoneInfo(agency.zone)).date()
        organise.seat(by=by, now=now, person=person, position=position, since=since)
        if wanted.kind:
            lines = letterhead_lines(wanted.kind, wanted.agency_name)
            set_letterhead(by=by, now=now, agency=agency, valid_from=since, lines=lines, address="", city="")
        for sop_id in catalogue_ids():
            owner, _, key = sop_id.partition("/")
            if owner == agency.slug:
                publish(by=by, now=now, key=key, content=canonical(load(sop_id)))
    return agency
