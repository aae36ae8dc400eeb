"""What the archive holds, by state, and what is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from lajur.casework.documents.papers.models import Paper
from lajur.casework.documents.retention.models import Disposal, Filing
from lajur.casework.documents.retention.rules import ACTIVE, DUE, GONE, HELD, INACTIVE, WAITING, Class, classes
from lajur.registers.organisation.models import Agency
from lajur.registers.procedures.queries import sop_of
from lajur.registers.reference.queries import row

TABLE = "retention.jadwal"
SHOWN = ("agency", "disposal", "record__case", "record__paper", "record__source__paper")
STATES = (DUE, HELD, WAITING, ACTIVE, INACTIVE, GONE)


def classes_on(agency: Agency, day: date) -> dict[str, Class]:
    """The agency's retention classes on a day."""
    return classes(row(TABLE, day, agency).value)


def is_verified(agency: Agency, day: date) -> bool:
    return row(TABLE, day, agency).is_verified


def condition(state: str, today: date) -> Q:
    """Filings in a state of `rules.state_of`, as a filter."""
    free = Q(is_held=False, record__destroyed_at=None)
    return {
        GONE: Q(record__destroyed_at__isnull=False),
        HELD: Q(is_held=True),
        WAITING: free & Q(since=None),
        ACTIVE: free & Q(active_until__gte=today),
        INACTIVE: free & Q(active_until__lt=today, inactive_until__gte=today),
        DUE: free & Q(inactive_until__lt=today),
    }[state]


def filings_of(agency: Agency, state: str, today: date) -> QuerySet[Filing]:
    rows = Filing.objects.filter(condition(state, today), agency=agency)
    return rows.select_related(*SHOWN).order_by("inactive_until", "id")


def counts_of(agency: Agency, today: date) -> dict[str, int]:
    asked = {state.replace("-", "_"): Count("id", filter=condition(state, today)) for state in STATES}
    found = Filing.objects.filter(agency=agency).aggregate(**asked)
    return {state: found[state.replace("-", "_")] for state in STATES}


def filing_of(agency: Agency, filing_id: UUID) -> Filing | None:
    rows = Filing.objects.filter(agency=agency, id=filing_id)
    return rows.select_related(*SHOWN).first()


def disposals_of(agency: Agency) -> list[Disposal]:
    rows = Disposal.objects.filter(agency=agency).select_related("proposed_by", "decided_by")
    return list(rows.annotate(size=Count("filings")).order_by("-proposed_at")[:50])


def table_of(filings: Iterable[Filing], known: dict[str, Class]) -> list[list[Any]]:
    """Lines for a file, in the order of `HEADINGS`."""
    lines = []
    for one in filings:
        record, chosen = one.record, known.get(one.classification)
        lines.append(
            [
                title_of(one), number_of(one), chosen.title if chosen else one.classification, one.place,
                one.since or "", one.active_until or "", one.inactive_until or "", one.get_fate_display(),
                one.hold_reason if one.is_held else "", record.sha256,
                record.destroyed_at.astimezone(ZoneInfo(one.agency.zone)).date() if record.destroyed_at else "",
                one.disposal.minutes_number if one.disposal and record.destroyed_at else "",
            ]
        )  # fmt: skip
    return lines


def paper_of(filing: Filing) -> Paper | None:
    """The paper that the record is, as issued or as signed; or that its case took over."""
    own = getattr(filing.record, "paper", None)
    return own or (getattr(filing.record.source, "paper", None) if filing.record.source else None)


def title_of(filing: Filing) -> str:
    """The paper's subject, the file's name, or what the SOP calls such a document."""
    record, paper = filing.record, paper_of(filing)
    if paper is not None:
        return str(paper.subject)
    if record.name or record.case is None:
        return record.name or record.kind
    known = sop_of(record.case.edition_id).documents.get(record.kind)
    return known.title if known else record.kind


def number_of(filing: Filing) -> str:
    paper = paper_of(filing)
    if paper is not None:
        return str(paper.number)
    return filing.record.case.number if filing.record.case else ""
