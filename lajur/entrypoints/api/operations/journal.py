"""The journal as it is chained, and whether it holds."""

from __future__ import annotations

import json
from uuid import UUID

from lajur.engine.refusal import Words
from lajur.entrypoints.api import office_shapes as shapes
from lajur.entrypoints.api.door import TokenRequest, allow, operation
from lajur.entrypoints.api.operations.cases import the_case
from lajur.entrypoints.api.paging import Cursor, Limit, after_number, numbered
from lajur.registers.authority import chain
from lajur.registers.authority.journal import verify_agency
from lajur.registers.authority.models import Entry
from lajur.registers.authority.words import spoken

SCOPE, TAG = "journal:read", "journal"
ALL = "api.read_journal"


@operation("GET", "/cases/{uuid:case_id}/journal", needs="cases.view", scope=SCOPE, answers=shapes.Entries, tag=TAG)
def read_case_journal(request: TokenRequest, case_id: UUID, cursor: Cursor, limit: Limit) -> shapes.Entries:
    """The entries of a case from its beginning."""
    the_case(request, case_id)
    return entries(case_id, cursor, limit)


@operation(
    "GET", "/cases/{uuid:case_id}/journal/verdict", needs="cases.view", scope=SCOPE, answers=shapes.Verdict, tag=TAG
)
def verify_case_journal(request: TokenRequest, case_id: UUID) -> shapes.Verdict:
    """Whether the chain of a case holds, from its first entry to the head that the case remembers."""
    loaded = the_case(request, case_id)
    rows = Entry.objects.filter(chain=case_id).order_by("seq").iterator(chunk_size=2000)
    stored = (
        chain.Stored(row.seq, row.kind, row.at, str(row.by) if row.by else None, row.body, row.private, bytes(row.hash))
        for row in rows
    )
    result = chain.verify(request.actor.agency, str(case_id), stored)
    if isinstance(result, chain.Fault):
        return verdict(1, 0, 0, [result])
    head, length = result
    if (head, length) != (bytes(loaded.case.journal_head), loaded.case.journal_length):
        why = spoken(CUT)
        return verdict(1, length, 0, [chain.Fault(str(case_id), length + 1, why)])
    return verdict(1, length, 0, [])


@operation("GET", "/journal", needs=ALL, scope=SCOPE, answers=shapes.Entries, tag=TAG)
def read_journal(request: TokenRequest, cursor: Cursor, limit: Limit) -> shapes.Entries:
    """The agency's own entries, of what concerns no case, from the beginning."""
    allow(request)
    return entries(UUID(request.actor.agency), cursor, limit)


@operation("GET", "/journal/verdict", needs=ALL, scope=SCOPE, answers=shapes.Verdict, tag=TAG)
def verify_journal(request: TokenRequest) -> shapes.Verdict:
    """Whether every chain and seal of the agency holds. Reads all of them: not for every minute."""
    allow(request)
    found = verify_agency(request.actor.agency)
    return verdict(found.chains, found.entries, found.seals, list(found.faults))


CUT = Words("ekor rantai ini terpotong: pelaksanaannya mengenal entri sesudahnya")


def verdict(chains: int, count: int, seals: int, faults: list[chain.Fault]) -> shapes.Verdict:
    told = [shapes.Fault(chain=fault.chain, seq=fault.seq, why=spoken(fault.why)) for fault in faults]
    return shapes.Verdict(whole=not told, chains=chains, entries=count, seals=seals, faults=told)


def entries(chain_id: UUID, cursor: str | None, limit: int) -> shapes.Entries:
    after = numbered(cursor) or 0
    rows = list(Entry.objects.filter(chain=chain_id, seq__gt=after).order_by("seq")[: limit + 1])
    items = [
        shapes.Entry(
            seq=row.seq,
            at=row.at,
            by=row.by,
            kind=row.kind,
            body=row.body,
            private=json.loads(row.private) if isinstance(row.private, str) else row.private,
            hash=bytes(row.hash).hex(),
        )
        for row in rows[:limit]
    ]
    return shapes.Entries(chain=chain_id, items=items, next=after_number(items[-1].seq) if len(rows) > limit else None)
