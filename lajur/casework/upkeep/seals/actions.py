"""Making the day's sheet, sending it, and choosing who gets it."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from lajur.casework.upkeep.actions import WATCH
from lajur.casework.upkeep.models import SealAddresses, SealSheet
from lajur.casework.upkeep.seals.reading import counted, last_of_day
from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency

ADDRESSES = "upkeep.seal_addresses"
MOST = 10


@action(needs=WATCH)
def make_sheet(*, by: Actor, now: datetime, agency: Agency, day: date) -> SealSheet | Refusal | None:
    """Keep the last seal of `day` as its sheet; None when nothing was sealed since the sheet before."""
    if not (allowed := may(by, WATCH)):
        return allowed
    seal = last_of_day(agency, day)
    if seal is None or SealSheet.objects.filter(agency=agency, number__gte=seal.number).exists():
        return None
    chains, entries = counted(agency, seal.number)
    row, is_new = SealSheet.objects.get_or_create(
        agency=agency,
        day=day,
        defaults={
            "number": seal.number, "hash": bytes(seal.hash), "sealed_at": seal.at, "chains": chains,
            "entries": entries, "made_at": now,
        },
    )  # fmt: skip
    return row if is_new else None


@action(needs=WATCH)
def note_mailed(*, by: Actor, now: datetime, sheet: SealSheet) -> SealSheet | Refusal:
    if not (allowed := may(by, WATCH)):
        return allowed
    sheet.mailed_at = now
    sheet.save(update_fields=["mailed_at"])
    return sheet


@action(needs=ADDRESSES)
def choose_addresses(*, by: Actor, now: datetime, addresses: list[str]) -> SealAddresses | Refusal:
    """To whom the sheets go; nobody when the list is empty. From now on: older sheets are not sent."""
    if not (allowed := may(by, ADDRESSES)):
        return allowed
    chosen = list(dict.fromkeys(addresses))
    if len(chosen) > MOST:
        return Refusal("alamat-terlalu-banyak", "Paling banyak {most} alamat.", {"most": MOST})
    for address in chosen:
        try:
            validate_email(address)
        except ValidationError:
            why = Words("“{address}” bukan alamat surel.", address=address)
            return Refusal("alamat-keliru", "“{address}” bukan alamat surel.", {"address": address}, {"alamat": why})
    row, _new = SealAddresses.objects.update_or_create(
        agency_id=by.agency, defaults={"addresses": "\n".join(chosen)}
    )  # fmt: skip
    SealSheet.objects.filter(agency_id=by.agency, mailed_at=None).update(mailed_at=now)
    record(
        agency=by.agency, kind="alamat-segel-dipilih", at=now, by=by.person, event={"count": len(chosen)},
        private={"addresses": row.addresses},
    )  # fmt: skip
    return row
