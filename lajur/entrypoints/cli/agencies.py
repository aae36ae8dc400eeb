"""Finding the agency and the person a command speaks of."""

from __future__ import annotations

from datetime import datetime

import click

from lajur.entrypoints.cli.language import _
from lajur.registers.organisation.actors import Actor, actor_for
from lajur.registers.organisation.models import Agency, Person


def chosen_agencies(slug: str | None) -> list[Agency]:
    """That agency, or all of them."""
    found = list(Agency.objects.filter(slug=slug) if slug else Agency.objects.order_by("slug"))
    if slug and not found:
        raise click.ClickException(_("Tidak ada instansi “{slug}”.").format(slug=slug))
    return found


def only_agency(slug: str) -> Agency:
    return chosen_agencies(slug)[0]


def acting(username: str, now: datetime) -> tuple[Agency, Actor]:
    """The person who acts, named by user name."""
    person = Person.objects.select_related("agency").filter(username=username, is_active=True).first()
    if person is None:
        raise click.ClickException(_("Tidak ada pegawai aktif dengan nama pengguna “{name}”.").format(name=username))
    return person.agency, actor_for(person, now)
