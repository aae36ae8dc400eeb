"""The agency's letterhead: setting a new one, and reading the one of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency
from lajur.registers.reference.models import Letterhead
from lajur.registers.reference.pictures import clean_picture
from lajur.registers.reference.rules import words_of

NEEDS = "reference.manage_letterhead"
MOST_LINES = 4


@action(needs=NEEDS)
def set_letterhead(
    *,
    by: Actor,
    now: datetime,
    agency: Agency,
    valid_from: date,
    lines: Sequence[str],
    address: str,
    city: str,
    contact: str = "",
    crest: bytes | None = None,
) -> Letterhead | Refusal:
    """Let a letterhead hold from a day. `lines` from the highest office down; `crest` None keeps the one before, b""
    leaves it out."""
    if not (allowed := may(by, NEEDS, agency.id)):
        return allowed
    named = [line.strip() for line in lines if line.strip()]
    if not named or len(named) > MOST_LINES:
        told = Words("Tuliskan satu sampai empat baris nama, dari yang tertinggi.")
        return Refusal("kop-tanpa-nama", told.template, fields={"lines": told})
    before = letterhead_for(agency, valid_from)
    picture, kind = (bytes(before.crest), before.crest_type) if before and crest is None else (b"", "")
    if crest:
        try:
            clean = clean_picture(crest)
        except ValueError as error:
            fault = words_of(error)
            return Refusal("lambang-keliru", fault.template, fault.params, {"crest": fault})
        picture, kind = clean.data, clean.type
    row = Letterhead.objects.create(
        agency=agency,
        valid_from=valid_from,
        lines=named,
        address=address.strip(),
        contact=contact.strip(),
        city=city.strip(),
        crest=picture,
        crest_type=kind,
        recorded_at=now,
        recorded_by=by.person,
    )
    event = {
        "letterhead": str(row.id),
        "from": str(valid_from),
        "lines": named,
        "address": row.address,
        "contact": row.contact,
        "city": row.city,
        "crest": sha256(picture).hexdigest() if picture else "",
    }
    record(agency=str(agency.id), kind="kop-surat-ditetapkan", at=now, by=by.person, event=event)
    return row


def letterhead_for(agency: Agency, day: date) -> Letterhead | None:
    """The letterhead that holds on a day: the latest beginning, of the same beginning the last recorded."""
    return Letterhead.objects.filter(agency=agency, valid_from__lte=day).order_by("-valid_from", "-id").first()


def letterheads_of(agency: Agency) -> list[Letterhead]:
    """All of them without their pictures, the latest first."""
    return list(Letterhead.objects.filter(agency=agency).defer("crest").order_by("-valid_from", "-id"))


def find_letterhead(key: UUID) -> Letterhead | None:
    return Letterhead.objects.filter(id=key).first()
