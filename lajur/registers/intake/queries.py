"""Reading what headings mean."""

from __future__ import annotations

from collections.abc import Sequence

from lajur.registers.intake.columns import Column, digest, unfit_match
from lajur.registers.intake.models import ColumnMatch


def remembered(subject: str, headings: Sequence[str], columns: Sequence[Column]) -> list[str] | None:
    """What somebody of the agency said these headings mean; None when nobody did, or it fits our columns no more."""
    row = ColumnMatch.objects.filter(subject=subject, headings=digest(headings)).first()
    if row is None or unfit_match(headings, columns, row.columns) is not None:
        return None
    return list(row.columns)
