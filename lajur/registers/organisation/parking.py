"""A file that somebody sent to be looked at, kept for an hour until it is taken over. The ticket names it, for him."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.actors import Actor

KEPT = timedelta(hours=1)
FOLDER = "impor"


def park(data: bytes, *, by: Actor, now: datetime, salt: str) -> str:
    """Put the file by; those of the agency that waited too long go. `salt` tells what kind of list it is."""
    folder = f"{FOLDER}/{by.agency}"
    if default_storage.exists(folder):
        for name in default_storage.listdir(folder)[1]:
            if default_storage.get_modified_time(f"{folder}/{name}") < now - KEPT:
                default_storage.delete(f"{folder}/{name}")
    name = default_storage.save(f"{folder}/{uuid7()}", ContentFile(data))
    return signing.dumps([name, by.person], salt=salt)


def parked(ticket: str, *, by: Actor, salt: str) -> bytes | None:
    """The file again; None when it is not his, or waited too long, or was taken over."""
    name = _name(ticket, by, salt)
    if name is None:
        return None
    with default_storage.open(name) as file:
        data: bytes = file.read()
    return data


def drop(ticket: str, *, by: Actor, salt: str) -> None:
    name = _name(ticket, by, salt)
    if name is not None:
        default_storage.delete(name)


def _name(ticket: str, by: Actor, salt: str) -> str | None:
    try:
        name, person = signing.loads(ticket, salt=salt, max_age=KEPT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return name if person == by.person and default_storage.exists(name) else None
