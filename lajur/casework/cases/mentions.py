"""Naming people in a comment: @nama in its text, or picked from a list."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from lajur.casework.cases.permissions import CaseSubject
from lajur.engine.refusal import Refusal
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import actor_for
from lajur.registers.organisation.models import Agency, Person

MOST = 20
"""People named in one comment."""

# Not inside an e-mail address; a full stop at the end belongs to the sentence.
_NAME = re.compile(r"(?<![\w.@-])@([a-z][a-z0-9_-]*(?:\.[a-z0-9_-]+)*)", re.IGNORECASE)


def names_in(text: str) -> list[str]:
    """User names, or beginnings of user names, that the text mentions."""
    return list(dict.fromkeys(found.lower() for found in _NAME.findall(text)))


def mentioned(
    agency: Agency, text: str, picked: Iterable[str], subject: CaseSubject, now: datetime
) -> list[str] | Refusal:
    """Ids of the persons a comment names. Each must be of the agency and may read the case; `@hasan.basri` is enough
    where only one user name begins so."""
    typed, chosen = names_in(text), {str(person) for person in picked}
    if not typed and not chosen:
        return []
    if len(typed) + len(chosen) > MOST:
        return Refusal("terlalu-banyak-disebut", "Sebutlah paling banyak {most} orang.", {"most": MOST})
    wanted = Q(id__in=chosen)
    for name in typed:
        wanted |= Q(username__istartswith=name)
    people = list(Person.within.filter(wanted, agency=agency, is_active=True))
    found = {str(person.id): person for person in people if str(person.id) in chosen}
    if len(found) < len(chosen):
        return Refusal("orang-tidak-dikenal", "Orang yang dipilih tidak ada di instansi ini.")
    for name in typed:
        exact = [p for p in people if p.username.lower() == name]
        fitting = exact or [p for p in people if p.username.lower().startswith(name)]
        if not fitting:
            return Refusal(
                "orang-tidak-dikenal",
                "Tidak ada pegawai dengan nama pengguna @{name}; pilihlah dari daftar.",
                {"name": name},
            )
        if len(fitting) > 1:
            return Refusal(
                "orang-kurang-jelas", "Beberapa nama pengguna berawal @{name}; tulislah selengkapnya.", {"name": name}
            )
        found[str(fitting[0].id)] = fitting[0]
    for person in found.values():
        person.agency = agency
        if not may(actor_for(person, now), "cases.view", subject):
            return Refusal(
                "tidak-dapat-melihat",
                "{person} tidak dapat melihat pelaksanaan ini, maka tidak dapat disebut.",
                {"person": person.name},
            )
    return list(found)
