"""How far a survey has come, and what waits for a look."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Q, QuerySet

from lajur.capabilities.surveys.collecting.rules import Standing, total_missing
from lajur.capabilities.surveys.models import Channel, Invitation, InvitationState, Sheet, SheetState, Survey


@dataclass(frozen=True, slots=True)
class Progress:
    """A survey's groups in order, and all of them together."""

    groups: tuple[Standing, ...]
    minimum: int
    counted: int
    held: int
    rejected: int

    @property
    def missing(self) -> int:
        return total_missing(self.groups, self.minimum)

    @property
    def short(self) -> tuple[Standing, ...]:
        """Groups below their own minimum."""
        return tuple(group for group in self.groups if group.missing)

    @property
    def is_enough(self) -> bool:
        return not self.missing and not self.short

    @property
    def percent(self) -> int:
        return 100 if not self.minimum else min(100, self.counted * 100 // self.minimum)


def progress_of(survey: Survey) -> Progress:
    """Counted from the sheets as they are now; two statements."""
    counts = {
        (group, state): count
        for group, state, count in Sheet.objects.filter(survey=survey)
        .values_list("group", "state")
        .annotate(count=Count("id"))
        .order_by()
    }
    groups = tuple(
        Standing(
            row.number, row.title, row.minimum, counts.get((row.number, SheetState.ACCEPTED), 0),
            counts.get((row.number, SheetState.HELD), 0), row.population,
        )
        for row in survey.groups.all()
    )  # fmt: skip
    total = {state: sum(n for (_g, s), n in counts.items() if s == state) for state in SheetState.values}
    minimum = max(survey.minimum, sum(group.minimum for group in groups))
    return Progress(groups, minimum, total[SheetState.ACCEPTED], total[SheetState.HELD], total[SheetState.REJECTED])


def held_sheets(survey: Survey) -> QuerySet[Sheet]:
    """What waits for a look, the oldest first."""
    return Sheet.objects.filter(survey=survey, state=SheetState.HELD).order_by("given_at", "id")


def by_channel(survey: Survey) -> dict[str, int]:
    """How many counted sheets came which way."""
    rows = Sheet.objects.filter(survey=survey, state=SheetState.ACCEPTED).values_list("channel").order_by()
    found = dict(rows.annotate(count=Count("id")))
    return {str(Channel(code).label): found[code] for code in Channel.values if code in found}


def invited(survey: Survey) -> dict[str, int]:
    """How many invitations wait, went out, failed."""
    rows = Invitation.objects.filter(survey=survey)
    return rows.aggregate(
        waiting=Count("id", filter=Q(state=InvitationState.WAITING)),
        sent=Count("id", filter=Q(state=InvitationState.SENT)),
        failed=Count("id", filter=Q(state=InvitationState.FAILED)),
    )


_SHEETS = (
    "SELECT id::text, \"group\", service, u1, u2, u3, u4, u5, u6, u7, u8, u9, coalesce(extras::text, ''), remark,"
    " channel FROM surveys_sheet WHERE survey_id = %s AND state = 'diterima' ORDER BY id"
)


def fingerprint_of(survey: Survey) -> tuple[int, bytes]:
    """How many sheets count, and the SHA-256 over all of them in the order of their ids."""
    digest, count = hashlib.sha256(), 0
    with connection.chunked_cursor() as cursor:
        cursor.execute(_SHEETS, [survey.id])
        while rows := cursor.fetchmany(5000):
            count += len(rows)
            digest.update(b"".join(_line(row) for row in rows))
    return count, digest.digest()


def _line(row: Iterable[object]) -> bytes:
    return "\x1f".join("" if value is None else str(value) for value in row).encode() + b"\n"
