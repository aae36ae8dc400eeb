"""What the agency says of itself: what kind of body it is, and whom its people ask for help."""

from __future__ import annotations

import re
from datetime import datetime

from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actions.writing import NEEDS
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency, AgencyKind

PHONE = re.compile(r"[+0-9(][0-9 ()./-]{2,38}[0-9]")
"""As it is written on paper, also with an extension behind a slash; a button on a telephone dials its digits."""


@action(needs=NEEDS)
def describe_agency(*, by: Actor, now: datetime, kind: str, email: str, phone: str) -> Agency | Refusal:
    """Set the kind and the address and telephone of the help desk; the journal tells what they were before."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    if kind and kind not in AgencyKind.values:
        return Refusal(
            "jenis-tidak-dikenal", "Jenis instansi ini tidak dikenal.", fields={"kind": Words("Pilih satu.")}
        )
    phone = " ".join(phone.split())
    if phone and not PHONE.fullmatch(phone):
        told = Words("Tulis nomor telepon dengan angka, misalnya (0730) 621123 atau +62 812 3456 7890.")
        return Refusal("telepon-keliru", told.template, fields={"phone": told})
    agency = Agency.objects.select_for_update().get(id=by.agency)
    new = {"kind": kind, "contact_email": email.strip(), "contact_phone": phone}
    was = {name: getattr(agency, name) for name, value in new.items() if getattr(agency, name) != value}
    if not was:
        return agency
    for name in was:
        setattr(agency, name, new[name])
    agency.save(update_fields=list(was))
    event = {"was": was, "now": {name: new[name] for name in was}}
    record(agency=by.agency, kind="instansi-diubah", at=now, by=by.person, event=event)
    return agency
