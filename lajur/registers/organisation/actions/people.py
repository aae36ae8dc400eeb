"""People: adding them, changing what is known of them, their leaving and their passwords."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password

from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actions.writing import NEEDS, changed
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Person


@action(needs=NEEDS)
def add_person(
    *,
    by: Actor,
    now: datetime,
    username: str,
    name: str,
    nip: str = "",
    email: str = "",
    password: str | None = None,
    is_outside: bool = False,
) -> Person | Refusal:
    """`password` None: the person cannot sign in until one is set."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    if Person.objects.filter(username=username).exists():
        return Refusal(
            "nama-pengguna-terpakai",
            "Nama pengguna “{username}” sudah dipakai; pilih yang lain.",
            {"username": username},
            {"username": "Sudah dipakai."},
        )
    person = Person.within.create(
        agency_id=by.agency,
        username=username,
        name=name,
        nip=nip,
        email=email,
        is_outside=is_outside,
        password=make_password(password),
    )
    changed(by, now, "pegawai-ditambahkan", {"person": person.id}, {"name": name, "nip": nip, "email": email})
    return person
