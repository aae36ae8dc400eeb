"""Remembering what the headings of a table mean."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.intake.columns import Column, digest, unfit_match
from lajur.registers.intake.models import ColumnMatch
from lajur.registers.organisation.actors import Actor

NEEDS = "intake.remember"


@action(needs=NEEDS)
def remember_columns(
    *, by: Actor, now: datetime, subject: str, headings: Sequence[str], columns: Sequence[Column], match: Sequence[str]
) -> ColumnMatch | Refusal:
    """Tables of this agency for `subject` with these headings are read like this from now on."""
    if not (allowed := may(by, NEEDS, subject)):
        return allowed
    if (refusal := unfit_match(headings, columns, match)) is not None:
        return refusal
    row, _ = ColumnMatch.objects.update_or_create(
        agency_id=by.agency,
        subject=subject,
        headings=digest(headings),
        defaults={"columns": list(match), "recorded_at": now, "recorded_by": by.person},
    )
    event = {"subject": subject, "columns": {key: heading for heading, key in zip(headings, match, strict=True) if key}}
    record(agency=by.agency, kind="kolom-dipasangkan", at=now, by=by.person, event=event)
    return row
